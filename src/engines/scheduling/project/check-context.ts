import type { CalendarsOfProject } from './calendars-of-project.ts'
import type { Assignment, Dependency, Project, Task } from './project.model.ts'
import type { ScheduledTask } from './schedule.model.ts'
import { addWork, roundTheClock, type WorkingTime, workBetween } from './working-time.ts'

/** What the parts of the check share. */
export interface CheckContext {
  project: Project
  tasks: ReadonlyMap<string, Task>
  rows: ReadonlyMap<string, ScheduledTask>
  calendars: CalendarsOfProject
  /** Ids of summaries. */
  parents: ReadonlySet<string | undefined>
  /** Active tasks without children. */
  leaves: readonly Task[]
}

/** The calendar that the task's own minutes count on. */
export function timeOf(project: Project, task: Task, calendars: CalendarsOfProject): WorkingTime {
  if (task.elapsed) return roundTheClock
  return task.calendarId === undefined ? calendars.byId(project.calendarId) : calendars.byId(task.calendarId)
}

export interface WorkerOn {
  assignment: Assignment
  time: WorkingTime
}

const grouped = new WeakMap<readonly Assignment[], Map<string, Assignment[]>>()

function assignmentsOf({ assignments }: Project): Map<string, Assignment[]> {
  const known = grouped.get(assignments) ?? Map.groupBy(assignments, ({ taskId }) => taskId)
  grouped.set(assignments, known)
  return known
}

/** People and machines whose hours decide when the task ends. */
export function workersOn(project: Project, task: Task, calendars: CalendarsOfProject): WorkerOn[] {
  if (task.type === 'fixed-duration' || task.elapsed) return []
  return (assignmentsOf(project).get(task.id) ?? []).flatMap((assignment) => {
    const resource = calendars.resourceOf(assignment)
    const works = resource?.kind === 'people' || resource?.kind === 'equipment'
    const { units, workMinutes, overtimeWorkMinutes } = assignment
    if (!works || units <= 0 || workMinutes <= overtimeWorkMinutes) return []
    return [{ assignment, time: calendars.ofAssignment(task, resource) }]
  })
}

/** A task whose dates are facts, set by hand or fixed by a prevailing constraint answers to no link. */
export function isFree({ constraintsPrevail }: Project, { scheduling, progress, constraint }: Task): boolean {
  if (
    scheduling === 'manual' ||
    progress.actualStartAt !== undefined ||
    progress.actualFinishAt !== undefined
  )
    return true
  const { kind } = constraint
  return constraintsPrevail && (kind.startsWith('must') || kind.endsWith('no-later-than'))
}

/** How long a link waits, and the calendar on which; none for the clock. */
export interface Wait {
  minutes: number
  time?: WorkingTime
}

export function waitOf(
  { project, tasks, rows, calendars, parents }: CheckContext,
  { lag, predecessorId, successorId }: Dependency,
): Wait {
  const predecessor = tasks.get(predecessorId)
  const before = rows.get(predecessorId)
  const length =
    parents.has(predecessorId) && before
      ? workBetween(calendars.project, { from: before.startAt, to: before.finishAt })
      : (predecessor?.durationMinutes ?? 0)
  const isShare = lag.kind === 'percent' || lag.kind === 'elapsed-percent'
  const minutes = isShare ? Math.round((length * lag.value) / 10) / 10 : lag.value
  const isElapsed =
    lag.kind === 'elapsed' ||
    lag.kind === 'elapsed-percent' ||
    (lag.kind === 'percent' && predecessor?.elapsed === true)
  if (isElapsed || minutes === 0) return { minutes }
  if (project.lagCalendar === 'round-the-clock') return { minutes, time: roundTheClock }
  const { calendarId } = project
  const ids = {
    successor: tasks.get(successorId)?.calendarId,
    predecessor: predecessor?.calendarId,
    project: calendarId,
  }
  return { minutes, time: calendars.byId(ids[project.lagCalendar] ?? calendarId) }
}

/** The instant that a link leads to from another; of a lead, as the end of a shift. */
export function after({ minutes, time }: Wait, from: number): number {
  if (!time) return Math.round((from + minutes) * 10) / 10
  return minutes > 0
    ? addWork(time, from, minutes)
    : time.earliestAt(Math.round((time.elapsedWork(from) + minutes) * 10) / 10)
}
