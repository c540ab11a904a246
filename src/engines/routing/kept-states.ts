import type { Route } from './insertion.ts'
import type { RouteClock } from './route-clock.ts'
import type { SearchModel } from './search-model.ts'
import { cutNumbers } from './trip-insertion.ts'

/**
 * What the clock found of a route, kept with it so that a trial begins where it differs: for each node and number of
 * breaks taken the earliest departure, driving since a rest, lateness so far, driving so far, and the last moment to
 * arrive, and once for each node the driving that is left. After the last node, in the place of the first number of each: end, –, lateness, driving of the whole route.
 */
export interface KeptStates {
  /** Numbers per node. */
  size: number
  driven: number
  late: number
  drove: number
  deadline: number
  /** One number: least driving from the node to the end. */
  left: number
  /** Where fleets reload, what `trip-insertion.ts` keeps. */
  cuts: number
  /** Keeps the states of the clock, which has just gone along the route. */
  keep(route: Route, t: RouteClock): void
  /** Puts the states after node `k` of the route into the clock, as visit `k`. */
  restore(route: Route, t: RouteClock, k: number): void
  /** Whether visit `visit` of the clock leaves node `k` of the route as it is left now, but for lateness and driving. */
  meets(route: Route, t: RouteClock, visit: number, k: number): boolean
}

export function keptStates({ fleets }: SearchModel): KeptStates {
  const widest = Math.max(1, ...fleets.map(({ type }) => (type.breaks?.length ?? 0) + 1))
  const reloads = fleets.some(({ type }) => type.reload !== undefined)
  const size = 5 * widest + 1 + (reloads ? cutNumbers : 0)
  const driven = widest
  const late = 2 * widest
  const drove = 3 * widest

  return {
    size,
    driven,
    late,
    drove,
    deadline: 4 * widest,
    left: 5 * widest,
    cuts: 5 * widest + 1,
    keep(route, t) {
      const { length } = route
      const numbers = (length + 2) * size
      if (route.states.length < numbers) route.states = new Float64Array(route.sequence.length * size)
      route.stateSize = size
      const { states } = route
      const { width, ready } = t
      let k = 0
      for (let v = 0; v <= t.visits; v++) {
        if (v > 0 && (t.visitOf[v] as number) < 0) continue
        const at = k * size
        for (let b = 0; b < width; b++) {
          const from = v * width + b
          states[at + b] = ready[from] as number
          states[at + driven + b] = t.driven[from] as number
          states[at + late + b] = t.late[from] as number
          states[at + drove + b] = t.drove[from] as number
        }
        k++
      }
      const end = (length + 1) * size
      states[end] = t.ends
      states[end + late] = t.endLate
      states[end + drove] = t.endDrove
    },
    restore({ states }, t, k) {
      const { width } = t
      const at = k * size
      const to = k * width
      for (let b = 0; b < width; b++) {
        t.ready[to + b] = states[at + b] as number
        t.driven[to + b] = states[at + driven + b] as number
        t.late[to + b] = states[at + late + b] as number
        t.drove[to + b] = states[at + drove + b] as number
      }
    },
    meets({ states }, t, visit, k) {
      const { width } = t
      const at = k * size
      const from = visit * width
      const { timed } = t.hours
      let isFirst = true
      let later = 0
      let longer = 0
      for (let b = 0; b < width; b++) {
        const ready = states[at + b] as number
        if (t.ready[from + b] !== ready) return false
        if (ready === Number.POSITIVE_INFINITY) continue
        if (t.driven[from + b] !== states[at + driven + b]) return false
        const more = (t.late[from + b] as number) - (states[at + late + b] as number)
        const further = (t.drove[from + b] as number) - (states[at + drove + b] as number)
        if (isFirst) {
          later = more
          longer = further
          isFirst = false
        } else if (Math.abs(more - later) > 1e-9) return false
        else if (timed !== undefined && Math.abs(further - longer) > 1e-6) return false
      }
      return true
    },
  }
}
