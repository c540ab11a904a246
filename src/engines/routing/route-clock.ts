import { type FleetHours, fleetHours } from './fleet-hours.ts'
import type { OnRoad, RouteClock } from './route-clock.state.ts'
import { routeVisits } from './route-visits.ts'
import type { BindingConstraintKind } from './routing.problem.ts'
import type { Fleet, SearchModel } from './search-model.ts'
import { serviceWindows } from './service-start.ts'

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
