import fc from 'fast-check'
import { expect, it } from 'vitest'
import { checkSchedule } from './check-schedule.ts'
import { atOf, textOf } from './clock.ts'
import { generatedProject } from './generated-project.fixture.ts'
import { ProjectError } from './project.error.ts'
import { assignmentOf, firstMorning, linkOf, projectOf, resourceOf, taskOf } from './project.fixture.ts'
import type { Dependency, Project, Task } from './project.model.ts'
import { schedulePlan } from './schedule-plan.ts'

const day = 480
const rowsOf = (project: Project) => new Map(schedulePlan(project).tasks.map((row) => [row.taskId, row]))
const datesOf = (project: Project, id: string) => {
  const row = rowsOf(project).get(id)
  return row && `${textOf(row.startAt).slice(5, 16)} ${textOf(row.finishAt).slice(5, 16)}`
}

/** A takes two days; B one day after it by a link. */
const pair = (link: Partial<Dependency>, b: Partial<Task> = {}) =>
  projectOf([taskOf('a', 2 * day), taskOf('b', day, b)], [linkOf('a', 'b', link)])

it('[PMS-02] each dependency type places the successor by the right ends', () => {
  expect(datesOf(pair({}), 'b')).toBe('03-04T08:00 03-04T17:00')
  expect(datesOf(pair({ type: 'SS' }), 'b')).toBe('03-02T08:00 03-02T17:00')
  expect(datesOf(pair({ type: 'FF' }), 'b')).toBe('03-03T08:00 03-03T17:00')
  const late = projectOf(
    [
      taskOf('a', day, { constraint: { kind: 'start-no-earlier-than', at: atOf('2026-03-05T08:00') } }),
      taskOf('b', day),
    ],
    [linkOf('a', 'b', { type: 'SF' })],
  )
  expect(datesOf(late, 'b')).toBe('03-04T08:00 03-05T08:00')
})

it('[PMS-02] lags run on working time, on the clock, or as a share of the predecessor', () => {
  expect(datesOf(pair({ lag: { kind: 'working', value: day } }), 'b')).toBe('03-05T08:00 03-05T17:00')
  expect(datesOf(pair({ lag: { kind: 'working', value: -day } }), 'b')).toBe('03-03T08:00 03-03T17:00')
  expect(datesOf(pair({ lag: { kind: 'elapsed', value: 3 * 1440 } }), 'b')).toBe('03-09T08:00 03-09T17:00')
  expect(datesOf(pair({ lag: { kind: 'percent', value: 50 } }), 'b')).toBe('03-05T08:00 03-05T17:00')
  expect(datesOf(pair({ lag: { kind: 'percent', value: -25 } }), 'b')).toBe('03-03T13:00 03-04T12:00')
})

it('[PMS-02] a lag runs on the calendar the project names', () => {
  const day24 = [{ fromMinute: 0, toMinute: 1440 }]
  const started = (lagCalendar: Project['lagCalendar']) => {
    const project = pair({ lag: { kind: 'working', value: 2 * day } })
    const [first] = project.calendars
    if (!first) throw new Error('no calendar')
    project.calendars.push({
      ...first,
      id: 'always',
      week: [day24, day24, day24, day24, day24, day24, day24],
    })
    project.tasks = project.tasks.map((task) =>
      task.id === 'a' ? { ...task, calendarId: 'always', durationMinutes: 1980 } : task,
    )
    project.lagCalendar = lagCalendar
    return datesOf(project, 'b')?.slice(0, 11)
  }
  // The predecessor ends on Tuesday at 17:00; two working days later it is Thursday evening, 16 hours later Wednesday 9:00.
  expect(started('successor')).toBe('03-06T08:00')
  expect(started('project')).toBe('03-06T08:00')
  expect(started('predecessor')).toBe('03-04T09:00')
  expect(started('round-the-clock')).toBe('03-04T09:00')
})

it('[PMS-02] weekends, exceptions and the calendar of the task are kept', () => {
  const project = projectOf([taskOf('a', 6 * day)])
  expect(datesOf(project, 'a')).toBe('03-02T08:00 03-09T17:00')
  const [office] = project.calendars
  if (!office) throw new Error('no calendar')
  const holiday = atOf('2026-03-04') / 1440
  project.calendars = [{ ...office, exceptions: [{ fromDay: holiday, toDay: holiday, shifts: [] }] }]
  expect(datesOf(project, 'a')).toBe('03-02T08:00 03-10T17:00')
  const night = [{ fromMinute: 1320, toMinute: 1440 }]
  project.calendars.push({ ...office, id: 'night', week: [night, night, night, night, night, night, night] })
  project.tasks = [taskOf('a', 240, { calendarId: 'night' })]
  expect(datesOf(project, 'a')).toBe('03-02T22:00 03-04T00:00')
})

