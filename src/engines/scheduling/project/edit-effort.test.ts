import { expect, it } from 'vitest'
import { type EffortEdit, editEffort } from './edit-effort.ts'
import { assignmentOf, taskOf } from './project.fixture.ts'
import type { Task } from './project.model.ts'

const day = 480

/** Ten days of one person, one of the eleven days' work of which is overtime. */
const edited = (type: Task['type'], edit: EffortEdit) => {
  const { task, assignments } = editEffort(
    {
      task: taskOf('t', 10 * day, { type }),
      assignments: [assignmentOf('1', 't', 'r', { workMinutes: 11 * day, overtimeWorkMinutes: day })],
    },
    edit,
  )
  const [one] = assignments
  return [task.durationMinutes / day, one?.units, (one?.workMinutes ?? 0) / day]
}

it('[PMS-02] overtime is work that takes no time: work = duration × units + overtime', () => {
  const shorter = { kind: 'duration', durationMinutes: 5 * day } as const
  expect(edited('fixed-units', shorter)).toEqual([5, 1, 6])
  expect(edited('fixed-duration', shorter)).toEqual([5, 1, 6])
  expect(edited('fixed-work', shorter)).toEqual([5, 2, 11])
  const more = { kind: 'work', workMinutes: 21 * day } as const
  expect(edited('fixed-units', more)).toEqual([20, 1, 21])
  expect(edited('fixed-duration', more)).toEqual([10, 2, 21])
  const double = { kind: 'units', assignmentId: '1', units: 2 } as const
  expect(edited('fixed-units', double)).toEqual([5, 2, 11])
  expect(edited('fixed-duration', double)).toEqual([10, 2, 21])
})

it('[PMS-02] a second person who joins later has units for the days that are left', () => {
  const first = assignmentOf('1', 't', 'r', { workMinutes: 10 * day })
  const second = assignmentOf('2', 't', 's', { delayMinutes: 5 * day })
  const task = taskOf('t', 10 * day, { type: 'fixed-duration', effortDriven: true })
  const { assignments } = editEffort({ task, assignments: [first] }, { kind: 'assign', assignment: second })
  expect(assignments.map(({ units, workMinutes }) => [units, workMinutes / day])).toEqual([
    [0.5, 5],
    [1, 5],
  ])
})
