import type { EngineTask } from '../runner/pool.ts'
import type { Search } from '../runner/search.ts'
import { planRoutes } from './plan-routes.ts'
import type { Objective, RoutingPlan, RoutingProblem } from './routing.problem.ts'

/**
 * What a plan should be good at: least cost; the fewest vehicles; routes of like duty; on time in soft windows; as
 * little as possible changed against the routes in force.
 */
export type PlanWish = 'least-cost' | 'fewest-vehicles' | 'balanced' | 'punctual' | 'least-disruption'

export interface PlanAlternative {
  /** All wishes that this plan answers: two wishes may have the same best plan. */
  wishes: PlanWish[]
  plan: RoutingPlan
  figures: PlanFigures
}

/** What to compare plans by; costs by the prices of the problem as given, whatever the wish weighed them with. */
export interface PlanFigures {
  vehicles: number
  unplanned: number
  /** Fixed, distance, driving and duty cost. */
  runningCost: number
  distanceMeters: number
  drivingSeconds: number
  dutySeconds: number
  latenessSeconds: number
  /** Longest duty less the shortest. */
  dutySpreadSeconds: number
  /** Stops on another vehicle than in the routes in force. */
  movedStops: number
}

export interface AlternativesQuestion {
  problem: RoutingProblem
  /** Absent: every wish that means something for the problem. */
  wishes?: PlanWish[]
}

/**
 * Several plans to choose from, one for each wish, each with an equal share of the search; equal plans are one answer
 * with several wishes.
 * @throws RoutingProblemFault when the problem contradicts itself.
 */
export function planAlternatives(
  { problem, wishes = wishesFor(problem) }: AlternativesQuestion,
  search: Search<PlanAlternative[]>,
): PlanAlternative[] {
  const answers: PlanAlternative[] = []
  let iterationsBefore = 0
  for (const [index, wish] of wishes.entries()) {
    const share = (index + 1) / wishes.length
    let iterations = 0
    const part: Search<RoutingPlan> = {
      ...search,
      done(count) {
        iterations = count
        const all = iterationsBefore + count
        return search.done(all) || search.fraction(all) >= share
      },
      improved: () => undefined,
    }
    const plan = planRoutes(problemFor(problem, wish, answers[0]?.plan), part)
    iterationsBefore += iterations
    const known = answers.find((one) => isSame(one.plan, plan))
    if (known) known.wishes.push(wish)
    else answers.push({ wishes: [wish], plan, figures: figuresOf(problem, plan) })
    search.improved(() => answers)
  }
  return answers
}

/** For `createEnginePool`. */
export const planAlternativesTask: EngineTask<AlternativesQuestion, PlanAlternative[]> = {
  module: import.meta.url,
  name: 'planAlternatives',
}

function wishesFor({ stops, current = [] }: RoutingProblem): PlanWish[] {
  const soft = stops.some(({ windows = [] }) =>
    windows.some(({ latenessCostPerSecond }) => latenessCostPerSecond !== undefined),
  )
  return [
    'least-cost',
    'fewest-vehicles',
    'balanced',
    ...(soft ? (['punctual'] as const) : []),
    ...(current.length > 0 ? (['least-disruption'] as const) : []),
  ]
}

const muchMore = 20

/** The problem with its objective turned to a wish; weights in proportion to what the first plan costs. */
function problemFor(problem: RoutingProblem, wish: PlanWish, first: RoutingPlan | undefined): RoutingProblem {
  const given: Objective = problem.objective ?? { kind: 'cost' }
  const cost = first ? first.cost.fixed + first.cost.distance + first.cost.driving + first.cost.duty : 0
  switch (wish) {
    case 'least-cost':
      return { ...problem, objective: { ...given, kind: 'cost' } }
    case 'fewest-vehicles':
      return { ...problem, objective: { ...given, kind: 'hierarchical' } }
    case 'balanced': {
      const perSecond = first && first.dutySeconds > 0 ? cost / first.dutySeconds : 1
      return { ...problem, objective: { ...given, balance: { measure: 'duty', costPerUnit: perSecond } } }
    }
    case 'punctual':
      return {
        ...problem,
        stops: problem.stops.map((stop) => ({
          ...stop,
          ...(stop.windows && {
            windows: stop.windows.map((window) =>
              window.latenessCostPerSecond === undefined
                ? window
                : { ...window, latenessCostPerSecond: window.latenessCostPerSecond * muchMore },
            ),
          }),
        })),
      }
    case 'least-disruption': {
      const perStop = cost > 0 ? cost / Math.max(1, problem.stops.length) : 1
      const { movedStop = 0, resequencedStop = 0 } = given.disruption ?? {}
      const disruption = {
        movedStop: Math.max(movedStop, muchMore * perStop),
        resequencedStop: Math.max(resequencedStop, perStop),
      }
      return { ...problem, objective: { ...given, disruption } }
    }
  }
}

function isSame(one: RoutingPlan, other: RoutingPlan): boolean {
  const shape = ({ routes }: RoutingPlan) =>
    JSON.stringify(
      routes
        .map(({ vehicleTypeId, steps }) => [
          vehicleTypeId,
          ...steps.map(({ kind, stopId, startSeconds }) => `${stopId ?? kind}@${Math.round(startSeconds)}`),
        ])
        .map((route) => route.join(' '))
        .sort(),
    )
  return shape(one) === shape(other)
}

function figuresOf({ current = [] }: RoutingProblem, plan: RoutingPlan): PlanFigures {
  const duties = plan.routes.map(({ dutySeconds }) => dutySeconds)
  const { fixed, distance, driving, duty } = plan.cost
  const vehicleOf = new Map(
    plan.routes.flatMap(({ vehicleTypeId, vehicleNumber, steps }) =>
      steps.map(({ stopId }) => [stopId, `${vehicleTypeId} ${vehicleNumber}`] as const),
    ),
  )
  return {
    vehicles: plan.vehicles,
    unplanned: plan.unplanned.length,
    runningCost: fixed + distance + driving + duty,
    distanceMeters: plan.distanceMeters,
    drivingSeconds: plan.drivingSeconds,
    dutySeconds: plan.dutySeconds,
    latenessSeconds: plan.routes.reduce((sum, route) => sum + route.latenessSeconds, 0),
    dutySpreadSeconds: duties.length === 0 ? 0 : Math.max(...duties) - Math.min(...duties),
    movedStops: current.flatMap(({ vehicleTypeId, vehicleNumber, stopIds }) =>
      stopIds.filter((id) => vehicleOf.get(id) !== `${vehicleTypeId} ${vehicleNumber}`),
    ).length,
  }
}
