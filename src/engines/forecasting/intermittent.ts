import { quantileOf } from './distributions.ts'

/** How demand comes (Syntetos, Boylan & Croston 2005): by the mean interval between demands and how sizes vary. */
export interface DemandPattern {
  /** Mean number of periods from one demand to the next (average demand interval). */
  adi: number
  /** Squared coefficient of variation of the sizes that are not zero. */
  cv2: number
  kind: 'smooth' | 'erratic' | 'intermittent' | 'lumpy' | 'none'
  /** Periods since the last demand. */
  idle: number
  /**
   * How likely demand is in each period of the season, 1 on average; 0 where the season is closed (a shop on Sundays).
   * `[1]` when there is no season.
   */
  seasonShares: number[]
}

const adiBoundary = 1.32
const cv2Boundary = 0.49
/** With fewer demands than this nobody knows whether an item has begun to sell: the quiet before them counts, too. */
const fewestDemands = 4

/** Patterns are those of the periods that are not closed: a shop's Sundays say nothing about its goods. */
export function demandPattern(series: Float64Array, seasonLength: number): DemandPattern {
  const shares = seasonShares(series, seasonLength)
  const closed = shares.map((share) => share === 0)
  const values = series.filter((_, t) => !closed[t % closed.length])
  const first = values.findIndex((value) => value !== 0 && !Number.isNaN(value))
  if (first < 0)
    return {
      adi: Number.POSITIVE_INFINITY,
      cv2: 0,
      kind: 'none',
      idle: values.length,
      seasonShares: shares,
    }
  let count = 0
  let sum = 0
  let squares = 0
  let seen = 0
  let last = first
  for (let t = first; t < values.length; t++) {
    const y = values[t] as number
    if (Number.isNaN(y)) continue
    seen++
    if (y === 0) continue
    count++
    sum += y
    squares += y * y
    last = t
  }
  const mean = sum / count
  if (count < fewestDemands) seen = values.reduce((all, y) => all + (Number.isNaN(y) ? 0 : 1), 0)
  const adi = seen / count
  const cv2 = mean === 0 ? 0 : Math.max(0, squares / count - mean * mean) / (mean * mean)
  const rare = adi >= adiBoundary
  const wild = cv2 >= cv2Boundary
  return {
    adi,
    cv2,
    kind: rare ? (wild ? 'lumpy' : 'intermittent') : wild ? 'erratic' : 'smooth',
    idle: values.length - 1 - last,
    seasonShares: shares,
  }
}

export type IntermittentMethod = 'croston' | 'sba' | 'tsb'

export interface IntermittentFit {
  method: IntermittentMethod
  /** Smoothing of sizes, and of intervals (Croston, SBA) or of the probability of demand (TSB). */
  sizeRate: number
  timeRate: number
  /** Demand per period: the forecast for every period ahead. */
  rate: number
  /** Probability that a period has demand, so that rate = probability × mean size. */
  probability: number
  /** Sizes seen, ascending, scaled to the present mean size. */
  sizes: Float64Array
  /** Mean squared error of one-step forecasts. */
  squaredError: number
}

const rates = [0.02, 0.05, 0.1, 0.15, 0.2, 0.3]

/**
 * Croston (1972), its unbiased form of Syntetos & Boylan (2005), or Teunter, Syntetos & Babai (2011), which lets the
 * forecast fall while nothing is sold. Rates are those of least squared one-step error out of a small grid.
 */
export function fitIntermittent(values: Float64Array, method: IntermittentMethod): IntermittentFit {
  let best: IntermittentFit | undefined
  for (const sizeRate of rates)
    for (const timeRate of method === 'tsb' ? rates : [sizeRate]) {
      const fit = runIntermittent(values, method, sizeRate, timeRate)
      if (!best || fit.squaredError < best.squaredError) best = fit
    }
  return best as IntermittentFit
}

/**
 * Quantile of the demand of one period: nothing with the chance of nothing, else a size as seen. `share` is how much
 * likelier than usual demand is in that period.
 */
