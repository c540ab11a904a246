/**
 * The bare geometric question below every loading problem: which cuboids go where in one box. Lengths are whole numbers
 * of any one unit; x runs from the front wall to the door, y from left to right, z up.
 */
export interface CuboidTask {
  length: number
  width: number
  height: number
  kinds: readonly CuboidKind[]
  /** Most weight in all; Infinity when nobody asked. */
  maxWeight: number
  /** `none`: anything may float; `full`: every base lies wholly on the floor or on tops; `judged`: `admits` decides. */
  support: 'none' | 'full' | 'judged'
  /** Least share of a base that has to rest on something; what `judged` means. */
  leastSupport: number
  /**
   * Families come out one after the other, the lowest first, straight to the door: nothing of a higher one may stand before or above
   * it. Blocks are then put against the front wall only, so that the load grows towards the door.
   */
  lastInFirstOut: boolean
  /** Says whether a block may stand there; asked last, for what already fits. */
  admits?: (blocks: Blocks, block: number, at: Position, packed: Packed) => boolean
  /** Says whether a block is sound in itself, standing on the floor. */
  sound?: (items: readonly BlockItem[]) => boolean
}

/** Cuboids that are the same in everything that matters. */
export interface CuboidKind {
  count: number
  /** Allowed orientations: length, width and height as they would stand. At least one. */
  orientations: readonly (readonly [number, number, number])[]
  weight: number
  /** Kinds of different families never share a block. Packed in falling order of family: the last stop first. */
  family: number
  /** What packing one is worth; the volume as a rule. */
  worth: number
}

/** One cuboid within a block, relative to the block's corner. */
export interface BlockItem {
  kind: number
  orientation: number
  x: number
  y: number
  z: number
}

export interface Position {
  x: number
  y: number
  z: number
}

/** What stands so far: seven numbers each (x0 y0 z0 x1 y1 z1 block). */
export interface Packed {
  placed: Int32Array
  placedCount: number
}

/** Blocks in columns, so that the inner loop reads numbers alone. */
export interface Blocks {
  count: number
  /** Four numbers each: length, width, height, pieces. */
  sizes: Int32Array
  worth: Float64Array
  volume: Float64Array
  weight: Float64Array
  /** Top area others may stand on, from the block's corner. */
  topLength: Int32Array
  topWidth: Int32Array
  family: Int32Array
  /** Kinds used: pairs kind, pieces in [needsFrom[b], needsFrom[b + 1]). */
  needsFrom: Int32Array
  needs: Int32Array
  /** Cuboids of a block. */
  items(block: number): readonly BlockItem[]
}
