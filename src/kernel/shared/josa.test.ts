import fc from 'fast-check'
import i18next from 'i18next'
import { describe, expect, it } from 'vitest'
import { josa, josaFormat, josaFormatter, josaOf } from './josa.ts'

const eul = (word: string) => josaOf(word, '을/를')
const ro = (word: string) => josaOf(word, '으로/로')

describe('particles after Hangul', () => {
  it('follow the final consonant', () => {
    expect(josa('주문', '을/를')).toBe('주문을')
    expect(josa('재고', '을/를')).toBe('재고를')
    expect(josa('김철수', '이/가')).toBe('김철수가')
    expect(josa('홍길동', '은/는')).toBe('홍길동은')
    expect(josa('창고', '과/와')).toBe('창고와')
    expect(josa('고객', '이라는/라는')).toBe('고객이라는')
    expect(josa('길동', '아/야')).toBe('길동아')
  })

  it('으로 becomes 로 after a vowel and after ㄹ', () => {
    expect(['부산', '대구', '서울', '수원역'].map((city) => josa(city, '으로/로'))).toEqual([
      '부산으로',
      '대구로',
      '서울로',
      '수원역으로',
    ])
    expect(josa('팀장', '으로서/로서')).toBe('팀장으로서')
  })

  it('every syllable agrees with its code point', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0xac00, max: 0xd7a3 }), (code) => {
        expect(eul(String.fromCodePoint(code))).toBe((code - 0xac00) % 28 === 0 ? '를' : '을')
      }),
    )
  })

  it('accepts a pair either way round and decomposed text', () => {
    expect(josa('재고', '를/을')).toBe('재고를')
    expect(eul('주문'.normalize('NFD'))).toBe('을')
  })

  it('refuses a pair that is no particle', () => {
    expect(() => josa('주문', '을')).toThrow(RangeError)
    expect(() => josa('주문', 'toString')).toThrow(RangeError)
  })
})

describe('particles after numbers', () => {
  it('follow the reading of the last digit', () => {
    expect([...'0123456789'].map(eul)).toEqual(['을', '을', '를', '을', '를', '를', '을', '을', '을', '를'])
    expect([...'0123456789'].map(ro)).toEqual([
      '으로',
      '로',
      '로',
      '으로',
      '로',
      '로',
      '으로',
      '로',
      '로',
      '로',
    ])
    expect(josa('3', '을/를')).toBe('3을')
    expect(josa('10', '으로/로')).toBe('10으로')
    expect(josa('1', '으로/로')).toBe('1로')
  })

  it('round numbers end in 십, 백, 천, 만, 억, 조', () => {
    expect(['20', '300', '5,000', '10000', '100,000,000', '1000000000000'].map(eul)).toEqual([
      '을',
      '을',
      '을',
      '을',
      '을',
      '를',
    ])
  })

  it('document numbers, decimals and units', () => {
    expect(josa('SO-2026-000008', '을/를')).toBe('SO-2026-000008을')
    expect(josa('SO-2026-000009', '을/를')).toBe('SO-2026-000009를')
    expect(josa('SO-2026-000010', '이/가')).toBe('SO-2026-000010이')
    expect(josa('3.5', '을/를')).toBe('3.5를')
    expect(josa('30%', '으로/로')).toBe('30%로')
    expect(josa('5kg', '을/를')).toBe('5kg을')
    expect(josa('12 km', '을/를')).toBe('12 km를')
  })
})

describe('particles after Latin letters', () => {
  it('capitals are read by their names', () => {
    expect(['LG', 'ERP', 'CRM', 'URL', 'PDF', 'KTX', 'AWS'].map((word) => josa(word, '을/를'))).toEqual([
      'LG를',
      'ERP를',
      'CRM을',
      'URL을',
      'PDF를',
      'KTX를',
      'AWS를',
    ])
    expect(ro('URL')).toBe('로')
    expect(ro('CRM')).toBe('으로')
  })

  it('words are read as loanwords', () => {
    const closed = [
      'Google',
      'Apple',
      'email',
      'Amazon',
      'iPhone',
      'Samsung',
      'Facebook',
      'Slack',
      'Internet',
      'Chrome',
      'web',
      'Excel',
      'laptop',
    ]
    const open = [
      'Wheelhouse',
      'Microsoft',
      'GitHub',
      'cloud',
      'server',
      'Zoe',
      'note',
      'Kakao',
      'blog',
      'data',
      'service',
    ]
    expect(closed.filter((word) => eul(word) !== '을')).toEqual([])
    expect(open.filter((word) => eul(word) !== '를')).toEqual([])
    expect(josa('Google', '으로/로')).toBe('Google로')
  })
})

describe('particles after marks', () => {
  it('closing quotes and brackets are not read', () => {
    expect(josa("'재고'", '을/를')).toBe("'재고'를")
    expect(josa('“주문”', '이/가')).toBe('“주문”이')
    expect(josa('[긴급]', '은/는')).toBe('[긴급]은')
    expect(josa('(주문)', '을/를')).toBe('(주문)을')
    expect(josa('주문 완료!', '을/를')).toBe('주문 완료!를')
  })

  it('a remark in brackets is passed over: the particle belongs to the word before it', () => {
    expect(josa('사군자(매화, 난초, 국화, 대나무)', '은/는')).toBe('사군자(매화, 난초, 국화, 대나무)는')
    expect(josa('홑화살괄호(< >)', '과/와')).toBe('홑화살괄호(< >)와')
    expect(josa('주문(3건 (긴급))', '을/를')).toBe('주문(3건 (긴급))을')
    expect(josa('김철수(영업1팀)', '이/가')).toBe('김철수(영업1팀)가')
    expect(josa('홍길동 (과장)', '으로/로')).toBe('홍길동 (과장)으로')
  })

  it('an unreadable word takes the form official letters use', () => {
    expect(josa('漢字', '을/를')).toBe('漢字을(를)')
    expect(josa('', '이/가')).toBe('이(가)')
    expect(josa('🙂', '으로/로')).toBe('🙂(으)로')
  })

  it('any text gets some form of the particle after it, quickly', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (word) => {
        expect(['을', '를', '을(를)']).toContain(josa(word, '을/를').slice(word.length))
      }),
    )
    const started = performance.now()
    josa(`${'('.repeat(50_000)}${')'.repeat(50_000)}`, '을/를')
    josa(`${'.'.repeat(50_000)}x${'.'.repeat(50_000)}`, '을/를')
    expect(performance.now() - started).toBeLessThan(100)
  })
})

describe('particles in messages', () => {
  it('i18next writes them through {{name, josa(을/를)}}', async () => {
    const i18n = i18next.createInstance()
    await i18n.init({
      lng: 'ko',
      resources: {
        ko: {
          translation: {
            confirmed: '{{number, josa(을/를)}} 확정했습니다.',
            moved: '{{from}}에서 {{to, josa(으로/로)}}',
          },
        },
      },
      interpolation: { escapeValue: false },
    })
    i18n.services.formatter?.add('josa', josaFormatter)
    expect(i18n.t('confirmed', { number: 'SO-2026-000008' })).toBe('SO-2026-000008을 확정했습니다.')
    expect(i18n.t('moved', { from: '부산', to: '서울' })).toBe('부산에서 서울로')
  })

  it('a missing value leaves no dangling particle', () => {
    expect([josaFormat(null, '을/를'), josaFormat(undefined, '을/를'), josaFormat(3, '을/를')]).toEqual([
      '',
      '',
      '3을',
    ])
  })
})
