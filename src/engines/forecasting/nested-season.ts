import { centredAverage } from './decomposition.ts'

/** Turns of the long season that its slots are learnt from at the least, besides the one they are tried on. */
const fewestTurns = 2
/** By how much slots must lower the error of the turn they are tried on. */
const leastGain = 0.05

export interface NestedSeason {
  /** By slot of the long season: a summand, or the logarithm of a factor. */
  effect: Float64Array
  /** Parameters it is worth, for the width of intervals. */
  parameters: number
}

/**
 * What a long season has beyond a short one it is a multiple of, such as hours of the week beyond hours of the day: the
 * mean of each slot's departure from the moving average, less that of its slot in the short season, drawn towards zero by
 * the number of turns. Undefined when it would not have helped to foretell the last turn. `series` is in logarithms
 * where effects are to multiply.
 */
export function nestedSeason(series: Float64Array, short: number, long: number): NestedSeason | undefined {
  const turns = Math.floor(series.length / long)
  if (short < 2 || long % short !== 0 || turns < fewestTurns + 1) return undefined
  const smooth = centredAverage(series, long)
  for (let t = 0; t < series.length; t++) {
    // At both ends the nearest average stands in: half a season without trend is the lesser evil.
    if (!Number.isNaN(smooth[t] as number)) continue
    smooth[t] = smooth[Math.min(series.length - 1 - (long >> 1), Math.max(long >> 1, t))] as number
  }
  const departures = series.map((y, t) => y - (smooth[t] as number))
  const tried = series.length - long
  const before = slotEffects(departures.subarray(0, tried), short, long)
  const daily = slotMeans(departures.subarray(0, tried), short)
  let plain = 0
  let better = 0
  for (let t = tried; t < series.length; t++) {
    const left = (departures[t] as number) - (daily[t % short] as number)
    plain += left ** 2
    better += (left - (before[t % long] as number)) ** 2
  }
  if (better > (1 - leastGain) * plain) return undefined
  return {
    effect: slotEffects(departures, short, long),
    parameters: (long - short) * (turns / (turns + 1)) ** 2,
  }
}

function slotEffects(departures: Float64Array, short: number, long: number): Float64Array {
  const turns = departures.length / long
  const daily = slotMeans(departures, short)
  return slotMeans(departures, long).map(
    (mean, slot) => (mean - (daily[slot % short] as number)) * (turns / (turns + 1)),
  )
}

function slotMeans(departures: Float64Array, season: number): Float64Array {
  const sums = new Float64Array(season)
  const counts = new Float64Array(season)
  for (let t = 0; t < departures.length; t++) {
    sums[t % season] = (sums[t % season] as number) + (departures[t] as number)
    counts[t % season] = (counts[t % season] as number) + 1
  }
  return sums.map((sum, slot) => sum / Math.max(1, counts[slot] as number))
}
