import { type CalendarsOfProject, compileCalendars } from './calendars-of-project.ts'
import type { Assignment, Dependency, Project, Task } from './project.model.ts'
import type { Schedule, ScheduledTask } from './schedule.model.ts'
import { roundTheClock, type WorkingTime, workBetween } from './working-time.ts'

/** A rule that a schedule breaks. */
export type ScheduleViolation =
  | { kind: 'row-missing'; taskId: string }
  | { kind: 'finish-before-start'; taskId: string }
  /** The successor's start or finish stands before the date that the link allows. */
  | { kind: 'link'; taskId: string; predecessorId: string; type: Dependency['type']; missingMinutes: number }
  | {
      kind: 'constraint'
      taskId: string
      constraint: Task['constraint']['kind']
      at: number
      plannedAt: number
    }
  | { kind: 'starts-on-free-time' | 'ends-on-free-time'; taskId: string; at: number }
  /** Between start and finish lies another amount of working time than the task takes. */
  | { kind: 'duration'; taskId: string; takesMinutes: number; hasMinutes: number }
  | { kind: 'summary'; taskId: string; startAt: number; finishAt: number }
  | { kind: 'actual'; taskId: string; actualAt: number; plannedAt: number }
  | { kind: 'manual'; taskId: string; setAt: number; plannedAt: number }
  | { kind: 'before-project'; taskId: string; startAt: number }
  /** Late dates before early ones without negative float, or a float that the dates do not show. */
  | { kind: 'float'; taskId: string; statedMinutes: number; shownMinutes: number }

/**
 * Checks a schedule against the project alone: links, constraints, calendars, durations, roll-up, actual dates and floats.
 * It shares only the model and the calendars with the scheduler.
 */
export function checkSchedule(project: Project, schedule: Pick<Schedule, 'tasks'>): ScheduleViolation[] {
  const violations: ScheduleViolation[] = []
  const calendars = compileCalendars(project)
  const rows = new Map(schedule.tasks.map((row) => [row.taskId, row]))
  const tasks = new Map(project.tasks.map((task) => [task.id, task]))
  const parents = new Set(project.tasks.map(({ parentId }) => parentId))
  const isActive = (task: Task | undefined): boolean =>
    task === undefined ||
    (task.active && isActive(task.parentId === undefined ? undefined : tasks.get(task.parentId)))
  for (const task of project.tasks) {
    const row = rows.get(task.id)
    if (!row) {
      violations.push({ kind: 'row-missing', taskId: task.id })
      continue
    }
    if (row.finishAt < row.startAt) violations.push({ kind: 'finish-before-start', taskId: task.id })
    if (!isActive(task)) continue
    if (parents.has(task.id)) violations.push(...summaryFaults(project, task, row, rows, isActive))
    else violations.push(...leafFaults(project, task, row, calendars))
  }
  const context = { project, rows, calendars, parents }
  for (const dependency of project.dependencies) {
    const successor = tasks.get(dependency.successorId)
    const predecessor = tasks.get(dependency.predecessorId)
    if (!successor || !predecessor || !isActive(predecessor)) continue
    const isSummary = parents.has(successor.id)
    if (isSummary && (dependency.type === 'FF' || dependency.type === 'SF')) continue
    // A link into a summary holds every task below it.
    const held = isSummary
      ? project.tasks.filter((task) => !parents.has(task.id) && isBelow(tasks, task, successor))
      : [successor]
    for (const task of held) {
      if (!isActive(task) || isFree(project, task)) continue
      const fault = linkFault(context, dependency, { predecessor, successor, task })
      if (fault) violations.push(fault)
    }
  }
  return violations
}

function isBelow(tasks: ReadonlyMap<string, Task>, task: Task, summary: Task): boolean {
  for (let id = task.parentId; id !== undefined; id = tasks.get(id)?.parentId)
    if (id === summary.id) return true
  return false
}

/** A task whose dates are facts, set by hand or fixed by a prevailing constraint answers to no link. */
function isFree({ constraintsPrevail }: Project, { scheduling, progress, constraint }: Task): boolean {
  if (
    scheduling === 'manual' ||
    progress.actualStartAt !== undefined ||
    progress.actualFinishAt !== undefined
  )
    return true
  const { kind } = constraint
  return constraintsPrevail && (kind.startsWith('must') || kind.endsWith('no-later-than'))
}

interface CheckContext {
  project: Project
  rows: ReadonlyMap<string, ScheduledTask>
  calendars: CalendarsOfProject
  parents: ReadonlySet<string | undefined>
}

