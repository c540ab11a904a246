import { type PackingState, placedStride, spaceLimit } from './packing.state.ts'
import type { Reach } from './reach.ts'

const rectangleLimit = 24
const pieceLimit = 256

/** Rectangles x0 y0 x1 y1 that are wholly covered by tops of one height. */
const rectangles = new Int32Array(4 * rectangleLimit)
let rectangleCount = 0

/** Cuboids x0 y0 x1 y1 above a rectangle, cut where something already stands. */
const open = new Int32Array(4 * pieceLimit)
let openCount = 0

/**
 * With full support: when the block put last has neighbours of the same height, their tops together carry what none of them could alone.
 * Adds the spaces above such joined tops.
 */
export function joinTops(
  state: PackingState,
  tops: { length: Int32Array; width: Int32Array },
  reach: Reach,
  roof: number,
): void {
  const { placed } = state
  const last = (state.placedCount - 1) * placedStride
  const height = placed[last + 5] as number
  if (roof - height < reach.leastHeight) return
  const block = placed[last + 6] as number
  const x0 = placed[last] as number
  const y0 = placed[last + 1] as number
  rectangles[0] = x0
  rectangles[1] = y0
  rectangles[2] = x0 + (tops.length[block] as number)
  rectangles[3] = y0 + (tops.width[block] as number)
  rectangleCount = 1
  for (let round = 0, before = 0; round < 3 && rectangleCount > before; round++) {
    before = rectangleCount
    for (let p = 0; p < state.placedCount - 1; p++) {
      const at = p * placedStride
      if (placed[at + 5] !== height) continue
      const other = placed[at + 6] as number
      const qx0 = placed[at] as number
      const qy0 = placed[at + 1] as number
      const qx1 = qx0 + (tops.length[other] as number)
      const qy1 = qy0 + (tops.width[other] as number)
      const count = rectangleCount
      for (let r = 0; r < count; r++) join(r * 4, qx0, qy0, qx1, qy1)
    }
  }
  for (let r = 1; r < rectangleCount; r++) addSpaces(state, r * 4, height, roof, reach)
}

/** Joins a rectangle with a top that touches it, along x and along y. */
function join(at: number, qx0: number, qy0: number, qx1: number, qy1: number): void {
  const x0 = rectangles[at] as number
  const y0 = rectangles[at + 1] as number
  const x1 = rectangles[at + 2] as number
  const y1 = rectangles[at + 3] as number
  if (qx0 > x1 || qx1 < x0 || qy0 > y1 || qy1 < y0) return
  const low = Math.max(y0, qy0)
  const high = Math.min(y1, qy1)
  if (high > low) keep(Math.min(x0, qx0), low, Math.max(x1, qx1), high)
  const near = Math.max(x0, qx0)
  const far = Math.min(x1, qx1)
  if (far > near) keep(near, Math.min(y0, qy0), far, Math.max(y1, qy1))
}

function keep(x0: number, y0: number, x1: number, y1: number): void {
  if (rectangleCount >= rectangleLimit) return
  for (let r = 0; r < rectangleCount; r++) {
    const at = r * 4
    if (
      (rectangles[at] as number) <= x0 &&
      (rectangles[at + 1] as number) <= y0 &&
      (rectangles[at + 2] as number) >= x1 &&
      (rectangles[at + 3] as number) >= y1
    )
      return
  }
  rectangles.set([x0, y0, x1, y1], rectangleCount * 4)
  rectangleCount++
}

/** The room above a joined top, less what already stands there. */
function addSpaces(state: PackingState, from: number, height: number, roof: number, reach: Reach): void {
  for (let n = 0; n < 4; n++) open[n] = rectangles[from + n] as number
  openCount = 1
  const { placed } = state
  for (let p = 0; p < state.placedCount; p++) {
    const at = p * placedStride
    if ((placed[at + 5] as number) <= height) continue
    const px0 = placed[at] as number
    const py0 = placed[at + 1] as number
    const px1 = placed[at + 3] as number
    const py1 = placed[at + 4] as number
    const count = openCount
    let kept = 0
    for (let o = 0; o < count; o++) {
      const x0 = open[o * 4] as number
      const y0 = open[o * 4 + 1] as number
      const x1 = open[o * 4 + 2] as number
      const y1 = open[o * 4 + 3] as number
      if (px0 >= x1 || px1 <= x0 || py0 >= y1 || py1 <= y0) {
        setOpen(kept++, x0, y0, x1, y1)
        continue
      }
      if (px0 - x0 >= reach.leastLength) pushOpen(x0, y0, px0, y1)
      if (x1 - px1 >= reach.leastLength) pushOpen(px1, y0, x1, y1)
      if (py0 - y0 >= reach.leastWidth) pushOpen(x0, y0, x1, py0)
      if (y1 - py1 >= reach.leastWidth) pushOpen(x0, py1, x1, y1)
    }
    for (let o = count; o < openCount; o++)
      setOpen(
        kept++,
        open[o * 4] as number,
        open[o * 4 + 1] as number,
        open[o * 4 + 2] as number,
        open[o * 4 + 3] as number,
      )
    openCount = kept
  }
  for (let o = 0; o < openCount; o++) addMaximal(state, o * 4, height, roof, reach)
}

function setOpen(at: number, x0: number, y0: number, x1: number, y1: number): void {
  open[at * 4] = x0
  open[at * 4 + 1] = y0
  open[at * 4 + 2] = x1
  open[at * 4 + 3] = y1
}

function pushOpen(x0: number, y0: number, x1: number, y1: number): void {
  if (openCount < pieceLimit) setOpen(openCount++, x0, y0, x1, y1)
}

function addMaximal(state: PackingState, at: number, z0: number, roof: number, reach: Reach): void {
  const { spaces, asleep } = state
  const x0 = open[at] as number
  const y0 = open[at + 1] as number
  const x1 = open[at + 2] as number
  const y1 = open[at + 3] as number
  if (x1 - x0 < reach.leastLength || y1 - y0 < reach.leastWidth) return
  let kept = 0
  for (let s = 0; s < state.spaceCount; s++) {
    const from = s * 6
    const sx0 = spaces[from] as number
    const sy0 = spaces[from + 1] as number
    const sz0 = spaces[from + 2] as number
    const sx1 = spaces[from + 3] as number
    const sy1 = spaces[from + 4] as number
    // A space that holds the new one: nothing was dropped before, since none of those the new one holds lies in it.
    if (sz0 <= z0 && sx0 <= x0 && sy0 <= y0 && sx1 >= x1 && sy1 >= y1) return
    if (sz0 === z0 && sx0 >= x0 && sy0 >= y0 && sx1 <= x1 && sy1 <= y1) continue
    if (kept !== s) {
      for (let n = 0; n < 6; n++) spaces[kept * 6 + n] = spaces[from + n] as number
      asleep[kept] = asleep[s] as number
    }
    kept++
  }
  state.spaceCount = kept
  if (kept >= spaceLimit) return
  spaces.set([x0, y0, z0, x1, y1, roof], kept * 6)
  asleep[kept] = 0
  state.spaceCount++
}
