import { InstanceFault } from './routing.instance.ts'

/** A line of numbers and where it stood, from 1. */
export interface NumericRow {
  line: number
  values: number[]
}

/** Lines of a file without carriage returns and byte order mark, each with its number from 1; blank ones left out. */
export function linesOf(text: string): { line: number; text: string }[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((one, index) => ({ line: index + 1, text: one.trim() }))
    .filter((one) => one.text !== '')
}

/**
 * The lines that hold numbers alone. Headings and comments start with something else and are passed over; a line that
 * starts like numbers and goes on with something else is refused.
 * @throws InstanceFault `.not-a-number`
 */
export function numericRows(lines: readonly { line: number; text: string }[], file: string): NumericRow[] {
  const rows: NumericRow[] = []
  for (const { line, text } of lines) {
    const words = text.split(/[\s,;]+/).filter((word) => word !== '')
    if (!startsLikeNumber.test(words[0] ?? '')) continue
    rows.push({ line, values: words.map((word) => numberOf(word, { file, line })) })
  }
  return rows
}

const startsLikeNumber = /^[-+]?\.?\d/

/** @throws InstanceFault `.not-a-number` */
export function numberOf(word: string, at: { file: string; line: number }): number {
  const value = Number(word)
  if (word === '' || !Number.isFinite(value))
    throw new InstanceFault('routing.instance.not-a-number', { ...at, word })
  return value
}

/**
 * The column of a row.
 * @throws InstanceFault `.columns` when the row is shorter.
 */
export function column(row: NumericRow, index: number, file: string): number {
  const value = row.values[index]
  if (value === undefined)
    throw new InstanceFault('routing.instance.columns', {
      file,
      line: row.line,
      found: row.values.length,
      wanted: index + 1,
    })
  return value
}

/** Refuses a value that nothing of the kind can have: negative demand, a window that ends before it begins. */
export function refuseUnless(
  holds: boolean,
  row: NumericRow,
  file: string,
  details: Record<string, unknown>,
): void {
  if (!holds) throw new InstanceFault('routing.instance.value', { file, line: row.line, ...details })
}
