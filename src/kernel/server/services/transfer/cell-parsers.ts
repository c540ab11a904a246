import { isDate } from '../../../shared/calendar.ts'
import { tryParseDecimal } from '../../../shared/decimal.ts'
import { type Currency, parseMajor } from '../../../shared/money.ts'
import type { Parsed } from './import-source.ts'

/** Ready parsers for import columns; each takes a trimmed text that is not empty. */

export function textCell(max: number): (text: string) => Parsed {
  return (text) =>
    text.length > max ? { fault: { code: 'import.cell-long', details: { max } } } : { value: text }
}

/** An exact decimal as text: '1,234.50' → '1234.50'. */
export function decimalCell(text: string): Parsed {
  const plain = withoutGrouping(text)
  return tryParseDecimal(plain) ? { value: plain } : numberFault(text)
}

/** A whole number as bigint. */
export function integerCell(text: string): Parsed {
  const plain = withoutGrouping(text).replace(/\.0+$/, '')
  return /^[+-]?\d{1,18}$/.test(plain) ? { value: BigInt(plain) } : numberFault(text)
}

/** An amount in the currency's minor units: '12,000원' → 12000n. */
export function moneyCell(currency: Currency): (text: string) => Parsed {
  return (text) => {
    const plain = withoutGrouping(text).replace(/^(₩|￦|\$|€|£)|(원|[A-Z]{3})$/g, '')
    const minor = parseMajor(plain, currency)
    return minor === undefined ? numberFault(text) : { value: minor }
  }
}

/** A date as offices write it: 2026-01-31, 2026.1.31, 2026/1/31, 20260131, 2026년 1월 31일, with or without a time. */
export function dateCell(text: string): Parsed {
  const match =
    /^(\d{4})\s*[-./년]\s*(\d{1,2})\s*[-./월]\s*(\d{1,2})\s*[일.]?(?:[T ].*)?$/.exec(text) ??
    /^(\d{4})(\d{2})(\d{2})$/.exec(text)
  const date = match && `${match[1]}-${match[2]?.padStart(2, '0')}-${match[3]?.padStart(2, '0')}`
  return date && isDate(date)
    ? { value: date }
    : { fault: { code: 'import.cell-date', details: { value: text } } }
}

const yes = new Set(['y', 'yes', 'true', '1', '예', '네', 'o', '사용', '활성'])
const no = new Set(['n', 'no', 'false', '0', '아니요', '아니오', 'x', '미사용', '비활성'])

export function yesCell(text: string): Parsed {
  const plain = text.toLowerCase()
  if (yes.has(plain)) return { value: true }
  return no.has(plain) ? { value: false } : { fault: { code: 'import.cell-yes', details: { value: text } } }
}

/** One of a few values, given by itself or by any of its names. */
export function choiceCell(choices: Readonly<Record<string, readonly string[]>>): (text: string) => Parsed {
  const byName = new Map(
    Object.entries(choices).flatMap(([value, names]) =>
      [value, ...names].map((name) => [name.toLowerCase(), value]),
    ),
  )
  return (text) => {
    const value = byName.get(text.toLowerCase())
    if (value !== undefined) return { value }
    return {
      fault: {
        code: 'import.cell-choice',
        details: { value: text, choices: Object.keys(choices).join(', ') },
      },
    }
  }
}

function withoutGrouping(text: string): string {
  return text.replace(/[,\s\u00a0]/g, '')
}

function numberFault(text: string): Parsed {
  return { fault: { code: 'import.cell-number', details: { value: text } } }
}
