/**
 * The routing problem. Places are numbers 0 … `locations − 1`; stops, vehicle types and shipments are named by the
 * caller. All times are seconds from one origin the caller chooses (midnight of the planning day, say), all distances
 * metres, all amounts whatever unit the dimension has. Benchmarks without units use the same fields with plain numbers.
 * Everything can be cloned to a thread.
 */
export interface RoutingProblem {
  /** How many places the travel matrices cover. */
  locations: number
  /** One per vehicle class that travels its own way (car, truck of 11 t, bicycle). At least one. */
  profiles: TravelProfile[]
  /** Names of the dimensions of every amount: `['weightGrams', 'volumeMillilitres', 'pallets']`. May be empty. */
  dimensions: string[]
  vehicleTypes: VehicleType[]
  stops: Stop[]
  /** Pairs of stops that belong together: picked up before delivered, by one vehicle on one trip. */
  shipments?: Shipment[]
  objective?: Objective
  /** The plan in force, when this is a replanning. */
  current?: CurrentRoute[]
}

/** Travel between all places for one class of vehicle; road restrictions are entries of infinity. */
export interface TravelProfile {
  id: string
  /** Row-major `locations × locations`: from row to column. `Infinity`: this class may not go there. */
  distanceMeters: Float64Array
  /** Same shape. May be the very same array as the distances. Used where no slice applies. */
  durationSeconds: Float64Array
  /**
   * Travel times that depend on the time of day, by ascending `startSeconds`; before the first slice
   * `durationSeconds` holds, each slice holds until the next. A journey that crosses into another slice goes on at that
   * slice's speed (Ichoua, Gendreau and Potvin 2003), so whoever leaves earlier never arrives later (FIFO).
   */
  slices?: TravelSlice[]
}

export interface TravelSlice {
  startSeconds: number
  /** Duration in this slice = `durationSeconds` of the profile × this. */
  durationFactor?: number
  /** Or a whole matrix of its own; wins over the factor. */
  durationSeconds?: Float64Array
}

export interface TimeWindow {
  /** Service does not begin earlier; the vehicle waits. */
  startSeconds: number
  /** Service begins no later – or, with a cost of lateness, later at a price. */
  endSeconds: number
  /** Makes the window soft: cost of each second by which service begins after the end. */
  latenessCostPerSecond?: number
  /** Of a soft window: not even late is later than this. */
  latestSeconds?: number
}

/** Someone to visit: a delivery, a pickup, a service, or one end of a shipment. */
export interface Stop {
  id: string
  location: number
  serviceSeconds: number
  /** None: any time. Several: one of them, whichever serves best. Not overlapping, ascending. */
  windows?: TimeWindow[]
  /** Loaded at the depot (or the last reload) and left here, by dimension. */
  delivery?: number[]
  /** Taken here and brought to the depot (or the next reload), by dimension. */
  pickup?: number[]
  /** A backhaul: on its trip no stop that is not a backhaul comes after it. */
  backhaul?: boolean
  /** The vehicle needs all of these. */
  skills?: string[]
  /** Classes of vehicle the site admits; none named: all. */
  vehicleClasses?: string[]
  /** Ids of the only vehicle types that may come. */
  allowedVehicles?: string[]
  /** Ids of vehicle types that may not come. */
  forbiddenVehicles?: string[]
  /**
   * Cost of leaving it out. A stop with a penalty is optional: it is left out where that is cheaper. Without one it is
   * mandatory: left out only where no way to serve it was found. Of a shipment the penalties of both ends add up.
   */
  unservedPenalty?: number
  /** Weight among mandatory stops when not all can be served; 1 when absent, higher is more important. */
  priority?: number
  /** Must be served by this vehicle. */
  pinned?: VehicleRef
}

export interface Shipment {
  id: string
  /** Ids of two stops; each stop is end of at most one shipment. */
  pickup: string
  delivery: string
  /** On board between the two, by dimension. The stops' own `delivery` and `pickup` are then empty. */
  amount?: number[]
  /** From departure at the pickup to start of service at the delivery. */
  maxRideSeconds?: number
}

/** One vehicle of a type: 1 … `count`. */
export interface VehicleRef {
  vehicleTypeId: string
  vehicleNumber: number
}

export interface VehicleType {
  id: string
  /** Vehicles of this type; absent: as many as wanted. */
  count?: number
  /** Id of its travel profile; absent: the first. */
  profile?: string
  /** Compared with `Stop.vehicleClasses`. */
  vehicleClass?: string
  skills?: string[]
  /** By dimension; absent, or a missing dimension: no limit. */
  capacity?: number[]
  /** Where it starts; `null`: at its first stop (no way there). Several depots are several types. */
  startLocation: number | null
  /** Where it ends; `null`: open route, ends at its last stop. */
  endLocation: number | null
  /** Cost once when used at all. */
  fixedCost?: number
  /** Default 1 when no cost at all is given, else 0. */
  costPerMeter?: number
  /** Of time on the road (not waiting, service or breaks). */
  costPerDrivingSecond?: number
  /** Of duty: from departure at the start to arrival at the end, everything in it. */
  costPerDutySecond?: number
  /** Earliest departure and latest arrival. Absent: from 0 on, without end. */
  shift?: { startSeconds: number; endSeconds: number }
  /** Each is taken once on every route of this type whose duty meets it, in one of its windows. */
  breaks?: Break[]
  drivingHours?: DrivingHours
  maxDistanceMeters?: number
  maxDutySeconds?: number
  /** Stops of the whole route (reloads and breaks not counted). */
  maxStops?: number
  /** Absent: one trip. */
  reload?: Reload
}

/**
 * A break is taken at a stop before driving on, after service, or in a wait. One is due when the route is still on duty
 * at the end of the break's last window; where a route ends before that, none is needed.
 */
