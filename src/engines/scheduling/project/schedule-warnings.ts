import { boundsStart, linkBound } from './link-dates.ts'
import type { LivePlan } from './live-plan.ts'
import type { Link } from './network.ts'
import type { Task } from './project.model.ts'
import type { ScheduledTask, ScheduleWarning } from './schedule.model.ts'
import type { TaskTiming } from './task-timing.ts'

/** Everything in a schedule that somebody should know: what cannot be kept, and what contradicts what. */
export function scheduleWarnings(live: LivePlan, rows: readonly ScheduledTask[]): ScheduleWarning[] {
  const { plan } = live
  const warnings: ScheduleWarning[] = []
  rows.forEach((row, place) => {
    if (!row.active) return
    const task = plan.tasks[place] as Task
    const { taskId, finishAt, totalFloatMinutes, summary } = row
    if (task.deadlineAt !== undefined && finishAt > task.deadlineAt)
      warnings.push({ kind: 'deadline-missed', taskId, deadlineAt: task.deadlineAt, finishAt })
    if (summary) return
    if (totalFloatMinutes < 0) warnings.push({ kind: 'negative-float', taskId, totalFloatMinutes })
    const { actualStartAt } = task.progress
    if (row.startAt < live.projectStartAt && actualStartAt === undefined && task.scheduling === 'automatic')
      warnings.push({ kind: 'before-project-start', taskId, startAt: row.startAt })
    const missed = missedConstraint(task, row)
    if (missed) warnings.push(missed)
    for (const link of plan.network.into[place] ?? []) {
      const warning = contradiction(live, link, task, row)
      if (warning) warnings.push(warning)
    }
  })
  for (const assignment of plan.project.assignments) {
    const place = plan.breakdown.placeOf.get(assignment.taskId) as number
    const task = plan.tasks[place] as Task
    if (task.calendarId === undefined || !plan.timings[place]?.active) continue
    const resource = plan.calendars.resourceOf(assignment)
    const works = resource?.kind === 'people' || resource?.kind === 'equipment'
    if (works && !plan.calendars.haveCommonTime(task, resource))
      warnings.push({ kind: 'no-common-working-time', taskId: task.id, resourceId: resource.id })
  }
  for (const { successorId, predecessorId, type } of plan.network.withoutEffect)
    warnings.push({ kind: 'link-without-effect', taskId: successorId, predecessorId, type })
  return warnings
}

function missedConstraint(task: Task, row: ScheduledTask): ScheduleWarning | undefined {
  const { kind, at } = task.constraint
  if (at === undefined || task.progress.actualFinishAt !== undefined) return undefined
  const missed = (plannedAt: number): ScheduleWarning => ({
    kind: 'constraint-missed',
    taskId: task.id,
    constraintAt: at,
    plannedAt,
  })
  if (kind === 'start-no-later-than' && row.startAt > at) return missed(row.startAt)
  if (kind === 'finish-no-later-than' && row.finishAt > at) return missed(row.finishAt)
  if (kind === 'must-start-on' && row.startAt !== at) return missed(row.startAt)
  if (kind === 'must-finish-on' && row.finishAt !== at) return missed(row.finishAt)
  return undefined
}

/** A link that the dates of its successor do not keep. */
function contradiction(
  { plan, planned }: LivePlan,
  link: Link,
  task: Task,
  row: ScheduledTask,
): ScheduleWarning | undefined {
  if (!plan.timings[link.predecessor]?.active) return undefined
  const requiredAt = linkBound(plan, planned, link)
  const plannedAt = boundsStart(link) ? row.startAt : row.finishAt
  // The evening before and the morning after are the same moment to work.
  const work = (plan.timings[link.successor] as TaskTiming).time
  if (work.elapsedWork(plannedAt) >= work.elapsedWork(requiredAt) || plannedAt >= requiredAt) return undefined
  const { predecessorId, type } = link.dependency
  const facts = { taskId: task.id, predecessorId, type, requiredAt, plannedAt }
  if (task.scheduling === 'manual') return { kind: 'manual-against-link', ...facts }
  if (task.progress.actualStartAt !== undefined) return { kind: 'out-of-sequence', ...facts }
  return { kind: 'constraint-against-link', ...facts }
}
