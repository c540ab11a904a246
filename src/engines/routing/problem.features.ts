import type { RoutingProblem } from './routing.problem.ts'

/** Which constraints a problem really uses: the search pays only for these. */
export interface ProblemFeatures {
  /** Shipments of two ends. */
  pairs: boolean
  /** Needs the exact simulation of a route for every trial. */
  general: boolean
  /** Limits and prices that the rules for windows know too. */
  duty: boolean
  distance: boolean
  stopCount: boolean
}

export function featuresOf(problem: RoutingProblem): ProblemFeatures {
  const { stops, vehicleTypes, profiles, shipments = [], current = [] } = problem
  const pairs = shipments.length > 0
  const some = (amounts: number[] | undefined) => amounts?.some((amount) => amount !== 0) === true
  const stopsNeedIt = stops.some(
    ({ windows = [], pickup, delivery, backhaul }) =>
      windows.length > 1 ||
      windows[0]?.latenessCostPerSecond !== undefined ||
      backhaul === true ||
      some(pickup) ||
      (pairs && some(delivery)),
  )
  const vehiclesNeedIt = vehicleTypes.some(
    ({ breaks = [], drivingHours, reload, maxDistanceMeters, maxDutySeconds, maxStops, costPerDutySecond }) =>
      breaks.length > 0 ||
      (drivingHours ?? reload) !== undefined ||
      (pairs && (maxDistanceMeters ?? maxDutySeconds ?? maxStops) !== undefined) ||
      (pairs && (costPerDutySecond ?? 0) !== 0),
  )
  const general =
    stopsNeedIt ||
    vehiclesNeedIt ||
    current.length > 0 ||
    problem.objective?.balance !== undefined ||
    shipments.some(({ maxRideSeconds }) => maxRideSeconds !== undefined) ||
    profiles.some(({ slices = [] }) => slices.length > 0)
  return {
    pairs,
    general,
    duty: vehicleTypes.some(
      ({ maxDutySeconds, costPerDutySecond }) =>
        maxDutySeconds !== undefined || (costPerDutySecond ?? 0) !== 0,
    ),
    distance: vehicleTypes.some(({ maxDistanceMeters }) => maxDistanceMeters !== undefined),
    stopCount: vehicleTypes.some(({ maxStops }) => maxStops !== undefined),
  }
}
