import type { Fleet, SearchModel, Travel } from './search-model.ts'

/** Ways over the depots where a fleet may load again. */
export interface DepotDetours {
  /** Metres that going to the nearest depot on the way adds; infinity where there is none. */
  least(fleet: Fleet, from: number, to: number): number
  /** Node of that depot. */
  depot(fleet: Fleet, from: number, to: number): number
  /** Nodes of all of them, by index of the fleet. */
  nodesOf: readonly Int32Array[]
}

/** Metres of a way that is closed: finite, so that what going round by a depot saves of it still can be compared. */
const closedMeters = 1e9

/** Metres between two nodes, for sums of which detours are taken. */
export function metersOf({ distance }: Travel, way: number): number {
  const metres = distance[way] as number
  return metres === Number.POSITIVE_INFINITY ? closedMeters : metres
}

export function depotDetours({ fleets, stops, nodes, nowhere, locationOf }: SearchModel): DepotDetours {
  const depots = Array.from({ length: nowhere - stops }, (_, index) => stops + index)
  const nodesOf = fleets.map(({ type }) =>
    Int32Array.from(
      (type.reload?.locations ?? []).flatMap(
        (location) => depots.find((node) => locationOf[node] === location) ?? [],
      ),
    ),
  )
  function over({ travel }: Fleet, from: number, depot: number, to: number): number {
    return (
      metersOf(travel, from * nodes + depot) +
      metersOf(travel, depot * nodes + to) -
      metersOf(travel, from * nodes + to)
    )
  }
  return {
    nodesOf,
    least(fleet, from, to) {
      const own = nodesOf[fleet.index] as Int32Array
      let least = Number.POSITIVE_INFINITY
      for (let d = 0; d < own.length; d++) {
        const one = over(fleet, from, own[d] as number, to)
        if (one < least) least = one
      }
      return least
    },
    depot(fleet, from, to) {
      const own = nodesOf[fleet.index] as Int32Array
      let nearest = own[0] as number
      let least = Number.POSITIVE_INFINITY
      for (let d = 0; d < own.length; d++) {
        const one = over(fleet, from, own[d] as number, to)
        if (one < least) {
          least = one
          nearest = own[d] as number
        }
      }
      return nearest
    },
  }
}
