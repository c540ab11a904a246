import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyProblem } from './any-problem.fixture.ts'
import { fastChance } from './fast-chance.ts'
import type { Route } from './insertion.ts'
import { windowRules } from './insertion.windows.ts'
import { createRecreate } from './recreate.ts'
import { buildSearchModel } from './search-model.ts'
import { createSearchState, type SearchState } from './search-state.ts'
import { createTailExchange } from './tail-exchange.ts'

describe('[TMS-01] exchange of the ends of two routes', () => {
  it('keeps every stop on exactly one route, the one it says, and can be taken back', () => {
    let exchanges = 0
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (seed) => {
        const model = buildSearchModel(anyProblem(seed, ['windows', 'limits']))
        const state = createSearchState(model, windowRules(model))
        const chance = fastChance(seed)
        createRecreate(state, chance)({ when: 'cheaper', most: state.open.length })
        const before = routesOf(state)
        for (let stop = 0; stop < model.stops; stop++) {
          state.begin()
          const slots = createTailExchange(state, chance)(stop)
          if (slots) exchanges++
          const after = routesOf(state)
          expect(after.flatMap(([, stops]) => stops).sort()).toEqual(
            before.flatMap(([, stops]) => stops).sort(),
          )
          for (const [slot, stops] of after) for (const one of stops) expect(state.slotOf[one]).toBe(slot)
          state.undo()
          expect(routesOf(state)).toEqual(before)
        }
      }),
      { numRuns: 30, seed: 5 },
    )
    expect(exchanges).toBeGreaterThan(50)
  })
})

function routesOf({ open, openCount, routes }: SearchState): [number, number[]][] {
  return Array.from(open.subarray(0, openCount), (slot) => {
    const { sequence, length } = routes[slot] as Route
    return [slot, [...sequence.subarray(1, length + 1)]]
  })
}
