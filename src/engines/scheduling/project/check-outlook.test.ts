import { expect, it } from 'vitest'
import { checkSchedule } from './check-schedule.ts'
import { atOf } from './clock.ts'
import { firstMorning, linkOf, projectOf, taskOf } from './project.fixture.ts'
import type { Project, Task } from './project.model.ts'
import type { Schedule, ScheduledTask } from './schedule.model.ts'
import { schedulePlan } from './schedule-plan.ts'

const day = 480

/** A(2) leads to B(3) and to C(1), both to D(1): C has two days of room. */
const network = (c: Partial<Task> = {}): Project =>
  projectOf(
    [taskOf('a', 2 * day), taskOf('b', 3 * day), taskOf('c', day, c), taskOf('d', day)],
    [linkOf('a', 'b'), linkOf('a', 'c'), linkOf('b', 'd'), linkOf('c', 'd')],
  )

/** The kinds of violations after a sound schedule was changed. */
function kindsAfter(project: Project, change: (schedule: Schedule) => Partial<Schedule>): string[] {
  const schedule = schedulePlan(project)
  expect(checkSchedule(project, schedule)).toEqual([])
  return checkSchedule(project, { ...schedule, ...change(schedule) }).map(({ kind }) => kind)
}
const withRow =
  (id: string, change: (row: ScheduledTask) => Partial<ScheduledTask>) =>
  ({ tasks }: Schedule): Partial<Schedule> => ({
    tasks: tasks.map((row) => (row.taskId === id ? { ...row, ...change(row) } : row)),
  })

it('[PMS-02] rows of tasks that are not there, and rows told twice, are found', () => {
  const [row] = schedulePlan(network()).tasks
  if (!row) throw new Error('no row')
  expect(kindsAfter(network(), ({ tasks }) => ({ tasks: [...tasks, row] }))).toContain('row-twice')
  expect(kindsAfter(network(), ({ tasks }) => ({ tasks: [...tasks, { ...row, taskId: 'x' }] }))).toContain(
    'row-unknown',
  )
})

it('[PMS-02] late dates that would delay the project or a successor are found', () => {
  const later = withRow('c', ({ lateStartAt, lateFinishAt, totalFloatMinutes }) => ({
    lateStartAt: lateStartAt + 3 * 1440,
    lateFinishAt: lateFinishAt + 3 * 1440,
    totalFloatMinutes: totalFloatMinutes + day,
  }))
  expect(kindsAfter(network(), later)).toContain('too-late')
  const free = projectOf([taskOf('a', 2 * day), taskOf('b', day)])
  const beyond = withRow('b', ({ lateFinishAt }) => ({ lateFinishAt: lateFinishAt + 1440 }))
  expect(kindsAfter(free, beyond)).toContain('too-late')
})

it('[PMS-02] a late finish after the deadline is found', () => {
  const project = network({ deadlineAt: atOf('2026-03-05T17:00') })
  const later = withRow('c', () => ({ lateFinishAt: atOf('2026-03-06T17:00') }))
  expect(kindsAfter(project, later)).toContain('too-late')
})

it('[PMS-02] a free float that moves a successor, or is more than the total float, is found', () => {
  expect(
    kindsAfter(
      network(),
      withRow('a', () => ({ freeFloatMinutes: day })),
    ),
  ).toContain('free-float')
  const moves = withRow('a', () => ({ freeFloatMinutes: 60, totalFloatMinutes: 60 }))
  expect(kindsAfter(network(), moves).filter((kind) => kind === 'free-float')).toHaveLength(2)
})

it('[PMS-02] what is called critical and is not, and the other way round, is found', () => {
  expect(
    kindsAfter(
      network(),
      withRow('a', () => ({ critical: false })),
    ),
  ).toEqual(['critical'])
  expect(
    kindsAfter(
      network(),
      withRow('c', () => ({ critical: true })),
    ),
  ).toEqual(['critical'])
})

it('[PMS-02] wrong codes, dates of the project and durations of summaries are found', () => {
  expect(
    kindsAfter(
      network(),
      withRow('c', () => ({ wbs: '7' })),
    ),
  ).toEqual(['code'])
  expect(kindsAfter(network(), ({ finishAt }) => ({ finishAt: finishAt + 1440 }))).toEqual(['project-dates'])
  const summary = projectOf([taskOf('s', 0), taskOf('a', day, { parentId: 's' })])
  expect(
    kindsAfter(
      summary,
      withRow('s', () => ({ durationMinutes: 60 })),
    ),
  ).toEqual(['row-duration'])
})

it('[PMS-02] warnings that are not given are found', () => {
  const project = network({ deadlineAt: atOf('2026-03-03T17:00') })
  expect(kindsAfter(project, () => ({ warnings: [] }))).toEqual([
    'warning-missing',
    'warning-missing',
    'warning-missing',
  ])
})

it('[PMS-02] begun work without time for what is left is found', () => {
  const begun = { progress: { actualStartAt: firstMorning, percentComplete: 50 } }
  const project = projectOf([taskOf('a', 2 * day), taskOf('b', 2 * day, begun)], [linkOf('a', 'b')])
  const shorter = withRow('b', ({ finishAt }) => ({ finishAt: finishAt - 120 }))
  expect(kindsAfter(project, shorter)).toContain('remaining')
  const alone = withRow('b', () => ({ finishAt: atOf('2026-03-03T16:00') }))
  expect(kindsAfter(projectOf([taskOf('b', 2 * day, begun)]), alone)).toContain('remaining')
})

it('[PMS-02] a delay of levelling that is not waited for is found', () => {
  const delayed = network({ levellingDelayMinutes: 1440 })
  const early = withRow('c', ({ startAt, finishAt }) => ({
    startAt: startAt - 1440,
    finishAt: finishAt - 1440,
  }))
  expect(kindsAfter(delayed, early)).toContain('levelling-delay')
})

it('[PMS-02] open work before the status date is found', () => {
  const project = { ...network(), statusAt: firstMorning + 1440, remainingAfterStatus: true }
  const early = withRow('a', ({ startAt, finishAt }) => ({
    startAt: startAt - 1440,
    finishAt: finishAt - 1440,
  }))
  expect(kindsAfter(project, early)).toContain('before-status')
})
