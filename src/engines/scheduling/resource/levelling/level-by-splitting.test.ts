import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { beginSearch } from '../../../runner/search.ts'
import { readProjectFile } from '../../exchange/read-project-file.ts'
import { writeMsProject } from '../../exchange/write-ms-project.ts'
import { textOf } from '../../project/clock.ts'
import { assignmentOf, firstMorning, projectOf, resourceOf, taskOf } from '../../project/project.fixture.ts'
import type { Project, Task } from '../../project/project.model.ts'
import { schedulePlan } from '../../project/schedule-plan.ts'
import { crowdedProject } from './crowded-project.fixture.ts'
import { levelProject } from './level-project.ts'
import { levelledProject } from './levelled-project.ts'
import type { LevellingPlan, LevellingProblem } from './levelling.model.ts'
import { levellingFaults } from './levelling.validator.ts'

const day = 480
const calendarDay = 1440
const level = (problem: LevellingProblem, iterations = 5) => {
  const plan = levelProject(problem, beginSearch<LevellingPlan>({ seed: 1, iterations }))
  expect(levellingFaults(problem, plan)).toEqual([])
  return plan
}
const datesOf = (project: Project, id: string) => {
  const row = schedulePlan(project).tasks.find(({ taskId }) => taskId === id)
  return row && `${textOf(row.startAt).slice(5, 16)} ${textOf(row.finishAt).slice(5, 16)}`
}

/** Kim works four days on A from Monday on, and is needed urgently for B on Wednesday. */
function urgentWednesday(a: Partial<Task> = {}, b: Partial<Task> = {}): Project {
  const wednesday = { kind: 'start-no-earlier-than' as const, at: firstMorning + 2 * calendarDay }
  return projectOf(
    [taskOf('a', 4 * day, a), taskOf('b', day, { priority: 900, constraint: wednesday, ...b })],
    [],
    {
      resources: [resourceOf('kim')],
      assignments: [
        assignmentOf('1', 'a', 'kim', { workMinutes: 4 * day }),
        assignmentOf('2', 'b', 'kim', { workMinutes: day }),
      ],
    },
  )
}
const splitting = (project: Project): LevellingProblem => ({
  project,
  reach: 'beyond-float',
  maySplit: true,
})

