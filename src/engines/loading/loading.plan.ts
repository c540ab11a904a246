import type { Edge } from './loading.problem.ts'

/** A plan for loading: what goes where in which order, and why the rest stays. */
export interface LoadingPlan {
  loads: readonly VehicleLoad[]
  leftOut: readonly LeftOut[]
  costMinor: number
  /** Share of the volume of the vehicles used that is cargo, in [0, 1]. */
  volumeShare: number
}

/** One loaded vehicle. */
export interface VehicleLoad {
  vehicle: string
  /** 1 for the first of its kind, and so on. */
  number: number
  /** In the order of loading: when a piece's turn comes, what it rests on stands and its way from the door is free. */
  steps: readonly LoadingStep[]
  measures: LoadMeasures
}

/** Put this piece there. */
export interface LoadingStep {
  item: string
  /** Consecutive steps with the same batch are equal pieces that stand the same way. */
  batch: number
  /** Corner nearest to the front wall, the left wall and the floor. */
  xMillimeters: number
  yMillimeters: number
  zMillimeters: number
  /** Edges as they lie, along x, y and z (with the spacing). */
  lengthMillimeters: number
  widthMillimeters: number
  heightMillimeters: number
  upright: Edge
  /** True when the longer one of the lying edges lies across the vehicle. */
  across: boolean
}

export interface LoadMeasures {
  pieces: number
  /** Of the goods themselves, without the spacing around them. */
  cargoVolumeCubicMillimeters: number
  weightGrams: number
  /** In [0, 1]: of the inner volume, of the payload (undefined without a limit), of the floor. */
  volumeShare: number
  weightShare: number | undefined
  floorShare: number
  /** Undefined when nothing has weight. */
  centreOfGravityMillimeters: { x: number; y: number; z: number } | undefined
  /** With the empty vehicle's loads; undefined when the axles are not known. */
  frontAxleGrams: number | undefined
  rearAxleGrams: number | undefined
  leftGrams: number
  rightGrams: number
}

/** Pieces that stay behind, and the rule that keeps them. */
export interface LeftOut {
  item: string
  pieces: number
  reason: LeftOutReason
}

/**
 * - `too-large`: fits into no vehicle as it may stand, or through no door.
 * - `too-heavy`: one piece weighs more than any vehicle may carry.
 * - `payload`: would fit, but the vehicles are full by weight.
 * - `separation`: its class may not travel with what is loaded.
 * - `volume`: the space left over is smaller than one piece.
 * - `no-space`: there is volume enough, but no gap of its shape.
 * - `stacking`, `unloading-order`, `separation`, `way`, `balance`: there are gaps of its shape where it would stand well, but this rule
 *   forbids the most of them. `way`: it could not be brought there from the door. `balance`: axles or sides.
 * - `support`: there are gaps of its shape, but in all of them too little of it would stand on anything.
 * With several vehicles the reason is that of the vehicle where it came nearest to being loaded.
 */
export type LeftOutReason =
  | 'too-large'
  | 'too-heavy'
  | 'payload'
  | 'separation'
  | 'volume'
  | 'no-space'
  | 'support'
  | 'stacking'
  | 'unloading-order'
  | 'balance'
  | 'way'
