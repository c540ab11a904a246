import type { Fleet, SearchModel } from './search-model.ts'

const slack = 1e-9

/** What is on board of one trip as stops are added to it. */
export interface TripLoad {
  begin(): void
  /** Adds a stop at the end; false when the trip cannot take it: the refusal says why, and the trip is of no use. */
  extend(fleet: Fleet, stop: number, at: number): boolean
  /** Whether all is brought from the depot: then a trip holds the sum of its stops. */
  readonly simple: boolean
  /** Shipments picked up and not yet delivered. */
  riding: number
  refusal: { kind: 'capacity' | 'backhaul'; at: number; dimension: number; shortBy: number }
}

/**
 * Load of a trip with deliveries, pickups and shipments at once: the most on board after one more stop is the larger
 * of what it was with the stop's delivery on board all the way, and what is on board at its end. Backhauls come last
 * in their trip, shipments begin and end in one.
 */
export function tripLoad(model: SearchModel): TripLoad {
  const { dimensions, delivery, pickup, onBoard, backhaul, unitOf, firstOf, secondOf } = model
  const most = new Float64Array(dimensions)
  const carried = new Float64Array(dimensions)
  const simple =
    !backhaul.includes(1) && pickup.every((one) => one === 0) && secondOf.every((second) => second < 0)
  let hauling = false

  const load: TripLoad = {
    simple,
    riding: 0,
    refusal: { kind: 'capacity', at: 0, dimension: 0, shortBy: 0 },
    begin() {
      for (let d = 0; d < dimensions; d++) {
        most[d] = 0
        carried[d] = 0
      }
      hauling = false
      load.riding = 0
    },
    extend(fleet, stop, at) {
      const { capacity } = fleet
      if (simple) {
        for (let d = 0; d < dimensions; d++) {
          const now = (most[d] as number) + (delivery[stop * dimensions + d] as number)
          most[d] = now
          if (now > (capacity[d] as number) + slack) return refuse(at, d, now - (capacity[d] as number))
        }
        return true
      }
      if (backhaul[stop] === 1) hauling = true
      else if (hauling) {
        load.refusal = { kind: 'backhaul', at, dimension: 0, shortBy: 0 }
        return false
      }
      for (let d = 0; d < dimensions; d++) {
        const i = stop * dimensions + d
        carried[d] = (carried[d] as number) + (pickup[i] as number) + (onBoard[i] as number)
        const now = Math.max((most[d] as number) + (delivery[i] as number), carried[d] as number)
        most[d] = now
        if (now > (capacity[d] as number) + slack) return refuse(at, d, now - (capacity[d] as number))
      }
      const unit = unitOf[stop] as number
      if ((secondOf[unit] as number) >= 0) load.riding += firstOf[unit] === stop ? 1 : -1
      return true
    },
  }

  function refuse(at: number, dimension: number, shortBy: number): false {
    const { refusal } = load
    refusal.kind = 'capacity'
    refusal.at = at
    refusal.dimension = dimension
    refusal.shortBy = shortBy
    return false
  }

  return load
}
