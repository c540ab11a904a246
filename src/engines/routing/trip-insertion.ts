import type { DepotDetours } from './depot-detours.ts'
import type { Route } from './insertion.ts'
import { earliestStart } from './route-simulation.ts'
import type { Fleet, SearchModel } from './search-model.ts'
import type { TravelBounds } from './travel-bounds.ts'
import { tripLoad } from './trip-load.ts'
import { tripTimes } from './trip-times.ts'

/** What one more stop does to the reloads of a route, from what is kept of the best cuts before and after each node. */
export interface TripInsertion {
  /**
   * Keeps the best cuts of the route's sequence: `cutNumbers` numbers a node from `at` on. Where the route has several
   * trips, its earliest departures and latest arrivals become those of whichever cuts are best for each.
   */
  keep(route: Route, at: number): void
  /**
   * Least metres of detours to reload when a stop comes before node `place`; infinity when no cut makes it loadable, or
   * when with those cuts it cannot be in time, breaks and rests not counted. The number of trips is not looked at.
   */
  detours(route: Route, at: number, stop: number, place: number): number
  /** The same of the route as it is. */
  detoursNow(route: Route, at: number): number
}

export const cutNumbers = 8

/** A trip that begins at a node: the least detours before it, and the earliest departure from the node then. */
const beginning = 0
const beginningLeaves = 1
/** A trip that ends at a node: the same. */
const ending = 2
const endingLeaves = 3
/** A trip that ends at a node: the least detours after it, and the latest departure from the node then. */
const after = 4
const afterLeaves = 5
/** A trip that begins at a node: the least detours from there on, and the latest arrival at the node then. */
const rest = 6
const restArrives = 7

const slack = 1e-6

