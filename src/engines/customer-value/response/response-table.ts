import { CustomerValueError } from '../customer-value.error.ts'

/**
 * When a column's value is known. `known-before`: at the time of scoring, somebody vouches for it. `known-after`: only
 * once the outcome is (how long the call took). `identifier`: names the customer and must not be learnt from.
 */
export type ColumnRole = 'known-before' | 'known-after' | 'identifier'

/** A column of customers' features. Row i of every column is customer i. */
export type ResponseColumn = { name: string; role?: ColumnRole } & (
  | {
      kind: 'number'
      /** NaN where missing. */
      values: Float64Array
    }
  | {
      kind: 'category'
      /** Index into levels; −1 where missing. */
      codes: Int32Array
      levels: readonly string[]
    }
)

export interface ResponseTable {
  rows: number
  columns: readonly ResponseColumn[]
}

/** @throws CustomerValueError `customer-value.input.*`, `customer-value.table.column-twice`. */
export function requireTable({ rows, columns }: ResponseTable): void {
  if (rows < 1 || columns.length === 0)
    throw new CustomerValueError('customer-value.input.empty', { rows, columns: columns.length })
  const names = new Set<string>()
  for (const column of columns) {
    if (names.has(column.name))
      throw new CustomerValueError('customer-value.table.column-twice', { column: column.name })
    names.add(column.name)
    const sound =
      column.kind === 'number'
        ? column.values instanceof Float64Array
        : column.kind === 'category' && column.codes instanceof Int32Array && Array.isArray(column.levels)
    if (!sound)
      throw new CustomerValueError('customer-value.input.value-out-of-range', {
        column: (column as { name: string }).name,
      })
    const length = column.kind === 'number' ? column.values.length : column.codes.length
    if (length !== rows)
      throw new CustomerValueError('customer-value.input.lengths-differ', {
        column: column.name,
        rows,
        length,
      })
    if (column.kind === 'number') {
      const bad = column.values.findIndex((value) => value === Infinity || value === -Infinity)
      if (bad >= 0)
        throw new CustomerValueError('customer-value.input.value-out-of-range', {
          column: column.name,
          row: bad,
        })
    } else {
      const bad = column.codes.findIndex((code) => code < -1 || code >= column.levels.length)
      if (bad >= 0)
        throw new CustomerValueError('customer-value.input.value-out-of-range', {
          column: column.name,
          row: bad,
        })
    }
  }
}

/** @throws CustomerValueError `customer-value.target.*`, `customer-value.input.lengths-differ`. */
export function requireTarget(target: Uint8Array, rows: number): void {
  if (target.length !== rows)
    throw new CustomerValueError('customer-value.input.lengths-differ', { target: target.length, rows })
  let positives = 0
  for (let row = 0; row < rows; row++) {
    const value = target[row] as number
    if (value > 1) throw new CustomerValueError('customer-value.target.not-binary', { row, value })
    positives += value
  }
  if (positives === 0 || positives === rows)
    throw new CustomerValueError('customer-value.target.one-class', { rows, positives })
}

/** @throws CustomerValueError `customer-value.table.column-unknown`. */
export function columnNamed({ columns }: ResponseTable, name: string): ResponseColumn {
  const column = columns.find((one) => one.name === name)
  if (!column) throw new CustomerValueError('customer-value.table.column-unknown', { column: name })
  return column
}
