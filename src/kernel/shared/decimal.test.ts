import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  add,
  canonical,
  compare,
  type Decimal,
  decimalText,
  divide,
  divideRounded,
  isInteger,
  multiply,
  negate,
  parseDecimal,
  type RoundingRule,
  round,
  roundingRules,
  subtract,
  tryParseDecimal,
} from './decimal.ts'

const decimals: fc.Arbitrary<Decimal> = fc.record({
  coefficient: fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
  scale: fc.integer({ min: 0, max: 12 }),
})
const rules = fc.constantFrom(...(Object.keys(roundingRules) as RoundingRule[]))

describe('exact decimals', () => {
  it('text and value are each other’s inverse', () => {
    fc.assert(
      fc.property(decimals, (value) => {
        expect(parseDecimal(decimalText(value))).toEqual(value)
      }),
    )
  })

  it('keeps the scale it was given, like a numeric column', () => {
    expect(decimalText('12.50')).toBe('12.50')
    expect(decimalText('-0.05')).toBe('-0.05')
    expect(decimalText('-0')).toBe('0')
    expect(decimalText('-0.00')).toBe('0.00')
  })

  it('equal values have equal canonical text, and only they', () => {
    expect(canonical('12.500')).toBe('12.5')
    expect(canonical('-0.00')).toBe('0')
    expect(canonical('1200')).toBe('1200')
    fc.assert(
      fc.property(decimals, decimals, (a, b) => {
        expect(canonical(a) === canonical(b)).toBe(compare(a, b) === 0)
      }),
    )
  })

  it('refuses what is not plain decimal text', () => {
    for (const text of [
      '',
      ' 1',
      '1e3',
      '1,000',
      '.5',
      '5.',
      '0x10',
      'NaN',
      '１',
      '1'.repeat(81),
      `0.${'1'.repeat(31)}`,
    ]) {
      expect(tryParseDecimal(text)).toBeUndefined()
    }
    expect(() => parseDecimal('1e3')).toThrow(RangeError)
  })

  it('adds tenths without the famous error', () => {
    expect(decimalText(add('0.1', '0.2'))).toBe('0.3')
    expect(decimalText(multiply('1234.5', '0.003'))).toBe('3.7035')
    expect(decimalText(subtract('1', '0.999'))).toBe('0.001')
  })

  it('addition and multiplication obey the laws of a ring', () => {
    fc.assert(
      fc.property(decimals, decimals, decimals, (a, b, c) => {
        expect(compare(add(a, b), add(b, a))).toBe(0)
        expect(compare(add(add(a, b), c), add(a, add(b, c)))).toBe(0)
        expect(compare(multiply(a, add(b, c)), add(multiply(a, b), multiply(a, c)))).toBe(0)
        expect(compare(subtract(a, b), negate(subtract(b, a)))).toBe(0)
      }),
    )
  })

  it('rounds a half by the rule that was named', () => {
    const ofHalves = (rule: RoundingRule) =>
      ['2.5', '3.5', '-2.5', '-3.5', '2.51', '2.49'].map((text) => decimalText(round(text, 0, rule)))
    expect(ofHalves('half-up')).toEqual(['3', '4', '-3', '-4', '3', '2'])
    expect(ofHalves('half-even')).toEqual(['2', '4', '-2', '-4', '3', '2'])
    expect(ofHalves('down')).toEqual(['2', '3', '-2', '-3', '2', '2'])
  })

  it('rounding errs by at most half a unit (a whole one when cut), mirrors around zero, and is stable', () => {
    fc.assert(
      fc.property(decimals, fc.integer({ min: 0, max: 12 }), rules, (value, scale, rule) => {
        const rounded = round(value, scale, rule)
        const error = subtract(rounded, value)
        const size = error.coefficient < 0n ? negate(error) : error
        const bound: Decimal =
          rule === 'down' ? { coefficient: 1n, scale } : { coefficient: 5n, scale: scale + 1 }
        expect(compare(size, bound)).toBeLessThanOrEqual(0)
        expect(rounded.scale).toBe(scale)
        expect(round(negate(value), scale, rule)).toEqual(negate(rounded))
        expect(round(rounded, scale, rule)).toEqual(rounded)
      }),
    )
  })

  it('division undoes multiplication, whatever the signs', () => {
    fc.assert(
      fc.property(decimals, decimals, rules, (a, b, rule) => {
        fc.pre(b.coefficient !== 0n)
        expect(compare(divide(multiply(a, b), b, 12, rule), a)).toBe(0)
      }),
    )
    expect(decimalText(divide('10', '3', 4, 'half-up'))).toBe('3.3333')
    expect(decimalText(divide('-2', '3', 2, 'half-up'))).toBe('-0.67')
    expect(decimalText(divide('1.23456', '1', 2, 'down'))).toBe('1.23')
    expect(divideRounded(-7n, -2n, 'half-up')).toBe(4n)
    expect(() => divide('1', '0', 2, 'down')).toThrow(RangeError)
  })

  it('knows whole numbers by value, not by notation', () => {
    expect(['3', '3.000', '0.0', '3.001'].map((text) => isInteger(text))).toEqual([true, true, true, false])
  })
})
