import { growRoute, type InsertionRules, type Route } from './insertion.ts'
import type { SearchModel } from './search-model.ts'

const slack = 1e-9
/** A place of a pair in one number: place of the pickup × this + place of the delivery. */
export const placeBase = 65_536

/**
 * Shipments picked up and delivered by one vehicle within hard windows and capacity (PDPTW), stops of one end among
 * them. For each place of the pickup the delivery is carried along the route while time and load allow; the rest of
 * the route is judged by its latest arrival, as for single stops.
 */
export function pairRules(model: SearchModel): InsertionRules {
  const { dimensions, ready, due, service, onBoard, nodes, firstOf, secondOf } = model
  let first = 0
  let second = 0
  let firstAt = 0
  let secondAt = 0

  function refresh(route: Route): boolean {
    const { fleet, length, sequence, leave, latest, leg, load } = route
    const { cost, time } = fleet.travel
    let now = fleet.shiftStart
    let before = fleet.start
    sequence[0] = before
    sequence[length + 1] = fleet.end
    leave[0] = now
    let total = 0
    for (let d = 0; d < dimensions; d++) load[d] = 0
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
      for (let d = 0; d < dimensions; d++) {
        const amount = (load[(k - 1) * dimensions + d] as number) + (onBoard[stop * dimensions + d] as number)
        load[k * dimensions + d] = amount
        if (amount > (fleet.capacity[d] as number) + slack) return false
      }
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
    return true
  }

  function note(cost: number, place: number): void {
    if (cost < first) {
      second = first
      secondAt = firstAt
      first = cost
      firstAt = place
    } else {
      second = cost
      secondAt = place
    }
  }

  function fits(route: Route, k: number, pickup: number): boolean {
    const { load, fleet } = route
    for (let d = 0; d < dimensions; d++)
      if (
        (load[k * dimensions + d] as number) + (onBoard[pickup * dimensions + d] as number) >
        (fleet.capacity[d] as number) + slack
      )
        return false
    return true
  }

  function evaluatePair(route: Route, pickup: number, drop: number): void {
    const { fleet, length, sequence, leave, latest, leg } = route
    const { cost, costTo, time, timeTo } = fleet.travel
    const rowP = pickup * nodes
    const rowQ = drop * nodes
    const end = length + 1
    const bonus = length === 0 ? (leg[1] as number) : 0
    const opensP = ready[pickup] as number
    const closesP = (due[pickup] as number) + slack
    const opensQ = ready[drop] as number
    const closesQ = (due[drop] as number) + slack
    const serveP = service[pickup] as number
    const serveQ = service[drop] as number
    const direct = cost[rowP + drop] as number
    const directTime = time[rowP + drop] as number
    for (let i = 1; i <= end; i++) {
      const before = leave[i - 1] as number
      if (before > closesP) break
      const from = sequence[i - 1] as number
      const to = sequence[i] as number
      const into = (costTo[rowP + from] as number) - (leg[i] as number) + bonus
      let start = before + (timeTo[rowP + from] as number)
      if (start > closesP) continue
      if (start < opensP) start = opensP
      const out = start + serveP
      const limit = latest[i] as number
      if (out > limit + slack || !fits(route, i - 1, pickup)) continue
      const both = into + direct + (cost[rowQ + to] as number)
      if (both < second) {
        let at = out + directTime
        if (at <= closesQ) {
          if (at < opensQ) at = opensQ
          if (at + serveQ + (time[rowQ + to] as number) <= limit + slack) note(both, i * placeBase + i)
        }
      }
      const base = into + (cost[rowP + to] as number)
      if (base >= second) continue
      let now = out
      let way = rowP
      for (let k = i; k <= length; k++) {
        const node = sequence[k] as number
        now += time[way + node] as number
        if (now > (latest[k] as number) + slack || !fits(route, k, pickup)) break
        if (now < (ready[node] as number)) now = ready[node] as number
        now += service[node] as number
        if (now > closesQ) break
        way = node * nodes
        const next = sequence[k + 1] as number
        const more =
          base + (costTo[rowQ + node] as number) + (cost[rowQ + next] as number) - (leg[k + 1] as number)
        if (more >= second) continue
        let at = now + (timeTo[rowQ + node] as number)
        if (at > closesQ) continue
        if (at < opensQ) at = opensQ
        if (at + serveQ + (time[rowQ + next] as number) > (latest[k + 1] as number) + slack) continue
        note(more, i * placeBase + k + 1)
      }
    }
  }

  function evaluateSingle(route: Route, stop: number): void {
    const { fleet, length, sequence, leave, latest, leg } = route
    const { cost, costTo, time, timeTo } = fleet.travel
    const row = stop * nodes
    const bonus = length === 0 ? (leg[1] as number) : 0
    for (let k = 1; k <= length + 1; k++) {
      const from = sequence[k - 1] as number
      const to = sequence[k] as number
      const more = (costTo[row + from] as number) + (cost[row + to] as number) - (leg[k] as number) + bonus
      if (more >= second) continue
      const start = Math.max((leave[k - 1] as number) + (timeTo[row + from] as number), ready[stop] as number)
      if (start > (due[stop] as number) + slack) continue
      const out = start + (service[stop] as number) + (time[row + to] as number)
      if (out <= (latest[k] as number) + slack) note(more, k * placeBase)
    }
  }

  return {
    loadPerNode: true,
    refresh,
    evaluate(route, unit, cells, at) {
      first = Number.POSITIVE_INFINITY
      second = Number.POSITIVE_INFINITY
      firstAt = 0
      secondAt = 0
      const drop = secondOf[unit] as number
      if (drop >= 0) evaluatePair(route, firstOf[unit] as number, drop)
      else evaluateSingle(route, firstOf[unit] as number)
      cells[at] = first
      cells[at + 1] = firstAt
      cells[at + 2] = second
      cells[at + 3] = secondAt
    },
    room: () => Number.POSITIVE_INFINITY,
    sizeOf: new Float64Array(model.units),
    insert(route, unit, place) {
      spliceUnit(route, firstOf[unit] as number, secondOf[unit] as number, place)
      refresh(route)
    },
  }
}

/** Puts the ends of a unit where a place of `evaluate` says; nothing else of the route is touched. */
export function spliceUnit(route: Route, stop: number, drop: number, place: number): void {
  const pickupAt = Math.floor(place / placeBase)
  const dropAt = place % placeBase
  const more = drop >= 0 ? 2 : 1
  growRoute(route, route.length + more)
  const { sequence } = route
  let to = route.length + 1 + more
  for (let k = route.length + 1; k >= pickupAt; k--) {
    sequence[to--] = sequence[k] as number
    if (drop >= 0 && k === dropAt) sequence[to--] = drop
  }
  sequence[pickupAt] = stop
  route.length += more
}

/** The stops of a route with a unit put where a place says, from index 1 on. */
export function attemptSequence(stops: Int32Array, stop: number, drop: number, place: number): Int32Array {
  const pickupAt = Math.floor(place / placeBase)
  const dropAt = place % placeBase
  const trial = new Int32Array(stops.length + 4)
  let to = 1
  for (let k = 1; k <= stops.length + 1; k++) {
    if (k === pickupAt) trial[to++] = stop
    if (drop >= 0 && k === dropAt) trial[to++] = drop
    if (k <= stops.length) trial[to++] = stops[k - 1] as number
  }
  return trial
}
