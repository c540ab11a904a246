/**
 * Seasonal indices by classical decomposition (moving average of one season, then the mean of each season's share),
 * normalised to mean 0, or mean 1 when multiplicative. Missing values (NaN) are left out. `indices[t % seasonLength]`.
 */
export function seasonalIndices(
  values: Float64Array,
  seasonLength: number,
  multiplicative: boolean,
): Float64Array {
  const trend = centredAverage(values, seasonLength)
  const sums = new Float64Array(seasonLength)
  const counts = new Float64Array(seasonLength)
  for (let t = 0; t < values.length; t++) {
    const y = values[t] as number
    const middle = trend[t] as number
    if (Number.isNaN(y) || Number.isNaN(middle) || (multiplicative && middle <= 0)) continue
    const index = t % seasonLength
    sums[index] = (sums[index] as number) + (multiplicative ? y / middle : y - middle)
    counts[index] = (counts[index] as number) + 1
  }
  const neutral = multiplicative ? 1 : 0
  const raw = sums.map((sum, index) =>
    (counts[index] as number) > 0 ? sum / (counts[index] as number) : neutral,
  )
  const mean = raw.reduce((sum, one) => sum + one, 0) / seasonLength
  if (!multiplicative) return raw.map((one) => one - mean)
  return raw.map((one) => Math.max(0.01, mean > 0 ? one / mean : 1))
}

/** Moving average over one season, centred (half weights at both ends of an even season); NaN where it does not reach. */
export function centredAverage(values: Float64Array, width: number): Float64Array {
  const average = new Float64Array(values.length).fill(Number.NaN)
  const half = width >> 1
  const even = width % 2 === 0
  for (let t = half; t < values.length - half; t++) {
    let sum = 0
    let weight = 0
    for (let offset = -half; offset <= half; offset++) {
      const y = values[t + offset] as number
      if (Number.isNaN(y)) continue
      const share = even && Math.abs(offset) === half ? 0.5 : 1
      sum += share * y
      weight += share
    }
    if (weight > width / 2) average[t] = sum / weight
  }
  return average
}

/**
 * True when the series repeats with the season: its autocorrelation at that lag is beyond what chance gives (90 %, as the
 * M3 and M4 competitions tested it: Bartlett's formula), or its departures from the moving average differ between the
 * periods of the season (variance ratio), which also sees a season so smooth that all lags correlate.
 */
export function isSeasonal(values: Float64Array, seasonLength: number): boolean {
  const n = values.length
  if (seasonLength < 2 || n < 3 * seasonLength) return false
  return passes(values, seasonLength) || seasonRatio(values, Math.round(seasonLength)) > leastSeasonRatio
}

/** Beyond the 1 % point of F for seasons of 4 and more from some three dozen values. */
const leastSeasonRatio = 3.5

/** Variance between the periods of the season to that within, of the departures from the moving average. */
function seasonRatio(values: Float64Array, season: number): number {
  const smooth = centredAverage(values, season)
  const departures = values.map((y, t) => y - (smooth[t] as number))
  const slots = Array.from({ length: season }, (_, slot) =>
    departures.filter((y, t) => t % season === slot && !Number.isNaN(y)),
  )
  const count = slots.reduce((sum, slot) => sum + slot.length, 0)
  const mean = slots.reduce((sum, slot) => sum + slot.reduce((part, y) => part + y, 0), 0) / count
  let between = 0
  let within = 0
  for (const slot of slots) {
    if (slot.length === 0) return 0
    const own = slot.reduce((sum, y) => sum + y, 0) / slot.length
    between += slot.length * (own - mean) ** 2
    for (const y of slot) within += (y - own) ** 2
  }
  if (count <= season || between === 0) return 0
  return between / (season - 1) / (within / (count - season))
}

function passes(values: Float64Array, lag: number): boolean {
  let squares = 0
  for (let k = 1; k < lag; k++) squares += autocorrelation(values, k) ** 2
  return autocorrelation(values, lag) > 1.645 * Math.sqrt((1 + 2 * squares) / values.length)
}

function autocorrelation(values: Float64Array, lag: number): number {
  let sum = 0
  let count = 0
  for (const value of values)
    if (!Number.isNaN(value)) {
      sum += value
      count++
    }
  const mean = sum / count
  let across = 0
  let squares = 0
  for (let t = 0; t < values.length; t++) {
    const now = (values[t] as number) - mean
    if (Number.isNaN(now)) continue
    squares += now * now
    const then = t >= lag ? (values[t - lag] as number) - mean : Number.NaN
    if (!Number.isNaN(then)) across += now * then
  }
  return squares > 0 ? across / squares : 0
}
