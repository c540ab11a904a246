import { dutyRules } from './duty.ts'
import { growRoute, type InsertionRules, type Route } from './insertion.ts'
import type { SearchModel } from './search-model.ts'

/** Rounding of sums of doubles must not forbid what is exactly in time. */
const slack = 1e-9

/**
 * Deliveries from a depot with one hard window each (CVRP, VRPTW, several depots, mixed fleet): feasibility of an
 * insertion in constant time from the earliest departure before it and the latest arrival after it (Savelsbergh 1992).
 * The cost is tested first: most places fall there, without a look at the clock.
 */
export function windowRules(model: SearchModel): InsertionRules {
  const { dimensions, ready, due, service, delivery, nodes } = model
  const limited = model.features.duty || model.features.distance || model.features.stopCount
  const duties = model.features.duty ? dutyRules(model) : undefined

  let dutyAfter = 0

  /** Limits on the whole route besides its shift; its duty, and what that costs. */
  function withinLimits(route: Route): boolean {
    const { fleet, length, sequence } = route
    const { maxDutySeconds = Infinity, maxDistanceMeters = Infinity, maxStops = Infinity } = fleet.type
    if (length > maxStops) return false
    route.distance = 0
    for (let k = 1; k <= length + 1; k++)
      route.distance += fleet.travel.distance[
        (sequence[k - 1] as number) * nodes + (sequence[k] as number)
      ] as number
    if (length > 0 && route.distance > maxDistanceMeters + slack) return false
    if (duties === undefined) return true
    route.duty = duties.fill(route)
    if (length === 0) route.duty = 0
    else if (fleet.costPerDutySecond > 0) route.cost += fleet.costPerDutySecond * route.duty
    return route.duty <= maxDutySeconds + slack
  }
  function staysWithinLimits(route: Route, stop: number, k: number): boolean {
    const { fleet, length, sequence } = route
    const { maxDutySeconds = Infinity, maxDistanceMeters = Infinity, maxStops = Infinity } = fleet.type
    if (length + 1 > maxStops) return false
    if (maxDistanceMeters < Infinity) {
      const { distance } = fleet.travel
      const from = (sequence[k - 1] as number) * nodes
      const to = sequence[k] as number
      const more =
        (distance[from + stop] as number) +
        (distance[stop * nodes + to] as number) -
        (distance[from + to] as number)
      if (route.distance + more > maxDistanceMeters + slack) return false
    }
    if (duties === undefined) return true
    dutyAfter = duties.withStop(route, stop, k)
    return dutyAfter <= maxDutySeconds + slack
  }

  function refresh(route: Route): boolean {
    const { fleet, length, sequence, leave, latest, leg, load } = route
    const { cost, time } = fleet.travel
    load.fill(0)
    let now = fleet.shiftStart
    let before = fleet.start
    sequence[0] = before
    sequence[length + 1] = fleet.end
    leave[0] = now
    let total = 0
    for (let k = 1; k <= length; k++) {
      const stop = sequence[k] as number
      const way = before * nodes + stop
      const one = cost[way] as number
      leg[k] = one
      total += one
      now += time[way] as number
      if (now < (ready[stop] as number)) now = ready[stop] as number
      if (now > (due[stop] as number) + slack) return false
      now += service[stop] as number
      leave[k] = now
      before = stop
      for (let d = 0; d < dimensions; d++)
        load[d] = (load[d] as number) + (delivery[stop * dimensions + d] as number)
    }
    const last = before * nodes + fleet.end
    leg[length + 1] = cost[last] as number
    total += cost[last] as number
    if (length > 0 && now + (time[last] as number) > fleet.shiftEnd + slack) return false
    route.cost = length === 0 ? 0 : total
    let latestNext = fleet.shiftEnd
    latest[length + 1] = latestNext
    let next = fleet.end
    for (let k = length; k > 0; k--) {
      const stop = sequence[k] as number
      const until = latestNext - (time[stop * nodes + next] as number) - (service[stop] as number)
      latestNext = Math.min(until, due[stop] as number)
      latest[k] = latestNext
      next = stop
    }
    for (let d = 0; d < dimensions; d++)
      if ((load[d] as number) > (fleet.capacity[d] as number) + slack) return false
    return !limited || withinLimits(route)
  }

  function evaluate(route: Route, unit: number, cells: Float64Array, at: number): void {
    const stop = model.firstOf[unit] as number
    const { fleet, length, sequence, leave, latest, leg, load } = route
    let first = Number.POSITIVE_INFINITY
    let second = Number.POSITIVE_INFINITY
    let firstAt = 0
    let secondAt = 0
    let fits = true
    for (let d = 0; d < dimensions; d++)
      if (
        (load[d] as number) + (delivery[stop * dimensions + d] as number) >
        (fleet.capacity[d] as number) + slack
      )
        fits = false
    if (fits) {
      const { cost, costTo, time, timeTo } = fleet.travel
      const row = stop * nodes
      const opens = ready[stop] as number
      const closes = (due[stop] as number) + slack
      const serve = service[stop] as number
      const done = opens + serve - slack
      const end = length + 1
      const base = length === 0 ? (leg[1] as number) : 0
      const price = fleet.costPerDutySecond
      let k = 1
      // Long routes: no place before the first whose successor can wait until the window opens.
      if (length > 8) {
        let high = end
        while (k < high) {
          const middle = (k + high) >> 1
          if ((latest[middle] as number) < done) k = middle + 1
          else high = middle
        }
      }
      for (; k <= end; k++) {
        const before = leave[k - 1] as number
        if (before > closes) break
        const from = sequence[k - 1] as number
        const to = sequence[k] as number
        let more = (costTo[row + from] as number) + (cost[row + to] as number) - (leg[k] as number) + base
        if (more >= second) continue
        let start = before + (timeTo[row + from] as number)
        if (start > closes) continue
        if (start < opens) start = opens
        if (start + serve + (time[row + to] as number) > (latest[k] as number) + slack) continue
        if (limited) {
          if (!staysWithinLimits(route, stop, k)) continue
          if (price > 0) {
            more += price * (dutyAfter - route.duty)
            if (more >= second) continue
          }
        }
        if (more < first) {
          second = first
          secondAt = firstAt
          first = more
          firstAt = k
        } else {
          second = more
          secondAt = k
        }
      }
    }
    cells[at] = first
    cells[at + 1] = firstAt
    cells[at + 2] = second
    cells[at + 3] = secondAt
  }

  function insert(route: Route, unit: number, place: number): void {
    const stop = model.firstOf[unit] as number
    growRoute(route, route.length + 1)
    const { fleet, sequence, leave, latest, leg, load } = route
    const { cost, time } = fleet.travel
    const price = fleet.costPerDutySecond
    const length = ++route.length
    for (let k = length + 1; k > place; k--) {
      sequence[k] = sequence[k - 1] as number
      leave[k] = leave[k - 1] as number
      latest[k] = latest[k - 1] as number
      leg[k] = leg[k - 1] as number
    }
    sequence[place] = stop
    for (let d = 0; d < dimensions; d++)
      load[d] = (load[d] as number) + (delivery[stop * dimensions + d] as number)
    const from = sequence[place - 1] as number
    const to = sequence[place + 1] as number
    const into = cost[from * nodes + stop] as number
    const out = cost[stop * nodes + to] as number
    if (price > 0) route.cost -= price * route.duty
    route.cost = length === 1 ? into + out : route.cost + into + out - (leg[place + 1] as number)
    leg[place] = into
    leg[place + 1] = out
    let now = leave[place - 1] as number
    let before = from
    for (let k = place; k <= length; k++) {
      const here = sequence[k] as number
      now += time[before * nodes + here] as number
      if (now < (ready[here] as number)) now = ready[here] as number
      now += service[here] as number
      if (k > place && now === leave[k]) break
      leave[k] = now
      before = here
    }
    let latestNext = latest[place + 1] as number
    let next = to
    for (let k = place; k > 0; k--) {
      const here = sequence[k] as number
      const until = latestNext - (time[here * nodes + next] as number) - (service[here] as number)
      latestNext = Math.min(until, due[here] as number)
      if (k < place && latestNext === latest[k]) break
      latest[k] = latestNext
      next = here
    }
    if (limited) withinLimits(route)
  }

  const sizeOf = Float64Array.from({ length: model.units }, (_, unit) =>
    dimensions === 0 ? 0 : (delivery[(model.firstOf[unit] as number) * dimensions] as number),
  )
  const room = ({ fleet, load }: Route) =>
    dimensions === 0 ? Number.POSITIVE_INFINITY : (fleet.capacity[0] as number) - (load[0] as number) + slack
  return { loadPerNode: false, refresh, evaluate, room, sizeOf, insert }
}
