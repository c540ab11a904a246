import { metersOf } from './depot-detours.ts'
import { driveOn, type FleetDemands, type InsertionContext, splitAnew } from './insertion.context.ts'
import { placeBase } from './insertion.pairs.ts'
import type { Route } from './insertion.ts'
import type { TravelBounds } from './travel-bounds.ts'

const slack = 1e-6

interface StopInsertion {
  /** Finds the best places of a stop on a route; those that have to be driven are remembered. */
  evaluate(route: Route, stop: number): void
  /**
   * What a stop costs at least before node `k` where the route is loaded more than once, given what its ways cost at
   * least.
   */
  withReloads(route: Route, stop: number, k: number, ways: number): number
}

/** A single stop by the general rules. */
export function stopInsertion(context: InsertionContext): StopInsertion {
  const { model, simulator, kept, bounds, trial, depots, cuts, best, demands, anySoft, disturbs, changes } =
    context
  const { nodes, dimensions, ready, due, service, backhaul, delivery, pickup, onBoard } = model
  const { clock: t } = simulator
  const anyBackhaul = backhaul.includes(1)

  function evaluate(route: Route, stop: number): void {
    const { fleet, length, sequence, leave, latest, leg, load, states } = route
    const { cost, costTo, time, timeTo } = bounds[fleet.index] as TravelBounds
    const { mostDriving, mostDuty, reload, width } = t.hours
    const { costPerDutySecond, prefix, capacity } = fleet
    const { countsSeconds, isStatic, maxDistanceMeters, maxStops } = demands[fleet.index] as FleetDemands
    if (length + 1 > maxStops) return
    const row = stop * nodes
    const bonus = length === 0 ? (leg[1] as number) : 0
    const reloadAt = depots.nodesOf[fleet.index] as Int32Array
    // Between these places it fits on one trip.
    let low = prefix.length + 1
    let high = length + 1
    if (route.trips > 1) high = 0
    for (let d = 0; d < dimensions; d++) {
      const room = (capacity[d] as number) + slack / 2_000
      if (room === Number.POSITIVE_INFINITY) continue
      const brings = delivery[stop * dimensions + d] as number
      const takes = (pickup[stop * dimensions + d] as number) + (onBoard[stop * dimensions + d] as number)
      let k = 0
      while (k < high && (load[k * dimensions + d] as number) + brings <= room) k++
      high = k
      if (takes <= 0) continue
      k = length
      while (k >= low - 1 && (load[k * dimensions + d] as number) + takes <= room) k--
      low = Math.max(low, k + 2)
    }
    for (let k = 1; anyBackhaul && k <= length; k++) {
      const one = backhaul[sequence[k] as number] as number
      if (one === backhaul[stop]) continue
      if (one === 1) high = Math.min(high, k)
      else low = Math.max(low, k + 1)
      if (one === 1) break
    }
    if (low > high && reload === undefined) return
    const opens = ready[stop] as number
    const closes = (due[stop] as number) + slack
    const serve = service[stop] as number
    for (let i = prefix.length + 1; i <= length + 1; i++) {
      const leaves = leave[i - 1] as number
      if (leaves > closes) break
      const oneTrip = i >= low && i <= high
      if (!oneTrip && reload === undefined) continue
      const before = sequence[i - 1] as number
      const after = sequence[i] as number
      let more = (costTo[row + before] as number) + (cost[row + after] as number) - (leg[i] as number) + bonus
      if (!oneTrip)
        for (const depot of reloadAt) {
          const early =
            (costTo[row + before] as number) +
            (cost[row + depot] as number) -
            (cost[before * nodes + depot] as number)
          const late =
            (costTo[row + depot] as number) +
            (cost[row + after] as number) -
            (cost[depot * nodes + after] as number)
          more = Math.min(more, early, late)
        }
      // Between two nodes without a way there is a reload, and no sum of ways says what the stop adds.
      if (Number.isNaN(more)) more = Number.NEGATIVE_INFINITY
      if (disturbs) more += changes(route, stop, i === 1 ? -1 : before, i)
      if (more >= best.second - 1e-9) continue
      let begin = leaves + (timeTo[row + before] as number)
      if (begin > closes) continue
      if (begin < opens) begin = opens
      if (begin + serve + (time[row + after] as number) > (latest[i] as number) + slack) continue
      const place = i * placeBase
      if (!oneTrip) {
        best.remember(more, more, place, splitAnew)
        continue
      }
      if (maxDistanceMeters < Number.POSITIVE_INFINITY) {
        const { distance } = fleet.travel
        const metres =
          (distance[before * nodes + stop] as number) +
          (distance[row + after] as number) -
          (length === 0 ? 0 : (distance[before * nodes + after] as number))
        if (route.distance + metres > maxDistanceMeters) continue
      }
      let atLeast = more
      if (countsSeconds) {
        const seconds = trial.detourSeconds(route, stop, -1, place)
        if (route.driving + seconds > mostDriving) continue
        const longer = seconds + serve - route.idle
        if (route.duty + longer > mostDuty + slack) continue
        if (longer > 0) atLeast += costPerDutySecond * longer
        if (atLeast >= best.second - 1e-9) continue
      }
      kept.restore(route, t, i - 1)
      if (!t.visit(i, before, stop, stop)) continue
      const reach = trial.reaches(route, i, stop, i)
      if (reach === 0) continue
      if (isStatic && reach === 1) {
        best.note(more, place)
        continue
      }
      if (anySoft) atLeast += ownLateness(states, i - 1, width, i)
      best.remember(atLeast, more, place, driveOn)
    }
  }

  function withReloads(route: Route, stop: number, k: number, ways: number): number {
    const { fleet, length, sequence } = route
    const before = sequence[k - 1] as number
    const after = sequence[k] as number
    const detours = cuts.detours(route, kept.cuts, stop, k)
    if (detours === Number.POSITIVE_INFINITY) return detours
    const metres =
      metersOf(fleet.travel, before * nodes + stop) +
      metersOf(fleet.travel, stop * nodes + after) -
      (length === 0 ? 0 : metersOf(fleet.travel, before * nodes + after)) +
      detours -
      cuts.detoursNow(route, kept.cuts)
    const { maxDistanceMeters = Number.POSITIVE_INFINITY } = fleet.type
    if (route.distance + metres > maxDistanceMeters + slack) return Number.POSITIVE_INFINITY
    if (fleet.costPerDrivingSecond > 0) return ways
    const more = metres * fleet.costPerMeter
    return disturbs ? more + changes(route, stop, k === 1 ? -1 : before, k) : more
  }

  /** What being late at visit `visit` of the clock costs at least, it being reached from node `k` of a route. */
  function ownLateness(states: Float64Array, k: number, width: number, visit: number): number {
    let was = Number.POSITIVE_INFINITY
    let is = Number.POSITIVE_INFINITY
    for (let b = 0; b < width; b++) {
      if ((states[k * kept.size + b] as number) < Number.POSITIVE_INFINITY)
        was = Math.min(was, states[k * kept.size + kept.late + b] as number)
      if ((t.ready[visit * width + b] as number) < Number.POSITIVE_INFINITY)
        is = Math.min(is, t.late[visit * width + b] as number)
    }
    return is - was
  }

  return { evaluate, withReloads }
}
