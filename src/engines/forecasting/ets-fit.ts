import { seasonalIndices } from './decomposition.ts'
import { type EtsSlopes, etsCriterion } from './ets-likelihood.ts'
import { type EtsForm, type EtsParameters, type EtsPath, emptyPath } from './ets-model.ts'
import { minimiseSmooth } from './minimum.ts'

/** A form fitted to a series. `sigma2` is the variance of the innovations (relative where the error is multiplicative). */
export interface EtsFit {
  form: EtsForm
  seasonLength: number
  parameters: EtsParameters
  path: EtsPath
  sigma2: number
  /** Values seen less parameters estimated. */
  freedom: number
  aicc: number
  /** −2 log likelihood as `ets` of R's forecast package counts it, so that figures can be compared. */
  criterion: number
  parameterCount: number
}

const lowest = 1e-4
const highest = 0.9999
const phiLow = 0.8
const phiHigh = 0.98

/**
 * Fits a form by maximum likelihood over its smoothing parameters (within the usual region α, β*, γ/(1−α) in (0,1), φ in
 * [0.8, 0.98]) and its first states. Undefined where the form cannot describe the series: not enough values, or values
 * not above zero under a multiplicative part.
 */
export function fitEts(
  values: Float64Array,
  form: EtsForm,
  seasonLength: number,
  iterations = 60,
): EtsFit | undefined {
  const season = form.season === 'N' ? 1 : seasonLength
  const layout = layoutOf(form, season)
  const known = values.filter((value) => !Number.isNaN(value))
  const parameterCount = layout.size + 1
  if (known.length - parameterCount - 1 <= 0) return undefined
  if ((form.error === 'M' || form.season === 'M' || form.trend === 'M') && known.some((value) => value <= 0))
    return undefined
  const scale = Math.max(1e-12, meanOf(known.map(Math.abs)))
  let guess = firstStates(values, form, season)
  const path = emptyPath(values.length, season)
  const slopes: EtsSlopes = {
    alpha: 0,
    trendShare: 0,
    gamma: 0,
    phi: 0,
    level: 0,
    growth: 0,
    seasons: new Float64Array(form.season === 'N' ? 0 : season),
  }
  const seasonScale = form.season === 'A' ? scale : 1
  const growthScale = form.trend === 'A' ? scale * 0.1 : 0.1

  /** Sets first states and answers parameters for a point of the search. */
  function open(point: Float64Array): EtsParameters {
    const at = (index: number) => (index < 0 ? 0 : (point[index] as number))
    const alpha = between(lowest, highest, at(0))
    path.levels[0] = guess.level + at(layout.level) * scale
    path.growths[0] = form.trend === 'N' ? 0 : guess.growth + at(layout.growth) * growthScale
    if (form.season !== 'N') {
      let sum = 0
      for (let index = 0; index < season - 1; index++) {
        const s = (guess.seasons[index] as number) + at(layout.seasons + index) * seasonScale
        path.seasons[index] = s
        sum += s
      }
      path.seasons[season - 1] = (form.season === 'M' ? season : 0) - sum
    }
    return {
      alpha,
      trendShare: layout.trendShare < 0 ? 0 : between(lowest, highest, at(layout.trendShare)),
      gamma: layout.gamma < 0 ? 0 : (1 - alpha) * between(lowest, highest, at(layout.gamma)),
      phi: layout.phi < 0 ? 1 : between(phiLow, phiHigh, at(layout.phi)),
    }
  }
  function criterion(point: Float64Array, gradient: Float64Array): number {
    const parameters = open(point)
    const value = etsCriterion(values, form, parameters, season, path, slopes)
    const share = layout.gamma < 0 ? 0 : parameters.gamma / (1 - parameters.alpha)
    gradient[0] = (slopes.alpha - share * slopes.gamma) * steepness(lowest, highest, parameters.alpha)
    if (layout.trendShare >= 0)
      gradient[layout.trendShare] = slopes.trendShare * steepness(lowest, highest, parameters.trendShare)
    if (layout.gamma >= 0)
      gradient[layout.gamma] = slopes.gamma * (1 - parameters.alpha) * steepness(lowest, highest, share)
    if (layout.phi >= 0) gradient[layout.phi] = slopes.phi * steepness(phiLow, phiHigh, parameters.phi)
    gradient[layout.level] = slopes.level * scale
    if (layout.growth >= 0) gradient[layout.growth] = slopes.growth * growthScale
    const last = slopes.seasons[season - 1] as number
    for (let index = 0; layout.seasons >= 0 && index < season - 1; index++)
      gradient[layout.seasons + index] = ((slopes.seasons[index] as number) - last) * seasonScale
    return value
  }

  const scratch = new Float64Array(layout.size)
  let start: Float64Array | undefined
  let startValue = Number.POSITIVE_INFINITY
  function tryStarts(): void {
    for (const [alpha, trendShare, gamma] of starts) {
      const point = new Float64Array(layout.size)
      point[0] = placed(lowest, highest, alpha)
      if (layout.trendShare >= 0) point[layout.trendShare] = placed(lowest, highest, trendShare)
      if (layout.gamma >= 0) point[layout.gamma] = placed(lowest, highest, gamma)
      if (layout.phi >= 0) point[layout.phi] = placed(phiLow, phiHigh, 0.95)
      const value = criterion(point, scratch)
      if (value < startValue) {
        startValue = value
        start = point
      }
    }
  }
  tryStarts()
  if (!start && form.trend === 'A') {
    // A line through values that grow ever faster begins below zero, where no multiplicative form can be.
    guess = { ...guess, ...firstStep(known) }
    tryStarts()
  }
  if (!start) return undefined
  const found = minimiseSmooth(criterion, start, { iterations, tolerance: 1e-5 })
  const parameters = open(found.point)
  const value = etsCriterion(values, form, parameters, season, path, slopes)
  const freedom = Math.max(1, known.length - parameterCount)
  let squares = 0
  for (const error of path.errors) squares += error * error
  return {
    form,
    seasonLength: season,
    parameters,
    path,
    sigma2: squares / freedom,
    freedom,
    criterion: value,
    parameterCount,
    aicc:
      value +
      2 * parameterCount +
      (2 * parameterCount * (parameterCount + 1)) / (known.length - parameterCount - 1),
  }
}

