import type {
  CurrentRoute,
  RoutingProblem,
  Shipment,
  Stop,
  VehicleRef,
  VehicleType,
} from '../routing.problem.ts'
import type { PlanViolation } from './plan.violation.ts'
import { type TravelClock, travelClock } from './travel.clock.ts'

/** Everything the checks look up, made once per problem. */
export interface PlanContext {
  problem: RoutingProblem
  stops: Map<string, Stop>
  types: Map<string, VehicleType>
  clocks: Map<string, TravelClock>
  /** The shipment a stop is an end of. */
  shipmentOf: Map<string, Shipment>
  /** Routes in force by vehicle. */
  current: Map<string, CurrentRoute>
}

/** Takes down what is broken. */
export type Report = (violation: PlanViolation) => void

export function planContext(problem: RoutingProblem): PlanContext {
  const clocks = new Map(problem.profiles.map((profile) => [profile.id, travelClock(problem, profile)]))
  const first = problem.profiles[0]?.id ?? ''
  return {
    problem,
    stops: new Map(problem.stops.map((stop) => [stop.id, stop])),
    types: new Map(problem.vehicleTypes.map((type) => [type.id, type])),
    clocks: new Map(
      problem.vehicleTypes.flatMap((type): [string, TravelClock][] => {
        const clock = clocks.get(type.profile ?? first)
        return clock ? [[type.id, clock]] : []
      }),
    ),
    shipmentOf: new Map(
      (problem.shipments ?? []).flatMap((shipment): [string, Shipment][] => [
        [shipment.pickup, shipment],
        [shipment.delivery, shipment],
      ]),
    ),
    current: new Map((problem.current ?? []).map((route) => [vehicleKey(route), route])),
  }
}

export function vehicleKey({ vehicleTypeId, vehicleNumber }: VehicleRef): string {
  return `${vehicleTypeId}#${vehicleNumber}`
}

export function vehicleOf({ vehicleTypeId, vehicleNumber }: VehicleRef): VehicleRef {
  return { vehicleTypeId, vehicleNumber }
}

/** Ids of the stops of a vehicle that are done or under way. */
export function startedStops(context: PlanContext, vehicle: VehicleRef): string[] {
  const route = context.current.get(vehicleKey(vehicle))
  return route ? route.stopIds.slice(0, route.startedStops) : []
}
