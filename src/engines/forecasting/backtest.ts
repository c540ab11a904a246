import type { EngineTask } from '../runner/pool.ts'
import type { Search } from '../runner/search.ts'
import { type Accuracy, accuracyOf } from './accuracy.ts'
import { checkRequest } from './forecast.check.ts'
import type { ForecastMethod, ForecastRequest } from './forecast.problem.ts'
import { forecastSeries } from './forecast-series.ts'
import { ForecastingError } from './forecasting.errors.ts'

export interface BacktestResult {
  origins: number
  /** Means over origins, best MASE first. `maseByStep` is the error for each period ahead. */
  methods: (Omit<Accuracy, 'coveragePercent'> & {
    method: ForecastMethod
    coveragePercent: Record<number, number>
    /** Origins at which this method was the best of all. */
    wins: number
  })[]
}

/**
 * Rolling-origin evaluation (Tashman 2000): at each of `origins` points of the past the models are chosen and fitted
 * anew on what was known then, and measured on what came. `seasonal_naive` always takes part.
 * @throws ForecastingError `forecasting.backtest_too_short` when no origin leaves a past at least as long as the horizon.
 */
export function backtest(
  asked: ForecastRequest,
  { methods, origins }: { methods: readonly ForecastMethod[]; origins: number },
  stopped: (originsDone: number) => boolean = () => false,
): BacktestResult {
  checkRequest(asked)
  if (!Number.isInteger(origins) || origins < 1 || !Array.isArray(methods))
    throw new ForecastingError('forecasting.request_invalid', { field: 'origins' })
  // How sure a method is can only be measured by intervals.
  const request = asked.levels.length > 0 ? asked : { ...asked, levels: [80, 95] }
  const { values, horizon, seasonLengths } = request
  const season = seasonLengths[0] ?? 1
  const compared = [...new Set<ForecastMethod>([...methods, 'seasonal_naive'])]
  const possible = Math.min(origins, values.length - horizon - Math.max(horizon, 4) + 1)
  if (possible < 1)
    throw new ForecastingError('forecasting.backtest_too_short', { periods: values.length, horizon })
  const measured = compared.map(() => [] as Accuracy[])
  const wins = compared.map(() => 0)
  let counted = 0
  for (let index = possible - 1; index >= 0; index--) {
    const at = values.length - horizon - index
    const past = values.subarray(0, at)
    if (past.every((value) => Number.isNaN(value))) continue
    if (counted > 0 && stopped(counted)) break
    counted++
    const actual = values.subarray(at, at + horizon)
    const row = compared.map((method) =>
      accuracyOf(past, season, actual, forecastSeries({ ...request, values: past, method })),
    )
    for (const [which, one] of row.entries()) measured[which]?.push(one)
    const errors = row.map(({ mase }) => (Number.isNaN(mase) ? Number.POSITIVE_INFINITY : mase))
    const winner = errors.indexOf(Math.min(...errors))
    wins[winner] = (wins[winner] as number) + 1
  }
  const table = compared.map((method, which) => {
    const rows = measured[which] as Accuracy[]
    return {
      method,
      mase: meanOf(rows.map(({ mase }) => mase)),
      rmsse: meanOf(rows.map(({ rmsse }) => rmsse)),
      pinball: meanOf(rows.map(({ pinball }) => pinball)),
      coveragePercent: Object.fromEntries(
        request.levels.map((level) => [
          level,
          meanOf(rows.map((row) => row.coveragePercent[level] as number)),
        ]),
      ),
      wins: wins[which] as number,
    }
  })
  return { origins: counted, methods: table.sort((one, other) => one.mase - other.mase) }
}

/** A backtest as a thread is asked for it. */
export interface BacktestProblem {
  request: ForecastRequest
  methods: readonly ForecastMethod[]
  origins: number
}

/**
 * `backtest` in a thread; an iteration is an origin, the oldest first. Cut short, it answers the means over the origins it has done, at
 * least one.
 */
export function backtestSeries(
  { request, methods, origins }: BacktestProblem,
  search: Search<BacktestResult>,
): BacktestResult {
  return backtest(request, { methods, origins }, (done) => search.done(done))
}

export const backtestSeriesTask: EngineTask<BacktestProblem, BacktestResult> = {
  module: import.meta.url,
  name: 'backtestSeries',
}

function meanOf(values: readonly number[]): number {
  const known = values.filter((value) => Number.isFinite(value))
  return known.reduce((sum, value) => sum + value, 0) / known.length
}
