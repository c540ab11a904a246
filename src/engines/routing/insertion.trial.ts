import { placeBase } from './insertion.pairs.ts'
import type { Route } from './insertion.ts'
import type { KeptStates } from './kept-states.ts'
import { earliestStart, type RouteSimulator } from './route-simulation.ts'
import type { SearchModel } from './search-model.ts'
import type { TravelBounds } from './travel-bounds.ts'

/** Whether a route with a unit put somewhere can be driven, and what it costs, driving no more of it than needed. */
export interface InsertionTrial {
  /** Seconds at the wheel that the unit adds at a place, least ones where they depend on the time of day. */
  detourSeconds(route: Route, stop: number, drop: number, place: number): number
  /**
   * The clock shows the visit of a node; is the route from its node `k` on still in time? `never` and `always` are
   * certain, `perhaps` has to be driven.
   */
  reaches(route: Route, visit: number, node: number, k: number): Reach
  /** What the unit costs at a place; infinity where it cannot be. `more`: of the ways and changes alone. */
  drive(route: Route, stop: number, drop: number, place: number, more: number): number
  /** The same, the whole route driven anew. */
  driveAll(route: Route, stop: number, drop: number, place: number): number
}

/** 0: never in time; 1: always; 2: perhaps. */
type Reach = 0 | 1 | 2

const slack = 1e-6
/** Deadlines are sums taken from the other end: what is exactly in time differs by rounding. */
const rounding = 1e-8

