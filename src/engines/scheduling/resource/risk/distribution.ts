import { SchedulingError } from '../scheduling.error.ts'
import type { Distribution } from './risk.problem.ts'

/** The value below which a share of all values lie; shares are in (0, 1). */
export type Quantile = (share: number) => number

/**
 * The quantile function of a distribution.
 * @throws SchedulingError `risk.distribution` when its numbers are out of order
 */
export function quantileOf(distribution: Distribution): Quantile {
  const refuseUnless = (isRight: boolean) => {
    if (!isRight) throw new SchedulingError('risk.distribution', { ...distribution })
  }
  switch (distribution.kind) {
    case 'fixed': {
      const { value } = distribution
      refuseUnless(Number.isFinite(value))
      return () => value
    }
    case 'uniform': {
      const { least, most } = distribution
      refuseUnless(least <= most)
      return (share) => least + share * (most - least)
    }
    case 'triangular': {
      const { least, likely, most } = distribution
      refuseUnless(least <= likely && likely <= most)
      const range = most - least
      const turn = range === 0 ? 0 : (likely - least) / range
      return (share) =>
        share < turn
          ? least + Math.sqrt(share * range * (likely - least))
          : most - Math.sqrt((1 - share) * range * (most - likely))
    }
    case 'pert': {
      const { least, likely, most } = distribution
      refuseUnless(least <= likely && likely <= most)
      const range = most - least
      if (range === 0) return () => least
      const unit = betaQuantile(1 + (4 * (likely - least)) / range, 1 + (4 * (most - likely)) / range)
      return (share) => least + range * unit(share)
    }
    case 'lognormal': {
      const { mean, standardDeviation } = distribution
      refuseUnless(mean > 0 && standardDeviation >= 0)
      const variance = Math.log(1 + (standardDeviation / mean) ** 2)
      const centre = Math.log(mean) - variance / 2
      const spread = Math.sqrt(variance)
      return (share) => Math.exp(centre + spread * normalQuantile(share))
    }
  }
}

export function meanOf(distribution: Distribution): number {
  switch (distribution.kind) {
    case 'fixed':
      return distribution.value
    case 'uniform':
      return (distribution.least + distribution.most) / 2
    case 'triangular':
      return (distribution.least + distribution.likely + distribution.most) / 3
    case 'pert':
      return (distribution.least + 4 * distribution.likely + distribution.most) / 6
    case 'lognormal':
      return distribution.mean
  }
}

const tableSteps = 512
const tables = new Map<string, Float64Array>()
const mostTables = 4_096

/** By table: the density is summed over fine steps, and the quantile read between two of them. */
function betaQuantile(alpha: number, beta: number): Quantile {
  const key = `${alpha.toFixed(3)} ${beta.toFixed(3)}`
  let cumulative = tables.get(key)
  if (!cumulative) {
    cumulative = new Float64Array(tableSteps + 1)
    for (let step = 1; step <= tableSteps; step++) {
      const middle = (step - 0.5) / tableSteps
      const density = middle ** (alpha - 1) * (1 - middle) ** (beta - 1)
      cumulative[step] = (cumulative[step - 1] as number) + density
    }
    const whole = cumulative[tableSteps] as number
    for (let step = 0; step <= tableSteps; step++) cumulative[step] = (cumulative[step] as number) / whole
    if (tables.size >= mostTables) tables.clear()
    tables.set(key, cumulative)
  }
  const table = cumulative
  return (share) => {
    let low = 0
    let high = tableSteps
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((table[middle] as number) <= share) low = middle
      else high = middle
    }
    const from = table[low] as number
    const to = table[high] as number
    return (low + (to > from ? (share - from) / (to - from) : 0)) / tableSteps
  }
}

/** Standard normal quantile, absolute error below 1.2e-9 (P. J. Acklam 2003). */
export function normalQuantile(share: number): number {
  if (share < 0.02425) return tail(Math.sqrt(-2 * Math.log(share)))
  if (share > 1 - 0.02425) return -tail(Math.sqrt(-2 * Math.log(1 - share)))
  const q = share - 0.5
  const r = q * q
  return (
    ((((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r -
      30.66479806614716) *
      r +
      2.506628277459239) *
      q) /
    (((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r -
      13.28068155288572) *
      r +
      1)
  )
}

function tail(q: number): number {
  return (
    (((((-0.007784894002430293 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) *
      q +
      4.374664141464968) *
      q +
      2.938163982698783) /
    ((((0.007784695709041462 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q +
      1)
  )
}

/** Standard normal distribution function, absolute error below 7.5e-8 (Abramowitz & Stegun 26.2.17). */
export function normalShare(value: number): number {
  const size = Math.abs(value)
  const t = 1 / (1 + 0.2316419 * size)
  const density = 0.3989422804014327 * Math.exp((-size * size) / 2)
  const above =
    density * t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  return value >= 0 ? 1 - above : above
}
