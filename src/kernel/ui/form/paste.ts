import { parseKoreanNumber } from '../../shared/korean-number.ts'
import { minorText } from '../format.ts'
import type { FieldSpec } from './field-spec.ts'
import { writePath } from './field-spec.ts'
import { resolveLookup } from './lookup-input.tsx'

const mostPastedLines = 500

/** Rows and cells of what a spreadsheet puts on the clipboard; nothing for an ordinary word. */
export function cellsOf(text: string): string[][] | undefined {
  if (!/[\t\n]/.test(text.trim())) return undefined
  return text
    .replace(/\r/g, '')
    .replace(/\n+$/, '')
    .split('\n')
    .slice(0, mostPastedLines)
    .map((row) => row.split('\t').map((cell) => cell.trim()))
}

interface Paste<Line> {
  lines: readonly Line[]
  columns: readonly FieldSpec[]
  newLine: () => Line
  row: number
  column: number
  cells: string[][]
  currency: string
}

/** Puts pasted cells over the lines from one place on; what cannot be read is counted and left as it was. */
export async function fillCells<Line extends object>(
  paste: Paste<Line>,
): Promise<{ lines: Line[]; unread: number }> {
  const next = [...paste.lines]
  let unread = 0
  for (const [down, cells] of paste.cells.entries()) {
    let line = next[paste.row + down] ?? paste.newLine()
    for (const [right, text] of cells.entries()) {
      const column = paste.columns[paste.column + right]
      if (!column || text === '') continue
      const value = await valueOfText(column, text, paste.currency)
      if (value === undefined) unread += 1
      else line = writePath(line, column.name, value)
    }
    next[paste.row + down] = line
  }
  return { lines: next, unread }
}

async function valueOfText(column: FieldSpec, text: string, currency: string): Promise<unknown> {
  switch (column.kind) {
    case 'lookup':
      return column.lookup ? resolveLookup(column.lookup, text) : undefined
    case 'quantity':
      return parseKoreanNumber(text)
    case 'number': {
      const decimal = parseKoreanNumber(text)
      return decimal === undefined ? undefined : Number(decimal)
    }
    case 'money': {
      const decimal = parseKoreanNumber(text)
      const amount = decimal === undefined ? null : minorText(decimal, column.currency ?? currency)
      return amount === null ? undefined : { amount, currency: column.currency ?? currency }
    }
    case 'choice':
      return column.options?.find((option) => option.label === text || option.value === text)?.value
    case 'date':
      return /^\d{4}[-./]\d{1,2}[-./]\d{1,2}\.?$/.test(text)
        ? text
            .replace(/\.$/, '')
            .split(/[-./]/)
            .map((part) => part.padStart(2, '0'))
            .join('-')
        : undefined
    case 'yes':
      return /^(y|yes|true|1|예|o)$/i.test(text)
    default:
      return text
  }
}
