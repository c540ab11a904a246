import type { BindingConstraintKind, Break, Stop, TravelProfile } from './routing.problem.ts'
import type { Fleet, SearchModel } from './search-model.ts'
import { serviceStart } from './service-start.ts'
import { type TimedTravel, timedTravel } from './time-dependent.travel.ts'

export interface Refusal {
  kind: BindingConstraintKind
  /** Seconds, metres, stops or the dimension's unit. */
  shortBy: number
  dimension: number
}

/**
 * Earliest times along one route. Visits are stops and reloads in their order; index 0 is the start, `visits + 1` the
 * end. A state is a visit and a number of breaks taken: index `visit × width + breaks`.
 */
export interface RouteClock {
  fleet: Fleet
  breaks: Break[]
  /** Travel by time of day of the fleet's profile, if it has any. */
  timedNow: TimedTravel | undefined
  readonly timedOf: Map<TravelProfile, TimedTravel | undefined>
  visits: number
  width: number
  visitNode: Int32Array
  /** Stop of each visit; −1 for a reload. */
  visitOf: Int32Array
  /** Service begins no earlier, whatever the windows say. */
  notBefore: Float64Array
  /** By state: earliest departure, driving since a rest, cost of lateness, begin of service. */
  ready: Float64Array
  driven: Float64Array
  late: Float64Array
  startOf: Float64Array
  /** By state: breaks taken before the visit was driven to, breaks taken on arrival, and whether the last came after. */
  fromState: Int32Array
  atArrival: Int32Array
  pausedFrom: Uint8Array
  leaves: number
  ends: number
  endState: number
  /** Where the last drive ended; a drive is too hot for records. */
  arrival: number
  drivenAfter: number
  readonly refusal: Refusal
  refuse(kind: BindingConstraintKind, shortBy: number, dimension?: number): false
  /** Drives, resting on the road where the driving hours end; answers through `arrival` and `drivenAfter`. */
  drive(from: number, to: number, leavesAt: number, drivenBefore: number, onRoad?: OnRoad): void
  /** Driving since a rest after standing so long. */
  rested(drivenBefore: number, standsSeconds: number): number
  /** Begin of a break at the earliest from `now` on; infinity when its windows are over. */
  breakStart(index: number, now: number): number
  /** Fills the earliest departures, leaving the start no earlier than `from`. False with a refusal. */
  forward(from: number): boolean
  /** Room for so many states. */
  grow(size: number): void
}

type OnRoad = (seconds: number, rests: boolean, leavesAt: number) => void

const slack = 1e-6

