import { studentQuantile } from './distributions.ts'
import { emptyComponents, type FittedModel, forecastOf } from './fitted-model.ts'

/** The weighted mean of models of the same series. Weights are made to sum to one. */
export function combine(members: readonly { model: FittedModel; weight: number }[]): FittedModel {
  const first = members[0]
  if (!first) throw new RangeError('a combination needs members')
  if (members.length === 1) return first.model
  const total = members.reduce((sum, { weight }) => sum + weight, 0)
  const blend = (horizon: number, part: (model: FittedModel) => Float64Array) => {
    const sum = new Float64Array(horizon)
    for (const { model, weight } of members) {
      const values = part(model)
      for (let h = 0; h < horizon; h++) sum[h] = (sum[h] as number) + (weight / total) * (values[h] as number)
    }
    return sum
  }
  return {
    method: 'combination',
    name: members.map(({ model }) => model.name).join(' + '),
    parameters: Object.fromEntries(members.map(({ model, weight }) => [model.name, weight / total])),
    firstOrigin: Math.max(...members.map(({ model }) => model.firstOrigin)),
    length: first.model.length,
    forecastFrom: (at, horizon) => blend(horizon, (model) => model.forecastFrom(at, horizon)),
    deviations: (horizon) => blend(horizon, (model) => model.deviations(horizon)),
    components(horizon) {
      const parts = emptyComponents(horizon)
      for (const { model, weight } of members) {
        const of = model.components(horizon)
        for (const name of ['level', 'trend', 'season', 'calendar'] as const)
          for (let h = 0; h < horizon; h++)
            parts[name][h] = (parts[name][h] as number) + (weight / total) * (of[name][h] as number)
      }
      return parts
    },
  }
}

/** Origins of the past that say how wide an interval ought to be; more would only cost time. */
const mostOrigins = 120

/**
 * Deviations corrected by what the model's forecasts from past origins really missed: closed forms know neither the
 * uncertainty of parameters nor that of the choice of model. For each period ahead the model's variance and the
 * measured one are averaged with weights that grow with the number of independent origins, and the scale of the
 * measured one is corrected for being measured on the data of the fit.
 */
export function calibratedDeviations(
  model: FittedModel,
  values: Float64Array,
  horizon: number,
): Float64Array {
  const believed = model.deviations(horizon)
  const firstOrigin = Math.max(model.firstOrigin, Math.floor(values.length / 3))
  const origins = values.length - firstOrigin
  if (origins < 4) return believed.map((one) => one * 1.15)
  const stride = Math.max(1, Math.ceil(origins / mostOrigins))
  const squares = new Float64Array(horizon)
  const counts = new Float64Array(horizon)
  for (let at = firstOrigin; at < values.length; at += stride) {
    const reach = Math.min(horizon, values.length - at)
    const forecast = model.forecastFrom(at, reach)
    for (let h = 0; h < reach; h++) {
      squares[h] = (squares[h] as number) + ((values[at + h] as number) - (forecast[h] as number)) ** 2
      counts[h] = (counts[h] as number) + 1
    }
  }
  const optimism = 1 + 2 / Math.sqrt(values.length)
  let least = 0
  return believed.map((one, h) => {
    const independent = (counts[h] as number) * Math.min(1, stride / (1 + h / 2))
    const weight = independent / (independent + 4)
    const measured =
      (counts[h] as number) > 0 ? ((squares[h] as number) / (counts[h] as number)) * optimism : one * one
    const blended = Math.sqrt(
      (1 - weight) * Math.max(one * one, measured) + weight * (one * one + measured) * 0.5,
    )
    least = Math.max(least * 0.98, blended)
    return Math.max(blended, least * 0.8)
  })
}

/** Bounds of the interval that should hold `levelPercent` of the outcomes. */
export function boundsOf(
  model: FittedModel,
  deviations: Float64Array,
  levelPercent: number,
  freedom: number,
): { lower: Float64Array; upper: Float64Array } {
  const mean = forecastOf(model, deviations.length)
  const reach = studentQuantile(0.5 + levelPercent / 200, freedom)
  return {
    lower: mean.map((one, h) => one - reach * (deviations[h] as number)),
    upper: mean.map((one, h) => one + reach * (deviations[h] as number)),
  }
}
