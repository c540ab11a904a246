import { boundsStart, linkBound } from './link-dates.ts'
import type { LivePlan } from './live-plan.ts'
import type { DependencyType, Lag, Task } from './project.model.ts'
import { roundStart, startOf, type TaskTiming, waits } from './task-timing.ts'

/** Something that asks a task to start not before `startAt`. */
export type StartReason =
  | { kind: 'project-start'; startAt: number }
  /** `summaryId`: the link leads into a summary above the task. */
  | {
      kind: 'predecessor'
      startAt: number
      predecessorId: string
      type: DependencyType
      lag: Lag
      /** The date that the link asks for: of the start (FS, SS) or of the finish (FF, SF). */
      requiredAt: number
      summaryId?: string
    }
  | { kind: 'constraint'; startAt: number; constraintAt: number; summaryId?: string }
  | { kind: 'status-date'; startAt: number }
  | { kind: 'levelling'; startAt: number; delayMinutes: number }
  | { kind: 'as-late-as-possible'; startAt: number }
  | { kind: 'manual'; startAt: number }
  | { kind: 'actual'; startAt: number }
  /** The date asked for is not worked on: the calendar moved the start. */
  | { kind: 'calendar'; startAt: number; fromAt: number; calendarId: string }

/** Why a task starts when it does. */
export interface StartExplanation {
  taskId: string
  startAt: number
  /** What decides the start; more than one when they ask for the same. */
  driving: StartReason[]
  /** What also asks for something, and would decide if the driving ones fell away; the strictest first. */
  others: StartReason[]
}

/**
 * Explains the start of a task in a calculated plan: its driving predecessors, constraint or calendar.
 * Of a summary: the tasks below it that start first explain it, so their explanation is to be asked for.
 */
export function explainStart(live: LivePlan, taskId: string): StartExplanation | undefined {
  const { plan, planned } = live
  const place = plan.breakdown.placeOf.get(taskId)
  if (place === undefined) return undefined
  const task = plan.tasks[place] as Task
  const timing = plan.timings[place] as TaskTiming
  const startAt = planned.start[place] as number
  if (timing.summary) return explainSummary(live, place, startAt)
  const reasons = reasonsOf(live, place)
  const leadsTo = (reason: StartReason) => roundStart(timing.spans, reason.startAt)
  const only = decidedBy(live, task, timing, {
    startAt,
    askedAt: Math.max(Number.NEGATIVE_INFINITY, ...reasons.map(leadsTo)),
  })
  if (only) return { taskId, startAt, driving: [only], others: strictestFirst(reasons) }

  // A reason drives when it alone already leads to the start, by the task's calendar.
  const driving = reasons.filter((reason) => leadsTo(reason) === startAt || reason.startAt === startAt)
  const others = reasons.filter((reason) => !driving.includes(reason))
  const asked = Math.max(...driving.map((reason) => reason.startAt))
  if (driving.length > 0 && asked < startAt)
    driving.push({ kind: 'calendar', startAt, fromAt: asked, calendarId: timing.time.calendarId })
  return { taskId, startAt, driving, others: strictestFirst(others) }
}

function explainSummary(live: LivePlan, place: number, startAt: number): StartExplanation | undefined {
  const { plan, planned } = live
  for (let below = place + 1; below < (plan.breakdown.end[place] as number); below++) {
    const timing = plan.timings[below] as TaskTiming
    if (timing.summary || !timing.active || planned.start[below] !== startAt) continue
    const found = explainStart(live, (plan.tasks[below] as Task).id)
    if (found) return found
  }
  return undefined
}

/** What leaves no room for other reasons: actual dates, dates by hand, constraints that prevail over a later date. */
function decidedBy(
  { plan }: LivePlan,
  task: Task,
  { spans }: TaskTiming,
  { startAt, askedAt }: { startAt: number; askedAt: number },
): StartReason | undefined {
  if (task.progress.actualStartAt !== undefined || task.progress.actualFinishAt !== undefined)
    return { kind: 'actual', startAt }
  if (task.scheduling === 'manual' && (task.manualStartAt ?? task.manualFinishAt) !== undefined)
    return { kind: 'manual', startAt }
  if (waits(task)) return { kind: 'as-late-as-possible', startAt }
  const { kind, at } = task.constraint
  if (!plan.project.constraintsPrevail || at === undefined) return undefined
  const reason: StartReason = { kind: 'constraint', startAt, constraintAt: at }
  if (kind === 'must-start-on' || kind === 'must-finish-on') return reason
  const latestAt =
    kind === 'start-no-later-than' ? at : kind === 'finish-no-later-than' ? startOf(spans, at) : undefined
  return latestAt === startAt && askedAt > startAt ? reason : undefined
}

function reasonsOf({ plan, planned, projectStartAt }: LivePlan, place: number): StartReason[] {
  const { project, tasks, timings, breakdown, network } = plan
  const task = tasks[place] as Task
  const { spans } = timings[place] as TaskTiming
  const reasons: StartReason[] = []
  for (let at = place; at >= 0; at = breakdown.parent[at] as number) {
    const above = tasks[at] as Task
    const ofSummary = at === place ? {} : { summaryId: above.id }
    for (const link of network.into[at] ?? []) {
      if (!timings[link.predecessor]?.active) continue
      const requiredAt = linkBound(plan, planned, link)
      const { predecessorId, type, lag } = link.dependency
      const startAt = boundsStart(link) ? requiredAt : startOf(spans, requiredAt)
      reasons.push({ kind: 'predecessor', startAt, predecessorId, type, lag, requiredAt, ...ofSummary })
    }
    const { kind, at: constraintAt } = above.constraint
    if (constraintAt === undefined) continue
    if (kind === 'start-no-earlier-than' || kind === 'must-start-on')
      reasons.push({ kind: 'constraint', startAt: constraintAt, constraintAt, ...ofSummary })
    else if (at === place && (kind === 'finish-no-earlier-than' || kind === 'must-finish-on'))
      reasons.push({ kind: 'constraint', startAt: startOf(spans, constraintAt), constraintAt })
  }
  if (reasons.length === 0) reasons.push({ kind: 'project-start', startAt: projectStartAt })
  if (project.remainingAfterStatus && project.statusAt !== undefined)
    reasons.push({ kind: 'status-date', startAt: project.statusAt })
  const { levellingDelayMinutes } = task
  if (levellingDelayMinutes > 0)
    reasons.push({
      kind: 'levelling',
      startAt: planned.start[place] as number,
      delayMinutes: levellingDelayMinutes,
    })
  return reasons
}

function strictestFirst(reasons: readonly StartReason[]): StartReason[] {
  return [...reasons].sort((a, b) => b.startAt - a.startAt)
}
