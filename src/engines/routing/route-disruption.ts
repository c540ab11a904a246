import type { Fleet, SearchModel } from './search-model.ts'

interface RouteDisruption {
  /** Whether any change of a plan in force has a price. */
  disturbs: boolean
  /** What it costs that a vehicle of the fleet serves a stop after another (−1: first). */
  disruption(fleet: Fleet, stop: number, before: number): number
}

/** Prices of changes against the plan in force, stop by stop. */
export function routeDisruption({ problem, stops, fleets }: SearchModel): RouteDisruption {
  const { movedStop = 0, resequencedStop = 0 } = problem.objective?.disruption ?? {}
  const fleetOf = new Int32Array(stops).fill(-1)
  const beforeOf = new Int32Array(stops).fill(-1)
  const numberOf = new Map(problem.stops.map((stop, index) => [stop.id, index]))
  for (const { index: fleet, current } of fleets) {
    const ids = current?.stopIds ?? []
    for (const [index, id] of ids.entries()) {
      if (index < (current?.startedStops ?? 0)) continue
      const stop = numberOf.get(id) as number
      fleetOf[stop] = fleet
      beforeOf[stop] = index === 0 ? -1 : (numberOf.get(ids[index - 1] as string) as number)
    }
  }
  return {
    disturbs: movedStop > 0 || resequencedStop > 0,
    disruption(fleet, stop, before) {
      const was = fleetOf[stop] as number
      if (was < 0) return 0
      if (was !== fleet.index) return movedStop
      return beforeOf[stop] === before ? 0 : resequencedStop
    },
  }
}
