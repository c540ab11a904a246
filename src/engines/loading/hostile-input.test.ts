import { expect, it } from 'vitest'
import { faultsOf, hostileInputs } from '../runner/hostile.fixture.ts'
import { beginSearch } from '../runner/search.ts'
import { checkPlan } from './check/check-plan.ts'
import { loadPallets } from './load-pallets.ts'
import { loadVehicles } from './load-vehicles.ts'
import { randomProblem, trailer } from './loading.fixture.ts'
import type { LoadingPlan } from './loading.plan.ts'
import type { LoadingProblem } from './loading.problem.ts'
import type { PalletPlan, PalletProblem } from './pallet.problem.ts'

const drawn = randomProblem({ seed: 3, kinds: 4, stops: 2, stacking: true, separations: true })
const problem: LoadingProblem = {
  ...drawn,
  vehicles: [
    {
      ...trailer,
      count: 2,
      doorClearanceMillimeters: 50,
      topClearanceMillimeters: 20,
      door: { widthMillimeters: 2_400, heightMillimeters: 2_600 },
      axles: {
        front: { positionMillimeters: 500, emptyGrams: 3e6, limitGrams: 12e6, leastGrams: 1e6 },
        rear: { positionMillimeters: 9_000, emptyGrams: 4e6, limitGrams: 24e6 },
      },
      balance: {
        alongMillimeters: [2_000, 9_000],
        acrossMillimeters: [900, 1_600],
        heightMillimeters: 2_000,
        sideDifferenceShare: 0.4,
      },
    },
  ],
  items: drawn.items.map((item) => ({
    ...item,
    priority: 1,
    upright: ['height', 'length'],
    stacking: item.stacking ?? { bearsGrams: 5e5, bearsGramsPerSquareMeter: 1e6, layersAbove: 2 },
  })),
  unloading: 'last-in-first-out',
  prefer: 'least-cost',
}

it('problems out of this world: refused by code, or loaded as the check would have it; never a NaN or a crash', () => {
  const ask = (one: LoadingProblem) => {
    const plan = loadVehicles(one, beginSearch<LoadingPlan>({ seed: 1, iterations: 8 }))
    const [first] = checkPlan(one, plan)
    if (first) throw new Error(`invalid: ${first.kind}`)
    return plan
  }
  expect(faultsOf(hostileInputs(problem, 250), ask)).toEqual([])
})
it('pallets out of this world', () => {
  const pallets: PalletProblem = {
    ...problem,
    items: problem.items.map((item, index) => ({ ...item, packing: index % 2 ? 'pallet' : 'either' })),
    pallets: [
      {
        id: 'euro',
        count: 6,
        lengthMillimeters: 1_200,
        widthMillimeters: 800,
        deckMillimeters: 144,
        heightMillimeters: 1_800,
        emptyGrams: 25_000,
        loadGrams: 1e6,
        stacking: { layersAbove: 1 },
      },
    ],
  }
  const ask = (one: PalletProblem) => loadPallets(one, beginSearch<PalletPlan>({ seed: 1, iterations: 4 }))
  expect(faultsOf(hostileInputs(pallets, 40), ask)).toEqual([])
})
