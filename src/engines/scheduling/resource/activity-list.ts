import type { ActivityNetwork } from './activity-network.ts'
import type { Direction } from './serial-generation.ts'

/** Makes activity lists out of times, in which every activity stands after all that must come before it. */
export interface ActivityLists {
  /**
   * Activities by falling key, for a pass in the given direction. Keys are whole numbers from 0 to `largest`, at most twice the horizon: finish
   * times of a schedule make the list that justifies it the other way (Valls, Ballestín & Quintanilla 2005). Where the
   * keys contradict the network, what must come before is moved forward.
   */
  byFallingKey(keys: Int32Array, largest: number, direction: Direction, list: Int32Array): void
}

export function activityLists(network: ActivityNetwork): ActivityLists {
  const { size, predecessors, successors, topological, horizon } = network
  const counts = new Int32Array(2 * horizon + 2)
  const sorted = new Int32Array(size)
  const placed = new Uint8Array(size)
  const stack = new Int32Array(size)
  const nextArc = new Int32Array(size)

  /** Counting sort; of equal keys the topologically last comes first when the pass is backward, and the first when forward. */
  function sort(keys: Int32Array, largest: number, direction: Direction): void {
    counts.fill(0, 0, largest + 2)
    for (let j = 0; j < size; j++) {
      const slot = largest - (keys[j] as number) + 1
      counts[slot] = (counts[slot] as number) + 1
    }
    for (let slot = 1; slot <= largest; slot++)
      counts[slot] = (counts[slot] as number) + (counts[slot - 1] as number)
    for (let at = 0; at < size; at++) {
      const j = topological[direction === 'forward' ? at : size - 1 - at] as number
      const slot = largest - (keys[j] as number)
      const position = counts[slot] as number
      sorted[position] = j
      counts[slot] = position + 1
    }
  }

  function byFallingKey(keys: Int32Array, largest: number, direction: Direction, list: Int32Array): void {
    sort(keys, largest, direction)
    const { offsets, arcs } = direction === 'forward' ? predecessors : successors
    placed.fill(0)
    let filled = 0
    for (let position = 0; position < size; position++) {
      const wanted = sorted[position] as number
      if (placed[wanted] !== 0) continue
      let depth = 0
      stack[0] = wanted
      nextArc[0] = offsets[wanted] as number
      placed[wanted] = 1
      while (depth >= 0) {
        const j = stack[depth] as number
        let arc = nextArc[depth] as number
        const end = offsets[j + 1] as number
        while (arc < end && placed[arcs[arc] as number] !== 0) arc++
        if (arc === end) {
          list[filled++] = j
          depth--
          continue
        }
        nextArc[depth] = arc + 1
        const before = arcs[arc] as number
        placed[before] = 1
        depth++
        stack[depth] = before
        nextArc[depth] = offsets[before] as number
      }
    }
  }
  return { byFallingKey }
}
