import { describe, expect, it } from 'vitest'
import { beginSearch } from '../runner/search.ts'
import { generateInstance } from './instances/generate-instance.ts'
import { type PlanAlternative, planAlternatives } from './plan-alternatives.ts'

describe('[TMS-03] several plans to compare', () => {
  it('the fewest vehicles are never more than those of the least cost, balance narrows the spread of duties', () => {
    const { problem } = generateInstance({ kind: 'cvrp', customers: 24, seed: 4 })
    const question = { problem, wishes: ['least-cost', 'fewest-vehicles', 'balanced'] as const }
    const answers = planAlternatives(
      { ...question, wishes: [...question.wishes] },
      beginSearch<PlanAlternative[]>({ seed: 1, iterations: 1_500 }),
    )
    const of = (wish: PlanAlternative['wishes'][number]) => {
      const one = answers.find(({ wishes }) => wishes.includes(wish))
      if (!one) throw new Error(`no plan for ${wish}`)
      return one.figures
    }
    expect(of('fewest-vehicles').vehicles).toBeLessThanOrEqual(of('least-cost').vehicles)
    expect(of('balanced').dutySpreadSeconds).toBeLessThanOrEqual(of('least-cost').dutySpreadSeconds)
    expect(of('least-cost').runningCost).toBeLessThanOrEqual(of('balanced').runningCost * 1.05)
  })
})
