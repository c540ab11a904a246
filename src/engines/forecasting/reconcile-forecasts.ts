import type { EngineTask } from '../runner/pool.ts'
import type { Search } from '../runner/search.ts'
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
  /** One-step errors of the past (`SeriesForecast.errors`), same rows, equally long; needed by `mint_shrink`. */
  residuals?: readonly Float64Array[]
  /** Variance of each row's forecast error, such as its first deviation squared; `wls_variance` needs it or residuals. */
  variances?: Float64Array
  /** Bottom forecasts below zero become zero, and the sums follow. */
  nonNegative?: boolean
}

const mostAggregates = 2_000

/**
 * Makes forecasts of all levels add up. Answers rows as `base`; every aggregate is the floating-point sum of its members
 * in the order given, so that adding them up again gives exactly the same number.
 * @throws ForecastingError `forecasting.hierarchy_invalid`, `forecasting.residuals_missing`, `forecasting.figures_invalid`
 */
export function reconcileForecasts(problem: ReconciliationProblem): Float64Array {
  const { hierarchy, horizon, base, method, nonNegative = false } = problem
  const { bottom, aggregates } = hierarchy
  const above = aggregates.length
  const below = bottom.length
  const known = ['bottom_up', 'top_down', 'ols', 'wls_structural', 'wls_variance', 'mint_shrink'].includes(
    method,
  )
  if (!known) throw new ForecastingError('forecasting.hierarchy_invalid', { method })
  if (!(horizon >= 1) || base.length !== (above + below) * horizon || above > mostAggregates)
    throw new ForecastingError('forecasting.hierarchy_invalid', { rows: base.length / horizon, above, below })
  for (const { id, members } of aggregates)
    if (
      members.length === 0 ||
      members.some((one) => !(Number.isInteger(one) && one >= 0 && one < below)) ||
      new Set(members).size < members.length
    )
      throw new ForecastingError('forecasting.hierarchy_invalid', { aggregate: id })
  requireFigures('base', base)
  for (const row of problem.residuals ?? []) requireFigures('residuals', row)
  if (problem.variances) requireFigures('variances', problem.variances)
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
    const { spread, factor } = projection(hierarchy, weightsOf(problem))
    for (let h = 0; h < horizon; h++) {
      const gaps = Float64Array.from(aggregates, ({ members }, row) =>
        members.reduce((left, member) => left - at(above + member, h), at(row, h)),
      )
      const pressure = solveCholesky(factor, above, gaps)
      for (let row = 0; row < below; row++) {
        let moved = 0
        for (let k = 0; k < above; k++)
          moved += (spread[(above + row) * above + k] as number) * (pressure[k] as number)
        set(above + row, h, at(above + row, h) - moved)
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

/**
 * `reconcileForecasts` in a thread. Cancelled before it begins, it answers the sums of the bottom series, which always add up.
 * @throws as `reconcileForecasts`
 */
export function reconcileLevels(problem: ReconciliationProblem, search: Search<Float64Array>): Float64Array {
  return reconcileForecasts(search.done(0) ? { ...problem, method: 'bottom_up' } : problem)
}

export const reconcileLevelsTask: EngineTask<ReconciliationProblem, Float64Array> = {
  module: import.meta.url,
  name: 'reconcileLevels',
}

/** Sums of products of larger figures are no numbers any more, and a NaN in one series would be in all. */
const largestFigure = 1e60

function requireFigures(field: string, figures: Float64Array): void {
  const at = figures.findIndex((one) => !(Math.abs(one) <= largestFigure))
  if (at >= 0) throw new ForecastingError('forecasting.figures_invalid', { field, at })
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

/** Covariance of the base errors: `diagonal`, of which `1 − keep` counts, and `keep` of that of the residuals. */
interface Weights {
  diagonal: Float64Array
  residuals: readonly Float64Array[]
  keep: number
}

/** Rows from which the shrinkage is estimated when there are more. */
const mostShrinkageRows = 400

function weightsOf({ hierarchy, method, residuals, variances: given }: ReconciliationProblem): Weights {
  const { bottom, aggregates } = hierarchy
  const size = aggregates.length + bottom.length
  const known = (diagonal: Float64Array) => ({ diagonal, residuals: [], keep: 0 })
  if (method === 'ols') return known(new Float64Array(size).fill(1))
  if (method === 'wls_structural')
    return known(Float64Array.from({ length: size }, (_, row) => aggregates[row]?.members.length ?? 1))
  if (method === 'wls_variance' && given?.length === size) return known(aboveZero(given))
  const length = residuals?.[0]?.length ?? 0
  if (!residuals || residuals.length !== size || length < 2 || residuals.some((row) => row.length !== length))
    throw new ForecastingError('forecasting.residuals_missing', {
      rows: residuals?.length ?? 0,
      needed: size,
    })
  const variances = residuals.map((row) => row.reduce((sum, one) => sum + one * one, 0) / length)
  const diagonal = aboveZero(Float64Array.from(variances))
  if (method === 'wls_variance') return known(diagonal)
  return { diagonal, residuals, keep: 1 - shrinkage(residuals, diagonal, length) }
}

function aboveZero(variances: Float64Array): Float64Array {
  const typical = variances.reduce((sum, one) => sum + one, 0) / variances.length || 1
  return variances.map((one) => Math.max(one, typical * 1e-8))
}

/** How far correlations are drawn to zero (Schäfer & Strimmer 2005). */
function shrinkage(residuals: readonly Float64Array[], diagonal: Float64Array, length: number): number {
  const stride = Math.ceil(residuals.length / mostShrinkageRows)
  const scaled = residuals.flatMap((row, index) =>
    index % stride === 0 ? [row.map((one) => one / Math.sqrt(diagonal[index] as number))] : [],
  )
  let noise = 0
  let signal = 0
  for (const [row, one] of scaled.entries())
    for (let column = 0; column < row; column++) {
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
 * With C = [I −A] the gaps of the base forecasts are Cŷ, and forecasts move by −WC′(CWC′)⁻¹Cŷ: a system as large as the
 * aggregates only. `spread` is WC′, a row for each forecast; `factor` the Cholesky factor of CWC′.
 */
function projection(
  { bottom, aggregates }: Hierarchy,
  { diagonal, residuals, keep }: Weights,
): { spread: Float64Array; factor: Float64Array } {
  const above = aggregates.length
  const size = above + bottom.length
  const spread = new Float64Array(size * above)
  const length = residuals[0]?.length ?? 0
  for (const [k, { members }] of aggregates.entries()) {
    spread[k * above + k] = (1 - keep) * (diagonal[k] as number)
    for (const member of members)
      spread[(above + member) * above + k] = -(1 - keep) * (diagonal[above + member] as number)
    if (keep === 0) continue
    // The residuals' own part needs no matrix of covariances: WC′ is the product of residuals with their gaps.
    const gaps = (residuals[k] as Float64Array).slice()
    for (const member of members) {
      const row = residuals[above + member] as Float64Array
      for (let t = 0; t < length; t++) gaps[t] = (gaps[t] as number) - (row[t] as number)
    }
    for (let row = 0; row < size; row++) {
      const own = residuals[row] as Float64Array
      let sum = 0
      for (let t = 0; t < length; t++) sum += (own[t] as number) * (gaps[t] as number)
      spread[row * above + k] = (spread[row * above + k] as number) + (keep * sum) / length
    }
  }
  const matrix = new Float64Array(above * above)
  for (const [j, { members }] of aggregates.entries()) {
    for (let k = 0; k < above; k++) matrix[j * above + k] = spread[j * above + k] as number
    for (const member of members) {
      const from = (above + member) * above
      for (let k = 0; k < above; k++)
        matrix[j * above + k] = (matrix[j * above + k] as number) - (spread[from + k] as number)
    }
  }
  return { spread, factor: cholesky(matrix, above) }
}