export interface Break {
  id: string
  durationSeconds: number
  /** The break begins within one of these. */
  windows: { startSeconds: number; endSeconds: number }[]
}

/**
 * Legal driving hours (Regulation (EC) 561/2006; for Korea the Passenger/Trucking Transport Service Acts' rest after
 * continuous driving, two hours then 15 minutes for trucks). A rest may be taken on the road. Any standstill – wait,
 * planned break, and service where it counts – of at least `breakSeconds` at a stretch resets continuous driving.
 */
export interface DrivingHours {
  /** Longest driving without a rest. */
  maxContinuousDrivingSeconds: number
  /** Length of the rest that allows driving on. */
  breakSeconds: number
  /** Whether time of service counts as rest (false where the driver unloads). */
  serviceIsRest?: boolean
  maxDrivingSeconds?: number
}

/** Return to a depot to load again within the route. */
export interface Reload {
  /** Any of these places, the one that suits. */
  locations: number[]
  durationSeconds: number
  /** Trips of one route at most, 2 or more. */
  maxTrips?: number
  /** The reload begins within. */
  window?: { startSeconds: number; endSeconds: number }
}

export interface Objective {
  /**
   * `hierarchical`: first serve all, then the fewest vehicles, then the least cost. `cost`: first serve all, then the
   * least cost, fixed costs among it. Both: penalties of optional stops count as cost. Default `cost`.
   */
  kind: 'hierarchical' | 'cost'
  /** Cost of unevenness: this × (most − least) over the routes in use. */
  balance?: { measure: 'duty' | 'driving' | 'distance' | 'stops'; costPerUnit: number }
  /** What a change against `current` costs. */
  disruption?: Disruption
}

export interface Disruption {
  /** Cost of a stop now served by another vehicle (or no longer served). */
  movedStop?: number
  /** Cost of a stop on the same vehicle whose predecessor is another stop than before. */
  resequencedStop?: number
}

/** A route in force. */
export interface CurrentRoute extends VehicleRef {
  /** All stops in order, those behind included. */
  stopIds: string[]
  /** How many of them, from the first, are done or under way: they stay as they are. */
  startedStops: number
  /** The vehicle does not leave the last started stop (or its start) earlier than this. */
  availableFromSeconds?: number
}

/** An answer. */
export interface RoutingPlan {
  routes: PlannedRoute[]
  unplanned: UnplannedStop[]
  vehicles: number
  distanceMeters: number
  drivingSeconds: number
  dutySeconds: number
  cost: CostParts
}

/** Amounts of cost; `total` is their sum. What the objective compares: priority of the missing, (vehicles,) `total`. */
export interface CostParts {
  fixed: number
  distance: number
  driving: number
  duty: number
  lateness: number
  unserved: number
  balance: number
  disruption: number
  total: number
}

export interface PlannedRoute extends VehicleRef {
  /** From `start` to `end`, both always there (of an open route at its first or last stop's place). */
  steps: RouteStep[]
  trips: number
  distanceMeters: number
  drivingSeconds: number
  waitSeconds: number
  serviceSeconds: number
  breakSeconds: number
  dutySeconds: number
  latenessSeconds: number
  /** Of this route alone: fixed + distance + driving + duty + lateness. */
  cost: number
}

/**
 * A step of a route. Time goes: arrive, wait, start, (serve, reload, rest), depart. Without breaks on the way
 * `arrivalSeconds` = departure of the step before + `drivingSeconds`.
 */
export interface RouteStep {
  /** `break`: one of the vehicle's own; `rest`: by driving hours. Both at `location`, or on the road (`null`). */
  kind: 'start' | 'stop' | 'reload' | 'break' | 'rest' | 'end'
  stopId?: string
  breakId?: string
  location: number | null
  arrivalSeconds: number
  waitSeconds: number
  startSeconds: number
  departureSeconds: number
  /** Index of the window used. */
  window?: number
  latenessSeconds: number
  /** On board when leaving, by dimension; of `start` and `reload` what has been loaded. */
  load: number[]
  /** Driven since the step before. */
  distanceMeters: number
  drivingSeconds: number
}

export type BindingConstraintKind =
  | 'capacity'
  | 'window'
  | 'skill'
  | 'vehicle-class'
  | 'vehicle'
  | 'road'
  | 'shift'
  | 'ride-time'
  | 'driving-hours'
  | 'break'
  | 'distance'
  | 'duty'
  | 'stop-count'
  | 'backhaul'
  | 'pinned'
  | 'fleet'
  | 'penalty'

/** Why a stop is not in the plan, found by trying every place on every vehicle of the plan and each unused type. */
export interface UnplannedStop {
  stopId: string
  /** What stands in the way where it came closest: the constraint that most of the nearest attempts failed on. */
  binding: BindingConstraint
  /** Every constraint met, with how many attempts failed on it, the most frequent first. */
  refusals: { kind: BindingConstraintKind; attempts: number }[]
}

export interface BindingConstraint {
  kind: BindingConstraintKind
  /** The vehicle where it came closest. */
  vehicle?: VehicleRef
  vehicleTypeId?: string
  /** Of `capacity`: which. */
  dimension?: string
  /** By how much: seconds, metres, stops, cost or the dimension's unit. Absent for yes-or-no constraints. */
  shortBy?: number
  /** Skills or classes asked and not there. */
  missing?: string[]
}

/** Why a problem is refused. `code` is stable: `routing.unknown-profile`, `routing.matrix-shape`, … */
export class RoutingProblemFault extends Error {
  readonly code: string
  readonly details: Record<string, unknown>
  constructor(code: string, details: Record<string, unknown> = {}) {
    super(`${code} ${JSON.stringify(details)}`)
    this.code = code
    this.details = details
  }
}
