import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chance } from '../runner/chance.ts'
import { anyProblem, type ProblemFeature } from './any-problem.fixture.ts'
import { pairRules, placeBase } from './insertion.pairs.ts'
import { simulatedRules } from './insertion.simulated.ts'
import { createRoute, type InsertionRules } from './insertion.ts'
import { windowRules } from './insertion.windows.ts'
import { buildSearchModel, type Fleet, type SearchModel } from './search-model.ts'

const seeds = fc.integer({ min: 0, max: 1_000_000 })

describe('[TMS-01] rules of insertion', () => {
  it.each<[string, (model: SearchModel) => InsertionRules, ProblemFeature[]]>([
    ['windows', windowRules, ['windows', 'fleet', 'depots', 'open', 'limits', 'duty-cost', 'restrictions']],
    ['pairs', pairRules, ['windows', 'fleet', 'open', 'shipments', 'restrictions']],
  ])('those for %s find the places and costs that driving every trial finds', (_, rulesOf, features) => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const problem = anyProblem(seed, features)
        if (features.includes('shipments')) for (const stop of problem.stops) stop.delivery = undefined
        const model = buildSearchModel(problem)
        expect(model.features.general).toBe(false)
        const [fast, exact] = costsOf(model, [rulesOf(model), simulatedRules(model)], seed)
        expect(fast).toEqual(exact)
      }),
      { numRuns: 40, seed: 3 },
    )
  })
})

/** Puts every unit where the first rules find it cheapest; what that costs by each, rounded. */
function costsOf(model: SearchModel, all: InsertionRules[], seed: number): number[][] {
  const luck = chance(seed)
  const fleet = model.fleets[luck.between(0, model.fleets.length - 1)] as Fleet
  const sides = all.map((rules) => ({
    rules,
    route: createRoute(model, fleet, 4, rules.loadPerNode),
    told: [0],
  }))
  for (const { rules, route } of sides) rules.refresh(route)
  const cells = new Float64Array(4)
  for (let unit = 0; unit < model.units; unit++) {
    const answers = sides.map(({ rules, route }) => {
      rules.evaluate(route, unit, cells, 0)
      return { cost: cells[0] as number, place: cells[1] as number }
    })
    for (const [index, { told, rules, route }] of sides.entries()) {
      told.push(Math.round((answers[index] as (typeof answers)[number]).cost))
      if ((answers[0] as (typeof answers)[number]).cost === Number.POSITIVE_INFINITY) continue
      rules.insert(route, unit, placeFor(rules, all, (answers[0] as (typeof answers)[number]).place))
      told.push(Math.round(route.cost))
    }
  }
  return sides.map(({ told }) => told)
}

/** The rules for windows name a place by its index alone. */
function placeFor(rules: InsertionRules, [first]: InsertionRules[], place: number): number {
  return rules === first || place >= placeBase ? place : place * placeBase
}