export function routeClock(model: SearchModel): RouteClock {
  const { problem, nodes, service, locationOf } = model
  let room = 0
  const none = new Int32Array(0)
  const t: RouteClock = {
    fleet: model.fleets[0] as Fleet,
    breaks: [],
    timedNow: undefined,
    timedOf: new Map(problem.profiles.map((profile) => [profile, timedTravel(profile, problem.locations)])),
    visits: 0,
    width: 1,
    visitNode: none,
    visitOf: none,
    notBefore: new Float64Array(0),
    ready: new Float64Array(0),
    driven: new Float64Array(0),
    late: new Float64Array(0),
    startOf: new Float64Array(0),
    fromState: none,
    atArrival: none,
    pausedFrom: new Uint8Array(0),
    leaves: 0,
    ends: 0,
    endState: 0,
    arrival: 0,
    drivenAfter: 0,
    refusal: { kind: 'window', shortBy: 0, dimension: 0 },
    refuse,
    drive,
    rested,
    breakStart,
    forward,
    grow,
  }

  function refuse(kind: BindingConstraintKind, shortBy: number, dimension = 0): false {
    t.refusal.kind = kind
    t.refusal.shortBy = shortBy
    t.refusal.dimension = dimension
    return false
  }

  /** Drives, resting on the road where the driving hours end; answers through `arrival` and `drivenAfter`. */
  function drive(from: number, to: number, leavesAt: number, drivenBefore: number, onRoad?: OnRoad): void {
    const hours = t.fleet.type.drivingHours
    const free = from === model.nowhere || to === model.nowhere
    const way = free ? 0 : (t.fleet.travel.time[from * nodes + to] as number)
    if (!hours && !t.timedNow) {
      t.arrival = leavesAt + way
      t.drivenAfter = drivenBefore + way
      return
    }
    const a = locationOf[from] as number
    const b = locationOf[to] as number
    let now = leavesAt
    let left = 1
    let total = drivenBefore
    for (;;) {
      const rest = free ? 0 : t.timedNow ? t.timedNow.seconds(a, b, now, left) : left * way
      const allowed = hours ? hours.maxContinuousDrivingSeconds - total : Number.POSITIVE_INFINITY
      if (rest <= allowed + 1e-9 || !hours || hours.maxContinuousDrivingSeconds <= 0) {
        t.arrival = now + rest
        t.drivenAfter = total + rest
        onRoad?.(rest, false, now)
        return
      }
      const part = Math.max(0, allowed)
      left -= t.timedNow ? t.timedNow.share(a, b, now, part) : part / way
      onRoad?.(part, true, now)
      now += part + hours.breakSeconds
      total = 0
    }
  }

  function rested(drivenBefore: number, stands: number): number {
    const hours = t.fleet.type.drivingHours
    return hours && stands >= hours.breakSeconds - 1e-9 ? 0 : drivenBefore
  }

  function breakStart(index: number, now: number): number {
    for (const window of (t.breaks[index] as Break).windows)
      if (now <= window.endSeconds + 1e-9) return Math.max(now, window.startSeconds)
    return Number.POSITIVE_INFINITY
  }

  /** One more state after visit k: departure, driving since a rest, lateness. */
  function offer(k: number, b: number, time: number, drive: number, cost: number): boolean {
    const at = k * t.width + b
    const now = t.ready[at] as number
    if (time > now || (time === now && (drive > (t.driven[at] as number) || cost >= (t.late[at] as number))))
      return false
    t.ready[at] = time
    t.driven[at] = drive
    t.late[at] = cost
    t.pausedFrom[at] = 0
    return true
  }
  /** Breaks after service, before driving on. */
  function pause(k: number): void {
    for (let b = 0; b + 1 < t.width; b++) {
      const at = k * t.width + b
      const now = t.ready[at] as number
      if (now === Number.POSITIVE_INFINITY) continue
      const start = breakStart(b, now)
      if (start === Number.POSITIVE_INFINITY) continue
      const until = start + (t.breaks[b] as Break).durationSeconds
      if (offer(k, b + 1, until, rested(t.driven[at] as number, until - now), t.late[at] as number))
        t.pausedFrom[at + 1] = 1
    }
  }

  /** Earliest departures everywhere, leaving the start no earlier than `from`. */
  function forward(from: number): boolean {
    t.ready.fill(Number.POSITIVE_INFINITY, 0, (t.visits + 2) * t.width)
    let missed = 0
    let missedKind: BindingConstraintKind = 'window'
    for (let b = 0; b < t.width; b++) {
      offer(0, b, from, 0, 0)
      const skipped = t.breaks[b]
      if (skipped && lastEnd(skipped) > from) break
    }
    pause(0)
    for (let k = 1; k <= t.visits; k++) {
      const node = t.visitNode[k] as number
      const before = t.visitNode[k - 1] as number
      const stop = t.visitOf[k] as number
      let any = false
      missed = Number.POSITIVE_INFINITY
      for (let b = 0; b < t.width; b++) {
        const at = (k - 1) * t.width + b
        const departs = t.ready[at] as number
        if (departs === Number.POSITIVE_INFINITY) continue
        drive(before, node, departs, t.driven[at] as number)
        const reached = t.arrival
        const drove = t.drivenAfter
        let now = reached
        for (let taken = 0; b + taken < t.width; taken++) {
          if (taken > 0) {
            const start = breakStart(b + taken - 1, now)
            if (start === Number.POSITIVE_INFINITY) break
            now = start + (t.breaks[b + taken - 1] as Break).durationSeconds
          }
          let begin = Math.max(now, t.notBefore[k] as number)
          let lateness = 0
          let serves = 0
          if (stop >= 0) {
            const found = serviceStart(problem.stops[stop] as Stop, begin, t.fleet.costPerDutySecond)
            if (found.missedBy > slack && k > t.fleet.prefix.length) {
              if (found.missedBy < missed) {
                missed = found.missedBy
                missedKind = (t.notBefore[k] as number) > now ? 'ride-time' : taken > 0 ? 'break' : 'window'
              }
              break
            }
            begin = found.start
            lateness = found.latenessCost
            serves = service[stop] as number
          } else {
            const { window, durationSeconds } = t.fleet.type.reload as NonNullable<typeof t.fleet.type.reload>
            if (window && begin > window.endSeconds + slack) {
              missed = Math.min(missed, begin - window.endSeconds)
              break
            }
            begin = Math.max(begin, window?.startSeconds ?? begin)
            serves = durationSeconds
          }
          let departure = begin + serves
          const restful = t.fleet.type.drivingHours?.serviceIsRest ? departure - reached : begin - reached
          if (k === t.fleet.prefix.length) departure = Math.max(departure, t.fleet.availableFrom)
          if (offer(k, b + taken, departure, rested(drove, restful), (t.late[at] as number) + lateness)) {
            any = true
            t.fromState[k * t.width + b + taken] = b
            t.atArrival[k * t.width + b + taken] = taken
            t.startOf[k * t.width + b + taken] = begin
          }
        }
      }
      if (!any) return refuse(missedKind, missed)
      pause(k)
    }
    return arriveEnd(from)
  }

  function arriveEnd(from: number): boolean {
    t.ends = Number.POSITIVE_INFINITY
    let breakMissed = false
    for (let b = 0; b < t.width; b++) {
      const at = t.visits * t.width + b
      if (t.ready[at] === Number.POSITIVE_INFINITY) continue
      drive(t.visitNode[t.visits] as number, t.fleet.end, t.ready[at] as number, t.driven[at] as number)
      let due = false
      for (let i = b; i < t.breaks.length; i++) {
        const until = lastEnd(t.breaks[i] as Break)
        if (until > from && t.arrival > until + slack) due = true
      }
      if (due) breakMissed = true
      else if (t.arrival < t.ends) {
        t.ends = t.arrival
        t.endState = b
      }
    }
    if (t.ends === Number.POSITIVE_INFINITY) return refuse(breakMissed ? 'break' : 'window', 0)
    if (t.ends > t.fleet.shiftEnd + slack) return refuse('shift', t.ends - t.fleet.shiftEnd)
    return true
  }

  function grow(size: number): void {
    if (size <= room) return
    room = size * 2
    t.visitNode = new Int32Array(room)
    t.visitOf = new Int32Array(room)
    t.notBefore = new Float64Array(room)
    t.ready = new Float64Array(room)
    t.driven = new Float64Array(room)
    t.late = new Float64Array(room)
    t.fromState = new Int32Array(room)
    t.atArrival = new Int32Array(room)
    t.pausedFrom = new Uint8Array(room)
    t.startOf = new Float64Array(room)
  }

  grow(32)
  return t
}

export function lastEnd({ windows }: Break): number {
  return Math.max(...windows.map(({ endSeconds }) => endSeconds))
}
