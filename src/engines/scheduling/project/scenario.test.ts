import { expect, it } from 'vitest'
import { editEffort } from './edit-effort.ts'
import { ProjectError } from './project.error.ts'
import { assignmentOf, firstMorning, linkOf, projectOf, resourceOf, taskOf } from './project.fixture.ts'
import type { Task } from './project.model.ts'
import { applyScenario, compareSchedules } from './scenario.ts'
import { openPlan, schedulePlan } from './schedule-plan.ts'
import { taskParts } from './task-parts.ts'

const day = 480

it('[PMS-02] a what-if leaves the plan as it is and tells what it would change', () => {
  const project = projectOf(
    [taskOf('a', 2 * day), taskOf('b', day), taskOf('c', day)],
    [linkOf('a', 'b'), linkOf('b', 'c')],
  )
  const frozen = structuredClone(project)
  const longer = applyScenario(project, {
    tasks: { a: { durationMinutes: 4 * day } },
    removedTaskIds: ['b'],
    addedTasks: [{ task: taskOf('n', day), afterTaskId: 'a' }],
    addedDependencies: [linkOf('a', 'c')],
  })
  expect(project).toEqual(frozen)
  const comparison = compareSchedules(
    { project, schedule: schedulePlan(project) },
    { project: longer, schedule: schedulePlan(longer) },
  )
  expect(comparison).toMatchObject({ finishMinutes: day, addedTaskIds: ['n'], removedTaskIds: ['b'] })
  expect(comparison.tasks.map(({ taskId, finishMinutes }) => [taskId, finishMinutes / day])).toEqual([
    ['a', 2],
    ['c', 1],
  ])
  expect(() => applyScenario(project, { tasks: { zz: { name: 'x' } } })).toThrow(ProjectError)
})

const effort = (type: Task['type'], effortDriven = false) => ({
  task: taskOf('t', 10 * day, { type, effortDriven }),
  assignments: [assignmentOf('1', 't', 'r', { workMinutes: 10 * day })],
})
const result = (type: Task['type'], edit: Parameters<typeof editEffort>[1], effortDriven = false) => {
  const { task, assignments } = editEffort(effort(type, effortDriven), edit)
  return [
    task.durationMinutes / day,
    ...assignments.map(({ units, workMinutes }) => `${units}×${workMinutes / day}`),
  ]
}

it('[PMS-02] editing duration, work or units gives what the type of the task says', () => {
  const duration = { kind: 'duration', durationMinutes: 5 * day } as const
  expect(result('fixed-units', duration)).toEqual([5, '1×5'])
  expect(result('fixed-duration', duration)).toEqual([5, '1×5'])
  expect(result('fixed-work', duration)).toEqual([5, '2×10'])
  const work = { kind: 'work', workMinutes: 20 * day } as const
  expect(result('fixed-units', work)).toEqual([20, '1×20'])
  expect(result('fixed-duration', work)).toEqual([10, '2×20'])
  expect(result('fixed-work', work)).toEqual([20, '1×20'])
  const units = { kind: 'units', assignmentId: '1', units: 2 } as const
  expect(result('fixed-units', units)).toEqual([5, '2×10'])
  expect(result('fixed-duration', units)).toEqual([10, '2×20'])
  expect(result('fixed-work', units)).toEqual([5, '2×10'])
})

it('[PMS-02] a second person shortens an effort-driven task and brings work to another', () => {
  const second = { kind: 'assign', assignment: assignmentOf('2', 't', 's') } as const
  expect(result('fixed-units', second, true)).toEqual([5, '1×5', '1×5'])
  expect(result('fixed-work', second)).toEqual([5, '1×5', '1×5'])
  expect(result('fixed-duration', second, true)).toEqual([10, '0.5×5', '0.5×5'])
  expect(result('fixed-units', second)).toEqual([10, '1×10', '1×10'])
  const both = editEffort(effort('fixed-units', true), second)
  expect(editEffort(both, { kind: 'unassign', assignmentId: '1' }).task.durationMinutes).toBe(10 * day)
  expect(() => editEffort(effort('fixed-units'), { kind: 'units', assignmentId: '1', units: 0 })).toThrow(
    ProjectError,
  )
})

it('[PMS-02] the parts of a task are its work between pauses, done and left', () => {
  const project = projectOf([
    taskOf('a', 3 * day, { splits: [{ afterMinutes: day, pauseMinutes: 2 * day }] }),
    taskOf('b', 2 * day, {
      progress: { actualStartAt: firstMorning, percentComplete: 50, resumeAt: firstMorning + 2 * 1440 },
    }),
  ])
  project.resources = [resourceOf('r')]
  const live = openPlan(project)
  const parts = (id: string) =>
    taskParts(live, id).map(({ fromAt, toAt, done }) => [
      (fromAt - firstMorning) / 1440,
      (toAt - firstMorning - 540) / 1440,
      done,
    ])
  expect(parts('a')).toEqual([
    [0, 0, false],
    [3, 4, false],
  ])
  expect(parts('b')).toEqual([
    [0, 0, true],
    [2, 2, false],
  ])
})

it('[PMS-02] bars begin and end with their task, also where it begins or ends in free time', () => {
  const early = { actualStartAt: firstMorning - 120, percentComplete: 50 }
  const begun = projectOf([taskOf('a', day, { progress: early })])
  expect(taskParts(openPlan(begun), 'a')).toEqual([
    { fromAt: firstMorning - 120, toAt: firstMorning + 240, done: true },
    { fromAt: firstMorning + 300, toAt: firstMorning + 540, done: false },
  ])
  const evening = { kind: 'finish-no-earlier-than', at: firstMorning + 720 } as const
  const asked = openPlan(projectOf([taskOf('a', day, { constraint: evening })]))
  expect(taskParts(asked, 'a')).toEqual([{ fromAt: firstMorning, toAt: firstMorning + 1440, done: false }])
})

it('[PMS-02] tasks are added after a whole branch, as a first child, or at the end of a branch', () => {
  const project = projectOf([
    taskOf('s', 0),
    taskOf('s1', day, { parentId: 's' }),
    taskOf('s2', day, { parentId: 's' }),
    taskOf('b', day),
  ])
  const orderWith = (added: { task: Task; afterTaskId?: string }) => {
    const changed = applyScenario(project, { addedTasks: [added] })
    return schedulePlan(changed).tasks.map(({ taskId, wbs }) => `${taskId} ${wbs}`)
  }
  expect(orderWith({ task: taskOf('n', day), afterTaskId: 's' })).toEqual([
    's 1',
    's1 1.1',
    's2 1.2',
    'n 2',
    'b 3',
  ])
  const child = taskOf('n', day, { parentId: 's' })
  expect(orderWith({ task: child, afterTaskId: 's' })).toEqual(['s 1', 'n 1.1', 's1 1.2', 's2 1.3', 'b 2'])
  expect(orderWith({ task: child, afterTaskId: 's1' })).toEqual(['s 1', 's1 1.1', 'n 1.2', 's2 1.3', 'b 2'])
  expect(orderWith({ task: child })).toEqual(['s 1', 's1 1.1', 's2 1.2', 'n 1.3', 'b 2'])
  expect(orderWith({ task: taskOf('n', day) })).toEqual(['s 1', 's1 1.1', 's2 1.2', 'b 2', 'n 3'])
})
