import { combine } from './combination.ts'
import { chooseEts, etsModel, longestEtsSeason } from './ets-choice.ts'
import { nameOfForm } from './ets-model.ts'
import type { FittedModel } from './fitted-model.ts'
import type { ForecastMethod, ForecastReason, SeriesForecast } from './forecast.problem.ts'
import { meanModel, seasonalNaive } from './naive.ts'
import { fitTheta } from './theta.ts'

/** A season is learnt from at least this many turns of it. */
export const fewestTurns = 1.9

/** Forms that enter the combination, and the share of Akaike's weights one needs. */
const mostForms = 4
const leastWeight = 0.05

/** How likely each fit is the best of them, by Akaike's weights (Burnham & Anderson 2002; Kolassa 2011 for smoothing). */
function akaikeWeights(fits: readonly { aicc: number }[]): number[] {
  const best = fits[0]?.aicc ?? 0
  const raw = fits.map(({ aicc }) => Math.exp((best - aicc) / 2))
  const total = raw.reduce((sum, one) => sum + one, 0)
  return raw.map((one) => one / total)
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
  const naiveSeason = values.length > (seasonLengths[0] ?? 1) ? (seasonLengths[0] ?? 1) : 1
  if (asked === 'seasonal_naive') {
    reasons.push({ code: 'asked_for', details: { method: asked } })
    return { model: seasonalNaive(values, naiveSeason), candidates: [] }
  }
  const flat = values.every((value) => value === values[0])
  if (values.length < 4 || flat) {
    const code = flat && values.length >= 4 ? 'constant' : 'too_short'
    reasons.push({ code, details: { periods: values.length } })
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
    reasons.push({ code: 'too_short', details: { periods: values.length } })
    return { model: theta(), candidates }
  }
  const ets = etsModel(best, values.length)
  reasons.push({ code: 'aicc', details: { model: ets.name, aicc: best.aicc, tried: fits.length } })
  if (asked === 'ets') return { model: ets, candidates }
  const weights = akaikeWeights(fits)
  const seasonal = fits.reduce(
    (sum, { form }, index) => sum + (form.season === 'N' ? 0 : (weights[index] as number)),
    0,
  )
  const other = fitTheta(values, usable, 'dynamic', seasonal > 0.5)
  const likely = fits.slice(0, mostForms).map((fit, index) => ({
    model: etsModel(fit, values.length),
    weight: weights[index] as number,
  }))
  const whole = likely.reduce((sum, { weight }) => sum + weight, 0)
  const both = combine([
    ...likely.filter(({ weight }) => weight > leastWeight * whole),
    { model: other, weight: whole },
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
