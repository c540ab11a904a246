import type { Route } from './insertion.ts'
import type { RouteClock } from './route-clock.state.ts'
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
  /** Keeps the states after visit `visit` of the clock as those after node `k`; those of the end. */
  put(route: Route, t: RouteClock, visit: number, k: number): void
  putEnd(route: Route, t: RouteClock): void
  /** Moves what is kept from node `i` on by one, from node `j` on by another (−1: there is none). */
  makeRoom(route: Route, i: number, j: number): void
  /** Whether what is kept of node `k` is what the clock shows of visit `k`. */
  isSame(route: Route, t: RouteClock, k: number): boolean
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

  function put({ states }: Route, t: RouteClock, visit: number, k: number): void {
    const { width } = t
    const at = k * size
    const from = visit * width
    for (let b = 0; b < width; b++) {
      states[at + b] = t.ready[from + b] as number
      states[at + driven + b] = t.driven[from + b] as number
      states[at + late + b] = t.late[from + b] as number
      states[at + drove + b] = t.drove[from + b] as number
    }
  }

  function putEnd({ length, states }: Route, t: RouteClock): void {
    const end = (length + 1) * size
    states[end] = t.ends
    states[end + late] = t.endLate
    states[end + drove] = t.endDrove
  }

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
      if (route.states.length < (length + 2) * size)
        route.states = new Float64Array(route.sequence.length * size)
      route.stateSize = size
      let k = 0
      for (let v = 0; v <= t.visits; v++) if (v === 0 || (t.visitOf[v] as number) >= 0) put(route, t, v, k++)
      putEnd(route, t)
    },
    put,
    putEnd,
    makeRoom(route, i, j) {
      const { length, sequence, states } = route
      const more = j < 0 ? 1 : 2
      const numbers = (length + 2 + more) * size
      if (states.length < numbers) {
        route.states = new Float64Array(Math.max(sequence.length * size, numbers))
        route.states.set(states)
      }
      if (j >= 0) {
        route.states.copyWithin((j + 2) * size, j * size, (length + 2) * size)
        route.states.copyWithin((i + 1) * size, i * size, j * size)
      } else route.states.copyWithin((i + 1) * size, i * size, (length + 2) * size)
    },
    isSame({ states }, t, k) {
      const { width } = t
      const at = k * size
      const from = k * width
      for (let b = 0; b < width; b++) {
        const ready = states[at + b] as number
        if (t.ready[from + b] !== ready) return false
        if (ready === Number.POSITIVE_INFINITY) continue
        if (t.driven[from + b] !== states[at + driven + b] || t.late[from + b] !== states[at + late + b])
          return false
      }
      return true
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