export function insertionTrial(
  model: SearchModel,
  simulator: RouteSimulator,
  kept: KeptStates,
  bounds: readonly TravelBounds[],
): InsertionTrial {
  const { nodes, locationOf, nowhere } = model
  const { locations } = model.problem
  const { clock: t, deadlines } = simulator
  const anyRide = model.maxRide.some((one) => one < Number.POSITIVE_INFINITY)
  const anyTangled = t.windows.tangled
  const { size, deadline: deadlineAt, late: lateAt, drove: droveAt, left: leftAt } = kept
  let trial = new Int32Array(64)

  /** The stops with the unit at a place, in `trial` from index 1 on; answers how many. */
  function lineUp({ sequence, length }: Route, stop: number, drop: number, place: number): number {
    const pickupAt = Math.floor(place / placeBase)
    const dropAt = place % placeBase
    if (trial.length < length + 6) trial = new Int32Array(2 * length + 6)
    let to = 1
    for (let k = 1; k <= length + 1; k++) {
      if (k === pickupAt) trial[to++] = stop
      if (drop >= 0 && k === dropAt) trial[to++] = drop
      if (k <= length) trial[to++] = sequence[k] as number
    }
    return to - 1
  }

  function detourSeconds(
    { fleet, length, sequence }: Route,
    stop: number,
    drop: number,
    place: number,
  ): number {
    const { time } = bounds[fleet.index] as TravelBounds
    const i = Math.floor(place / placeBase)
    const j = place % placeBase
    const before = sequence[i - 1] as number
    const after = sequence[i] as number
    let more =
      (time[before * nodes + stop] as number) - (length === 0 ? 0 : (time[before * nodes + after] as number))
    if (drop < 0) return more + (time[stop * nodes + after] as number)
    if (i === j) return more + (time[stop * nodes + drop] as number) + (time[drop * nodes + after] as number)
    more += time[stop * nodes + after] as number
    const last = sequence[j - 1] as number
    const next = sequence[j] as number
    return (
      more +
      (time[last * nodes + drop] as number) +
      (time[drop * nodes + next] as number) -
      (time[last * nodes + next] as number)
    )
  }

  function driveAll(route: Route, stop: number, drop: number, place: number): number {
    const count = lineUp(route, stop, drop, place)
    const { feasible, cost } = simulator.run(route.fleet, trial, count)
    return feasible ? cost - route.cost : Number.POSITIVE_INFINITY
  }

  function reaches(
    { fleet, length, sequence, states }: Route,
    visit: number,
    node: number,
    k: number,
  ): Reach {
    const { width, timed, time, longestDrive, mostDuty } = t.hours
    const next = k > length ? fleet.end : (sequence[k] as number)
    const free = timed === undefined || node === nowhere || next === nowhere
    const way = time[node * nodes + next] as number
    const deadlines = k * size + deadlineAt
    const left = states[k * size + leftAt] as number
    let inTime = false
    let sure = mostDuty === Number.POSITIVE_INFINITY && !anyRide && !anyTangled
    for (let b = 0; b < width; b++) {
      const leaves = t.ready[visit * width + b] as number
      if (leaves === Number.POSITIVE_INFINITY) continue
      const arrival = free
        ? leaves + way
        : leaves +
          timed.seconds((locationOf[node] as number) * locations + (locationOf[next] as number), leaves, 1)
      if (arrival <= (states[deadlines + b] as number) + rounding) inTime = true
      if (longestDrive < Number.POSITIVE_INFINITY && sure)
        sure = (t.driven[visit * width + b] as number) + (way + left) * (timed?.spread ?? 1) <= longestDrive
    }
    return inTime ? (sure ? 1 : 2) : 0
  }

  function drive(route: Route, stop: number, drop: number, place: number, more: number): number {
    const { fleet, length, sequence, states } = route
    const { width, timed, longestDrive, mostDuty, mostDriving } = t.hours
    const { costPerDrivingSecond, costPerDutySecond } = fleet
    const pickupAt = Math.floor(place / placeBase)
    const lastAt = drop < 0 ? pickupAt : place % placeBase
    t.holds = false
    t.grow((length + 5) * width)
    kept.restore(route, t, pickupAt - 1)
    let visit = pickupAt - 1
    let node = sequence[visit] as number
    const end = (length + 1) * size
    let converged = false
    for (let k = pickupAt; k <= length + 1 && !converged; k++) {
      if (k === pickupAt) {
        if (!t.visit(++visit, node, stop, stop)) return Number.POSITIVE_INFINITY
        node = stop
      }
      if (drop >= 0 && k === lastAt) {
        if (!t.visit(++visit, node, drop, drop)) return Number.POSITIVE_INFINITY
        node = drop
      }
      if (k > length) break
      const next = sequence[k] as number
      if (!t.visit(++visit, node, next, next)) return Number.POSITIVE_INFINITY
      node = next
      converged = k >= lastAt && kept.meets(route, t, visit, k)
      if (converged) {
        const at = k * size
        let b = 0
        while (t.ready[visit * width + b] === Number.POSITIVE_INFINITY) b++
        t.ends = states[end] as number
        t.endLate =
          (states[end + lateAt] as number) +
          (t.late[visit * width + b] as number) -
          (states[at + lateAt + b] as number)
        t.endDrove =
          (states[end + droveAt] as number) +
          (t.drove[visit * width + b] as number) -
          (states[at + droveAt + b] as number)
      }
    }
    const from = earliestStart(fleet)
    if (!converged && !t.arriveEnd(visit, node, from)) return Number.POSITIVE_INFINITY
    if (anyRide) return driveAll(route, stop, drop, place)
    const later = t.endLate - (states[end + lateAt] as number)
    const drivingCounts =
      timed !== undefined && (costPerDrivingSecond > 0 || mostDriving < Number.POSITIVE_INFINITY)
    if (t.ends - from <= mostDuty && costPerDutySecond === 0) {
      if (!drivingCounts) return more + later
      if (t.endDrove > mostDriving) return Number.POSITIVE_INFINITY
      const driven = t.endDrove - (states[end + droveAt] as number)
      return more + later + costPerDrivingSecond * (driven - detourSeconds(route, stop, drop, place))
    }
    // Deadlines say how late the route may begin only where no rest, lateness or choice of window moves with it.
    const driving =
      timed === undefined
        ? route.driving + detourSeconds(route, stop, drop, place)
        : t.endDrove * timed.spread
    const rests = driving > longestDrive
    if (drivingCounts || anyTangled || t.endLate > 0 || (rests && t.ends - from > mostDuty))
      return driveAll(route, stop, drop, place)
    const ends = t.ends
    const count = lineUp(route, stop, drop, place)
    const leaves = fleet.prefix.length > 0 ? from : deadlines.latestStart(trial, trial, count, from, ends)
    const duty = ends - Math.max(leaves, from)
    if (duty > mostDuty || (rests && leaves > from && !stillEnds(count, leaves, ends)))
      return driveAll(route, stop, drop, place)
    return more + costPerDutySecond * (duty - route.duty)
  }

  /** Whether the stops lined up, begun so late, still end by then and nobody late: rests may have come in between. */
  function stillEnds(count: number, leaves: number, ends: number): boolean {
    const { visitNode, visitOf } = t
    visitNode[0] = t.fleet.start
    visitOf[0] = -1
    for (let k = 1; k <= count; k++) {
      visitNode[k] = trial[k] as number
      visitOf[k] = trial[k] as number
    }
    t.visits = count
    return t.forward(leaves) && t.ends <= ends + slack && t.endLate <= slack
  }

  return { detourSeconds, reaches, drive, driveAll }
}
