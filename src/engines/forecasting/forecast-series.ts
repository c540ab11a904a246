import { fourierRegressors, holidayRegressors, type Regressor, type Timeline } from './calendar.ts'
import { type Adjustment, cleanSeries } from './cleaning.ts'
import { boundsOf, calibratedDeviations, combine } from './combination.ts'
import { chooseEts, etsModel, longestEtsSeason } from './ets-choice.ts'
import { nameOfForm } from './ets-model.ts'
import { emptyComponents, type FittedModel, forecastOf } from './fitted-model.ts'
import type { ForecastMethod, ForecastReason, ForecastRequest, SeriesForecast } from './forecast.problem.ts'
import { ForecastingError } from './forecasting.errors.ts'
import {
  type DemandPattern,
  demandPattern,
  fitIntermittent,
  type IntermittentMethod,
  intermittentQuantile,
  methodFor,
} from './intermittent.ts'
import { meanModel, seasonalNaive } from './naive.ts'
import { type CalendarEffects, calendarEffects } from './regression.ts'
import { fitTheta } from './theta.ts'

const longestHistoryPeriods = 1_500
/** A season is learnt from at least this many turns of it. */
const fewestTurns = 1.9

/**
 * Forecasts one series: cleans it, takes out what the calendar explains, chooses a model, forecasts, says how sure it is
 * and why it chose as it did.
 * @throws ForecastingError `forecasting.request_invalid`, `forecasting.series_empty`, `forecasting.date_invalid`
 */
export function forecastSeries(request: ForecastRequest): SeriesForecast {
  check(request)
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
  const { values, adjustments } =
    request.cleaning === false
      ? cleanSeries(history, cleanedSeason, () => true)
      : cleanSeries(history, cleanedSeason, onHoliday)
  const effects = effectsOf(values, request, regressors, reasons)
  const adjusted = effects ? values.map((y, t) => without(y, effects, t)) : values
  const { model, candidates } = fittedModel(adjusted, asked, seasonLengths, horizon, reasons)
  const deviations = calibratedDeviations(model, adjusted, horizon)
  const freedom = Math.max(4, values.length - 4)

  const known = values.length
  const put = (y: number, h: number) => (effects ? withEffect(y, effects, known + h) : y)
  const floor = (y: number) => (nonNegative ? Math.max(0, y) : y)
  const base = forecastOf(model, horizon)
  const mean = base.map((y, h) => floor(put(y, h)))
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
        lower: lower.map((y, h) => floor(put(y, h))),
        upper: upper.map((y, h) => floor(put(y, h))),
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
    deviations: deviations.map((one, h) =>
      effects?.multiplicative ? one * (effects.effect[known + h] as number) : one,
    ),
  }
}

/** The model of a clean series without calendar effects, and the forms it was chosen from. */
export function fittedModel(
  values: Float64Array,
  asked: ForecastMethod,
  seasonLengths: readonly number[],
  horizon: number,
  reasons: ForecastReason[],
): { model: FittedModel; candidates: SeriesForecast['candidates'] } {
  const season = seasonLengths.find((one) => one > 1 && one <= longestEtsSeason) ?? 1
  const naiveSeason = values.length > (seasonLengths.at(-1) ?? 1) ? (seasonLengths.at(-1) ?? 1) : 1
  if (asked === 'seasonal_naive') {
    reasons.push({ code: 'asked_for', details: { method: asked } })
    return { model: seasonalNaive(values, naiveSeason), candidates: [] }
  }
  const flat = values.every((value) => value === values[0])
  if (values.length < 4 || flat) {
    reasons.push({ code: 'too_short', details: { periods: values.length, flat: Number(flat) } })
    return { model: flat || values.length < 2 ? meanModel(values) : seasonalNaive(values, 1), candidates: [] }
  }
  const theta = () => fitTheta(values, season, 'dynamic')
  if (asked === 'theta') {
    reasons.push({ code: 'asked_for', details: { method: asked } })
    return { model: theta(), candidates: [] }
  }
  const usable = values.length >= fewestTurns * season ? season : 1
  const fits = chooseEts(values, { seasonLength: usable })
  const candidates = fits.map(({ form, aicc }) => ({ model: nameOfForm(form), aicc }))
  const [best] = fits
  if (!best) {
    reasons.push({ code: 'too_short', details: { periods: values.length, flat: 0 } })
    return { model: theta(), candidates }
  }
  const ets = etsModel(best, values.length)
  reasons.push({ code: 'aicc', details: { model: ets.name, aicc: best.aicc, tried: fits.length } })
  if (asked === 'ets') return { model: ets, candidates }
  const other = theta()
  const both = combine([
    { model: ets, weight: 1 },
    { model: other, weight: 1 },
  ])
  if (asked === 'backtested') {
    const families = [ets, other, both, seasonalNaive(values, naiveSeason)]
    const errors = families.map((model) => pastError(model, values, horizon))
    const least = errors.indexOf(Math.min(...errors))
    const chosen = families[least] as FittedModel
    const details = Object.fromEntries(families.map(({ name }, index) => [name, errors[index] as number]))
    reasons.push({ code: 'backtest', details })
    return { model: chosen, candidates }
  }
  reasons.push({ code: 'combined', details: { members: both.name } })
  return { model: both, candidates }
}