describe('levelling by splitting', () => {
  it('[PMS-03] work pauses where somebody is needed elsewhere, and goes on after', () => {
    const project = urgentWednesday()
    const plan = level(splitting(project))
    expect(plan.delays).toEqual([])
    expect(plan.splits).toEqual([
      { taskId: 'a', splits: [{ afterMinutes: 2 * day, pauseMinutes: day, byLevelling: true }] },
    ])
    expect(plan.after).toEqual([])
    expect(plan.moves).toMatchObject([
      {
        taskId: 'a',
        because: [{ resourceId: 'kim', fromAt: firstMorning + 2 * calendarDay, taskIds: ['b'] }],
      },
    ])
    expect(datesOf(levelledProject(project, plan), 'a')).toBe('03-02T08:00 03-06T17:00')
  })

  it('[PMS-03] moved whole it would wait until Thursday and end four days later', () => {
    const moved = level({ ...splitting(urgentWednesday()), maySplit: false })
    expect(datesOf(levelledProject(urgentWednesday(), moved), 'a')).toBe('03-05T08:00 03-10T17:00')
    const forbidden = level(splitting(urgentWednesday({ levellingMaySplit: false })))
    expect(forbidden.splits).toEqual([])
    expect(forbidden.delays).toEqual(moved.delays)
  })

  it('[PMS-03] what is left of begun work waits, and what is done stays', () => {
    const begun = { progress: { actualStartAt: firstMorning, percentComplete: 25 } }
    const tuesday = { kind: 'start-no-earlier-than' as const, at: firstMorning + calendarDay }
    const project = urgentWednesday(begun, { constraint: tuesday })
    const plan = level(splitting(project))
    expect(plan.splits).toEqual([
      { taskId: 'a', splits: [{ afterMinutes: day, pauseMinutes: day, byLevelling: true }] },
    ])
    expect(datesOf(levelledProject(project, plan), 'a')).toBe('03-02T08:00 03-06T17:00')
    const moved = level({ ...splitting(project), maySplit: false })
    expect(moved.moves.map(({ taskId }) => taskId)).toEqual(['b'])
  })

  it('[PMS-03] work that can be done in one go by the same time is not interrupted', () => {
    // An hour is free before B, but the day ends with B: A begins on the next morning or is torn for nothing.
    const eight = { kind: 'start-no-earlier-than' as const, at: firstMorning + 60 }
    const project = urgentWednesday({}, { constraint: eight, durationMinutes: 7 * 60 })
    project.tasks = project.tasks.map((task) => (task.id === 'a' ? { ...task, durationMinutes: 50 } : task))
    project.assignments = [
      assignmentOf('1', 'a', 'kim', { workMinutes: 50 }),
      assignmentOf('2', 'b', 'kim', { workMinutes: 7 * 60 }),
    ]
    const plan = level(splitting(project))
    expect(plan.splits).toEqual([])
    expect(plan.moves).toEqual([])
  })

  it('[PMS-03] own pauses stay, and levelling anew takes its own away', () => {
    const own = { afterMinutes: day, pauseMinutes: 60 }
    const project = urgentWednesday({ splits: [own] })
    const plan = level(splitting(project))
    expect(plan.splits[0]?.splits).toEqual([
      own,
      { afterMinutes: 2 * day - 60, pauseMinutes: day, byLevelling: true },
    ])
    const levelled = levelledProject(project, plan)
    expect(level(splitting(levelled))).toEqual(plan)
    expect(levelledProject(levelled, { delays: [], splits: [] })).toEqual(project)
  })

  it('[PMS-07] pauses made by levelling come back from a file', () => {
    const project = urgentWednesday({ splits: [{ afterMinutes: 2 * day, pauseMinutes: 60 }] })
    const levelled = levelledProject(project, level(splitting(project)))
    const numbered = JSON.parse(
      JSON.stringify(levelled).replaceAll('"a"', '"1"').replaceAll('"b"', '"2"').replaceAll('"kim"', '"1"'),
    ) as Project
    expect(readProjectFile(writeMsProject({ project: numbered })).project).toEqual(numbered)
    expect(numbered.tasks[0]?.splits).toHaveLength(2)
  })

  it('[PMS-03] within float, tasks are torn only where the project does not end later', () => {
    const plan = level({ ...splitting(urgentWednesday()), reach: 'within-float' })
    expect(plan.finishAfterAt).toBe(plan.finishBeforeAt)
  })

  it('[PMS-03] crowded projects: every over-allocation is resolved, sooner than by moving alone', () => {
    let whole = 0
    let torn = 0
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 5, max: 40 }), (seed, count) => {
        const project = crowdedProject(seed, count)
        const plan = level(splitting(project))
        expect(plan.after).toEqual([])
        expect(level(splitting(project))).toEqual(plan)
        level({ ...splitting(project), reach: 'within-float' }, 2)
        torn += plan.finishAfterAt - plan.finishBeforeAt
        whole += level({ ...splitting(project), maySplit: false }).finishAfterAt - plan.finishBeforeAt
      }),
      { seed: 3, numRuns: 12 },
    )
    expect(torn).toBeLessThan(whole)
  })
})

describe('the validator of levelling by splitting', () => {
  const project = urgentWednesday()
  const problem = splitting(project)
  const good = levelProject(problem, beginSearch<LevellingPlan>({ seed: 1, iterations: 2 }))
  const kinds = (plan: LevellingPlan, other = problem) => levellingFaults(other, plan).map(({ kind }) => kind)
  const paused = (afterMinutes: number) => ({
    ...good,
    splits: [{ taskId: 'a', splits: [{ afterMinutes, pauseMinutes: day, byLevelling: true }] }],
  })

  it('[PMS-03] finds pauses of what may not be interrupted', () => {
    expect(kinds(good, { ...problem, maySplit: false })).toContain('fixed-task-paused')
    const rigid = urgentWednesday({ levellingMaySplit: false })
    expect(kinds(good, splitting(rigid))).toContain('fixed-task-paused')
  })

  it('[PMS-03] finds pauses outside the work, before what is done, and of unknown tasks', () => {
    expect(kinds(paused(4 * day))).toContain('pause-outside-work')
    expect(kinds(paused(0))).toContain('pause-outside-work')
    const begun = urgentWednesday({ progress: { actualStartAt: firstMorning, percentComplete: 75 } })
    expect(kinds(good, splitting(begun))).toContain('pause-outside-work')
    expect(kinds({ ...good, splits: [{ taskId: 'x', splits: [] }] })).toContain('unknown-task')
  })

  it('[PMS-03] finds own pauses that are gone', () => {
    const own = urgentWednesday({ splits: [{ afterMinutes: 60, pauseMinutes: 60 }] })
    expect(kinds(good, splitting(own))).toContain('own-pause-lost')
  })

  it('[PMS-03] finds over-allocations and moves that are stated wrongly', () => {
    expect(kinds(paused(day))).toEqual(expect.arrayContaining(['over-allocated', 'over-allocation-stated']))
    expect(kinds({ ...good, before: [] })).toContain('over-allocation-stated')
    const [move] = good.moves
    if (!move) throw new Error('no move')
    expect(kinds({ ...good, moves: [{ ...move, finishAfterAt: move.finishAfterAt + 1 }] })).toContain(
      'move-stated',
    )
  })
})
