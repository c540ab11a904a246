import type { LoadingItem } from '../loading.problem.ts'

/** A step with the item it puts down. */
export interface PlacedPiece {
  step: number
  item: LoadingItem
  x0: number
  y0: number
  z0: number
  x1: number
  y1: number
  z1: number
}
