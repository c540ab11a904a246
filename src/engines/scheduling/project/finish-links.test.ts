import { expect, it } from 'vitest'
import type { Calendar } from './calendar.model.ts'
import { checkSchedule } from './check-schedule.ts'
import { atOf, textOf } from './clock.ts'
import {
  assignmentOf,
  firstMorning,
  linkOf,
  officeCalendar,
  projectOf,
  resourceOf,
  taskOf,
} from './project.fixture.ts'
import type { Lag, Project } from './project.model.ts'
import { schedulePlan } from './schedule-plan.ts'

const day = 480
const working = (value: number): Lag => ({ kind: 'working', value })

/** From 20:00 to 23:00 on every day. */
const evening = [{ fromMinute: 1200, toMinute: 1380 }]
const nightCalendar: Calendar = {
  ...officeCalendar,
  id: 'night',
  week: [evening, evening, evening, evening, evening, evening, evening],
}

/** Dates and floats of a plan that keeps every rule. */
function rowsOf(project: Project) {
  const schedule = schedulePlan(project)
  expect(checkSchedule(project, schedule)).toEqual([])
  return schedule.tasks.map(({ startAt, finishAt, totalFloatMinutes }) => ({
    dates: `${textOf(startAt).slice(5, 16)} ${textOf(finishAt).slice(5, 16)}`,
    totalFloatMinutes,
  }))
}

/** B takes one evening of somebody who works at night. */
function worksAtNight(project: Project): Project {
  project.calendars = [officeCalendar, nightCalendar]
  project.resources = [resourceOf('r', { calendarId: 'night' })]
  project.assignments = [assignmentOf('1', 'b', 'r', { workMinutes: 180 })]
  return project
}

it('[PMS-02] a finish asked for in the free time of those who work stands at the beginning of their next shift', () => {
  const links = [linkOf('a', 'b', { type: 'FF', lag: working(day) })]
  const project = worksAtNight(projectOf([taskOf('a', day), taskOf('b', 180)], links))
  // A ends on Monday at 17:00, a day later it is Tuesday at 17:00: the work is done on Monday evening, B ends on Tuesday at 20:00.
  expect(rowsOf(project)).toEqual([
    { dates: '03-02T08:00 03-02T17:00', totalFloatMinutes: 0 },
    { dates: '03-02T20:00 03-03T20:00', totalFloatMinutes: 0 },
  ])
})

it('[PMS-02] the same from a start', () => {
  const links = [linkOf('a', 'b', { type: 'SF', lag: working(day + 60) })]
  const project = worksAtNight(projectOf([taskOf('a', day), taskOf('b', 180)], links))
  expect(rowsOf(project)[1]?.dates).toBe('03-02T20:00 03-03T20:00')
})

it('[PMS-02] a predecessor that ends in the evening can slip until the next morning', () => {
  const links = [linkOf('a', 'b', { type: 'FF' })]
  const project = projectOf([taskOf('a', 36 * 60, { elapsed: true }), taskOf('b', day)], links)
  expect(rowsOf(project)).toEqual([
    { dates: '03-02T08:00 03-03T20:00', totalFloatMinutes: 12 * 60 },
    { dates: '03-03T08:00 03-04T08:00', totalFloatMinutes: 0 },
  ])
})

it('[PMS-02] as late as possible keeps the finish asked for too', () => {
  const links = [linkOf('a', 'b', { type: 'FF' })]
  const late = taskOf('b', day, { constraint: { kind: 'as-late-as-possible' } })
  const project = projectOf([taskOf('a', 36 * 60, { elapsed: true }), late], links)
  expect(rowsOf(project)[1]?.dates).toBe('03-03T08:00 03-04T08:00')
})

it('[PMS-02] what is left of an early starter keeps the finish asked for too', () => {
  const links = [linkOf('a', 'b', { type: 'FF' })]
  const begun = taskOf('b', day, { progress: { actualStartAt: firstMorning, percentComplete: 50 } })
  const project = projectOf([taskOf('a', 36 * 60, { elapsed: true }), begun], links)
  expect(schedulePlan(project).tasks[1]?.finishAt).toBe(atOf('2026-03-04T08:00'))
  expect(schedulePlan({ ...project, outOfSequence: 'progress-override' }).tasks[1]?.finishAt).toBe(
    atOf('2026-03-02T17:00'),
  )
})

it('[PMS-02] a lead to a finish ends in the evening, not on the next morning', () => {
  const links = [linkOf('a', 'b', { type: 'FF', lag: working(-day) })]
  expect(rowsOf(projectOf([taskOf('a', 3 * day), taskOf('b', day)], links))[1]?.dates).toBe(
    '03-03T08:00 03-03T17:00',
  )
})

it('[PMS-02] a lead from an evening costs the predecessor no float', () => {
  for (const type of ['FS', 'FF'] as const) {
    const links = [linkOf('a', 'b', { type, lag: working(-day) })]
    const project = projectOf([taskOf('a', 36 * 60, { elapsed: true }), taskOf('b', 3 * day)], links)
    expect(rowsOf(project).every(({ totalFloatMinutes }) => totalFloatMinutes >= 0)).toBe(true)
  }
})

it('[PMS-02] a finish in the free time before it may is found by the check', () => {
  const links = [linkOf('a', 'b', { type: 'FF' })]
  const project = projectOf([taskOf('a', 36 * 60, { elapsed: true }), taskOf('b', day)], links)
  const { tasks } = schedulePlan(project)
  const early = tasks.map((row) =>
    row.taskId === 'b' ? { ...row, finishAt: atOf('2026-03-03T17:00') } : row,
  )
  expect(checkSchedule(project, { tasks: early })).toContainEqual({
    kind: 'link',
    taskId: 'b',
    predecessorId: 'a',
    type: 'FF',
    missingMinutes: 180,
  })
})
