/**
 * A form of exponential smoothing in state space (Hyndman, Koehler, Ord & Snyder 2008, *Forecasting with Exponential
 * Smoothing*, table 2.1): how error, trend and season enter. A additive, M multiplicative, N none.
 */
export interface EtsForm {
  error: 'A' | 'M'
  trend: 'N' | 'A' | 'M'
  damped: boolean
  season: 'N' | 'A' | 'M'
}

/** Smoothing parameters. `trendShare` is β* = β/α, in (0, 1); `seasonRate` γ; `damping` φ (1 when not damped). */
export interface EtsParameters {
  alpha: number
  trendShare: number
  gamma: number
  phi: number
}

/** Level, growth and seasons at one time; `seasons[0]` is the season of the next period. */
export interface EtsStates {
  level: number
  growth: number
  seasons: Float64Array
}

/** All states a run passes through: `levels[t]` and `growths[t]` before observation t; `seasons[t]` the season at t. */
export interface EtsPath {
  levels: Float64Array
  growths: Float64Array
  seasons: Float64Array
  /** One-step forecasts. */
  fitted: Float64Array
  /** Innovations: y − f, or (y − f)/f where the error is multiplicative; 0 where y is missing. */
  errors: Float64Array
}

export function nameOfForm({ error, trend, damped, season }: EtsForm): string {
  return `ETS(${error},${trend}${damped ? 'd' : ''},${season})`
}

export function emptyPath(length: number, seasonLength: number): EtsPath {
  return {
    levels: new Float64Array(length + 1),
    growths: new Float64Array(length + 1),
    seasons: new Float64Array(length + seasonLength),
    fitted: new Float64Array(length),
    errors: new Float64Array(length),
  }
}

/**
 * Runs the recursion over `values` (NaN is missing: the states then only move on) and fills `path`, whose first states
 * must have been set. Answers false when a forecast leaves the range its form allows.
 */
export function runEts(
  values: Float64Array,
  form: EtsForm,
  { alpha, trendShare, gamma, phi }: EtsParameters,
  seasonLength: number,
  path: EtsPath,
): boolean {
  const { levels, growths, seasons, fitted, errors } = path
  const { trend, season } = form
  const multiplicativeError = form.error === 'M'
  let level = levels[0] as number
  let growth = growths[0] as number
  for (let t = 0; t < values.length; t++) {
    const y = values[t] as number
    const grown = trend === 'N' ? 0 : trend === 'A' ? phi * growth : growth ** phi
    const base = trend === 'N' ? level : trend === 'A' ? level + grown : level * grown
    const s = season === 'N' ? 0 : (seasons[t] as number)
    const forecast = season === 'N' ? base : season === 'A' ? base + s : base * s
    if (!Number.isFinite(forecast)) return false
    if (multiplicativeError && forecast <= 0) return false
    if (season === 'M' && (base <= 0 || s <= 0)) return false
    if (trend === 'M' && (level <= 0 || growth <= 0)) return false
    fitted[t] = forecast
    if (Number.isNaN(y)) {
      errors[t] = 0
      level = base
      growth = grown
      if (season !== 'N') seasons[t + seasonLength] = s
    } else {
      errors[t] = multiplicativeError ? (y - forecast) / forecast : y - forecast
      const seen = season === 'N' ? y : season === 'A' ? y - s : y / s
      const before = level
      level = base + alpha * (seen - base)
      if (trend === 'A') growth = grown + trendShare * (level - before - grown)
      else if (trend === 'M') growth = grown + trendShare * (level / before - grown)
      if (season === 'A') seasons[t + seasonLength] = s + gamma * (y - base - s)
      else if (season === 'M') seasons[t + seasonLength] = s + gamma * (y / base - s)
    }
    levels[t + 1] = level
    growths[t + 1] = growth
  }
  return true
}

/** States after `at` observations of a path. */
export function statesAt(path: EtsPath, at: number, seasonLength: number): EtsStates {
  return {
    level: path.levels[at] as number,
    growth: path.growths[at] as number,
    seasons: path.seasons.slice(at, at + seasonLength),
  }
}

/** Point forecasts from given states, with the part of each that is level and trend. */
export function project(
  form: EtsForm,
  phi: number,
  { level, growth, seasons }: EtsStates,
  horizon: number,
): { mean: Float64Array; base: Float64Array } {
  const mean = new Float64Array(horizon)
  const base = new Float64Array(horizon)
  let damping = 0
  for (let h = 0; h < horizon; h++) {
    damping += phi ** (h + 1)
    const grown =
      form.trend === 'N' ? level : form.trend === 'A' ? level + damping * growth : level * growth ** damping
    const s = form.season === 'N' ? 0 : (seasons[h % seasons.length] as number)
    base[h] = grown
    mean[h] = form.season === 'N' ? grown : form.season === 'A' ? grown + s : grown * s
  }
  return { mean, base }
}
