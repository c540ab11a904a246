import { isDate } from '../../../shared/calendar.ts'
import { type Currency, parseMajor } from '../../../shared/money.ts'
import type { Parsed } from './import-source.ts'

/** Ready parsers for import columns; each takes a trimmed text that is not empty. */

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

function withoutGrouping(text: string): string {
  return text.replace(/[,\s\u00a0]/g, '')
}

function numberFault(text: string): Parsed {
  return { fault: { code: 'import.cell-number', details: { value: text } } }
}
