import type { Interval } from './forecast.problem.ts'

/** How good one forecast of one series was. */
export interface Accuracy {
  /** Mean absolute scaled error (Hyndman & Koehler 2006); NaN where the past never changed. */
  mase: number
  /** Root mean squared scaled error, as in the M5 competition. */
  rmsse: number
  /** Mean pinball loss of all bounds, on the scale of `mase`. */
  pinball: number
  /** Share of outcomes inside, in per cent, by level of the interval. */
  coveragePercent: Record<number, number>
}

/**
 * Measures a forecast against what came. Scales are those of the seasonal naive forecast inside the past; outcomes that
 * are missing (NaN) do not count.
 */
export function accuracyOf(
  past: Float64Array,
  seasonLength: number,
  actual: Float64Array,
  { mean, intervals }: { mean: Float64Array; intervals: readonly Interval[] },
): Accuracy {
  const lag = past.length > seasonLength ? Math.max(1, Math.round(seasonLength)) : 1
  let absolute = 0
  let squares = 0
  let count = 0
  for (let t = lag; t < past.length; t++) {
    const step = (past[t] as number) - (past[t - lag] as number)
    if (Number.isNaN(step)) continue
    absolute += Math.abs(step)
    squares += step * step
    count++
  }
  const scale = absolute / count
  const squareScale = squares / count
  let missed = 0
  let missedSquares = 0
  let seen = 0
  for (let h = 0; h < actual.length; h++) {
    const off = (actual[h] as number) - (mean[h] as number)
    if (Number.isNaN(off)) continue
    missed += Math.abs(off)
    missedSquares += off * off
    seen++
  }
  let loss = 0
  const coveragePercent: Record<number, number> = {}
  for (const { levelPercent, lower, upper } of intervals) {
    let inside = 0
    for (let h = 0; h < actual.length; h++) {
      const y = actual[h] as number
      if (Number.isNaN(y)) continue
      if (y >= (lower[h] as number) && y <= (upper[h] as number)) inside++
      loss += pinball(y, lower[h] as number, 0.5 - levelPercent / 200)
      loss += pinball(y, upper[h] as number, 0.5 + levelPercent / 200)
    }
    coveragePercent[levelPercent] = (100 * inside) / seen
  }
  return {
    mase: scale > 0 ? missed / seen / scale : Number.NaN,
    rmsse: squareScale > 0 ? Math.sqrt(missedSquares / seen / squareScale) : Number.NaN,
    pinball: scale > 0 ? loss / (seen * 2 * intervals.length) / scale : Number.NaN,
    coveragePercent,
  }
}

function pinball(y: number, quantile: number, p: number): number {
  return y >= quantile ? p * (y - quantile) : (1 - p) * (quantile - y)
}
