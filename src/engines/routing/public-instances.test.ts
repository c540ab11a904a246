import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { beginSearch } from '../runner/search.ts'
import { validatePlan } from './check/validate-plan.ts'
import { readBestKnown } from './instances/best-known.ts'
import { readInstance } from './instances/read-instance.ts'
import { planRoutes } from './plan-routes.ts'
import type { RoutingPlan } from './routing.problem.ts'

const data = join(process.cwd(), '..', 'shared', 'data', 'routing')

describe.skipIf(!existsSync(data))('[TMS-01] the public Solomon and Li & Lim instances', () => {
  it.each([
    ['solomon100', 'C101.txt', 2_000],
    ['solomon100', 'R102.txt', 20_000],
    ['solomon100', 'RC107.txt', 40_000],
    ['pdptw100', 'lc101.txt', 2_000],
    ['pdptw100', 'lr102.txt', 10_000],
  ])(
    '%s %s: no more than one vehicle and 10 % over the best known after %i iterations',
    (set, file, iterations) => {
      const { problem, name } = readInstance(readFileSync(join(data, set, file), 'utf8'), file)
      const known = readBestKnown(readFileSync(join(data, `${set}-bks.json`), 'utf8')).get(name.toLowerCase())
      const plan = planRoutes(problem, beginSearch<RoutingPlan>({ seed: 1, iterations }))
      expect(validatePlan(problem, plan)).toMatchObject({ violations: [], unserved: [] })
      expect(plan.vehicles).toBeLessThanOrEqual((known?.vehicles ?? 0) + 1)
      expect(plan.distanceMeters).toBeLessThanOrEqual((known?.cost ?? 0) * 1.1)
    },
  )
})
