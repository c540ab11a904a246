import { type Arcs, packed, reversed, topologicalOrder } from '../activity-network.ts'
import { SchedulingError } from '../scheduling.error.ts'
import type { RiskProblem } from './risk.problem.ts'

/** Works out one run of a network: starts and finishes, and which activities were on a longest path. */
export interface RiskNetwork {
  /** Indices of the predecessors of each activity, for merges. */
  predecessors: Arcs
  starts: Float64Array
  finishes: Float64Array
  /** 1 for activities without float in the run worked out last. */
  critical: Uint8Array
  /** Answers the project's finish. */
  run(durations: Float64Array): number
}

const types = { FS: 0, SS: 1, FF: 2, SF: 3 } as const
const floatTolerance = 1e-9

/** @throws SchedulingError `scheduling.unknown_activity`, `scheduling.duplicate_activity`, `scheduling.cycle` */
export function riskNetwork({ activities, links }: RiskProblem): RiskNetwork {
  const size = activities.length
  const indexOf = new Map(activities.map(({ id }, index) => [id, index]))
  if (indexOf.size < size) throw new SchedulingError('scheduling.duplicate_activity')
  const find = (id: string): number => {
    const index = indexOf.get(id)
    if (index === undefined) throw new SchedulingError('scheduling.unknown_activity', { id })
    return index
  }
  const outOf: { to: number; type: number; lag: number }[][] = Array.from({ length: size }, () => [])
  for (const { predecessorId, successorId, type, lag } of links)
    outOf[find(predecessorId)]?.push({ to: find(successorId), type: types[type], lag })
  const successors = packed(outOf.map((list) => list.map(({ to }) => to)))
  const typeOf = Uint8Array.from(outOf.flat(), ({ type }) => type)
  const lagOf = Float64Array.from(outOf.flat(), ({ lag }) => lag)
  const predecessors = reversed(successors, size)
  const order = topologicalOrder(successors, predecessors, size)
  if (order.length < size) throw new SchedulingError('scheduling.cycle')
  const releases = Float64Array.from(activities, ({ releaseAt = 0 }) => releaseAt)
  const starts = new Float64Array(size)
  const finishes = new Float64Array(size)
  const latest = new Float64Array(size)
  const critical = new Uint8Array(size)
  const { offsets, arcs } = successors

  function run(durations: Float64Array): number {
    starts.set(releases)
    let finish = 0
    for (let at = 0; at < size; at++) {
      const from = order[at] as number
      const start = starts[from] as number
      const end = start + (durations[from] as number)
      finishes[from] = end
      if (end > finish) finish = end
      for (let arc = offsets[from] as number; arc < (offsets[from + 1] as number); arc++) {
        const to = arcs[arc] as number
        const type = typeOf[arc] as number
        let bound = (type === types.FS || type === types.FF ? end : start) + (lagOf[arc] as number)
        if (type === types.FF || type === types.SF) bound -= durations[to] as number
        if (bound > (starts[to] as number)) starts[to] = bound
      }
    }
    // Latest starts; an activity is critical when it may not start later.
    const tolerance = floatTolerance * Math.max(1, finish)
    for (let at = size - 1; at >= 0; at--) {
      const from = order[at] as number
      const duration = durations[from] as number
      let late = finish - duration
      for (let arc = offsets[from] as number; arc < (offsets[from + 1] as number); arc++) {
        const to = arcs[arc] as number
        const type = typeOf[arc] as number
        let bound = (latest[to] as number) - (lagOf[arc] as number)
        if (type === types.FF || type === types.SF) bound += durations[to] as number
        if (type === types.FS || type === types.FF) bound -= duration
        if (bound < late) late = bound
      }
      latest[from] = late
      critical[from] = late - (starts[from] as number) <= tolerance ? 1 : 0
    }
    return finish
  }
  return { predecessors, starts, finishes, critical, run }
}
