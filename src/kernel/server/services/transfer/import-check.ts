import { type Locale, text } from '../../catalogue.ts'
import type { CellFault, ImportColumn, ImportRow, ImportSource } from './import-source.ts'

/** Column index of the file → field of the source. */
export type Mapping = Record<string, string | null>

export interface FieldFault extends CellFault {
  field?: string
}

export interface NumberedRow {
  row: number
  cells: string[]
}

/** Numbers the rows under the header and leaves out the blank ones. */
export async function* dataRows(
  rows: AsyncIterable<string[]>,
  headerRow: number,
): AsyncGenerator<NumberedRow> {
  let row = 0
  for await (const cells of rows) {
    row += 1
    if (row > headerRow && cells.some((cell) => cell.trim() !== '')) yield { row, cells }
  }
}

/** The fields that a file's headers name, by key, label in either language, or alias; each field once. */
export function suggestMapping(source: ImportSource, headers: readonly string[]): Mapping {
  const names = source.columns.map((column) => ({ key: column.key, names: namesOf(column) }))
  const taken = new Set<string>()
  return Object.fromEntries(
    headers.map((header, index) => {
      const plain = plainHeader(header)
      const found = names.find(({ key, names }) => !taken.has(key) && plain !== '' && names.has(plain))
      if (found) taken.add(found.key)
      return [String(index), found?.key ?? null]
    }),
  )
}

/** Reads a row's cells by the mapping: values where every cell is fine, else what is wrong with which field. */
export function parseRow(
  source: ImportSource,
  mapping: Mapping,
  { row, cells }: NumberedRow,
  width: number,
): { values: ImportRow['values']; faults: FieldFault[] } {
  const values: Record<string, unknown> = {}
  const faults: FieldFault[] = []
  if (cells.slice(width).some((cell) => cell.trim() !== ''))
    faults.push({ code: 'import.row-length', details: { row } })
  const indexOf = new Map(
    Object.entries(mapping).flatMap(([index, field]) => (field ? [[field, Number(index)]] : [])),
  )
  for (const column of source.columns) {
    const index = indexOf.get(column.key)
    const cell = index === undefined ? '' : (cells[index] ?? '').trim().normalize('NFC')
    if (cell === '') {
      if (column.required) faults.push({ field: column.key, code: 'import.cell-required' })
      continue
    }
    const parsed = column.parse ? column.parse(cell) : { value: cell }
    if ('fault' in parsed) faults.push({ field: column.key, ...parsed.fault })
    else values[column.key] = parsed.value
  }
  return { values, faults }
}

export function missingFields(source: ImportSource, mapping: Mapping): string[] {
  const fed = new Set(Object.values(mapping))
  return source.columns
    .filter((column) => column.required && !fed.has(column.key))
    .map((column) => column.key)
}

/** A fault in words: the field's label, then what is wrong and what to do. */
export function faultText(fault: FieldFault, locale: Locale): string {
  return text(locale, `errors.${fault.code}`, fault.details ?? {})
}

export function labelOf(source: ImportSource, field: string, locale: Locale): string {
  const column = source.columns.find((candidate) => candidate.key === field)
  return column ? text(locale, column.label) : field
}

function namesOf(column: ImportColumn): Set<string> {
  return new Set(
    [column.key, text('ko', column.label), text('en', column.label), ...(column.aliases ?? [])].map(
      plainHeader,
    ),
  )
}

function plainHeader(header: string): string {
  return header
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\s*_().:\-/]/g, '')
}
