import { z } from 'zod'
import { type Currency, currencies, isCurrency, minorUnitDigits, toCurrency } from './currency.ts'
import {
  type DecimalInput,
  decimalText,
  divideRounded,
  multiply,
  parseDecimal,
  powerOfTen,
  type RoundingRule,
  toBigInt,
  toDecimal,
} from './decimal.ts'

// One door for everything that carries money over a wire or through a calculation.
export { type Currency, currencies, isCurrency, minorUnitDigits, toCurrency } from './currency.ts'
export { decimalString, nonNegativeDecimal, positiveDecimal } from './decimal.codec.ts'
export type { RoundingRule } from './decimal.ts'
export { koreanVatRate, type VatSplit, vatExcluded, vatIncluded } from './vat.ts'

/** An amount in minor units of its currency: `{ 1250n, 'GBP' }` is £12.50, `{ 1250n, 'KRW' }` is ₩1,250. */
export interface Money {
  readonly amountMinor: bigint
  readonly currency: Currency
}

/** Two currencies met in one sum: a bug in our code, never something a person can repair. */
export class CurrencyMismatchError extends RangeError {
  constructor(expected: Currency, actual: Currency) {
    super(`Currency mismatch: ${expected} and ${actual}`)
    this.name = 'CurrencyMismatchError'
  }
}

export function moneyOf(amountMinor: bigint, currency: Currency): Money {
  return { amountMinor, currency }
}

/** Throws CurrencyMismatchError. */
export function addMoney(a: Money, b: Money): Money {
  requireSameCurrency(a, b)
  return moneyOf(a.amountMinor + b.amountMinor, a.currency)
}

/** Throws CurrencyMismatchError. */
export function subtractMoney(a: Money, b: Money): Money {
  requireSameCurrency(a, b)
  return moneyOf(a.amountMinor - b.amountMinor, a.currency)
}

export function negateMoney(money: Money): Money {
  return moneyOf(-money.amountMinor, money.currency)
}

/** −1, 0 or 1. Throws CurrencyMismatchError. */
export function compareMoney(a: Money, b: Money): -1 | 0 | 1 {
  requireSameCurrency(a, b)
  if (a.amountMinor === b.amountMinor) return 0
  return a.amountMinor < b.amountMinor ? -1 : 1
}

/** The total in `currency`, zero for no amounts. Throws CurrencyMismatchError. */
export function sumMoney(amounts: readonly Money[], currency: Currency): Money {
  return amounts.reduce(addMoney, moneyOf(0n, currency))
}

/** The exact amount in major units, with the currency's digits: `1250n, 'USD'` → `12.50`. */
export function majorText(amountMinor: bigint, currency: Currency): string {
  return decimalText({ coefficient: amountMinor, scale: minorUnitDigits[currency] })
}

/** Major units to minor: `'12.5', 'USD'` → `1250n`. Digits the currency lacks are rounded by the rule. */
export function minorOf(major: DecimalInput, currency: Currency, rule: RoundingRule): bigint {
  return toBigInt(multiply(major, powerOfTen(minorUnitDigits[currency])), rule)
}

/**
 * A line's amount in minor units: unit price in major units × quantity, rounded once, here, by the named rule.
 * `extend('1234.5', '3', 'KRW')` → `3704n`.
 */
export function extend(
  unitPrice: DecimalInput,
  quantity: DecimalInput,
  currency: Currency,
  rule: RoundingRule = 'half-up',
): bigint {
  const exact = multiply(unitPrice, quantity)
  return divideRounded(
    exact.coefficient * powerOfTen(minorUnitDigits[currency]),
    powerOfTen(exact.scale),
    rule,
  )
}

/** `amountMinor × rate` in minor units, rounded once by the named rule: a discount, fee or interest share. */
export function portion(amountMinor: bigint, rate: DecimalInput, rule: RoundingRule): bigint {
  return toBigInt(multiply(amountMinor, rate), rule)
}

/**
 * Splits a total by weights so that the parts sum to it exactly (largest remainder, Hamilton's method). Each part is
 * within one minor unit of its exact share; equal remainders go to the earlier part. A negative total mirrors the
 * positive one. A zero weight gets nothing, unless all are zero: then the split is equal.
 * Throws RangeError for a negative weight, or when there is no weight to carry a total.
 */
