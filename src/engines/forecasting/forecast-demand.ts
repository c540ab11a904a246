import type { EngineTask } from '../runner/pool.ts'
import type { Search } from '../runner/search.ts'
import type { Holiday, Period } from './calendar.ts'
import type { ForecastMethod, SeriesForecast } from './forecast.problem.ts'
import { forecastSeries } from './forecast-series.ts'
import { ForecastingError } from './forecasting.errors.ts'

/** Many series in columns: series i is `values[offsets[i]]` up to `values[offsets[i + 1]]`, NaN where missing. */
export interface DemandProblem {
  ids: readonly string[]
  values: Float64Array
  offsets: Int32Array
  /** What the values of all series cover; `starts[i]` is the ISO date of the first of series i. */
  period?: Period
  starts?: readonly string[]
  seasonLengths: readonly number[]
  horizon: number
  levels: readonly number[]
  method?: ForecastMethod
  holidays?: readonly Holiday[]
  /** Series whose whole explanation is wanted; it weighs far more than the figures. */
  explain?: readonly string[]
}

/** Rows of `horizon` values, in the order of the ids; the first `completed` rows are filled. */
export interface DemandForecast {
  horizon: number
  completed: number
  mean: Float64Array
  deviations: Float64Array
  bounds: { levelPercent: number; lower: Float64Array; upper: Float64Array }[]
  /** Model of each completed series. */
  models: string[]
  explained: Record<string, SeriesForecast>
  /** Series that could not be forecast, with the code of the error; their rows are NaN. */
  refused: { id: string; code: string }[]
}

const mostCells = 50_000_000

/**
 * Forecasts thousands of series, one after the other; an iteration is a series. Cancelled or out of time, it answers
 * those it has completed.
 * @throws ForecastingError `forecasting.columns_invalid`
 */
export function forecastDemand(problem: DemandProblem, search: Search<DemandForecast>): DemandForecast {
  const { ids, values, offsets, horizon, levels, period, starts, explain = [], ...rest } = problem
  if (offsets.length !== ids.length + 1 || offsets[ids.length] !== values.length)
    throw new ForecastingError('forecasting.columns_invalid', { ids: ids.length, offsets: offsets.length })
  if (!(Number.isInteger(horizon) && horizon >= 1 && ids.length * horizon <= mostCells))
    throw new ForecastingError('forecasting.columns_invalid', { ids: ids.length, horizon })
  if (starts && starts.length !== ids.length)
    throw new ForecastingError('forecasting.columns_invalid', { ids: ids.length, starts: starts.length })
  if (
    offsets[0] !== 0 ||
    offsets.some((offset, index) => index > 0 && offset < (offsets[index - 1] as number))
  )
    throw new ForecastingError('forecasting.columns_invalid', { offsets: 'descending' })
  const explaining = new Set(explain)
  const rows = () => new Float64Array(ids.length * horizon).fill(Number.NaN)
  const answer: DemandForecast = {
    horizon,
    completed: 0,
    mean: rows(),
    deviations: rows(),
    bounds: levels.map((levelPercent) => ({ levelPercent, lower: rows(), upper: rows() })),
    models: [],
    explained: {},
    refused: [],
  }
  for (let index = 0; index < ids.length && !search.done(index); index++) {
    const id = ids[index] as string
    const start = starts?.[index]
    try {
      const forecast = forecastSeries({
        ...rest,
        values: values.slice(offsets[index], offsets[index + 1]),
        horizon,
        levels,
        ...(period && start ? { timeline: { period, start } } : {}),
      })
      answer.mean.set(forecast.mean, index * horizon)
      answer.deviations.set(forecast.deviations, index * horizon)
      for (const [which, { lower, upper }] of forecast.intervals.entries()) {
        answer.bounds[which]?.lower.set(lower, index * horizon)
        answer.bounds[which]?.upper.set(upper, index * horizon)
      }
      answer.models.push(forecast.model)
      if (explaining.has(id)) answer.explained[id] = forecast
    } catch (error) {
      if (!(error instanceof ForecastingError)) throw error
      answer.refused.push({ id, code: error.code })
      answer.models.push('')
    }
    answer.completed = index + 1
    search.improved(() => answer)
  }
  return answer
}

export const forecastDemandTask: EngineTask<DemandProblem, DemandForecast> = {
  module: import.meta.url,
  name: 'forecastDemand',
}
