import { driveAnew, driveOn, type FleetDemands, type InsertionContext } from './insertion.context.ts'
import { placeBase } from './insertion.pairs.ts'
import type { Route } from './insertion.ts'
import type { TravelBounds } from './travel-bounds.ts'

const slack = 1e-6

/**
 * Both ends of a shipment by the general rules: for each place of the pickup the clock is carried along the route while
 * time, load and ride allow. The function finds the best places of a unit on a route; those that have to be driven are
 * remembered.
 */
export function pairInsertion(context: InsertionContext): (route: Route, unit: number) => void {
  const { model, simulator, kept, bounds, trial, best, demands, disturbs, changesOfPair } = context
  const { nodes, dimensions, firstOf, secondOf, ready, due, service, backhaul, onBoard, maxRide } = model
  const { clock: t } = simulator

  function detourMeters(
    { fleet, length, sequence }: Route,
    stop: number,
    drop: number,
    i: number,
    j: number,
  ): number {
    const { distance } = fleet.travel
    const way = (a: number, b: number) => distance[a * nodes + b] as number
    const before = sequence[i - 1] as number
    const after = sequence[i] as number
    const more = way(before, stop) - (length === 0 ? 0 : way(before, after))
    if (i === j) return more + way(stop, drop) + way(drop, after)
    const last = sequence[j - 1] as number
    const next = sequence[j] as number
    return more + way(stop, after) + way(last, drop) + way(drop, next) - way(last, next)
  }

  return function evaluate(route: Route, unit: number): void {
    const stop = firstOf[unit] as number
    const drop = secondOf[unit] as number
    const { fleet, length, sequence, leave, latest, leg, load } = route
    const { cost, costTo, time, timeTo } = bounds[fleet.index] as TravelBounds
    const { mostDriving, mostDuty, reload } = t.hours
    const { costPerDutySecond, prefix, capacity } = fleet
    const { countsSeconds, isStatic, maxDistanceMeters, maxStops } = demands[fleet.index] as FleetDemands
    if (length + 2 > maxStops) return
    const mostRide = maxRide[unit] as number
    const rowP = stop * nodes
    const rowQ = drop * nodes
    const bonus = length === 0 ? (leg[1] as number) : 0
    const whole = reload !== undefined
    const closesP = (due[stop] as number) + slack
    const closesQ = (due[drop] as number) + slack
    const fits = (k: number) => {
      for (let d = 0; d < dimensions; d++)
        if (
          (load[k * dimensions + d] as number) + (onBoard[stop * dimensions + d] as number) >
          (capacity[d] as number) + slack / 2_000
        )
          return false
      return true
    }
    /** The clock shows the visit before the delivery, which would come before node `j`. */
    const judge = (way: number, i: number, j: number, before: number, visit: number) => {
      const after = sequence[j] as number
      let more = way + (costTo[rowQ + before] as number) + (cost[rowQ + after] as number)
      if (j > i) more -= leg[j] as number
      if (disturbs) more += changesOfPair(route, stop, drop, i, j)
      if (more >= best.second - 1e-9) return
      const place = i * placeBase + j
      if (whole) {
        best.remember(more, more, place, driveAnew)
        return
      }
      if (maxDistanceMeters < Number.POSITIVE_INFINITY) {
        const metres = detourMeters(route, stop, drop, i, j)
        if (route.distance + metres > maxDistanceMeters) return
      }
      let atLeast = more
      if (countsSeconds) {
        const seconds = trial.detourSeconds(route, stop, drop, place)
        if (route.driving + seconds > mostDriving) return
        const longer = seconds + (service[stop] as number) + (service[drop] as number) - route.idle
        if (route.duty + longer > mostDuty + slack) return
        if (longer > 0) atLeast += costPerDutySecond * longer
        if (atLeast >= best.second - 1e-9) return
      }
      if (!t.visit(visit + 1, before, drop, drop)) return
      const reach = trial.reaches(route, visit + 1, drop, j)
      if (reach === 0) return
      if (isStatic && reach === 1) best.note(more, place)
      else best.remember(atLeast, more, place, driveOn)
    }
    for (let i = prefix.length + 1; i <= length + 1; i++) {
      const leaves = leave[i - 1] as number
      if (leaves > closesP) break
      const before = sequence[i - 1] as number
      const after = sequence[i] as number
      if (!whole && i > 1 && backhaul[before] === 1) break
      let begin = leaves + (timeTo[rowP + before] as number)
      if (begin > closesP) continue
      if (!whole && !fits(i - 1)) continue
      if (begin < (ready[stop] as number)) begin = ready[stop] as number
      let now = begin + (service[stop] as number)
      if (now > (latest[i] as number) + slack) continue
      const into = (costTo[rowP + before] as number) - (leg[i] as number) + bonus
      if (!whole) {
        kept.restore(route, t, i - 1)
        if (!t.visit(i, before, stop, stop)) continue
      }
      let ride = time[rowP + drop] as number
      if (ride <= mostRide + slack) judge(into, i, i, stop, i)
      const way = into + (cost[rowP + after] as number)
      let node = stop
      ride = 0
      for (let k = i; k <= length; k++) {
        const next = sequence[k] as number
        if (backhaul[next] === 1 && !whole) break
        const leads = time[node * nodes + next] as number
        now += leads
        if (now > (latest[k] as number) + slack) break
        if (!whole && (!fits(k) || !t.visit(k + 1, node, next, next))) break
        if (now < (ready[next] as number)) now = ready[next] as number
        now += service[next] as number
        if (now > closesQ) break
        ride += leads + (service[next] as number)
        if (ride > mostRide + slack) break
        node = next
        if (ride + (time[node * nodes + drop] as number) <= mostRide + slack)
          judge(way, i, k + 1, node, k + 1)
      }
    }
  }
}
