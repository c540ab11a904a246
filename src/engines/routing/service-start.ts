import type { RoutingProblem } from './routing.problem.ts'

/** When service begins; the one record is used again and again, as this is asked for every trial. */
interface ServiceStart {
  start: number
  window: number | undefined
  latenessSeconds: number
  latenessCost: number
  /** Seconds after the last moment; 0 when there is a start. */
  missedBy: number
}

/** The windows of all stops, as plain numbers. */
export interface ServiceWindows {
  /** 1: none, or a single hard one. */
  plain: Uint8Array
  /** Whether any is soft; whether some stop may be late for one window or wait for another. */
  soft: boolean
  tangled: boolean
  /**
   * Service of a stop for a vehicle that is there from `now` on: at once when a window is open, else at the next
   * opening – unless being late in the window just gone costs less than waiting does.
   */
  start(stop: number, now: number, waitCostPerSecond: number): ServiceStart
  /**
   * Latest arrival from which service can begin by a time; minus infinity when none is early enough. Exact but for
   * tangled windows: there it errs to the late side. Nobody begins late after `lateUntil`.
   */
  latestArrival(stop: number, begin: number, lateUntil: number): number
}

const slack = 1e-6
/** Times reckoned backward may fall short of an opening by rounding. */
const rounding = 1e-8

export function serviceWindows({ stops }: RoutingProblem): ServiceWindows {
  const all = stops.map(({ windows = [] }) => windows)
  const isSoft = all.map((windows) => windows.some((one) => one.latenessCostPerSecond !== undefined))
  const flat = all.flat()
  const first = new Int32Array(stops.length + 1)
  for (const [stop, { length }] of all.entries()) first[stop + 1] = (first[stop] as number) + length
  const opens = Float64Array.from(flat, (one) => one.startSeconds)
  const closes = Float64Array.from(flat, (one) => one.endSeconds)
  const price = Float64Array.from(flat, (one) => one.latenessCostPerSecond ?? 0)
  const latest = Float64Array.from(flat, ({ endSeconds, latenessCostPerSecond, latestSeconds }) =>
    latenessCostPerSecond === undefined ? endSeconds : (latestSeconds ?? Number.POSITIVE_INFINITY),
  )
  const found: ServiceStart = {
    start: 0.5,
    window: undefined,
    latenessSeconds: 0.5,
    latenessCost: 0.5,
    missedBy: 0.5,
  }

  return {
    plain: Uint8Array.from(all, ({ length }, stop) => (length < 2 && isSoft[stop] === false ? 1 : 0)),
    soft: isSoft.includes(true),
    tangled: all.some(({ length }, stop) => length > 1 && isSoft[stop] === true),
    start(stop, now, waitCostPerSecond) {
      found.start = now
      found.window = undefined
      found.latenessSeconds = 0
      found.latenessCost = 0
      found.missedBy = 0
      const begin = first[stop] as number
      const end = first[stop + 1] as number
      if (begin === end) return found
      let missedBy = Number.POSITIVE_INFINITY
      let lateCost = Number.POSITIVE_INFINITY
      for (let w = begin; w < end; w++) {
        if (now <= (closes[w] as number) + slack) {
          const start = Math.max(now, opens[w] as number)
          if (lateCost <= (start - now) * waitCostPerSecond) return found
          found.start = start
          found.window = w - begin
          found.latenessSeconds = 0
          found.latenessCost = 0
          return found
        }
        if (now <= (latest[w] as number) + slack) {
          const lateness = now - (closes[w] as number)
          const cost = lateness * (price[w] as number)
          if (cost < lateCost) {
            lateCost = cost
            found.window = w - begin
            found.latenessSeconds = lateness
            found.latenessCost = cost
          }
        } else if (lateCost === Number.POSITIVE_INFINITY)
          missedBy = Math.min(missedBy, now - (latest[w] as number))
      }
      if (lateCost === Number.POSITIVE_INFINITY) found.missedBy = missedBy
      return found
    },
    latestArrival(stop, begin, lateUntil) {
      const end = first[stop + 1] as number
      if (first[stop] === end) return begin
      let arrives = Number.NEGATIVE_INFINITY
      for (let w = first[stop] as number; w < end && (opens[w] as number) <= begin + rounding; w++) {
        const last = Math.min(latest[w] as number, Math.max(closes[w] as number, lateUntil))
        arrives = Math.max(arrives, Math.min(last, Math.max(begin, opens[w] as number)))
      }
      return arrives
    },
  }
}
