import { powerByTransform } from './convolution-power.ts'
import type { DemandPaths } from './demand-paths.ts'
import { normalBelow } from './distributions.ts'
import { ForecastingError } from './forecasting.errors.ts'

/** Demand as probabilities of multiples of a step: `mass[k]` is the probability of `k × step` units. */
export interface DemandDistribution {
  step: number
  mass: Float64Array
}

/** Periods from order to arrival, with their probabilities. */
export type LeadTime = readonly { periods: number; probability: number }[]

const tail = 1e-10
/** Points of one period's demand, and of a sum. */
const mostPoints = 100_000
const mostPointsOfSum = 2_000_000
/** Products up to which sums are made period by period, which is exact. */
const mostProducts = 4_000_000
const longestLeadPeriods = 10_000

/**
 * Demand of one period by its mean and deviation: Poisson where the variance is not above the mean, negative binomial
 * where it is (both for whole units and means below about 30), else a normal cut at zero.
 */
export function periodDemand(mean: number, deviation: number, step = 1): DemandDistribution {
  if (!(step > 0) || !Number.isFinite(step))
    throw new ForecastingError('forecasting.demand_invalid', { mean, deviation, step })
  const m = mean / step
  const v = (deviation / step) ** 2
  if (!(m >= 0) || !(v >= 0) || m + 8 * Math.sqrt(v) > mostPoints)
    throw new ForecastingError('forecasting.demand_invalid', { mean, deviation, step })
  if (m === 0) return { step, mass: Float64Array.of(1) }
  const most = Math.ceil(m + 12 * Math.sqrt(Math.max(v, m)) + 12)
  const mass = new Float64Array(most + 1)
  if (m >= 30 || (v < 0.5 * m && m >= 4)) {
    const s = Math.max(1e-9, Math.sqrt(v))
    for (let k = 0; k <= most; k++)
      mass[k] = normalBelow((k + 0.5 - m) / s) - (k === 0 ? 0 : normalBelow((k - 0.5 - m) / s))
  } else if (v <= m * 1.001) {
    mass[0] = Math.exp(-m)
    for (let k = 1; k <= most; k++) mass[k] = ((mass[k - 1] as number) * m) / k
  } else {
    const p = m / v
    const r = (m * m) / (v - m)
    mass[0] = p ** r
    for (let k = 1; k <= most; k++) mass[k] = (((mass[k - 1] as number) * (k - 1 + r)) / k) * (1 - p)
  }
  return { step, mass: normalised(mass) }
}

/** Demand of one period as it was seen. @throws ForecastingError `forecasting.demand_invalid` */
export function observedDemand(values: ArrayLike<number>, step = 1): DemandDistribution {
  if (values.length === 0 || !(step > 0) || !Number.isFinite(step))
    throw new ForecastingError('forecasting.demand_invalid', { values: values.length, step })
  const cells = Array.from(values, (value) => Math.max(0, Math.round(value / step)))
  const most = cells.reduce((largest, cell) => Math.max(largest, cell), 0)
  if (cells.some(Number.isNaN) || most > mostPointsOfSum)
    throw new ForecastingError('forecasting.demand_invalid', { most, step })
  const mass = new Float64Array(most + 1)
  for (const cell of cells) mass[cell] = (mass[cell] as number) + 1
  return { step, mass: normalised(mass) }
}

/**
 * Demand over the lead time and `extraPeriods` more, when every period is like `period` and knows nothing of the others.
 * @throws ForecastingError `forecasting.demand_invalid`, `forecasting.lead_time_invalid`
 */
export function leadTimeDemand(
  period: DemandDistribution,
  leadTime: LeadTime,
  extraPeriods: number,
): DemandDistribution {
  checkDemand(period)
  checkLeadTime(leadTime, extraPeriods)
  const sums = sumsOf(period.mass)
  const shares = new Map<number, number>()
  for (const { periods, probability } of leadTime)
    shares.set(periods + extraPeriods, (shares.get(periods + extraPeriods) ?? 0) + probability)
  let mixed = new Float64Array(0)
  for (const [periods, share] of [...shares].sort(([one], [other]) => one - other)) {
    if (share === 0) continue
    const sum = sums(periods)
    const grown = new Float64Array(Math.max(mixed.length, sum.length))
    grown.set(mixed)
    for (let k = 0; k < sum.length; k++) grown[k] = (grown[k] as number) + share * (sum[k] as number)
    mixed = grown
  }
  return { step: period.step, mass: mixed }
}

