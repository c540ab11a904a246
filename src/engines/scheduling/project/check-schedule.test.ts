import { expect, it } from 'vitest'
import { checkSchedule } from './check-schedule.ts'
import { atOf } from './clock.ts'
import {
  assignmentOf,
  firstMorning,
  linkOf,
  officeCalendar,
  projectOf,
  resourceOf,
  taskOf,
} from './project.fixture.ts'
import type { Project } from './project.model.ts'
import type { ScheduledTask } from './schedule.model.ts'
import { schedulePlan } from './schedule-plan.ts'

const day = 480

function house(): Project {
  return projectOf(
    [
      taskOf('s', 0),
      taskOf('a', day, { parentId: 's' }),
      taskOf('b', 2 * day, { parentId: 's' }),
      taskOf('c', day, { constraint: { kind: 'start-no-earlier-than', at: atOf('2026-03-09T08:00') } }),
    ],
    [linkOf('a', 'b')],
  )
}

/** The kinds of violations after one row was changed. */
function kindsAfter(
  project: Project,
  id: string,
  change: (row: ScheduledTask) => Partial<ScheduledTask>,
): string[] {
  const { tasks } = schedulePlan(project)
  expect(checkSchedule(project, { tasks })).toEqual([])
  const broken = tasks.map((row) => (row.taskId === id ? { ...row, ...change(row) } : row))
  return checkSchedule(project, { tasks: broken }).map(({ kind }) => kind)
}

it('[PMS-02] a missing row is found', () => {
  expect(checkSchedule(house(), { tasks: [] }).map(({ kind }) => kind)).toContain('row-missing')
})

it('[PMS-02] a finish before the start is found', () => {
  expect(kindsAfter(house(), 'c', (row) => ({ finishAt: row.startAt - 1440 }))).toContain(
    'finish-before-start',
  )
})

it('[PMS-02] a link that is not kept is found', () => {
  const shift = ({ startAt, finishAt }: ScheduledTask) => ({
    startAt: startAt - 1440,
    finishAt: finishAt - 1440,
  })
  expect(kindsAfter(house(), 'b', shift)).toContain('link')
})

it('[PMS-02] a lag on the clock that is cut short is found', () => {
  const project = house()
  project.dependencies = [linkOf('a', 'b', { lag: { kind: 'elapsed', value: 2880 } })]
  const early = { startAt: atOf('2026-03-04T08:00'), finishAt: atOf('2026-03-05T17:00') }
  expect(kindsAfter(project, 'b', () => early)).toContain('link')
})

it('[PMS-02] a constraint that is not kept is found', () => {
  const early = { startAt: atOf('2026-03-06T08:00'), finishAt: atOf('2026-03-06T17:00') }
  expect(kindsAfter(house(), 'c', () => early)).toContain('constraint')
})

it('[PMS-02] work on free time is found', () => {
  const sunday = { startAt: atOf('2026-03-15T08:00'), finishAt: atOf('2026-03-16T17:00') }
  expect(kindsAfter(house(), 'c', () => sunday)).toContain('starts-on-free-time')
  const friday = { startAt: atOf('2026-03-13T08:00'), finishAt: atOf('2026-03-14T12:00') }
  expect(kindsAfter(house(), 'c', () => friday)).toContain('ends-on-free-time')
})

it('[PMS-02] a task that takes another time than its duration is found', () => {
  expect(kindsAfter(house(), 'c', (row) => ({ finishAt: row.finishAt - 60 }))).toContain('duration')
})

it('[PMS-02] somebody who has not the time for his work is found', () => {
  const project = house()
  const night = [{ fromMinute: 1200, toMinute: 1440 }]
  project.calendars = [
    officeCalendar,
    { ...officeCalendar, id: 'n', week: [night, night, night, night, night, night, night] },
  ]
  project.resources = [resourceOf('day'), resourceOf('night', { calendarId: 'n' })]
  project.assignments = [
    assignmentOf('1', 'c', 'day', { workMinutes: day }),
    assignmentOf('2', 'c', 'night', { workMinutes: day }),
  ]
  expect(kindsAfter(project, 'c', (row) => ({ finishAt: row.finishAt - 120 }))).toContain('duration')
})

it('[PMS-02] a summary that does not span its children is found', () => {
  expect(kindsAfter(house(), 's', (row) => ({ finishAt: row.finishAt + 60 }))).toContain('summary')
})

it('[PMS-02] actual dates and dates by hand that are moved are found', () => {
  const project = house()
  project.tasks = project.tasks.map((task) =>
    task.id === 'c'
      ? {
          ...task,
          progress: { actualStartAt: firstMorning, actualFinishAt: firstMorning + 540, percentComplete: 100 },
        }
      : task,
  )
  expect(kindsAfter(project, 'c', (row) => ({ startAt: row.startAt + 60 }))).toContain('actual')
  const byHand = house()
  byHand.tasks = byHand.tasks.map((task) =>
    task.id === 'c'
      ? { ...task, scheduling: 'manual', manualStartAt: firstMorning, manualFinishAt: firstMorning + 540 }
      : task,
  )
  expect(kindsAfter(byHand, 'c', (row) => ({ startAt: row.startAt + 60 }))).toContain('manual')
})

it('[PMS-02] a start before the project is found', () => {
  const before = { startAt: atOf('2026-02-27T08:00'), finishAt: atOf('2026-02-27T17:00') }
  expect(kindsAfter(house(), 'a', () => before)).toContain('before-project')
})

it('[PMS-02] a float that the dates do not show is found', () => {
  expect(kindsAfter(house(), 'b', (row) => ({ totalFloatMinutes: row.totalFloatMinutes + 1 }))).toContain(
    'float',
  )
})
