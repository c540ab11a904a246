import { isSeasonal, seasonalIndices } from './decomposition.ts'
import type { FittedModel } from './fitted-model.ts'
import { minimiseRough } from './minimum.ts'

/**
 * `standard`: Assimakopoulos & Nikolopoulos (2000), the two lines θ = 0 and θ = 2, as the M3 competition's winner.
 * `optimised`: OTM, `dynamic`: DOTM of Fiorucci, Pellegrini, Louzada, Petropoulos & Koehler (2016), θ, α and the first
 * level by least squares, the trend line of DOTM learnt as time goes.
 */
export type ThetaKind = 'standard' | 'optimised' | 'dynamic'

interface ThetaRun {
  levels: Float64Array
  intercepts: Float64Array
  slopes: Float64Array
  means: Float64Array
  errors: Float64Array
}

/** Fits Theta to a series without missing values; the season, where the test finds one, is taken out and put back. */
export function fitTheta(
  values: Float64Array,
  seasonLength: number,
  kind: ThetaKind = 'dynamic',
  surelySeasonal = false,
): FittedModel {
  const length = values.length
  const seasonal = seasonLength > 1 && (surelySeasonal || isSeasonal(values, seasonLength))
  const multiplicative = seasonal && values.every((value) => value > 0)
  const indices = seasonal
    ? seasonalIndices(values, seasonLength, multiplicative)
    : new Float64Array(1).fill(multiplicative ? 1 : 0)
  const seasonAt = (t: number) => indices[t % indices.length] as number
  const adjusted = values.map((y, t) => (multiplicative ? y / seasonAt(t) : y - seasonAt(t)))
  const line = straightLine(adjusted)
  const run: ThetaRun = {
    levels: new Float64Array(length + 1),
    intercepts: new Float64Array(length + 1),
    slopes: new Float64Array(length + 1),
    means: new Float64Array(length + 1),
    errors: new Float64Array(length),
  }
  const scale = Math.max(1e-12, adjusted.reduce((sum, y) => sum + Math.abs(y), 0) / length)
  const first = adjusted[0] as number
  const skip = kind === 'dynamic' ? 3 : 0
  const parametersAt = (point: readonly number[]) => ({
    alpha: 1e-3 + 0.996 / (1 + Math.exp(-(point[0] as number))),
    level: first + (point[1] as number) * scale,
    theta: kind === 'standard' ? 2 : 1 + Math.exp(Math.min(12, point[2] as number)),
  })
  const lossAt = (point: readonly number[]) => {
    const parameters = parametersAt(point)
    runTheta(adjusted, parameters, kind === 'dynamic' ? undefined : line, run)
    let sum = 0
    for (let t = skip; t < length; t++) sum += (run.errors[t] as number) ** 2
    // A faint pull towards the classical θ = 2 keeps short series from running off to a random walk with full drift.
    return sum * (1 + (kind === 'standard' ? 0 : 1e-4 * (point[2] as number) ** 2))
  }
  const start = kind === 'standard' ? [0, 0] : [0, 0, 0]
  const { point } = minimiseRough(lossAt, start, { spread: 0.7, evaluations: 220 })
  const parameters = parametersAt(point)
  runTheta(adjusted, parameters, kind === 'dynamic' ? undefined : line, run)
  let squares = 0
  for (let t = skip; t < length; t++) squares += (run.errors[t] as number) ** 2
  const sigma2 = squares / Math.max(1, length - skip - start.length)
  const { alpha, theta } = parameters
  const put = (y: number, t: number) => (multiplicative ? y * seasonAt(t) : y + seasonAt(t))
  const aheadFrom = (at: number, horizon: number) => ahead(run, at, horizon, alpha, theta, kind === 'dynamic')
  return {
    method: 'theta',
    name: kind === 'dynamic' ? 'DOTM' : kind === 'optimised' ? 'OTM' : 'Theta',
    parameters: { alpha, theta, sigma2, slope: run.slopes[length] as number },
    firstOrigin: Math.min(length, Math.max(4, seasonLength)),
    length,
    forecastFrom: (at, horizon) => aheadFrom(at, horizon).map((y, h) => put(y, at + h)),
    deviations(horizon) {
      const deviations = new Float64Array(horizon)
      for (let h = 0; h < horizon; h++) {
        const s = multiplicative ? seasonAt(length + h) : 1
        deviations[h] = s * Math.sqrt(sigma2 * (1 + h * alpha * alpha))
      }
      return deviations
    },
    components(horizon) {
      const base = aheadFrom(length, horizon)
      const level = new Float64Array(horizon).fill(run.levels[length] as number)
      return {
        level,
        trend: base.map((y, h) => y - (level[h] as number)),
        season: base.map((y, h) => put(y, length + h) - y),
        calendar: new Float64Array(horizon),
      }
    },
  }
}

