import type { EtsFit } from './ets-fit.ts'
import { project, statesAt } from './ets-model.ts'

/**
 * Standard deviations of the forecast errors, in closed form (Hyndman et al. 2008 §6.3–6.4; Hyndman, Koehler, Ord &
 * Snyder 2005): exact for additive errors and for multiplicative errors with additive or no season; the good
 * approximation of class 3 for multiplicative seasons; a multiplicative trend is treated as the additive one with the
 * same growth at the end of the data.
 */
export function etsDeviations(fit: EtsFit, length: number, horizon: number): Float64Array {
  const { form, parameters, seasonLength, sigma2, path } = fit
  const { alpha, trendShare, gamma, phi } = parameters
  const states = statesAt(path, length, seasonLength)
  const { mean, base } = project(form, phi, states, horizon)
  const deviations = new Float64Array(horizon)
  const reach = new Float64Array(horizon)
  let damping = 0
  for (let j = 1; j < horizon; j++) {
    damping += phi ** j
    const season = form.season === 'A' && j % seasonLength === 0 ? gamma : 0
    reach[j] = alpha + (form.trend === 'N' ? 0 : alpha * trendShare * damping) + season
  }
  if (form.error === 'A' && form.season !== 'M' && form.trend !== 'M') {
    let sum = 1
    for (let h = 0; h < horizon; h++) {
      if (h > 0) sum += (reach[h] as number) ** 2
      deviations[h] = Math.sqrt(sigma2 * sum)
    }
    return deviations
  }
  const relative = form.error === 'M' ? sigma2 : sigma2 / Math.max(1e-12, (mean[0] as number) ** 2)
  const centre = form.season === 'M' ? base : mean
  const theta = new Float64Array(horizon)
  for (let h = 0; h < horizon; h++) {
    const middle = (centre[h] as number) ** 2
    let sum = 0
    for (let j = 1; j <= h; j++) sum += (reach[j] as number) ** 2 * (theta[h - j] as number)
    theta[h] = middle + relative * sum
    const s = form.season === 'M' ? (states.seasons[h % seasonLength] as number) : 1
    const turns = form.season === 'M' ? Math.floor(h / seasonLength) : 0
    const square = (theta[h] as number) * (1 + relative) * (1 + gamma * gamma * relative) ** turns
    deviations[h] = Math.sqrt(Math.max(0, s * s * (square - middle)))
  }
  return deviations
}
