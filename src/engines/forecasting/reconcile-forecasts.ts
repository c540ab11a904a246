import { ForecastingError } from './forecasting.errors.ts'
import { cholesky, solveCholesky } from './linear-algebra.ts'

/** Which series are sums of which. `members` are indices into `bottom`; groups may cross, they need not be a tree. */
export interface Hierarchy {
  bottom: readonly string[]
  aggregates: readonly { id: string; members: readonly number[] }[]
}

/**
 * `top_down` spreads the total (the first aggregate that has all as members) by the shares of the bottom forecasts. The
 * others are the least-squares projections with W = I, the number of members, the variance of residuals, and the
 * covariance of residuals shrunk towards its diagonal (Wickramasuriya, Athanasopoulos & Hyndman 2019).
 */
export type Reconciliation =
  | 'bottom_up'
  | 'top_down'
  | 'ols'
  | 'wls_structural'
  | 'wls_variance'
  | 'mint_shrink'

export interface ReconciliationProblem {
  hierarchy: Hierarchy
  horizon: number
  /** Rows of `horizon`: the aggregates in their order, then the bottom series. */
  base: Float64Array
  method: Reconciliation
  /** One-step errors of the past, same rows, equally long; needed by `wls_variance` and `mint_shrink`. */
  residuals?: readonly Float64Array[]
  /** Bottom forecasts below zero become zero, and the sums follow. */
  nonNegative?: boolean
}

const mostAggregates = 2_000

/**
 * Makes forecasts of all levels add up. Answers rows as `base`; every aggregate is the floating-point sum of its members
 * in the order given, so that adding them up again gives exactly the same number.
 * @throws ForecastingError `forecasting.hierarchy_invalid`, `forecasting.residuals_missing`
 */
export function reconcileForecasts(problem: ReconciliationProblem): Float64Array {
  const { hierarchy, horizon, base, method, nonNegative = false } = problem
  const { bottom, aggregates } = hierarchy
  const above = aggregates.length
  const below = bottom.length
  if (base.length !== (above + below) * horizon || above > mostAggregates)
    throw new ForecastingError('forecasting.hierarchy_invalid', { rows: base.length / horizon, above, below })
  for (const { id, members } of aggregates)
    if (
      members.length === 0 ||
      members.some((one) => !(one >= 0 && one < below)) ||
      new Set(members).size < members.length
    )
      throw new ForecastingError('forecasting.hierarchy_invalid', { aggregate: id })
  const answer = base.slice()
  const at = (row: number, h: number) => base[row * horizon + h] as number
  const set = (row: number, h: number, value: number) => {
    answer[row * horizon + h] = value
  }
  if (method === 'top_down') {
    const total = aggregates.findIndex(({ members }) => members.length === below)
    if (total < 0) throw new ForecastingError('forecasting.hierarchy_invalid', { total: 'missing' })
    for (let h = 0; h < horizon; h++) {
      let sum = 0
      for (let row = 0; row < below; row++) sum += at(above + row, h)
      for (let row = 0; row < below; row++)
        set(above + row, h, at(total, h) * (sum === 0 ? 1 / below : at(above + row, h) / sum))
    }
  } else if (method !== 'bottom_up') {
    const weigh = weightsOf(problem)
    const { gain, factor } = projection(hierarchy, weigh)
    for (let h = 0; h < horizon; h++) {
      const gaps = Float64Array.from(aggregates, ({ members }, row) =>
        members.reduce((left, member) => left - at(above + member, h), at(row, h)),
      )
      const pressure = solveCholesky(factor, above, gaps)
      for (let row = 0; row < below; row++) {
        let moved = 0
        for (let k = 0; k < above; k++) moved += (gain[row * above + k] as number) * (pressure[k] as number)
        set(above + row, h, at(above + row, h) + moved)
      }
    }
  }
  for (let h = 0; h < horizon; h++) {
    if (nonNegative)
      for (let row = above; row < above + below; row++)
        set(row, h, Math.max(0, answer[row * horizon + h] as number))
    for (const [row, { members }] of aggregates.entries())
      set(
        row,
        h,
        members.reduce((sum, member) => sum + (answer[(above + member) * horizon + h] as number), 0),
      )
  }
  return answer
}

