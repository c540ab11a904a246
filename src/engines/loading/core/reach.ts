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

const rememberedNumbers = 16_000_000

/**
 * Bounded knapsacks along the three axes, with the counts of the beginning for the kinds that are left. Source: the loss of
 * Araya, Guerrero & Nuñez, "VCS: a new heuristic function for selecting boxes in the single container loading problem" (2017).
 */
export function openReachBook(task: CuboidTask): ReachBook {
  const marks = task.kinds.map((_, kind) => markFor(kind))
  let book = new Map<number, Reach>()
  const mostRemembered = Math.max(64, rememberedNumbers / (task.length + task.width + task.height))
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
  const [length, leastLength] = sumsAlong(task, left, 0, task.length)
  const [width, leastWidth] = sumsAlong(task, left, 1, task.width)
  const [height, leastHeight] = sumsAlong(task, left, 2, task.height)
  return { length, width, height, leastLength, leastWidth, leastHeight }
}

function sumsAlong(task: CuboidTask, left: Int32Array, axis: 0 | 1 | 2, span: number): [Int32Array, number] {
  const reached = new Int32Array((span >> 5) + 1)
  reached[0] = 1
  let least = span + 1
  for (let k = 0; k < task.kinds.length; k++) {
    const kind = task.kinds[k]
    if (!kind || (left[k] as number) <= 0) continue
    const { orientations, count } = kind
    for (let o = 0; o < orientations.length; o++) {
      const edge = orientations[o]?.[axis] as number
      if (edge > span || orientations.findIndex((other) => other[axis] === edge) < o) continue
      least = Math.min(least, edge)
      // Doubling: 1, 2, 4 … and what remains of the count give every number of edges up to it.
      let remaining = Math.min(count, Math.floor(span / edge))
      for (let some = 1; remaining > 0; some *= 2) {
        const times = Math.min(some, remaining)
        orShifted(reached, edge * times)
        remaining -= times
      }
    }
  }
  const best = new Int32Array(span + 1)
  let latest = 0
  for (let n = 1; n <= span; n++) {
    if ((reached[n >> 5] as number) & (1 << (n & 31))) latest = n
    best[n] = latest
  }
  return [best, least]
}

/** Adds to a set of numbers, as bits, each of them plus `by`. From above, so that what is added is not read again. */
function orShifted(bits: Int32Array, by: number): void {
  const words = by >> 5
  const rest = by & 31
  for (let w = bits.length - 1; w >= words; w--) {
    let shifted = (bits[w - words] as number) << rest
    if (rest > 0 && w > words) shifted |= (bits[w - words - 1] as number) >>> (32 - rest)
    bits[w] = (bits[w] as number) | shifted
  }
}
