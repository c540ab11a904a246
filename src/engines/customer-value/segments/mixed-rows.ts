import { CustomerValueError } from '../customer-value.error.ts'
import { type FeatureMatrix, requireMatrix, takeRows } from './feature-matrix.ts'

/**
 * What is clustered: numbers (standardised by the caller of the algorithms) and, for k-prototypes, categories. The
 * distance of two rows is the squared Euclidean distance of their numbers plus gamma for each category that differs.
 * Without categories this is k-means.
 */
export interface MixedRows {
  numbers: FeatureMatrix
  categories?: {
    /** Code of row i and category j at i × columns + j; codes from 0. */
    codes: Int32Array
    columns: number
    /** Weight of one differing category against one unit of squared standardised distance. */
    gamma: number
  }
}

/** Centres: means of the numbers and modes of the categories, row after row. */
export interface Prototypes {
  count: number
  centres: Float64Array
  modes: Int32Array
}

export function requireMixed({ numbers, categories }: MixedRows): void {
  requireMatrix(numbers)
  if (!categories) return
  const { codes, columns, gamma } = categories
  if (codes.length !== numbers.rows * columns)
    throw new CustomerValueError('customer-value.input.lengths-differ', {
      rows: numbers.rows,
      columns,
      codes: codes.length,
    })
  if (codes.some((code) => code < 0))
    throw new CustomerValueError('customer-value.input.value-out-of-range', { what: 'category code below 0' })
  if (!(gamma >= 0 && gamma <= 1e100))
    throw new CustomerValueError('customer-value.input.option-out-of-range', { gamma })
}

export function takeMixed({ numbers, categories }: MixedRows, rows: Uint32Array): MixedRows {
  if (!categories) return { numbers: takeRows(numbers, rows) }
  const { codes, columns, gamma } = categories
  const taken = new Int32Array(rows.length * columns)
  for (let i = 0; i < rows.length; i++) {
    const from = (rows[i] as number) * columns
    taken.set(codes.subarray(from, from + columns), i * columns)
  }
  return { numbers: takeRows(numbers, rows), categories: { codes: taken, columns, gamma } }
}

/** Distance of a row to a prototype, as defined above. */
export function distanceTo(rows: MixedRows, row: number, prototypes: Prototypes, cluster: number): number {
  const { values, columns } = rows.numbers
  let distance = 0
  const from = row * columns
  const centre = cluster * columns
  for (let j = 0; j < columns; j++) {
    const gap = (values[from + j] as number) - (prototypes.centres[centre + j] as number)
    distance += gap * gap
  }
  if (rows.categories) {
    const { codes, columns: width, gamma } = rows.categories
    for (let j = 0; j < width; j++)
      if (codes[row * width + j] !== prototypes.modes[cluster * width + j]) distance += gamma
  }
  return distance
}

/** Distance of two rows. */
export function distanceBetween(rows: MixedRows, one: number, other: number): number {
  const { values, columns } = rows.numbers
  let distance = 0
  for (let j = 0; j < columns; j++) {
    const gap = (values[one * columns + j] as number) - (values[other * columns + j] as number)
    distance += gap * gap
  }
  if (rows.categories) {
    const { codes, columns: width, gamma } = rows.categories
    for (let j = 0; j < width; j++) if (codes[one * width + j] !== codes[other * width + j]) distance += gamma
  }
  return distance
}
