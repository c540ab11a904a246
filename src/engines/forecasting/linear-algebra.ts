/** Square symmetric matrices are rows one after another in one array. */

/**
 * Cholesky factor L (lower, in place of a copy) of a positive definite matrix. A pivot that is nothing but rounding
 * makes its unknown zero instead of failing: a column that repeats others then simply has no effect.
 */
export function cholesky(matrix: Float64Array, size: number): Float64Array {
  const factor = matrix.slice()
  for (let column = 0; column < size; column++) {
    let pivot = factor[column * size + column] as number
    const whole = pivot
    for (let k = 0; k < column; k++) pivot -= (factor[column * size + k] as number) ** 2
    const root = pivot > 1e-12 * Math.max(whole, 1e-300) ? Math.sqrt(pivot) : Number.POSITIVE_INFINITY
    factor[column * size + column] = root
    for (let row = column + 1; row < size; row++) {
      let sum = factor[row * size + column] as number
      const atRow = row * size
      const atColumn = column * size
      for (let k = 0; k < column; k++) sum -= (factor[atRow + k] as number) * (factor[atColumn + k] as number)
      factor[atRow + column] = sum / root
    }
  }
  return factor
}

/** Solves L Lᵀ x = b. */
export function solveCholesky(factor: Float64Array, size: number, right: Float64Array): Float64Array {
  const x = right.slice(0, size)
  for (let row = 0; row < size; row++) {
    let sum = x[row] as number
    for (let k = 0; k < row; k++) sum -= (factor[row * size + k] as number) * (x[k] as number)
    x[row] = sum / (factor[row * size + row] as number)
  }
  for (let row = size - 1; row >= 0; row--) {
    let sum = x[row] as number
    for (let k = row + 1; k < size; k++) sum -= (factor[k * size + row] as number) * (x[k] as number)
    x[row] = sum / (factor[row * size + row] as number)
  }
  return x
}
