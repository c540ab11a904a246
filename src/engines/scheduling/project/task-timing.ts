import type { CalendarsOfProject } from './calendars-of-project.ts'
import { toTenths } from './clock.ts'
import { ProjectError } from './project.error.ts'
import type { Assignment, Project, Task } from './project.model.ts'
import type { WorkBreakdown } from './work-breakdown.ts'
import { addWork, nextWorkStart, previousWorkFinish, type WorkingTime } from './working-time.ts'

/** So many working minutes on a calendar, pauses included. */
export interface Span {
  time: WorkingTime
  minutes: number
}

/**
 * How long a leaf takes. Mostly one span; several where assignments work by different calendars, and the task ends with
 * the last of them.
 */
export interface TaskTiming {
  /** The calendar of lags, floats and durations. */
  time: WorkingTime
  spans: Span[]
  /** What is left of a task that has started. */
  remaining: Span[]
  /** Working minutes that are done, pauses included. */
  doneMinutes: number
  /** Takes part in the schedule: itself and everything above it is active. */
  active: boolean
  summary: boolean
}

/** The finish of work that starts at an instant. */
export function finishOf(spans: readonly Span[], startAt: number): number {
  let finishAt = Number.NEGATIVE_INFINITY
  for (const { time, minutes } of spans) {
    const at = minutes === 0 ? startAt : addWork(time, startAt, minutes)
    if (at > finishAt) finishAt = at
  }
  return finishAt
}

/** The start of work that is to end at an instant: the latest at which nothing ends after it. */
export function startOf(spans: readonly Span[], finishAt: number): number {
  let startAt = Number.POSITIVE_INFINITY
  for (const { time, minutes } of spans) {
    const at = minutes === 0 ? finishAt : addWork(time, finishAt, -minutes)
    if (at < startAt) startAt = at
  }
  return startAt
}

/** Where work may start at or after an instant. A point without length may also stand at the end of a shift. */
export function roundStart(spans: readonly Span[], at: number): number {
  let startAt = Number.POSITIVE_INFINITY
  for (const { time, minutes } of spans) {
    const mayStay = minutes === 0 && previousWorkFinish(time, at) === at
    const start = mayStay ? at : nextWorkStart(time, at)
    if (start < startAt) startAt = start
  }
  return startAt
}

/** The same finish told as the end of a shift instead of the start of the next. */
export function roundFinish(spans: readonly Span[], at: number): number {
  let finishAt = Number.NEGATIVE_INFINITY
  for (const { time, minutes } of spans) {
    const finish = minutes === 0 ? at : previousWorkFinish(time, at)
    if (finish > finishAt) finishAt = finish
  }
  return finishAt
}

/** @throws ProjectError `assignment.unknown-task`, `assignment.unknown-resource`, `task.duration`, `resource.duplicate`. */
export function compileTimings(
  project: Project,
  { placeOf, parent, end }: WorkBreakdown,
  calendars: CalendarsOfProject,
): TaskTiming[] {
  const assignmentsOf = new Map<number, Assignment[]>()
  const resourceIds = new Set(project.resources.map(({ id }) => id))
  if (resourceIds.size < project.resources.length) throw new ProjectError('resource.duplicate')
  for (const assignment of project.assignments) {
    const { id, taskId, resourceId } = assignment
    const place = placeOf.get(taskId)
    if (place === undefined) throw new ProjectError('assignment.unknown-task', { assignmentId: id, taskId })
    if (resourceId !== undefined && !resourceIds.has(resourceId))
      throw new ProjectError('assignment.unknown-resource', { assignmentId: id, resourceId })
    const known = assignmentsOf.get(place)
    if (known) known.push(assignment)
    else assignmentsOf.set(place, [assignment])
  }
  const timings: TaskTiming[] = []
  project.tasks.forEach((task, place) => {
    const above = timings[parent[place] as number]
    timings.push({
      ...timingOf(task, assignmentsOf.get(place) ?? [], calendars),
      active: task.active && above?.active !== false,
      summary: (end[place] as number) > place + 1,
    })
  })
  return timings
}