/** Mean absolute error over the last origins, with the parameters of the whole series: quick, and alike for all. */
function pastError(model: FittedModel, values: Float64Array, horizon: number): number {
  const first = Math.max(model.firstOrigin, Math.floor(values.length * 0.6))
  let sum = 0
  let count = 0
  for (let at = first; at < values.length; at++) {
    const reach = Math.min(horizon, values.length - at)
    const forecast = model.forecastFrom(at, reach)
    for (let h = 0; h < reach; h++, count++)
      sum += Math.abs((values[at + h] as number) - (forecast[h] as number))
  }
  return count > 0 ? sum / count : Number.POSITIVE_INFINITY
}

function intermittentMethodFor(
  asked: ForecastMethod,
  pattern: DemandPattern,
  nonNegative: boolean,
  reasons: ForecastReason[],
): IntermittentMethod | undefined {
  if (asked === 'croston' || asked === 'sba' || asked === 'tsb') {
    reasons.push({ code: 'asked_for', details: { method: asked } })
    return asked
  }
  if (asked !== 'automatic' && asked !== 'backtested') return undefined
  const { kind, adi, cv2, idle } = pattern
  if (kind === 'none') {
    reasons.push({ code: 'no_demand', details: { periods: idle } })
    return 'tsb'
  }
  if (!nonNegative || (kind !== 'intermittent' && kind !== 'lumpy')) return undefined
  if (pattern.zerosFollowSeason) {
    reasons.push({ code: 'zeros_follow_season', details: { adi } })
    return undefined
  }
  reasons.push({ code: 'intermittent', details: { kind, adi, cv2, idle } })
  return methodFor(pattern)
}

function intermittentForecast(
  history: Float64Array,
  { horizon, levels }: ForecastRequest,
  method: IntermittentMethod,
  pattern: DemandPattern,
  reasons: ForecastReason[],
  adjustments: Adjustment[],
): SeriesForecast {
  const fit = fitIntermittent(history, method)
  const flat = (value: number) => new Float64Array(horizon).fill(value)
  return {
    mean: flat(fit.rate),
    intervals: levels.map((levelPercent) => ({
      levelPercent,
      lower: flat(intermittentQuantile(fit, 0.5 - levelPercent / 200)),
      upper: flat(intermittentQuantile(fit, 0.5 + levelPercent / 200)),
    })),
    method,
    model: method.toUpperCase(),
    parameters: { sizeRate: fit.sizeRate, timeRate: fit.timeRate, probability: fit.probability },
    components: { ...emptyComponents(horizon), level: flat(fit.rate) },
    reasons,
    candidates: [],
    adjustments,
    holidayEffects: [],
    calendarMultiplies: false,
    pattern,
    deviations: flat(Math.sqrt(fit.squaredError)),
  }
}

/** Holidays, and seasons too long for smoothing or beside a shorter one, by sines and cosines. */
function effectsOf(
  values: Float64Array,
  { seasonLengths, horizon }: ForecastRequest,
  fixed: readonly Regressor[],
  reasons: ForecastReason[],
): CalendarEffects | undefined {
  const smoothed = seasonLengths.find((one) => one > 1 && one <= longestEtsSeason) ?? 1
  const length = values.length + horizon
  const nested = seasonLengths
    .filter((one) => one > smoothed && one > longestEtsSeason && values.length >= fewestTurns * one)
    .flatMap((season) => {
      const most = Math.min(20, Math.floor(season / 2))
      const harmonics = Array.from({ length: most }, (_, index) => index + 1)
      // Harmonics of a longer season that are the shorter one's own would be explained twice.
      const own = harmonics.filter((one) => smoothed === 1 || Math.abs((season / one) % smoothed) > 1e-6)
      return own.map((harmonic) => fourierRegressors(`season ${season}`, season, [harmonic], length))
    })
  if (fixed.length === 0 && nested.length === 0) return undefined
  const effects = calendarEffects(values, smoothed, { fixed, nested }, length)
  if (!effects) return undefined
  if (fixed.length > 0) reasons.push({ code: 'holidays', details: { regressors: fixed.length } })
  if (nested.length > 0) reasons.push({ code: 'long_season', details: { harmonics: effects.harmonics } })
  return effects
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

function check({ values, horizon, levels, seasonLengths, holidays, timeline }: ForecastRequest): void {
  const refuse = (field: string) => {
    throw new ForecastingError('forecasting.request_invalid', { field })
  }
  if (!Number.isInteger(horizon) || horizon < 1 || horizon > 10_000) refuse('horizon')
  if (levels.some((level) => !(level > 0 && level < 100))) refuse('levels')
  if (seasonLengths.some((one, index) => !(one > 1) || one <= (seasonLengths[index - 1] ?? 0)))
    refuse('seasonLengths')
  if ((holidays?.length ?? 0) > 0 && !timeline) refuse('timeline')
  if (values.some((value) => Math.abs(value) === Number.POSITIVE_INFINITY)) refuse('values')
  if (values.every((value) => Number.isNaN(value))) throw new ForecastingError('forecasting.series_empty')
}
