import type { Fleet, SearchModel } from './search-model.ts'

/** A route under construction. Arrays have room to spare; index 0 is the start, `length + 1` the end. */
export interface Route {
  fleet: Fleet
  /** Stops on it. */
  length: number
  sequence: Int32Array
  /** Earliest departure from each node of the sequence. */
  leave: Float64Array
  /** Latest arrival at each from which the rest can still be done in time. */
  latest: Float64Array
  /** Cost of the way into each from the one before. */
  leg: Float64Array
  /** By dimension: of windows what the whole route delivers; of pairs on board when leaving each, node-major. */
  load: Float64Array
  /** By node: duty, earliest and latest begin of the part up to it, then of the part from it on (see `duty.ts`). */
  parts: Float64Array
  /** By node, so many numbers each: earliest states and deadlines of the clock (see `kept-states.ts`); 0: none are kept. */
  states: Float64Array
  stateSize: number
  /** Times it is loaded, counted where it can be loaded again. */
  trips: number
  /** Metres of all ways, where a limit needs them. */
  distance: number
  /** Least duty, where a limit or price needs it; seconds of it that are neither driving, service nor break. */
  duty: number
  idle: number
  /** Seconds at the wheel, least ones where they depend on the time of day. */
  driving: number
  /** What the balance between routes looks at. */
  measure: number
  /** What the route costs, its vehicle's fixed cost not counted. 0 when empty. */
  cost: number
  /** Names the content: two routes with one stamp are the same. */
  stamp: number
}

/**
 * The constraints in force. The search knows nothing of them: it asks where a unit fits best and what that costs. There
 * is one for each family of constraints, chosen by the features a problem uses.
 */
export interface InsertionRules {
  /** How many numbers of load a route keeps per node; 0: `dimensions` numbers in all. */
  loadPerNode: boolean
  /** Fills everything that follows from the sequence. False when the route cannot be driven so. */
  refresh(route: Route): boolean
  /**
   * Finds the two cheapest places for a unit: writes cost, place, cost, place from `cells[at]` on; infinity for none.
   */
  evaluate(route: Route, unit: number, cells: Float64Array, at: number): void
  /** How much of the first dimension surely still fits at most; infinity where that says nothing. */
  room(route: Route): number
  /** Of the first dimension, what a unit needs of that room. */
  sizeOf: Float64Array
  /** Puts the unit where `evaluate` said and refreshes. */
  insert(route: Route, unit: number, place: number): void
}

/** Numbers in `parts` per node. */
export const partSize = 6

export function createRoute(model: SearchModel, fleet: Fleet, room: number, loadPerNode: boolean): Route {
  const size = room + 2
  return {
    fleet,
    length: 0,
    sequence: new Int32Array(size),
    leave: new Float64Array(size),
    latest: new Float64Array(size),
    leg: new Float64Array(size),
    load: new Float64Array((loadPerNode ? size : 1) * model.dimensions),
    parts: new Float64Array(model.features.duty ? size * partSize : 0),
    states: new Float64Array(0),
    stateSize: 0,
    trips: 1,
    distance: 0,
    duty: 0,
    idle: 0,
    driving: 0,
    measure: 0,
    cost: 0,
    stamp: 0,
  }
}

/** Makes room for `stops` stops, keeping what is there. */
export function growRoute(route: Route, stops: number): void {
  const size = route.sequence.length
  if (stops + 2 <= size) return
  const wanted = Math.max(stops + 2, 2 * size)
  const { sequence, leave, latest, leg, load, parts } = route
  if (parts.length > 0) {
    route.parts = new Float64Array(wanted * partSize)
    route.parts.set(parts)
  }
  route.sequence = new Int32Array(wanted)
  route.sequence.set(sequence)
  route.leave = new Float64Array(wanted)
  route.leave.set(leave)
  route.latest = new Float64Array(wanted)
  route.latest.set(latest)
  route.leg = new Float64Array(wanted)
  route.leg.set(leg)
  if (load.length > 0 && load.length % size === 0 && load.length >= size) {
    route.load = new Float64Array((load.length / size) * wanted)
    route.load.set(load)
  }
}

/** Makes `to` what `from` is. Only what is in use is copied. */
export function copyRoute(from: Route, to: Route): void {
  const { length, sequence, leave, latest, leg, load, parts } = from
  growRoute(to, length)
  to.fleet = from.fleet
  to.length = length
  to.cost = from.cost
  to.distance = from.distance
  to.duty = from.duty
  to.idle = from.idle
  to.driving = from.driving
  to.trips = from.trips
  to.measure = from.measure
  to.stamp = from.stamp
  const end = length + 2
  for (let k = 0; k < end; k++) {
    to.sequence[k] = sequence[k] as number
    to.leave[k] = leave[k] as number
    to.latest[k] = latest[k] as number
    to.leg[k] = leg[k] as number
  }
  const loads = Math.min(
    load.length,
    load.length / sequence.length >= 1 ? (load.length / sequence.length) * end : load.length,
  )
  for (let k = 0; k < loads; k++) to.load[k] = load[k] as number
  if (parts.length > 0) for (let k = 0; k < end * partSize; k++) to.parts[k] = parts[k] as number
  if (from.stateSize > 0) {
    const numbers = end * from.stateSize
    if (to.states.length < numbers) to.states = new Float64Array(from.states.length)
    const { states } = to
    for (let k = 0; k < numbers; k++) states[k] = from.states[k] as number
    to.stateSize = from.stateSize
  }
}
