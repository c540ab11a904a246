import { add, canonical, type Decimal, multiply, tryParseDecimal } from './decimal.ts'

/** Numbers as Koreans say and type them, by myriads (만, 억, 조, 경) rather than thousands. */
const myriads: readonly (readonly [string, bigint])[] = [
  ['경', 10n ** 16n],
  ['조', 10n ** 12n],
  ['억', 10n ** 8n],
  ['만', 10n ** 4n],
]
const tens: readonly (readonly [string, bigint])[] = [
  ['천', 1000n],
  ['백', 100n],
  ['십', 10n],
]
const sinoDigits: Readonly<Record<string, string>> = {
  영: '0',
  일: '1',
  이: '2',
  삼: '3',
  사: '4',
  오: '5',
  육: '6',
  칠: '7',
  팔: '8',
  구: '9',
}
const maxInput = 60
const zero: Decimal = { coefficient: 0n, scale: 0 }
const one: Decimal = { coefficient: 1n, scale: 0 }

/** Exact, by myriads: 123456789n → '1억 2,345만 6,789'. */
export function formatKoreanUnits(value: bigint): string {
  const sign = value < 0n ? '-' : ''
  let rest = value < 0n ? -value : value
  const words: string[] = []
  for (const [name, unit] of myriads) {
    if (rest >= unit) words.push(`${grouped(rest / unit)}${name}`)
    rest %= unit
  }
  if (rest > 0n || words.length === 0) words.push(grouped(rest))
  return sign + words.join(' ')
}

/**
 * A whole number as people write it, or undefined: '12,000', '1만', '3천', '1만2천', '1억 5천만', '1.5억', '삼천오백',
 * '3,200백만원', '-2만'. The answer is canonical decimal text, ready for `BigInt` when it has no point.
 */
export function parseKoreanNumber(text: string): string | undefined {
  if (text.length > maxInput) return undefined
  const bare = text
    .normalize('NFKC')
    .replace(/\s+/g, '')
    .replace(/^([+-]?)[₩\\]/, '$1')
    .replace(/원$/, '')
  const negative = bare.startsWith('-')
  const digits = bare
    .replace(/^[+-]/, '')
    .replace(/[영일이삼사오육칠팔구]/g, (digit) => sinoDigits[digit] ?? digit)
  const magnitude = digits === '' ? undefined : sumOf(digits, myriads, sectionOf)
  if (magnitude === undefined) return undefined
  return canonical(negative ? { ...magnitude, coefficient: -magnitude.coefficient } : magnitude)
}

/** The part of a number between two myriads: '5천', '2천3백', '12,000'. */
function sectionOf(text: string): Decimal | undefined {
  return sumOf(text, tens, plainOf)
}

/** Units must come from large to small, each once; a unit without a number before it counts one (천 = 1,000). */
function sumOf(
  text: string,
  units: readonly (readonly [string, bigint])[],
  read: (part: string) => Decimal | undefined,
): Decimal | undefined {
  let rest = text
  let total = zero
  for (const [name, unit] of units) {
    const end = rest.indexOf(name)
    if (end === -1) continue
    const count = end === 0 ? one : read(rest.slice(0, end))
    if (count === undefined) return undefined
    total = add(total, multiply(count, unit))
    rest = rest.slice(end + name.length)
  }
  if (rest === '') return total
  const last = read(rest)
  return last === undefined ? undefined : add(total, last)
}

/** Digits with or without separators; separators must stand at the thousands, or the writer meant something else. */
function plainOf(text: string): Decimal | undefined {
  if (!/^(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?$/.test(text)) return undefined
  return tryParseDecimal(text.replaceAll(',', ''))
}

function grouped(value: bigint): string {
  return value.toString().replace(/\B(?=(?:\d{3})+$)/g, ',')
}
