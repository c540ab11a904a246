import { fourierRegressors, type Regressor } from './calendar.ts'
import { longestEtsSeason } from './ets-choice.ts'
import type { ForecastReason, ForecastRequest } from './forecast.problem.ts'
import { fewestTurns } from './model-choice.ts'
import { nestedSeason } from './nested-season.ts'
import { type CalendarEffects, calendarEffects } from './regression.ts'

const mostHarmonics = 20
/** A season this long with fewer turns than this has too many states for smoothing to learn. */
const wavySeason = 7
const turnsToSmooth = 3
const mostHarmonicsOfFewTurns = 3

/**
 * Holidays, and the seasons smoothing cannot carry: slot by slot where a long season is a multiple of the short one and
 * that helps, else, and where the
 * series is too short to smooth its season, by as many sines and cosines as AICc wants. Undefined when there is nothing of the kind.
 */
export function effectsOf(
  values: Float64Array,
  { seasonLengths, horizon }: ForecastRequest,
  holidays: readonly Regressor[],
  reasons: ForecastReason[],
): CalendarEffects | undefined {
  const multiplicative = values.every((value) => value > 0)
  const smoothed = seasonLengths.find((one) => one > 1 && one <= longestEtsSeason) ?? 1
  const few =
    smoothed >= wavySeason &&
    values.length >= fewestTurns * smoothed &&
    values.length < turnsToSmooth * smoothed
  const short = few ? 1 : smoothed
  const length = values.length + horizon
  const long = seasonLengths.filter((one) => one > longestEtsSeason && values.length >= fewestTurns * one)
  const effect = new Float64Array(length)
  let parameters = 0
  const series = multiplicative ? values.map(Math.log) : values.slice()
  const waves = long.filter((season) => {
    const nested = nestedSeason(series, short, season)
    if (!nested) return true
    for (let t = 0; t < length; t++) {
      const slot = nested.effect[t % season] as number
      effect[t] = (effect[t] as number) + slot
      if (t < series.length) series[t] = (series[t] as number) - slot
    }
    parameters += nested.parameters
    reasons.push({ code: 'long_season', details: { season, slots: season } })
    return false
  })
  if (few) waves.unshift(smoothed)
  const adjusted = multiplicative ? series.map(Math.exp) : series
  const groups = waves.flatMap((season) => {
    const most = Math.min(few ? mostHarmonicsOfFewTurns : mostHarmonics, Math.floor(season / 2))
    const harmonics = Array.from({ length: most }, (_, index) => index + 1)
    // Harmonics of a longer season that are the shorter one's own would be explained twice.
    const own = harmonics.filter((one) => short === 1 || Math.abs((season / one) % short) > 1e-6)
    return own.map((harmonic) => fourierRegressors(`season ${season}`, season, [harmonic], length))
  })
  const learnt = calendarEffects(adjusted, short, { fixed: holidays, nested: groups }, length)
  if (learnt) {
    if (holidays.length > 0) reasons.push({ code: 'holidays', details: { regressors: holidays.length } })
    if (groups.length > 0) reasons.push({ code: 'long_season', details: { harmonics: learnt.harmonics } })
  }
  if (parameters === 0) return learnt
  const slots = multiplicative ? effect.map(Math.exp) : effect
  return {
    multiplicative,
    effect: slots.map((one, t) => {
      const other = learnt?.effect[t] ?? (multiplicative ? 1 : 0)
      return multiplicative ? one * other : one + other
    }),
    coefficients: learnt?.coefficients ?? [],
    harmonics: learnt?.harmonics ?? 0,
    parameters: parameters + (learnt?.parameters ?? 0),
  }
}
