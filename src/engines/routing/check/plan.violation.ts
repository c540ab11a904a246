import type { CostParts, VehicleRef } from '../routing.problem.ts'

/** What a plan can break. Stable: texts for people hang on these names. */
export type ViolationKind =
  | 'unknown-stop'
  | 'unknown-vehicle'
  | 'vehicle-count'
  | 'duplicate-stop'
  | 'missing-stop'
  | 'empty-route'
  | 'step-order'
  | 'depot'
  | 'travel-time'
  | 'service-time'
  | 'window'
  | 'shift'
  | 'duty'
  | 'distance'
  | 'stop-count'
  | 'capacity'
  | 'pair-incomplete'
  | 'pair-split'
  | 'pair-order'
  | 'pair-trip'
  | 'ride-time'
  | 'backhaul'
  | 'skill'
  | 'vehicle-class'
  | 'vehicle'
  | 'road'
  | 'break'
  | 'continuous-driving'
  | 'driving-time'
  | 'reload'
  | 'pinned'
  | 'started'
  | 'figures'

/** One rule of the problem that the plan breaks: which, where, and by how much. */
export interface PlanViolation {
  kind: ViolationKind
  vehicle?: VehicleRef
  stopId?: string
  /** Index among the steps of the vehicle's route. */
  step?: number
  /** By how much, in seconds, metres, stops or the dimension's unit. Absent for yes-or-no rules. */
  by?: number
  /** Of `capacity`: which. */
  dimension?: string
  /** Which part of a rule: the figure that is wrong, the id of the break, what about a reload. */
  about?: string
  /** Skills or classes asked and not there. */
  missing?: string[]
}

/** What a plan really is, computed anew from its stops and times. */
export interface PlanReport {
  /** Empty: the plan keeps every rule. */
  violations: PlanViolation[]
  /** Stops the plan says it leaves out; a mandatory one is no violation there, but nobody should overlook it. */
  unserved: { stopId: string; mandatory: boolean }[]
  vehicles: number
  distanceMeters: number
  drivingSeconds: number
  dutySeconds: number
  cost: CostParts
}

/** A difference that counting in double precision does not explain. */
export function exceeds(value: number, limit: number): boolean {
  return value - limit > slack(value, limit)
}

export function differs(one: number, other: number): boolean {
  return one !== other && !(Math.abs(one - other) <= slack(one, other))
}

/** A millionth of a unit, growing for figures beyond a million; infinite limits have none. */
function slack(one: number, other: number): number {
  const size = Math.min(Math.abs(one), Math.abs(other))
  return 1e-6 * Math.max(1, size * 1e-6)
}
