import type { Adjustment } from './cleaning.ts'
import { emptyComponents } from './fitted-model.ts'
import type { ForecastMethod, ForecastReason, ForecastRequest, SeriesForecast } from './forecast.problem.ts'
import {
  type DemandPattern,
  fitIntermittent,
  type IntermittentMethod,
  intermittentQuantile,
  methodFor,
} from './intermittent.ts'

/** The intermittent method that is asked for or that the pattern of demand asks for; undefined when none is. */
export function intermittentMethodFor(
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
  reasons.push({ code: 'intermittent', details: { kind, adi, cv2, idle } })
  return methodFor(pattern)
}

/** Forecast of rare demand: a flat rate, spread over the season by how likely demand is in each of its periods. */
export function intermittentForecast(
  history: Float64Array,
  { horizon, levels, values, errors }: ForecastRequest,
  method: IntermittentMethod,
  pattern: DemandPattern,
  reasons: ForecastReason[],
  adjustments: Adjustment[],
): SeriesForecast {
  const shares = pattern.seasonShares
  const open = history.filter((_, t) => shares[t % shares.length] !== 0)
  const fit = fitIntermittent(open, method)
  const shareAt = (h: number) => shares[(history.length + h) % shares.length] as number
  const ahead = (value: (share: number) => number) =>
    Float64Array.from({ length: horizon }, (_, h) => value(shareAt(h)))
  const mean = ahead((share) => fit.rate * share)
  return {
    mean,
    intervals: levels.map((levelPercent) => ({
      levelPercent,
      lower: ahead((share) => intermittentQuantile(fit, 0.5 - levelPercent / 200, share)),
      upper: ahead((share) => intermittentQuantile(fit, 0.5 + levelPercent / 200, share)),
    })),
    method,
    model: method.toUpperCase(),
    parameters: { sizeRate: fit.sizeRate, timeRate: fit.timeRate, probability: fit.probability },
    components: {
      ...emptyComponents(horizon),
      level: ahead(() => fit.rate),
      season: mean.map((one) => one - fit.rate),
    },
    reasons,
    candidates: [],
    adjustments,
    holidayEffects: [],
    calendarMultiplies: false,
    pattern,
    ...(errors ? { errors: values.map((y) => (Number.isNaN(y) ? 0 : y - fit.rate)) } : {}),
    deviations: ahead((share) => Math.sqrt(fit.squaredError * share)),
  }
}
