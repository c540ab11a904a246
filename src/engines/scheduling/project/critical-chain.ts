import { toTenths } from './clock.ts'
import { stepsInto } from './critical-paths.ts'
import type { LivePlan } from './live-plan.ts'
import type { Project, Task } from './project.model.ts'
import { openPlan } from './schedule-plan.ts'
import type { TaskTiming } from './task-timing.ts'
import { addWork, nextWorkStart, workBetween } from './working-time.ts'

/**
 * How long a buffer is: `root-square`, the root of the sum of the squares of the safety taken out of each task (tasks that
 * vary independently); `half`, half of that safety (cut and paste).
 */
export type BufferMethod = 'root-square' | 'half'

export interface CriticalChainOptions {
  /** Durations without safety by task; where missing, `aggressiveShare` of the duration. */
  aggressiveMinutes?: Record<string, number>
  aggressiveShare?: number
  method?: BufferMethod
}

export interface ChainBuffer {
  kind: 'project' | 'feeding'
  minutes: number
  /** Where the buffer stands: the project's after its chain, a feeding one before the task it protects. */
  startAt: number
  finishAt: number
  /** The chain it protects against, in order. */
  taskIds: string[]
  /** Of a feeding buffer: the task of the critical chain it leads into. */
  mergesInto?: string
  /** How much longer the buffer is than the room before that task: the chain should start so much earlier, or it delays. */
  shortMinutes: number
}

export interface CriticalChain {
  /** The project with durations without safety: what is then executed and reported on. */
  project: Project
  /** Leaves on the critical chain, in order. */
  taskIds: string[]
  projectBuffer: ChainBuffer
  feedingBuffers: ChainBuffer[]
  /** The date to promise: the end of the project buffer. */
  finishAt: number
}

const usualShare = 0.5

/**
 * Finds the critical chain: the longest chain of links and shared resources that ends the project, after the safety was
 * taken out of the tasks, and sizes the buffers that carry this safety instead. Resource conflicts are to be levelled
 * before (`levellingDelayMinutes` of the tasks is kept).
 * Source: Goldratt, Critical Chain, 1997; Leach, Critical Chain Project Management, 2000; Newbold, Project Management in
 * the Fast Lane, 1998 (root-square).
 * @throws ProjectError as `schedulePlan`.
 */
export function criticalChain(project: Project, options: CriticalChainOptions = {}): CriticalChain {
  const { method = 'root-square' } = options
  const lean = withoutSafety(project, options)
  const live = openPlan(lean)
  const chain = longestChain(live)
  const inChain = new Set(chain)
  const idOf = (place: number) => (live.plan.tasks[place] as Task).id
  const safetyOf = (places: readonly number[]) =>
    places.map(
      (place) => (project.tasks[place] as Task).durationMinutes - (lean.tasks[place] as Task).durationMinutes,
    )
  const time = live.plan.calendars.project
  const last = chain.at(-1)
  const endAt = last === undefined ? live.projectFinishAt : (live.planned.finish[last] as number)
  const minutes = bufferMinutes(safetyOf(chain), method)
  const finishAt = addWork(time, endAt, minutes)
  const feeders = feedingChains(live, inChain)
  const feedingBuffers: ChainBuffer[] = []
  for (const place of chain)
    for (const { predecessor, slackMinutes } of stepsInto(live, place)) {
      if (inChain.has(predecessor)) continue
      const feeding = chainTo(feeders, predecessor)
      const size = bufferMinutes(safetyOf(feeding), method)
      const mergeAt = live.planned.start[place] as number
      feedingBuffers.push({
        kind: 'feeding',
        minutes: size,
        startAt: nextWorkStart(time, addWork(time, mergeAt, -size)),
        finishAt: mergeAt,
        taskIds: feeding.map(idOf),
        mergesInto: idOf(place),
        shortMinutes: Math.max(0, toTenths(size - slackMinutes)),
      })
    }
  return {
    project: lean,
    taskIds: chain.map(idOf),
    projectBuffer: {
      kind: 'project',
      minutes,
      startAt: endAt,
      finishAt,
      taskIds: chain.map(idOf),
      shortMinutes: 0,
    },
    feedingBuffers,
    finishAt,
  }
}