/** α, β*, γ/(1−α) to begin from: the best of them starts the search. */
const starts = [
  [0.1, 0.05, 0.05],
  [0.3, 0.1, 0.1],
  [0.6, 0.1, 0.1],
  [0.9, 0.05, 0.05],
  [0.9, 0.8, 0.05],
] as const

/** Where each parameter lies in the point that is searched; −1 where the form has none. */
function layoutOf(form: EtsForm, season: number) {
  let size = 1
  const next = (wanted: boolean, count = 1) => {
    if (!wanted) return -1
    size += count
    return size - count
  }
  const trendShare = next(form.trend !== 'N')
  const gamma = next(form.season !== 'N')
  const phi = next(form.damped)
  const level = next(true)
  const growth = next(form.trend !== 'N')
  const seasons = next(form.season !== 'N', season - 1)
  return { size, trendShare, gamma, phi, level, growth, seasons }
}

/** First states as Hyndman et al. 2008 §2.6.1: seasons by classical decomposition, then a line through the first values. */
function firstStates(values: Float64Array, form: EtsForm, season: number) {
  const seasons =
    form.season === 'N' ? new Float64Array(0) : seasonalIndices(values, season, form.season === 'M')
  const adjusted: [number, number][] = []
  for (let t = 0; t < values.length && adjusted.length < Math.max(10, 2 * season); t++) {
    const y = values[t] as number
    if (Number.isNaN(y)) continue
    const s = form.season === 'N' ? 0 : (seasons[t % season] as number)
    adjusted.push([t + 1, form.season === 'M' ? y / s : y - s])
  }
  if (form.trend === 'N') return { level: meanOf(adjusted.map(([, y]) => y)), growth: 0, seasons }
  const meanT = meanOf(adjusted.map(([t]) => t))
  const meanY = meanOf(adjusted.map(([, y]) => y))
  let across = 0
  let squares = 0
  for (const [t, y] of adjusted) {
    across += (t - meanT) * (y - meanY)
    squares += (t - meanT) ** 2
  }
  const slope = squares > 0 ? across / squares : 0
  const level = meanY - slope * meanT
  if (form.trend === 'A') return { level, growth: slope, seasons }
  const positive = level > 0 ? level : meanY
  return { level: positive, growth: Math.min(1.3, Math.max(0.7, 1 + slope / meanY)), seasons }
}

/** Level and growth of the first two values alone. */
function firstStep(known: Float64Array): { level: number; growth: number } {
  const [first = 0, second = first] = known
  const growth = Math.min(second - first, first / 2)
  return { level: first - growth, growth }
}

/** A logistic curve between two bounds keeps the search free of bounds. */
function between(low: number, high: number, x: number): number {
  return low + (high - low) / (1 + Math.exp(-x))
}

function steepness(low: number, high: number, value: number): number {
  const share = (value - low) / (high - low)
  return (high - low) * share * (1 - share)
}

function placed(low: number, high: number, value: number): number {
  const share = Math.min(0.999, Math.max(0.001, (value - low) / (high - low)))
  return Math.log(share / (1 - share))
}

function meanOf(values: Float64Array | readonly number[]): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / Math.max(1, values.length)
}
