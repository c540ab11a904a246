import { isSeasonal, seasonalIndices } from './decomposition.ts'
import { quantileOf } from './distributions.ts'

/** What was done to a series before a model saw it. `at` is the index of the period. */
export type Adjustment =
  | { kind: 'missing'; at: number; filledWith: number }
  | { kind: 'outlier'; at: number; value: number; replacedBy: number }
  /** Everything before `at` was moved by `summand` (or by `factor`) to the level after it. */
  | { kind: 'level_shift'; at: number; summand: number; factor: number }
  /** Values before `at` were not used. */
  | { kind: 'old_history'; at: number }

export interface CleanSeries {
  values: Float64Array
  adjustments: Adjustment[]
}

/** An outlier lies this many interquartile ranges outside the quartiles of the remainder. */
const outlierRanges = 3.5
/** Where more than this share would be outliers, they are the nature of the series. */
const mostOutliersShare = 0.05
/** A level shift is at least this many typical deviations of the values around it. */
const shiftDeviations = 5
/** And at least this many typical steps from one period to the next: a random walk wanders far, but not at once. */
const shiftSteps = 4

/**
 * Fills missing values, replaces lone outliers and moves the past of a lasting level shift to the present level; each is
 * reported. `kept` marks periods never to be called outliers, holidays for example; `missingOnly` leaves all else as it is.
 */
export function cleanSeries(
  values: Float64Array,
  seasonLength: number,
  { kept, missingOnly }: { kept(at: number): boolean; missingOnly: boolean },
): CleanSeries {
  const adjustments: Adjustment[] = []
  const season = seasonLength > 1 && values.length >= 3 * seasonLength ? Math.round(seasonLength) : 1
  const filled = fillMissing(values, season, adjustments)
  const seasonal = isSeasonal(filled, season)
  const positive = filled.every((value) => value > 0)
  const indices = seasonal
    ? seasonalIndices(filled, season, positive)
    : new Float64Array(1).fill(positive ? 1 : 0)
  const smooth = filled.map((y, t) => {
    const s = indices[t % indices.length] as number
    return positive ? Math.log(y / s) : y - s
  })
  const backAt = (level: number, t: number) => {
    const s = indices[t % indices.length] as number
    return positive ? Math.exp(level) * s : level + s
  }
  if (filled.length >= 12 && !missingOnly) {
    // On logarithms alone the small beginnings of a steadily rising series look wild: what is far off is so on both scales.
    const plain = positive ? new Set(outliersOf(smooth.map(Math.exp), kept).map(({ at }) => at)) : undefined
    for (const { at, level } of outliersOf(smooth, kept)) {
      if (plain && !plain.has(at)) continue
      const replacedBy = backAt(level, at)
      adjustments.push({ kind: 'outlier', at, value: filled[at] as number, replacedBy })
      filled[at] = replacedBy
      smooth[at] = level
    }
    const shift = levelShiftOf(smooth, Math.max(10, season))
    if (shift) {
      const factor = positive ? Math.exp(shift.step) : 1
      const summand = positive ? 0 : shift.step
      for (let t = 0; t < shift.at; t++) filled[t] = (filled[t] as number) * factor + summand
      adjustments.push({ kind: 'level_shift', at: shift.at, summand, factor })
    }
  }
  return { values: filled, adjustments }
}

/** Straight lines between neighbours of the same season where there are any, else between neighbours. */
function fillMissing(values: Float64Array, season: number, adjustments: Adjustment[]): Float64Array {
  const filled = values.slice()
  for (let t = 0; t < values.length; t++) {
    if (!Number.isNaN(values[t] as number)) continue
    const between = (step: number) => {
      let before = t - step
      while (before >= 0 && Number.isNaN(values[before] as number)) before -= step
      let after = t + step
      while (after < values.length && Number.isNaN(values[after] as number)) after += step
      if (before < 0 && after >= values.length) return Number.NaN
      if (before < 0) return values[after] as number
      if (after >= values.length) return values[before] as number
      const share = (t - before) / (after - before)
      return (1 - share) * (values[before] as number) + share * (values[after] as number)
    }
    const seasonal = season > 1 ? between(season) : Number.NaN
    const plain = between(1)
    filled[t] = Number.isNaN(seasonal) ? (Number.isNaN(plain) ? 0 : plain) : seasonal
    adjustments.push({ kind: 'missing', at: t, filledWith: filled[t] as number })
  }
  return filled
}

