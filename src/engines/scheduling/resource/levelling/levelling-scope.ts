import { toTenths } from '../../project/clock.ts'
import type { CompiledPlan } from '../../project/compile-plan.ts'
import type { Task } from '../../project/project.model.ts'
import { progressOf, type TaskTiming } from '../../project/task-timing.ts'
import type { Occupation } from './resource-use.ts'

/** Levelling moves automatic work that has not begun and is not tied to a date. */
export function isMovable({ timings, project }: CompiledPlan, task: Task, place: number): boolean {
  const { scheduling, progress, constraint, priority } = task
  const timing = timings[place] as TaskTiming
  if (!timing.active || timing.summary || scheduling === 'manual' || priority >= 1000) return false
  if (progress.actualStartAt !== undefined || progress.actualFinishAt !== undefined) return false
  const isTied =
    project.constraintsPrevail &&
    (constraint.kind === 'must-start-on' || constraint.kind === 'must-finish-on')
  return !isTied && constraint.kind !== 'as-late-as-possible'
}

/** Where the task stands is known before anything is levelled. */
export function isAnchored({ timings, project }: CompiledPlan, task: Task, place: number): boolean {
  const { progress, scheduling, manualStartAt, constraint } = task
  const timing = timings[place] as TaskTiming
  if (!timing.active || timing.summary || progress.actualFinishAt !== undefined) return false
  return (
    progress.actualStartAt !== undefined ||
    (scheduling === 'manual' && manualStartAt !== undefined) ||
    (scheduling === 'automatic' && project.constraintsPrevail && constraint.kind.startsWith('must'))
  )
}

export function isDrawnFirst(plan: CompiledPlan, task: Task, place: number): boolean {
  const { active, summary } = plan.timings[place] as TaskTiming
  const isDone = active && !summary && task.progress.actualFinishAt !== undefined
  return isDone || isAnchored(plan, task, place)
}

/** A constraint that prevails would pull the task back from anywhere later. */
export function isHeldBack({ project }: CompiledPlan, { constraint }: Task): boolean {
  return project.constraintsPrevail && constraint.kind.endsWith('no-later-than')
}

/** All who work on it, and the task itself, have one calendar, so that a pause is the same for everyone. */
export function isOnOneCalendar(
  { tasks, timings }: CompiledPlan,
  place: number,
  own: readonly Occupation[] = [],
): boolean {
  const { spans, summary } = timings[place] as TaskTiming
  const { durationMinutes } = tasks[place] as Task
  const [span, other] = spans
  return (
    !summary &&
    own.length > 0 &&
    !other &&
    own.every(
      (one) => one.time === span?.time && one.span === span.time && one.work.toMinutes <= durationMinutes,
    )
  )
}

/** Begun, with something left that can be interrupted from where it stands. */
export function isUnderWay({ timings }: CompiledPlan, task: Task, place: number): boolean {
  const { progress, scheduling, priority, durationMinutes } = task
  const { doneMinutes, leftMinutes } = progressOf(task)
  if (!timings[place]?.active || scheduling === 'manual' || priority >= 1000) return false
  if (progress.actualStartAt === undefined || progress.actualFinishAt !== undefined) return false
  // Where work resumes is known already when somebody has said it.
  if (progress.resumeAt !== undefined) return false
  return doneMinutes > 0 && leftMinutes > 0 && toTenths(doneMinutes + leftMinutes) === durationMinutes
}