/** One pass. `line` fixed: the trend of the whole series (standard, optimised); otherwise it is updated with each value. */
function runTheta(
  values: Float64Array,
  { alpha, level: first, theta }: { alpha: number; level: number; theta: number },
  line: { intercept: number; slope: number } | undefined,
  { levels, intercepts, slopes, means, errors }: ThetaRun,
): void {
  const weight = 1 - 1 / theta
  let level = first
  let intercept = line ? line.intercept : (values[0] as number)
  let slope = line ? line.slope : 0
  let mean = 0
  let power = 1
  levels[0] = level
  intercepts[0] = intercept
  slopes[0] = slope
  means[0] = 0
  for (let t = 1; t <= values.length; t++) {
    const y = values[t - 1] as number
    const forecast = level + weight * (power * intercept + ((1 - power * (1 - alpha)) / alpha) * slope)
    errors[t - 1] = y - forecast
    level = alpha * y + (1 - alpha) * level
    power *= 1 - alpha
    if (!line) {
      slope = t === 1 ? 0 : ((t - 2) * slope + (6 / t) * (y - mean)) / (t + 1)
      mean = ((t - 1) * mean + y) / t
      intercept = t === 1 ? y : mean - ((t + 1) / 2) * slope
    }
    levels[t] = level
    intercepts[t] = intercept
    slopes[t] = slope
    means[t] = mean
  }
}

/** Forecasts from time `at`; under the dynamic kind each forecast is taken as seen by the next. */
function ahead(
  { levels, intercepts, slopes, means }: ThetaRun,
  at: number,
  horizon: number,
  alpha: number,
  theta: number,
  dynamic: boolean,
): Float64Array {
  const weight = 1 - 1 / theta
  const forecasts = new Float64Array(horizon)
  let level = levels[at] as number
  let intercept = intercepts[at] as number
  let slope = slopes[at] as number
  let mean = means[at] as number
  for (let h = 0; h < horizon; h++) {
    const t = at + h + 1
    const power = (1 - alpha) ** (t - 1)
    const y = level + weight * (power * intercept + ((1 - power * (1 - alpha)) / alpha) * slope)
    forecasts[h] = y
    level = alpha * y + (1 - alpha) * level
    if (dynamic) {
      slope = ((t - 2) * slope + (6 / t) * (y - mean)) / (t + 1)
      mean = ((t - 1) * mean + y) / t
      intercept = mean - ((t + 1) / 2) * slope
    }
  }
  return forecasts
}

function straightLine(values: Float64Array): { intercept: number; slope: number } {
  const n = values.length
  let sum = 0
  let across = 0
  for (let t = 1; t <= n; t++) {
    sum += values[t - 1] as number
    across += t * (values[t - 1] as number)
  }
  if (n < 2) return { intercept: sum, slope: 0 }
  const slope = (6 / (n * n - 1)) * ((2 * across) / n - ((n + 1) / n) * sum)
  return { intercept: sum / n - ((n + 1) / 2) * slope, slope }
}