/** An aggregate that is not the sum of its members, to the last bit: the independent check. */
export function incoherentRows(
  { bottom, aggregates }: Hierarchy,
  horizon: number,
  rows: Float64Array,
): string[] {
  const above = aggregates.length
  if (rows.length !== (above + bottom.length) * horizon) return aggregates.map(({ id }) => id)
  return aggregates.flatMap(({ id, members }, row) => {
    for (let h = 0; h < horizon; h++) {
      let sum = 0
      for (const member of members) sum += rows[(above + member) * horizon + h] as number
      if (sum !== rows[row * horizon + h]) return [id]
    }
    return []
  })
}

/** Entry (row, column) of the covariance of base errors; rows are the aggregates, then the bottom. */
type Weigh = { diagonal: Float64Array; shared?: (row: number, column: number) => number }

function weightsOf({ hierarchy, method, residuals }: ReconciliationProblem): Weigh {
  const { bottom, aggregates } = hierarchy
  const size = aggregates.length + bottom.length
  if (method === 'ols') return { diagonal: new Float64Array(size).fill(1) }
  if (method === 'wls_structural')
    return { diagonal: Float64Array.from({ length: size }, (_, row) => aggregates[row]?.members.length ?? 1) }
  const length = residuals?.[0]?.length ?? 0
  if (!residuals || residuals.length !== size || length < 2 || residuals.some((row) => row.length !== length))
    throw new ForecastingError('forecasting.residuals_missing', {
      rows: residuals?.length ?? 0,
      needed: size,
    })
  const variances = residuals.map((row) => row.reduce((sum, one) => sum + one * one, 0) / length)
  const typical = variances.reduce((sum, one) => sum + one, 0) / size || 1
  const diagonal = Float64Array.from(variances, (one) => Math.max(one, typical * 1e-8))
  if (method === 'wls_variance') return { diagonal }
  const covariance = (row: number, column: number) => {
    const one = residuals[row] as Float64Array
    const other = residuals[column] as Float64Array
    let sum = 0
    for (let t = 0; t < length; t++) sum += (one[t] as number) * (other[t] as number)
    return sum / length
  }
  const keep = 1 - shrinkage(residuals, diagonal, length)
  return { diagonal, shared: (row, column) => keep * covariance(row, column) }
}

/** How far correlations are drawn to zero (Schäfer & Strimmer 2005). */
function shrinkage(residuals: readonly Float64Array[], diagonal: Float64Array, length: number): number {
  const scaled = residuals.map((row, index) => row.map((one) => one / Math.sqrt(diagonal[index] as number)))
  let noise = 0
  let signal = 0
  for (let row = 0; row < scaled.length; row++)
    for (let column = 0; column < row; column++) {
      const one = scaled[row] as Float64Array
      const other = scaled[column] as Float64Array
      let sum = 0
      let squares = 0
      for (let t = 0; t < length; t++) {
        const product = (one[t] as number) * (other[t] as number)
        sum += product
        squares += product * product
      }
      const r = sum / length
      noise += (squares - length * r * r) / (length * (length - 1))
      signal += r * r
    }
  return signal > 0 ? Math.min(1, Math.max(0, noise / signal)) : 1
}

/**
 * With C = [I −A] the gaps of the base forecasts are Cŷ, and the bottom moves by the bottom rows of −WC′(CWC′)⁻¹Cŷ: a
 * system as large as the aggregates only. `gain` is −(WC′) of the bottom, `factor` the Cholesky factor of CWC′.
 */
function projection({ bottom, aggregates }: Hierarchy, { diagonal, shared }: Weigh) {
  const above = aggregates.length
  const below = bottom.length
  const size = above + below
  const weight = (row: number, column: number) =>
    row === column ? (diagonal[row] as number) : shared ? shared(row, column) : 0
  const spread = new Float64Array(size * above)
  for (let row = 0; row < size; row++)
    for (const [k, { members }] of aggregates.entries()) {
      if (!shared) {
        const own = row === k ? (diagonal[row] as number) : 0
        const part = row >= above && members.includes(row - above) ? (diagonal[row] as number) : 0
        spread[row * above + k] = own - part
      } else {
        let sum = weight(row, k)
        for (const member of members) sum -= weight(row, above + member)
        spread[row * above + k] = sum
      }
    }
  const matrix = new Float64Array(above * above)
  for (const [j, { members }] of aggregates.entries())
    for (let k = 0; k < above; k++) {
      let sum = spread[j * above + k] as number
      for (const member of members) sum -= spread[(above + member) * above + k] as number
      matrix[j * above + k] = sum
    }
  const gain = new Float64Array(below * above)
  for (let row = 0; row < below; row++)
    for (let k = 0; k < above; k++) gain[row * above + k] = -(spread[(above + row) * above + k] as number)
  return { gain, factor: cholesky(matrix, above) }
}