/** The same from possible futures: demand of the coming lead time, whatever trend, season and shared errors they have. */
export function leadTimeDemandOfPaths(
  { horizon, count, values }: DemandPaths,
  leadTime: LeadTime,
  extraPeriods: number,
  step = 1,
): DemandDistribution {
  checkLeadTime(leadTime, extraPeriods)
  const longest = Math.max(...leadTime.map(({ periods }) => periods)) + extraPeriods
  if (longest > horizon) throw new ForecastingError('forecasting.horizon_short', { horizon, needed: longest })
  let mixed = new Float64Array(0)
  for (const { periods, probability } of leadTime) {
    const sums = Float64Array.from({ length: count }, (_, row) => {
      let sum = 0
      for (let h = 0; h < periods + extraPeriods; h++) sum += values[row * horizon + h] as number
      return sum
    })
    const { mass } = observedDemand(sums, step)
    const grown = new Float64Array(Math.max(mixed.length, mass.length))
    grown.set(mixed)
    for (let k = 0; k < mass.length; k++) grown[k] = (grown[k] as number) + probability * (mass[k] as number)
    mixed = grown
  }
  return { step, mass: mixed }
}

export function meanDemand({ step, mass }: DemandDistribution): number {
  let sum = 0
  for (let k = 0; k < mass.length; k++) sum += k * (mass[k] as number)
  return sum * step
}

export function demandDeviation(demand: DemandDistribution): number {
  const mean = meanDemand(demand) / demand.step
  let squares = 0
  for (let k = 0; k < demand.mass.length; k++) squares += (k - mean) ** 2 * (demand.mass[k] as number)
  return Math.sqrt(squares) * demand.step
}

/** Probability that demand is at most `k` steps, for k from 0; 1 beyond the end. */
export function cumulative({ mass }: DemandDistribution): Float64Array {
  let sum = 0
  return mass.map((one) => {
    sum += one
    return Math.min(1, sum)
  })
}

/** Expected demand above `k` steps, in steps, for k from 0: the loss function; 0 beyond the end. */
export function expectedExcess({ mass }: DemandDistribution): Float64Array {
  const excess = new Float64Array(mass.length)
  let above = 0
  for (let k = mass.length - 2; k >= 0; k--) {
    above += mass[k + 1] as number
    excess[k] = (excess[k + 1] as number) + above
  }
  return excess
}

/** Sums of so many periods, asked for in rising order: period by period while that is little work, else at once. */
function sumsOf(mass: Float64Array): (periods: number) => Float64Array {
  let done = 0
  let sum: Float64Array = Float64Array.of(1)
  return (periods) => {
    const points = periods * (mass.length - 1) + 1
    if (points > mostPointsOfSum)
      throw new ForecastingError('forecasting.demand_invalid', { points, most: mostPointsOfSum })
    if ((points * points) / 2 > mostProducts) return normalised(powerByTransform(mass, periods))
    for (; done < periods; done++) sum = convolved(sum, mass)
    return sum
  }
}

function convolved(one: Float64Array, other: Float64Array): Float64Array {
  const sum = new Float64Array(one.length + other.length - 1)
  for (let k = 0; k < one.length; k++) {
    const share = one[k] as number
    if (share < 1e-15) continue
    for (let j = 0; j < other.length; j++) sum[k + j] = (sum[k + j] as number) + share * (other[j] as number)
  }
  return normalised(sum)
}

/** Cuts the far tail and makes the rest sum to one. */
function normalised(mass: Float64Array): Float64Array {
  let end = mass.length
  for (let left = 0; end > 1; end--) {
    left += mass[end - 1] as number
    if (left > tail) break
  }
  const kept = mass.slice(0, end)
  const total = kept.reduce((sum, one) => sum + one, 0)
  return kept.map((one) => one / total)
}

/** @throws ForecastingError `forecasting.demand_invalid` where it is no distribution. */
export function checkDemand({ step, mass }: DemandDistribution): void {
  const total = mass.reduce((sum, one) => sum + one, 0)
  const odd = mass.some((one) => !(one >= 0))
  if (
    odd ||
    !(step > 0) ||
    !Number.isFinite(step) ||
    mass.length > mostPoints ||
    !(Math.abs(total - 1) <= 1e-6)
  )
    throw new ForecastingError('forecasting.demand_invalid', { step, total, points: mass.length })
}

/** @throws ForecastingError `forecasting.lead_time_invalid` */
export function checkLeadTime(leadTime: LeadTime, extraPeriods: number): void {
  const total = leadTime.reduce((sum, { probability }) => sum + probability, 0)
  const whole = (periods: number) =>
    Number.isInteger(periods) && periods >= 0 && periods <= longestLeadPeriods
  const odd = leadTime.some(({ periods, probability }) => !whole(periods) || !(probability >= 0))
  if (odd || !whole(extraPeriods) || !(Math.abs(total - 1) <= 1e-9))
    throw new ForecastingError('forecasting.lead_time_invalid', { total, extraPeriods })
}
