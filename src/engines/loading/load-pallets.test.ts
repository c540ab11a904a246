import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { beginSearch } from '../runner/search.ts'
import { checkPalletPlan } from './check/check-pallets.ts'
import { loadPallets } from './load-pallets.ts'
import { randomProblem, smallTruck, trailer } from './loading.fixture.ts'
import type { PalletPlan, PalletProblem, PalletType } from './pallet.problem.ts'

const euro: PalletType = {
  id: 'euro',
  lengthMillimeters: 1_200,
  widthMillimeters: 800,
  deckMillimeters: 144,
  heightMillimeters: 1_344,
  emptyGrams: 25_000,
  loadGrams: 1_500_000,
}
const carton = {
  id: 'carton',
  count: 33,
  lengthMillimeters: 400,
  widthMillimeters: 400,
  heightMillimeters: 400,
  weightGrams: 10_000,
  packing: 'pallet' as const,
}
const solve = (problem: PalletProblem, iterations = 20) =>
  loadPallets(problem, beginSearch<PalletPlan>({ seed: 1, iterations }))

describe('[TMS-02] loading by pallets', () => {
  // 3 × 2 cartons in 3 layers make a pallet of 18.
  const problem: PalletProblem = { vehicles: [smallTruck], items: [carton], pallets: [euro] }

  it('33 cartons make two pallets that travel', () => {
    const result = solve(problem)
    expect(checkPalletPlan(problem, result)).toEqual([])
    expect(result.pallets.map(({ load }) => load.steps.length)).toEqual([18, 15])
    expect(result.pallets[0]?.item).toMatchObject({ heightMillimeters: 1_344, weightGrams: 205_000 })
    expect(result.plan.loads[0]?.steps.map(({ item }) => item).sort()).toEqual(['pallet-1', 'pallet-2'])
  })
  it('what no pallet takes goes loose only where it may', () => {
    const one = { ...euro, count: 1 }
    const stays = solve({ ...problem, pallets: [one] })
    expect(stays.leftOffPallets).toEqual([{ item: 'carton', pieces: 15, reason: 'volume' }])
    const either = { ...problem, pallets: [one], items: [{ ...carton, packing: 'either' as const }] }
    const goes = solve(either)
    expect(goes.leftOffPallets).toEqual([])
    expect(goes.plan.leftOut).toEqual([])
    expect(checkPalletPlan(either, goes)).toEqual([])
  })
  it('goods of different stops are on different pallets', () => {
    const items = [
      { ...carton, count: 4, stop: 1 },
      { ...carton, id: 'other', count: 4, stop: 2 },
    ]
    const result = solve({ ...problem, items })
    expect(result.pallets).toHaveLength(2)
    expect(checkPalletPlan({ ...problem, items }, result)).toEqual([])
  })
  it('the check finds a falsified pallet, a mixed one and goods that may not be on one', () => {
    const result = solve(problem)
    const [first, ...others] = result.pallets
    if (!first) throw new Error('no pallet')
    const lighter = { ...first, item: { ...first.item, weightGrams: 1 } }
    const kinds = (faulty: PalletProblem, plan: PalletPlan) =>
      checkPalletPlan(faulty, plan).map(({ kind }) => kind)
    expect(kinds(problem, { ...result, pallets: [lighter, ...others] })).toContain('pallet-item')
    expect(kinds({ ...problem, items: [{ ...carton, packing: 'loose' }] }, result)).toContain('packing')
    const items = [
      { ...carton, count: 17 },
      { ...carton, id: 'acid', count: 16, separationClass: 'acid' },
    ]
    const steps = first.load.steps.map((step, index) => (index === 0 ? { ...step, item: 'acid' } : step))
    const mixed = { ...first, load: { ...first.load, steps } }
    expect(kinds({ ...problem, items }, { ...result, pallets: [mixed] })).toContain('pallet-mixed')
  })
  it('keeps all rules, whatever the cargo', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999 }), fc.boolean(), (seed, separations) => {
        const { items, ...rest } = randomProblem({
          seed,
          kinds: 5,
          stops: 2,
          separations,
          vehicles: [trailer],
        })
        const packings = ['pallet', 'either', 'loose'] as const
        const mixed: PalletProblem = {
          ...rest,
          pallets: [euro, { ...euro, id: 'half', lengthMillimeters: 800, widthMillimeters: 600 }],
          items: items.map((item, index) => ({ ...item, packing: packings[index % 3] })),
        }
        expect(checkPalletPlan(mixed, solve(mixed))).toEqual([])
      }),
      { numRuns: 10 },
    )
  })
})
