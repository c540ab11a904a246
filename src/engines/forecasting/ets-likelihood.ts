import { type EtsForm, type EtsParameters, type EtsPath, runEts } from './ets-model.ts'

/** Derivatives of the criterion by parameters and first states. `seasons` are those of the first `seasonLength` periods. */
export interface EtsSlopes {
  alpha: number
  trendShare: number
  gamma: number
  phi: number
  level: number
  growth: number
  seasons: Float64Array
}

/**
 * −2 log likelihood up to a constant: n log Σe² (+ 2 Σ log|f| for multiplicative errors), Hyndman et al. 2008 §5.1, and
 * its exact slopes by running the recursion backwards (reverse-mode differentiation), which costs two runs however many
 * first states there are. `path` must hold the first states and is filled. Infinity outside the form's range.
 */
export function etsCriterion(
  values: Float64Array,
  form: EtsForm,
  parameters: EtsParameters,
  seasonLength: number,
  path: EtsPath,
  slopes: EtsSlopes,
): number {
  if (!runEts(values, form, parameters, seasonLength, path)) return Number.POSITIVE_INFINITY
  const { errors, fitted } = path
  let squares = 0
  let logs = 0
  let seen = 0
  for (let t = 0; t < values.length; t++) {
    if (Number.isNaN(values[t] as number)) continue
    seen++
    squares += (errors[t] as number) ** 2
    if (form.error === 'M') logs += Math.log(fitted[t] as number)
  }
  if (!(squares > 0)) squares = 1e-300
  backwards(values, form, parameters, seasonLength, path, slopes, (2 * seen) / squares)
  return seen * Math.log(squares) + 2 * logs
}

function backwards(
  values: Float64Array,
  { error, trend, season }: EtsForm,
  { alpha, trendShare, gamma, phi }: EtsParameters,
  seasonLength: number,
  { levels, growths, seasons, fitted, errors }: EtsPath,
  slopes: EtsSlopes,
  perError: number,
): void {
  let byAlpha = 0
  let byShare = 0
  let byGamma = 0
  let byPhi = 0
  let byLevel = 0
  let byGrowth = 0
  const bySeason = new Float64Array(season === 'N' ? 0 : values.length + seasonLength)
  for (let t = values.length - 1; t >= 0; t--) {
    const y = values[t] as number
    const before = levels[t] as number
    const growth = growths[t] as number
    const after = levels[t + 1] as number
    const s = season === 'N' ? 0 : (seasons[t] as number)
    const grown = trend === 'N' ? 0 : trend === 'A' ? phi * growth : growth ** phi
    const base = trend === 'N' ? before : trend === 'A' ? before + grown : before * grown
    const byNextSeason = season === 'N' ? 0 : (bySeason[t + seasonLength] as number)
    let byBefore = 0
    let byGrown: number
    let byBase: number
    let byS = byNextSeason
    if (Number.isNaN(y)) {
      byGrown = byGrowth
      byBase = byLevel
    } else {
      let byAfter = byLevel
      byGrown = byGrowth * (1 - trendShare)
      if (trend === 'A') {
        byAfter += trendShare * byGrowth
        byBefore -= trendShare * byGrowth
        byShare += byGrowth * (after - before - grown)
      } else if (trend === 'M') {
        byAfter += (trendShare * byGrowth) / before
        byBefore -= (trendShare * byGrowth * after) / (before * before)
        byShare += byGrowth * (after / before - grown)
      }
      const observed = season === 'N' ? y : season === 'A' ? y - s : y / s
      byBase = byAfter * (1 - alpha)
      byAlpha += byAfter * (observed - base)
      const f = fitted[t] as number
      const e = errors[t] as number
      const byForecast = error === 'A' ? -perError * e : (-perError * e * y) / (f * f) + 2 / f
      if (season === 'A') {
        byS = byNextSeason * (1 - gamma) - byAfter * alpha + byForecast
        byGamma += byNextSeason * (y - base - s)
        byBase += byForecast - gamma * byNextSeason
      } else if (season === 'M') {
        byS = byNextSeason * (1 - gamma) - (byAfter * alpha * y) / (s * s) + byForecast * base
        byGamma += byNextSeason * (y / base - s)
        byBase += byForecast * s - (gamma * byNextSeason * y) / (base * base)
      } else byBase += byForecast
    }
    if (season !== 'N') bySeason[t] = byS
    if (trend === 'A') {
      byBefore += byBase
      byGrown += byBase
      byPhi += byGrown * growth
      byGrowth = byGrown * phi
    } else if (trend === 'M') {
      byBefore += byBase * grown
      byGrown += byBase * before
      byPhi += byGrown * grown * Math.log(growth)
      byGrowth = byGrown * phi * growth ** (phi - 1)
    } else byBefore += byBase
    byLevel = byBefore
  }
  slopes.alpha = byAlpha
  slopes.trendShare = byShare
  slopes.gamma = byGamma
  slopes.phi = byPhi
  slopes.level = byLevel
  slopes.growth = byGrowth
  for (let index = 0; index < slopes.seasons.length; index++)
    slopes.seasons[index] = bySeason[index] as number
}
