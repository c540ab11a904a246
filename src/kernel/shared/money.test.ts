import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  addMoney,
  allocate,
  CurrencyMismatchError,
  compareMoney,
  convert,
  currencies,
  currencyCode,
  decimalString,
  extend,
  majorText,
  minor,
  minorOf,
  minorUnitDigits,
  money,
  moneyOf,
  negateMoney,
  nonNegativeDecimal,
  parseMajor,
  portion,
  positiveDecimal,
  subtractMoney,
  sumMoney,
} from './money.ts'

const amounts = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n })
const currencyArbitrary = fc.constantFrom(...currencies)
const weightsArbitrary = fc.array(fc.bigInt({ min: 0n, max: 10n ** 9n }), { minLength: 1, maxLength: 40 })
const sum = (parts: readonly bigint[]) => parts.reduce((total, part) => total + part, 0n)
const size = (value: bigint) => (value < 0n ? -value : value)

describe('money', () => {
  it('carries the minor digits of ISO 4217', () => {
    expect(currencies.length).toBeGreaterThanOrEqual(40)
    const { KRW, JPY, VND, CLP, ISK, USD, GBP, EUR, CNY, HUF, KWD, TND } = minorUnitDigits
    expect([KRW, JPY, VND, CLP, ISK]).toEqual([0, 0, 0, 0, 0])
    expect([USD, GBP, EUR, CNY, HUF]).toEqual([2, 2, 2, 2, 2])
    expect([KWD, TND]).toEqual([3, 3])
  })

  it('adds, subtracts and compares within one currency', () => {
    const a = moneyOf(1250n, 'GBP')
    const b = moneyOf(-250n, 'GBP')
    expect(addMoney(a, b)).toEqual(moneyOf(1000n, 'GBP'))
    expect(subtractMoney(a, b)).toEqual(moneyOf(1500n, 'GBP'))
    expect(negateMoney(b)).toEqual(moneyOf(250n, 'GBP'))
    expect([compareMoney(a, b), compareMoney(b, a), compareMoney(a, a)]).toEqual([1, -1, 0])
    expect(sumMoney([], 'KRW')).toEqual(moneyOf(0n, 'KRW'))
    expect(sumMoney([a, b, a], 'GBP')).toEqual(moneyOf(2250n, 'GBP'))
  })

  it('never mixes two currencies', () => {
    const won = moneyOf(1n, 'KRW')
    const dollar = moneyOf(1n, 'USD')
    for (const mix of [addMoney, subtractMoney, compareMoney]) {
      expect(() => mix(won, dollar)).toThrow(CurrencyMismatchError)
    }
    expect(() => sumMoney([won], 'USD')).toThrow(CurrencyMismatchError)
  })

  it('moves between major text and minor units without loss', () => {
    expect(majorText(1250n, 'USD')).toBe('12.50')
    expect(majorText(-5n, 'KWD')).toBe('-0.005')
    expect(minorOf('12.345', 'USD', 'half-even')).toBe(1234n)
    expect(parseMajor('12.345', 'USD')).toBeUndefined()
    expect(parseMajor('12000', 'KRW')).toBe(12000n)
    fc.assert(
      fc.property(amounts, currencyArbitrary, (amountMinor, currency) => {
        expect(parseMajor(majorText(amountMinor, currency), currency)).toBe(amountMinor)
      }),
    )
  })
})

describe('extending a line', () => {
  it('rounds once, by the named rule', () => {
    expect(extend('1234.5', '3', 'KRW')).toBe(3704n)
    expect(extend('1234.5', '3', 'KRW', 'down')).toBe(3703n)
    expect(extend('0.125', '1', 'USD', 'half-even')).toBe(12n)
    expect(extend('0.125', '1', 'USD', 'half-up')).toBe(13n)
    expect(extend('19.99', '0.333', 'USD')).toBe(666n)
    expect(extend('12000', 3n, 'KRW')).toBe(36000n)
    expect(extend('-12.5', '1', 'KRW')).toBe(-13n)
  })

  it('a whole price times a whole quantity is exact', () => {
    fc.assert(
      fc.property(
        amounts,
        fc.bigInt({ min: 0n, max: 10n ** 6n }),
        currencyArbitrary,
        (price, quantity, currency) => {
          expect(extend(majorText(price, currency), quantity, currency, 'down')).toBe(price * quantity)
        },
      ),
    )
  })

  it('takes a share by a rate', () => {
    expect(portion(12_345n, '0.033', 'down')).toBe(407n)
    expect(portion(-12_345n, '0.033', 'down')).toBe(-407n)
  })

  it('converts between currencies of different digits', () => {
    expect(convert(moneyOf(10_000n, 'USD'), 'KRW', '1382.5', 'half-up')).toEqual(moneyOf(138_250n, 'KRW'))
    expect(convert(moneyOf(1_000n, 'KRW'), 'USD', '0.000723', 'half-up')).toEqual(moneyOf(72n, 'USD'))
  })
})