export function allocate(totalMinor: bigint, weights: readonly bigint[]): bigint[] {
  if (weights.some((weight) => weight < 0n)) throw new RangeError('A weight is negative')
  if (weights.length === 0) {
    if (totalMinor !== 0n) throw new RangeError('Nothing to allocate to')
    return []
  }
  if (totalMinor < 0n) return allocate(-totalMinor, weights).map((part) => -part)

  const given = weights.reduce((sum, weight) => sum + weight, 0n)
  const effective = given === 0n ? weights.map(() => 1n) : weights
  const whole = given === 0n ? BigInt(weights.length) : given
  const shares = effective.map((weight, index) => {
    const exact = totalMinor * weight
    return { index, part: exact / whole, remainder: exact % whole }
  })
  const missing = totalMinor - shares.reduce((sum, share) => sum + share.part, 0n)
  const byRemainder = shares.toSorted((a, b) =>
    a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
  )
  for (const share of byRemainder.slice(0, Number(missing))) share.part += 1n
  return shares.map((share) => share.part)
}

/**
 * Converts by a rate of `to` per one major unit of `from`, rounded once into the target's minor units:
 * 100.00 USD at 1382.5 is ₩138,250.
 */
export function convert(money: Money, to: Currency, rate: DecimalInput, rule: RoundingRule): Money {
  const { coefficient, scale } = toDecimal(rate)
  const amountMinor = divideRounded(
    money.amountMinor * coefficient * powerOfTen(minorUnitDigits[to]),
    powerOfTen(scale + minorUnitDigits[money.currency]),
    rule,
  )
  return moneyOf(amountMinor, to)
}

/** Major-unit text with the currency's digits to minor units, or undefined when it is no amount of that currency. */
export function parseMajor(text: string, currency: Currency): bigint | undefined {
  if (!/^-?\d{1,16}(?:\.\d{1,3})?$/.test(text)) return undefined
  const { coefficient, scale } = parseDecimal(text)
  const missing = minorUnitDigits[currency] - scale
  return missing < 0 ? undefined : coefficient * powerOfTen(missing)
}

const minorPattern = /^-?(?:0|[1-9]\d{0,18})$/
const smallestInt8 = -(2n ** 63n)
const largestInt8 = 2n ** 63n - 1n

/**
 * Minor units: a whole number as text over HTTP, bigint inside. The range is PostgreSQL's `bigint`, so that what is too
 * large is refused here with its field and not by the database.
 */
export function minor() {
  return z.codec(z.string().regex(minorPattern), z.bigint().min(smallestInt8).max(largestInt8), {
    decode: (text) => BigInt(text),
    encode: (value) => value.toString(),
  })
}

/** `{ "amount": "12000", "currency": "KRW" }`, amount in minor units ⇄ Money. */
const moneyCodec = z.codec(
  z.object({
    amount: z.string().regex(minorPattern).meta({ description: 'Minor units of the currency, as text.' }),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .refine(isCurrency, { error: 'Unknown currency' })
      .meta({ description: 'ISO 4217 code.', examples: ['KRW'] }),
  }),
  z.custom<Money>(isMoney),
  {
    decode: ({ amount, currency }) => ({ amountMinor: BigInt(amount), currency: toCurrency(currency) }),
    encode: ({ amountMinor, currency }) => ({ amount: amountMinor.toString(), currency }),
  },
)

export function money() {
  return moneyCodec
}

/** An ISO 4217 code we carry. */
export function currencyCode() {
  return z.enum(currencies as readonly [(typeof currencies)[number], ...(typeof currencies)[number][]])
}

function requireSameCurrency(a: Money, b: Money): void {
  if (a.currency !== b.currency) throw new CurrencyMismatchError(a.currency, b.currency)
}

function isMoney(value: unknown): value is Money {
  if (typeof value !== 'object' || value === null) return false
  const { amountMinor, currency } = value as Partial<Money>
  return (
    typeof amountMinor === 'bigint' &&
    amountMinor >= smallestInt8 &&
    amountMinor <= largestInt8 &&
    typeof currency === 'string' &&
    isCurrency(currency)
  )
}
