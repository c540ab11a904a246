import fc from 'fast-check'
import { expect, it } from 'vitest'
import { atOf } from './clock.ts'
import { explainStart } from './explain-start.ts'
import { generatedProject } from './generated-project.fixture.ts'
import { ProjectError } from './project.error.ts'
import { linkOf, projectOf, taskOf } from './project.fixture.ts'
import type { Task } from './project.model.ts'
import { recalculatePlan } from './recalculate-plan.ts'
import { openPlan, scheduleOf } from './schedule-plan.ts'

const day = 480

it('[PMS-02] a plan after edits is the plan of the edited project', () => {
  const edits = fc.array(
    fc.record({
      place: fc.nat(9),
      durationMinutes: fc.integer({ min: 0, max: 3000 }),
      constraint: fc.constantFrom<Task['constraint']>(
        { kind: 'as-soon-as-possible' },
        { kind: 'start-no-earlier-than', at: atOf('2026-04-01T08:00') },
        { kind: 'finish-no-later-than', at: atOf('2026-03-20T17:00') },
      ),
      percentComplete: fc.constantFrom(0, 40),
      active: fc.boolean(),
      dropsLinks: fc.boolean(),
    }),
    { minLength: 1, maxLength: 4 },
  )
  fc.assert(
    fc.property(generatedProject({ tasks: 10 }), edits, (project, changes) => {
      const live = openPlan(project)
      for (const { place, dropsLinks, percentComplete, durationMinutes, ...change } of changes) {
        const before = live.plan.tasks[place] as Task
        const isSummary = live.plan.timings[place]?.summary === true
        const task: Task = isSummary
          ? before
          : { ...before, ...change, durationMinutes, progress: { ...before.progress, percentComplete } }
        const { dependencies } = live.plan.project
        recalculatePlan(live, {
          tasks: [task],
          ...(dropsLinks ? { dependencies: dependencies.slice(1) } : {}),
        })
        expect(scheduleOf(live)).toEqual(scheduleOf(openPlan(live.plan.project)))
      }
    }),
    { seed: 21, numRuns: 120 },
  )
})

it('[PMS-02] an edit that closes a ring is refused and leaves the plan as it was', () => {
  const live = openPlan(projectOf([taskOf('a', day), taskOf('b', day)], [linkOf('a', 'b')]))
  const before = scheduleOf(live)
  expect(() => recalculatePlan(live, { dependencies: [linkOf('a', 'b'), linkOf('b', 'a')] })).toThrow(
    ProjectError,
  )
  expect(scheduleOf(live)).toEqual(before)
})

it('[PMS-02] why a task starts then: its driving predecessor, and what else asks for something', () => {
  const live = openPlan(
    projectOf(
      [
        taskOf('a', 3 * day),
        taskOf('b', day),
        taskOf('c', day, { constraint: { kind: 'start-no-earlier-than', at: atOf('2026-03-03T08:00') } }),
      ],
      [linkOf('a', 'c'), linkOf('b', 'c')],
    ),
  )
  const { driving = [], others = [] } = explainStart(live, 'c') ?? {}
  expect(
    driving.map((reason) => (reason.kind === 'predecessor' ? reason.predecessorId : reason.kind)),
  ).toEqual(['a', 'calendar'])
  expect(
    others.map((reason) => (reason.kind === 'predecessor' ? reason.predecessorId : reason.kind)),
  ).toEqual(['constraint', 'b'])
  expect(explainStart(live, 'a')?.driving.map(({ kind }) => kind)).toEqual(['project-start'])
})

it('[PMS-02] why a task starts then: constraint, status date, hand, facts and levelling', () => {
  const explained = (task: Partial<Task>, more = {}) => {
    const live = openPlan(projectOf([taskOf('a', 3 * day), taskOf('b', day, task)], [linkOf('a', 'b')], more))
    return explainStart(live, 'b')?.driving.map(({ kind }) => kind)
  }
  const at = atOf('2026-03-03T08:00')
  expect(explained({ constraint: { kind: 'must-start-on', at } })).toEqual(['constraint'])
  expect(explained({ constraint: { kind: 'start-no-later-than', at } })).toEqual(['constraint'])
  expect(explained({ scheduling: 'manual', manualStartAt: at })).toEqual(['manual'])
  expect(explained({ progress: { actualStartAt: at, percentComplete: 10 } })).toEqual(['actual'])
  expect(explained({ constraint: { kind: 'as-late-as-possible' } })).toEqual(['as-late-as-possible'])
  expect(explained({ levellingDelayMinutes: 1440 })).toContain('levelling')
  const late = { remainingAfterStatus: true, statusAt: atOf('2026-03-12T08:00') }
  const live = openPlan(projectOf([taskOf('a', day)], [], late))
  expect(explainStart(live, 'a')?.driving.map(({ kind }) => kind)).toEqual(['status-date'])
})
