import fc from 'fast-check'
import { expect, it } from 'vitest'
import { chance } from '../../../runner/chance.ts'
import { beginSearch } from '../../../runner/search.ts'
import { firstMorning, linkOf, projectOf, taskOf } from '../../project/project.fixture.ts'
import type { Dependency, Project } from '../../project/project.model.ts'
import { schedulePlan } from '../../project/schedule-plan.ts'
import { projectRisk, riskDates } from './project-risk.ts'
import type { RiskResult } from './risk.problem.ts'
import { simulateRisk } from './simulate-risk.ts'

const day = 480

/** The finish that the risk network works out with nothing uncertain. */
function plannedFinish(project: Project): number {
  const problem = projectRisk(project, { durations: [], events: [], correlations: [] })
  const result = simulateRisk(problem, beginSearch<RiskResult>({ seed: 1, iterations: 2 }))
  return riskDates(project, result).plannedFinishAt
}
const finishOf = (project: Project) => schedulePlan(project).finishAt

it('[PMS-03] with nothing uncertain the finish is that of the plan, for links of all types, leads and shares', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000 }), (seed) => {
      const luck = chance(seed)
      const tasks = Array.from({ length: 8 }, (_, at) =>
        taskOf(`t${at}`, luck.between(1, 20) * 60, {
          splits: luck.happens(0.2) ? [{ afterMinutes: 30, pauseMinutes: 120 }] : [],
          ...(luck.happens(0.2)
            ? {
                constraint: {
                  kind: 'start-no-earlier-than' as const,
                  at: firstMorning + luck.between(0, 8) * 1440,
                },
              }
            : {}),
        }),
      )
      const dependencies = tasks.flatMap(({ id }, to): Dependency[] =>
        to > 0 && luck.happens(0.8)
          ? [
              linkOf(`t${luck.between(0, to - 1)}`, id, {
                type: luck.pick(['FS', 'SS', 'FF', 'SF'] as const),
                lag: {
                  kind: luck.pick(['working', 'percent'] as const),
                  value: luck.pick([0, 0, 60, 240, -60]),
                },
              }),
            ]
          : [],
      )
      const project = projectOf(tasks, dependencies)
      expect(plannedFinish(project)).toBeCloseTo(finishOf(project), 0)
    }),
    { seed: 4, numRuns: 150 },
  )
})

it('[PMS-03] pauses are no part of a share of a duration', () => {
  const paused = taskOf('a', 2 * day, { splits: [{ afterMinutes: day, pauseMinutes: day }] })
  const project = projectOf(
    [paused, taskOf('b', day)],
    [linkOf('a', 'b', { lag: { kind: 'percent', value: 100 } })],
  )
  expect(plannedFinish(project)).toBe(finishOf(project))
})

it('[PMS-03] levelled tasks and dates for a finish hold in the network too', () => {
  const levelled = projectOf([taskOf('a', day), taskOf('b', day, { levellingDelayMinutes: 1440 })])
  expect(plannedFinish(levelled)).toBe(finishOf(levelled))
  const dated = projectOf([
    taskOf('a', day, { constraint: { kind: 'finish-no-earlier-than', at: firstMorning + 3 * 1440 + 540 } }),
  ])
  expect(plannedFinish(dated)).toBe(finishOf(dated))
})