function withoutSafety(
  project: Project,
  { aggressiveMinutes = {}, aggressiveShare = usualShare }: CriticalChainOptions,
): Project {
  const shares = new Map<string, number>()
  const tasks = project.tasks.map((task) => {
    const isDone = task.progress.actualFinishAt !== undefined
    const lean =
      aggressiveMinutes[task.id] ?? (isDone ? task.durationMinutes : task.durationMinutes * aggressiveShare)
    const durationMinutes = Math.min(task.durationMinutes, toTenths(lean))
    shares.set(task.id, task.durationMinutes > 0 ? durationMinutes / task.durationMinutes : 1)
    return { ...task, durationMinutes }
  })
  const assignments = project.assignments.map((assignment) => ({
    ...assignment,
    workMinutes: toTenths(assignment.workMinutes * (shares.get(assignment.taskId) ?? 1)),
  }))
  return { ...project, tasks, assignments }
}

function bufferMinutes(safety: readonly number[], method: BufferMethod): number {
  if (method === 'half') return toTenths(safety.reduce((sum, minutes) => sum + minutes, 0) / 2)
  return toTenths(Math.sqrt(safety.reduce((sum, minutes) => sum + minutes * minutes, 0)))
}

/** The longest chain that ends last: every task starts when a link or a shared resource lets it. */
function longestChain(live: LivePlan): number[] {
  const { plan, planned } = live
  const leaves = plan.timings.flatMap((timing, place) =>
    isOpenLeaf(plan.tasks[place], timing) ? [place] : [],
  )
  if (leaves.length === 0) return []
  const start = (place: number) => planned.start[place] as number
  const finish = (place: number) => planned.finish[place] as number
  leaves.sort((a, b) => start(a) - start(b) || finish(a) - finish(b) || a - b)
  const users = usersOfResources(live)
  const length = new Map<number, number>()
  const previous = new Map<number, number>()
  for (const place of leaves) {
    const { time } = plan.timings[place] as TaskTiming
    const linked = stepsInto(live, place).flatMap((step) =>
      step.slackMinutes === 0 ? [step.predecessor] : [],
    )
    const shared = (users.get(place) ?? []).filter(
      (other) =>
        finish(other) <= start(place) && workBetween(time, { from: finish(other), to: start(place) }) === 0,
    )
    let longest = 0
    for (const before of [...linked, ...shared]) {
      const reached = length.get(before) ?? 0
      if (before === place || reached <= longest) continue
      longest = reached
      previous.set(place, before)
    }
    length.set(place, longest + (plan.tasks[place] as Task).durationMinutes)
  }
  const endAt = Math.max(...leaves.map(finish))
  const [last] = leaves
    .filter((place) => finish(place) === endAt)
    .sort((a, b) => (length.get(b) ?? 0) - (length.get(a) ?? 0) || a - b)
  const chain: number[] = []
  for (let place = last; place !== undefined; place = previous.get(place)) chain.push(place)
  return chain.reverse()
}

function isOpenLeaf(task: Task | undefined, timing: TaskTiming | undefined): boolean {
  return timing?.active === true && !timing.summary && task?.progress.actualFinishAt === undefined
}

/** By task, the other tasks that need a person or machine it needs. */
function usersOfResources({ plan }: LivePlan): Map<number, number[]> {
  const { project, breakdown, calendars } = plan
  const byResource = new Map<string, number[]>()
  for (const assignment of project.assignments) {
    const kind = calendars.resourceOf(assignment)?.kind
    const place = breakdown.placeOf.get(assignment.taskId)
    if (place === undefined || (kind !== 'people' && kind !== 'equipment')) continue
    const known = byResource.get(assignment.resourceId ?? '')
    if (known) known.push(place)
    else byResource.set(assignment.resourceId ?? '', [place])
  }
  const users = new Map<number, number[]>()
  for (const places of byResource.values())
    for (const place of places)
      users.set(place, [...(users.get(place) ?? []), ...places.filter((other) => other !== place)])
  return users
}

