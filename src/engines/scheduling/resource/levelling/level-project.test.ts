import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { beginSearch } from '../../../runner/search.ts'
import { generatedProject } from '../../project/generated-project.fixture.ts'
import {
  assignmentOf,
  firstMorning,
  linkOf,
  projectOf,
  resourceOf,
  taskOf,
} from '../../project/project.fixture.ts'
import type { Project } from '../../project/project.model.ts'
import { schedulePlan } from '../../project/schedule-plan.ts'
import { crowdedProject } from './crowded-project.fixture.ts'
import { levelProject } from './level-project.ts'
import type { LevellingPlan, LevellingProblem } from './levelling.model.ts'
import { levellingFaults } from './levelling.validator.ts'
import { overAllocations } from './over-allocations.ts'

const day = 1440
const level = (problem: LevellingProblem, iterations = 20) =>
  levelProject(problem, beginSearch<LevellingPlan>({ seed: 1, iterations }))

/** Two tasks of two days for one person, and a third that follows the second and takes three. */
function twoAtOnce(more: Partial<Project> = {}): Project {
  return projectOf([taskOf('a', 960), taskOf('b', 960), taskOf('c', 1440)], [linkOf('b', 'c')], {
    resources: [resourceOf('kim')],
    assignments: [
      assignmentOf('1', 'a', 'kim', { workMinutes: 960 }),
      assignmentOf('2', 'b', 'kim', { workMinutes: 960 }),
    ],
    ...more,
  })
}

describe('over-allocations', () => {
  it('[PMS-03] one person on two whole tasks is over-allocated on both days, and on no others', () => {
    const project = twoAtOnce()
    const firstDay = firstMorning / day - 1 / 3
    expect(overAllocations(project, schedulePlan(project))).toEqual(
      [0, 1].map((later) => ({
        resourceId: 'kim',
        day: firstDay + later,
        peakUnits: 2,
        availableUnits: 1,
        overMinutes: 480,
        taskIds: ['a', 'b'],
      })),
    )
  })

  it('[PMS-03] half and half make a whole; material and cost are never over-allocated', () => {
    const project = twoAtOnce({
      resources: [resourceOf('kim'), resourceOf('sand', { kind: 'material' })],
      assignments: [
        assignmentOf('1', 'a', 'kim', { units: 0.5, workMinutes: 480 }),
        assignmentOf('2', 'b', 'kim', { units: 0.5, workMinutes: 480 }),
        assignmentOf('3', 'b', 'sand', { units: 90 }),
      ],
    })
    expect(overAllocations(project, schedulePlan(project))).toEqual([])
  })
})

describe('levelling', () => {
  it('[PMS-03] the task with float waits, and the plan says for whom', () => {
    const plan = level({ project: twoAtOnce(), reach: 'within-float' })
    expect(plan.finishAfterAt).toBe(plan.finishBeforeAt)
    expect(plan.after).toEqual([])
    expect(plan.moves).toEqual([
      {
        taskId: 'a',
        startBeforeAt: firstMorning,
        startAfterAt: firstMorning + 2 * day,
        finishBeforeAt: firstMorning + day + 540,
        finishAfterAt: firstMorning + 3 * day + 540,
        levellingDelayMinutes: 2 * day,
        because: [{ resourceId: 'kim', fromAt: firstMorning, taskIds: ['b'] }],
      },
    ])
  })

  it('[PMS-03] without enough float the plan keeps its end and says what is left; beyond float it is resolved', () => {
    const tight = twoAtOnce({ dependencies: [] })
    const within = level({ project: tight, reach: 'within-float' })
    expect(within.moves).toEqual([])
    expect(within.after).toHaveLength(2)
    const beyond = level({ project: tight, reach: 'beyond-float' })
    expect(beyond.after).toEqual([])
    expect(beyond.finishAfterAt).toBe(firstMorning + 3 * day + 540)
  })

  it('[PMS-03] a task of higher priority stays, whatever the other costs; priority 1000 is never moved', () => {
    const project = twoAtOnce()
    const [a, ...others] = project.tasks
    for (const priority of [900, 1000]) {
      const urgent = { ...project, tasks: [{ ...(a ?? taskOf('a', 960)), priority }, ...others] }
      const plan = level({ project: urgent, reach: 'beyond-float' })
      expect(plan.delays).toEqual([{ taskId: 'b', levellingDelayMinutes: 2 * day }])
      expect(plan.moves.map(({ taskId }) => taskId)).toEqual(['b', 'c'])
    }
  })

  it('[PMS-03] waits for the day on which a second machine arrives', () => {
    const project = twoAtOnce({
      resources: [
        resourceOf('kim', {
          availability: [
            { toAt: firstMorning + day, units: 1 },
            { fromAt: firstMorning + day, units: 2 },
          ],
        }),
      ],
    })
    const plan = level({ project, reach: 'beyond-float' })
    expect(plan.delays).toEqual([{ taskId: 'a', levellingDelayMinutes: day }])
  })

  it('[PMS-03] what asks for more than there ever is stays where it is and is shown', () => {
    const project = twoAtOnce({
      assignments: [assignmentOf('1', 'a', 'kim', { units: 2, workMinutes: 1920 })],
    })
    const plan = level({ project, reach: 'beyond-float' })
    expect(plan.moves).toEqual([])
    expect(plan.after).toHaveLength(2)
  })

  it('[PMS-03] a project scheduled from its finish is refused', () => {
    const project = twoAtOnce({ scheduleFrom: 'finish', finishAt: firstMorning + 30 * day })
    expect(() => level({ project, reach: 'beyond-float' })).toThrow(/levelling.from_finish/)
  })

  it('[PMS-03] any project: no fault, the same by seed, more passes never later, a cancelled search has a plan', () => {
    fc.assert(
      fc.property(generatedProject({ tasks: 8, feasible: true }), fc.boolean(), (project, beyond) => {
        const problem: LevellingProblem = { project, reach: beyond ? 'beyond-float' : 'within-float' }
        const few = level(problem, 2)
        const many = level(problem, 12)
        expect(levellingFaults(problem, few)).toEqual([])
        expect(levellingFaults(problem, many)).toEqual([])
        expect(level(problem, 12)).toEqual(many)
        if (
          beyond &&
          few.after.length === 0 &&
          project.tasks.every(({ deadlineAt }) => deadlineAt === undefined)
        )
          expect(many.finishAfterAt).toBeLessThanOrEqual(few.finishAfterAt)
        const cancelled = levelProject(
          problem,
          beginSearch<LevellingPlan>({ seed: 1, seconds: 60 }, { cancelled: () => true }),
        )
        expect(levellingFaults(problem, cancelled)).toEqual([])
      }),
      { numRuns: 40 },
    )
  })
})

