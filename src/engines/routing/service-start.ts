import type { Stop } from './routing.problem.ts'

/** When service begins; the one record is used again and again, as this is asked for every trial. */
export interface ServiceStart {
  start: number
  window: number | undefined
  latenessSeconds: number
  latenessCost: number
  /** Seconds after the last moment; 0 when there is a start. */
  missedBy: number
}

const found: ServiceStart = { start: 0, window: undefined, latenessSeconds: 0, latenessCost: 0, missedBy: 0 }
const slack = 1e-6

/**
 * Service of a stop for a vehicle that is there from `now` on: at once when a window is open, else at the next opening
 * – unless being late in the window just gone costs less than waiting does.
 */
export function serviceStart({ windows }: Stop, now: number, waitCostPerSecond: number): ServiceStart {
  found.start = now
  found.window = undefined
  found.latenessSeconds = 0
  found.latenessCost = 0
  found.missedBy = 0
  if (windows === undefined || windows.length === 0) return found
  let missedBy = Number.POSITIVE_INFINITY
  let lateCost = Number.POSITIVE_INFINITY
  for (let index = 0; index < windows.length; index++) {
    const window = windows[index] as (typeof windows)[number]
    if (now <= window.endSeconds + slack) {
      const start = Math.max(now, window.startSeconds)
      if (lateCost <= (start - now) * waitCostPerSecond) return found
      found.start = start
      found.window = index
      found.latenessSeconds = 0
      found.latenessCost = 0
      found.missedBy = 0
      return found
    }
    const price = window.latenessCostPerSecond
    const latest =
      price === undefined ? window.endSeconds : (window.latestSeconds ?? Number.POSITIVE_INFINITY)
    if (now <= latest + slack) {
      const cost = (now - window.endSeconds) * (price ?? 0)
      if (cost < lateCost) {
        lateCost = cost
        found.window = index
        found.latenessSeconds = now - window.endSeconds
        found.latenessCost = cost
        found.missedBy = 0
      }
    } else if (lateCost === Number.POSITIVE_INFINITY) missedBy = Math.min(missedBy, now - latest)
  }
  if (lateCost === Number.POSITIVE_INFINITY) found.missedBy = missedBy
  return found
}

/** Times reckoned backward may fall short of an opening by rounding. */
const rounding = 1e-8

/**
 * Latest arrival from which service can begin by a time; minus infinity when none is early enough. Exact but for stops
 * with a soft window among several, where waiting may be preferred to being late: there it errs to the late side.
 * `punctual`: soft windows are kept.
 */
export function latestArrival({ windows }: Stop, begin: number, punctual: boolean): number {
  if (windows === undefined || windows.length === 0) return begin
  let latest = Number.NEGATIVE_INFINITY
  for (let index = 0; index < windows.length; index++) {
    const window = windows[index] as (typeof windows)[number]
    if (window.startSeconds > begin + rounding) break
    const isHard = punctual || window.latenessCostPerSecond === undefined
    const closes = isHard ? window.endSeconds : (window.latestSeconds ?? Number.POSITIVE_INFINITY)
    const since = Math.max(window.startSeconds, begin)
    const arrival = Math.min(closes, since)
    if (arrival > latest) latest = arrival
  }
  return latest
}
