import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chosungGramsOf, gramsOf, isChosungQuery, matchesLoosely, searchForm, similarity } from './hangul.ts'

const letter = fc.constantFrom(...'김이박최철수영희민준서연가나다라LGsk12 ')
const name = fc.array(letter, { minLength: 1, maxLength: 10 }).map((letters) => letters.join(''))

describe('search keys', () => {
  it('compare without case, white space and Unicode form', () => {
    expect(searchForm(' LG 전자\t')).toBe('lg전자')
    expect(searchForm('한글'.normalize('NFD'))).toBe('한글')
  })

  it('are pairs of neighbours, each once', () => {
    expect(gramsOf('김철수')).toEqual(['김철', '철수'])
    expect(gramsOf('LG 전자')).toEqual(['lg', 'g전', '전자'])
    expect(gramsOf('가가가')).toEqual(['가가'])
    expect(gramsOf('김')).toEqual(['김'])
    expect(gramsOf('  ')).toEqual([])
  })

  it('carry initials apart from letters', () => {
    expect(chosungGramsOf('김철수')).toEqual(['c:ㄱㅊ', 'c:ㅊㅅ'])
    expect(chosungGramsOf('LG전자')).toEqual(['c:gㅈ', 'c:ㅈㅈ'])
    expect(chosungGramsOf('Apple')).toEqual([])
    expect(chosungGramsOf('김')).toEqual(['c:ㄱ'])
    expect(chosungGramsOf('ㅊㅅ')).toEqual(['c:ㅊㅅ'])
  })

  it('know a query of initials', () => {
    expect(['ㄱㅊㅅ', 'lgㅈㅈ', 'ㄱ', '김ㅊ', '김', 'lg', 'ㅏ', ''].map(isChosungQuery)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
      false,
      false,
    ])
  })

  it('any part of two characters or more shares all its grams with the whole, by letters and by initials', () => {
    fc.assert(
      fc.property(name, fc.nat(9), fc.integer({ min: 2, max: 10 }), (text, start, length) => {
        const part = [...searchForm(text)].slice(start, start + length).join('')
        fc.pre([...part].length >= 2)
        expect(gramsOf(text)).toEqual(expect.arrayContaining(gramsOf(part)))
        expect(chosungGramsOf(text)).toEqual(expect.arrayContaining(chosungGramsOf(part)))
        expect(matchesLoosely(text, part)).toBe(true)
      }),
    )
  })
})

describe('loose matching', () => {
  it('finds by part, initials, mixture and a syllable still being typed', () => {
    for (const query of ['철수', 'ㄱㅊㅅ', 'ㅊㅅ', '김ㅊ', 'ㄱ철', '기', '김처', '김철ㅅ', '김 철수', '']) {
      expect(matchesLoosely('김철수', query), query).toBe(true)
    }
    expect(matchesLoosely('가방 공장', '갑')).toBe(true)
    expect(matchesLoosely('LG전자', 'lgㅈ')).toBe(true)
  })

  it('finds through the wrong keyboard layout and through a slip of the finger', () => {
    expect(matchesLoosely('삼성전자', 'tkatjd')).toBe(true)
    expect(matchesLoosely('삼성전자', '삼섬전자')).toBe(true)
    expect(matchesLoosely('홍길동', '홍길돈')).toBe(true)
  })

  it('does not find what was not meant', () => {
    for (const query of ['박', 'ㅂ', '수철', 'ㅊㄱ', '김영희', 'apple']) {
      expect(matchesLoosely('김철수', query), query).toBe(false)
    }
  })

  it('similarity is symmetric, 1 for equals and never outside 0 … 1', () => {
    fc.assert(
      fc.property(name, name, (a, b) => {
        const value = similarity(a, b)
        expect(value).toBe(similarity(b, a))
        expect(value >= 0 && value <= 1).toBe(true)
        expect(similarity(a, a)).toBe(1)
      }),
    )
  })
})
