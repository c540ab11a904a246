import { driveAnew, type FleetDemands, insertionContext, splitAnew } from './insertion.context.ts'
import { pairInsertion } from './insertion.of-pair.ts'
import { stopInsertion } from './insertion.of-stop.ts'
import { placeBase, spliceUnit } from './insertion.pairs.ts'
import { growRoute, type InsertionRules, type Route } from './insertion.ts'
import { routeFigures } from './route-figures.ts'
import { earliestStart } from './route-simulation.ts'
import type { SearchModel } from './search-model.ts'
import type { TravelBounds } from './travel-bounds.ts'

const slack = 1e-6

/**
 * Every constraint of the model. What is known of a route as it is – the clock's states after each node, deadlines of
 * each node – says of most places at once that they cost too much, come too late, or fit. The others are driven, the
 * cheapest first, from the place on and only as far as anything changes, until no place left can be among the best two.
 */
export function simulatedRules(model: SearchModel): InsertionRules {
  const { nodes, dimensions, firstOf, secondOf, delivery } = model
  const context = insertionContext(model)
  const { simulator, kept, bounds, trial, cuts, best, demands, disturbs, changes, changesOfPair } = context
  const { clock: t, deadlines } = simulator
  const figures = routeFigures(context)
  const single = stopInsertion(context)
  const evaluatePair = pairInsertion(context)
  const { measure } = model.problem.objective?.balance ?? {}

  let current: Route
  const keepStates = () => kept.keep(current, t)

  function refresh(route: Route): boolean {
    const { fleet, length, sequence } = route
    sequence[0] = fleet.start
    sequence[length + 1] = fleet.end
    current = route
    const outcome = simulator.run(fleet, sequence, length, keepStates)
    if (!outcome.feasible) return false
    route.cost = outcome.cost
    route.distance = outcome.distance
    route.duty = outcome.duty
    route.idle = outcome.idle
    route.trips = outcome.trips
    if (measure === 'stops') route.measure = length
    else if (measure !== undefined) route.measure = outcome[measure]
    const from = earliestStart(fleet)
    if (length === 0) {
      t.begin(from)
      t.ends = from
      t.endLate = 0
      t.endDrove = 0
      t.visitOf[0] = -1
      keepStates()
    }
    const { states } = route
    deadlines.fill(sequence, sequence, length, fleet.prefix.length, from, states, kept.size, kept.deadline)
    figures.legs(route)
    figures.driving(route)
    figures.load(route)
    figures.times(route, from)
    if (fleet.type.reload) cuts.keep(route, kept.cuts)
    return true
  }

  /** Where nothing has to be found out about the route as a whole, times are changed only as far as they do change. */
  function insertLightly(route: Route, unit: number, place: number): void {
    const stop = firstOf[unit] as number
    const drop = secondOf[unit] as number
    const { fleet, leg, leave } = route
    const { cost } = bounds[fleet.index] as TravelBounds
    const { size, deadline } = kept
    t.use(fleet)
    t.holds = false
    const i = Math.floor(place / placeBase)
    const j = drop < 0 ? i : place % placeBase
    const before = i === 1 ? -1 : (route.sequence[i - 1] as number)
    if (disturbs)
      route.cost += drop < 0 ? changes(route, stop, before, i) : changesOfPair(route, stop, drop, i, j)
    route.cost -= route.states[(route.length + 1) * size + kept.late] as number
    route.cost -= leg[i] as number
    if (j > i) route.cost -= leg[j] as number
    kept.makeRoom(route, i, drop < 0 ? -1 : j)
    leg.copyWithin(drop < 0 ? i + 2 : j + 3, j + 1, route.length + 2)
    spliceUnit(route, stop, drop, place)
    const { length, sequence, states } = route
    const last = drop < 0 ? i : j + 1
    for (let k = i; k <= last + 1; k++) {
      const one = cost[(sequence[k - 1] as number) * nodes + (sequence[k] as number)] as number
      if (k <= i + 1 || k >= last) route.cost += one
      leg[k] = one
    }
    t.grow((length + 3) * t.width)
    kept.restore(route, t, i - 1)
    let converged = false
    for (let k = i; k <= length && !converged; k++) {
      const node = sequence[k] as number
      t.visit(k, sequence[k - 1] as number, node, node)
      converged = k > last && kept.isSame(route, t, k)
      if (!converged) kept.put(route, t, k, k)
    }
    if (!converged) {
      t.arriveEnd(length, sequence[length] as number, earliestStart(fleet))
      kept.putEnd(route, t)
    }
    route.cost += states[(length + 1) * size + kept.late] as number
    deadlines.refill(sequence, length, last, i, fleet.prefix.length, states, size, deadline)
    if (measure === 'stops') route.measure = length
    if (t.hours.longestDrive < Number.POSITIVE_INFINITY) figures.driving(route)
    figures.load(route)
    figures.times(route, leave[0] as number)
  }

  let judged: Route
  let stop = 0
  let drop = 0
  const judge = {
    next: driveAnew,
    bound: (how: number, place: number, atLeast: number) =>
      how === splitAnew ? single.withReloads(judged, stop, place / placeBase, atLeast) : Number.NaN,
    cost: (how: number, place: number, ways: number) =>
      how === driveAnew
        ? trial.driveAll(judged, stop, drop, place)
        : trial.drive(judged, stop, drop, place, ways),
  }

  const sizeOf = Float64Array.from({ length: model.units }, (_, unit) =>
    dimensions === 0 ? 0 : (delivery[(firstOf[unit] as number) * dimensions] as number),
  )
  return {
    loadPerNode: true,
    refresh,
    evaluate(route, unit, cells, at) {
      best.begin()
      t.use(route.fleet)
      t.holds = false
      t.grow((route.length + 5) * t.width)
      judged = route
      stop = firstOf[unit] as number
      drop = secondOf[unit] as number
      if (drop < 0) single.evaluate(route, stop)
      else evaluatePair(route, unit)
      best.judge(judge)
      best.write(cells, at)
    },
    room: ({ fleet, load }) =>
      dimensions === 0 || fleet.type.reload
        ? Number.POSITIVE_INFINITY
        : (fleet.capacity[0] as number) - (load[0] as number) + slack,
    sizeOf,
    insert(route, unit, place) {
      growRoute(route, route.length + 2)
      if (route.length > 0 && (demands[route.fleet.index] as FleetDemands).isLight) {
        insertLightly(route, unit, place)
        return
      }
      spliceUnit(route, firstOf[unit] as number, secondOf[unit] as number, place)
      refresh(route)
    },
  }
}
