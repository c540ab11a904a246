import { after, type CheckContext, isFree, timeOf, waitOf, workersOn } from './check-context.ts'
import type { Dependency, Project, Task } from './project.model.ts'
import type { ScheduledTask } from './schedule.model.ts'
import type { ScheduleViolation } from './schedule-violation.ts'
import { workBetween } from './working-time.ts'

/** Begun work has time for what is left of it, delays of levelling are waited for, and open work stands after the status date. */
export function* workLeftFaults(context: CheckContext): Generator<ScheduleViolation> {
  const { project, rows } = context
  const linksInto = Map.groupBy(project.dependencies, ({ successorId }) => successorId)
  for (const task of context.leaves) {
    const row = rows.get(task.id)
    const { actualStartAt, actualFinishAt } = task.progress
    if (!row || task.scheduling === 'manual' || actualFinishAt !== undefined) continue
    const links = linksInto.get(task.id) ?? []
    if (actualStartAt !== undefined) yield* remainingFaults(context, task, row, links)
    else if (!isFree(project, task)) yield* beginningFaults(context, task, row, links)
  }
}

function* beginningFaults(
  context: CheckContext,
  task: Task,
  { taskId, startAt }: ScheduledTask,
  links: readonly Dependency[],
): Generator<ScheduleViolation> {
  const { statusAt, remainingAfterStatus } = context.project
  if (remainingAfterStatus && statusAt !== undefined && startAt < statusAt)
    yield { kind: 'before-status', taskId, startAt }
  const { levellingDelayMinutes, constraint } = task
  if (levellingDelayMinutes <= 0) return
  const bounds = links.flatMap((link) => startBound(context, link) ?? [])
  if (constraint.kind === 'start-no-earlier-than' && constraint.at !== undefined) bounds.push(constraint.at)
  const missingMinutes = Math.max(...bounds) + levellingDelayMinutes - startAt
  if (missingMinutes > 0.05) yield { kind: 'levelling-delay', taskId, missingMinutes }
}

/** Where a link that speaks of the start asks for it. */
function startBound(context: CheckContext, link: Dependency): number | undefined {
  const { rows, tasks } = context
  const before = rows.get(link.predecessorId)
  const predecessor = tasks.get(link.predecessorId)
  if (!before?.active || !predecessor || link.type === 'FF' || link.type === 'SF') return undefined
  return after(waitOf(context, link), link.type === 'FS' ? before.finishAt : before.startAt)
}

function* remainingFaults(
  context: CheckContext,
  task: Task,
  { taskId, startAt, finishAt }: ScheduledTask,
  links: readonly Dependency[],
): Generator<ScheduleViolation> {
  const { project, calendars } = context
  const times = new Set(workersOn(project, task, calendars).map(({ time }) => time))
  const [time = timeOf(project, task, calendars)] = times
  // On several calendars the shares of those who work decide: what is left of the task itself is not theirs.
  if (times.size > 1) return
  const { resumeAt } = task.progress
  const { used, left } = progressIn(task)
  const isAhead = ({ afterMinutes }: { afterMinutes: number }) =>
    resumeAt === undefined ? afterMinutes >= used : afterMinutes > used
  const pausesOf = (ahead: boolean) =>
    task.splits.reduce(
      (sum, split) =>
        isAhead(split) === ahead && split.afterMinutes > 0 && split.afterMinutes < task.durationMinutes
          ? sum + split.pauseMinutes
          : sum,
      0,
    )
  const lacks = (from: number, minutes: number): ScheduleViolation | undefined => {
    const takesMinutes = Math.round(minutes * 10) / 10
    const hasMinutes = workBetween(time, { from, to: finishAt })
    // Shares of a duration are rounded to its grain.
    return takesMinutes - hasMinutes > 0.11
      ? { kind: 'remaining', taskId, takesMinutes, hasMinutes }
      : undefined
  }
  const rest = left + pausesOf(true)
  const whole = lacks(startAt, used + pausesOf(false) + rest)
  if (whole) yield whole
  if (rest === 0) return
  const froms = [...goesOnAfter(project, task)]
  if (project.outOfSequence === 'retained-logic')
    froms.push(...links.flatMap((link) => startBound(context, link) ?? []))
  for (const from of froms) {
    const fault = lacks(from, rest)
    if (fault) yield fault
  }
}

function progressIn({ durationMinutes, progress }: Task): { used: number; left: number } {
  const { percentComplete, actualDurationMinutes, remainingDurationMinutes } = progress
  const used =
    actualDurationMinutes ??
    (remainingDurationMinutes === undefined
      ? Math.round((durationMinutes * percentComplete) / 10) / 10
      : Math.max(0, Math.round((durationMinutes - remainingDurationMinutes) * 10) / 10))
  return { used, left: remainingDurationMinutes ?? Math.max(0, durationMinutes - used) }
}

function* goesOnAfter({ remainingAfterStatus, statusAt }: Project, { progress }: Task): Generator<number> {
  if (progress.resumeAt !== undefined) yield progress.resumeAt
  if (remainingAfterStatus && statusAt !== undefined) yield statusAt
}
