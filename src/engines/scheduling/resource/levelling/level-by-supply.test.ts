import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chance } from '../../../runner/chance.ts'
import { beginSearch } from '../../../runner/search.ts'
import { textOf } from '../../project/clock.ts'
import {
  assignmentOf,
  firstMorning,
  linkOf,
  projectOf,
  resourceOf,
  taskOf,
} from '../../project/project.fixture.ts'
import type { Project, Task } from '../../project/project.model.ts'
import { crowdedProject } from './crowded-project.fixture.ts'
import { levelProject } from './level-project.ts'
import type { LevellingPlan, LevellingProblem } from './levelling.model.ts'
import { levellingFaults } from './levelling.validator.ts'

const day = 480
const calendarDay = 1440
const wednesday = firstMorning + 2 * calendarDay

function level(problem: LevellingProblem, iterations = 5): LevellingPlan {
  const plan = levelProject(problem, beginSearch<LevellingPlan>({ seed: 1, iterations }))
  expect(levellingFaults(problem, plan)).toEqual([])
  return plan
}
const startsOf = ({ moves }: LevellingPlan) =>
  Object.fromEntries(moves.map(({ taskId, startAfterAt }) => [taskId, textOf(startAfterAt).slice(5, 16)]))

/** A and B take three tons of sand each. */
function sandpit(a: Partial<Task> = {}, b: Partial<Task> = {}): Project {
  return projectOf([taskOf('a', day, a), taskOf('b', day, b)], [], {
    resources: [resourceOf('sand', { kind: 'material' })],
    assignments: [assignmentOf('1', 'a', 'sand', { units: 3 }), assignmentOf('2', 'b', 'sand', { units: 3 })],
  })
}
const sand = (...arrivals: [at: number, quantity: number][]) => [
  { resourceId: 'sand', arrivals: arrivals.map(([at, quantity]) => ({ at, quantity })) },
]

describe('levelling over material', () => {
  it('[PMS-03] a task waits for the lorry, and who comes first is a matter of priority', () => {
    const supplies = sand([firstMorning, 3], [wednesday, 3])
    const plan = level({ project: sandpit({}, { priority: 900 }), reach: 'beyond-float', supplies })
    expect(startsOf(plan)).toEqual({ a: '03-04T08:00' })
    expect(plan.moves[0]?.awaits).toEqual([{ resourceId: 'sand', untilAt: wednesday }])
    expect(plan.unsupplied).toEqual([])
  })

  it('[PMS-03] nobody takes what is promised to something later of higher priority', () => {
    const later = { constraint: { kind: 'start-no-earlier-than' as const, at: wednesday }, priority: 900 }
    const supplies = sand([firstMorning, 4], [wednesday + calendarDay, 2])
    const plan = level({ project: sandpit({}, later), reach: 'beyond-float', supplies })
    expect(startsOf(plan)).toEqual({ a: '03-05T08:00' })
  })

  it('[PMS-03] what is used by the day is counted by the duration', () => {
    const project = sandpit({ durationMinutes: 2 * day })
    project.assignments = [assignmentOf('1', 'a', 'sand', { units: 3, materialPer: 'day' })]
    const supplies = sand([firstMorning, 5.9], [wednesday, 0.1])
    expect(startsOf(level({ project, reach: 'beyond-float', supplies }))).toEqual({ a: '03-04T08:00' })
  })

  it('[PMS-03] what never comes moves nothing, and is said', () => {
    const plan = level({
      project: sandpit({ priority: 900 }),
      reach: 'beyond-float',
      supplies: sand([firstMorning, 4]),
    })
    expect(plan.moves).toEqual([])
    expect(plan.unsupplied).toEqual([{ taskId: 'b', resourceId: 'sand', quantity: 3 }])
  })

  it('[PMS-03] within float a task that has none stays, and what is begun or fixed has its part first', () => {
    const supplies = sand([firstMorning, 3], [wednesday, 3])
    const tight = level({ project: sandpit(), reach: 'within-float', supplies })
    expect(tight.moves).toEqual([])
    expect(tight.unsupplied).toHaveLength(1)
    const begun = sandpit({}, { progress: { actualStartAt: firstMorning, percentComplete: 10 } })
    expect(startsOf(level({ project: begun, reach: 'beyond-float', supplies }))).toEqual({ a: '03-04T08:00' })
  })
})

