import type { PlannedRoute, RouteStep, RoutingPlan, RoutingProblem, VehicleRef } from '../routing.problem.ts'
import { type PlanContext, planContext, vehicleKey, vehicleOf } from './plan.context.ts'
import { planCost, routeCost } from './plan.cost.ts'
import type { PlanReport, PlanViolation } from './plan.violation.ts'
import { timetableWithRides } from './ride.holding.ts'
import { checkTimes, type RouteFacts } from './route.times.ts'
import type { Visit } from './timetable.moves.ts'
import { validatePlan } from './validate-plan.ts'

/** What a dispatcher has in mind for one vehicle: ids of stops in order, and where it goes to load again. */
export interface VehicleSequence extends VehicleRef {
  visits: (string | { reloadLocation: number })[]
}

export interface PlanCheck {
  /** The plan with times, loads and costs worked out. */
  plan: RoutingPlan
  report: PlanReport
}

/**
 * Checks a plan that people made: works out its times – the best the order allows – and names everything that is broken,
 * stop by stop. Mandatory stops that no vehicle visits are broken rules here. Stops and vehicles that do not exist are
 * named and left out of the rest.
 */
export function checkPlan(problem: RoutingProblem, sequences: readonly VehicleSequence[]): PlanCheck {
  const context = planContext(problem)
  const strange: PlanViolation[] = []
  const routes = sequences.flatMap((sequence) => {
    const route = routeOf(context, sequence, strange)
    return route ? [route] : []
  })
  const visited = new Set(sequences.flatMap(({ visits }) => visits))
  const plan: RoutingPlan = {
    routes: routes.map(({ route }) => route),
    unplanned: problem.stops
      .filter(({ id, unservedPenalty }) => !visited.has(id) && unservedPenalty !== undefined)
      .map(({ id }) => ({ stopId: id, binding: { kind: 'penalty' }, refusals: [] })),
    vehicles: routes.length,
    distanceMeters: total(routes, 'distanceMeters'),
    drivingSeconds: total(routes, 'drivingSeconds'),
    dutySeconds: total(routes, 'dutySeconds'),
    cost: {
      fixed: 0,
      distance: 0,
      driving: 0,
      duty: 0,
      lateness: 0,
      unserved: 0,
      balance: 0,
      disruption: 0,
      total: 0,
    },
  }
  plan.cost = planCost(
    context,
    plan,
    routes.map(({ facts }) => facts),
  )
  const report = validatePlan(problem, plan)
  return { plan, report: { ...report, violations: [...strange, ...report.violations] } }
}

function total(routes: readonly { facts: RouteFacts }[], part: keyof RouteFacts): number {
  return routes.reduce((sum, { facts }) => sum + facts[part], 0)
}

function routeOf(
  context: PlanContext,
  sequence: VehicleSequence,
  strange: PlanViolation[],
): { route: PlannedRoute; facts: RouteFacts } | undefined {
  const vehicle = vehicleOf(sequence)
  const type = context.types.get(sequence.vehicleTypeId)
  const clock = context.clocks.get(sequence.vehicleTypeId)
  if (!type || !clock) {
    strange.push({ kind: 'unknown-vehicle', vehicle })
    return undefined
  }
  const now = context.current.get(vehicleKey(sequence))
  const visits = visitsOf(context, sequence, strange)
  const availableSeconds = now?.startedStops ? undefined : now?.availableFromSeconds
  const earliestSeconds = Math.max(
    type.shift?.startSeconds ?? earliestOf(visits),
    availableSeconds ?? -Infinity,
  )
  const steps = timetableWithRides(context, { type, clock, visits, earliestSeconds })
  fillDistances(steps, clock.distanceMeters)
  fillLoads(context, steps)
  const sum = (of: (step: RouteStep) => number) => steps.reduce((seconds, step) => seconds + of(step), 0)
  const inside = (step: RouteStep) => step.departureSeconds - step.startSeconds
  const paused = (step: RouteStep) => step.kind === 'break' || step.kind === 'rest'
  const route: PlannedRoute = {
    ...vehicle,
    steps,
    trips: 1 + steps.filter(({ kind }) => kind === 'reload').length,
    distanceMeters: 0,
    drivingSeconds: 0,
    waitSeconds: sum(({ waitSeconds }) => waitSeconds),
    serviceSeconds: sum((step) => (paused(step) ? 0 : inside(step))),
    breakSeconds: sum((step) => (paused(step) ? inside(step) : 0)),
    dutySeconds: 0,
    latenessSeconds: 0,
    cost: 0,
  }
  const facts = checkTimes(context, { route, type, clock }, () => {})
  const { fixed, distance, driving, duty, lateness } = routeCost(type, facts)
  const { latenessCost: _, ...figures } = facts
  return { facts, route: { ...route, ...figures, cost: fixed + distance + driving + duty + lateness } }
}

