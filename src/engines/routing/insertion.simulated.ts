import { placeBase, spliceUnit } from './insertion.pairs.ts'
import type { InsertionRules, Route } from './insertion.ts'
import { routeSimulator } from './route-simulation.ts'
import type { Fleet, SearchModel } from './search-model.ts'

/**
 * Every constraint of the model, by driving the whole route anew for each place tried. What can be told without
 * driving is told first: a detour that costs more than the second best place, or a start after the stop has closed.
 */
export function simulatedRules(model: SearchModel): InsertionRules {
  const { nodes, firstOf, secondOf, due, frozen } = model
  const simulator = routeSimulator(model)
  const { measure } = model.problem.objective?.balance ?? {}
  const bounds = new Map<Fleet, Float64Array>()
  let trial = new Int32Array(64)
  let first = 0
  let second = 0
  let firstAt = 0
  let secondAt = 0

  /** What a way costs at least, whatever the time of day. */
  function boundOf(fleet: Fleet): Float64Array {
    const known = bounds.get(fleet)
    if (known) return known
    const { distance, time, profile } = fleet.travel
    const perSecond = (profile.slices?.length ?? 0) > 0 ? 0 : fleet.costPerDrivingSecond
    const bound = distance.map(
      (metres, index) =>
        metres * fleet.costPerMeter + (perSecond === 0 ? 0 : perSecond * (time[index] as number)),
    )
    for (const other of model.fleets)
      if (
        other.travel === fleet.travel &&
        other.costPerMeter === fleet.costPerMeter &&
        other.costPerDrivingSecond === fleet.costPerDrivingSecond
      )
        bounds.set(other, bound)
    return bound
  }

  function refresh(route: Route): boolean {
    const { fleet, length, sequence, leave, leg } = route
    sequence[0] = fleet.start
    sequence[length + 1] = fleet.end
    const outcome = simulator.run(fleet, sequence, length)
    if (!outcome.feasible) return false
    route.cost = outcome.cost
    if (measure === 'stops') route.measure = length
    else if (measure !== undefined) route.measure = outcome[measure]
    const bound = boundOf(fleet)
    for (let k = 1; k <= length + 1; k++)
      leg[k] = bound[(sequence[k - 1] as number) * nodes + (sequence[k] as number)] as number
    for (let k = 0; k <= length; k++) leave[k] = simulator.leaveAt(k)
    return true
  }

  function attempt(route: Route, stop: number, drop: number, place: number): void {
    const { fleet, length, sequence } = route
    const pickupAt = Math.floor(place / placeBase)
    const dropAt = place % placeBase
    if (trial.length < length + 6) trial = new Int32Array(2 * length + 6)
    let to = 1
    for (let k = 1; k <= length + 1; k++) {
      if (k === pickupAt) trial[to++] = stop
      if (drop >= 0 && k === dropAt) trial[to++] = drop
      if (k <= length) trial[to++] = sequence[k] as number
    }
    const { feasible, cost } = simulator.run(fleet, trial, to - 1)
    if (!feasible) return
    const more = cost - route.cost
    if (more < first) {
      second = first
      secondAt = firstAt
      first = more
      firstAt = place
    } else if (more < second) {
      second = more
      secondAt = place
    }
  }

  function evaluate(route: Route, unit: number, cells: Float64Array, at: number): void {
    first = Number.POSITIVE_INFINITY
    second = Number.POSITIVE_INFINITY
    firstAt = 0
    secondAt = 0
    const stop = firstOf[unit] as number
    const drop = secondOf[unit] as number
    const { fleet, length, sequence, leave, leg } = route
    const bound = boundOf(fleet)
    const bonus = length === 0 ? (leg[1] as number) : 0
    let from = 1
    while (from <= length && frozen[sequence[from] as number] === 1) from++
    const way = (a: number, b: number) => bound[a * nodes + b] as number
    for (let i = from; i <= length + 1; i++) {
      if ((leave[i - 1] as number) > (due[stop] as number) + 1e-6) break
      const before = sequence[i - 1] as number
      const after = sequence[i] as number
      const into = way(before, stop) - (leg[i] as number) + bonus
      if (drop < 0) {
        if (into + way(stop, after) < second - 1e-9) attempt(route, stop, -1, i * placeBase)
        continue
      }
      if (into + way(stop, drop) + way(drop, after) < second - 1e-9)
        attempt(route, stop, drop, i * placeBase + i)
      const base = into + way(stop, after)
      for (let j = i + 1; j <= length + 1; j++) {
        if ((leave[j - 1] as number) > (due[drop] as number) + 1e-6) break
        const more =
          way(sequence[j - 1] as number, drop) + way(drop, sequence[j] as number) - (leg[j] as number)
        if (base + more < second - 1e-9) attempt(route, stop, drop, i * placeBase + j)
      }
    }
    cells[at] = first
    cells[at + 1] = firstAt
    cells[at + 2] = second
    cells[at + 3] = secondAt
  }

  return {
    loadPerNode: false,
    refresh,
    evaluate,
    room: () => Number.POSITIVE_INFINITY,
    sizeOf: new Float64Array(model.units),
    insert(route, unit, place) {
      spliceUnit(route, firstOf[unit] as number, secondOf[unit] as number, place)
      refresh(route)
    },
  }
}
