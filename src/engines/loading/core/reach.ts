import type { CuboidTask } from './cuboid.task.ts'

/**
 * What the cuboids that are left can still reach along each axis: `length[n]` is the largest sum of edges that is at most n.
 * The gap n − length[n] is lost whatever comes. Also the smallest edges, below which a space is useless.
 */
export interface Reach {
  length: Int32Array
  width: Int32Array
  height: Int32Array
  leastLength: number
  leastWidth: number
  leastHeight: number
}

/** Sums of edges by the set of kinds that are used up; remembered, since many states share the set. */
export interface ReachBook {
  /** `usedUp` is the sum of `markOf` over the kinds of which none is left. */
  of(usedUp: number, left: Int32Array): Reach
  markOf(kind: number): number
}

const mostRemembered = 4_000

/**
 * Bounded knapsacks along the three axes, with the counts of the beginning for the kinds that are left. Source: the loss of
 * Araya, Guerrero & Nuñez, "VCS: a new heuristic function for selecting boxes in the single container loading problem" (2017).
 */
export function openReachBook(task: CuboidTask): ReachBook {
  const marks = task.kinds.map((_, kind) => markFor(kind))
  let book = new Map<number, Reach>()
  return {
    markOf: (kind) => marks[kind] as number,
    of(usedUp, left) {
      const known = book.get(usedUp)
      if (known) return known
      if (book.size >= mostRemembered) book = new Map()
      const reach = reachOf(task, left)
      book.set(usedUp, reach)
      return reach
    },
  }
}

/** A number of its own for each kind, such that sums of different sets practically never meet: 48 well mixed bits. */
function markFor(kind: number): number {
  const mix = (start: number) => {
    let mixed = Math.imul(start ^ (start >>> 16), 0x85ebca6b)
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
    return (mixed ^ (mixed >>> 16)) >>> 0
  }
  return mix(kind + 1) * 0x8000 + (mix(kind + 0x9e3779) & 0x7fff)
}

function reachOf(task: CuboidTask, left: Int32Array): Reach {
  const spans = [task.length, task.width, task.height] as const
  const least: [number, number, number] = [spans[0] + 1, spans[1] + 1, spans[2] + 1]
  const sums = [0, 1, 2].map((axis) => {
    const span = spans[axis] as number
    const reached = new Uint8Array(span + 1)
    reached[0] = 1
    task.kinds.forEach((kind, index) => {
      if ((left[index] as number) <= 0) return
      const edges = new Set(kind.orientations.map((orientation) => orientation[axis] as number))
      for (const edge of edges) {
        if (edge > span) continue
        if (edge < (least[axis] as number)) least[axis] = edge
        addEdge(reached, edge, kind.count)
      }
    })
    const best = new Int32Array(span + 1)
    for (let n = 1; n <= span; n++) best[n] = reached[n] ? n : (best[n - 1] as number)
    return best
  })
  return {
    length: sums[0] as Int32Array,
    width: sums[1] as Int32Array,
    height: sums[2] as Int32Array,
    leastLength: least[0],
    leastWidth: least[1],
    leastHeight: least[2],
  }
}

/** Marks every sum that up to `count` more edges reach, in one pass: how many of the edge a sum needs at least. */
function addEdge(reached: Uint8Array, edge: number, count: number): void {
  const needed = new Uint16Array(reached.length)
  for (let n = edge; n < reached.length; n++) {
    if (reached[n]) continue
    if (!reached[n - edge]) continue
    const more = (needed[n - edge] as number) + 1
    if (more > count) continue
    reached[n] = 1
    needed[n] = more
  }
}
