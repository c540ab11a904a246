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

const fresh = new Int32Array(6 * 8 * spaceLimit)
let freshCount = 0

/**
 * Takes a block's cuboid out of the spaces: each space it cuts is replaced by what remains on its six sides, and what lies within
 * another space is dropped. With full support nothing remains below, and above only the block's packable top. Source: Lai & Chan
 * (1997) for the difference process; Parreño et al., "A maximal-space algorithm for the container loading problem" (2008).
 */
export function cutSpaces(state: PackingState, block: Footing, reach: Reach, fullSupport: boolean): void {
  const { spaces, asleep } = state
  const { x0, y0, z0, x1, y1, z1 } = block
  freshCount = 0
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
    if (x0 > sx0) add(reach, sx0, sy0, sz0, x0, sy1, sz1)
    if (x1 < sx1) add(reach, x1, sy0, sz0, sx1, sy1, sz1)
    if (y0 > sy0) add(reach, sx0, sy0, sz0, sx1, y0, sz1)
    if (y1 < sy1) add(reach, sx0, y1, sz0, sx1, sy1, sz1)
    if (!fullSupport) {
      if (z0 > sz0) add(reach, sx0, sy0, sz0, sx1, sy1, z0)
      if (z1 < sz1) add(reach, sx0, sy0, z1, sx1, sy1, sz1)
    } else if (z1 < sz1)
      add(
        reach,
        Math.max(x0, sx0),
        Math.max(y0, sy0),
        z1,
        Math.min(block.topX1, sx1),
        Math.min(block.topY1, sy1),
        sz1,
      )
  }
  state.spaceCount = kept
  keepMaximal(state)
}

function add(reach: Reach, x0: number, y0: number, z0: number, x1: number, y1: number, z1: number): void {
  if (x1 - x0 < reach.leastLength || y1 - y0 < reach.leastWidth || z1 - z0 < reach.leastHeight) return
  const at = freshCount * 6
  if (at >= fresh.length) return
  fresh[at] = x0
  fresh[at + 1] = y0
  fresh[at + 2] = z0
  fresh[at + 3] = x1
  fresh[at + 4] = y1
  fresh[at + 5] = z1
  freshCount++
}

/** Puts into the state those fresh spaces that lie within no other. */
function keepMaximal(state: PackingState): void {
  const { spaces, asleep } = state
  const old = state.spaceCount
  for (let f = 0; f < freshCount; f++) {
    const at = f * 6
    const x0 = fresh[at] as number
    const y0 = fresh[at + 1] as number
    const z0 = fresh[at + 2] as number
    const x1 = fresh[at + 3] as number
    const y1 = fresh[at + 4] as number
    const z1 = fresh[at + 5] as number
    if (within(spaces, old, -1, x0, y0, z0, x1, y1, z1)) continue
    if (withinFresh(f, x0, y0, z0, x1, y1, z1)) continue
    if (state.spaceCount >= spaceLimit) break
    const to = state.spaceCount * 6
    spaces[to] = x0
    spaces[to + 1] = y0
    spaces[to + 2] = z0
    spaces[to + 3] = x1
    spaces[to + 4] = y1
    spaces[to + 5] = z1
    asleep[state.spaceCount] = 0
    state.spaceCount++
  }
}

function within(
  spaces: Int32Array,
  count: number,
  except: number,
  x0: number,
  y0: number,
  z0: number,
  x1: number,
  y1: number,
  z1: number,
): boolean {
  for (let s = 0; s < count; s++) {
    if (s === except) continue
    const at = s * 6
    if (
      (spaces[at] as number) <= x0 &&
      (spaces[at + 3] as number) >= x1 &&
      (spaces[at + 1] as number) <= y0 &&
      (spaces[at + 4] as number) >= y1 &&
      (spaces[at + 2] as number) <= z0 &&
      (spaces[at + 5] as number) >= z1
    )
      return true
  }
  return false
}

/** Of equal ones the first stays. */
function withinFresh(
  self: number,
  x0: number,
  y0: number,
  z0: number,
  x1: number,
  y1: number,
  z1: number,
): boolean {
  for (let f = 0; f < freshCount; f++) {
    if (f === self) continue
    const at = f * 6
    const fx0 = fresh[at] as number
    const fy0 = fresh[at + 1] as number
    const fz0 = fresh[at + 2] as number
    const fx1 = fresh[at + 3] as number
    const fy1 = fresh[at + 4] as number
    const fz1 = fresh[at + 5] as number
    if (fx0 > x0 || fx1 < x1 || fy0 > y0 || fy1 < y1 || fz0 > z0 || fz1 < z1) continue
    const equal = fx0 === x0 && fx1 === x1 && fy0 === y0 && fy1 === y1 && fz0 === z0 && fz1 === z1
    if (!equal || f < self) return true
  }
  return false
}
