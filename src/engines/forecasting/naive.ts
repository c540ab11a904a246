import { emptyComponents, type FittedModel } from './fitted-model.ts'

/** Each period ahead as the same season last time; with `seasonLength` 1 the last value. The benchmark of all others. */
export function seasonalNaive(values: Float64Array, seasonLength: number): FittedModel {
  const length = values.length
  const lag = Math.min(Math.max(1, Math.round(seasonLength)), length)
  let squares = 0
  let count = 0
  for (let t = lag; t < length; t++) {
    squares += ((values[t] as number) - (values[t - lag] as number)) ** 2
    count++
  }
  const sigma2 = squares / Math.max(1, count)
  const forecastFrom = (at: number, horizon: number) =>
    Float64Array.from({ length: horizon }, (_, h) => values[at - lag + (h % lag)] as number)
  return {
    method: 'seasonal_naive',
    name: lag > 1 ? `SNaive(${lag})` : 'Naive',
    parameters: { sigma2 },
    firstOrigin: lag,
    length,
    forecastFrom,
    deviations: (horizon) =>
      Float64Array.from({ length: horizon }, (_, h) => Math.sqrt(sigma2 * (1 + Math.floor(h / lag)))),
    components(horizon) {
      const mean = forecastFrom(length, horizon)
      let level = 0
      for (let t = length - lag; t < length; t++) level += (values[t] as number) / lag
      return {
        ...emptyComponents(horizon),
        level: new Float64Array(horizon).fill(level),
        season: mean.map((one) => one - level),
      }
    },
  }
}

/** The mean of all there is: for series too short or too flat for anything else. */
export function meanModel(values: Float64Array): FittedModel {
  const length = values.length
  const mean = length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / length
  let squares = 0
  for (const value of values) squares += (value - mean) ** 2
  const sigma2 = (squares / Math.max(1, length - 1)) * (1 + 1 / Math.max(1, length))
  return {
    method: 'mean',
    name: 'Mean',
    parameters: { sigma2 },
    firstOrigin: length,
    length,
    forecastFrom: (_, horizon) => new Float64Array(horizon).fill(mean),
    deviations: (horizon) => new Float64Array(horizon).fill(Math.sqrt(sigma2)),
    components: (horizon) => ({
      ...emptyComponents(horizon),
      level: new Float64Array(horizon).fill(mean),
    }),
  }
}
