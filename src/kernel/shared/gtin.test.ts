import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gtinCheckDigit, isGtin, scannedGtin, toGtin14, withGtinCheckDigit } from './gtin.ts'

const bodies = fc
  .constantFrom(7, 11, 12, 13)
  .chain((length) =>
    fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length }),
  )

describe('GTIN', () => {
  it('known numbers of every length hold', () => {
    expect(['96385074', '036000291452', '4006381333931', '00012345600012'].map(isGtin)).toEqual([
      true,
      true,
      true,
      true,
    ])
    expect(gtinCheckDigit('629104150021')).toBe(3)
  })

  it('wrong digits, lengths and characters do not', () => {
    const wrong = [
      '4006381333932',
      '400638133393',
      '',
      '40063813339312',
      '4006381333a31',
      ' 4006381333931',
      '４００６３８１３３３９３１',
    ]
    expect(wrong.filter(isGtin)).toEqual([])
    expect(() => gtinCheckDigit('12a')).toThrow(RangeError)
    expect(() => withGtinCheckDigit('12345678')).toThrow(RangeError)
  })

  it('a generated number is valid, and any one wrong digit is caught', () => {
    fc.assert(
      fc.property(bodies, fc.nat(13), fc.integer({ min: 1, max: 9 }), (body, at, by) => {
        const gtin = withGtinCheckDigit(body)
        expect(isGtin(gtin)).toBe(true)
        const index = at % gtin.length
        const wrong = gtin.slice(0, index) + ((Number(gtin[index]) + by) % 10) + gtin.slice(index + 1)
        expect(isGtin(wrong)).toBe(false)
      }),
    )
  })

  it('all lengths of one number meet in fourteen digits', () => {
    fc.assert(
      fc.property(bodies, (body) => {
        const gtin = withGtinCheckDigit(body)
        const long = toGtin14(gtin) ?? ''
        expect(long).toHaveLength(14)
        expect(isGtin(long)).toBe(true)
      }),
    )
    expect(toGtin14('036000291452')).toBe(toGtin14('0036000291452'))
    expect(toGtin14('1')).toBeUndefined()
  })

  it('takes what a scanner sends', () => {
    expect(scannedGtin(']E04006381333931\r\n')).toBe('4006381333931')
    expect(scannedGtin('4-006381-333931')).toBe('4006381333931')
    expect(scannedGtin('hello')).toBeUndefined()
  })
})
