import { isDate } from '../../../kernel/shared/calendar.ts'
import { type Currency, parseMajor } from '../../../kernel/shared/money.ts'

export interface StatementLine {
  bookedOn: string
  amountMinor: bigint
  payer: string
  memo: string
}

/** A row that could not be read, by its number from 1, as it came. */
export interface RefusedRow {
  row: number
  text: string
}

/**
 * Reads rows pasted from a bank's page or sheet, one receipt a row, cells by tab (or semicolon): a date, an amount, and
 * words, of which the first are the payer's name. Rows without date or amount are told, not dropped.
 */
export function readStatementText(
  text: string,
  currency: Currency,
): { lines: StatementLine[]; refused: RefusedRow[] } {
  const lines: StatementLine[] = []
  const refused: RefusedRow[] = []
  text.split(/\r?\n/).forEach((raw, index) => {
    if (raw.trim() === '') return
    const cells = raw.split(/\t|;/).map((cell) => cell.trim())
    const dateAt = cells.findIndex((cell) => dateOf(cell) !== undefined)
    const amountAt = cells.findIndex((cell, at) => at !== dateAt && (amountOf(cell, currency) ?? 0n) > 0n)
    const bookedOn = dateOf(cells[dateAt] ?? '')
    const amountMinor = amountOf(cells[amountAt] ?? '', currency)
    if (bookedOn === undefined || amountMinor === undefined) {
      refused.push({ row: index + 1, text: raw.slice(0, 200) })
      return
    }
    const [payer = '', ...memo] = cells.filter(
      (cell, at) => at !== dateAt && at !== amountAt && /\p{L}/u.test(cell),
    )
    lines.push({ bookedOn, amountMinor, payer: payer.slice(0, 100), memo: memo.join(' ').slice(0, 300) })
  })
  return { lines, refused }
}

/** 2026-03-02, 2026.03.02, 2026/3/2, 20260302, with or without a time behind it. */
function dateOf(cell: string): string | undefined {
  const match = /^(\d{4})[-./]?(\d{1,2})[-./]?(\d{1,2})(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?$/.exec(cell)
  if (!match) return undefined
  const [, year = '', month = '', day = ''] = match
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return isDate(date) ? date : undefined
}

function amountOf(cell: string, currency: Currency): bigint | undefined {
  return parseMajor(cell.replace(/[,\s₩원]/g, ''), currency)
}
