import { type FleetHours, fleetHours } from './fleet-hours.ts'
import type { BindingConstraintKind, Reload } from './routing.problem.ts'
import type { Fleet, SearchModel } from './search-model.ts'
import { type ServiceWindows, serviceWindows } from './service-start.ts'

export interface Refusal {
  kind: BindingConstraintKind
  /** Seconds, metres, stops or the dimension's unit. */
  shortBy: number
  dimension: number
}

/**
 * Earliest times along one route. Visits are stops and reloads in their order; index 0 is the start, `visits + 1` the
 * end. A state is a visit and a number of breaks taken: index `visit × width + breaks`. The states after a visit follow
 * from those after the visit before it alone, so that a trial begins where it differs from what is known.
 */
export interface RouteClock {
  fleet: Fleet
  hours: FleetHours
  readonly windows: ServiceWindows
  visits: number
  width: number
  visitNode: Int32Array
  /** Stop of each visit; −1 for a reload. */
  visitOf: Int32Array
  /** Service begins no earlier, whatever the windows say; looked at only where `holds`. */
  notBefore: Float64Array
  holds: boolean
  /** By state: earliest departure, driving since a rest, cost of lateness, driving in all (timed travel only). */
  ready: Float64Array
  driven: Float64Array
  late: Float64Array
  drove: Float64Array
  startOf: Float64Array
  /** By state: breaks taken before the visit was driven to, breaks taken on arrival, and whether the last came after. */
  fromState: Int32Array
  atArrival: Int32Array
  pausedFrom: Uint8Array
  leaves: number
  ends: number
  endState: number
  /** Cost of lateness and driving in all on the way that ends first. */
  endLate: number
  endDrove: number
  /** Where the last drive ended; a drive is too hot for records. */
  arrival: number
  drivenAfter: number
  /** Driving alone of the last drive. */
  drove1: number
  readonly refusal: Refusal
  refuse(kind: BindingConstraintKind, shortBy: number, dimension?: number): false
  hoursOf(fleet: Fleet): FleetHours
  /** Another vehicle's hours from here on. */
  use(fleet: Fleet): void
  /** Drives, resting on the road where the driving hours end; answers through `arrival` and `drivenAfter`. */
  drive(from: number, to: number, leavesAt: number, drivenBefore: number, onRoad?: OnRoad): void
  /** Driving since a rest after standing so long. */
  rested(drivenBefore: number, standsSeconds: number): number
  /** Begin of a break at the earliest from `now` on; infinity when its windows are over. */
  breakStart(index: number, now: number): number
  /** Fills the states of the start, left no earlier than `from`. */
  begin(from: number): void
  /** Fills the states after visit `k` to a node from those of the visit before; false, with a refusal, when none is left. */
  visit(k: number, before: number, node: number, stop: number): boolean
  /** Drives from visit `k` at a node to the end of a route that left at `from`. False with a refusal. */
  arriveEnd(k: number, node: number, from: number): boolean
  /** All of these in turn for the visits laid out. False with a refusal. */
  forward(from: number): boolean
  /** Room for so many states. */
  grow(size: number): void
}

type OnRoad = (seconds: number, rests: boolean, leavesAt: number) => void

const slack = 1e-6
/** Deadlines are sums taken from the other end: what is exactly in time differs by rounding. */
const rounding = 1e-7

