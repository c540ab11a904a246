import { routeSimulator } from './route-simulation.ts'
import type { CostParts, Objective, PlannedRoute, RouteStep, RoutingPlan } from './routing.problem.ts'
import type { Fleet, SearchModel } from './search-model.ts'
import type { Snapshot } from './search-state.ts'
import { explainUnplanned } from './unplanned.explanation.ts'

/** The plan of a solution: each route driven exactly, step by step, and a reason for every stop left out. */
export function buildPlan(model: SearchModel, snapshot: Snapshot): RoutingPlan {
  const simulator = routeSimulator(model)
  const numbers = numbersOf(model, snapshot)
  const cost: CostParts = {
    fixed: 0,
    distance: 0,
    driving: 0,
    duty: 0,
    lateness: 0,
    unserved: 0,
    balance: 0,
    disruption: 0,
    total: 0,
  }
  const routes = snapshot.routes.map(({ fleet: index, stops }, order): PlannedRoute => {
    const fleet = model.fleets[index] as Fleet
    const sequence = new Int32Array(stops.length + 2)
    sequence.set(stops, 1)
    const outcome = { ...simulator.run(fleet, sequence, stops.length) }
    if (!outcome.feasible)
      throw new Error(`a route of the search cannot be driven: ${JSON.stringify(outcome.refusal)}`)
    const steps = simulator.steps()
    load(model, steps)
    measure(model, fleet, steps)
    const sum = (of: (step: RouteStep) => number) => steps.reduce((total, step) => total + of(step), 0)
    const inside = (kinds: RouteStep['kind'][]) =>
      sum((step) => (kinds.includes(step.kind) ? step.departureSeconds - step.startSeconds : 0))
    const dutySeconds = (steps.at(-1) as RouteStep).arrivalSeconds - (steps[0] as RouteStep).departureSeconds
    const drivingSeconds = sum((step) => step.drivingSeconds)
    const distanceMeters = sum((step) => step.distanceMeters)
    const parts = {
      fixed: fleet.fixedCost,
      distance: distanceMeters * fleet.costPerMeter,
      driving: drivingSeconds * fleet.costPerDrivingSecond,
      duty: dutySeconds * fleet.costPerDutySecond,
      lateness: outcome.latenessCost,
    }
    for (const part of ['fixed', 'distance', 'driving', 'duty', 'lateness'] as const)
      cost[part] += parts[part]
    cost.disruption += outcome.disruption
    return {
      vehicleTypeId: fleet.type.id,
      vehicleNumber: numbers[order] as number,
      steps,
      trips: outcome.trips,
      distanceMeters,
      drivingSeconds,
      waitSeconds: sum((step) => step.waitSeconds),
      serviceSeconds: inside(['stop', 'reload']),
      breakSeconds: inside(['break', 'rest']),
      dutySeconds,
      latenessSeconds: sum((step) => step.latenessSeconds),
      cost: parts.fixed + parts.distance + parts.driving + parts.duty + parts.lateness,
    }
  })
  const { movedStop = 0 } = model.problem.objective?.disruption ?? {}
  const inForce = new Set(
    model.fleets.flatMap(({ current }) => current?.stopIds.slice(current.startedStops) ?? []),
  )
  for (const unit of snapshot.absent) {
    for (const stop of [model.firstOf[unit] as number, model.secondOf[unit] as number]) {
      if (stop < 0) continue
      cost.unserved += model.problem.stops[stop]?.unservedPenalty ?? 0
      if (inForce.has(model.problem.stops[stop]?.id ?? '')) cost.disruption += movedStop
    }
  }
  cost.balance = balanceCost(model.problem.objective?.balance, routes)
  const { fixed, distance, driving, duty, lateness, unserved, balance, disruption } = cost
  cost.total = fixed + distance + driving + duty + lateness + unserved + balance + disruption
  const total = (of: (route: PlannedRoute) => number) => routes.reduce((sum, route) => sum + of(route), 0)
  return {
    routes,
    unplanned: explainUnplanned(model, simulator, snapshot, numbers),
    vehicles: routes.length,
    distanceMeters: total((route) => route.distanceMeters),
    drivingSeconds: total((route) => route.drivingSeconds),
    dutySeconds: total((route) => route.dutySeconds),
    cost,
  }
}

/** This × (most − least) over the routes in use. */
function balanceCost(
  balance: Objective['balance'],
  routes: Pick<PlannedRoute, 'steps' | 'distanceMeters' | 'drivingSeconds' | 'dutySeconds'>[],
): number {
  if (!balance || routes.length === 0) return 0
  const values = routes.map(({ steps, distanceMeters, drivingSeconds, dutySeconds }) => {
    const by = {
      duty: dutySeconds,
      driving: drivingSeconds,
      distance: distanceMeters,
      stops: steps.filter(({ kind }) => kind === 'stop').length,
    }
    return by[balance.measure]
  })
  return balance.costPerUnit * (Math.max(...values) - Math.min(...values))
}

/** Vehicle number of each route: its own where the vehicle is named, else the next free one of its fleet. */
function numbersOf(model: SearchModel, { routes }: Snapshot): number[] {
  const next = new Map<number, number>()
  return routes.map(({ fleet: index }) => {
    const at = next.get(index) ?? 0
    next.set(index, at + 1)
    return (model.fleets[index] as Fleet).numbers?.[at] ?? at + 1
  })
}

/** What is on board when each step is left. */
function load({ problem }: SearchModel, steps: RouteStep[]): void {
  const stops = new Map(problem.stops.map((stop) => [stop.id, stop]))
  const amounts = new Map<string, number[]>()
  for (const { pickup, delivery, amount = [] } of problem.shipments ?? []) {
    amounts.set(pickup, amount)
    amounts.set(
      delivery,
      amount.map((one) => -one),
    )
  }
  let board = problem.dimensions.map(() => 0)
  steps.forEach((step, index) => {
    if (step.kind === 'start' || step.kind === 'reload') {
      const rest = steps.slice(index + 1)
      const until = rest.findIndex(({ kind }) => kind === 'reload')
      const trip = until < 0 ? rest : rest.slice(0, until)
      board = problem.dimensions.map((_, d) =>
        trip.reduce((sum, { stopId = '' }) => sum + (stops.get(stopId)?.delivery?.[d] ?? 0), 0),
      )
    }
    const stop = stops.get(step.stopId ?? '')
    if (stop)
      board = board.map(
        (amount, d) =>
          amount - (stop.delivery?.[d] ?? 0) + (stop.pickup?.[d] ?? 0) + (amounts.get(stop.id)?.[d] ?? 0),
      )
    step.load = [...board]
  })
}

/** Metres since the last place; none where an open route has no way. */
function measure(model: SearchModel, fleet: Fleet, steps: RouteStep[]): void {
  const { locations } = model.problem
  let last = steps[0]?.location ?? null
  steps.forEach((step, index) => {
    if (index === 0 || step.location === null) return
    const free =
      (steps[index - 1]?.kind === 'start' && fleet.start === model.nowhere) ||
      (step.kind === 'end' && fleet.end === model.nowhere)
    const between =
      last === null ? 0 : (fleet.travel.profile.distanceMeters[last * locations + step.location] ?? 0)
    const pauses = steps[index - 1]?.kind === 'break' || step.kind === 'break'
    step.distanceMeters = free || (pauses && last === step.location) ? 0 : between
    last = step.location
  })
}