function outliersOf(smooth: Float64Array, kept: (at: number) => boolean): { at: number; level: number }[] {
  const trend = medianOfNeighbours(smooth, 3)
  const remainder = smooth.map((y, t) => y - (trend[t] as number))
  const sorted = remainder.toSorted()
  const low = quantileOf(sorted, 0.25)
  const high = quantileOf(sorted, 0.75)
  const range = high - low
  if (!(range > 0)) return []
  const found: { at: number; level: number }[] = []
  for (let t = 0; t < smooth.length; t++) {
    const off = remainder[t] as number
    if (off <= high + outlierRanges * range && off >= low - outlierRanges * range) continue
    if (!kept(t)) found.push({ at: t, level: trend[t] as number })
  }
  return found.length > Math.max(1, smooth.length * mostOutliersShare) ? [] : found
}

/** The clearest lasting step, if any: seen by medians on both sides, sudden, and large against what is usual. */
function levelShiftOf(smooth: Float64Array, width: number): { at: number; step: number } | undefined {
  const n = smooth.length
  if (n < 3 * width) return undefined
  const steps = Float64Array.from({ length: n - 1 }, (_, t) =>
    Math.abs((smooth[t + 1] as number) - (smooth[t] as number)),
  )
  const least = shiftSteps * 1.4826 * quantileOf(steps.sort(), 0.5)
  let best: { at: number; step: number; strength: number } | undefined
  for (let at = width; at <= n - width; at++) {
    const before = smooth.slice(at - width, at).sort()
    const after = smooth.slice(at, at + width).sort()
    const middleBefore = quantileOf(before, 0.5)
    const middleAfter = quantileOf(after, 0.5)
    const step = middleAfter - middleBefore
    const spread = [
      ...before.map((y) => Math.abs(y - middleBefore)),
      ...after.map((y) => Math.abs(y - middleAfter)),
    ]
    const typical =
      1.4826 *
      quantileOf(
        spread.sort((one, other) => one - other),
        0.5,
      )
    const strength = Math.abs(step) / Math.max(typical, 1e-9 + Math.abs(middleBefore) * 1e-9)
    if (strength < shiftDeviations || (best && strength <= best.strength)) continue
    const near = meanOf(smooth, at, at + 3) - meanOf(smooth, at - 3, at)
    if (near / step < 0.7 || Math.abs(near) < least) continue
    best = { at, step, strength }
  }
  if (!best) return undefined
  // Medians find it; means, outliers being gone, measure it better.
  const { at } = best
  return { at, step: meanOf(smooth, at, at + width) - meanOf(smooth, at - width, at) }
}

function meanOf(values: Float64Array, from: number, to: number): number {
  let sum = 0
  for (let t = from; t < to; t++) sum += values[t] as number
  return sum / (to - from)
}

/**
 * Without the value itself, which would else often be its own median and make the others look far off. At either end neighbours lie on one
 * side only: carried on along their slope they foretell it, too, and the nearer of both counts, or the first of a rising series would be off.
 */
function medianOfNeighbours(values: Float64Array, each: number): Float64Array {
  const middle = (some: number[]) =>
    quantileOf(
      some.sort((one, other) => one - other),
      0.5,
    )
  return values.map((y, t) => {
    const median = middle([
      ...values.subarray(Math.max(0, t - each), t),
      ...values.subarray(t + 1, t + each + 1),
    ])
    const ahead = t < each ? 1 : t >= values.length - each ? -1 : 0
    if (ahead === 0 || values.length <= 2 * each) return median
    const near = Array.from({ length: 2 * each }, (_, k) => values[t + ahead * (k + 1)] as number)
    const slope = middle(near.slice(1).map((one, k) => one - (near[k] as number)))
    const foretold = middle(near) - slope * (each + 0.5)
    return Math.abs(y - foretold) < Math.abs(y - median) ? foretold : median
  })
}
