import { describe, expect, it } from 'vitest'
import { beginSearch } from '../../runner/search.ts'
import { anyProblem } from '../any-problem.fixture.ts'
import { planRoutes } from '../plan-routes.ts'
import { checkPlan, type VehicleSequence } from './check-plan.ts'
import { validatePlan } from './validate-plan.ts'

describe('solver and check, written apart', () => {
  it('[TMS-01] a plan of the solver is as sound when a dispatcher asks about its order of stops', () => {
    for (let seed = 1_001; seed <= 1_040; seed++) {
      const problem = anyProblem(seed)
      const plan = planRoutes(problem, beginSearch({ seed: 1, iterations: 100 }))
      expect(validatePlan(problem, plan).violations, `seed ${seed}`).toEqual([])
      const sequences = plan.routes.map(
        ({ vehicleTypeId, vehicleNumber, steps }): VehicleSequence => ({
          vehicleTypeId,
          vehicleNumber,
          visits: steps.flatMap(({ kind, stopId, location }): VehicleSequence['visits'] => {
            if (kind === 'reload' && location !== null) return [{ reloadLocation: location }]
            return kind === 'stop' && stopId !== undefined ? [stopId] : []
          }),
        }),
      )
      const { violations } = checkPlan(problem, sequences).report
      // What the solver had to leave out is missing in the dispatcher's order too.
      expect(
        violations.filter(({ kind }) => kind !== 'missing-stop'),
        `seed ${seed}`,
      ).toEqual([])
    }
  })
})