export function routeClock(model: SearchModel): RouteClock {
  const { problem, nodes, service, locationOf, ready: opensAt, due, nowhere } = model
  const { locations } = problem
  const all = fleetHours(model)
  const windows = serviceWindows(problem)
  const isPlain = windows.plain
  let room = 0
  const none = new Int32Array(0)
  const empty = new Float64Array(0)
  const t: RouteClock = {
    fleet: model.fleets[0] as Fleet,
    hours: all[0] as FleetHours,
    windows,
    visits: 0,
    width: 1,
    visitNode: none,
    visitOf: none,
    notBefore: empty,
    holds: false,
    ready: empty,
    driven: empty,
    late: empty,
    drove: empty,
    startOf: empty,
    fromState: none,
    atArrival: none,
    pausedFrom: new Uint8Array(0),
    leaves: 0,
    ends: 0,
    endState: 0,
    endLate: 0,
    endDrove: 0,
    arrival: 0,
    drivenAfter: 0,
    drove1: 0,
    refusal: { kind: 'window', shortBy: 0, dimension: 0 },
    refuse,
    hoursOf: ({ index }) => all[index] as FleetHours,
    use(fleet) {
      t.fleet = fleet
      t.hours = all[fleet.index] as FleetHours
      t.width = t.hours.width
    },
    drive,
    rested,
    breakStart,
    begin,
    visit,
    arriveEnd,
    forward,
    grow,
  }
  let missed = 0
  let missedKind: BindingConstraintKind = 'window'

  function refuse(kind: BindingConstraintKind, shortBy: number, dimension = 0): false {
    t.refusal.kind = kind
    t.refusal.shortBy = shortBy
    t.refusal.dimension = dimension
    return false
  }

  function drive(from: number, to: number, leavesAt: number, drivenBefore: number, onRoad?: OnRoad): void {
    const { longestDrive, restSeconds, timed, time } = t.hours
    const free = from === nowhere || to === nowhere
    const usual = time[from * nodes + to] as number
    const way =
      timed === undefined ? 0 : (locationOf[from] as number) * locations + (locationOf[to] as number)
    let now = leavesAt
    let left = 1
    let total = drivenBefore
    t.drove1 = 0
    for (;;) {
      const rest = free ? 0 : timed === undefined ? left * usual : timed.seconds(way, now, left)
      const allowed = longestDrive - total
      if (rest <= allowed + 1e-9 || rest === Number.POSITIVE_INFINITY) {
        t.arrival = now + rest
        t.drivenAfter = total + rest
        t.drove1 += rest
        onRoad?.(rest, false, now)
        return
      }
      const part = Math.max(0, allowed)
      left -= timed === undefined ? part / usual : timed.share(way, now, part)
      onRoad?.(part, true, now)
      now += part + restSeconds
      t.drove1 += part
      total = 0
    }
  }

  function rested(drivenBefore: number, stands: number): number {
    const { longestDrive, restSeconds } = t.hours
    return longestDrive < Number.POSITIVE_INFINITY && stands >= restSeconds - 1e-9 ? 0 : drivenBefore
  }

  function breakStart(index: number, now: number): number {
    const { firstWindow, opens, closes } = t.hours
    const end = firstWindow[index + 1] as number
    for (let w = firstWindow[index] as number; w < end; w++)
      if (now <= (closes[w] as number) + rounding) {
        const start = opens[w] as number
        return Math.max(now, start)
      }
    return Number.POSITIVE_INFINITY
  }

  /** One more state: departure, driving since a rest, lateness. */
  function offer(at: number, time: number, since: number, cost: number): boolean {
    const now = t.ready[at] as number
    if (time > now || (time === now && (since > (t.driven[at] as number) || cost >= (t.late[at] as number))))
      return false
    t.ready[at] = time
    t.driven[at] = since
    t.late[at] = cost
    t.pausedFrom[at] = 0
    return true
  }

  /** Breaks after service, before driving on. */
  function pause(base: number): void {
    const { duration, width } = t.hours
    for (let b = 0; b + 1 < width; b++) {
      const at = base + b
      const now = t.ready[at] as number
      if (now === Number.POSITIVE_INFINITY) continue
      const start = breakStart(b, now)
      if (start === Number.POSITIVE_INFINITY) continue
      const until = start + (duration[b] as number)
      if (offer(at + 1, until, rested(t.driven[at] as number, until - now), t.late[at] as number)) {
        t.drove[at + 1] = t.drove[at] as number
        t.pausedFrom[at + 1] = 1
      }
    }
  }

  function begin(from: number): void {
    const { width, lastEnd } = t.hours
    for (let b = 0; b < width; b++) t.ready[b] = Number.POSITIVE_INFINITY
    for (let b = 0; b < width; b++) {
      offer(b, from, 0, 0)
      t.drove[b] = 0
      if (b + 1 < width && (lastEnd[b] as number) > from) break
    }
    if (width > 1) pause(0)
  }

  function visit(k: number, before: number, node: number, stop: number): boolean {
    const { hours } = t
    const isSimple = hours.timed === undefined && hours.longestDrive === Number.POSITIVE_INFINITY
    if (isSimple && stop >= 0 && !t.holds && k > t.fleet.prefix.length) {
      const way = hours.time[before * nodes + node] as number
      return hours.width === 1 ? visitOnce(k, way, stop) : visitWithBreaks(k, way, stop)
    }
    return visitAnyhow(k, before, node, stop)
  }

  /** No breaks, driving hours or slices: one state. */
  function visitOnce(k: number, way: number, stop: number): boolean {
    const { ready, late, startOf } = t
    const reached = (ready[k - 1] as number) + way
    let start: number
    let lateness = late[k - 1] as number
    if (isPlain[stop] === 1) {
      start = Math.max(reached, opensAt[stop] as number)
      if (start > (due[stop] as number) + slack) return refuse('window', start - (due[stop] as number))
    } else {
      const found = windows.start(stop, reached, t.fleet.costPerDutySecond)
      if (found.missedBy > slack) return refuse('window', found.missedBy)
      start = found.start
      lateness += found.latenessCost
    }
    ready[k] = start + (service[stop] as number)
    t.driven[k] = 0
    late[k] = lateness
    startOf[k] = start
    t.fromState[k] = 0
    t.atArrival[k] = 0
    t.pausedFrom[k] = 0
    return true
  }

  /** Breaks, but neither driving hours nor slices. */
  function visitWithBreaks(k: number, way: number, stop: number): boolean {
    const { ready, late, driven, startOf, fromState, atArrival, pausedFrom, hours } = t
    const { width, duration } = hours
    const base = k * width
    const prev = base - width
    const plain = isPlain[stop] === 1
    const open = opensAt[stop] as number
    const close = due[stop] as number
    const serve = service[stop] as number
    for (let b = 0; b < width; b++) ready[base + b] = Number.POSITIVE_INFINITY
    let any = false
    missed = Number.POSITIVE_INFINITY
    for (let b = 0; b < width; b++) {
      let now = (ready[prev + b] as number) + way
      if (now === Number.POSITIVE_INFINITY) continue
      for (let c = b; ; ) {
        let start: number
        let lateness = late[prev + b] as number
        if (plain) {
          start = Math.max(now, open)
          if (start > close + slack) {
            miss(start - close, k, now, c - b)
            break
          }
        } else {
          const found = windows.start(stop, now, t.fleet.costPerDutySecond)
          if (found.missedBy > slack) {
            miss(found.missedBy, k, now, c - b)
            break
          }
          start = found.start
          lateness += found.latenessCost
        }
        const at = base + c
        const departure = start + serve
        const known = ready[at] as number
        if (departure < known || (departure === known && lateness < (late[at] as number))) {
          any = true
          ready[at] = departure
          late[at] = lateness
          driven[at] = 0
          pausedFrom[at] = 0
          fromState[at] = b
          atArrival[at] = c - b
          startOf[at] = start
        }
        if (c + 1 === width) break
        now = breakStart(c, now)
        if (now === Number.POSITIVE_INFINITY) break
        now += duration[c] as number
        c++
      }
    }
    if (!any) return refuse(missedKind, missed)
    // Breaks after service, before driving on.
    for (let b = 0; b + 1 < width; b++) {
      const at = base + b
      const now = ready[at] as number
      if (now === Number.POSITIVE_INFINITY) continue
      const until = breakStart(b, now) + (duration[b] as number)
      const known = ready[at + 1] as number
      if (until > known || (until === known && (late[at] as number) >= (late[at + 1] as number))) continue
      if (until === Number.POSITIVE_INFINITY) continue
      ready[at + 1] = until
      late[at + 1] = late[at] as number
      driven[at + 1] = 0
      pausedFrom[at + 1] = 1
    }
    return true
  }

  function visitAnyhow(k: number, before: number, node: number, stop: number): boolean {
    const { hours, ready, driven } = t
    const { width, timed, time, serviceIsRest, longestDrive } = hours
    const base = k * width
    const prev = base - width
    const single = stop >= 0 && isPlain[stop] === 1
    for (let b = 0; b < width; b++) ready[base + b] = Number.POSITIVE_INFINITY
    const started = k <= t.fleet.prefix.length
    const limited = longestDrive < Number.POSITIVE_INFINITY
    const free = before === nowhere || node === nowhere
    const usual = time[before * nodes + node] as number
    const way =
      timed === undefined ? 0 : (locationOf[before] as number) * locations + (locationOf[node] as number)
    let any = false
    missed = Number.POSITIVE_INFINITY
    for (let b = 0; b < width; b++) {
      const departs = ready[prev + b] as number
      if (departs === Number.POSITIVE_INFINITY) continue
      const seconds = timed === undefined || free ? usual : timed.seconds(way, departs, 1)
      let reached = departs + seconds
      let since = (driven[prev + b] as number) + seconds
      let drove = (t.drove[prev + b] as number) + seconds
      if (since > longestDrive + 1e-9 && seconds < Number.POSITIVE_INFINITY) {
        drive(before, node, departs, driven[prev + b] as number)
        reached = t.arrival
        since = t.drivenAfter
        drove = (t.drove[prev + b] as number) + t.drove1
      }
      let now = reached
      for (let taken = 0; b + taken < width; taken++) {
        if (taken > 0) {
          const start = breakStart(b + taken - 1, now)
          if (start === Number.POSITIVE_INFINITY) break
          now = start + (hours.duration[b + taken - 1] as number)
        }
        let start = now
        if (t.holds && start < (t.notBefore[k] as number)) start = t.notBefore[k] as number
        let lateness = 0
        let serves = 0
        if (single) {
          start = Math.max(start, opensAt[stop] as number)
          const over = start - (due[stop] as number)
          if (over > slack && !started) {
            miss(over, k, now, taken)
            break
          }
          serves = service[stop] as number
        } else if (stop >= 0) {
          const found = windows.start(stop, start, t.fleet.costPerDutySecond)
          if (found.missedBy > slack && !started) {
            miss(found.missedBy, k, now, taken)
            break
          }
          start = found.start
          lateness = found.latenessCost
          serves = service[stop] as number
        } else {
          const { window, durationSeconds } = hours.reload as Reload
          if (window && start > window.endSeconds + slack) {
            missed = Math.min(missed, start - window.endSeconds)
            break
          }
          if (window && start < window.startSeconds) start = window.startSeconds
          serves = durationSeconds
        }
        let departure = start + serves
        const stands = serviceIsRest ? departure - reached : start - reached
        if (k === t.fleet.prefix.length && departure < t.fleet.availableFrom)
          departure = t.fleet.availableFrom
        const at = base + b + taken
        if (
          offer(at, departure, limited ? rested(since, stands) : 0, (t.late[prev + b] as number) + lateness)
        ) {
          any = true
          t.drove[at] = drove
          t.fromState[at] = b
          t.atArrival[at] = taken
          t.startOf[at] = start
        }
      }
    }
    if (!any) return refuse(missedKind, missed)
    if (width > 1) pause(base)
    return true
  }

  /** Remembers what came nearest to being in time. */
  function miss(by: number, k: number, now: number, taken: number): void {
    if (by >= missed) return
    missed = by
    missedKind = t.holds && (t.notBefore[k] as number) > now ? 'ride-time' : taken > 0 ? 'break' : 'window'
  }

  function forward(from: number): boolean {
    begin(from)
    const { visitNode, visitOf, visits } = t
    for (let k = 1; k <= visits; k++)
      if (!visit(k, visitNode[k - 1] as number, visitNode[k] as number, visitOf[k] as number)) return false
    return arriveEnd(visits, visitNode[visits] as number, from)
  }

  function arriveEnd(k: number, node: number, from: number): boolean {
    const { width, lastEnd } = t.hours
    t.ends = Number.POSITIVE_INFINITY
    let breakMissed = false
    for (let b = 0; b < width; b++) {
      const at = k * width + b
      if (t.ready[at] === Number.POSITIVE_INFINITY) continue
      drive(node, t.fleet.end, t.ready[at] as number, t.driven[at] as number)
      let due = false
      for (let i = b; i + 1 < width; i++) {
        const until = lastEnd[i] as number
        if (until > from && t.arrival > until + slack) due = true
      }
      if (due) breakMissed = true
      else if (t.arrival < t.ends) {
        t.ends = t.arrival
        t.endState = b
        t.endLate = t.late[at] as number
        t.endDrove = (t.drove[at] as number) + t.drove1
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
    t.drove = new Float64Array(room)
    t.startOf = new Float64Array(room)
    t.fromState = new Int32Array(room)
    t.atArrival = new Int32Array(room)
    t.pausedFrom = new Uint8Array(room)
  }

  grow(64)
  return t
}
