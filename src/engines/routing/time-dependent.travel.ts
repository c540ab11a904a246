import type { TravelProfile } from './routing.problem.ts'

/** Driving by a profile whose speeds change with the time of day. */
export interface TimedTravel {
  /** Seconds to drive a share of the way from one location to another, leaving at a time. */
  seconds(from: number, to: number, leavesSeconds: number, share: number): number
  /** The share of the way behind after driving so long. */
  share(from: number, to: number, leavesSeconds: number, drivenSeconds: number): number
}

/**
 * A way is driven at the speed of each slice in turn: Ichoua, Gendreau and Potvin, "Vehicle dispatching with
 * time-dependent travel times" (2003). Undefined for profiles without slices.
 */
export function timedTravel(profile: TravelProfile, locations: number): TimedTravel | undefined {
  const { slices = [], durationSeconds } = profile
  if (slices.length === 0) return undefined
  const begins = slices.map(({ startSeconds }) => startSeconds)
  const usual = durationSeconds
  function whole(slice: number, way: number): number {
    const one = slices[slice]
    if (one === undefined) return usual[way] as number
    return one.durationSeconds === undefined
      ? (usual[way] as number) * (one.durationFactor ?? 1)
      : (one.durationSeconds[way] as number)
  }
  function sliceAt(seconds: number): number {
    let slice = -1
    while (slice + 1 < begins.length && (begins[slice + 1] as number) <= seconds) slice++
    return slice
  }
  return {
    seconds(from, to, leavesSeconds, share) {
      const way = from * locations + to
      let left = share
      let now = leavesSeconds
      let slice = sliceAt(now)
      for (;;) {
        const until = begins[slice + 1] ?? Number.POSITIVE_INFINITY
        const need = left === 0 ? 0 : left * whole(slice, way)
        if (now + need <= until || until === Number.POSITIVE_INFINITY) return now + need - leavesSeconds
        left -= (until - now) / whole(slice, way)
        now = until
        slice++
      }
    },
    share(from, to, leavesSeconds, drivenSeconds) {
      const way = from * locations + to
      const end = leavesSeconds + drivenSeconds
      let share = 0
      let now = leavesSeconds
      let slice = sliceAt(now)
      for (;;) {
        const until = Math.min(end, begins[slice + 1] ?? Number.POSITIVE_INFINITY)
        const one = whole(slice, way)
        share += one === 0 ? 1 : (until - now) / one
        if (until >= end) return Math.min(1, share)
        now = until
        slice++
      }
    },
  }
}
