import { expect, it } from 'vitest'
import { textOf } from '../project/clock.ts'
import { schedulePlan } from '../project/schedule-plan.ts'
import { readProjectFile } from './read-project-file.ts'

/** A takes two days; B follows it and must start on the second. */
function read(flag: string, start: string) {
  return readProjectFile(`<Project><StartDate>2026-03-02T08:00:00</StartDate>${flag}<Tasks>
    <Task><UID>1</UID><Start>2026-03-02T08:00:00</Start><Finish>2026-03-03T17:00:00</Finish><Duration>PT16H0M0S</Duration></Task>
    <Task><UID>2</UID>${start}<Duration>PT8H0M0S</Duration><ConstraintType>2</ConstraintType>
      <ConstraintDate>2026-03-03T08:00:00</ConstraintDate>
      <PredecessorLink><PredecessorUID>1</PredecessorUID><Type>1</Type><LinkLag>0</LinkLag></PredecessorLink></Task></Tasks></Project>`)
}
const none = ''
const zero = '<HonorConstraints>0</HonorConstraints>'
const one = '<HonorConstraints>1</HonorConstraints>'
const onItsDate = '<Start>2026-03-03T08:00:00</Start><Finish>2026-03-03T17:00:00</Finish>'
const afterItsLink = '<Start>2026-03-04T08:00:00</Start><Finish>2026-03-04T17:00:00</Finish>'

it('[PMS-07] as Microsoft Project writes it, no flag and 0 let constraints prevail, 1 lets links', () => {
  expect([none, zero, one].map((flag) => read(flag, '').project.constraintsPrevail)).toEqual([
    true,
    true,
    false,
  ])
})

it('[PMS-07] where the dates of a file tell otherwise they are believed, and the plan has these dates', () => {
  for (const flag of [none, zero, one]) {
    const kept = read(flag, onItsDate)
    expect(kept.project.constraintsPrevail).toBe(true)
    expect(textOf(schedulePlan(kept.project).tasks[1]?.startAt ?? 0)).toBe('2026-03-03T08:00:00')
    const moved = read(flag, afterItsLink)
    expect(moved.project.constraintsPrevail).toBe(false)
    expect(textOf(schedulePlan(moved.project).tasks[1]?.startAt ?? 0)).toBe('2026-03-04T08:00:00')
  }
  expect(read(one, onItsDate).notes).toContainEqual({
    kind: 'repaired',
    path: 'Project/HonorConstraints',
    line: 1,
    value: 'links prevail',
    as: 'constraints prevail',
  })
  expect(read(zero, onItsDate).notes.map(({ path }) => path)).not.toContain('Project/HonorConstraints')
})