it('[PMS-02] a resource that never works when its task does is told, and the task keeps its own calendar', () => {
  const project = projectOf([taskOf('a', 60, { calendarId: 'night' })])
  const [office] = project.calendars
  if (!office) throw new Error('no calendar')
  const night = [{ fromMinute: 1320, toMinute: 1440 }]
  project.calendars.push({ ...office, id: 'night', week: [night, night, night, night, night, night, night] })
  project.resources = [resourceOf('r')]
  project.assignments = [assignmentOf('1', 'a', 'r', { workMinutes: 60 })]
  expect(datesOf(project, 'a')).toBe('03-02T22:00 03-02T23:00')
  expect(schedulePlan(project).warnings).toEqual([
    { kind: 'no-common-working-time', taskId: 'a', resourceId: 'r' },
  ])
})

it('[PMS-02] constraints place a task as their names say', () => {
  const at = atOf('2026-03-05T17:00')
  expect(datesOf(pair({}, { constraint: { kind: 'finish-no-earlier-than', at } }), 'b')).toBe(
    '03-05T08:00 03-05T17:00',
  )
  expect(datesOf(pair({}, { constraint: { kind: 'must-finish-on', at } }), 'b')).toBe(
    '03-05T08:00 03-05T17:00',
  )
  const early = atOf('2026-03-03T08:00')
  expect(datesOf(pair({}, { constraint: { kind: 'must-start-on', at: early } }), 'b')).toBe(
    '03-03T08:00 03-03T17:00',
  )
  expect(datesOf(pair({}, { constraint: { kind: 'start-no-later-than', at: early } }), 'b')).toBe(
    '03-03T08:00 03-03T17:00',
  )
  const linksWin = pair({}, { constraint: { kind: 'must-start-on', at: early } })
  linksWin.constraintsPrevail = false
  expect(datesOf(linksWin, 'b')).toBe('03-04T08:00 03-04T17:00')
  const alap = projectOf([
    taskOf('a', 5 * day),
    taskOf('b', day, { constraint: { kind: 'as-late-as-possible' } }),
  ])
  expect(datesOf(alap, 'b')).toBe('03-06T08:00 03-06T17:00')
})

it('[PMS-02] total and free float and the critical path of a small network', () => {
  // a(2) → b(3) → d(1); a → c(1) → d: c can slip two days, and only into d.
  const project = projectOf(
    [taskOf('a', 2 * day), taskOf('b', 3 * day), taskOf('c', day), taskOf('d', day)],
    [linkOf('a', 'b'), linkOf('a', 'c'), linkOf('b', 'd'), linkOf('c', 'd')],
  )
  const rows = [...rowsOf(project).values()]
  expect(rows.map(({ totalFloatMinutes }) => totalFloatMinutes / day)).toEqual([0, 0, 2, 0])
  expect(rows.map(({ freeFloatMinutes }) => freeFloatMinutes / day)).toEqual([0, 0, 2, 0])
  expect(rows.map(({ critical }) => critical)).toEqual([true, true, false, true])
})

it('[PMS-02] a deadline that cannot be kept gives negative float to all that lead to it', () => {
  const project = pair({}, { deadlineAt: atOf('2026-03-03T17:00') })
  const { tasks, warnings } = schedulePlan(project)
  expect(tasks.map(({ totalFloatMinutes }) => totalFloatMinutes / day)).toEqual([-1, -1])
  expect(warnings.map(({ kind }) => kind)).toEqual(['negative-float', 'deadline-missed', 'negative-float'])
})

it('[PMS-02] a constraint against a link is told with what the link asks for', () => {
  const project = pair({}, { constraint: { kind: 'must-start-on', at: atOf('2026-03-03T08:00') } })
  expect(schedulePlan(project).warnings).toContainEqual({
    kind: 'constraint-against-link',
    taskId: 'b',
    predecessorId: 'a',
    type: 'FS',
    requiredAt: atOf('2026-03-03T17:00'),
    plannedAt: atOf('2026-03-03T08:00'),
  })
})

it('[PMS-02] links to summaries hold all their children, and links from them wait for the last', () => {
  const project = projectOf(
    [
      taskOf('a', day),
      taskOf('s', 0),
      taskOf('s1', day, { parentId: 's' }),
      taskOf('s2', 2 * day, { parentId: 's' }),
      taskOf('b', day),
    ],
    [linkOf('a', 's'), linkOf('s', 'b')],
  )
  expect(datesOf(project, 's1')).toBe('03-03T08:00 03-03T17:00')
  expect(datesOf(project, 's')).toBe('03-03T08:00 03-04T17:00')
  expect(datesOf(project, 'b')).toBe('03-05T08:00 03-05T17:00')
  const rows = rowsOf(project)
  expect(rows.get('s1')?.totalFloatMinutes).toBe(day)
  expect(rows.get('s')?.wbs).toBe('2')
  expect(rows.get('s2')?.wbs).toBe('2.2')
})

