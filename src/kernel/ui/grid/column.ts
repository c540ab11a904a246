import type { ReactNode } from 'react'
import type { Money, Tone } from '../values.tsx'

/** How a column's values are written and aligned. */
export type ColumnKind =
  | 'text'
  | 'number'
  | 'quantity'
  | 'money'
  | 'percent'
  | 'date'
  | 'instant'
  | 'state'
  | 'yes'

export interface Column<Row> {
  /** The row's property; also the name by which the server sorts and exports. */
  key: string
  label: string
  kind?: ColumnKind
  /** In px; a sensible one by kind otherwise. */
  width?: number
  /** The value behind the cell when it is not `row[key]`. */
  value?: (row: Row) => unknown
  render?: (row: Row) => ReactNode
  state?: (row: Row) => { tone: Tone; label: string }
  sortable?: boolean
  /** Summed for the selection: numbers, quantities, money. */
  total?: boolean
  /** Off until a person chooses it. */
  hidden?: boolean
}

const widths: Record<ColumnKind, number> = {
  text: 180,
  number: 96,
  quantity: 96,
  money: 132,
  percent: 84,
  date: 108,
  instant: 116,
  state: 110,
  yes: 64,
}

export function widthOf<Row>(column: Column<Row>): number {
  return column.width ?? widths[column.kind ?? 'text']
}

export function isNumeric(kind: ColumnKind | undefined): boolean {
  return kind === 'number' || kind === 'quantity' || kind === 'money' || kind === 'percent'
}

export function cellValue<Row>(column: Column<Row>, row: Row): unknown {
  return column.value ? column.value(row) : (row as Record<string, unknown>)[column.key]
}

/** Orders rows that are all in memory. `sort` is `key` or `-key`; empty values come last either way. */
export function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  sort: string | undefined,
): readonly Row[] {
  const key = sort?.replace('-', '')
  const column = columns.find((candidate) => candidate.key === key)
  if (!sort || !column) return rows
  const direction = sort.startsWith('-') ? -1 : 1
  return rows.toSorted((a, b) => {
    const left = cellValue(column, a)
    const right = cellValue(column, b)
    if (isNothing(left) || isNothing(right)) return Number(isNothing(left)) - Number(isNothing(right))
    return compare(left, right, column.kind) * direction
  })
}

function compare(left: unknown, right: unknown, kind: ColumnKind | undefined): number {
  if (kind === 'money') return compareNumbers((left as Money).amount, (right as Money).amount)
  if (isNumeric(kind)) return compareNumbers(String(left), String(right))
  return String(left).localeCompare(String(right), 'ko', { numeric: true })
}

function compareNumbers(left: string, right: string): number {
  return Number(left) - Number(right)
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || value === ''
}
