/**
 * Exact decimals: `coefficient × 10^-scale`, like PostgreSQL's `numeric`. The scale is kept (`12.50` stays `12.50`)
 * until `canonical` drops trailing zeros. Nothing is ever rounded except by `divide` and `round`, which name their rule.
 */
export interface Decimal {
  readonly coefficient: bigint
  /** Digits after the point, 0 … {@link maxScale}. */
  readonly scale: number
}

/** What arithmetic accepts: decimal text as the database and the API carry it, a whole bigint, or a Decimal. */
export type DecimalInput = Decimal | string | bigint

/** Every rounding names one of these; the text says what happens to a part of the last digit. */
export const roundingRules = {
  'half-up': 'To the nearest; a half goes away from zero, so a credit note mirrors its invoice (사사오입).',
  'half-even':
    "To the nearest; a half goes to the even neighbour (IEEE 754 roundTiesToEven, banker's rounding).",
  down: 'Towards zero; the part is cut off (절사).',
} as const

export type RoundingRule = keyof typeof roundingRules

/** More digits than any price, rate or quantity needs; a limit, so that no input can cost unbounded work. */
const maxScale = 30
const maxTextLength = 80

const decimalPattern = /^[+-]?\d+(?:\.\d+)?$/

/** Throws RangeError for anything but plain decimal text: no exponent, no separators, no blanks. */
export function parseDecimal(text: string): Decimal {
  const value = tryParseDecimal(text)
  if (value === undefined) throw new RangeError(`Not a decimal: ${text.slice(0, maxTextLength)}`)
  return value
}

/** Like `parseDecimal`, answering undefined instead of throwing. */
export function tryParseDecimal(text: string): Decimal | undefined {
  if (text.length > maxTextLength || !decimalPattern.test(text)) return undefined
  const point = text.indexOf('.')
  if (point === -1) return { coefficient: BigInt(text), scale: 0 }
  const scale = text.length - point - 1
  if (scale > maxScale) return undefined
  return { coefficient: BigInt(text.slice(0, point) + text.slice(point + 1)), scale }
}

export function toDecimal(input: DecimalInput): Decimal {
  if (typeof input === 'string') return parseDecimal(input)
  if (typeof input === 'bigint') return { coefficient: input, scale: 0 }
  return input
}

/** Plain text with exactly `scale` digits after the point; zero never carries a sign. */
export function decimalText(input: DecimalInput): string {
  const { coefficient, scale } = toDecimal(input)
  if (scale === 0) return coefficient.toString()
  const sign = coefficient < 0n ? '-' : ''
  const digits = magnitude(coefficient)
    .toString()
    .padStart(scale + 1, '0')
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

/** The one text of a value: no trailing zeros, no `-0`, so equal values have equal text. */
export function canonical(input: DecimalInput): string {
  let { coefficient, scale } = toDecimal(input)
  while (scale > 0 && coefficient % 10n === 0n) {
    coefficient /= 10n
    scale -= 1
  }
  return decimalText({ coefficient, scale })
}

export function add(a: DecimalInput, b: DecimalInput): Decimal {
  const [x, y, scale] = aligned(toDecimal(a), toDecimal(b))
  return { coefficient: x + y, scale }
}

export function subtract(a: DecimalInput, b: DecimalInput): Decimal {
  const [x, y, scale] = aligned(toDecimal(a), toDecimal(b))
  return { coefficient: x - y, scale }
}

export function negate(input: DecimalInput): Decimal {
  const { coefficient, scale } = toDecimal(input)
  return { coefficient: -coefficient, scale }
}

/** Exact; the scales add up, as in PostgreSQL. */
export function multiply(a: DecimalInput, b: DecimalInput): Decimal {
  const x = toDecimal(a)
  const y = toDecimal(b)
  return { coefficient: x.coefficient * y.coefficient, scale: x.scale + y.scale }
}

/** The quotient with `scale` digits after the point. Throws RangeError when dividing by zero. */
export function divide(
  dividend: DecimalInput,
  divisor: DecimalInput,
  scale: number,
  rule: RoundingRule,
): Decimal {
  const x = toDecimal(dividend)
  const y = toDecimal(divisor)
  const shift = scale + y.scale - x.scale
  return shift >= 0
    ? { coefficient: divideRounded(x.coefficient * powerOfTen(shift), y.coefficient, rule), scale }
    : { coefficient: divideRounded(x.coefficient, y.coefficient * powerOfTen(-shift), rule), scale }
}

/** −1, 0 or 1; `1.0` equals `1`. */
export function compare(a: DecimalInput, b: DecimalInput): -1 | 0 | 1 {
  const [x, y] = aligned(toDecimal(a), toDecimal(b))
  if (x === y) return 0
  return x < y ? -1 : 1
}

/** True for `3` and `3.000`. */
export function isInteger(input: DecimalInput): boolean {
  const { coefficient, scale } = toDecimal(input)
  return coefficient % powerOfTen(scale) === 0n
}

/** The same value with exactly `scale` digits; rounds when digits must go, pads with zeros when they must come. */
export function round(input: DecimalInput, scale: number, rule: RoundingRule): Decimal {
  const value = toDecimal(input)
  const dropped = value.scale - scale
  if (dropped === 0) return value
  const coefficient =
    dropped > 0
      ? divideRounded(value.coefficient, powerOfTen(dropped), rule)
      : value.coefficient * powerOfTen(-dropped)
  return { coefficient, scale }
}

/** The whole number of a value, rounded by the rule. */
export function toBigInt(input: DecimalInput, rule: RoundingRule): bigint {
  return round(input, 0, rule).coefficient
}

/** Integer division with a named rounding. Throws RangeError when dividing by zero. */
export function divideRounded(dividend: bigint, divisor: bigint, rule: RoundingRule): bigint {
  const quotient = dividend / divisor
  const remainder = dividend % divisor
  if (remainder === 0n || rule === 'down') return quotient
  const twice = 2n * magnitude(remainder)
  const whole = magnitude(divisor)
  const awayFromZero = twice > whole || (twice === whole && (rule === 'half-up' || quotient % 2n !== 0n))
  if (!awayFromZero) return quotient
  return dividend < 0n === divisor < 0n ? quotient + 1n : quotient - 1n
}

const powers = Array.from({ length: 2 * maxScale + 1 }, (_, exponent) => 10n ** BigInt(exponent))

/** 10^exponent, remembered for the exponents that occur. */
export function powerOfTen(exponent: number): bigint {
  return powers[exponent] ?? 10n ** BigInt(exponent)
}

function aligned(a: Decimal, b: Decimal): [bigint, bigint, number] {
  if (a.scale === b.scale) return [a.coefficient, b.coefficient, a.scale]
  return a.scale > b.scale
    ? [a.coefficient, b.coefficient * powerOfTen(a.scale - b.scale), a.scale]
    : [a.coefficient * powerOfTen(b.scale - a.scale), b.coefficient, b.scale]
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value
}