export function intermittentQuantile(
  { probability: usual, sizes }: IntermittentFit,
  p: number,
  share: number,
): number {
  const probability = Math.min(1, usual * share)
  const none = 1 - probability
  if (p <= none || sizes.length === 0) return 0
  return quantileOf(sizes, (p - none) / probability)
}

/** Which method a pattern asks for: TSB when the item may be dying, else SBA; Croston's own bias is never wanted. */
export function methodFor({ adi, idle }: DemandPattern): IntermittentMethod {
  return idle > 3 * adi ? 'tsb' : 'sba'
}

function runIntermittent(
  values: Float64Array,
  method: IntermittentMethod,
  sizeRate: number,
  timeRate: number,
): IntermittentFit {
  const known = values.filter((value) => !Number.isNaN(value))
  const demands = known.filter((value) => value !== 0)
  const sizes = demands.toSorted()
  if (demands.length === 0)
    return { method, sizeRate, timeRate, rate: 0, probability: 0, sizes, squaredError: 0 }
  const opening = demands.subarray(0, Math.min(6, demands.length))
  let size = opening.reduce((sum, value) => sum + value, 0) / opening.length
  let interval = known.length / demands.length
  let probability = 1 / interval
  let since = 1
  let squares = 0
  const correction = method === 'sba' ? 1 - timeRate / 2 : 1
  for (const y of known) {
    const rate = method === 'tsb' ? probability * size : (correction * size) / interval
    squares += (y - rate) ** 2
    if (method === 'tsb') probability += timeRate * ((y !== 0 ? 1 : 0) - probability)
    if (y === 0) since++
    else {
      size += sizeRate * (y - size)
      interval += timeRate * (since - interval)
      since = 1
    }
  }
  const rate = method === 'tsb' ? probability * size : (correction * size) / Math.max(1, interval)
  const chanceOfDemand = Math.min(1, method === 'tsb' ? probability : 1 / Math.max(1, interval))
  const meanSize = demands.reduce((sum, value) => sum + value, 0) / demands.length
  const scale = meanSize !== 0 && chanceOfDemand > 0 ? rate / chanceOfDemand / meanSize : 1
  // Sizes are whole where demand is whole: scaling by little would only make fractions of them.
  const scaled = Math.abs(scale - 1) < 0.25 ? sizes : sizes.map((one) => one * scale)
  return {
    method,
    sizeRate,
    timeRate,
    rate,
    probability: chanceOfDemand,
    sizes: scaled,
    squaredError: squares / known.length,
  }
}

/** A period of the season that never had demand is closed when chance would not leave it empty so often. */
const closedByChance = 0.001
/** Periods' worth of the average that each period's own share is drawn towards. */
const shareShrinkage = 20

function seasonShares(values: Float64Array, seasonLength: number): number[] {
  const season = Math.round(seasonLength)
  if (season < 2 || season > 60 || values.length < 4 * season) return [1]
  const first = values.findIndex((value) => value !== 0 && !Number.isNaN(value))
  const counts = new Float64Array(season)
  const hits = new Float64Array(season)
  for (let t = Math.max(0, first); t < values.length; t++) {
    const y = values[t] as number
    if (Number.isNaN(y)) continue
    counts[t % season] = (counts[t % season] as number) + 1
    if (y !== 0) hits[t % season] = (hits[t % season] as number) + 1
  }
  const total = counts.reduce((sum, one) => sum + one, 0)
  const share = hits.reduce((sum, one) => sum + one, 0) / total
  if (!(share > 0) || share === 1) return [1]
  const isClosed = (index: number) =>
    hits[index] === 0 && (1 - share) ** (counts[index] as number) < closedByChance
  let openPeriods = 0
  for (let index = 0; index < season; index++) if (!isClosed(index)) openPeriods += counts[index] as number
  const openShare = (share * total) / openPeriods
  return Array.from(counts, (count, index) =>
    isClosed(index)
      ? 0
      : ((hits[index] as number) + shareShrinkage * openShare) / (count + shareShrinkage) / openShare,
  )
}
