import { type Refusal, routeClock } from './route-clock.ts'
import { tellSteps } from './route-steps.ts'
import type { RouteStep } from './routing.problem.ts'
import type { Fleet, SearchModel } from './search-model.ts'
import { tripSplit } from './trip-split.ts'

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
  refusal: Refusal
}

export interface RouteSimulator {
  readonly outcome: RouteOutcome
  /** Drives the stops `sequence[1 … length]` in their order with a vehicle of the fleet. */
  run(fleet: Fleet, sequence: Int32Array, length: number): RouteOutcome
  /** The steps of the last run, which was feasible, leaving as late as that costs nothing. */
  steps(): RouteStep[]
  /** Earliest departure from a stop of the last run, by index in its sequence (0: the start). */
  leaveAt(index: number): number
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
  const currentFleet = new Int32Array(model.stops).fill(-1)
  const currentBefore = new Int32Array(model.stops).fill(-1)
  const numberOf = new Map(problem.stops.map((stop, index) => [stop.id, index]))
  for (const each of model.fleets) {
    const ids = each.current?.stopIds ?? []
    for (const [index, id] of ids.entries()) {
      if (index < (each.current?.startedStops ?? 0)) continue
      const stop = numberOf.get(id) as number
      currentFleet[stop] = each.index
      currentBefore[stop] = index === 0 ? -1 : (numberOf.get(ids[index - 1] as string) as number)
    }
  }
  const { movedStop = 0, resequencedStop = 0 } = problem.objective?.disruption ?? {}
  const balancesDuty = problem.objective?.balance?.measure === 'duty'
  const disturbs = movedStop > 0 || resequencedStop > 0
  const anyRide = maxRide.some((one) => one < Number.POSITIVE_INFINITY)

