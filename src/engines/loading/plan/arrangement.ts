import type { Blocks } from '../core/cuboid.task.ts'
import { type PackingState, placedStride } from '../core/packing.state.ts'

/** A piece where it stands, in units. */
export interface Piece {
  kind: number
  /** Index into the kind's stands. */
  stand: number
  x0: number
  y0: number
  z0: number
  x1: number
  y1: number
  z1: number
}

/** What one vehicle would carry. */
export interface CandidateLoad {
  /** In the order of loading. */
  pieces: readonly Piece[]
  worth: number
}

/** The pieces of a packing; `standOf` leads from an orientation of the cuboid task back to the kind's stand. */
export function piecesOf(state: PackingState, blocks: Blocks, { standOf, edges }: Stands): Piece[] {
  const pieces: Piece[] = []
  for (let p = 0; p < state.placedCount; p++) {
    const at = p * placedStride
    const x = state.placed[at] as number
    const y = state.placed[at + 1] as number
    const z = state.placed[at + 2] as number
    for (const item of blocks.items(state.placed[at + 6] as number)) {
      const stand = standOf(item.kind, item.orientation)
      const [length, width, height] = edges(item.kind, stand)
      const x0 = x + item.x
      const y0 = y + item.y
      const z0 = z + item.z
      pieces.push({ kind: item.kind, stand, x0, y0, z0, x1: x0 + length, y1: y0 + width, z1: z0 + height })
    }
  }
  return pieces
}

export interface Stands {
  standOf(kind: number, orientation: number): number
  edges(kind: number, stand: number): readonly [number, number, number]
}

function overlapLength(a0: number, a1: number, b0: number, b1: number): number {
  return Math.min(a1, b1) - Math.max(a0, b0)
}

/** Whether the two would meet when one is moved along x. */
export function alignedAlong(a: Piece, b: Piece): boolean {
  return a.y0 < b.y1 && b.y0 < a.y1 && a.z0 < b.z1 && b.z0 < a.z1
}

/** Area both cover seen from above; at most 0 when they do not. */
export function footprintShared(a: Piece, b: Piece): number {
  const along = overlapLength(a.x0, a.x1, b.x0, b.x1)
  if (along <= 0) return 0
  return along * Math.max(0, overlapLength(a.y0, a.y1, b.y0, b.y1))
}

export function restsOn(above: Piece, below: Piece): boolean {
  return below.z1 === above.z0 && footprintShared(above, below) > 0
}