describe('allocation', () => {
  it('gives the remainder to the largest fractions, the earlier of equals first', () => {
    expect(allocate(100n, [1n, 1n, 1n])).toEqual([34n, 33n, 33n])
    expect(allocate(10n, [1n, 6n, 2n])).toEqual([1n, 7n, 2n])
    expect(allocate(-100n, [1n, 1n, 1n])).toEqual([-34n, -33n, -33n])
    expect(allocate(5n, [0n, 3n, 0n])).toEqual([0n, 5n, 0n])
    expect(allocate(5n, [0n, 0n])).toEqual([3n, 2n])
    expect(allocate(0n, [])).toEqual([])
  })

  it('refuses what it cannot carry', () => {
    expect(() => allocate(1n, [])).toThrow(RangeError)
    expect(() => allocate(1n, [2n, -1n])).toThrow(RangeError)
  })

  it('loses nothing, stays within one unit of the exact share, and mirrors around zero', () => {
    fc.assert(
      fc.property(amounts, weightsArbitrary, (total, weights) => {
        const parts = allocate(total, weights)
        expect(sum(parts)).toBe(total)
        const whole = sum(weights)
        weights.forEach((weight, index) => {
          const part = parts[index] ?? 0n
          if (whole > 0n) expect(size(part * whole - total * weight) < whole).toBe(true)
          if (whole > 0n && weight === 0n) expect(part).toBe(0n)
        })
        expect(allocate(-total, weights)).toEqual(parts.map((part) => -part))
      }),
    )
  })
})

describe('money over a wire', () => {
  const line = z.object({ price: money(), fee: minor(), rate: decimalString(), note: minor().nullable() })
  const wire = { price: { amount: '12000', currency: 'KRW' }, fee: '-5', rate: '0.10', note: null }

  it('decodes text to bigint and encodes it back', () => {
    const decoded = z.decode(line, wire)
    expect(decoded).toEqual({ price: moneyOf(12_000n, 'KRW'), fee: -5n, rate: '0.10', note: null })
    expect(z.encode(line, decoded)).toEqual(wire)
    fc.assert(
      fc.property(amounts, currencyArbitrary, (amountMinor, currency) => {
        const value = moneyOf(amountMinor, currency)
        expect(z.decode(money(), z.encode(money(), value))).toEqual(value)
      }),
    )
  })

  it('appears in JSON Schema as what travels', () => {
    const schema = z.toJSONSchema(line, { io: 'input' })
    expect(schema.properties).toMatchObject({
      price: { type: 'object', required: ['amount', 'currency'] },
      fee: { type: 'string', pattern: '^-?(?:0|[1-9]\\d{0,18})$' },
      rate: { type: 'string' },
    })
  })

  it('refuses fractions, signs, unknown currencies and what a database bigint cannot hold', () => {
    for (const amount of ['1.5', '+1', '01', '1e3', '', ' 1', '١', 12]) {
      expect(money().safeParse({ amount, currency: 'KRW' }).success).toBe(false)
    }
    for (const currency of ['XXX', 'krw', 'toString', '']) {
      expect(money().safeParse({ amount: '1', currency }).success).toBe(false)
    }
    expect(minor().safeParse('9223372036854775807').success).toBe(true)
    expect(minor().safeParse('9223372036854775808').success).toBe(false)
    expect(money().safeParse({ amount: '9223372036854775808', currency: 'KRW' }).success).toBe(false)
    expect(currencyCode().safeParse('KRW').success).toBe(true)
    expect(currencyCode().safeParse('BTC').success).toBe(false)
  })

  it('decimals say what sign they may have', () => {
    expect(decimalString().safeParse('-1.50').success).toBe(true)
    expect(nonNegativeDecimal().safeParse('0').success).toBe(true)
    expect(nonNegativeDecimal().safeParse('-1').success).toBe(false)
    expect(positiveDecimal().safeParse('0.00').success).toBe(false)
    expect(positiveDecimal().safeParse('0.01').success).toBe(true)
    for (const text of ['1,000', '1e3', '.5', '5.', '007', '1.12345678901']) {
      expect(decimalString().safeParse(text).success).toBe(false)
    }
  })

  it('a label added later keeps the decimal a decimal', () => {
    expect(decimalString().meta({ label: 'order.quantity' }).meta()).toMatchObject({ kind: 'decimal' })
  })
})
