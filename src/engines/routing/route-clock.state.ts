import type { FleetHours } from './fleet-hours.ts'
import type { BindingConstraintKind } from './routing.problem.ts'
import type { Fleet } from './search-model.ts'
import type { ServiceWindows } from './service-start.ts'

export interface Refusal {
  kind: BindingConstraintKind
  /** Seconds, metres, stops or the dimension's unit. */
  shortBy: number
  dimension: number
}

/**
 * Earliest times along one route. Visits are stops and reloads in their order; index 0 is the start, `visits + 1` the
 * end. A state is a visit and a number of breaks taken: index `visit × width + breaks`. The states after a visit follow
 * from those after the visit before it alone, so that a trial begins where it differs from what is known.
 */
export interface RouteClock {
  fleet: Fleet
  hours: FleetHours
  readonly windows: ServiceWindows
  visits: number
  width: number
  visitNode: Int32Array
  /** Stop of each visit; −1 for a reload. */
  visitOf: Int32Array
  /** Service begins no earlier, whatever the windows say; looked at only where `holds`. */
  notBefore: Float64Array
  holds: boolean
  /** By state: earliest departure, driving since a rest, cost of lateness, driving in all (timed travel only). */
  ready: Float64Array
  driven: Float64Array
  late: Float64Array
  drove: Float64Array
  startOf: Float64Array
  /** By state: breaks taken before the visit was driven to, breaks taken on arrival, and whether the last came after. */
  fromState: Int32Array
  atArrival: Int32Array
  pausedFrom: Uint8Array
  leaves: number
  ends: number
  endState: number
  /** Cost of lateness and driving in all on the way that ends first. */
  endLate: number
  endDrove: number
  /** Where the last drive ended; a drive is too hot for records. */
  arrival: number
  drivenAfter: number
  /** Driving alone of the last drive. */
  drove1: number
  readonly refusal: Refusal
  refuse(kind: BindingConstraintKind, shortBy: number, dimension?: number): false
  hoursOf(fleet: Fleet): FleetHours
  /** Another vehicle's hours from here on. */
  use(fleet: Fleet): void
  /** Drives, resting on the road where the driving hours end; answers through `arrival` and `drivenAfter`. */
  drive(from: number, to: number, leavesAt: number, drivenBefore: number, onRoad?: OnRoad): void
  /** Driving since a rest after standing so long. */
  rested(drivenBefore: number, standsSeconds: number): number
  /** Begin of a break at the earliest from `now` on; infinity when its windows are over. */
  breakStart(index: number, now: number): number
  /** Fills the states of the start, left no earlier than `from`. */
  begin(from: number): void
  /** Fills the states after visit `k` to a node from those of the visit before; false, with a refusal, when none is left. */
  visit(k: number, before: number, node: number, stop: number): boolean
  /** Drives from visit `k` at a node to the end of a route that left at `from`. False with a refusal. */
  arriveEnd(k: number, node: number, from: number): boolean
  /** All of these in turn for the visits laid out. False with a refusal. */
  forward(from: number): boolean
  /** Room for so many states. */
  grow(size: number): void
}

export type OnRoad = (seconds: number, rests: boolean, leavesAt: number) => void
