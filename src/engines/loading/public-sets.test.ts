import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { beginSearch } from '../runner/search.ts'
import { checkPlan } from './check/check-plan.ts'
import { loadVehicles } from './load-vehicles.ts'
import type { LoadingPlan } from './loading.plan.ts'
import type { Edge, LoadingProblem } from './loading.problem.ts'

const folder = join(process.cwd(), '..', 'shared', 'data', 'packing')
const present = existsSync(folder)

/** First problem of a set; centimetres become millimetres. */
function firstOf(set: string): LoadingProblem {
  const { problems } = JSON.parse(readFileSync(`${folder}/${set}.json`, 'utf8')) as {
    problems: { container: [number, number, number]; boxes: number[][] }[]
  }
  const [length = 0, width = 0, height = 0] = problems[0]?.container ?? []
  return {
    vehicles: [
      {
        id: 'container',
        lengthMillimeters: length * 10,
        widthMillimeters: width * 10,
        heightMillimeters: height * 10,
      },
    ],
    items: (problems[0]?.boxes ?? []).map(([l = 0, w = 0, h = 0, count = 0, ...up], index) => ({
      id: `${index}`,
      count,
      lengthMillimeters: l * 10,
      widthMillimeters: w * 10,
      heightMillimeters: h * 10,
      upright: (['length', 'width', 'height'] as const).filter((_, edge): _ is Edge => up[edge] === 1),
    })),
  }
}

describe('[TMS-02] the public Bischoff–Ratcliff instances', () => {
  it.skipIf(!present).each(['BR1', 'BR4', 'BR7'])('%s: nine tenths are full after 400 completions', (set) => {
    for (const minimumSupportShare of [0, 1]) {
      const problem = { ...firstOf(set), minimumSupportShare }
      const plan = loadVehicles(problem, beginSearch<LoadingPlan>({ seed: 1, iterations: 400 }))
      expect(checkPlan(problem, plan)).toEqual([])
      expect(plan.volumeShare).toBeGreaterThan(0.9)
    }
  })
  it.runIf(!present)('are not here, so nothing is compared with them', () => {
    expect(present).toBe(false)
  })
})
