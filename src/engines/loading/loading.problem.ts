/**
 * What is to be loaded into what. Lengths are whole millimetres, weights grams, money minor units. A vehicle's inside is a cuboid: x runs
 * from the front wall (the cab) to the door, y from the left wall to the right one, z up from the floor. Whatever is left out
 * of a rule does not bind.
 */
export interface LoadingProblem {
  vehicles: readonly LoadingVehicle[]
  items: readonly LoadingItem[]
  /** Classes of goods that have to be kept apart. */
  separations?: readonly Separation[]
  /**
   * Share of its base, in [0, 1], with which every piece has to rest on the floor or on the tops of pieces right below;
   * 1 when not given. 0 lets pieces float, which only comparisons want.
   */
  minimumSupportShare?: number
  /**
   * `last-in-first-out` (when not given): at its stop every piece can be pulled straight out to the door: no piece of a later stop
   * stands between it and the door, nor anywhere above it. `free`: stops do not matter.
   */
  unloading?: 'last-in-first-out' | 'free'
  /**
   * Every piece takes this much more length and width than it has, for wrapping and for hands; 0 when not given. All rules
   * and positions are those of the enlarged piece.
   */
  spacingMillimeters?: number
  /**
   * What is best once nothing more can be loaded: `least-cost` (when not given) by the vehicles' costs and then their number;
   * `fewest-vehicles` the other way round.
   */
  prefer?: 'least-cost' | 'fewest-vehicles'
}

/** A vehicle, container or other cuboid to load, of which there may be several. */
export interface LoadingVehicle {
  id: string
  /** How many there are; 1 when not given. */
  count?: number
  lengthMillimeters: number
  widthMillimeters: number
  heightMillimeters: number
  /** Most weight of the cargo. */
  payloadGrams?: number
  /** What using one costs; 1 when not given. */
  costMinor?: number
  /** Height below the roof that stays free. */
  topClearanceMillimeters?: number
  /** Length before the door that stays free. */
  doorClearanceMillimeters?: number
  /** A piece has to be no wider and no higher, as it stands, than the opening it comes through. */
  door?: { widthMillimeters: number; heightMillimeters: number }
  axles?: { front: AxleGroup; rear: AxleGroup }
  balance?: BalanceLimits
}

/**
 * An axle group, or the coupling of a trailer. The cargo's weight is shared between front and rear by the law of the lever; with the load of
 * the empty vehicle it has to be at most `limitGrams` and, once loaded, at least `leastGrams`.
 */
export interface AxleGroup {
  /** Distance from the front wall; negative when in front of it. */
  positionMillimeters: number
  emptyGrams: number
  limitGrams: number
  leastGrams?: number
}

/** Limits on where the cargo's centre of gravity may be, and on how unequal the sides may be. */
export interface BalanceLimits {
  /** Corridor of the centre of gravity along x, from the front wall. */
  alongMillimeters?: readonly [from: number, to: number]
  /** Corridor along y, from the left wall. */
  acrossMillimeters?: readonly [from: number, to: number]
  /** Greatest height of the centre of gravity above the floor. */
  heightMillimeters?: number
  /** Greatest share of the cargo's weight by which the left half may be heavier than the right one, or the other way round. */
  sideDifferenceShare?: number
}

/** Equal pieces. */
export interface LoadingItem {
  id: string
  count: number
  lengthMillimeters: number
  widthMillimeters: number
  heightMillimeters: number
  weightGrams?: number
  /** Edges that may stand upright; `['height']`, this side up, when not given. */
  upright?: readonly Edge[]
  /** Whether it may be turned about the vertical; true when not given. */
  turnable?: boolean
  /** When it is unloaded: 1 first. 1 when not given. */
  stop?: number
  stacking?: StackingLimits
  separationClass?: string
  /** What a cubic metre of it is worth against others when not all can go; 1 when not given. */
  priority?: number
}

export type Edge = 'length' | 'width' | 'height'

/**
 * What a piece bears. A piece hands its own weight and all it bears to the pieces it rests on, in proportion to the areas of contact.
 */
export interface StackingLimits {
  /** Greatest weight it bears in all. 0: nothing may stand on it. */
  bearsGrams?: number
  /** Greatest weight per square metre of contact under any piece standing on it. */
  bearsGramsPerSquareMeter?: number
  /** Greatest number of pieces above one another on top of it. 0: nothing may stand on it, the fragile. */
  layersAbove?: number
}

/** Two classes (or one class with itself) and how far apart they have to be. */
export interface Separation {
  classes: readonly [string, string]
  /**
   * Least horizontal distance between their pieces, whatever is above what; `vehicle`: never in the same vehicle. As the segregation
   * table of the IMDG code (7.2) has it.
   */
  apart: 'vehicle' | { millimeters: number }
}
