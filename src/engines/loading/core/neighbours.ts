import type { CuboidTask } from './cuboid.task.ts'
import { type PackingState, placedStride } from './packing.state.ts'

/** What stands around a space: gathered once, asked for every block that might go in. */
export interface Neighbours {
  /** Gathers for the space that begins at this number; answers how many there are. */
  gather(state: PackingState, at: number): number
  /** Share of a block's surface that touches walls or the first `nears` neighbours, at most 1. */
  contact(x: number, y: number, z: number, l: number, w: number, h: number, nears: number): number
  /** Area of a base that rests on the tops of neighbours. */
  footing(x: number, y: number, z: number, l: number, w: number, nears: number): number
}

const nearLimit = 512

/** A face touches when the gap is at most `tolerance` of the block's edge. Source: contact surface of Araya et al., VCS (2017). */
export function createNeighbours({ length, width, height }: CuboidTask, tolerance: number): Neighbours {
  const near = new Int32Array(nearLimit * 6)

  /** What stands next to a space, so that contact is measured against few. */
  function gather(state: PackingState, at: number): number {
    const { placed, spaces } = state
    const x0 = spaces[at] as number
    const y0 = spaces[at + 1] as number
    const z0 = spaces[at + 2] as number
    const x1 = spaces[at + 3] as number
    const y1 = spaces[at + 4] as number
    const z1 = spaces[at + 5] as number
    const mx = tolerance * (x1 - x0)
    const my = tolerance * (y1 - y0)
    const mz = tolerance * (z1 - z0)
    let count = 0
    for (let p = 0; p < state.placedCount && count < nearLimit; p++) {
      const from = p * placedStride
      const px0 = placed[from] as number
      const py0 = placed[from + 1] as number
      const pz0 = placed[from + 2] as number
      const px1 = placed[from + 3] as number
      const py1 = placed[from + 4] as number
      const pz1 = placed[from + 5] as number
      if (px0 > x1 + mx || px1 < x0 - mx || py0 > y1 + my || py1 < y0 - my || pz0 > z1 + mz || pz1 < z0 - mz)
        continue
      const to = count * 6
      near[to] = px0
      near[to + 1] = py0
      near[to + 2] = pz0
      near[to + 3] = px1
      near[to + 4] = py1
      near[to + 5] = pz1
      count++
    }
    return count
  }

  /** Share of the surface that touches walls or neighbours, at most 1. */
  function contact(x: number, y: number, z: number, l: number, w: number, h: number, nears: number): number {
    const tx = tolerance * l
    const ty = tolerance * w
    const tz = tolerance * h
    const x1 = x + l
    const y1 = y + w
    const z1 = z + h
    let touched = 0
    if (x <= tx) touched += w * h
    if (x1 >= length - tx) touched += w * h
    if (y <= ty) touched += l * h
    if (y1 >= width - ty) touched += l * h
    if (z <= tz) touched += l * w
    if (z1 >= height - tz) touched += l * w
    for (let n = 0; n < nears; n++) {
      const at = n * 6
      const nx0 = near[at] as number
      const nx1 = near[at + 3] as number
      const ox = Math.min(x1, nx1) - Math.max(x, nx0)
      if (ox < -tx) continue
      const ny0 = near[at + 1] as number
      const ny1 = near[at + 4] as number
      const oy = Math.min(y1, ny1) - Math.max(y, ny0)
      if (oy < -ty) continue
      const nz0 = near[at + 2] as number
      const nz1 = near[at + 5] as number
      const oz = Math.min(z1, nz1) - Math.max(z, nz0)
      if (oz < -tz) continue
      if (oy > 0 && oz > 0) touched += oy * oz
      else if (ox > 0 && oz > 0) touched += ox * oz
      else if (ox > 0 && oy > 0) touched += ox * oy
    }
    const share = touched / (2 * (l * w + l * h + w * h))
    return Math.min(share, 1)
  }

  /** Area of a base that rests on tops. */
  function footing(x: number, y: number, z: number, l: number, w: number, nears: number): number {
    let area = 0
    for (let n = 0; n < nears; n++) {
      const at = n * 6
      if (near[at + 5] !== z) continue
      const ox = Math.min(x + l, near[at + 3] as number) - Math.max(x, near[at] as number)
      const oy = Math.min(y + w, near[at + 4] as number) - Math.max(y, near[at + 1] as number)
      if (ox > 0 && oy > 0) area += ox * oy
    }
    return area
  }

  return { gather, contact, footing }
}
