import { expect, it } from 'vitest'
import { chance } from '../runner/chance.ts'
import { beginSearch } from '../runner/search.ts'
import { checkPlan } from './check/check-plan.ts'
import { loadVehicles } from './load-vehicles.ts'
import type { LoadingPlan } from './loading.plan.ts'
import type { Edge, LoadingItem, LoadingProblem } from './loading.problem.ts'

/** Cargo of so many kinds as Bischoff & Ratcliff (1995) draw it: as much as a container of twenty feet could hold. */
function manyKinds(kinds: number, seed: number): LoadingProblem {
  const luck = chance(seed)
  const container = { id: 'c', lengthMillimeters: 5_870, widthMillimeters: 2_330, heightMillimeters: 2_200 }
  const edges = Array.from({ length: kinds }, () => [
    luck.between(30, 120) * 10,
    luck.between(25, 100) * 10,
    luck.between(20, 80) * 10,
  ]) as [number, number, number][]
  const volumes = edges.map(([l, w, h]) => l * w * h)
  const counts = new Array<number>(kinds).fill(1)
  let room = 5_870 * 2_330 * 2_200 - volumes.reduce((sum, volume) => sum + volume, 0)
  for (;;) {
    const kind = luck.between(0, kinds - 1)
    room -= volumes[kind] as number
    if (room < 0) break
    counts[kind] = (counts[kind] as number) + 1
  }
  const items = edges.map(([l, w, h], kind): LoadingItem => {
    const upright: Edge[] = ['height']
    if (l < 2 * Math.min(w, h)) upright.push('length')
    if (w < 2 * Math.min(l, h)) upright.push('width')
    return {
      id: `${kind}`,
      count: counts[kind] as number,
      lengthMillimeters: l,
      widthMillimeters: w,
      heightMillimeters: h,
      upright,
    }
  })
  return { vehicles: [container], items, minimumSupportShare: 1 }
}

it('thirty and sixty kinds, every base on the floor or on tops: 91.6 % of the room and more after a few hundred completions', () => {
  const shares = [30, 60].flatMap((kinds) =>
    [1, 2].map((seed) => {
      const problem = manyKinds(kinds, seed)
      const plan = loadVehicles(problem, beginSearch<LoadingPlan>({ seed: 1, iterations: 900 }))
      expect(checkPlan(problem, plan)).toEqual([])
      return plan.volumeShare
    }),
  )
  expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeGreaterThan(0.916)
})
