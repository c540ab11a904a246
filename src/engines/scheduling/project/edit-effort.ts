import { toTenths } from './clock.ts'
import { ProjectError } from './project.error.ts'
import type { Assignment, Task } from './project.model.ts'

/** A task with all its assignments: work, units and duration hang together. */
export interface Effort {
  task: Task
  assignments: Assignment[]
}

export type EffortEdit =
  | { kind: 'duration'; durationMinutes: number }
  /** Work of one assignment, or of all in proportion. */
  | { kind: 'work'; workMinutes: number; assignmentId?: string }
  | { kind: 'units'; assignmentId: string; units: number }
  | { kind: 'assign'; assignment: Assignment }
  | { kind: 'unassign'; assignmentId: string }

/**
 * Edits one of work, units and duration of a task and gives what follows for the others, by work = duration × units + overtime:
 *
 * | type           | duration edited | work edited     | units edited    | somebody added or removed, effort-driven          |
 * |----------------|-----------------|-----------------|-----------------|---------------------------------------------------|
 * | fixed units    | work follows    | duration follows| duration follows| the work stays, is shared anew; duration follows  |
 * | fixed duration | work follows    | units follow    | work follows    | the work stays, is shared anew; units follow      |
 * | fixed work     | units follow    | duration follows| duration follows| the work stays, is shared anew; duration follows  |
 *
 * Without effort-driven scheduling somebody new brings work of his own (duration × units); a task of fixed work is always
 * effort-driven. The duration is that of the assignment that takes longest. Material and cost take no part: pass the
 * assignments of people and machines.
 * @throws ProjectError `effort.value` for values that are not positive (work and duration may be zero), `effort.assignment`
 * for an id that is not among the assignments.
 */
export function editEffort({ task, assignments }: Effort, edit: EffortEdit): Effort {
  switch (edit.kind) {
    case 'duration':
      return editDuration({ task, assignments }, allowed(edit.durationMinutes))
    case 'work':
      return editWork({ task, assignments }, allowed(edit.workMinutes), edit.assignmentId)
    case 'units':
      return editUnits({ task, assignments }, edit.assignmentId, edit.units)
    case 'assign':
      return assign({ task, assignments }, edit.assignment)
    case 'unassign':
      return unassign({ task, assignments }, edit.assignmentId)
  }
}

function editDuration({ task, assignments }: Effort, durationMinutes: number): Effort {
  const edited = assignments.map((assignment) => {
    const minutes = Math.max(0, durationMinutes - assignment.delayMinutes)
    if (task.type !== 'fixed-work') return { ...assignment, workMinutes: workIn(minutes, assignment) }
    return withUnits(assignment, minutes)
  })
  return { task: { ...task, durationMinutes }, assignments: edited }
}

function editWork({ task, assignments }: Effort, workMinutes: number, assignmentId?: string): Effort {
  if (assignmentId !== undefined) find(assignments, assignmentId)
  const total = assignments.reduce((sum, assignment) => sum + assignment.workMinutes, 0)
  const units = assignments.reduce((sum, assignment) => sum + assignment.units, 0)
  const edited = assignments.map((assignment) => {
    if (assignmentId !== undefined)
      return assignment.id === assignmentId ? { ...assignment, workMinutes } : assignment
    const share = total > 0 ? assignment.workMinutes / total : assignment.units / units
    return { ...assignment, workMinutes: toTenths(workMinutes * share) }
  })
  if (task.type !== 'fixed-duration') return withDuration(task, edited)
  const minutesOf = ({ delayMinutes }: Assignment) => task.durationMinutes - delayMinutes
  return {
    task,
    assignments: edited.map((assignment) => withUnits(assignment, minutesOf(assignment))),
  }
}

