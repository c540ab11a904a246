import { depotDetours } from './depot-detours.ts'
import type { Fleet, SearchModel } from './search-model.ts'
import { type TripLoad, tripLoad } from './trip-load.ts'

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
  readonly refusal: TripLoad['refusal']
}

/** Where to cut is a shortest path over the cuts (Prins 2004). */
export function tripSplit(model: SearchModel): TripSplit {
  const load = tripLoad(model)
  const detours = depotDetours(model)
  let room = 64
  let best = new Float64Array(room)
  let cutFrom = new Int32Array(room)
  let tripCount = new Int32Array(room)

  const split: TripSplit = {
    reloadBefore: new Int32Array(room).fill(-1),
    trips: 1,
    get refusal() {
      return load.refusal
    },
    run(fleet, sequence, length) {
      grow(length + 2)
      split.trips = 1
      for (let k = 0; k < length + 2; k++) split.reloadBefore[k] = -1
      load.begin()
      let at = 1
      while (at <= length && load.extend(fleet, sequence[at] as number, at)) at++
      if (at > length) return true
      const { reload } = fleet.type
      return reload !== undefined && cut(fleet, sequence, length, reload.maxTrips ?? Number.POSITIVE_INFINITY)
    },
  }

  function cut(fleet: Fleet, sequence: Int32Array, length: number, mostTrips: number): boolean {
    for (let k = 0; k < length + 2; k++) best[k] = Number.POSITIVE_INFINITY
    best[1] = 0
    tripCount[1] = 1
    for (let from = 1; from <= length; from++) {
      const soFar = best[from] as number
      if (soFar === Number.POSITIVE_INFINITY) continue
      const trips = tripCount[from] as number
      load.begin()
      for (let to = from; to <= length; to++) {
        const stop = sequence[to] as number
        if (!load.extend(fleet, stop, to)) break
        if (load.riding > 0) continue
        const last = to === length
        if (!last && trips + 1 > mostTrips) continue
        const total = last ? soFar : soFar + detours.least(fleet, stop, sequence[to + 1] as number)
        if (total < (best[to + 1] as number)) {
          best[to + 1] = total
          cutFrom[to + 1] = from
          tripCount[to + 1] = last ? trips : trips + 1
        }
      }
    }
    if (best[length + 1] === Number.POSITIVE_INFINITY) return false
    split.trips = tripCount[length + 1] as number
    for (let at = cutFrom[length + 1] as number; at > 1; at = cutFrom[at] as number)
      split.reloadBefore[at] = detours.depot(fleet, sequence[at - 1] as number, sequence[at] as number)
    return true
  }

  function grow(size: number): void {
    if (size < room) return
    room = 2 * size
    best = new Float64Array(room)
    cutFrom = new Int32Array(room)
    tripCount = new Int32Array(room)
    split.reloadBefore = new Int32Array(room).fill(-1)
  }

  return split
}
