import { depotDetours, metersOf } from './depot-detours.ts'
import { placeBase, spliceUnit } from './insertion.pairs.ts'
import { insertionTrial } from './insertion.trial.ts'
import { growRoute, type InsertionRules, type Route } from './insertion.ts'
import { keptStates } from './kept-states.ts'
import { earliestStart, routeSimulator } from './route-simulation.ts'
import type { SearchModel } from './search-model.ts'
import { type TravelBounds, travelBounds } from './travel-bounds.ts'
import { tripInsertion } from './trip-insertion.ts'

const slack = 1e-6

/** How a place is judged: driven from there on, driven anew, or first cut into trips anew, which may cost more. */
const driveOn = 0
const driveAnew = 1
const splitAnew = 2

/**
 * Every constraint of the model. What is known of a route as it is – the clock's states after each node, deadlines of
 * each node – says of most places at once that they cost too much, come too late, or fit. The others are driven, the
 * cheapest first, from the place on and only as far as anything changes, until no place left can be among the best two.
 */
export function simulatedRules(model: SearchModel): InsertionRules {
  const { nodes, dimensions, firstOf, secondOf, ready, due, service, backhaul, delivery, pickup, onBoard } =
    model
  const { problem, maxRide } = model
  const simulator = routeSimulator(model)
  const { clock: t, deadlines, disruption } = simulator
  const kept = keptStates(model)
  const bounds = travelBounds(model)
  const trial = insertionTrial(model, simulator, kept, bounds)
  const depots = depotDetours(model)
  const cuts = tripInsertion(model, depots, bounds)
  const { measure } = problem.objective?.balance ?? {}
  const { movedStop = 0, resequencedStop = 0 } = problem.objective?.disruption ?? {}
  const disturbs = movedStop > 0 || resequencedStop > 0
  const anySoft = t.windows.soft
  const anyRide = model.maxRide.some((one) => one < Number.POSITIVE_INFINITY)

  const anyBackhaul = backhaul.includes(1)
  /** Fleets of whose routes only times and ways are asked, so that an insertion need not drive the whole route. */
  const isLight = Uint8Array.from(model.fleets, (fleet) => {
    const { mostDuty, mostDriving, reload, timed } = t.hoursOf(fleet)
    const { maxDistanceMeters } = fleet.type
    const counts = [
      mostDuty < Number.POSITIVE_INFINITY,
      mostDriving < Number.POSITIVE_INFINITY,
      anyRide,
      reload,
      maxDistanceMeters,
      fleet.costPerDutySecond > 0,
      timed && fleet.costPerDrivingSecond > 0,
      measure && measure !== 'stops',
    ]
    return counts.some(Boolean) ? 0 : 1
  })

  let first = 0
  let second = 0
  let firstAt = 0
  let secondAt = 0
  // Places that have to be driven: what they cost at least, what of that is ways and changes, and how to drive them.
  let least = new Float64Array(256)
  let ways = new Float64Array(256)
  let places = new Float64Array(256)
  let hows = new Uint8Array(256)
  let candidates = 0

  let current: Route
  const keepStates = () => kept.keep(current, t)

  function refresh(route: Route): boolean {
    const { fleet, length, sequence } = route
    sequence[0] = fleet.start
    sequence[length + 1] = fleet.end
    current = route
    const outcome = simulator.run(fleet, sequence, length, keepStates)
    if (!outcome.feasible) return false
    route.cost = outcome.cost
    route.distance = outcome.distance
    route.duty = outcome.duty
    route.idle = outcome.idle
    route.trips = outcome.trips
    if (measure === 'stops') route.measure = length
    else if (measure !== undefined) route.measure = outcome[measure]
    const from = earliestStart(fleet)
    if (length === 0) {
      t.begin(from)
      t.ends = from
      t.endLate = 0
      t.endDrove = 0
      t.visitOf[0] = -1
      keepStates()
    }
    const { states } = route
    deadlines.fill(sequence, sequence, length, fleet.prefix.length, from, states, kept.size, kept.deadline)
    measureLegs(route)
    measureDriving(route)
    measureLoad(route)
    noteTimes(route, from)
    if (fleet.type.reload) cuts.keep(route, kept.cuts)
    return true
  }

  function measureLegs({ fleet, length, sequence, leg }: Route): void {
    const { cost } = bounds[fleet.index] as TravelBounds
    for (let k = length + 1; k > 0; k--)
      leg[k] = cost[(sequence[k - 1] as number) * nodes + (sequence[k] as number)] as number
  }

  /** Least driving from each node to the end. */
  function measureDriving(route: Route): void {
    const { fleet, length, sequence, states } = route
    const { time } = bounds[fleet.index] as TravelBounds
    const { size, left } = kept
    let driving = 0
    states[(length + 1) * size + left] = 0
    for (let k = length + 1; k > 0; k--) {
      driving += time[(sequence[k - 1] as number) * nodes + (sequence[k] as number)] as number
      states[(k - 1) * size + left] = driving
    }
    route.driving = length === 0 ? 0 : driving
  }

  /** On board when leaving each node, were it all one trip. */
  function measureLoad({ length, sequence, load }: Route): void {
    for (let d = 0; d < dimensions; d++) {
      let amount = 0
      for (let k = 1; k <= length; k++) amount += delivery[(sequence[k] as number) * dimensions + d] as number
      load[d] = amount
      for (let k = 1; k <= length; k++) {
        const at = (sequence[k] as number) * dimensions + d
        amount += (pickup[at] as number) + (onBoard[at] as number) - (delivery[at] as number)
        load[k * dimensions + d] = amount
      }
    }
  }

  /** Earliest departures and latest arrivals, whatever the breaks taken. */
  function noteTimes({ fleet, length, leave, latest, states }: Route, from: number): void {
    const { width } = t.hours
    const { size, deadline } = kept
    leave[0] = from
    for (let k = 1; k <= length; k++) {
      let earliest = Number.POSITIVE_INFINITY
      for (let b = 0; b < width; b++)
        if ((states[k * size + b] as number) < earliest) earliest = states[k * size + b] as number
      leave[k] = earliest
    }
    for (let k = fleet.prefix.length + 1; k <= length + 1; k++) {
      let last = Number.NEGATIVE_INFINITY
      for (let b = 0; b < width; b++) {
        const one = states[k * size + deadline + b] as number
        if (one > last) last = one
      }
      latest[k] = last
    }
  }

  function note(cost: number, place: number): void {
    if (cost < first) {
      second = first
      secondAt = firstAt
      first = cost
      firstAt = place
    } else if (cost < second) {
      second = cost
      secondAt = place
    }
  }

  function remember(atLeast: number, ways1: number, place: number, how: number): void {
    if (candidates === least.length) {
      least = doubled(least)
      ways = doubled(ways)
      places = doubled(places)
      const more = new Uint8Array(2 * hows.length)
      more.set(hows)
      hows = more
    }
    least[candidates] = atLeast
    ways[candidates] = ways1
    places[candidates] = place
    hows[candidates++] = how
  }

  /** Drives what was remembered, the cheapest first, as long as it can be among the best two. */
  function driveRemembered(route: Route, stop: number, drop: number): void {
    while (candidates > 0) {
      let best = 0
      for (let c = 1; c < candidates; c++) if ((least[c] as number) < (least[best] as number)) best = c
      if ((least[best] as number) >= second - 1e-9) return
      const place = places[best] as number
      if (hows[best] === splitAnew) {
        least[best] = withReloads(route, stop, place / placeBase, least[best] as number)
        hows[best] = driveAnew
        continue
      }
      const cost =
        hows[best] === driveAnew
          ? trial.driveAll(route, stop, drop, place)
          : trial.drive(route, stop, drop, place, ways[best] as number)
      note(cost, place)
      candidates--
      least[best] = least[candidates] as number
      ways[best] = ways[candidates] as number
      places[best] = places[candidates] as number
      hows[best] = hows[candidates] as number
    }
  }

  /** What changes against the plan in force cost when a stop comes between two nodes. */
  function changes({ fleet, length, sequence }: Route, stop: number, before: number, k: number): number {
    const next = k <= length ? (sequence[k] as number) : -1
    const own = disruption(fleet, stop, before)
    return next < 0 ? own : own + disruption(fleet, next, stop) - disruption(fleet, next, before)
  }

  /** Where nothing has to be found out about the route as a whole, times are changed only as far as they do change. */
  function insertLightly(route: Route, unit: number, place: number): void {
    const stop = firstOf[unit] as number
    const drop = secondOf[unit] as number
    const { fleet, leg, leave } = route
    const { cost } = bounds[fleet.index] as TravelBounds
    const { size, deadline } = kept
    t.use(fleet)
    t.holds = false
    const i = Math.floor(place / placeBase)
    const j = drop < 0 ? i : place % placeBase
    const before = i === 1 ? -1 : (route.sequence[i - 1] as number)
    if (disturbs)
      route.cost += drop < 0 ? changes(route, stop, before, i) : changesOfPair(route, stop, drop, i, j)
    route.cost -= route.states[(route.length + 1) * size + kept.late] as number
    route.cost -= leg[i] as number
    if (j > i) route.cost -= leg[j] as number
    kept.makeRoom(route, i, drop < 0 ? -1 : j)
    leg.copyWithin(drop < 0 ? i + 2 : j + 3, j + 1, route.length + 2)
    spliceUnit(route, stop, drop, place)
    const { length, sequence, states } = route
    const last = drop < 0 ? i : j + 1
    for (let k = i; k <= last + 1; k++) {
      const one = cost[(sequence[k - 1] as number) * nodes + (sequence[k] as number)] as number
      if (k <= i + 1 || k >= last) route.cost += one
      leg[k] = one
    }
    t.grow((length + 3) * t.width)
    kept.restore(route, t, i - 1)
    let converged = false
    for (let k = i; k <= length && !converged; k++) {
      const node = sequence[k] as number
      t.visit(k, sequence[k - 1] as number, node, node)
      converged = k > last && kept.isSame(route, t, k)
      if (!converged) kept.put(route, t, k, k)
    }
    if (!converged) {
      t.arriveEnd(length, sequence[length] as number, earliestStart(fleet))
      kept.putEnd(route, t)
    }
    route.cost += states[(length + 1) * size + kept.late] as number
    deadlines.refill(sequence, length, last, i, fleet.prefix.length, states, size, deadline)
    if (measure === 'stops') route.measure = length
    if (t.hours.longestDrive < Number.POSITIVE_INFINITY) measureDriving(route)
    measureLoad(route)
    noteTimes(route, leave[0] as number)
  }

  function evaluateSingle(route: Route, stop: number): void {
    const { fleet, length, sequence, leave, latest, leg, load, states } = route
    const { cost, costTo, time, timeTo } = bounds[fleet.index] as TravelBounds
    const { timed, mostDriving, mostDuty, reload, width } = t.hours
    const { costPerDutySecond, costPerDrivingSecond, prefix, capacity } = fleet
    const { maxDistanceMeters = Number.POSITIVE_INFINITY, maxStops = Number.POSITIVE_INFINITY } = fleet.type
    if (length + 1 > maxStops) return
    const row = stop * nodes
    const bonus = length === 0 ? (leg[1] as number) : 0
    const countsSeconds =
      costPerDutySecond > 0 || mostDriving < Number.POSITIVE_INFINITY || mostDuty < Number.POSITIVE_INFINITY
    const drivingCounts =
      timed !== undefined && (costPerDrivingSecond > 0 || mostDriving < Number.POSITIVE_INFINITY)
    const isStatic = !anySoft && costPerDutySecond === 0 && !drivingCounts
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
      if (more >= second - 1e-9) continue
      let begin = leaves + (timeTo[row + before] as number)
      if (begin > closes) continue
      if (begin < opens) begin = opens
      if (begin + serve + (time[row + after] as number) > (latest[i] as number) + slack) continue
      const place = i * placeBase
      if (!oneTrip) {
        remember(more, more, place, splitAnew)
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
        if (atLeast >= second - 1e-9) continue
      }
      kept.restore(route, t, i - 1)
      if (!t.visit(i, before, stop, stop)) continue
      const reach = trial.reaches(route, i, stop, i)
      if (reach === 0) continue
      if (isStatic && reach === 1) {
        note(more, place)
        continue
      }
      if (anySoft) atLeast += ownLateness(states, i - 1, width, i)
      remember(atLeast, more, place, driveOn)
    }
  }

  /** What a stop costs at least where the route is loaded more than once, given what its ways cost at least. */
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

  function evaluatePair(route: Route, unit: number): void {
    const stop = firstOf[unit] as number
    const drop = secondOf[unit] as number
    const { fleet, length, sequence, leave, latest, leg, load } = route
    const { cost, costTo, time, timeTo } = bounds[fleet.index] as TravelBounds
    const { timed, mostDriving, mostDuty, reload, width } = t.hours
    const { costPerDutySecond, costPerDrivingSecond, prefix, capacity } = fleet
    const { maxDistanceMeters = Number.POSITIVE_INFINITY, maxStops = Number.POSITIVE_INFINITY } = fleet.type
    if (length + 2 > maxStops) return
    const mostRide = maxRide[unit] as number
    const rowP = stop * nodes
    const rowQ = drop * nodes
    const bonus = length === 0 ? (leg[1] as number) : 0
    const countsSeconds =
      costPerDutySecond > 0 || mostDriving < Number.POSITIVE_INFINITY || mostDuty < Number.POSITIVE_INFINITY
    const drivingCounts =
      timed !== undefined && (costPerDrivingSecond > 0 || mostDriving < Number.POSITIVE_INFINITY)
    const isStatic = !anySoft && costPerDutySecond === 0 && !drivingCounts
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
      if (more >= second - 1e-9) return
      const place = i * placeBase + j
      if (whole) {
        remember(more, more, place, driveAnew)
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
        if (atLeast >= second - 1e-9) return
      }
      if (!t.visit(visit + 1, before, drop, drop)) return
      const reach = trial.reaches(route, visit + 1, drop, j)
      if (reach === 0) return
      if (isStatic && reach === 1) note(more, place)
      else remember(atLeast, more, place, driveOn)
    }
    t.grow((length + 5) * width)
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

  function changesOfPair(route: Route, stop: number, drop: number, i: number, j: number): number {
    const { fleet, length, sequence } = route
    const before = i === 1 ? -1 : (sequence[i - 1] as number)
    if (j > i) return changes(route, stop, before, i) + changes(route, drop, sequence[j - 1] as number, j)
    const next = j <= length ? (sequence[j] as number) : -1
    const own = disruption(fleet, stop, before) + disruption(fleet, drop, stop)
    return next < 0 ? own : own + disruption(fleet, next, drop) - disruption(fleet, next, before)
  }

  const sizeOf = Float64Array.from({ length: model.units }, (_, unit) =>
    dimensions === 0 ? 0 : (delivery[(firstOf[unit] as number) * dimensions] as number),
  )
  return {
    loadPerNode: true,
    refresh,
    evaluate(route, unit, cells, at) {
      first = Number.POSITIVE_INFINITY
      second = Number.POSITIVE_INFINITY
      firstAt = 0
      secondAt = 0
      candidates = 0
      t.use(route.fleet)
      t.holds = false
      t.grow((route.length + 5) * t.width)
      const stop = firstOf[unit] as number
      const drop = secondOf[unit] as number
      if (drop < 0) evaluateSingle(route, stop)
      else evaluatePair(route, unit)
      if (candidates > 0) driveRemembered(route, stop, drop)
      cells[at] = first
      cells[at + 1] = firstAt
      cells[at + 2] = second
      cells[at + 3] = secondAt
    },
    room: ({ fleet, load }) =>
      dimensions === 0 || fleet.type.reload
        ? Number.POSITIVE_INFINITY
        : (fleet.capacity[0] as number) - (load[0] as number) + slack,
    sizeOf,
    insert(route, unit, place) {
      growRoute(route, route.length + 2)
      if (route.length > 0 && isLight[route.fleet.index] === 1) {
        insertLightly(route, unit, place)
        return
      }
      spliceUnit(route, firstOf[unit] as number, secondOf[unit] as number, place)
      refresh(route)
    },
  }
}

function doubled(numbers: Float64Array): Float64Array<ArrayBuffer> {
  const more = new Float64Array(2 * numbers.length)
  more.set(numbers)
  return more
}