describe('levelling a crowded project', () => {
  it('[PMS-03] resolves every over-allocation beyond float, and within float never ends later', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 5, max: 60 }), (seed, count) => {
        const project = crowdedProject(seed, count)
        const beyond = level({ project, reach: 'beyond-float' }, 5)
        expect(levellingFaults({ project, reach: 'beyond-float' }, beyond)).toEqual([])
        expect(beyond.after).toEqual([])
        expect(beyond.moves.length).toBeGreaterThanOrEqual(beyond.before.length > 0 ? 1 : 0)
        const more = level({ project, reach: 'beyond-float' }, 25)
        expect(more.finishAfterAt).toBeLessThanOrEqual(beyond.finishAfterAt)
        const within = level({ project, reach: 'within-float' }, 5)
        expect(levellingFaults({ project, reach: 'within-float' }, within)).toEqual([])
        expect(within.finishAfterAt).toBe(within.finishBeforeAt)
      }),
      { numRuns: 15 },
    )
  })
})

describe('the validator of levelling', () => {
  const problem: LevellingProblem = { project: twoAtOnce(), reach: 'within-float' }
  const good = level(problem)
  const kinds = (plan: LevellingPlan, other = problem) => levellingFaults(other, plan).map(({ kind }) => kind)

  it('[PMS-03] finds nothing in a good plan', () => expect(kinds(good)).toEqual([]))

  it('[PMS-03] finds unknown tasks and negative delays', () => {
    expect(kinds({ ...good, delays: [...good.delays, { taskId: 'x', levellingDelayMinutes: 5 }] })).toContain(
      'unknown-task',
    )
    expect(kinds({ ...good, delays: [{ taskId: 'a', levellingDelayMinutes: -day }] })).toContain(
      'negative-delay',
    )
  })

  it('[PMS-03] finds delays of fixed tasks', () => {
    const tasks = problem.project.tasks.map((task) => ({ ...task, priority: 1000 }))
    expect(kinds(good, { ...problem, project: { ...problem.project, tasks } })).toContain(
      'fixed-task-delayed',
    )
  })

  it('[PMS-03] finds a plan that ends later than it says, or than float allows', () => {
    const late = { ...good, delays: [{ taskId: 'c', levellingDelayMinutes: day }] }
    expect(kinds(late)).toEqual(expect.arrayContaining(['finish-stated', 'beyond-float', 'move-missing']))
  })

  it('[PMS-03] finds what is still over-allocated, and moves that are none', () => {
    const idle = { ...good, delays: [] }
    expect(kinds(idle, { ...problem, reach: 'beyond-float' })).toEqual(
      expect.arrayContaining(['over-allocated', 'move-without-change']),
    )
  })
})