function editUnits({ task, assignments }: Effort, assignmentId: string, units: number): Effort {
  if (!(units > 0)) throw new ProjectError('effort.value', { units })
  find(assignments, assignmentId)
  const edited = assignments.map((assignment) => {
    if (assignment.id !== assignmentId) return assignment
    const minutes = Math.max(0, task.durationMinutes - assignment.delayMinutes)
    return task.type === 'fixed-duration'
      ? { ...assignment, units, workMinutes: workIn(minutes, { ...assignment, units }) }
      : { ...assignment, units }
  })
  return task.type === 'fixed-duration' ? { task, assignments: edited } : withDuration(task, edited)
}

function assign({ task, assignments }: Effort, assignment: Assignment): Effort {
  if (!(assignment.units > 0)) throw new ProjectError('effort.value', { units: assignment.units })
  const isShared = (task.effortDriven || task.type === 'fixed-work') && assignments.length > 0
  if (isShared) return shareAnew(task, [...assignments, assignment], totalWork(assignments))
  // The first who comes takes the duration as it is; whoever comes later brings work of his own.
  const workMinutes = toTenths(Math.max(0, task.durationMinutes - assignment.delayMinutes) * assignment.units)
  const own = assignment.workMinutes > 0 && assignments.length === 0 ? assignment.workMinutes : workMinutes
  const added = [...assignments, { ...assignment, workMinutes: own }]
  return own === workMinutes || task.type === 'fixed-duration'
    ? { task, assignments: added }
    : withDuration(task, added)
}

function unassign({ task, assignments }: Effort, assignmentId: string): Effort {
  find(assignments, assignmentId)
  const left = assignments.filter(({ id }) => id !== assignmentId)
  if (left.length === 0) return { task, assignments: left }
  if (task.effortDriven || task.type === 'fixed-work') return shareAnew(task, left, totalWork(assignments))
  return task.type === 'fixed-duration' ? { task, assignments: left } : withDuration(task, left)
}

/** The same work, by units; of a fixed duration everyone's units shrink or grow to fit. */
function shareAnew(task: Task, assignments: readonly Assignment[], workMinutes: number): Effort {
  const units = assignments.reduce((sum, assignment) => sum + assignment.units, 0)
  const shared = assignments.map((assignment) => ({
    ...assignment,
    workMinutes: toTenths((workMinutes * assignment.units) / units),
  }))
  if (task.type !== 'fixed-duration') return withDuration(task, shared)
  return {
    task,
    assignments: shared.map((assignment) =>
      withUnits(assignment, task.durationMinutes - assignment.delayMinutes),
    ),
  }
}

/** Work in so many minutes of the calendar; overtime takes none of them. */
function workIn(minutes: number, { units, overtimeWorkMinutes }: Assignment): number {
  return toTenths(minutes * units + overtimeWorkMinutes)
}

/** The units with which the regular work fits into so many minutes; as they were where none do. */
function withUnits(assignment: Assignment, minutes: number): Assignment {
  const regularMinutes = assignment.workMinutes - assignment.overtimeWorkMinutes
  return minutes > 0 && regularMinutes > 0 ? { ...assignment, units: regularMinutes / minutes } : assignment
}

function withDuration(task: Task, assignments: Assignment[]): Effort {
  const longest = assignments.reduce(
    (most, { workMinutes, overtimeWorkMinutes, units, delayMinutes }) =>
      Math.max(most, (workMinutes - overtimeWorkMinutes) / units + delayMinutes),
    0,
  )
  return {
    task: assignments.length > 0 ? { ...task, durationMinutes: toTenths(longest) } : task,
    assignments,
  }
}

function totalWork(assignments: readonly Assignment[]): number {
  return assignments.reduce((sum, { workMinutes }) => sum + workMinutes, 0)
}

function find(assignments: readonly Assignment[], assignmentId: string): void {
  if (!assignments.some(({ id }) => id === assignmentId))
    throw new ProjectError('effort.assignment', { assignmentId })
}

function allowed(minutes: number): number {
  if (!(minutes >= 0)) throw new ProjectError('effort.value', { minutes })
  return minutes
}
