import { type PackingState, spaceLimit } from './packing.state.ts'
import type { Reach } from './reach.ts'

/** Where a block stands and where its packable top ends. */
export interface Footing {
  x0: number
  y0: number
  z0: number
  x1: number
  y1: number
  z1: number
  topX1: number
  topY1: number
}

/** What remains of cut spaces, by the side of the block it lies on: front, back, left, right, below, above. */
const fresh = Array.from({ length: 6 }, () => new Int32Array(6 * spaceLimit))
const freshCounts = new Int32Array(6)
/** Which of a space's six numbers lies on the block's side: what is in front of it ends (x1) where the block begins. */
const boundary = [3, 0, 4, 1, 5, 2] as const

/**
 * Takes a block's cuboid out of the spaces: each space it cuts is replaced by what remains on its six sides, and what lies within
 * another space is dropped. With full support nothing remains below, and above only the block's packable top. Source: Lai & Chan
 * (1997) for the difference process; Parreño et al., "A maximal-space algorithm for the container loading problem" (2008).
 */
export function cutSpaces(state: PackingState, block: Footing, reach: Reach, fullSupport: boolean): void {
  const { spaces, asleep } = state
  const { x0, y0, z0, x1, y1, z1 } = block
  const { leastLength, leastWidth, leastHeight } = reach
  freshCounts.fill(0)
  let kept = 0
  const count = state.spaceCount
  for (let s = 0; s < count; s++) {
    const at = s * 6
    const sx0 = spaces[at] as number
    const sy0 = spaces[at + 1] as number
    const sz0 = spaces[at + 2] as number
    const sx1 = spaces[at + 3] as number
    const sy1 = spaces[at + 4] as number
    const sz1 = spaces[at + 5] as number
    if (x0 >= sx1 || x1 <= sx0 || y0 >= sy1 || y1 <= sy0 || z0 >= sz1 || z1 <= sz0) {
      if (kept !== s) {
        const to = kept * 6
        spaces[to] = sx0
        spaces[to + 1] = sy0
        spaces[to + 2] = sz0
        spaces[to + 3] = sx1
        spaces[to + 4] = sy1
        spaces[to + 5] = sz1
        asleep[kept] = asleep[s] as number
      }
      kept++
      continue
    }
    if (sy1 - sy0 >= leastWidth && sz1 - sz0 >= leastHeight) {
      if (x0 - sx0 >= leastLength) add(0, sx0, sy0, sz0, x0, sy1, sz1)
      if (sx1 - x1 >= leastLength) add(1, x1, sy0, sz0, sx1, sy1, sz1)
    }
    if (sx1 - sx0 >= leastLength && sz1 - sz0 >= leastHeight) {
      if (y0 - sy0 >= leastWidth) add(2, sx0, sy0, sz0, sx1, y0, sz1)
      if (sy1 - y1 >= leastWidth) add(3, sx0, y1, sz0, sx1, sy1, sz1)
    }
    if (fullSupport) {
      const tx0 = Math.max(x0, sx0)
      const ty0 = Math.max(y0, sy0)
      const tx1 = Math.min(block.topX1, sx1)
      const ty1 = Math.min(block.topY1, sy1)
      if (sz1 - z1 >= leastHeight && tx1 - tx0 >= leastLength && ty1 - ty0 >= leastWidth)
        add(5, tx0, ty0, z1, tx1, ty1, sz1)
    } else if (sx1 - sx0 >= leastLength && sy1 - sy0 >= leastWidth) {
      if (z0 - sz0 >= leastHeight) add(4, sx0, sy0, sz0, sx1, sy1, z0)
      if (sz1 - z1 >= leastHeight) add(5, sx0, sy0, z1, sx1, sy1, sz1)
    }
  }
  state.spaceCount = kept
  for (let side = 0; side < 6; side++) keepMaximal(state, side, kept)
}

function add(side: number, x0: number, y0: number, z0: number, x1: number, y1: number, z1: number): void {
  const list = fresh[side] as Int32Array
  const at = (freshCounts[side] as number) * 6
  list[at] = x0
  list[at + 1] = y0
  list[at + 2] = z0
  list[at + 3] = x1
  list[at + 4] = y1
  list[at + 5] = z1
  freshCounts[side] = (freshCounts[side] as number) + 1
}

/**
 * Puts into the state those fresh spaces that lie within no other. Only spaces that end at the same side of the block can hold one:
 * a fresh space touches that side, and no space reaches into the block.
 */
function keepMaximal(state: PackingState, side: number, old: number): void {
  const { spaces, asleep } = state
  const list = fresh[side] as Int32Array
  const count = freshCounts[side] as number
  const face = boundary[side] as number
  for (let f = 0; f < count; f++) {
    const at = f * 6
    if (withinOne(spaces, old, face, list, at) || withinFresh(list, count, f)) continue
    if (state.spaceCount >= spaceLimit) return
    const to = state.spaceCount * 6
    for (let n = 0; n < 6; n++) spaces[to + n] = list[at + n] as number
    asleep[state.spaceCount] = 0
    state.spaceCount++
  }
}

function withinOne(spaces: Int32Array, count: number, face: number, list: Int32Array, at: number): boolean {
  const plane = list[at + face] as number
  for (let s = 0, from = 0; s < count; s++, from += 6)
    if (spaces[from + face] === plane && holds(spaces, from, list, at)) return true
  return false
}

/** Of equal ones the first stays. */
function withinFresh(list: Int32Array, count: number, self: number): boolean {
  const at = self * 6
  for (let f = 0, from = 0; f < count; f++, from += 6)
    if (f !== self && holds(list, from, list, at) && (f < self || !holds(list, at, list, from))) return true
  return false
}

function holds(outer: Int32Array, o: number, inner: Int32Array, i: number): boolean {
  return (
    (outer[o] as number) <= (inner[i] as number) &&
    (outer[o + 3] as number) >= (inner[i + 3] as number) &&
    (outer[o + 1] as number) <= (inner[i + 1] as number) &&
    (outer[o + 4] as number) >= (inner[i + 4] as number) &&
    (outer[o + 2] as number) <= (inner[i + 2] as number) &&
    (outer[o + 5] as number) >= (inner[i + 5] as number)
  )
}
