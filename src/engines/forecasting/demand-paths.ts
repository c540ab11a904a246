import type { Chance } from '../runner/chance.ts'
import { normalDraw } from './distributions.ts'
import { ForecastingError } from './forecasting.errors.ts'

/** Possible futures: `count` rows of `horizon` values. */
export interface DemandPaths {
  horizon: number
  count: number
  values: Float64Array
}

const mostValues = 20_000_000
const largestValue = 1e60

/** @throws ForecastingError `forecasting.paths_invalid` */
export function checkPaths({ horizon, count, values }: DemandPaths): void {
  const sound = Number.isInteger(count) && count >= 1 && values.length === horizon * count
  if (!sound || values.some((one) => !Number.isFinite(one)))
    throw new ForecastingError('forecasting.paths_invalid', { horizon, count, values: values.length })
}

/**
 * Draws futures around a forecast whose errors hang together over time: deviations that grow with the horizon come from
 * shocks that stay, as in a local level (Hyndman et al. 2008 §6.5: without this, demand over a lead time looks safer
 * than it is). Demand below zero is none.
 * @throws ForecastingError `forecasting.paths_invalid`
 */
export function demandPaths(
  { mean, deviations }: { mean: Float64Array; deviations: Float64Array },
  { count, chance }: { count: number; chance: Chance },
): DemandPaths {
  const horizon = mean.length
  const sound =
    horizon > 0 &&
    deviations.length === horizon &&
    Number.isInteger(count) &&
    count >= 1 &&
    count * horizon <= mostValues &&
    mean.every((one) => Math.abs(one) <= largestValue) &&
    deviations.every((one) => one >= 0 && one <= largestValue)
  if (!sound) throw new ForecastingError('forecasting.paths_invalid', { horizon, count })
  const first = Math.max(1e-12, deviations[0] as number)
  const last = deviations[horizon - 1] as number
  const lasting = horizon > 1 ? Math.sqrt(Math.max(0, (last / first) ** 2 - 1) / (horizon - 1)) : 0
  const values = new Float64Array(count * horizon)
  for (let row = 0; row < count; row++) {
    let stayed = 0
    for (let h = 0; h < horizon; h++) {
      const shock = normalDraw(chance)
      const size = (deviations[h] as number) / Math.sqrt(1 + h * lasting * lasting)
      values[row * horizon + h] = Math.max(0, (mean[h] as number) + size * (shock + stayed))
      stayed += lasting * shock
    }
  }
  return { horizon, count, values }
}
