import { holidayRegressors, type Timeline } from './calendar.ts'
import { effectsOf } from './calendar-choice.ts'
import { type Adjustment, cleanSeries } from './cleaning.ts'
import { boundsOf, calibratedDeviations } from './combination.ts'
import { longestEtsSeason } from './ets-choice.ts'
import { type FittedModel, forecastOf } from './fitted-model.ts'
import { checkRequest } from './forecast.check.ts'
import type { ForecastReason, ForecastRequest, SeriesForecast } from './forecast.problem.ts'
import { demandPattern } from './intermittent.ts'
import { intermittentForecast, intermittentMethodFor } from './intermittent-forecast.ts'
import { fittedModel } from './model-choice.ts'
import type { CalendarEffects } from './regression.ts'

const longestHistoryPeriods = 1_500
/** Numbers a model has learnt whose error its own variance does not know: rates, level, growth. */
const statesLearnt = 6

/**
 * Forecasts one series: cleans it, takes out what the calendar explains, chooses a model, forecasts, says how sure it is
 * and why it chose as it did.
 * @throws ForecastingError `forecasting.request_invalid`, `forecasting.series_empty`, `forecasting.date_invalid`
 */
export function forecastSeries(request: ForecastRequest): SeriesForecast {
  checkRequest(request)
  const { horizon, seasonLengths } = request
  const skipped = leading(request)
  const history = request.values.subarray(skipped)
  const shortest = seasonLengths[0] ?? 1
  const pattern = demandPattern(history, shortest)
  const nonNegative = request.nonNegative ?? !history.some((value) => value < 0)
  const reasons: ForecastReason[] = []
  const old: Adjustment[] = skipped > 0 ? [{ kind: 'old_history', at: skipped }] : []
  const asked = request.method ?? 'automatic'
  const intermittent = intermittentMethodFor(asked, pattern, nonNegative, reasons)
  if (intermittent) return intermittentForecast(history, request, intermittent, pattern, reasons, old)

  const timeline = request.timeline && movedOn(request.timeline, skipped)
  const regressors = timeline
    ? holidayRegressors(request.holidays ?? [], timeline, history.length, history.length + horizon)
    : []
  const onHoliday = (at: number) => regressors.some(({ values }) => (values[at] as number) !== 0)
  const cleanedSeason = seasonLengths.find((one) => one <= 60) ?? 1
  const { values, adjustments } = cleanSeries(history, cleanedSeason, {
    kept: onHoliday,
    missingOnly: request.cleaning === false,
  })
  const effects = effectsOf(values, request, regressors, reasons)
  const adjusted = effects ? values.map((y, t) => without(y, effects, t)) : values
  const { model, candidates } = fittedModel(adjusted, asked, seasonLengths, horizon, reasons)
  const wider = uncertaintyOfFit(values.length, shortest, effects?.parameters ?? 0)
  const deviations = calibratedDeviations(model, adjusted, horizon).map((one) => one * wider)
  const freedom = Math.max(4, values.length - 4)

  const known = values.length
  const put = (y: number, h: number) => (effects ? withEffect(y, effects, known + h) : y)
  const floor = (y: number) => (nonNegative ? Math.max(0, y) : y)
  const base = forecastOf(model, horizon)
  const shares = pattern.seasonShares
  const closed = (h: number) => nonNegative && shares[(known + h) % shares.length] === 0
  const shown = (y: number, h: number) => (closed(h) ? 0 : floor(put(y, h)))
  const mean = base.map(shown)
  const components = model.components(horizon)
  for (let h = 0; h < horizon; h++) {
    const kept = put(base[h] as number, h)
    components.calendar[h] = kept - (base[h] as number)
    components.trend[h] = (components.trend[h] as number) + ((mean[h] as number) - kept)
  }
  return {
    mean,
    intervals: request.levels.map((levelPercent) => {
      const { lower, upper } = boundsOf(model, deviations, levelPercent, freedom)
      return {
        levelPercent,
        lower: lower.map(shown),
        upper: upper.map(shown),
      }
    }),
    method: model.method,
    model: model.name,
    parameters: model.parameters,
    components,
    reasons,
    candidates,
    adjustments: [...old, ...adjustments.map((one) => ({ ...one, at: one.at + skipped }))],
    holidayEffects: effects?.coefficients ?? [],
    calendarMultiplies: effects?.multiplicative ?? false,
    pattern,
    ...(request.errors
      ? {
          errors: oneStepErrors(request.values, skipped, model, (y, t) =>
            effects ? withEffect(y, effects, t) : y,
          ),
        }
      : {}),
    deviations: deviations.map((one, h) =>
      effects?.multiplicative ? one * (effects.effect[known + h] as number) : one,
    ),
  }
}

/**
 * By how much deviations grow because what was learnt fits the past better than the future: rates and first states, the
 * calendar, and a season seen but a few times (found by holding it against what some hundred short generated series missed).
 */
function uncertaintyOfFit(periods: number, season: number, calendarParameters: number): number {
  const calendar = Math.min(calendarParameters, periods / 2)
  const fewTurns =
    season > 1 && season <= longestEtsSeason ? Math.min(0.25, (season / periods) ** 2 * 1.5) : 0
  return Math.sqrt(((periods + calendar) / (periods - calendar)) * (1 + statesLearnt / periods + fewTurns))
}

function oneStepErrors(
  values: Float64Array,
  skipped: number,
  model: FittedModel,
  put: (y: number, t: number) => number,
): Float64Array {
  return values.map((y, index) => {
    const t = index - skipped
    if (t < model.firstOrigin || Number.isNaN(y)) return 0
    return y - put(model.forecastFrom(t, 1)[0] as number, t)
  })
}

function without(y: number, { multiplicative, effect }: CalendarEffects, t: number): number {
  return multiplicative ? y / (effect[t] as number) : y - (effect[t] as number)
}

function withEffect(y: number, { multiplicative, effect }: CalendarEffects, t: number): number {
  return multiplicative ? y * (effect[t] as number) : y + (effect[t] as number)
}

/** Values left out at the beginning: missing ones, and what is older than the history wanted. */
function leading({ values, historyPeriods = longestHistoryPeriods, seasonLengths }: ForecastRequest): number {
  const first = values.findIndex((value) => !Number.isNaN(value))
  const wanted = Math.max(historyPeriods, Math.ceil(3 * (seasonLengths.at(-1) ?? 1)))
  return Math.max(first, values.length - wanted)
}

function movedOn({ period, start }: Timeline, periods: number): Timeline {
  if (periods === 0) return { period, start }
  const date = new Date(`${start.slice(0, 10)}T00:00:00Z`)
  const months = period === 'month' ? 1 : period === 'quarter' ? 3 : period === 'year' ? 12 : 0
  if (months > 0) date.setUTCMonth(date.getUTCMonth() + months * periods, 1)
  else date.setUTCDate(date.getUTCDate() + periods * (period === 'week' ? 7 : 1))
  return { period, start: date.toISOString().slice(0, 10) }
}
