/**
 * Cells a spreadsheet might run as a formula (OWASP, "CSV Injection"): those that begin with = + - @, their full-width
 * forms, a tab or a line break. Plain numbers such as -12,000 stay numbers.
 */
const runnable = /^[\s']*[=+\-@＝＋－＠]|^'*[\t\r\n]/
const plainNumber = /^[+-]?\d[\d,]*(?:\.\d+)?%?$/

/** Puts an apostrophe before a cell that a spreadsheet might run. `fromCsvCell` takes it off again. */
export function safeCsvCell(text: string): string {
  return runnable.test(text) && !plainNumber.test(text) ? `'${text}` : text
}

/** The inverse of `safeCsvCell`, for files that come back. */
export function fromCsvCell(cell: string): string {
  const text = cell.slice(1)
  return cell.startsWith("'") && safeCsvCell(text) === cell ? text : cell
}

/** One field of a CSV record: made safe, then quoted when it must be (RFC 4180 §2). null and undefined are empty. */
export function csvField(value: string | number | bigint | boolean | null | undefined): string {
  if (value === null || value === undefined) return ''
  const cell = safeCsvCell(String(value))
  return /[",\r\n]/.test(cell) || cell !== cell.trim() ? `"${cell.replaceAll('"', '""')}"` : cell
}

/** One record with its CRLF. */
export function csvRecord(
  values: readonly (string | number | bigint | boolean | null | undefined)[],
): string {
  return `${values.map(csvField).join(',')}\r\n`
}

/** Excel reads UTF-8 as Korean only when the file begins with this mark. */
export const byteOrderMark = '\uFEFF'
