import type { Regressor } from './calendar.ts'
import { longestEtsSeason } from './ets-choice.ts'
import { fitEts } from './ets-fit.ts'
import { emptyPath, runEts } from './ets-model.ts'
import { cholesky, solveCholesky } from './linear-algebra.ts'

/** What the calendar explains of a series. */
export interface CalendarEffects {
  /** True: the effects multiply (they were learnt on logarithms). */
  multiplicative: boolean
  /** Effect on each period of past and future: a summand, or a factor when multiplicative. */
  effect: Float64Array
  /** What each regressor does where it is 1: a summand, or a factor. */
  coefficients: { name: string; effect: number }[]
  /** Harmonics taken of each long season. */
  harmonics: number
  /** How many numbers were learnt. */
  parameters: number
}

const rounds = 3

/**
 * Regression with exponential-smoothing errors (Hyndman et al. 2008 ch. 9). With its rates held, an additive form is a
 * linear filter; filtering series and regressors alike makes ordinary least squares of the innovations the generalised
 * least squares of the series. Rates and coefficients take turns. `fixed` regressors always enter (drawn towards zero in
 * proportion to how little the data say); of `nested` groups, which must be given in order, the leading ones that
 * AICc wants. Values without missing ones.
 */
export function calendarEffects(
  values: Float64Array,
  seasonLength: number,
  { fixed, nested }: { fixed: readonly Regressor[]; nested: readonly (readonly Regressor[])[] },
  length: number,
): CalendarEffects | undefined {
  const multiplicative = values.every((value) => value > 0)
  const series = multiplicative ? values.map(Math.log) : values.slice()
  const columns = [...fixed, ...nested.flat()]
  if (columns.length === 0) return undefined
  const season = seasonLength > 1 && seasonLength <= longestEtsSeason ? Math.round(seasonLength) : 1
  let chosen = 0
  let coefficients: Float64Array = new Float64Array(0)
  let counted = fixed.length
  for (let round = 0; round < rounds; round++) {
    const adjusted = series.map((y, t) => y - effectAt(columns, coefficients, t))
    const fit = fitEts(
      adjusted,
      { error: 'A', trend: 'N', damped: false, season: season > 1 ? 'A' : 'N' },
      season,
    )
    if (!fit) return undefined
    const filter = (input: Float64Array, level: number) => {
      const path = emptyPath(input.length, season)
      path.levels[0] = level
      runEts(input, fit.form, fit.parameters, season, path)
      return path.errors
    }
    const zeros = new Float64Array(values.length)
    const filtered = [
      filter(zeros, 1).map((one) => -one),
      ...columns.map(({ values: column }) => filter(column.slice(0, values.length), 0)),
    ]
    const target = filterWithStates(series, fit, season)
    const { gram, across, whole } = normalEquations(filtered, target)
    const size = filtered.length
    const tau2 = variance(adjusted) + 1e-12
    const penalty = fit.sigma2 / tau2
    let best = Number.POSITIVE_INFINITY
    let count = 1 + fixed.length
    let bestSolution: Float64Array = new Float64Array(0)
    for (let groups = 0; groups <= nested.length; groups++) {
      if (groups > 0) count += (nested[groups - 1] as readonly Regressor[]).length
      if (count > values.length / 3) break
      const part = new Float64Array(count * count)
      for (let row = 0; row < count; row++)
        for (let column = 0; column < count; column++)
          part[row * count + column] =
            (gram[row * size + column] as number) + (row === column && row > 0 ? penalty : 0)
      const solution = solveCholesky(cholesky(part, count), count, across)
      let left = whole
      for (let row = 0; row < count; row++) left -= (solution[row] as number) * (across[row] as number)
      const n = values.length
      if (n - count - 4 <= 0) break
      const k = count + 3
      const aicc = n * Math.log(Math.max(left, 1e-300) / n) + 2 * k + (2 * k * (k + 1)) / (n - k - 1)
      if (aicc >= best) continue
      best = aicc
      chosen = groups
      bestSolution = solution
    }
    coefficients = bestSolution.slice(1)
    counted = coefficients.length
  }
  if (counted === 0) return undefined
  const effect = Float64Array.from({ length }, (_, t) => effectAt(columns, coefficients, t))
  return {
    multiplicative,
    effect: multiplicative ? effect.map(Math.exp) : effect,
    coefficients: fixed.map(({ name }, index) => {
      const value = coefficients[index] ?? 0
      return { name, effect: multiplicative ? Math.exp(value) : value }
    }),
    harmonics: chosen,
    parameters: counted,
  }
}

function effectAt(columns: readonly Regressor[], coefficients: Float64Array, t: number): number {
  let sum = 0
  for (let index = 0; index < coefficients.length; index++)
    sum += (coefficients[index] as number) * ((columns[index] as Regressor).values[t] as number)
  return sum
}

/** Innovations of the series itself, from the first states of the fit, so that only departures are left to explain. */
function filterWithStates(
  series: Float64Array,
  fit: NonNullable<ReturnType<typeof fitEts>>,
  season: number,
): Float64Array {
  const path = emptyPath(series.length, season)
  path.levels[0] = fit.path.levels[0] as number
  path.seasons.set(fit.path.seasons.subarray(0, season))
  runEts(series, fit.form, fit.parameters, season, path)
  return path.errors
}

function normalEquations(columns: readonly Float64Array[], target: Float64Array) {
  const size = columns.length
  const gram = new Float64Array(size * size)
  const across = new Float64Array(size)
  for (let row = 0; row < size; row++) {
    const one = columns[row] as Float64Array
    for (let column = 0; column <= row; column++) {
      const sum = product(one, columns[column] as Float64Array)
      gram[row * size + column] = sum
      gram[column * size + row] = sum
    }
    across[row] = product(one, target)
  }
  return { gram, across, whole: product(target, target) }
}

function product(one: Float64Array, other: Float64Array): number {
  let sum = 0
  for (let t = 0; t < one.length; t++) sum += (one[t] as number) * (other[t] as number)
  return sum
}

function variance(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  const mean = sum / values.length
  let squares = 0
  for (const value of values) squares += (value - mean) ** 2
  return squares / values.length
}
