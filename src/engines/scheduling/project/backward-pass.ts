import type { CompiledPlan } from './compile-plan.ts'
import { boundsStart, countsFromStart, linkLimit, type TaskDates } from './link-dates.ts'
import type { Link } from './network.ts'
import type { Task } from './project.model.ts'
import { finishOf, roundFinish, roundStart, startOf, type TaskTiming } from './task-timing.ts'

export interface BackwardDates extends TaskDates {
  /** Of summaries: the limits that links out of it, and those above, put on its end and on its start. */
  endLimit: Float64Array
  startLimit: Float64Array
  /** Of leaves: the last instant at which the finish may stand; `finish` tells it as the end of a shift. */
  finishLimit: Float64Array
}

export interface BackwardOptions {
  projectFinishAt: number
  early: TaskDates
  /** As in the forward pass. */
  dirty?: Uint8Array
  changed?(place: number): void
}

/**
 * Latest dates that delay nothing, from the finish of the project back. `start` is, of a task that has started, the
 * latest start of what is left.
 */
export function backwardPass(plan: CompiledPlan, dates: BackwardDates, options: BackwardOptions): void {
  const { network, breakdown, timings } = plan
  const { dirty } = options
  const count = timings.length
  for (let at = network.order.length - 1; at >= 0; at--) {
    const node = network.order[at] as number
    if (dirty) {
      if (!dirty[node]) continue
      dirty[node] = 0
    }
    const place = node < count ? node : node - count
    const isSummary = timings[place]?.summary === true
    if (isSummary && node >= count) {
      const { endLimit, startLimit } = limitsOf(plan, dates, place, options)
      if (endLimit === dates.endLimit[place] && startLimit === dates.startLimit[place]) continue
      dates.endLimit[place] = endLimit
      dates.startLimit[place] = startLimit
      if (dirty) markChildren(plan, dirty, place)
      continue
    }
    const { startAt, finishAt, finishLimit } = isSummary
      ? rollUpLate(plan, dates, place, options)
      : lateLeaf(plan, dates, place, options)
    const isSame = startAt === dates.start[place] && finishAt === dates.finish[place]
    if (isSame && finishLimit === dates.finishLimit[place]) continue
    dates.start[place] = startAt
    dates.finish[place] = finishAt
    dates.finishLimit[place] = finishLimit
    options.changed?.(place)
    if (!dirty) continue
    for (const link of network.into[place] ?? [])
      dirty[timings[link.predecessor]?.summary ? link.predecessor + count : link.predecessor] = 1
    const above = breakdown.parent[place] as number
    if (above >= 0) dirty[above] = 1
  }
}

interface Limits {
  endLimit: number
  startLimit: number
}

/** The limits from links out of a task and out of the summaries above it. */
function limitsOf(
  plan: CompiledPlan,
  dates: BackwardDates,
  place: number,
  { early }: BackwardOptions,
): Limits {
  const { network, breakdown } = plan
  const above = breakdown.parent[place] as number
  let endLimit = above >= 0 ? (dates.endLimit[above] as number) : Number.POSITIVE_INFINITY
  let startLimit = Number.POSITIVE_INFINITY
  // Only the child that starts first decides the start of its summary.
  if (above >= 0 && (early.start[place] as number) <= (early.start[above] as number))
    startLimit = dates.startLimit[above] as number
  const hasStarted = (plan.tasks[place] as Task).progress.actualStartAt !== undefined
  for (const link of network.outOf[place] ?? []) {
    if (!stillBinds(plan, link)) continue
    const to = (boundsStart(link) ? dates.start : dates.finishLimit)[link.successor] as number
    const limit = linkLimit(plan, early, link, to)
    if (!countsFromStart(link)) endLimit = Math.min(endLimit, limit)
    else if (!hasStarted) startLimit = Math.min(startLimit, limit)
  }
  const { kind, at } = (plan.tasks[place] as Task).constraint
  if (
    plan.timings[place]?.summary &&
    at !== undefined &&
    (kind === 'finish-no-later-than' || kind === 'must-finish-on')
  )
    endLimit = Math.min(endLimit, at)
  return { endLimit, startLimit }
}

