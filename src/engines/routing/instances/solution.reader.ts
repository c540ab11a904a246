import { checkPlan, type VehicleSequence } from '../check/check-plan.ts'
import type { BestKnown } from './best-known.ts'
import type { RoutingInstance } from './routing.instance.ts'

/** A published solution: its routes, empty ones kept in their place, and the cost it states. */
export interface PublishedSolution {
  routes: number[][]
  statedCost?: number
}

/** Reads `Route #1: 4 7 2` lines and the cost of `.sol` files (CVRPLIB), and `Route 1 : 4 7 2` lines of SINTEF. */
export function readSolution(text: string): PublishedSolution {
  const routes: number[][] = []
  let statedCost: number | undefined
  for (const line of text.split(/\r\n|\n|\r/)) {
    const route = /^\s*route\s*#?\s*\d+\s*:(.*)$/i.exec(line)
    if (route) routes.push((route[1] ?? '').split(/\s+/).filter(Boolean).map(Number))
    const cost = /^\s*(?:cost|distance|objective)\s*:?\s*([\d.eE+]+)/i.exec(line)
    if (cost) statedCost = Number(cost[1])
  }
  return { routes, ...(statedCost !== undefined && { statedCost }) }
}

/**
 * A published solution of an instance as a best known value: its routes are checked and their cost worked out in the
 * instance's own units, for some collections scale their files and not their costs. Only of routes that cannot be
 * checked the stated cost is taken. Undefined where the text holds neither.
 */
export function bestOfSolution(instance: RoutingInstance, text: string): BestKnown | undefined {
  const solution = readSolution(text)
  const { report } = checkPlan(instance.problem, sequencesOf(instance, solution))
  const sound = report.vehicles > 0 && report.violations.length === 0
  if (sound) return { vehicles: report.vehicles, cost: report.cost.total }
  return solution.statedCost === undefined ? undefined : { cost: solution.statedCost }
}

/**
 * Sequences of an instance's vehicles. Routes go to vehicles in the order of
 * the file: route k to the k-th vehicle, or, where the fleet is of one type, to the next of it.
 */
function sequencesOf(
  { problem, solutionOffset }: RoutingInstance,
  { routes }: PublishedSolution,
): VehicleSequence[] {
  const vehicles = problem.vehicleTypes.flatMap(({ id, count }) =>
    Array.from({ length: count ?? routes.length }, (_, index) => ({
      vehicleTypeId: id,
      vehicleNumber: index + 1,
    })),
  )
  return routes.flatMap((route, index) => {
    const vehicle = vehicles[index]
    if (!vehicle || route.length === 0) return []
    return [{ ...vehicle, visits: route.map((number) => String(number + solutionOffset)) }]
  })
}
