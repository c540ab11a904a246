import type { CompiledPlan } from './compile-plan.ts'
import { boundsStart, linkBound, type TaskDates } from './link-dates.ts'
import type { Task } from './project.model.ts'
import { finishOf, roundStart, type Span, startOf, type TaskTiming } from './task-timing.ts'
import { addWork } from './working-time.ts'

export interface ForwardDates extends TaskDates {
  /** Of summaries: the date before which no child starts, by links and constraints of it and of those above. */
  begin: Float64Array
}

export interface ForwardOptions {
  projectStartAt: number
  /** Nodes to be worked out anew, marked 1; the pass marks those that depend on a changed one. All when missing. */
  dirty?: Uint8Array
  /** Latest dates: tasks that are to be as late as possible are put there. */
  late?: TaskDates
  /** Told of each place whose dates changed. */
  changed?(place: number): void
}

/** Earliest dates, from the start of the project on (Kelley and Walker 1959, with constraints and calendars). */
export function forwardPass(plan: CompiledPlan, dates: ForwardDates, options: ForwardOptions): void {
  const { network, breakdown, timings } = plan
  const { dirty } = options
  const count = timings.length
  for (let at = 0; at < network.order.length; at++) {
    const node = network.order[at] as number
    if (dirty) {
      if (!dirty[node]) continue
      dirty[node] = 0
    }
    const place = node < count ? node : node - count
    const isSummary = timings[place]?.summary === true
    if (isSummary && node < count) {
      const begin = beginOfSummary(plan, dates, place)
      if (begin === dates.begin[place]) continue
      dates.begin[place] = begin
      if (dirty) markChildren(plan, dirty, place)
      continue
    }
    const { startAt, finishAt } = isSummary
      ? rollUp(plan, dates, place)
      : leafDates(plan, dates, place, options)
    if (startAt === dates.start[place] && finishAt === dates.finish[place]) continue
    dates.start[place] = startAt
    dates.finish[place] = finishAt
    options.changed?.(place)
    if (!dirty) continue
    for (const link of network.outOf[place] ?? []) dirty[link.successor] = 1
    const above = breakdown.parent[place] as number
    if (above >= 0) dirty[above + count] = 1
  }
}

function beginOfSummary(plan: CompiledPlan, dates: ForwardDates, place: number): number {
  const above = plan.breakdown.parent[place] as number
  let begin = above >= 0 ? (dates.begin[above] as number) : Number.NEGATIVE_INFINITY
  for (const link of plan.network.into[place] ?? [])
    if (plan.timings[link.predecessor]?.active) begin = Math.max(begin, linkBound(plan, dates, link))
  const { kind, at = begin } = (plan.tasks[place] as Task).constraint
  return kind === 'start-no-earlier-than' || kind === 'must-start-on' ? Math.max(begin, at) : begin
}

/** A summary spans its active children; without any it stands at the start of the project. */
function rollUp(plan: CompiledPlan, dates: TaskDates, place: number): { startAt: number; finishAt: number } {
  const { tasks, breakdown, timings, project } = plan
  const { scheduling, manualStartAt, manualFinishAt } = tasks[place] as Task
  let startAt = Number.POSITIVE_INFINITY
  let finishAt = Number.NEGATIVE_INFINITY
  const end = breakdown.end[place] as number
  for (let child = place + 1; child < end; child = breakdown.end[child] as number) {
    if (!timings[child]?.active && timings[place]?.active) continue
    startAt = Math.min(startAt, dates.start[child] as number)
    finishAt = Math.max(finishAt, dates.finish[child] as number)
  }
  if (startAt > finishAt) {
    startAt = project.startAt
    finishAt = startAt
  }
  if (scheduling === 'automatic') return { startAt, finishAt }
  return { startAt: manualStartAt ?? startAt, finishAt: manualFinishAt ?? finishAt }
}

/** What links, constraints and the project's start ask of a leaf that has not started. */
interface LeafBounds {
  startAt: number
  finishAt: number
  /** Whether a link holds it, its own or one into a summary above. */
  linked: boolean
}

function boundsOfLeaf(
  plan: CompiledPlan,
  dates: ForwardDates,
  place: number,
  projectStartAt: number,
): LeafBounds {
  const { network, breakdown, timings } = plan
  const above = breakdown.parent[place] as number
  let startAt = above >= 0 ? (dates.begin[above] as number) : Number.NEGATIVE_INFINITY
  let finishAt = Number.NEGATIVE_INFINITY
  let linked = startAt > Number.NEGATIVE_INFINITY
  for (const link of network.into[place] ?? []) {
    if (!timings[link.predecessor]?.active) continue
    linked = true
    const bound = linkBound(plan, dates, link)
    if (boundsStart(link)) startAt = Math.max(startAt, bound)
    else {
      finishAt = Math.max(finishAt, bound)
      // Waiting for a finish alone never brings a task before the project.
      if (link.dependency.type === 'FF') startAt = Math.max(startAt, projectStartAt)
    }
  }
  return { startAt, finishAt, linked }
}

