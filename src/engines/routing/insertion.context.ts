import { type BestPlaces, bestPlaces } from './best-places.ts'
import { type DepotDetours, depotDetours } from './depot-detours.ts'
import { type InsertionTrial, insertionTrial } from './insertion.trial.ts'
import type { Route } from './insertion.ts'
import { type KeptStates, keptStates } from './kept-states.ts'
import { type RouteSimulator, routeSimulator } from './route-simulation.ts'
import type { SearchModel } from './search-model.ts'
import { type TravelBounds, travelBounds } from './travel-bounds.ts'
import { type TripInsertion, tripInsertion } from './trip-insertion.ts'

/** How a place is judged: driven from there on, driven anew, or first cut into trips anew, which may cost more. */
export const driveOn = 0
export const driveAnew = 1
export const splitAnew = 2

/** What of a route of a fleet has to be known. */
export interface FleetDemands {
  /** Seconds at work or at the wheel are priced or limited. */
  countsSeconds: boolean
  /** Nothing but ways and changes costs: then a place that is surely in time need not be driven. */
  isStatic: boolean
  /** Only times and ways are asked for, so that an insertion need not drive the whole route. */
  isLight: boolean
  maxDistanceMeters: number
  maxStops: number
}

/** What the general rules share. */
export interface InsertionContext {
  model: SearchModel
  simulator: RouteSimulator
  kept: KeptStates
  bounds: readonly TravelBounds[]
  trial: InsertionTrial
  depots: DepotDetours
  cuts: TripInsertion
  best: BestPlaces
  /** By index of the fleet. */
  demands: readonly FleetDemands[]
  anySoft: boolean
  disturbs: boolean
  /** What changes against the plan in force cost when a stop comes before node `k`; when a pair comes. */
  changes(route: Route, stop: number, before: number, k: number): number
  changesOfPair(route: Route, stop: number, drop: number, i: number, j: number): number
}

export function insertionContext(model: SearchModel): InsertionContext {
  const { objective } = model.problem
  const simulator = routeSimulator(model)
  const { clock: t, disruption, disturbs } = simulator
  const kept = keptStates(model)
  const bounds = travelBounds(model)
  const depots = depotDetours(model)
  const anySoft = t.windows.soft
  const anyRide = model.maxRide.some((one) => one < Number.POSITIVE_INFINITY)
  const measure = objective?.balance?.measure

  function changes({ fleet, length, sequence }: Route, stop: number, before: number, k: number): number {
    const next = k <= length ? (sequence[k] as number) : -1
    const own = disruption(fleet, stop, before)
    return next < 0 ? own : own + disruption(fleet, next, stop) - disruption(fleet, next, before)
  }

  function changesOfPair(route: Route, stop: number, drop: number, i: number, j: number): number {
    const { fleet, length, sequence } = route
    const before = i === 1 ? -1 : (sequence[i - 1] as number)
    if (j > i) return changes(route, stop, before, i) + changes(route, drop, sequence[j - 1] as number, j)
    const next = j <= length ? (sequence[j] as number) : -1
    const own = disruption(fleet, stop, before) + disruption(fleet, drop, stop)
    return next < 0 ? own : own + disruption(fleet, next, drop) - disruption(fleet, next, before)
  }

  const demands = model.fleets.map((fleet): FleetDemands => {
    const { mostDuty, mostDriving, reload, timed } = t.hoursOf(fleet)
    const { maxDistanceMeters = Number.POSITIVE_INFINITY, maxStops = Number.POSITIVE_INFINITY } = fleet.type
    const limited = mostDuty < Number.POSITIVE_INFINITY || mostDriving < Number.POSITIVE_INFINITY
    const priced = fleet.costPerDutySecond > 0
    const drives =
      timed !== undefined && (fleet.costPerDrivingSecond > 0 || mostDriving < Number.POSITIVE_INFINITY)
    const measured = measure !== undefined && measure !== 'stops'
    return {
      countsSeconds: priced || limited,
      isStatic: !anySoft && !priced && !drives,
      isLight:
        !limited &&
        !priced &&
        !drives &&
        !measured &&
        !anyRide &&
        reload === undefined &&
        maxDistanceMeters === Number.POSITIVE_INFINITY,
      maxDistanceMeters,
      maxStops,
    }
  })

  return {
    model,
    simulator,
    kept,
    bounds,
    trial: insertionTrial(model, simulator, kept, bounds),
    depots,
    cuts: tripInsertion(model, depots, bounds),
    best: bestPlaces(),
    demands,
    anySoft,
    disturbs,
    changes,
    changesOfPair,
  }
}
