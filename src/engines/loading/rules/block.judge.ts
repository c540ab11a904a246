import type { BlockItem, Blocks, CuboidTask, Packed, Position } from '../core/cuboid.task.ts'
import { placedStride } from '../core/packing.state.ts'
import type { LoadingModel } from '../model/loading.model.ts'
import type { Piece, Stands } from '../plan/arrangement.ts'
import { openLedger } from './standing.ledger.ts'

/** The questions the search asks about rules between pieces. */
export type BlockJudge = Required<Pick<CuboidTask, 'admits' | 'sound'>>

/**
 * Judges blocks by the rules between pieces. It remembers what stood when it was asked last, so that a packing that grows block by block
 * is not weighed anew each time.
 */
export function createJudge(model: LoadingModel, stands: Stands): BlockJudge {
  // The order of unloading is kept by the packer itself, for whole blocks.
  const rules = { ...model, lastInFirstOut: false }
  const ledger = openLedger(rules)
  const alone = openLedger(rules)
  const known: number[] = []
  const counts: number[] = []

  function piecesAt(items: readonly BlockItem[], x: number, y: number, z: number): Piece[] {
    const pieces = items.map((item): Piece => {
      const stand = stands.standOf(item.kind, item.orientation)
      const [length, width, height] = stands.edges(item.kind, stand)
      const x0 = x + item.x
      const y0 = y + item.y
      const z0 = z + item.z
      return { kind: item.kind, stand, x0, y0, z0, x1: x0 + length, y1: y0 + width, z1: z0 + height }
    })
    return pieces.sort((a, b) => a.z0 - b.z0)
  }

  /** Brings the ledger to what is packed: the common beginning stays. */
  function follow(blocks: Blocks, { placed, placedCount }: Packed): void {
    let same = 0
    const most = Math.min(placedCount, counts.length)
    while (same < most && sameBlock(placed, same)) same++
    if (same < counts.length) {
      ledger.cutBack(counts[same] as number)
      counts.length = same
      known.length = same * placedStride
    }
    for (let p = same; p < placedCount; p++) {
      const at = p * placedStride
      counts.push(ledger.count)
      for (let n = 0; n < placedStride; n++) known.push(placed[at + n] as number)
      const items = blocks.items(placed[at + 6] as number)
      ledger.add(piecesAt(items, placed[at] as number, placed[at + 1] as number, placed[at + 2] as number))
    }
  }
  function sameBlock(placed: Int32Array, p: number): boolean {
    const at = p * placedStride
    for (const n of [6, 0, 1, 2]) if (placed[at + n] !== known[at + n]) return false
    return true
  }

  return {
    admits(blocks: Blocks, block: number, at: Position, packed: Packed) {
      follow(blocks, packed)
      return ledger.refusal(piecesAt(blocks.items(block), at.x, at.y, at.z)) === undefined
    },
    sound: (items) => alone.refusal(piecesAt(items, 0, 0, 0)) === undefined,
  }
}
