import type { PlannedRoute, RoutingPlan, RoutingProblem } from '../routing.problem.ts'
import { type PlanContext, planContext, type Report, vehicleKey, vehicleOf } from './plan.context.ts'
import { planCost, routeCost } from './plan.cost.ts'
import { checkPairs } from './plan.pairs.ts'
import { differs, type PlanReport, type PlanViolation } from './plan.violation.ts'
import { checkLoads } from './route.loads.ts'
import { checkBreaks, checkContinuousDriving } from './route.rests.ts'
import { checkBackhauls, checkFitness, checkReloads, checkShape, checkStarted } from './route.rules.ts'
import { checkTimes, type RouteFacts } from './route.times.ts'

/**
 * Judges a plan against the documentation of the problem alone: goes along every route, computes ways, times, loads and
 * costs anew in double precision, and names every rule that is broken and every figure that is wrong. Knows nothing of
 * how the plan was found.
 */
export function validatePlan(problem: RoutingProblem, plan: RoutingPlan): PlanReport {
  const context = planContext(problem)
  const violations: PlanViolation[] = []
  const report: Report = (violation) => violations.push(violation)
  checkVehicles(context, plan, report)
  const facts = plan.routes.map((route) => checkRoute(context, route, report))
  checkAssignment(context, plan, report)
  checkPairs(context, plan, report)
  for (const current of context.current.values())
    if (current.startedStops > 0 && !plan.routes.some((route) => vehicleKey(route) === vehicleKey(current)))
      report({ kind: 'started', vehicle: vehicleOf(current) })

  const sum = (part: keyof RouteFacts) => facts.reduce((total, one) => total + one[part], 0)
  const answer: PlanReport = {
    violations,
    unserved: plan.unplanned.flatMap(({ stopId }) => {
      const stop = context.stops.get(stopId)
      return stop ? [{ stopId, mandatory: stop.unservedPenalty === undefined }] : []
    }),
    vehicles: plan.routes.length,
    distanceMeters: sum('distanceMeters'),
    drivingSeconds: sum('drivingSeconds'),
    dutySeconds: sum('dutySeconds'),
    cost: planCost(context, plan, facts),
  }
  checkFigures(plan, answer, report)
  return answer
}

function checkRoute(context: PlanContext, route: PlannedRoute, report: Report): RouteFacts {
  const type = context.types.get(route.vehicleTypeId)
  const clock = context.clocks.get(route.vehicleTypeId)
  if (!type || !clock) {
    report({ kind: 'unknown-vehicle', vehicle: vehicleOf(route) })
    return { distanceMeters: 0, drivingSeconds: 0, dutySeconds: 0, latenessSeconds: 0, latenessCost: 0 }
  }
  const one = { route, type, clock }
  checkShape(context, one, report)
  const facts = checkTimes(context, one, report)
  checkLoads(context, one, report)
  checkFitness(context, one, report)
  checkBackhauls(context, route, report)
  checkReloads(one, report)
  checkBreaks(one, report)
  if (type.drivingHours) checkContinuousDriving({ route, hours: type.drivingHours }, report)
  checkStarted(context, route, report)
  const parts = routeCost(type, facts)
  const figures: [string, number, number][] = [
    ['route.distanceMeters', route.distanceMeters, facts.distanceMeters],
    ['route.drivingSeconds', route.drivingSeconds, facts.drivingSeconds],
    ['route.dutySeconds', route.dutySeconds, facts.dutySeconds],
    ['route.latenessSeconds', route.latenessSeconds, facts.latenessSeconds],
    ['route.cost', route.cost, parts.fixed + parts.distance + parts.driving + parts.duty + parts.lateness],
    ['route.trips', route.trips, 1 + route.steps.filter(({ kind }) => kind === 'reload').length],
  ]
  for (const [about, stated, real] of figures)
    if (differs(stated, real))
      report({ kind: 'figures', vehicle: vehicleOf(route), about, by: stated - real })
  return facts
}

/** No vehicle twice, none beyond the number there are. */
function checkVehicles({ types }: PlanContext, plan: RoutingPlan, report: Report): void {
  const used = new Set<string>()
  for (const route of plan.routes) {
    const count = types.get(route.vehicleTypeId)?.count ?? Number.POSITIVE_INFINITY
    const { vehicleNumber } = route
    const sound = Number.isInteger(vehicleNumber) && vehicleNumber >= 1 && vehicleNumber <= count
    if (!sound || used.has(vehicleKey(route))) report({ kind: 'vehicle-count', vehicle: vehicleOf(route) })
    used.add(vehicleKey(route))
  }
}

/** Every stop in exactly one place: once on a route, or among the unplanned. */
function checkAssignment({ problem, stops }: PlanContext, plan: RoutingPlan, report: Report): void {
  const seen = new Set<string>()
  for (const route of plan.routes)
    route.steps.forEach(({ kind, stopId }, step) => {
      if (kind !== 'stop' || stopId === undefined) return
      if (seen.has(stopId)) report({ kind: 'duplicate-stop', vehicle: vehicleOf(route), step, stopId })
      seen.add(stopId)
    })
  const left = new Set(plan.unplanned.map(({ stopId }) => stopId))
  for (const stopId of left) {
    if (seen.has(stopId)) report({ kind: 'duplicate-stop', stopId })
    if (!stops.has(stopId)) report({ kind: 'unknown-stop', stopId })
  }
  for (const { id } of problem.stops)
    if (!seen.has(id) && !left.has(id)) report({ kind: 'missing-stop', stopId: id })
}

function checkFigures(plan: RoutingPlan, real: PlanReport, report: Report): void {
  const figures: [string, number, number][] = [
    ['plan.vehicles', plan.vehicles, real.vehicles],
    ['plan.distanceMeters', plan.distanceMeters, real.distanceMeters],
    ['plan.drivingSeconds', plan.drivingSeconds, real.drivingSeconds],
    ['plan.dutySeconds', plan.dutySeconds, real.dutySeconds],
    ...(Object.keys(real.cost) as (keyof typeof real.cost)[]).map((part): [string, number, number] => [
      `plan.cost.${part}`,
      plan.cost[part],
      real.cost[part],
    ]),
  ]
  for (const [about, stated, value] of figures)
    if (differs(stated, value)) report({ kind: 'figures', about, by: stated - value })
}