function visitsOf(context: PlanContext, sequence: VehicleSequence, strange: PlanViolation[]): Visit[] {
  const rule = context.types.get(sequence.vehicleTypeId)?.reload
  const now = context.current.get(vehicleKey(sequence))
  const started = now?.startedStops ?? 0
  let served = 0
  return sequence.visits.flatMap((visit): Visit[] => {
    if (typeof visit !== 'string')
      return [
        {
          kind: 'reload',
          location: visit.reloadLocation,
          durationSeconds: rule?.durationSeconds ?? 0,
          opensSeconds: rule?.window?.startSeconds ?? -Infinity,
          closesSeconds: rule?.window?.endSeconds ?? Infinity,
        },
      ]
    const stop = context.stops.get(visit)
    if (!stop) {
      strange.push({ kind: 'unknown-stop', vehicle: vehicleOf(sequence), stopId: visit })
      return []
    }
    served += 1
    const last = served === started && now?.availableFromSeconds !== undefined
    return [
      {
        kind: 'stop',
        stop,
        started: served <= started,
        ...(last && { availableFromSeconds: now.availableFromSeconds }),
      },
    ]
  })
}

/** Without a shift a day begins at its origin, or early enough for windows before that. */
function earliestOf(visits: readonly Visit[]): number {
  const opens = visits.flatMap((visit) =>
    visit.kind === 'stop' ? (visit.stop.windows ?? []).map(({ startSeconds }) => startSeconds) : [],
  )
  return Math.min(0, ...opens)
}

/** Steps on the road have no distance of their own: the way counts where it ends. */
function fillDistances(steps: RouteStep[], distanceMeters: (from: number, to: number) => number): void {
  let place = steps[0]?.location ?? 0
  for (const step of steps) {
    if (step.location === null) continue
    const meters = step.location === place ? 0 : distanceMeters(place, step.location)
    step.distanceMeters = Number.isFinite(meters) ? meters : 0
    place = step.location
  }
}

function fillLoads({ problem, stops, shipmentOf }: PlanContext, steps: RouteStep[]): void {
  let load: number[] = []
  steps.forEach((step, at) => {
    if (step.kind === 'start' || step.kind === 'reload') {
      const next = steps.findIndex(({ kind }, index) => index > at && kind === 'reload')
      const trip = steps.slice(at + 1, next < 0 ? undefined : next)
      load = problem.dimensions.map((_, index) =>
        trip.reduce((sum, { stopId }) => sum + (stops.get(stopId ?? '')?.delivery?.[index] ?? 0), 0),
      )
    }
    const stop = stops.get(step.stopId ?? '')
    if (stop) {
      const shipment = shipmentOf.get(stop.id)
      const sign = shipment?.pickup === stop.id ? 1 : -1
      load = load.map(
        (amount, index) =>
          amount +
          (stop.pickup?.[index] ?? 0) -
          (stop.delivery?.[index] ?? 0) +
          sign * (shipment?.amount?.[index] ?? 0),
      )
    }
    step.load = step.kind === 'end' ? problem.dimensions.map(() => 0) : load
  })
}
