import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createEnginePool } from '../runner/pool.ts'
import { beginSearch, type SearchLimits } from '../runner/search.ts'
import { anyProblem } from './any-problem.fixture.ts'
import { validatePlan } from './check/validate-plan.ts'
import { generateInstance } from './instances/generate-instance.ts'
import { planRoutes, planRoutesTask } from './plan-routes.ts'
import { type RoutingPlan, type RoutingProblem, RoutingProblemFault } from './routing.problem.ts'

const plan = (problem: RoutingProblem, limits: Partial<SearchLimits> = {}) =>
  planRoutes(problem, beginSearch<RoutingPlan>({ seed: 1, iterations: 60, ...limits }))

const seeds = fc.integer({ min: 0, max: 1_000_000 })

describe('[TMS-01] route planning', () => {
  it('any mixture of constraints: the plan breaks none of them and its figures are right', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const problem = anyProblem(seed)
        expect(validatePlan(problem, plan(problem)).violations).toEqual([])
      }),
      { numRuns: 30, seed: 5 },
    )
  })

  it('what can be served is served: instances made around a plan leave nobody out', () => {
    for (const kind of ['cvrp', 'vrptw', 'pdptw', 'mdvrp', 'mdvrptw', 'hfvrp'] as const) {
      const { problem } = generateInstance({ kind, customers: 40, seed: 3 })
      const answer = plan(problem, { iterations: 1_000 })
      expect(validatePlan(problem, answer)).toMatchObject({ violations: [], unserved: [] })
    }
  })

  it('the same seed and iterations give the same plan', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const problem = anyProblem(seed)
        expect(plan(problem)).toEqual(plan(problem))
      }),
      { numRuns: 8, seed: 5 },
    )
  })

  it('more iterations never give a worse plan', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const problem = anyProblem(seed)
        const [few, more] = [plan(problem, { iterations: 20 }), plan(problem, { iterations: 120 })]
        expect(isWorse(problem, more, few)).toBe(false)
      }),
      { numRuns: 12, seed: 5 },
    )
  })

  it('cancelled at once, the answer is a valid plan all the same', () => {
    const { problem } = generateInstance({ kind: 'vrptw', customers: 60, seed: 2 })
    const search = beginSearch<RoutingPlan>({ seed: 1, iterations: 1_000_000 }, { cancelled: () => true })
    expect(validatePlan(problem, planRoutes(problem, search))).toMatchObject({ violations: [], unserved: [] })
  })

  it('runs in a thread, problem and plan travel there and back', async () => {
    const { problem } = generateInstance({ kind: 'vrptw', customers: 20, seed: 2 })
    const pool = createEnginePool({ threads: 1 })
    try {
      const { result } = await pool.run(planRoutesTask, problem, { limits: { seed: 1, iterations: 100 } })
      expect(result).toEqual(plan(problem, { iterations: 100 }))
    } finally {
      await pool.close()
    }
  })

  it('nothing to do is an empty plan', () => {
    const problem = { ...anyProblem(1, []), stops: [] }
    expect(plan(problem)).toMatchObject({ routes: [], unplanned: [], vehicles: 0, cost: { total: 0 } })
  })

  it('a problem that contradicts itself is refused by name', () => {
    const refused = (change: (problem: RoutingProblem) => void) => {
      const problem = anyProblem(1, [])
      change(problem)
      try {
        plan(problem)
      } catch (fault) {
        return fault instanceof RoutingProblemFault ? fault.code : fault
      }
      return 'accepted'
    }
    const first = ({ stops }: RoutingProblem) => stops[0] as RoutingProblem['stops'][number]
    expect(
      [
        (problem: RoutingProblem) => problem.vehicleTypes.splice(0),
        (problem: RoutingProblem) => problem.profiles.splice(0),
        (problem: RoutingProblem) => {
          problem.locations += 1
        },
        (problem: RoutingProblem) => {
          first(problem).location = 99
        },
        (problem: RoutingProblem) => problem.stops.push(first(problem)),
        (problem: RoutingProblem) => {
          first(problem).windows = [{ startSeconds: 5, endSeconds: 4 }]
        },
        (problem: RoutingProblem) => {
          first(problem).delivery = [-1]
        },
        (problem: RoutingProblem) => {
          first(problem).allowedVehicles = ['ghost']
        },
        (problem: RoutingProblem) => {
          problem.shipments = [{ id: 'one', pickup: 'ghost', delivery: first(problem).id }]
        },
      ].map(refused),
    ).toEqual([
      'routing.no-vehicle',
      'routing.no-profile',
      'routing.matrix-shape',
      'routing.unknown-location',
      'routing.duplicate-stop',
      'routing.window',
      'routing.amount',
      'routing.unknown-vehicle-type',
      'routing.unknown-stop',
    ])
  })
})

/** By what the objective compares: priority of the missing, vehicles, cost. */
function isWorse(problem: RoutingProblem, one: RoutingPlan, than: RoutingPlan): boolean {
  const paired = new Map(
    (problem.shipments ?? []).flatMap(({ id, pickup, delivery }) => [
      [pickup, id],
      [delivery, id],
    ]),
  )
  const missing = ({ unplanned }: RoutingPlan) => {
    const units = new Map<string, { priority: number; optional: boolean }>()
    for (const { stopId } of unplanned) {
      const stop = problem.stops.find(({ id }) => id === stopId)
      const unit = paired.get(stopId) ?? stopId
      const known = units.get(unit) ?? { priority: 0, optional: false }
      units.set(unit, {
        priority: Math.max(known.priority, stop?.priority ?? 1),
        optional: known.optional || stop?.unservedPenalty !== undefined,
      })
    }
    return [...units.values()].reduce((sum, { priority, optional }) => sum + (optional ? 0 : priority), 0)
  }
  if (missing(one) !== missing(than)) return missing(one) > missing(than)
  if (problem.objective?.kind === 'hierarchical' && one.vehicles !== than.vehicles)
    return one.vehicles > than.vehicles
  return one.cost.total > than.cost.total + 0.01
}
