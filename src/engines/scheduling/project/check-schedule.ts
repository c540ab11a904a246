import { type CalendarsOfProject, compileCalendars } from './calendars-of-project.ts'
import {
  after,
  type CheckContext,
  isFree,
  timeOf,
  type WorkerOn,
  waitOf,
  workersOn,
} from './check-context.ts'
import { codeFaults, outlookFaults } from './check-outlook.ts'
import { workLeftFaults } from './check-work-left.ts'
import type { Dependency, Project, Task } from './project.model.ts'
import type { Schedule, ScheduledTask } from './schedule.model.ts'
import type { ScheduleViolation } from './schedule-violation.ts'
import { type WorkingTime, workBetween } from './working-time.ts'

/**
 * Checks a schedule against the project alone: links, constraints, calendars, durations, roll-up, progress, levelling
 * delays, late dates, floats, what is critical, codes, and, where they are given, the project's dates and the warnings.
 * It shares only the model and the calendars with the scheduler.
 */
export function checkSchedule(
  project: Project,
  schedule: Pick<Schedule, 'tasks'> & Partial<Schedule>,
): ScheduleViolation[] {
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
  const known = new Set<string>()
  for (const { taskId } of schedule.tasks) {
    if (!tasks.has(taskId)) violations.push({ kind: 'row-unknown', taskId })
    if (known.has(taskId)) violations.push({ kind: 'row-twice', taskId })
    known.add(taskId)
  }
  const leaves = project.tasks.filter((task) => !parents.has(task.id) && isActive(task))
  const context = { project, rows, calendars, parents, tasks, leaves }
  violations.push(
    ...codeFaults(project, rows),
    ...workLeftFaults(context),
    ...outlookFaults(context, schedule),
  )
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
      const fault = linkFault(context, dependency, task)
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

/** `task` is the successor, or one below it. */
function linkFault(context: CheckContext, dependency: Dependency, task: Task): ScheduleViolation | undefined {
  const { type, predecessorId } = dependency
  const before = context.rows.get(predecessorId)
  const later = context.rows.get(task.id)
  if (!before || !later) return undefined
  const from = type === 'FS' || type === 'FF' ? before.finishAt : before.startAt
  const to = type === 'FS' || type === 'SS' ? later.startAt : later.finishAt
  const wait = waitOf(context, dependency)
  const fault = (missingMinutes: number): ScheduleViolation => ({
    kind: 'link',
    taskId: task.id,
    predecessorId,
    type,
    missingMinutes,
  })
  if (!wait.time) {
    const bound = after(wait, from)
    return to < bound ? fault(bound - to) : undefined
  }
  const had = workBetween(wait.time, { from, to })
  return had < wait.minutes ? fault(wait.minutes - had) : undefined
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
  if (project.scheduleFrom === 'start' && row.startAt < project.startAt && !isHeld(project, task))
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
