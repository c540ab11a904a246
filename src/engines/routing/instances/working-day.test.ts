import { describe, expect, it } from 'vitest'
import { beginSearch } from '../../runner/search.ts'
import { validatePlan } from '../check/validate-plan.ts'
import { planRoutes } from '../plan-routes.ts'
import { workingDayInstance, workingDayRules } from './working-day.instances.ts'

describe('[TMS-01] working days', () => {
  it.each(workingDayRules)('under the rule "%s" a plan breaks nothing', (rule) => {
    const { problem } = workingDayInstance({ rule, customers: 40, seed: 2 })
    const plan = planRoutes(problem, beginSearch({ seed: 1, iterations: 1_000 }))
    const { violations } = validatePlan(problem, plan)
    expect(violations.filter(({ kind }) => kind !== 'missing-stop')).toEqual([])
    // Not every shipment can be brought within two hours.
    expect(plan.unplanned.length).toBeLessThan(6)
  })
})