function leafDates(
  plan: CompiledPlan,
  dates: ForwardDates,
  place: number,
  { projectStartAt, late }: ForwardOptions,
): { startAt: number; finishAt: number } {
  const task = plan.tasks[place] as Task
  const timing = plan.timings[place] as TaskTiming
  const { progress, constraint } = task
  if (progress.actualFinishAt !== undefined) {
    const finishAt = progress.actualFinishAt
    return {
      startAt: progress.actualStartAt ?? Math.min(finishAt, startOf(timing.spans, finishAt)),
      finishAt,
    }
  }
  const bounds = boundsOfLeaf(plan, dates, place, projectStartAt)
  if (task.scheduling === 'manual') return manualDates(task, timing, bounds, projectStartAt)
  if (progress.actualStartAt !== undefined)
    return { startAt: progress.actualStartAt, finishAt: finishOfStarted(plan, place, bounds) }
  const early = unstartedDates(plan, place, bounds, projectStartAt)
  if (!late || constraint.kind !== 'as-late-as-possible') return early
  // Where even the earliest is too late, waiting would only make it worse.
  const lateStartAt = late.start[place] as number
  return lateStartAt <= early.startAt
    ? early
    : { startAt: lateStartAt, finishAt: late.finish[place] as number }
}

function manualDates(task: Task, timing: TaskTiming, bounds: LeafBounds, projectStartAt: number) {
  const { manualStartAt, manualFinishAt } = task
  const { actualStartAt } = task.progress
  if (actualStartAt !== undefined)
    return {
      startAt: actualStartAt,
      finishAt: Math.max(actualStartAt, manualFinishAt ?? finishOf(timing.spans, actualStartAt)),
    }
  if (manualStartAt === undefined && manualFinishAt !== undefined)
    return { startAt: startOf(timing.spans, manualFinishAt), finishAt: manualFinishAt }
  const startAt = manualStartAt ?? roundStart(timing.spans, Math.max(bounds.startAt, projectStartAt))
  return { startAt, finishAt: manualFinishAt ?? finishOf(timing.spans, startAt) }
}

/** Where the work that is left goes on, and with it the end. */
function finishOfStarted(plan: CompiledPlan, place: number, bounds: LeafBounds): number {
  const { project } = plan
  const { progress, constraint } = plan.tasks[place] as Task
  const { time, remaining, doneMinutes } = plan.timings[place] as TaskTiming
  const startAt = progress.actualStartAt as number
  const calendar = remaining.length === 1 ? (remaining[0]?.time ?? time) : time
  const stoppedAt = doneMinutes > 0 ? addWork(calendar, startAt, doneMinutes) : startAt
  if (remaining.every(({ minutes }) => minutes === 0)) return stoppedAt
  let resumeAt = Math.max(stoppedAt, progress.resumeAt ?? stoppedAt)
  if (project.remainingAfterStatus && project.statusAt !== undefined)
    resumeAt = Math.max(resumeAt, project.statusAt)
  let finishBound = Number.NEGATIVE_INFINITY
  if (project.outOfSequence === 'retained-logic') {
    resumeAt = Math.max(resumeAt, bounds.startAt)
    finishBound = bounds.finishAt
  }
  if (constraint.kind === 'finish-no-earlier-than' && constraint.at !== undefined)
    finishBound = Math.max(finishBound, constraint.at)
  if (finishBound > Number.NEGATIVE_INFINITY) resumeAt = Math.max(resumeAt, startOf(remaining, finishBound))
  return finishNotBefore(remaining, resumeAt, finishBound)
}

/**
 * The finish of work from an instant on. Where a later finish is asked for and the work ends in the free time before it,
 * the finish stands at the beginning of the next shift: to work it is the same moment, and what was asked for is kept.
 */
function finishNotBefore(spans: readonly Span[], startAt: number, finishBound: number): number {
  const finishAt = finishOf(spans, startAt)
  if (finishAt >= finishBound || startAt < startOf(spans, finishBound)) return finishAt
  return roundStart(spans, finishBound)
}

function unstartedDates(plan: CompiledPlan, place: number, bounds: LeafBounds, projectStartAt: number) {
  const { project } = plan
  const { constraint, levellingDelayMinutes } = plan.tasks[place] as Task
  const { spans } = plan.timings[place] as TaskTiming
  const { kind, at } = constraint
  const prevails = project.constraintsPrevail
  let { startAt: startBound, finishAt: finishBound, linked } = bounds
  if (at !== undefined) {
    if (kind === 'start-no-earlier-than' || (kind === 'must-start-on' && !prevails)) {
      startBound = Math.max(startBound, at)
      linked = true
    }
    if (kind === 'finish-no-earlier-than' || (kind === 'must-finish-on' && !prevails)) {
      finishBound = Math.max(finishBound, at)
      linked = true
    }
  }
  if (!linked) startBound = projectStartAt
  if (project.remainingAfterStatus && project.statusAt !== undefined)
    startBound = Math.max(startBound, project.statusAt)
  let startAt = startBound > Number.NEGATIVE_INFINITY ? roundStart(spans, startBound) : startBound
  if (finishBound > Number.NEGATIVE_INFINITY) startAt = Math.max(startAt, startOf(spans, finishBound))
  if (levellingDelayMinutes > 0) startAt = roundStart(spans, startAt + levellingDelayMinutes)
  if (prevails && at !== undefined) {
    if (kind === 'start-no-later-than') startAt = Math.min(startAt, at)
    else if (kind === 'finish-no-later-than') startAt = Math.min(startAt, startOf(spans, at))
    else if (kind === 'must-start-on') startAt = at
    else if (kind === 'must-finish-on') {
      startAt = startOf(spans, at)
      return { startAt, finishAt: roundStart(spans, at) === at ? at : finishOf(spans, startAt) }
    }
  }
  return { startAt, finishAt: finishNotBefore(spans, startAt, finishBound) }
}

function markChildren({ breakdown }: CompiledPlan, dirty: Uint8Array, place: number): void {
  const end = breakdown.end[place] as number
  for (let child = place + 1; child < end; child = breakdown.end[child] as number) dirty[child] = 1
}