/** As the splitting of tours (Prins 2004), from both ends, so that a trial looks at the trips around the stop alone. */
export function tripInsertion(
  model: SearchModel,
  detours: DepotDetours,
  bounds: readonly TravelBounds[],
): TripInsertion {
  const { nodes, dimensions, delivery } = model
  const load = tripLoad(model)
  const { served, deadlineOf, loaded, leaveToLoad } = tripTimes(model)
  const before = new Float64Array(dimensions)
  const board = new Float64Array(dimensions)
  let least = 0
  let bestFrom = 0
  let bestTo = 0
  let far = new Int32Array(64)
  let rides = new Uint8Array(64)

  /** For each node the last one of the longest trip from it; and where shipments are on board, so that no trip ends. */
  function reach(fleet: Fleet, sequence: Int32Array, length: number): void {
    if (far.length < length + 3) {
      far = new Int32Array(2 * length + 6)
      rides = new Uint8Array(2 * length + 6)
    }
    let riding = 0
    for (let from = 1; from <= length; from++) {
      load.begin()
      let to = from
      while (to <= length && load.extend(fleet, sequence[to] as number, to)) {
        if (to === from) riding += load.riding
        to++
      }
      far[from] = to - 1
      rides[from] = riding > 0 ? 1 : 0
    }
  }

  function keepBefore({ fleet, length, sequence, states, stateSize }: Route, at: number): void {
    const { time } = bounds[fleet.index] as TravelBounds
    for (let k = 1; k <= length; k++) {
      const own = k * stateSize + at
      states[own + beginning] = Number.POSITIVE_INFINITY
      states[own + ending] = Number.POSITIVE_INFINITY
    }
    for (let from = 1; from <= length; from++) {
      const own = from * stateSize + at
      const stop = sequence[from] as number
      if (from === 1) {
        states[own + beginning] = 0
        states[own + beginningLeaves] = served(time, earliestStart(fleet), fleet.start, stop)
      } else if (rides[from - 1] === 0) {
        const before = sequence[from - 1] as number
        const depot = detours.depot(fleet, before, stop)
        states[own + beginning] =
          (states[own - stateSize + ending] as number) + detours.least(fleet, before, stop)
        const leaves = loaded(fleet, time, states[own - stateSize + endingLeaves] as number, before, depot)
        states[own + beginningLeaves] = served(time, leaves, depot, stop)
      }
      const soFar = states[own + beginning] as number
      if (soFar === Number.POSITIVE_INFINITY) continue
      let leaves = states[own + beginningLeaves] as number
      const until = far[from] as number
      for (let to = from; to <= until; to++) {
        if (to > from) leaves = served(time, leaves, sequence[to - 1] as number, sequence[to] as number)
        const place = to * stateSize + at
        if (rides[to] === 1 || soFar >= (states[place + ending] as number)) continue
        states[place + ending] = soFar
        states[place + endingLeaves] = leaves
      }
    }
  }

  function keepAfter({ fleet, length, sequence, states, stateSize }: Route, at: number): void {
    const { time } = bounds[fleet.index] as TravelBounds
    for (let from = length; from >= 1; from--) {
      const own = from * stateSize + at
      const stop = sequence[from] as number
      if (from === length) {
        states[own + after] = 0
        states[own + afterLeaves] = fleet.shiftEnd - (time[stop * nodes + fleet.end] as number)
      } else if (rides[from] === 1) states[own + after] = Number.POSITIVE_INFINITY
      else {
        const next = sequence[from + 1] as number
        const depot = detours.depot(fleet, stop, next)
        states[own + after] = detours.least(fleet, stop, next) + (states[own + stateSize + rest] as number)
        const leaves =
          (states[own + stateSize + restArrives] as number) - (time[depot * nodes + next] as number)
        states[own + afterLeaves] = leaveToLoad(fleet, time, leaves, stop, depot)
      }
      let least = Number.POSITIVE_INFINITY
      let last = from
      const until = far[from] as number
      for (let to = from; to <= until; to++) {
        const one = states[to * stateSize + at + after] as number
        if (one >= least) continue
        least = one
        last = to
      }
      let arrives = deadlineOf(
        sequence[last] as number,
        states[last * stateSize + at + afterLeaves] as number,
      )
      for (let k = last - 1; k >= from; k--)
        arrives = deadlineOf(
          sequence[k] as number,
          arrives - (time[(sequence[k] as number) * nodes + (sequence[k + 1] as number)] as number),
        )
      states[own + rest] = least
      states[own + restArrives] = arrives
    }
  }

  /** Earliest departures, each with the cuts that are best for it, breaks and rests not counted. */
  function keepEarliest({ fleet, length, sequence, leave }: Route): void {
    const { time } = bounds[fleet.index] as TravelBounds
    leave[0] = earliestStart(fleet)
    for (let k = 1; k <= length; k++) leave[k] = Number.POSITIVE_INFINITY
    for (let from = 1; from <= length; from++) {
      const stop = sequence[from] as number
      const before = sequence[from - 1] as number
      let leaves = leave[from - 1] as number
      if (from === 1) leaves = served(time, leaves, before, stop)
      else if (rides[from - 1] === 1) continue
      else {
        const own = detours.nodesOf[fleet.index] as Int32Array
        let first = Number.POSITIVE_INFINITY
        for (const depot of own)
          first = Math.min(first, served(time, loaded(fleet, time, leaves, before, depot), depot, stop))
        leaves = first
      }
      const until = far[from] as number
      for (let to = from; to <= until && leaves < Number.POSITIVE_INFINITY; to++) {
        if (to > from) leaves = served(time, leaves, sequence[to - 1] as number, sequence[to] as number)
        if (leaves < (leave[to] as number)) leave[to] = leaves
      }
    }
  }

  /** Latest arrivals likewise. */
  function keepLatest({ fleet, length, sequence, latest }: Route): void {
    const { time } = bounds[fleet.index] as TravelBounds
    latest[length + 1] = fleet.shiftEnd
    for (let k = 1; k <= length; k++) latest[k] = Number.NEGATIVE_INFINITY
    for (let to = length; to >= 1; to--) {
      const stop = sequence[to] as number
      let leaves = Number.NEGATIVE_INFINITY
      if (to === length) leaves = fleet.shiftEnd - (time[stop * nodes + fleet.end] as number)
      else if (rides[to] === 0)
        for (const depot of detours.nodesOf[fleet.index] as Int32Array) {
          const ready =
            (latest[to + 1] as number) - (time[depot * nodes + (sequence[to + 1] as number)] as number)
          leaves = Math.max(leaves, leaveToLoad(fleet, time, ready, stop, depot))
        }
      for (let k = to; k >= 1 && (far[k] as number) >= to && leaves > Number.NEGATIVE_INFINITY; k--) {
        const arrives = deadlineOf(sequence[k] as number, leaves)
        if (arrives > (latest[k] as number)) latest[k] = arrives
        leaves = arrives - (time[(sequence[k - 1] as number) * nodes + (sequence[k] as number)] as number)
      }
    }
  }

  /** Whether the stop is in time on the trip that begins at node `from` and ends after node `to`. */
  function isInTime(
    route: Route,
    at: number,
    stop: number,
    place: number,
    from: number,
    to: number,
  ): boolean {
    const { fleet, length, sequence, states, stateSize } = route
    const { time } = bounds[fleet.index] as TravelBounds
    let now: number
    if (from < place) {
      now = states[from * stateSize + at + beginningLeaves] as number
      for (let k = from + 1; k < place; k++)
        now = served(time, now, sequence[k - 1] as number, sequence[k] as number)
      now = served(time, now, sequence[place - 1] as number, stop)
    } else if (place === 1) now = served(time, earliestStart(fleet), fleet.start, stop)
    else {
      const before = sequence[place - 1] as number
      const depot = detours.depot(fleet, before, stop)
      now = states[(place - 1) * stateSize + at + endingLeaves] as number
      now = served(time, loaded(fleet, time, now, before, depot), depot, stop)
    }
    if (to < place) {
      if (place > length) return now + (time[stop * nodes + fleet.end] as number) <= fleet.shiftEnd + slack
      const next = sequence[place] as number
      const depot = detours.depot(fleet, stop, next)
      const arrival = loaded(fleet, time, now, stop, depot) + (time[depot * nodes + next] as number)
      return arrival <= (states[place * stateSize + at + restArrives] as number) + slack
    }
    let before = stop
    for (let k = place; k <= to; k++) {
      now = served(time, now, before, sequence[k] as number)
      before = sequence[k] as number
    }
    return now <= (states[to * stateSize + at + afterLeaves] as number) + slack
  }

  /** Least detours before a trip with the stop that begins at node `from`. */
  function detoursBefore(
    { fleet, sequence, states, stateSize }: Route,
    at: number,
    stop: number,
    place: number,
    from: number,
  ): number {
    if (from < place) return states[from * stateSize + at + beginning] as number
    if (place === 1) return 0
    return (
      (states[(place - 1) * stateSize + at + ending] as number) +
      detours.least(fleet, sequence[place - 1] as number, stop)
    )
  }

  /** Least detours after a trip that ends with the stop. */
  function detoursAfter(
    { fleet, length, sequence, states, stateSize }: Route,
    at: number,
    stop: number,
    place: number,
  ): number {
    if (place > length) return 0
    return (
      detours.least(fleet, stop, sequence[place] as number) +
      (states[place * stateSize + at + rest] as number)
    )
  }

  function note(total: number, from: number, to: number): void {
    if (total >= least) return
    least = total
    bestFrom = from
    bestTo = to
  }

  /** Every trip around the stop that can be loaded. */
  function tryTrips(route: Route, at: number, stop: number, place: number): void {
    const { fleet, length, sequence, states, stateSize } = route
    const alone = detoursAfter(route, at, stop, place)
    for (let from = place; from >= 1; from--) {
      const soFar = detoursBefore(route, at, stop, place, from)
      if (soFar >= least && from < place) continue
      load.begin()
      let k = from
      while (k < place && load.extend(fleet, sequence[k] as number, k)) k++
      if (k < place) return
      if (!load.extend(fleet, stop, place)) {
        if (from === place) continue
        return
      }
      if (load.riding === 0) note(soFar + alone, from, place - 1)
      for (let to = place; to <= length; to++) {
        if (!load.extend(fleet, sequence[to] as number, to)) break
        note(soFar + (states[to * stateSize + at + after] as number), from, to)
      }
    }
  }

  /** The same where all is brought from the depot, so that a trip is the sum of its stops. */
  function tryDeliveries(route: Route, at: number, stop: number, place: number): void {
    const { fleet, length, sequence, states, stateSize } = route
    const { capacity } = fleet
    const alone = detoursAfter(route, at, stop, place)
    for (let d = 0; d < dimensions; d++) {
      before[d] = delivery[stop * dimensions + d] as number
      if ((before[d] as number) > (capacity[d] as number) + 1e-9) return
    }
    for (let from = place; from >= 1; from--) {
      if (from < place)
        for (let d = 0; d < dimensions; d++) {
          const sum =
            (before[d] as number) + (delivery[(sequence[from] as number) * dimensions + d] as number)
          if (sum > (capacity[d] as number) + 1e-9) return
          before[d] = sum
        }
      const soFar = detoursBefore(route, at, stop, place, from)
      if (soFar >= least) continue
      note(soFar + alone, from, place - 1)
      for (let d = 0; d < dimensions; d++) board[d] = before[d] as number
      let fits = true
      for (let to = place; to <= length; to++) {
        for (let d = 0; d < dimensions; d++) {
          const sum = (board[d] as number) + (delivery[(sequence[to] as number) * dimensions + d] as number)
          if (sum > (capacity[d] as number) + 1e-9) fits = false
          board[d] = sum
        }
        if (!fits) break
        const total = soFar + (states[to * stateSize + at + after] as number)
        if (total < least) note(total, from, to)
      }
    }
  }

  return {
    keep(route, at) {
      reach(route.fleet, route.sequence, route.length)
      keepBefore(route, at)
      keepAfter(route, at)
      if (route.trips === 1 || route.fleet.prefix.length > 0) return
      keepEarliest(route)
      keepLatest(route)
    },
    detoursNow: ({ length, states, stateSize }, at) =>
      length === 0 ? 0 : (states[stateSize + at + rest] as number),
    detours(route, at, stop, place) {
      least = Number.POSITIVE_INFINITY
      if (load.simple) tryDeliveries(route, at, stop, place)
      else tryTrips(route, at, stop, place)
      // Of a vehicle under way the past is as it is, in time or not.
      if (least === Number.POSITIVE_INFINITY || route.fleet.prefix.length > 0) return least
      return isInTime(route, at, stop, place, bestFrom, bestTo) ? least : Number.POSITIVE_INFINITY
    },
  }
}
