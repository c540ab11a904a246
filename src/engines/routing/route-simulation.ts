import type { Refusal, RouteClock } from './route-clock.state.ts'
import { routeClock } from './route-clock.ts'
import { type RouteDeadlines, routeDeadlines } from './route-deadlines.ts'
import { routeDisruption } from './route-disruption.ts'
import { tellSteps } from './route-steps.ts'
import type { RouteStep } from './routing.problem.ts'
import type { Fleet, SearchModel } from './search-model.ts'
import { type TripSplit, tripSplit } from './trip-split.ts'

const slack = 1e-6
const mostDelays = 24

/** What a route is when it is driven, or why it cannot be. Valid until the next run. */
export interface RouteOutcome {
  feasible: boolean
  /** Without the vehicle's fixed cost; disruption within. */
  cost: number
  distance: number
  driving: number
  duty: number
  latenessCost: number
  disruption: number
  trips: number
  /** Seconds of duty that are neither driving, service nor break, where duty has a price or a limit. */
  idle: number
  refusal: Refusal
}

export interface RouteSimulator {
  readonly outcome: RouteOutcome
  readonly clock: RouteClock
  readonly split: TripSplit
  readonly deadlines: RouteDeadlines
  readonly disturbs: boolean
  readonly disruption: (fleet: Fleet, stop: number, before: number) => number
  /**
   * Drives the stops `sequence[1 … length]` in their order with a vehicle of the fleet. `driven` is called once the
   * clock shows the earliest times of all, before anything is held back.
   */
  run(fleet: Fleet, sequence: Int32Array, length: number, driven?: () => void): RouteOutcome
  /** The steps of the last run, which was feasible, leaving as late as that costs nothing. */
  steps(): RouteStep[]
}

/**
 * Exact simulation of one route with everything the model knows: trips, several and soft windows, breaks, driving
 * hours, travel by time of day, ride times, duty. For each stop and number of breaks taken it keeps the earliest
 * departure; by FIFO no later one can be of use. Limits on a stretch of time (a ride, the duty) push its begin later
 * until all hold, which finds the least solution of these difference constraints, or that there is none.
 */
