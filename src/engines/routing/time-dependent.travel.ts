import type { TravelProfile } from './routing.problem.ts'

/** Driving by a profile whose speeds change with the time of day. A way is `from × locations + to`. */
export interface TimedTravel {
  /** Seconds to drive a share of the way, leaving at a time. */
  seconds(way: number, leavesSeconds: number, share: number): number
  /** The share of the way behind after driving so long. */
  share(way: number, leavesSeconds: number, drivenSeconds: number): number
  /** The last moment to leave at to be there by a time. */
  latestDeparture(way: number, arrivalSeconds: number): number
  /** Seconds in the slice in which the way is fastest. */
  leastSeconds(way: number): number
  /** How many times as long as at the fastest a way takes at the slowest, at most; infinity when that is not known. */
  spread: number
}

/**
 * A way is driven at the speed of each slice in turn: Ichoua, Gendreau and Potvin, "Vehicle dispatching with
 * time-dependent travel times" (2003). Undefined for profiles without slices.
 */
export function timedTravel({ slices = [], durationSeconds }: TravelProfile): TimedTravel | undefined {
  if (slices.length === 0) return undefined
  const count = slices.length
  // Slice 0 is the time before the first one named.
  const begins = Float64Array.of(Number.NEGATIVE_INFINITY, ...slices.map((one) => one.startSeconds), Infinity)
  const factors = Float64Array.of(1, ...slices.map(({ durationFactor = 1 }) => durationFactor))
  const matrices = [undefined, ...slices.map((one) => one.durationSeconds)]
  const byFactor = matrices.every((matrix) => matrix === undefined)

  function whole(slice: number, way: number): number {
    const matrix = byFactor ? undefined : matrices[slice]
    return matrix === undefined
      ? (durationSeconds[way] as number) * (factors[slice] as number)
      : (matrix[way] as number)
  }
  function sliceAt(seconds: number): number {
    let slice = 0
    while (slice < count && (begins[slice + 1] as number) <= seconds) slice++
    return slice
  }
  return {
    seconds(way, leavesSeconds, share) {
      let left = share
      let now = leavesSeconds
      let slice = sliceAt(now)
      for (;;) {
        const until = begins[slice + 1] as number
        const all = whole(slice, way)
        const need = left === 0 ? 0 : left * all
        if (now + need <= until || slice === count) return now + need - leavesSeconds
        left -= (until - now) / all
        now = until
        slice++
      }
    },
    share(way, leavesSeconds, drivenSeconds) {
      const end = leavesSeconds + drivenSeconds
      let share = 0
      let now = leavesSeconds
      let slice = sliceAt(now)
      for (;;) {
        const until = Math.min(end, begins[slice + 1] as number)
        const one = whole(slice, way)
        share += one === 0 ? 1 : (until - now) / one
        if (until >= end) return Math.min(1, share)
        now = until
        slice++
      }
    },
    latestDeparture(way, arrivalSeconds) {
      let left = 1
      let now = arrivalSeconds
      let slice = sliceAt(now)
      for (;;) {
        const since = begins[slice] as number
        const all = whole(slice, way)
        const need = left * all
        if (now - need >= since || slice === 0) return now - need
        left -= (now - since) / all
        now = since
        slice--
      }
    },
    leastSeconds(way) {
      let least = Number.POSITIVE_INFINITY
      for (let slice = 0; slice <= count; slice++) least = Math.min(least, whole(slice, way))
      return least
    },
    spread: byFactor ? Math.max(...factors) / Math.min(...factors) : Number.POSITIVE_INFINITY,
  }
}
