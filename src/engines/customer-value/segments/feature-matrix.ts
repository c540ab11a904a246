import { CustomerValueError } from '../customer-value.error.ts'

/** Numbers, row after row: value of row i and column j at i × columns + j. */
export interface FeatureMatrix {
  rows: number
  columns: number
  values: Float64Array
}

/** How the columns were brought to mean 0 and deviation 1; constant columns keep a scale of 1. */
export interface Standardisation {
  mean: Float64Array
  scale: Float64Array
}

/** Squares of larger values are no numbers. */
const valueMost = 1e100

/** @throws CustomerValueError `customer-value.input.*`: empty, of wrong length, or with a value that is no number. */
export function requireMatrix({ rows, columns, values }: FeatureMatrix): void {
  if (rows < 1 || columns < 1) throw new CustomerValueError('customer-value.input.empty', { rows, columns })
  if (values.length !== rows * columns)
    throw new CustomerValueError('customer-value.input.lengths-differ', {
      rows,
      columns,
      values: values.length,
    })
  const bad = values.findIndex((value) => !(Math.abs(value) <= valueMost))
  if (bad >= 0)
    throw new CustomerValueError('customer-value.input.value-out-of-range', {
      row: Math.floor(bad / columns),
      column: bad % columns,
    })
}

export function standardise({ rows, columns, values }: FeatureMatrix): {
  matrix: FeatureMatrix
  standardisation: Standardisation
} {
  const mean = new Float64Array(columns)
  const scale = new Float64Array(columns)
  const scaled = new Float64Array(values.length)
  for (let column = 0; column < columns; column++) {
    let sum = 0
    for (let at = column; at < values.length; at += columns) sum += values[at] as number
    const centre = sum / rows
    let squares = 0
    for (let at = column; at < values.length; at += columns) squares += ((values[at] as number) - centre) ** 2
    const deviation = Math.sqrt(squares / rows)
    mean[column] = centre
    scale[column] = deviation > 1e-12 * Math.max(1, Math.abs(centre)) ? deviation : 1
    for (let at = column; at < values.length; at += columns)
      scaled[at] = ((values[at] as number) - centre) / (scale[column] as number)
  }
  return { matrix: { rows, columns, values: scaled }, standardisation: { mean, scale } }
}

/** The rows named, in that order. */
export function takeRows({ columns, values }: FeatureMatrix, rows: Uint32Array): FeatureMatrix {
  const taken = new Float64Array(rows.length * columns)
  for (let i = 0; i < rows.length; i++) {
    const from = (rows[i] as number) * columns
    taken.set(values.subarray(from, from + columns), i * columns)
  }
  return { rows: rows.length, columns, values: taken }
}