/** For every task off the critical chain, the length of the longest chain of such tasks up to it, and the one before it. */
interface FeedingChains {
  minutes: Float64Array
  before: Int32Array
}

function feedingChains(live: LivePlan, inChain: ReadonlySet<number>): FeedingChains {
  const { plan } = live
  const minutes = new Float64Array(plan.tasks.length)
  const before = new Int32Array(plan.tasks.length).fill(-1)
  // In the order of the network every task stands after those it depends on.
  for (const place of plan.network.order) {
    if (
      place >= plan.tasks.length ||
      inChain.has(place) ||
      !isOpenLeaf(plan.tasks[place], plan.timings[place])
    )
      continue
    let longest = 0
    for (const { predecessor } of stepsInto(live, place)) {
      if (inChain.has(predecessor) || (minutes[predecessor] as number) <= longest) continue
      longest = minutes[predecessor] as number
      before[place] = predecessor
    }
    minutes[place] = longest + (plan.tasks[place] as Task).durationMinutes
  }
  return { minutes, before }
}

function chainTo({ before }: FeedingChains, last: number): number[] {
  const chain: number[] = []
  for (let place = last; place >= 0; place = before[place] as number) chain.push(place)
  return chain.reverse()
}

/** A point of the fever chart. */
export interface BufferStatus {
  kind: ChainBuffer['kind']
  mergesInto?: string
  /** How much of the chain is done, by duration. */
  chainCompletePercent: number
  /** How much of the buffer is used up: above 100 the promise is lost. */
  consumedPercent: number
  consumedMinutes: number
  zone: 'green' | 'yellow' | 'red'
}

/** Usual borders of the fever chart: consumption that grows with completion from 10 (yellow) and 30 (red) by 60 points. */
const yellowFromPercent = 10
const redFromPercent = 30
const slopePercent = 0.6

/**
 * How much of every buffer is used up. `current` is the chain's project with today's progress and remaining durations.
 * @throws ProjectError as `schedulePlan`.
 */
export function bufferStatus(chain: CriticalChain, current: Project): BufferStatus[] {
  const live = openPlan(current)
  const time = live.plan.calendars.project
  const { placeOf } = live.plan.breakdown
  return [chain.projectBuffer, ...chain.feedingBuffers].map((buffer) => {
    let done = 0
    let all = 0
    let endAt = Number.NEGATIVE_INFINITY
    for (const id of buffer.taskIds) {
      const place = placeOf.get(id)
      const task = place === undefined ? undefined : live.plan.tasks[place]
      if (!task || place === undefined) continue
      const percent = task.progress.actualFinishAt === undefined ? task.progress.percentComplete : 100
      all += task.durationMinutes
      done += (task.durationMinutes * percent) / 100
      endAt = Math.max(endAt, live.planned.finish[place] as number)
    }
    // A chain of which nothing is left in the plan has used nothing up.
    const consumedMinutes =
      endAt === Number.NEGATIVE_INFINITY
        ? 0
        : Math.max(0, workBetween(time, { from: buffer.startAt, to: endAt }))
    const chainCompletePercent = all > 0 ? (100 * done) / all : 100
    const consumedPercent =
      buffer.minutes > 0 ? (100 * consumedMinutes) / buffer.minutes : consumedMinutes > 0 ? 100 : 0
    const rise = slopePercent * chainCompletePercent
    return {
      kind: buffer.kind,
      ...(buffer.mergesInto === undefined ? {} : { mergesInto: buffer.mergesInto }),
      chainCompletePercent,
      consumedPercent,
      consumedMinutes,
      zone:
        consumedPercent >= redFromPercent + rise
          ? 'red'
          : consumedPercent >= yellowFromPercent + rise
            ? 'yellow'
            : 'green',
    }
  })
}
