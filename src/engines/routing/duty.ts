import { partSize, type Route } from './insertion.ts'
import type { SearchModel } from './search-model.ts'

/**
 * Duty of routes in constant time per trial: for the part of a route up to a node and the part from it on we keep its
 * least duty and between which begins it has that duty (Vidal et al. 2013, without time warp: what is on a route is in
 * time). Two parts joined by a way make one; the wait between them is what the later part opens after the earlier one
 * can come at its latest.
 */
export interface DutyRules {
  /** Fills the parts of a feasible route; answers its duty. */
  fill(route: Route): number
  /** Least duty of the route with a stop put before index `place`. */
  withStop(route: Route, stop: number, place: number): number
}

export function dutyRules({ nodes, ready, due, service }: SearchModel): DutyRules {
  let duty = 0
  let earliest = 0
  let latest = 0

  /** Joins the part in the variables with a later one. */
  function join(way: number, duty2: number, earliest2: number, latest2: number): void {
    const delta = duty + way
    const wait = earliest2 - delta - latest
    const waits = Math.max(wait, 0)
    const opens = earliest2 - delta
    const closes = latest2 - delta
    duty = delta + duty2 + waits
    earliest = Math.max(opens, earliest) - waits
    latest = Math.min(closes, latest)
  }

  return {
    fill(route) {
      const { fleet, length, sequence, parts } = route
      const { time } = fleet.travel
      duty = 0
      earliest = fleet.shiftStart
      latest = fleet.shiftEnd
      parts[0] = duty
      parts[1] = earliest
      parts[2] = latest
      for (let k = 1; k <= length; k++) {
        const stop = sequence[k] as number
        const way = time[(sequence[k - 1] as number) * nodes + stop] as number
        join(way, service[stop] as number, ready[stop] as number, due[stop] as number)
        parts[k * partSize] = duty
        parts[k * partSize + 1] = earliest
        parts[k * partSize + 2] = latest
      }
      join(
        time[(sequence[length] as number) * nodes + fleet.end] as number,
        0,
        fleet.shiftStart,
        fleet.shiftEnd,
      )
      const whole = duty
      let at = (length + 1) * partSize + 3
      parts[at] = 0
      parts[at + 1] = fleet.shiftStart
      parts[at + 2] = fleet.shiftEnd
      for (let k = length; k > 0; k--) {
        const stop = sequence[k] as number
        const way = time[stop * nodes + (sequence[k + 1] as number)] as number
        duty = service[stop] as number
        earliest = ready[stop] as number
        latest = due[stop] as number
        join(way, parts[at] as number, parts[at + 1] as number, parts[at + 2] as number)
        at = k * partSize + 3
        parts[at] = duty
        parts[at + 1] = earliest
        parts[at + 2] = latest
      }
      return whole
    },
    withStop(route, stop, place) {
      const { fleet, sequence, parts } = route
      const { time } = fleet.travel
      const before = (place - 1) * partSize
      duty = parts[before] as number
      earliest = parts[before + 1] as number
      latest = parts[before + 2] as number
      const into = time[(sequence[place - 1] as number) * nodes + stop] as number
      join(into, service[stop] as number, ready[stop] as number, due[stop] as number)
      const after = place * partSize + 3
      const out = time[stop * nodes + (sequence[place] as number)] as number
      join(out, parts[after] as number, parts[after + 1] as number, parts[after + 2] as number)
      return duty
    },
  }
}
