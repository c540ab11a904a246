import type { CostParts, RoutingPlan, VehicleType } from '../routing.problem.ts'
import { type PlanContext, startedStops, vehicleKey } from './plan.context.ts'
import type { RouteFacts } from './route.times.ts'

/** Fixed + distance + driving + duty + lateness of one route. */
export function routeCost(
  type: VehicleType,
  facts: RouteFacts,
): Omit<CostParts, 'unserved' | 'balance' | 'disruption' | 'total'> {
  const { fixedCost, costPerMeter, costPerDrivingSecond, costPerDutySecond } = type
  const given = [fixedCost, costPerMeter, costPerDrivingSecond, costPerDutySecond].some(
    (cost) => cost !== undefined,
  )
  return {
    fixed: fixedCost ?? 0,
    distance: facts.distanceMeters * (costPerMeter ?? (given ? 0 : 1)),
    driving: facts.drivingSeconds * (costPerDrivingSecond ?? 0),
    duty: facts.dutySeconds * (costPerDutySecond ?? 0),
    lateness: facts.latenessCost,
  }
}

/** Every part of the cost of a plan, from the facts of its routes. */
export function planCost(context: PlanContext, plan: RoutingPlan, facts: readonly RouteFacts[]): CostParts {
  const cost: CostParts = {
    fixed: 0,
    distance: 0,
    driving: 0,
    duty: 0,
    lateness: 0,
    unserved: unservedCost(context, plan),
    balance: balanceCost(context, plan, facts),
    disruption: disruptionCost(context, plan),
    total: 0,
  }
  plan.routes.forEach((route, index) => {
    const type = context.types.get(route.vehicleTypeId)
    const own = facts[index]
    if (!type || !own) return
    const parts = routeCost(type, own)
    cost.fixed += parts.fixed
    cost.distance += parts.distance
    cost.driving += parts.driving
    cost.duty += parts.duty
    cost.lateness += parts.lateness
  })
  const { fixed, distance, driving, duty, lateness, unserved, balance, disruption } = cost
  cost.total = fixed + distance + driving + duty + lateness + unserved + balance + disruption
  return cost
}

function unservedCost({ problem }: PlanContext, plan: RoutingPlan): number {
  const served = new Set(plan.routes.flatMap(({ steps }) => steps.map(({ stopId }) => stopId)))
  return problem.stops.reduce((sum, stop) => sum + (served.has(stop.id) ? 0 : (stop.unservedPenalty ?? 0)), 0)
}

function balanceCost({ problem }: PlanContext, plan: RoutingPlan, facts: readonly RouteFacts[]): number {
  const balance = problem.objective?.balance
  if (!balance || plan.routes.length === 0) return 0
  const measures = plan.routes.map((route, index) => {
    const own = facts[index]
    if (balance.measure === 'stops') return route.steps.filter(({ kind }) => kind === 'stop').length
    if (balance.measure === 'distance') return own?.distanceMeters ?? 0
    return (balance.measure === 'driving' ? own?.drivingSeconds : own?.dutySeconds) ?? 0
  })
  return balance.costPerUnit * (Math.max(...measures) - Math.min(...measures))
}

function disruptionCost(context: PlanContext, plan: RoutingPlan): number {
  const disruption = context.problem.objective?.disruption
  if (!disruption) return 0
  const now = new Map<string, { vehicle: string; before: string | undefined }>()
  for (const route of plan.routes) {
    const ids = route.steps.flatMap(({ kind, stopId }) =>
      kind === 'stop' && stopId !== undefined ? [stopId] : [],
    )
    ids.forEach((id, index) => {
      now.set(id, { vehicle: vehicleKey(route), before: ids[index - 1] })
    })
  }
  let cost = 0
  for (const route of context.current.values()) {
    const started = startedStops(context, route).length
    route.stopIds.forEach((id, index) => {
      if (index < started) return
      const place = now.get(id)
      if (place?.vehicle !== vehicleKey(route)) cost += disruption.movedStop ?? 0
      else if (place.before !== route.stopIds[index - 1]) cost += disruption.resequencedStop ?? 0
    })
  }
  return cost
}
