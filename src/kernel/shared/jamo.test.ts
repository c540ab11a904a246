import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  chosungOf,
  compose,
  composeTyped,
  decompose,
  finalOf,
  isHangulSyllable,
  isLoneConsonant,
  jamoOf,
  normaliseText,
} from './jamo.ts'
import { fromQwerty, toQwerty } from './keyboard.ts'

const syllable = fc.integer({ min: 0xac00, max: 0xd7a3 }).map((code) => String.fromCodePoint(code))
const korean = fc.array(syllable, { minLength: 1, maxLength: 12 }).map((characters) => characters.join(''))

describe('hangul', () => {
  it('takes syllables apart and puts them together again', () => {
    expect(decompose('각')).toEqual({ initial: 'ㄱ', vowel: 'ㅏ', final: 'ㄱ' })
    expect(decompose('값')).toEqual({ initial: 'ㄱ', vowel: 'ㅏ', final: 'ㅄ' })
    expect(decompose('A')).toBeUndefined()
    expect([finalOf('길'), finalOf('수'), finalOf('3')]).toEqual(['ㄹ', '', undefined])
    expect(compose({ initial: 'ㅏ', vowel: 'ㅏ', final: '' })).toBeUndefined()
    for (let code = 0xac00; code <= 0xd7a3; code += 1) {
      const character = String.fromCodePoint(code)
      const jamo = decompose(character)
      expect(jamo && compose(jamo)).toBe(character)
    }
  })

  it('knows a syllable from a letter', () => {
    expect(['가', '힣', 'ㄱ', 'ㅏ', 'a', '漢', ''].map(isHangulSyllable)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
      false,
    ])
    expect(['ㄱ', 'ㄳ', 'ㅎ', 'ㅏ', '가', ''].map(isLoneConsonant)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ])
  })

  it('takes initials and keystrokes, from decomposed text too', () => {
    expect(chosungOf('김철수')).toBe('ㄱㅊㅅ')
    expect(chosungOf('LG전자 ㈜')).toBe('LGㅈㅈ ㈜')
    expect(chosungOf('김철수'.normalize('NFD'))).toBe('ㄱㅊㅅ')
    expect(normaliseText('한글'.normalize('NFD'))).toBe('한글')
    expect(jamoOf('값 과')).toBe('ㄱㅏㅂㅅ ㄱㅗㅏ')
  })

  it('typing the keystrokes of Korean text gives the text', () => {
    expect(composeTyped('ㄱㅏㄱㅅㅏ')).toBe('각사')
    expect(composeTyped('ㅋㅋㅋ')).toBe('ㅋㅋㅋ')
    expect(composeTyped('ㅏㅏ')).toBe('ㅏㅏ')
    expect(composeTyped('ㄱㅏㄸㅏ')).toBe('가따')
    fc.assert(
      fc.property(korean, (text) => {
        expect(composeTyped(jamoOf(text))).toBe(text)
      }),
    )
  })
})

describe('the wrong keyboard layout', () => {
  it('is read as what was meant', () => {
    expect(fromQwerty('dkssud')).toBe('안녕')
    expect(fromQwerty('DKSSUD')).toBe('안녕')
    expect(fromQwerty('rlacjftn')).toBe('김철수')
    expect(fromQwerty('tkatjdwjswk 2025')).toBe('삼성전자 2025')
    expect(fromQwerty('Rk')).toBe('까')
    expect(fromQwerty('rcs')).toBe('ㄱㅊㄴ')
    expect(toQwerty('ㅗ디ㅣㅐ')).toBe('hello')
  })

  it('both ways are each other’s inverse for Korean text', () => {
    fc.assert(
      fc.property(korean, (text) => {
        expect(fromQwerty(toQwerty(text))).toBe(text)
      }),
    )
  })
})