/** `task` is the successor, or one below it. */
function linkFault(
  { project, rows, calendars, parents }: CheckContext,
  { type, lag, predecessorId }: Dependency,
  { predecessor, successor, task }: { predecessor: Task; successor: Task; task: Task },
): ScheduleViolation | undefined {
  const before = rows.get(predecessorId)
  const after = rows.get(task.id)
  if (!before || !after) return undefined
  const from = type === 'FS' || type === 'FF' ? before.finishAt : before.startAt
  const to = type === 'FS' || type === 'SS' ? after.startAt : after.finishAt
  const length = parents.has(predecessorId)
    ? workBetween(calendars.project, { from: before.startAt, to: before.finishAt })
    : predecessor.durationMinutes
  const isShare = lag.kind === 'percent' || lag.kind === 'elapsed-percent'
  const wait = isShare ? Math.round((length * lag.value) / 10) / 10 : lag.value
  const isElapsed =
    lag.kind === 'elapsed' ||
    lag.kind === 'elapsed-percent' ||
    (lag.kind === 'percent' && predecessor.elapsed)
  const fault = (missingMinutes: number): ScheduleViolation => ({
    kind: 'link',
    taskId: task.id,
    predecessorId,
    type,
    missingMinutes,
  })
  if (isElapsed || wait === 0) {
    const bound = Math.round((from + wait) * 10) / 10
    return to < bound ? fault(bound - to) : undefined
  }
  const had = workBetween(lagTime(project, calendars, { predecessor, successor }), { from, to })
  return had < wait ? fault(wait - had) : undefined
}

function lagTime(
  { lagCalendar, calendarId }: Project,
  calendars: CalendarsOfProject,
  { predecessor, successor }: { predecessor: Task; successor: Task },
): WorkingTime {
  const ids = { successor: successor.calendarId, predecessor: predecessor.calendarId, project: calendarId }
  return lagCalendar === 'round-the-clock' ? roundTheClock : calendars.byId(ids[lagCalendar] ?? calendarId)
}

function timeOf(project: Project, task: Task, calendars: CalendarsOfProject): WorkingTime {
  if (task.elapsed) return roundTheClock
  return task.calendarId === undefined ? calendars.byId(project.calendarId) : calendars.byId(task.calendarId)
}

function* leafFaults(
  project: Project,
  task: Task,
  row: ScheduledTask,
  calendars: CalendarsOfProject,
): Generator<ScheduleViolation> {
  const taskId = task.id
  const { actualStartAt, actualFinishAt } = task.progress
  if (actualStartAt !== undefined && row.startAt !== actualStartAt)
    yield { kind: 'actual', taskId, actualAt: actualStartAt, plannedAt: row.startAt }
  if (actualFinishAt !== undefined && row.finishAt !== actualFinishAt)
    yield { kind: 'actual', taskId, actualAt: actualFinishAt, plannedAt: row.finishAt }
  if (actualStartAt !== undefined || actualFinishAt !== undefined) return
  if (task.scheduling === 'manual') {
    if (task.manualStartAt !== undefined && row.startAt !== task.manualStartAt)
      yield { kind: 'manual', taskId, setAt: task.manualStartAt, plannedAt: row.startAt }
    if (task.manualFinishAt !== undefined && row.finishAt !== task.manualFinishAt)
      yield { kind: 'manual', taskId, setAt: task.manualFinishAt, plannedAt: row.finishAt }
    return
  }
  const workers = workersOn(project, task, calendars)
  const times = workers.length > 0 ? workers.map(({ time }) => time) : [timeOf(project, task, calendars)]
  yield* constraintFaults(project, task, row, times)
  const isPoint = task.durationMinutes === 0 && workers.length < 2
  if (!isPoint) {
    const { startAt, finishAt } = row
    const isFixed = task.constraint.kind === 'must-start-on' || task.constraint.kind === 'start-no-later-than'
    if (!isFixed && !times.some((time) => workBetween(time, { from: startAt, to: startAt + 0.1 }) > 0))
      yield { kind: 'starts-on-free-time', taskId, at: startAt }
    const endsWork = (at: number) => times.some((time) => workBetween(time, { from: at - 0.1, to: at }) > 0)
    const startsWork = (at: number) => times.some((time) => workBetween(time, { from: at, to: at + 0.1 }) > 0)
    if (!endsWork(finishAt) && !startsWork(finishAt))
      yield { kind: 'ends-on-free-time', taskId, at: finishAt }
  }
  yield* durationFaults(project, task, row, workers, calendars)
  if (project.scheduleFrom === 'start' && !isHeld(project, task) && row.startAt < project.startAt)
    yield { kind: 'before-project', taskId, startAt: row.startAt }
  if (task.constraint.kind === 'as-late-as-possible') return
  const time = timeOf(project, task, calendars)
  const shownMinutes = Math.min(
    workBetween(time, { from: row.startAt, to: row.lateStartAt }),
    workBetween(time, { from: row.finishAt, to: row.lateFinishAt }),
  )
  if (shownMinutes !== row.totalFloatMinutes)
    yield { kind: 'float', taskId, statedMinutes: row.totalFloatMinutes, shownMinutes }
}

