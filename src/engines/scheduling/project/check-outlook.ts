import { after, type CheckContext, timeOf, waitOf, workersOn } from './check-context.ts'
import type { Dependency, Project, Task } from './project.model.ts'
import type { Schedule, ScheduledTask } from './schedule.model.ts'
import type { ScheduleViolation } from './schedule-violation.ts'
import { workBetween } from './working-time.ts'

/** Codes of the breakdown: a task's own, else its number among its siblings behind its parent's. */
export function* codeFaults(
  { tasks }: Project,
  rows: ReadonlyMap<string, ScheduledTask>,
): Generator<ScheduleViolation> {
  const codes = new Map<string | undefined, string>()
  const counts = new Map<string | undefined, number>()
  for (const { id, parentId, wbs } of tasks) {
    const number = (counts.get(parentId) ?? 0) + 1
    counts.set(parentId, number)
    const above = codes.get(parentId)
    const expected = wbs ?? (above === undefined ? `${number}` : `${above}.${number}`)
    codes.set(id, expected)
    const stated = rows.get(id)?.wbs
    if (stated !== undefined && stated !== expected) yield { kind: 'code', taskId: id, stated, expected }
  }
}

/** Late dates, floats, what is critical, what is warned of, and the dates of the whole. */
export function* outlookFaults(
  context: CheckContext,
  schedule: Pick<Schedule, 'tasks'> & Partial<Schedule>,
): Generator<ScheduleViolation> {
  const { project, rows, leaves, calendars } = context
  const open = leaves.flatMap((task) => {
    const row = rows.get(task.id)
    return row ? [{ task, row }] : []
  })
  const startAt = Math.min(...open.map(({ row }) => row.startAt))
  const finishAt = Math.max(...open.map(({ row }) => row.finishAt))
  const areStated = schedule.startAt !== undefined && schedule.finishAt !== undefined && open.length > 0
  if (areStated && (schedule.startAt !== startAt || schedule.finishAt !== finishAt))
    yield { kind: 'project-dates', startAt, finishAt }
  const linksFrom = Map.groupBy(project.dependencies, ({ predecessorId }) => predecessorId)
  const mostMinutes = project.criticalFloatDays * project.minutesPerDay
  for (const { task, row } of open) {
    const { taskId, totalFloatMinutes, critical } = row
    const isDone = task.progress.actualFinishAt !== undefined
    if (critical !== (!isDone && totalFloatMinutes <= mostMinutes))
      yield { kind: 'critical', taskId, stated: critical }
    if (isDone) continue
    const links = (linksFrom.get(taskId) ?? []).filter((link) => isOpenLeaf(context, link.successorId))
    yield* limitFaults(context, { task, row, finishAt })
    yield* lateLinkFaults(context, { task, row, links })
    yield* freeFloatFaults(context, { task, row, links })
  }
  for (const [taskId, row] of rows) {
    if (!row.summary || !row.active || !context.parents.has(taskId)) continue
    const expectedMinutes = workBetween(calendars.project, { from: row.startAt, to: row.finishAt })
    if (row.durationMinutes !== expectedMinutes)
      yield { kind: 'row-duration', taskId, statedMinutes: row.durationMinutes, expectedMinutes }
  }
  if (schedule.warnings) yield* warningFaults(context, schedule.warnings)
}

function isOpenLeaf({ tasks, rows, parents }: CheckContext, id: string): boolean {
  return (
    rows.get(id)?.active === true &&
    !parents.has(id) &&
    tasks.get(id)?.progress.actualStartAt === undefined &&
    tasks.get(id)?.progress.actualFinishAt === undefined
  )
}

interface Leaf {
  task: Task
  row: ScheduledTask
}

/** The project's finish, the deadline and the constraint hold the late dates. */
function* limitFaults(
  { project }: CheckContext,
  { task, row, finishAt }: Leaf & { finishAt: number },
): Generator<ScheduleViolation> {
  const { taskId, lateFinishAt: lateAt } = row
  const limits = [task.deadlineAt]
  if (task.constraint.kind === 'finish-no-later-than' || task.constraint.kind === 'must-finish-on')
    limits.push(task.constraint.at)
  const lastAt = project.scheduleFrom === 'finish' ? project.finishAt : finishAt
  if (!project.multipleCriticalPaths) limits.push(lastAt)
  for (const limitAt of limits)
    if (limitAt !== undefined && lateAt > limitAt) yield { kind: 'too-late', taskId, limitAt, lateAt }
}

function* lateLinkFaults(
  context: CheckContext,
  { row, links }: Leaf & { links: readonly Dependency[] },
): Generator<ScheduleViolation> {
  const { rows, tasks, project, calendars } = context
  for (const link of links) {
    const next = rows.get(link.successorId)
    const successor = tasks.get(link.successorId)
    if (!next || !successor || (link.type !== 'FS' && link.type !== 'FF')) continue
    const lateAt = after(waitOf(context, link), row.lateFinishAt)
    const limitAt = link.type === 'FS' ? next.lateStartAt : next.lateFinishAt
    const workers = workersOn(project, successor, calendars).map(({ time }) => time)
    const times = workers.length > 0 ? workers : [timeOf(project, successor, calendars)]
    // The evening and the next morning are the same moment to those who finish then.
    if (lateAt > limitAt && times.every((time) => workBetween(time, { from: limitAt, to: lateAt }) > 0))
      yield { kind: 'too-late', taskId: row.taskId, limitAt, lateAt, successorId: link.successorId }
  }
}

function* freeFloatFaults(
  context: CheckContext,
  { task, row, links }: Leaf & { links: readonly Dependency[] },
): Generator<ScheduleViolation> {
  const { taskId, freeFloatMinutes: statedMinutes, totalFloatMinutes } = row
  const most = Math.max(0, totalFloatMinutes)
  if (statedMinutes < 0 || statedMinutes > most)
    yield { kind: 'free-float', taskId, statedMinutes, roomMinutes: most }
  const time = timeOf(context.project, task, context.calendars)
  for (const link of links) {
    const next = context.rows.get(link.successorId)
    const wait = waitOf(context, link)
    if (!next || wait.time || statedMinutes <= 0) continue
    const from = link.type === 'FS' || link.type === 'FF' ? row.finishAt : row.startAt
    const to = (link.type === 'FS' || link.type === 'SS' ? next.startAt : next.finishAt) - wait.minutes
    const roomMinutes = workBetween(time, { from, to })
    if (roomMinutes < statedMinutes)
      yield { kind: 'free-float', taskId, statedMinutes, roomMinutes, successorId: link.successorId }
  }
}

function* warningFaults(
  { leaves, rows, tasks }: CheckContext,
  warnings: Schedule['warnings'],
): Generator<ScheduleViolation> {
  const told = new Set(
    warnings.flatMap((warning) => ('taskId' in warning ? [`${warning.kind} ${warning.taskId}`] : [])),
  )
  for (const [taskId, row] of rows) {
    const deadlineAt = tasks.get(taskId)?.deadlineAt
    const isMissed = row.active && deadlineAt !== undefined && row.finishAt > deadlineAt
    if (isMissed && !told.has(`deadline-missed ${taskId}`))
      yield { kind: 'warning-missing', taskId, warning: 'deadline-missed' }
  }
  for (const { id } of leaves)
    if ((rows.get(id)?.totalFloatMinutes ?? 0) < 0 && !told.has(`negative-float ${id}`))
      yield { kind: 'warning-missing', taskId: id, warning: 'negative-float' }
}
