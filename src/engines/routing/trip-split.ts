import type { Fleet, SearchModel } from './search-model.ts'

const slack = 1e-9

/** How a sequence of stops is loaded: one trip, or several with reloads between. */
export interface TripSplit {
  /**
   * Finds where to reload for the least detour; fills `reloadBefore`. False when it cannot be loaded at all: the
   * refusal says why.
   */
  run(fleet: Fleet, sequence: Int32Array, length: number): boolean
  /** By index in the sequence: node of the depot to reload at on the way there, or −1. */
  reloadBefore: Int32Array
  trips: number
  refusal: { kind: 'capacity' | 'backhaul'; at: number; dimension: number; shortBy: number }
}

/**
 * Load of a trip with deliveries, pickups and shipments at once: the most on board after one more stop is the larger
 * of what it was with the stop's delivery on board all the way, and what is on board at its end. Backhauls come last
 * in their trip, shipments begin and end in one. Where to cut is a shortest path over the cuts (Prins 2004).
 */
export function tripSplit(model: SearchModel): TripSplit {
  const { dimensions, delivery, pickup, onBoard, backhaul, nodes, unitOf, firstOf, secondOf } = model
  let room = 64
  let best = new Float64Array(room)
  let cutFrom = new Int32Array(room)
  let cutAt = new Int32Array(room)
  let tripCount = new Int32Array(room)
  const most = new Float64Array(dimensions)
  const carried = new Float64Array(dimensions)
  let hauling = false
  let riding = 0
  const depotOf = new Map<number, number>()
  for (let node = model.stops; node < model.nowhere; node++)
    depotOf.set(model.locationOf[node] as number, node)

  const split: TripSplit = {
    reloadBefore: new Int32Array(room).fill(-1),
    trips: 1,
    refusal: { kind: 'capacity', at: 0, dimension: 0, shortBy: 0 },
    run(fleet, sequence, length) {
      grow(length + 2)
      split.trips = 1
      split.reloadBefore.fill(-1, 0, length + 2)
      begin()
      let at = 1
      while (at <= length && extend(fleet, sequence[at] as number, at)) at++
      if (at > length) return true
      const { reload } = fleet.type
      if (!reload) return false
      return cut(fleet, sequence, length, {
        depots: reload.locations.map((location) => depotOf.get(location) as number),
        mostTrips: reload.maxTrips ?? Number.POSITIVE_INFINITY,
      })
    },
  }

  function begin(): void {
    most.fill(0)
    carried.fill(0)
    hauling = false
    riding = 0
  }

  function extend(fleet: Fleet, stop: number, at: number): boolean {
    if (backhaul[stop] === 1) hauling = true
    else if (hauling) {
      split.refusal = { kind: 'backhaul', at, dimension: 0, shortBy: 0 }
      return false
    }
    for (let d = 0; d < dimensions; d++) {
      const i = stop * dimensions + d
      carried[d] = (carried[d] as number) + (pickup[i] as number) + (onBoard[i] as number)
      const before = (most[d] as number) + (delivery[i] as number)
      const now = Math.max(before, carried[d] as number)
      most[d] = now
      const over = now - (fleet.capacity[d] as number)
      if (over > slack) {
        split.refusal = { kind: 'capacity', at, dimension: d, shortBy: over }
        return false
      }
    }
    const unit = unitOf[stop] as number
    if ((secondOf[unit] as number) >= 0) riding += firstOf[unit] === stop ? 1 : -1
    return true
  }

  function cut(
    fleet: Fleet,
    sequence: Int32Array,
    length: number,
    { depots, mostTrips }: { depots: number[]; mostTrips: number },
  ): boolean {
    const { distance } = fleet.travel
    best.fill(Number.POSITIVE_INFINITY, 0, length + 2)
    best[1] = 0
    tripCount[1] = 1
    for (let from = 1; from <= length; from++) {
      if (best[from] === Number.POSITIVE_INFINITY) continue
      begin()
      for (let to = from; to <= length; to++) {
        const stop = sequence[to] as number
        if (!extend(fleet, stop, to)) break
        if (riding > 0) continue
        if (to === length) {
          if ((best[from] as number) < (best[length + 1] as number)) {
            best[length + 1] = best[from] as number
            cutFrom[length + 1] = from
            tripCount[length + 1] = tripCount[from] as number
          }
          continue
        }
        if ((tripCount[from] as number) + 1 > mostTrips) continue
        const next = sequence[to + 1] as number
        for (const depot of depots) {
          const detour =
            (distance[stop * nodes + depot] as number) +
            (distance[depot * nodes + next] as number) -
            (distance[stop * nodes + next] as number)
          const total = (best[from] as number) + detour
          if (total < (best[to + 1] as number)) {
            best[to + 1] = total
            cutFrom[to + 1] = from
            cutAt[to + 1] = depot
            tripCount[to + 1] = (tripCount[from] as number) + 1
          }
        }
      }
    }
    if (best[length + 1] === Number.POSITIVE_INFINITY) return false
    split.trips = tripCount[length + 1] as number
    for (let at = cutFrom[length + 1] as number; at > 1; at = cutFrom[at] as number)
      split.reloadBefore[at] = cutAt[at] as number
    return true
  }

  function grow(size: number): void {
    if (size < room) return
    room = 2 * size
    best = new Float64Array(room)
    cutFrom = new Int32Array(room)
    cutAt = new Int32Array(room)
    tripCount = new Int32Array(room)
    split.reloadBefore = new Int32Array(room).fill(-1)
  }

  return split
}