describe('levelling over money', () => {
  it('[PMS-03] a task waits until its whole cost is covered: work, material and what is fixed', () => {
    const project = projectOf(
      [taskOf('a', day), taskOf('b', day, { fixedCostMinor: 500 }), taskOf('c', day)],
      [linkOf('b', 'c')],
      {
        resources: [
          resourceOf('kim', {
            rates: [
              {
                table: 'A',
                standardMinor: 1000,
                per: 'hour',
                overtimeMinor: 0,
                overtimePer: 'hour',
                perUseMinor: 0,
              },
            ],
          }),
        ],
        assignments: [assignmentOf('1', 'a', 'kim', { workMinutes: day })],
      },
    )
    const funds = [
      { at: firstMorning, amountMinor: 8200 },
      { at: wednesday, amountMinor: 300 },
    ]
    const first = {
      ...project,
      tasks: project.tasks.map((task) => ({ ...task, priority: task.id === 'a' ? 900 : 500 })),
    }
    const plan = level({ project: first, reach: 'beyond-float', funds })
    expect(startsOf(plan)).toEqual({ b: '03-04T08:00', c: '03-05T08:00' })
    expect(plan.moves[0]?.awaits).toEqual([{ untilAt: wednesday }])
    const short = level({ project: first, reach: 'beyond-float', funds: funds.slice(0, 1) })
    expect(short.unsupplied).toEqual([{ taskId: 'b', quantity: 500 }])
  })

  it('[PMS-03] crowded projects with sand and money: no fault, and what is supplied has been there', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.boolean(),
        fc.boolean(),
        (seed, maySplit, within) => {
          const luck = chance(seed)
          const crowded = crowdedProject(seed, 25)
          const leaves = crowded.tasks.filter(({ parentId }) => parentId !== undefined)
          const project: Project = {
            ...crowded,
            tasks: crowded.tasks.map((task) => ({
              ...task,
              fixedCostMinor: task.parentId ? luck.between(0, 9) : 0,
            })),
            resources: [...crowded.resources, resourceOf('sand', { kind: 'material' })],
            assignments: [
              ...crowded.assignments,
              ...leaves.map(({ id }, at) =>
                assignmentOf(`m${at}`, id, 'sand', { units: luck.between(0, 3) }),
              ),
            ],
          }
          const dates = [0, 5, 12, 30].map((days) => firstMorning + days * calendarDay)
          level(
            {
              project,
              reach: within ? 'within-float' : 'beyond-float',
              maySplit,
              supplies: sand(...dates.map((at): [number, number] => [at, luck.between(0, 15)])),
              funds: dates.map((at) => ({ at, amountMinor: luck.between(0, 60) })),
            },
            3,
          )
        },
      ),
      { numRuns: 25 },
    )
  })
})

describe('the validator of supplies', () => {
  const problem: LevellingProblem = {
    project: sandpit({}, { priority: 900 }),
    reach: 'beyond-float',
    supplies: sand([firstMorning, 3], [wednesday, 3]),
  }
  const good = level(problem)
  const kinds = (plan: LevellingPlan, other = problem) => levellingFaults(other, plan).map(({ kind }) => kind)

  it('[PMS-03] finds what is taken before it came', () => {
    expect(kinds({ ...good, delays: [] })).toContain('supply')
    expect(kinds(good, { ...problem, funds: [] })).not.toContain('supply')
    const priced = {
      ...problem.project,
      tasks: problem.project.tasks.map((task) => ({ ...task, fixedCostMinor: 5 })),
    }
    expect(kinds(good, { ...problem, project: priced, funds: [] })).toContain('supply')
  })

  it('[PMS-03] finds what is said to be missing and is there', () => {
    expect(kinds({ ...good, unsupplied: [{ taskId: 'a', resourceId: 'sand', quantity: 3 }] })).toContain(
      'unsupplied-stated',
    )
    expect(kinds({ ...good, unsupplied: [{ taskId: 'x', resourceId: 'sand', quantity: 3 }] })).toContain(
      'unsupplied-stated',
    )
  })
})
