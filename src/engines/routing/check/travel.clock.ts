import type { RoutingProblem, TravelProfile } from '../routing.problem.ts'

/** Travel of one profile, as its documentation defines it. */
export interface TravelClock {
  /** Whether times depend on the hour. */
  varies: boolean
  /** Metres; `Infinity` where the class may not go. */
  distanceMeters(from: number, to: number): number
  /**
   * Seconds to drive `share` (1: all) of the way, leaving at a time. With slices the way is driven at each slice's
   * speed in turn (Ichoua, Gendreau and Potvin 2003).
   */
  driveSeconds(from: number, to: number, departureSeconds: number, share?: number): number
  /** Which share of the way is behind after driving so long. */
  shareDriven(from: number, to: number, departureSeconds: number, drivenSeconds: number): number
}

export function travelClock({ locations }: RoutingProblem, profile: TravelProfile): TravelClock {
  const slices = profile.slices ?? []

  /** Seconds for the whole way at the speed of a slice; slice −1 is the time before the first. */
  function wholeSeconds(from: number, to: number, slice: number): number {
    const at = from * locations + to
    const usual = profile.durationSeconds[at] ?? Number.POSITIVE_INFINITY
    const own = slices[slice]
    if (!own) return usual
    return own.durationSeconds?.[at] ?? usual * (own.durationFactor ?? 1)
  }
  function sliceAt(seconds: number): number {
    let slice = -1
    while (slice + 1 < slices.length && (slices[slice + 1]?.startSeconds ?? 0) <= seconds) slice++
    return slice
  }
  return {
    varies: slices.length > 0,
    distanceMeters: (from, to) => profile.distanceMeters[from * locations + to] ?? Number.POSITIVE_INFINITY,
    driveSeconds(from, to, departureSeconds, share = 1) {
      let left = share
      let clock = departureSeconds
      for (let slice = sliceAt(clock); ; slice++) {
        const whole = wholeSeconds(from, to, slice)
        const until = slices[slice + 1]?.startSeconds ?? Number.POSITIVE_INFINITY
        const need = left === 0 ? 0 : left * whole
        if (clock + need <= until || until === Number.POSITIVE_INFINITY)
          return clock + need - departureSeconds
        left -= (until - clock) / whole
        clock = until
      }
    },
    shareDriven(from, to, departureSeconds, drivenSeconds) {
      let share = 0
      let clock = departureSeconds
      const end = departureSeconds + drivenSeconds
      for (let slice = sliceAt(clock); ; slice++) {
        const whole = wholeSeconds(from, to, slice)
        const until = Math.min(end, slices[slice + 1]?.startSeconds ?? Number.POSITIVE_INFINITY)
        share += whole === 0 ? 1 : (until - clock) / whole
        if (until >= end) return Math.min(1, share)
        clock = until
      }
    },
  }
}
