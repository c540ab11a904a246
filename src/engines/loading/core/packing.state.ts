/**
 * A partly packed box. Spaces are the maximal empty cuboids that are left (they overlap), six numbers each
 * (x0 y0 z0 x1 y1 z1). `next` links the blocks that may still be used in the order of the fitness bound.
 */
export interface PackingState {
  spaces: Int32Array
  spaceCount: number
  placed: Int32Array
  placedCount: number
  left: Int32Array
  usedUp: number
  worth: number
  weight: number
  /** Entry b is the block after b; entry `count` is the first; `count` itself ends the list. */
  next: Uint16Array
  /** Kinds of this family come now. */
  family: number
  /** Spaces for which nothing of the present family fits: kept for families to come. */
  asleep: Uint8Array
}

export const spaceLimit = 400
export const placedStride = 7

export function emptyState(sizes: { kinds: number; blocks: number; pieces: number }): PackingState {
  return {
    spaces: new Int32Array(6 * spaceLimit),
    spaceCount: 0,
    placed: new Int32Array(placedStride * (sizes.pieces + 1)),
    placedCount: 0,
    left: new Int32Array(sizes.kinds),
    usedUp: 0,
    worth: 0,
    weight: 0,
    next: new Uint16Array(sizes.blocks + 1),
    family: 0,
    asleep: new Uint8Array(spaceLimit),
  }
}

export function copyState(from: PackingState, to: PackingState): void {
  copyNumbers(from.spaces, to.spaces, from.spaceCount * 6)
  copyNumbers(from.placed, to.placed, from.placedCount * placedStride)
  for (let s = 0; s < from.spaceCount; s++) to.asleep[s] = from.asleep[s] as number
  to.left.set(from.left)
  to.next.set(from.next)
  to.spaceCount = from.spaceCount
  to.placedCount = from.placedCount
  to.usedUp = from.usedUp
  to.worth = from.worth
  to.weight = from.weight
  to.family = from.family
}

function copyNumbers(from: Int32Array, to: Int32Array, count: number): void {
  for (let n = 0; n < count; n++) to[n] = from[n] as number
}
