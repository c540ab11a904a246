import { SchedulingError } from './scheduling.error.ts'
import type { SingleModeProblem } from './single-mode.problem.ts'

/** Arcs of every activity, packed: those of activity `j` are `arcs[offsets[j]] … arcs[offsets[j + 1] - 1]`. */
export interface Arcs {
  offsets: Int32Array
  arcs: Int32Array
}

/** A problem packed into typed arrays for the hot loops. */
export interface ActivityNetwork {
  size: number
  resourceCount: number
  durations: Int32Array
  /** Of activity `j` and resource `k` at `j * resourceCount + k`. */
  demands: Int32Array
  capacities: Int32Array
  predecessors: Arcs
  successors: Arcs
  /** Every activity after its predecessors. */
  topological: Int32Array
  /** Longest path before an activity, and from its start to the end, without resources. */
  heads: Int32Array
  tails: Int32Array
  criticalPath: number
  lowerBound: number
  /** Sum of all durations: no schedule of the serial scheme is longer. */
  horizon: number
}

const longestHorizonPeriods = 2_000_000

/**
 * Packs a problem and checks it.
 * @throws SchedulingError `scheduling.duplicate_activity`, `.unknown_activity`, `.cycle`, `.negative`, `.demand_above_capacity`,
 *   `.horizon_too_long`
 */
export function activityNetwork({ activities, resources }: SingleModeProblem): ActivityNetwork {
  const size = activities.length
  const resourceCount = resources.length
  const indexOf = new Map(activities.map(({ id }, index) => [id, index]))
  if (indexOf.size !== size) throw new SchedulingError('scheduling.duplicate_activity')
  const durations = new Int32Array(size)
  const demands = new Int32Array(size * resourceCount)
  const capacities = Int32Array.from(resources, ({ capacity }) => capacity)
  const successorLists = activities.map(({ id, duration, demand, successors }, index) => {
    if (!(Number.isInteger(duration) && duration >= 0) || demand.some((units) => !(units >= 0)))
      throw new SchedulingError('scheduling.negative', { id })
    durations[index] = duration
    resources.forEach(({ id: resourceId, capacity }, at) => {
      const units = demand[at] ?? 0
      if (units > capacity && duration > 0)
        throw new SchedulingError('scheduling.demand_above_capacity', { id, resourceId, units, capacity })
      demands[index * resourceCount + at] = units
    })
    return successors.map((successor) => {
      const found = indexOf.get(successor)
      if (found === undefined) throw new SchedulingError('scheduling.unknown_activity', { id: successor })
      return found
    })
  })
  const successors = packed(successorLists)
  const predecessors = reversed(successors, size)
  const horizon = durations.reduce((sum, duration) => sum + duration, 0)
  if (horizon > longestHorizonPeriods) throw new SchedulingError('scheduling.horizon_too_long', { horizon })
  const topological = topologicalOrder(successors, predecessors, size)
  if (topological.length < size) {
    const inside = activities.findIndex((_, index) => !topological.includes(index))
    throw new SchedulingError('scheduling.cycle', { id: activities[inside]?.id })
  }
  const { heads, tails, criticalPath } = longestPaths(successors, topological, durations)
  const works = capacities.map((capacity, at) => {
    let work = 0
    for (let j = 0; j < size; j++)
      work += (durations[j] as number) * (demands[j * resourceCount + at] as number)
    return capacity > 0 ? Math.ceil(work / capacity) : 0
  })
  return {
    size,
    resourceCount,
    durations,
    demands,
    capacities,
    predecessors,
    successors,
    topological,
    heads,
    tails,
    criticalPath,
    lowerBound: Math.max(criticalPath, ...works),
    horizon,
  }
}

export function packed(lists: readonly (readonly number[])[]): Arcs {
  const offsets = new Int32Array(lists.length + 1)
  lists.forEach((list, at) => {
    offsets[at + 1] = (offsets[at] as number) + list.length
  })
  return { offsets, arcs: Int32Array.from(lists.flat()) }
}

export function reversed({ offsets, arcs }: Arcs, size: number): Arcs {
  const lists: number[][] = Array.from({ length: size }, () => [])
  for (let from = 0; from < size; from++)
    for (let at = offsets[from] as number; at < (offsets[from + 1] as number); at++)
      lists[arcs[at] as number]?.push(from)
  return packed(lists)
}

/** Kahn's order; shorter than `size` when the arcs run in a circle. */
export function topologicalOrder(successors: Arcs, predecessors: Arcs, size: number): Int32Array {
  const waiting = new Int32Array(size)
  const order: number[] = []
  for (let j = 0; j < size; j++) {
    waiting[j] = (predecessors.offsets[j + 1] as number) - (predecessors.offsets[j] as number)
    if (waiting[j] === 0) order.push(j)
  }
  for (let at = 0; at < order.length; at++) {
    const from = order[at] as number
    for (
      let arc = successors.offsets[from] as number;
      arc < (successors.offsets[from + 1] as number);
      arc++
    ) {
      const to = successors.arcs[arc] as number
      const left = (waiting[to] as number) - 1
      waiting[to] = left
      if (left === 0) order.push(to)
    }
  }
  return Int32Array.from(order)
}

function longestPaths({ offsets, arcs }: Arcs, topological: Int32Array, durations: Int32Array) {
  const size = durations.length
  const heads = new Int32Array(size)
  const tails = new Int32Array(size)
  for (const from of topological) {
    const finish = (heads[from] as number) + (durations[from] as number)
    for (let at = offsets[from] as number; at < (offsets[from + 1] as number); at++) {
      const to = arcs[at] as number
      heads[to] = Math.max(heads[to] as number, finish)
    }
  }
  let criticalPath = 0
  for (let at = size - 1; at >= 0; at--) {
    const from = topological[at] as number
    let after = 0
    for (let arc = offsets[from] as number; arc < (offsets[from + 1] as number); arc++)
      after = Math.max(after, tails[arcs[arc] as number] as number)
    tails[from] = after + (durations[from] as number)
    criticalPath = Math.max(criticalPath, (heads[from] as number) + (tails[from] as number))
  }
  return { heads, tails, criticalPath }
}