it('[PMS-02] pauses lengthen a task, and its duration stays', () => {
  const project = projectOf([
    taskOf('a', 2 * day, { splits: [{ afterMinutes: day, pauseMinutes: 3 * day }] }),
  ])
  expect(datesOf(project, 'a')).toBe('03-02T08:00 03-06T17:00')
  expect(rowsOf(project).get('a')?.durationMinutes).toBe(2 * day)
})

it('[PMS-02] inactive tasks hold nobody up, and tasks by hand stay where they were put', () => {
  const project = pair({})
  project.tasks = project.tasks.map((task) => (task.id === 'a' ? { ...task, active: false } : task))
  expect(datesOf(project, 'b')).toBe('03-02T08:00 03-02T17:00')
  const byHand = pair(
    {},
    { scheduling: 'manual', manualStartAt: firstMorning, manualFinishAt: firstMorning + 540 },
  )
  expect(datesOf(byHand, 'b')).toBe('03-02T08:00 03-02T17:00')
  expect(schedulePlan(byHand).warnings.map(({ kind }) => kind)).toContain('manual-against-link')
})

it('[PMS-02] what is left of an early starter waits for its predecessor under retained logic', () => {
  const b = { progress: { actualStartAt: firstMorning, percentComplete: 50 } }
  const project = pair({}, b)
  expect(datesOf(project, 'b')).toBe('03-02T08:00 03-04T12:00')
  expect(schedulePlan(project).warnings.map(({ kind }) => kind)).toContain('out-of-sequence')
  project.outOfSequence = 'progress-override'
  expect(datesOf(project, 'b')).toBe('03-02T08:00 03-02T17:00')
})

it('[PMS-02] work that is not done is scheduled after the status date when asked to', () => {
  const project = projectOf(
    [
      taskOf('a', 2 * day, { progress: { actualStartAt: firstMorning, percentComplete: 50 } }),
      taskOf('b', day),
    ],
    [],
    { statusAt: atOf('2026-03-05T17:00') },
  )
  expect(datesOf(project, 'a')).toBe('03-02T08:00 03-03T17:00')
  project.remainingAfterStatus = true
  expect(datesOf(project, 'a')).toBe('03-02T08:00 03-06T17:00')
  expect(datesOf(project, 'b')).toBe('03-06T08:00 03-06T17:00')
})

it('[PMS-02] a plan from the finish puts everything as late as asked for', () => {
  const project = pair({}, { constraint: { kind: 'as-late-as-possible' } })
  project.scheduleFrom = 'finish'
  project.finishAt = atOf('2026-03-13T17:00')
  project.tasks = project.tasks.map((task) => ({ ...task, constraint: { kind: 'as-late-as-possible' } }))
  expect(datesOf(project, 'b')).toBe('03-13T08:00 03-13T17:00')
  expect(datesOf(project, 'a')).toBe('03-11T08:00 03-12T17:00')
})

it('[PMS-02] rings of links are refused with the tasks in each ring', () => {
  const project = projectOf(
    [taskOf('a', 1), taskOf('b', 1), taskOf('c', 1), taskOf('d', 1), taskOf('e', 1)],
    [
      linkOf('a', 'b'),
      linkOf('b', 'c'),
      linkOf('c', 'a'),
      linkOf('c', 'd'),
      linkOf('d', 'e'),
      linkOf('e', 'd'),
    ],
  )
  let rings: unknown
  try {
    schedulePlan(project)
  } catch (error) {
    if (error instanceof ProjectError && error.code === 'dependency.cycle') rings = error.details.rings
  }
  expect((rings as string[][]).map((ring) => [...ring].sort().join('')).sort()).toEqual(['abc', 'de'])
})

it('[PMS-02] generated plans break no rule of the model', () => {
  fc.assert(
    fc.property(generatedProject({ tasks: 12, feasible: true }), (project) => {
      const schedule = schedulePlan(project)
      expect(checkSchedule(project, schedule)).toEqual([])
      // Nothing that could be kept is late, and something decides the finish.
      const leaves = schedule.tasks.filter(({ active, summary }) => active && !summary)
      expect(leaves.every(({ totalFloatMinutes }) => totalFloatMinutes >= 0)).toBe(true)
      expect(leaves.length === 0 || leaves.some(({ critical }) => critical)).toBe(true)
    }),
    { seed: 11, numRuns: 200 },
  )
})

it('[PMS-02] plans with every kind of contradiction are scheduled too, and keep what can be kept', () => {
  fc.assert(
    fc.property(generatedProject({ tasks: 14 }), (project) => {
      const schedule = schedulePlan(project)
      expect(checkSchedule(project, schedule)).toEqual([])
      for (const row of schedule.tasks) {
        expect(Number.isFinite(row.startAt) && Number.isFinite(row.finishAt)).toBe(true)
        expect(Number.isFinite(row.totalFloatMinutes) && row.freeFloatMinutes >= 0).toBe(true)
      }
    }),
    { seed: 12, numRuns: 200 },
  )
})