/** A successor that is done, or has started where only its start was spoken of, limits nothing any more. */
function stillBinds({ tasks, timings, project }: CompiledPlan, link: Link): boolean {
  if (!timings[link.successor]?.active) return false
  const { actualStartAt, actualFinishAt } = (tasks[link.successor] as Task).progress
  if (actualFinishAt !== undefined) return false
  if (actualStartAt === undefined || timings[link.successor]?.summary) return true
  return project.outOfSequence === 'retained-logic' && link.dependency.type !== 'SS'
}

function lateLeaf(plan: CompiledPlan, dates: BackwardDates, place: number, options: BackwardOptions) {
  const { project } = plan
  const { progress, constraint, deadlineAt } = plan.tasks[place] as Task
  const { spans, remaining, active } = plan.timings[place] as TaskTiming
  const earlyStartAt = options.early.start[place] as number
  const earlyFinishAt = options.early.finish[place] as number
  if (progress.actualFinishAt !== undefined || !active)
    return { startAt: earlyStartAt, finishAt: earlyFinishAt, finishLimit: earlyFinishAt }
  const { endLimit, startLimit } = limitsOf(plan, dates, place, options)
  const isOpenEnd = endLimit === Number.POSITIVE_INFINITY && startLimit === Number.POSITIVE_INFINITY
  const lastAt = project.multipleCriticalPaths && isOpenEnd ? earlyFinishAt : options.projectFinishAt
  const hasStarted = progress.actualStartAt !== undefined
  let finishAt = Math.min(endLimit, lastAt)
  let latestStartAt = startLimit
  const { kind, at } = constraint
  if (at !== undefined) {
    if (!hasStarted && (kind === 'start-no-later-than' || kind === 'must-start-on'))
      latestStartAt = Math.min(latestStartAt, at)
    if (kind === 'finish-no-later-than' || kind === 'must-finish-on') finishAt = Math.min(finishAt, at)
  }
  if (deadlineAt !== undefined) finishAt = Math.min(finishAt, deadlineAt)
  if (latestStartAt < Number.POSITIVE_INFINITY) finishAt = Math.min(finishAt, finishOf(spans, latestStartAt))
  const lastFinishAt = finishAt
  finishAt = roundFinish(spans, lastFinishAt)
  // A finish that stands at the beginning of a shift because it was asked for there is not too late.
  if (earlyFinishAt > finishAt && earlyFinishAt <= lastFinishAt) finishAt = earlyFinishAt
  return {
    startAt: startOf(hasStarted ? remaining : spans, finishAt),
    finishAt,
    finishLimit: roundStart(spans, lastFinishAt) === lastFinishAt ? lastFinishAt : finishAt,
  }
}

/** The late dates of a summary: its links bind the first of its children that must start, and the last that must end. */
function rollUpLate(plan: CompiledPlan, dates: TaskDates, place: number, { early }: BackwardOptions) {
  const { breakdown, timings } = plan
  let startAt = Number.POSITIVE_INFINITY
  let finishAt = Number.NEGATIVE_INFINITY
  const end = breakdown.end[place] as number
  for (let child = place + 1; child < end; child = breakdown.end[child] as number) {
    if (!timings[child]?.active) continue
    startAt = Math.min(startAt, dates.start[child] as number)
    finishAt = Math.max(finishAt, dates.finish[child] as number)
  }
  if (startAt > finishAt) {
    startAt = early.start[place] as number
    finishAt = early.finish[place] as number
  }
  return { startAt, finishAt, finishLimit: finishAt }
}

function markChildren({ breakdown }: CompiledPlan, dirty: Uint8Array, place: number): void {
  const end = breakdown.end[place] as number
  for (let child = place + 1; child < end; child = breakdown.end[child] as number) dirty[child] = 1
}
