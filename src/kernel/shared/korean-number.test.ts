import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatKoreanUnits, parseKoreanNumber } from './korean-number.ts'

describe('numbers by myriads', () => {
  it('are written exactly', () => {
    expect(
      [0n, 6_789n, 10_000n, 123_456_789n, -150_000_000n, 10n ** 16n + 1n].map(formatKoreanUnits),
    ).toEqual(['0', '6,789', '1만', '1억 2,345만 6,789', '-1억 5,000만', '1경 1'])
  })

  it('are read as people type them', () => {
    const read: Record<string, string> = {
      '1만': '10000',
      '3천': '3000',
      '1만2천': '12000',
      '1만 2천 5백': '12500',
      '1억 5천만': '150000000',
      '1.5억': '150000000',
      '12,000': '12000',
      '₩12,000': '12000',
      '12,000원': '12000',
      '-2만': '-20000',
      '-₩500': '-500',
      천: '1000',
      만: '10000',
      '2천1만': '20010000',
      '3,200백만원': '3200000000',
      '12천원': '12000',
      삼천오백: '3500',
      십이: '12',
      '이억 삼천만': '230000000',
      '1.25': '1.25',
      '0.5만': '5000',
      '１２，０００': '12000',
      0: '0',
    }
    for (const [text, value] of Object.entries(read)) expect(parseKoreanNumber(text), text).toBe(value)
  })

  it('are refused when they make no sense', () => {
    for (const text of [
      '',
      '원',
      '-',
      '1,00',
      '1만 2억',
      '1만2만',
      '천만천만',
      '12abc',
      '1e3',
      '1..5',
      '.5',
      '만원만',
      '3백2천',
      '9'.repeat(80),
    ]) {
      expect(parseKoreanNumber(text), text).toBeUndefined()
    }
  })

  it('reading what was written gives the number', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 19n), max: 10n ** 19n }), (value) => {
        expect(parseKoreanNumber(formatKoreanUnits(value))).toBe(value.toString())
        expect(parseKoreanNumber(`${formatKoreanUnits(value)}원`)).toBe(value.toString())
      }),
    )
  })
})