  const outcome: RouteOutcome = {
    feasible: false,
    cost: 0,
    distance: 0,
    driving: 0,
    duty: 0,
    latenessCost: 0,
    disruption: 0,
    trips: 1,
    refusal: t.refusal,
  }
  // Begin and departure of each visit on the chosen way.
  let started = new Float64Array(32)
  let gone = new Float64Array(32)
  /** Departures before anything is pushed later. */
  let earliest = new Float64Array(32)
  let isFirst = true

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
  }

  /** Pushes begins later until rides and duty hold. */
  function settle(from: number): boolean {
    t.leaves = from
    t.notBefore.fill(Number.NEGATIVE_INFINITY, 0, t.visits + 2)
    const { maxDutySeconds = Number.POSITIVE_INFINITY } = t.fleet.type
    let duty = Number.POSITIVE_INFINITY
    for (let round = 0; round < mostDelays; round++) {
      if (!t.forward(t.leaves)) return false
      if (isFirst) {
        isFirst = false
        for (let k = 0; k <= t.visits; k++) earliest[k] = t.ready[k * t.width] as number
      }
      let pushed = false
      if (t.ends - t.leaves > maxDutySeconds + slack) {
        if (t.fleet.prefix.length > 0 || t.ends - t.leaves > duty - slack)
          return t.refuse('duty', t.ends - t.leaves - maxDutySeconds)
        duty = t.ends - t.leaves
        t.leaves = t.ends - maxDutySeconds
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
    return t.refuse(anyRide ? 'ride-time' : 'duty', t.ends - t.leaves - maxDutySeconds)
  }

  /** Leaves later where that ends no later: waiting becomes time before duty. */
  function postpone(): void {
    if (t.fleet.prefix.length > 0) return
    const first = t.leaves
    const until = t.ends
    const costBefore = t.late[t.visits * t.width + t.endState] as number
    trace()
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
      settle(from) &&
      t.ends <= until + slack &&
      (t.late[t.visits * t.width + t.endState] as number) <= costBefore + slack
    // The last moment at which nothing else changes: what ends later by so much began too late by as much, mostly.
    let sound = first
    let tooLate = first + wait
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
    settle(sound)
  }

  function layOut(sequence: Int32Array, length: number): boolean {
    const { type } = t.fleet
    if (length > (type.maxStops ?? Number.POSITIVE_INFINITY))
      return t.refuse('stop-count', length - (type.maxStops as number))
    if (!split.run(t.fleet, sequence, length)) {
      const { kind, shortBy, dimension } = split.refusal
      return t.refuse(kind, shortBy, dimension)
    }
    t.breaks = type.breaks ?? []
    t.width = t.breaks.length + 1
    isFirst = true
    t.grow((length + split.trips + 2) * t.width)
    if (started.length < t.visitNode.length) {
      started = new Float64Array(t.visitNode.length)
      gone = new Float64Array(t.visitNode.length)
      earliest = new Float64Array(t.visitNode.length)
    }
    t.visits = 0
    t.visitNode[0] = t.fleet.start
    t.visitOf[0] = -1
    let distance = 0
    const step = (node: number) => {
      distance += t.fleet.travel.distance[(t.visitNode[t.visits] as number) * nodes + node] as number
      t.visits++
      t.visitNode[t.visits] = node
    }
    for (let k = 1; k <= length; k++) {
      const depot = split.reloadBefore[k] as number
      if (depot >= 0) {
        step(depot)
        t.visitOf[t.visits] = -1
      }
      step(sequence[k] as number)
      t.visitOf[t.visits] = sequence[k] as number
    }
    distance += t.fleet.travel.distance[(t.visitNode[t.visits] as number) * nodes + t.fleet.end] as number
    if (distance === Number.POSITIVE_INFINITY) return t.refuse('road', 0)
    outcome.distance = distance
    outcome.trips = split.trips
    const { maxDistanceMeters = Number.POSITIVE_INFINITY } = type
    if (distance > maxDistanceMeters + slack) return t.refuse('distance', distance - maxDistanceMeters)
    return true
  }

  /** Time on the road; of timed travel it depends on when each way is driven. */
  function drivingOf(): number {
    let total = 0
    if (!t.timedNow) {
      for (let k = 1; k <= t.visits; k++)
        total += t.fleet.travel.time[
          (t.visitNode[k - 1] as number) * nodes + (t.visitNode[k] as number)
        ] as number
      return total + (t.fleet.travel.time[(t.visitNode[t.visits] as number) * nodes + t.fleet.end] as number)
    }
    tellSteps(model, t, (step) => {
      total += step.drivingSeconds
    })
    return total
  }

  function run(of: Fleet, sequence: Int32Array, length: number): RouteOutcome {
    t.fleet = of
    t.timedNow = t.timedOf.get(t.fleet.travel.profile)
    outcome.feasible = false
    if (length === 0) {
      outcome.feasible = true
      outcome.cost = 0
      t.visits = 0
      return outcome
    }
    const from =
      t.fleet.prefix.length === 0 ? Math.max(t.fleet.shiftStart, t.fleet.availableFrom) : t.fleet.shiftStart
    if (!layOut(sequence, length) || !settle(from)) return outcome
    if (t.fleet.costPerDutySecond > 0 || balancesDuty) postpone()
    const driving = drivingOf()
    const { drivingHours } = t.fleet.type
    const mostDriving = drivingHours?.maxDrivingSeconds ?? Number.POSITIVE_INFINITY
    if (driving > mostDriving + slack) {
      t.refuse('driving-hours', driving - mostDriving)
      return outcome
    }
    outcome.driving = driving
    outcome.duty = t.ends - t.leaves
    outcome.latenessCost = t.late[t.visits * t.width + t.endState] as number
    outcome.disruption = disturbs ? disruptionOf(sequence, length) : 0
    outcome.cost =
      outcome.distance * t.fleet.costPerMeter +
      driving * t.fleet.costPerDrivingSecond +
      outcome.duty * t.fleet.costPerDutySecond +
      outcome.latenessCost +
      outcome.disruption
    outcome.feasible = true
    return outcome
  }

  function disruptionOf(sequence: Int32Array, length: number): number {
    let cost = 0
    for (let k = t.fleet.prefix.length + 1; k <= length; k++) {
      const stop = sequence[k] as number
      const was = currentFleet[stop] as number
      if (was < 0) continue
      if (was !== t.fleet.index) cost += movedStop
      else if ((currentBefore[stop] as number) !== (k === 1 ? -1 : (sequence[k - 1] as number)))
        cost += resequencedStop
    }
    return cost
  }

  return {
    outcome,
    run,
    steps() {
      if (t.visits === 0) return []
      postpone()
      const steps: RouteStep[] = []
      tellSteps(model, t, (step) => steps.push(step))
      return steps
    },
    leaveAt(index) {
      if (index === 0 || t.visits === 0) return t.fleet.shiftStart
      let seen = 0
      for (let k = 1; k <= t.visits; k++) {
        if ((t.visitOf[k] as number) >= 0) seen++
        if (seen === index) return earliest[k] as number
      }
      return Number.POSITIVE_INFINITY
    },
  }
}