/** The timing of one leaf from its own fields and assignments. */
export function timingOf(
  task: Task,
  assignments: readonly Assignment[],
  calendars: CalendarsOfProject,
): Omit<TaskTiming, 'active' | 'summary'> {
  if (!(task.durationMinutes >= 0)) throw new ProjectError('task.duration', { taskId: task.id })
  const time = calendars.ofTask(task)
  const workers =
    task.type === 'fixed-duration' || task.elapsed ? [] : workersOf(task, assignments, calendars)
  const times = new Set(workers.map((worker) => worker.time))
  const { doneMinutes, leftMinutes } = progressOf(task)
  // Where it is said when interrupted work resumes, the pause at that place is over with it.
  const first = task.progress.resumeAt === undefined ? 0 : 0.1
  const pausesFrom = (done: number) =>
    task.splits.reduce(
      (sum, { afterMinutes, pauseMinutes }) =>
        afterMinutes > 0 && afterMinutes >= done && afterMinutes < task.durationMinutes
          ? sum + pauseMinutes
          : sum,
      0,
    )
  const pauses = pausesFrom(0)
  const pausesLeft = pausesFrom(doneMinutes + first)
  if (times.size <= 1) {
    const only = workers[0]?.time ?? time
    return {
      time,
      spans: [{ time: only, minutes: toTenths(task.durationMinutes + pauses) }],
      remaining: [{ time: only, minutes: toTenths(leftMinutes + pausesLeft) }],
      doneMinutes: toTenths(doneMinutes + pauses - pausesLeft),
    }
  }
  return {
    time,
    spans: workers.map((worker) => ({ time: worker.time, minutes: toTenths(worker.minutes + pauses) })),
    remaining: workers.map((worker) => ({
      time: worker.time,
      minutes: toTenths(worker.leftMinutes + pausesLeft),
    })),
    doneMinutes: toTenths(doneMinutes + pauses - pausesLeft),
  }
}

/** The part of the duration that is used and the part that is left. */
export function progressOf({ durationMinutes, progress }: Task): {
  doneMinutes: number
  leftMinutes: number
} {
  const { percentComplete, actualDurationMinutes, remainingDurationMinutes, actualFinishAt } = progress
  if (actualFinishAt !== undefined) return { doneMinutes: durationMinutes, leftMinutes: 0 }
  const doneMinutes =
    actualDurationMinutes ??
    (remainingDurationMinutes === undefined
      ? toTenths((durationMinutes * percentComplete) / 100)
      : Math.max(0, toTenths(durationMinutes - remainingDurationMinutes)))
  const leftMinutes = remainingDurationMinutes ?? Math.max(0, toTenths(durationMinutes - doneMinutes))
  return { doneMinutes, leftMinutes }
}

/** To be as late as possible, and not begun. */
export function waits({ constraint, progress, scheduling }: Task): boolean {
  return (
    constraint.kind === 'as-late-as-possible' &&
    scheduling === 'automatic' &&
    progress.actualStartAt === undefined &&
    progress.actualFinishAt === undefined
  )
}

interface Worker {
  time: WorkingTime
  minutes: number
  leftMinutes: number
}

/** People and machines with work on the task; each takes its work divided by its units, on its own calendar. */
function workersOf(task: Task, assignments: readonly Assignment[], calendars: CalendarsOfProject): Worker[] {
  const workers: Worker[] = []
  for (const assignment of assignments) {
    const resource = calendars.resourceOf(assignment)
    if (resource?.kind !== 'people' && resource?.kind !== 'equipment') continue
    const { units, workMinutes, overtimeWorkMinutes, actualWorkMinutes, delayMinutes, contour } = assignment
    const regularMinutes = workMinutes - overtimeWorkMinutes
    if (!(units > 0) || regularMinutes <= 0) continue
    const flat = contour === 'flat'
    const leftShare = Math.max(0, 1 - actualWorkMinutes / workMinutes)
    const minutes = flat ? regularMinutes / units + delayMinutes : task.durationMinutes
    workers.push({
      time: calendars.ofAssignment(task, resource),
      minutes,
      leftMinutes: flat ? (regularMinutes * leftShare) / units : task.durationMinutes * leftShare,
    })
  }
  return workers
}
