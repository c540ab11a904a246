import { type FleetHours, fleetHours } from './fleet-hours.ts'
import { routeVisits } from './route-visits.ts'
import type { BindingConstraintKind } from './routing.problem.ts'
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
  const { problem, nodes, locationOf, nowhere } = model
  const { locations } = problem
  const all = fleetHours(model)
  let room = 0
  const none = new Int32Array(0)
  const empty = new Float64Array(0)
  const t: RouteClock = {
    fleet: model.fleets[0] as Fleet,
    hours: all[0] as FleetHours,
    windows: serviceWindows(problem),
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
    begin: () => undefined,
    visit: () => false,
    arriveEnd,
    forward,
    grow,
  }
  const visits = routeVisits(model, t)
  t.begin = visits.begin
  t.visit = visits.visit

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

  function forward(from: number): boolean {
    t.begin(from)
    const { visitNode, visitOf, visits } = t
    for (let k = 1; k <= visits; k++)
      if (!t.visit(k, visitNode[k - 1] as number, visitNode[k] as number, visitOf[k] as number)) return false
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