export function routeSimulator(model: SearchModel): RouteSimulator {
  const { problem, nodes, unitOf, firstOf, secondOf, maxRide } = model
  const t = routeClock(model)
  const split = tripSplit(model)
  const deadlines = routeDeadlines(model, t)
  const { disruption, disturbs } = routeDisruption(model)
  const measure = problem.objective?.balance?.measure
  const anyRide = maxRide.some((one) => one < Number.POSITIVE_INFINITY)
  const anyTangled = t.windows.tangled

  const outcome: RouteOutcome = {
    feasible: false,
    cost: 0,
    distance: 0,
    driving: 0,
    duty: 0,
    latenessCost: 0,
    disruption: 0,
    trips: 1,
    idle: 0,
    refusal: t.refusal,
  }
  // Begin and departure of each visit on the chosen way, and the break it began with.
  let started = new Float64Array(32)
  let gone = new Float64Array(32)
  let firstState = 0

  /** Start of service at every visit on the way that ends best. */
  function trace(): void {
    gone[0] = t.leaves
    let state = t.endState
    for (let k = t.visits; k >= 1; k--) {
      while (t.pausedFrom[k * t.width + state] === 1) state--
      started[k] = t.startOf[k * t.width + state] as number
      gone[k] = t.ready[k * t.width + state] as number
      state = t.fromState[k * t.width + state] as number
    }
    while (t.pausedFrom[state] === 1) state--
    firstState = state
  }

  /** Pushes begins later until rides and duty hold. `isDriven`: the clock has gone from there already. */
  function settle(from: number, isDriven: boolean): boolean {
    t.leaves = from
    t.holds = anyRide
    if (anyRide) t.notBefore.fill(Number.NEGATIVE_INFINITY, 0, t.visits + 2)
    const { mostDuty } = t.hours
    let duty = Number.POSITIVE_INFINITY
    for (let round = 0; round < mostDelays; round++) {
      if (!(isDriven && round === 0) && !t.forward(t.leaves)) return false
      let pushed = false
      if (t.ends - t.leaves > mostDuty + slack) {
        if (t.fleet.prefix.length > 0 || t.ends - t.leaves > duty - slack)
          return t.refuse('duty', t.ends - t.leaves - mostDuty)
        duty = t.ends - t.leaves
        t.leaves = t.ends - mostDuty
        pushed = true
      }
      if (anyRide) {
        trace()
        for (let k = 1; k <= t.visits; k++) {
          const drop = t.visitOf[k] as number
          if (drop < 0) continue
          const unit = unitOf[drop] as number
          const most = maxRide[unit] as number
          if (most === Number.POSITIVE_INFINITY || secondOf[unit] !== drop) continue
          const pickup = firstOf[unit] as number
          let at = k - 1
          while ((t.visitOf[at] as number) !== pickup) at--
          const over = (started[k] as number) - (gone[at] as number) - most
          if (over <= slack) continue
          if (at <= t.fleet.prefix.length) return t.refuse('ride-time', over)
          t.notBefore[at] = (started[at] as number) + over
          pushed = true
        }
      }
      if (!pushed) return true
    }
    return t.refuse(anyRide ? 'ride-time' : 'duty', t.ends - t.leaves - mostDuty)
  }

  /** No rest is needed however the route begins, and being late is never a choice: then deadlines are exact. */
  function isPlainSailing(): boolean {
    const { timed, longestDrive } = t.hours
    return !anyRide && !anyTangled && outcome.driving * (timed?.spread ?? 1) <= longestDrive
  }

  /** Leaves later where that ends no later: waiting becomes time before duty. `drives`: the clock has to show it. */
  function postpone(drives: boolean): void {
    if (t.fleet.prefix.length > 0) return
    const first = t.leaves
    const until = t.ends
    const costBefore = t.endLate
    trace()
    // Nothing that keeps this end, and nobody later than now, begins later than that.
    let tooLate = Number.POSITIVE_INFINITY
    if (costBefore === 0 || !anyTangled) {
      const begins = costBefore === 0 ? undefined : started
      tooLate = deadlines.latestStart(t.visitNode, t.visitOf, t.visits, first, until, begins)
      if (tooLate <= first + slack) return
      // With breaks the end that comes first may not be the one with least lateness.
      const isSure = costBefore === 0 || t.width === 1
      if (!drives && isSure && isPlainSailing()) {
        t.leaves = tooLate
        return
      }
    }
    // How much later the start may be: all waits together, but no stop may slip out of its window (Savelsbergh 1992).
    let wait = 0
    let most = Number.POSITIVE_INFINITY
    for (let k = 1; k <= t.visits; k++) {
      const start = started[k] as number
      const way = (t.visitNode[k - 1] as number) * nodes + (t.visitNode[k] as number)
      wait += Math.max(0, start - (gone[k - 1] as number) - (t.fleet.travel.time[way] as number))
      const stop = t.visitOf[k] as number
      const windows = stop < 0 ? undefined : problem.stops[stop]?.windows
      const window = windows?.find(({ endSeconds }) => start <= endSeconds + slack)
      if (window) most = Math.min(most, window.endSeconds - start + wait)
    }
    wait = Math.min(wait, most)
    const asGood = (from: number) =>
      settle(from, false) && t.ends <= until + slack && t.endLate <= costBefore + slack
    // The last moment at which nothing else changes: what ends later by so much began too late by as much, mostly.
    let sound = first
    if (tooLate < Number.POSITIVE_INFINITY && asGood(tooLate)) return
    tooLate = Math.min(tooLate, first + wait)
    if (wait <= slack) settle(first, false)
    if (wait <= slack || asGood(tooLate)) return
    for (let round = 0; round < 24 && tooLate - sound > 1e-3; round++) {
      const over = t.ends - until
      const isExact = over > slack && tooLate - over > sound
      const guess = isExact ? tooLate - over : (sound + tooLate) / 2
      if (asGood(guess)) {
        if (isExact) return
        sound = guess
      } else tooLate = guess
    }
    settle(sound, false)
  }

  function layOut(sequence: Int32Array, length: number): boolean {
    const { type } = t.fleet
    if (length > (type.maxStops ?? Number.POSITIVE_INFINITY))
      return t.refuse('stop-count', length - (type.maxStops as number))
    if (!split.run(t.fleet, sequence, length)) {
      const { kind, shortBy, dimension } = split.refusal
      return t.refuse(kind, shortBy, dimension)
    }
    t.grow((length + split.trips + 2) * t.width)
    if (started.length < t.visitNode.length) {
      started = new Float64Array(t.visitNode.length)
      gone = new Float64Array(t.visitNode.length)
    }
    const { distance, time } = t.fleet.travel
    const { visitNode, visitOf } = t
    let visits = 0
    let node = t.fleet.start
    let metres = 0
    let seconds = 0
    visitNode[0] = node
    visitOf[0] = -1
    for (let k = 1; k <= length; k++) {
      const depot = split.reloadBefore[k] as number
      if (depot >= 0) {
        metres += distance[node * nodes + depot] as number
        seconds += time[node * nodes + depot] as number
        node = depot
        visits++
        visitNode[visits] = node
        visitOf[visits] = -1
      }
      const next = sequence[k] as number
      metres += distance[node * nodes + next] as number
      seconds += time[node * nodes + next] as number
      node = next
      visits++
      visitNode[visits] = node
      visitOf[visits] = node
    }
    metres += distance[node * nodes + t.fleet.end] as number
    seconds += time[node * nodes + t.fleet.end] as number
    t.visits = visits
    if (metres === Number.POSITIVE_INFINITY) return t.refuse('road', 0)
    outcome.distance = metres
    outcome.driving = seconds
    outcome.trips = split.trips
    const { maxDistanceMeters = Number.POSITIVE_INFINITY } = type
    if (metres > maxDistanceMeters + slack) return t.refuse('distance', metres - maxDistanceMeters)
    return true
  }

  /** What of the duty nothing is done in, or a rest is taken; the clock shows the way. */
  function idleOf(): number {
    trace()
    let busy = outcome.driving
    for (let b = firstState; b < t.endState; b++) busy += t.hours.duration[b] as number
    for (let k = 1; k <= t.visits; k++) busy += (gone[k] as number) - (started[k] as number)
    return Math.max(0, outcome.duty - busy)
  }

  function run(of: Fleet, sequence: Int32Array, length: number, driven?: () => void): RouteOutcome {
    t.use(of)
    outcome.feasible = false
    if (length === 0) {
      t.visits = 0
      outcome.feasible = true
      outcome.cost = 0
      outcome.trips = 1
      outcome.distance = 0
      outcome.driving = 0
      outcome.duty = 0
      outcome.idle = 0
      return outcome
    }
    const { timed, mostDriving, mostDuty } = t.hours
    const { costPerMeter, costPerDrivingSecond, costPerDutySecond, prefix } = of
    const from = earliestStart(of)
    t.holds = false
    if (!layOut(sequence, length) || !t.forward(from)) return outcome
    if (timed !== undefined) outcome.driving = t.endDrove
    driven?.()
    if (!settle(from, true)) return outcome
    if (timed !== undefined) outcome.driving = t.endDrove
    outcome.latenessCost = t.endLate
    if (costPerDutySecond > 0 || measure === 'duty') {
      const drivingCounts =
        costPerDrivingSecond > 0 || mostDriving < Number.POSITIVE_INFINITY || measure === 'driving'
      const earliestEnd = t.ends
      const earliestLeave = t.leaves
      outcome.duty = earliestEnd - earliestLeave
      const idle = idleOf()
      postpone(timed !== undefined && drivingCounts)
      outcome.duty = t.ends - t.leaves
      outcome.idle = Math.max(0, idle - (t.leaves - earliestLeave))
      if (timed !== undefined && drivingCounts) outcome.driving = t.endDrove
    } else {
      outcome.duty = t.ends - t.leaves
      outcome.idle = mostDuty < Number.POSITIVE_INFINITY ? idleOf() : 0
    }
    if (outcome.driving > mostDriving + slack) {
      t.refuse('driving-hours', outcome.driving - mostDriving)
      return outcome
    }
    outcome.disruption = 0
    if (disturbs)
      for (let k = prefix.length + 1; k <= length; k++)
        outcome.disruption += disruption(
          of,
          sequence[k] as number,
          k === 1 ? -1 : (sequence[k - 1] as number),
        )
    outcome.cost =
      outcome.distance * costPerMeter +
      outcome.driving * costPerDrivingSecond +
      outcome.duty * costPerDutySecond +
      outcome.latenessCost +
      outcome.disruption
    outcome.feasible = true
    return outcome
  }

  return {
    outcome,
    clock: t,
    split,
    deadlines,
    disturbs,
    disruption,
    run,
    steps() {
      if (t.visits === 0) return []
      // A run that only had to know how late it may begin has not driven from there.
      t.forward(t.leaves)
      postpone(true)
      const steps: RouteStep[] = []
      tellSteps(model, t, (step) => steps.push(step))
      return steps
    },
  }
}

/** A vehicle that is under way has left when its shift began. */
export function earliestStart({ prefix, shiftStart, availableFrom }: Fleet): number {
  return prefix.length === 0 ? Math.max(shiftStart, availableFrom) : shiftStart
}
