import { boundsStart, countsFromStart, linkLimit } from './link-dates.ts'
import type { LivePlan } from './live-plan.ts'
import type { Link } from './network.ts'
import type { DependencyType, Task } from './project.model.ts'
import type { TaskTiming } from './task-timing.ts'
import { workBetween } from './working-time.ts'

/** A chain of tasks from one without predecessor to an end of the plan. */
export interface CriticalPath {
  steps: PathStep[]
  /** How much the whole path can slip: its end's float and the slack of its links together. */
  floatMinutes: number
}

export interface PathStep {
  taskId: string
  /** The link from the step before; missing at the first. */
  type?: DependencyType
  slackMinutes?: number
}

export interface CriticalPaths {
  /** The most critical first. */
  paths: CriticalPath[]
  /** There are more than the limit. */
  truncated: boolean
}

/**
 * Lists the critical and near-critical paths of a calculated plan: all whose float is at most the threshold.
 * @param options.nearCriticalMinutes 0 for the critical ones alone (those of negative float included)
 * @param options.limit most paths to list; networks can have millions
 */
export function criticalPaths(
  live: LivePlan,
  { nearCriticalMinutes = 0, limit = 100 }: { nearCriticalMinutes?: number; limit?: number } = {},
): CriticalPaths {
  const { plan, planned, late } = live
  const found: CriticalPath[] = []
  let truncated = false
  const slacksInto = new Map<number, Step[]>()
  const into = (place: number): Step[] => {
    const known = slacksInto.get(place) ?? stepsInto(live, place)
    slacksInto.set(place, known)
    return known
  }

  /** Walks back from an end, deepest first; chains can be longer than a call stack. */
  function walk(end: number, endFloatMinutes: number): void {
    const open: Walk[] = [
      { place: end, floatMinutes: endFloatMinutes, step: { taskId: idOf(end) }, next: undefined },
    ]
    for (let walked = open.pop(); walked && !truncated; walked = open.pop()) {
      const { place, floatMinutes } = walked
      const steps = into(place).filter(
        ({ slackMinutes }) => floatMinutes + slackMinutes <= nearCriticalMinutes,
      )
      for (const { predecessor, type, slackMinutes } of steps.reverse())
        open.push({
          place: predecessor,
          floatMinutes: floatMinutes + slackMinutes,
          step: { taskId: idOf(predecessor) },
          next: { ...walked, step: { ...walked.step, type, slackMinutes } },
        })
      if (steps.length > 0) continue
      if (found.length >= limit) truncated = true
      else found.push({ steps: stepsFrom(walked), floatMinutes })
    }
  }
  const idOf = (place: number) => (plan.tasks[place] as Task).id
  const leads = new Set<number>()
  plan.timings.forEach((timing, place) => {
    if (isOpen(plan.tasks[place], timing)) for (const { predecessor } of into(place)) leads.add(predecessor)
  })
  plan.timings.forEach((timing, place) => {
    if (!isOpen(plan.tasks[place], timing) || leads.has(place)) return
    const floatMinutes = workBetween(timing.time, {
      from: planned.finish[place] as number,
      to: late.finish[place] as number,
    })
    if (floatMinutes <= nearCriticalMinutes) walk(place, floatMinutes)
  })
  // What is held by the end of the project or by a date of its own ends a path too, though it leads on to something with room.
  const leastFloat = new Map<string, number>()
  const remember = (paths: readonly CriticalPath[]) => {
    for (const { steps, floatMinutes } of paths)
      for (const { taskId } of steps)
        leastFloat.set(taskId, Math.min(floatMinutes, leastFloat.get(taskId) ?? floatMinutes))
  }
  remember(found)
  const open = plan.timings.flatMap((timing, place) => (isOpen(plan.tasks[place], timing) ? [place] : []))
  open.sort((a, b) => (planned.finish[b] as number) - (planned.finish[a] as number) || a - b)
  for (const place of open) {
    const floatMinutes = ownFloat(live, place)
    const least = leastFloat.get(idOf(place))
    const isToldOf = least !== undefined && (least <= floatMinutes || !isHeldByADate(live, place))
    if (truncated || isToldOf || floatMinutes > nearCriticalMinutes) continue
    const known = found.length
    walk(place, floatMinutes)
    remember(found.slice(known))
  }
  found.sort((a, b) => a.floatMinutes - b.floatMinutes || b.steps.length - a.steps.length)
  return { paths: found, truncated }
}

/** The smaller of the floats of start and finish; of begun work that of the finish. */
function ownFloat({ plan, planned, late }: LivePlan, place: number): number {
  const { time } = plan.timings[place] as TaskTiming
  const ofFinish = workBetween(time, {
    from: planned.finish[place] as number,
    to: late.finish[place] as number,
  })
  if ((plan.tasks[place] as Task).progress.actualStartAt !== undefined) return ofFinish
  const ofStart = workBetween(time, { from: planned.start[place] as number, to: late.start[place] as number })
  return Math.min(ofFinish, ofStart)
}

/** Whether its late finish is that of the project, of its deadline or of its constraint. */
function isHeldByADate({ plan, late, projectFinishAt }: LivePlan, place: number): boolean {
  const { deadlineAt, constraint } = plan.tasks[place] as Task
  const { time } = plan.timings[place] as TaskTiming
  const from = late.finish[place] as number
  const isOfStart = constraint.kind === 'must-start-on' || constraint.kind === 'start-no-later-than'
  const dates = [projectFinishAt, deadlineAt, isOfStart ? undefined : constraint.at]
  if (isOfStart && constraint.at !== undefined && (late.start[place] as number) >= constraint.at) return true
  return dates.some((to) => to !== undefined && workBetween(time, { from, to }) <= 0)
}

/** A place on a walk backwards, and the walk that led to it. */
interface Walk {
  place: number
  floatMinutes: number
  step: PathStep
  next: Walk | undefined
}

function stepsFrom(first: Walk): PathStep[] {
  const steps: PathStep[] = []
  for (let walk: Walk | undefined = first; walk; walk = walk.next) steps.push(walk.step)
  return steps
}

function isOpen(task: Task | undefined, { active, summary }: TaskTiming): boolean {
  return active && !summary && task?.progress.actualFinishAt === undefined
}

interface Step {
  predecessor: number
  type: DependencyType
  slackMinutes: number
}

/** The links that hold a leaf, its own and those into summaries above; a link from a summary comes from its last leaves. */
export function stepsInto(live: LivePlan, place: number): Step[] {
  const { plan } = live
  const steps: Step[] = []
  for (let above = place; above >= 0; above = plan.breakdown.parent[above] as number)
    for (const link of plan.network.into[above] ?? []) steps.push(...stepsOf(live, link, place))
  return steps
}

function stepsOf(live: LivePlan, link: Link, place: number): Step[] {
  const { plan, planned } = live
  const to = (boundsStart(link) ? planned.start : planned.finish)[place] as number
  const limit = linkLimit(plan, planned, link, to)
  const dates = countsFromStart(link) ? planned.start : planned.finish
  const { predecessor } = link
  const leaves: number[] = []
  const end = plan.breakdown.end[predecessor] as number
  for (let below = predecessor; below < end; below++)
    if (isOpen(plan.tasks[below], plan.timings[below] as TaskTiming) && dates[below] === dates[predecessor])
      leaves.push(below)
  return leaves.map((leaf) => ({
    predecessor: leaf,
    type: link.dependency.type,
    slackMinutes: Math.max(
      0,
      workBetween((plan.timings[leaf] as TaskTiming).time, { from: dates[leaf] as number, to: limit }),
    ),
  }))
}