/** Something else than the project's start may hold it: a link to it or to a summary above, or a constraint. */
function isHeld({ dependencies, tasks }: Project, task: Task): boolean {
  if (task.constraint.at !== undefined) return true
  for (let above: Task | undefined = task; above; ) {
    const { id, parentId, constraint }: Task = above
    if (constraint.at !== undefined || dependencies.some(({ successorId }) => successorId === id)) return true
    above = parentId === undefined ? undefined : tasks.find((other) => other.id === parentId)
  }
  return false
}

function* constraintFaults(
  project: Project,
  task: Task,
  row: ScheduledTask,
  times: readonly WorkingTime[],
): Generator<ScheduleViolation> {
  const { kind, at } = task.constraint
  if (at === undefined) return
  const ofFinish = kind.includes('finish')
  const plannedAt = ofFinish ? row.finishAt : row.startAt
  // Dates with nothing but free time between them are the same to those who work.
  const areApart = (from: number, to: number) =>
    from < to && (task.durationMinutes === 0 || times.every((time) => workBetween(time, { from, to }) > 0))
  const isLate = areApart(at, plannedAt)
  const isEarly = areApart(plannedAt, at)
  const prevails = project.constraintsPrevail
  const isBroken =
    (kind.endsWith('no-earlier-than') && isEarly) ||
    (kind.startsWith('must') && (isEarly || (prevails && isLate && !ofFinish))) ||
    (kind.endsWith('no-later-than') && prevails && isLate)
  if (isBroken) yield { kind: 'constraint', taskId: task.id, constraint: kind, at, plannedAt }
}

interface WorkerOn {
  assignment: Assignment
  time: WorkingTime
}

function workersOn(project: Project, task: Task, calendars: CalendarsOfProject): WorkerOn[] {
  if (task.type === 'fixed-duration' || task.elapsed) return []
  return project.assignments.flatMap((assignment) => {
    const resource = calendars.resourceOf(assignment)
    const works = resource?.kind === 'people' || resource?.kind === 'equipment'
    const { taskId, units, workMinutes, overtimeWorkMinutes } = assignment
    if (taskId !== task.id || !works || units <= 0 || workMinutes <= overtimeWorkMinutes) return []
    return [{ assignment, time: calendars.ofAssignment(task, resource) }]
  })
}

/** On one calendar the time between the dates is what the task takes; on several everyone's time fits between them. */
function* durationFaults(
  project: Project,
  task: Task,
  row: ScheduledTask,
  workers: readonly WorkerOn[],
  calendars: CalendarsOfProject,
): Generator<ScheduleViolation> {
  const pauses = task.splits.reduce((sum, { pauseMinutes }) => sum + pauseMinutes, 0)
  const times = new Set(workers.map(({ time }) => time))
  if (times.size <= 1) {
    const [only = timeOf(project, task, calendars)] = times
    const hasMinutes = workBetween(only, { from: row.startAt, to: row.finishAt })
    const takesMinutes = Math.round((task.durationMinutes + pauses) * 10) / 10
    if (hasMinutes !== takesMinutes) yield { kind: 'duration', taskId: task.id, takesMinutes, hasMinutes }
    return
  }
  for (const { assignment, time } of workers) {
    const regular =
      (assignment.workMinutes - assignment.overtimeWorkMinutes) / assignment.units + assignment.delayMinutes
    const takesMinutes = (assignment.contour === 'flat' ? regular : task.durationMinutes) + pauses
    const hasMinutes = workBetween(time, { from: row.startAt, to: row.finishAt })
    if (hasMinutes < takesMinutes - 0.1) yield { kind: 'duration', taskId: task.id, takesMinutes, hasMinutes }
  }
}

function* summaryFaults(
  project: Project,
  summary: Task,
  row: ScheduledTask,
  rows: ReadonlyMap<string, ScheduledTask>,
  isActive: (task: Task) => boolean,
): Generator<ScheduleViolation> {
  if (summary.scheduling === 'manual') return
  const children = project.tasks.flatMap((task) =>
    task.parentId === summary.id && isActive(task) ? (rows.get(task.id) ?? []) : [],
  )
  if (children.length === 0) return
  const startAt = Math.min(...children.map((child) => child.startAt))
  const finishAt = Math.max(...children.map((child) => child.finishAt))
  if (startAt !== row.startAt || finishAt !== row.finishAt)
    yield { kind: 'summary', taskId: summary.id, startAt, finishAt }
}
