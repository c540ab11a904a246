import type { BindingConstraintKind, Break, RouteStep, Stop } from './routing.problem.ts'
import type { Fleet, SearchModel } from './search-model.ts'
import { serviceStart } from './service-start.ts'
import { type TimedTravel, timedTravel } from './time-dependent.travel.ts'
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

export interface Refusal {
  kind: BindingConstraintKind
  /** Seconds, metres, stops or the dimension's unit. */
  shortBy: number
  dimension: number
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
  const { problem, nodes, service, unitOf, firstOf, secondOf, maxRide, locationOf } = model
  const timed = new Map(problem.profiles.map((profile) => [profile, timedTravel(profile, problem.locations)]))
  const split = tripSplit(model)
  const currentFleet = new Int32Array(model.stops).fill(-1)
  const currentBefore = new Int32Array(model.stops).fill(-1)
  const numberOf = new Map(problem.stops.map((stop, index) => [stop.id, index]))
  for (const fleet of model.fleets) {
    const ids = fleet.current?.stopIds ?? []
    for (const [index, id] of ids.entries()) {
      if (index < (fleet.current?.startedStops ?? 0)) continue
      const stop = numberOf.get(id) as number
      currentFleet[stop] = fleet.index
      currentBefore[stop] = index === 0 ? -1 : (numberOf.get(ids[index - 1] as string) as number)
    }
  }
  const { movedStop = 0, resequencedStop = 0 } = problem.objective?.disruption ?? {}
  const balancesDuty = problem.objective?.balance?.measure === 'duty'
  const disturbs = movedStop > 0 || resequencedStop > 0
  const anyRide = maxRide.some((one) => one < Number.POSITIVE_INFINITY)

  // Visits: stops and reloads in their order; index 0 is the start, `visits + 1` the end.
  let room = 32
  let width = 1
  let visitNode = new Int32Array(room)
  let visitOf = new Int32Array(room)
  let notBefore = new Float64Array(room)
  let started = new Float64Array(room)
  let ready = new Float64Array(room)
  let gone = new Float64Array(room)
  let driven = new Float64Array(room)
  let late = new Float64Array(room)
  let fromState = new Int32Array(room)
  let atArrival = new Int32Array(room)
  let pausedFrom = new Uint8Array(room)
  let startOf = new Float64Array(room)
  let visits = 0
  let fleet = model.fleets[0] as Fleet
  let breaks: Break[] = []
  let timedNow: TimedTravel | undefined
  let leaves = 0
  let endState = 0
  let ends = 0
  const outcome: RouteOutcome = {
    feasible: false,
    cost: 0,
    distance: 0,
    driving: 0,
    duty: 0,
    latenessCost: 0,
    disruption: 0,
    trips: 1,
    refusal: { kind: 'window', shortBy: 0, dimension: 0 },
  }
  // Where a drive ends; a drive is too hot for records.
  let arrival = 0
  let drivenAfter = 0

  function refuse(kind: BindingConstraintKind, shortBy: number, dimension = 0): false {
    outcome.refusal.kind = kind
    outcome.refusal.shortBy = shortBy
    outcome.refusal.dimension = dimension
    return false
  }

  /** Drives, resting on the road where the driving hours end; answers through `arrival` and `drivenAfter`. */
  function drive(from: number, to: number, leavesAt: number, drivenBefore: number, onRoad?: OnRoad): void {
    const hours = fleet.type.drivingHours
    const free = from === model.nowhere || to === model.nowhere
    const way = free ? 0 : (fleet.travel.time[from * nodes + to] as number)
    if (!hours && !timedNow) {
      arrival = leavesAt + way
      drivenAfter = drivenBefore + way
      return
    }
    const a = locationOf[from] as number
    const b = locationOf[to] as number
    let now = leavesAt
    let left = 1
    let total = drivenBefore
    for (;;) {
      const rest = free ? 0 : timedNow ? timedNow.seconds(a, b, now, left) : left * way
      const allowed = hours ? hours.maxContinuousDrivingSeconds - total : Number.POSITIVE_INFINITY
      if (rest <= allowed + 1e-9 || !hours || hours.maxContinuousDrivingSeconds <= 0) {
        arrival = now + rest
        drivenAfter = total + rest
        onRoad?.(rest, false, now)
        return
      }
      const part = Math.max(0, allowed)
      left -= timedNow ? timedNow.share(a, b, now, part) : part / way
      onRoad?.(part, true, now)
      now += part + hours.breakSeconds
      total = 0
    }
  }

  function rested(drivenBefore: number, stands: number): number {
    const hours = fleet.type.drivingHours
    return hours && stands >= hours.breakSeconds - 1e-9 ? 0 : drivenBefore
  }

  function breakStart(index: number, now: number): number {
    for (const window of (breaks[index] as Break).windows)
      if (now <= window.endSeconds + 1e-9) return Math.max(now, window.startSeconds)
    return Number.POSITIVE_INFINITY
  }

  /** One more state after visit k: departure, driving since a rest, lateness. */
  function offer(k: number, b: number, time: number, drive: number, cost: number): boolean {
    const at = k * width + b
    const now = ready[at] as number
    if (time > now || (time === now && (drive > (driven[at] as number) || cost >= (late[at] as number))))
      return false
    ready[at] = time
    driven[at] = drive
    late[at] = cost
    pausedFrom[at] = 0
    return true
  }
  /** Breaks after service, before driving on. */
  function pause(k: number): void {
    for (let b = 0; b + 1 < width; b++) {
      const at = k * width + b
      const now = ready[at] as number
      if (now === Number.POSITIVE_INFINITY) continue
      const start = breakStart(b, now)
      if (start === Number.POSITIVE_INFINITY) continue
      const until = start + (breaks[b] as Break).durationSeconds
      if (offer(k, b + 1, until, rested(driven[at] as number, until - now), late[at] as number))
        pausedFrom[at + 1] = 1
    }
  }

  /** Earliest departures everywhere, leaving the start no earlier than `from`. */
  function forward(from: number): boolean {
    ready.fill(Number.POSITIVE_INFINITY, 0, (visits + 2) * width)
    let missed = 0
    let missedKind: BindingConstraintKind = 'window'
    for (let b = 0; b < width; b++) {
      offer(0, b, from, 0, 0)
      const skipped = breaks[b]
      if (skipped && lastEnd(skipped) > from) break
    }
    pause(0)
    for (let k = 1; k <= visits; k++) {
      const node = visitNode[k] as number
      const before = visitNode[k - 1] as number
      const stop = visitOf[k] as number
      let any = false
      missed = Number.POSITIVE_INFINITY
      for (let b = 0; b < width; b++) {
        const at = (k - 1) * width + b
        const departs = ready[at] as number
        if (departs === Number.POSITIVE_INFINITY) continue
        drive(before, node, departs, driven[at] as number)
        const reached = arrival
        const drove = drivenAfter
        let now = reached
        for (let taken = 0; b + taken < width; taken++) {
          if (taken > 0) {
            const start = breakStart(b + taken - 1, now)
            if (start === Number.POSITIVE_INFINITY) break
            now = start + (breaks[b + taken - 1] as Break).durationSeconds
          }
          let begin = Math.max(now, notBefore[k] as number)
          let lateness = 0
          let serves = 0
          if (stop >= 0) {
            const found = serviceStart(problem.stops[stop] as Stop, begin, fleet.costPerDutySecond)
            if (found.missedBy > slack && k > fleet.prefix.length) {
              if (found.missedBy < missed) {
                missed = found.missedBy
                missedKind = (notBefore[k] as number) > now ? 'ride-time' : taken > 0 ? 'break' : 'window'
              }
              break
            }
            begin = found.start
            lateness = found.latenessCost
            serves = service[stop] as number
          } else {
            const { window, durationSeconds } = fleet.type.reload as NonNullable<typeof fleet.type.reload>
            if (window && begin > window.endSeconds + slack) {
              missed = Math.min(missed, begin - window.endSeconds)
              break
            }
            begin = Math.max(begin, window?.startSeconds ?? begin)
            serves = durationSeconds
          }
          let departure = begin + serves
          const restful = fleet.type.drivingHours?.serviceIsRest ? departure - reached : begin - reached
          if (k === fleet.prefix.length) departure = Math.max(departure, fleet.availableFrom)
          if (offer(k, b + taken, departure, rested(drove, restful), (late[at] as number) + lateness)) {
            any = true
            fromState[k * width + b + taken] = b
            atArrival[k * width + b + taken] = taken
            startOf[k * width + b + taken] = begin
          }
        }
      }
      if (!any) return refuse(missedKind, missed)
      pause(k)
    }
    return arriveEnd(from)
  }

  function arriveEnd(from: number): boolean {
    ends = Number.POSITIVE_INFINITY
    let breakMissed = false
    for (let b = 0; b < width; b++) {
      const at = visits * width + b
      if (ready[at] === Number.POSITIVE_INFINITY) continue
      drive(visitNode[visits] as number, fleet.end, ready[at] as number, driven[at] as number)
      let due = false
      for (let i = b; i < breaks.length; i++) {
        const until = lastEnd(breaks[i] as Break)
        if (until > from && arrival > until + slack) due = true
      }
      if (due) breakMissed = true
      else if (arrival < ends) {
        ends = arrival
        endState = b
      }
    }
    if (ends === Number.POSITIVE_INFINITY) return refuse(breakMissed ? 'break' : 'window', 0)
    if (ends > fleet.shiftEnd + slack) return refuse('shift', ends - fleet.shiftEnd)
    return true
  }

  /** Start of service at every visit on the way that ends best. */
  function trace(): void {
    let state = endState
    for (let k = visits; k >= 1; k--) {
      while (pausedFrom[k * width + state] === 1) state--
      started[k] = startOf[k * width + state] as number
      gone[k] = ready[k * width + state] as number
      state = fromState[k * width + state] as number
    }
  }

  /** Pushes begins later until rides and duty hold. */
  function settle(from: number): boolean {
    leaves = from
    notBefore.fill(Number.NEGATIVE_INFINITY, 0, visits + 2)
    const { maxDutySeconds = Number.POSITIVE_INFINITY } = fleet.type
    let duty = Number.POSITIVE_INFINITY
    for (let round = 0; round < mostDelays; round++) {
      if (!forward(leaves)) return false
      let pushed = false
      if (ends - leaves > maxDutySeconds + slack) {
        if (fleet.prefix.length > 0 || ends - leaves > duty - slack)
          return refuse('duty', ends - leaves - maxDutySeconds)
        duty = ends - leaves
        leaves = ends - maxDutySeconds
        pushed = true
      }
      if (anyRide) {
        trace()
        for (let k = 1; k <= visits; k++) {
          const drop = visitOf[k] as number
          if (drop < 0) continue
          const unit = unitOf[drop] as number
          const most = maxRide[unit] as number
          if (most === Number.POSITIVE_INFINITY || secondOf[unit] !== drop) continue
          const pickup = firstOf[unit] as number
          let at = k - 1
          while ((visitOf[at] as number) !== pickup) at--
          const over = (started[k] as number) - (gone[at] as number) - most
          if (over <= slack) continue
          if (at <= fleet.prefix.length) return refuse('ride-time', over)
          notBefore[at] = (started[at] as number) + over
          pushed = true
        }
      }
      if (!pushed) return true
    }
    return refuse(anyRide ? 'ride-time' : 'duty', ends - leaves - maxDutySeconds)
  }

  /** Leaves later where that ends no later: waiting becomes time before duty. */
  function postpone(): void {
    if (fleet.prefix.length > 0) return
    const first = leaves
    const until = ends
    const costBefore = late[visits * width + endState] as number
    trace()
    let wait = 0
    for (let k = 1; k <= visits; k++) wait += Math.max(0, (started[k] as number) - (gone[k - 1] ?? leaves))
    const asGood = (from: number) =>
      settle(from) &&
      ends <= until + slack &&
      (late[visits * width + endState] as number) <= costBefore + slack
    // The last moment at which nothing else changes: what ends later by so much began too late by as much, mostly.
    let sound = first
    let tooLate = first + wait
    for (let round = 0; round < 24 && tooLate - sound > 1e-3; round++) {
      if (asGood(tooLate)) return
      const late = ends - until
      const guess = late > slack && tooLate - late > sound ? tooLate - late : (sound + tooLate) / 2
      if (asGood(guess)) {
        sound = guess
        if (late > slack) break
      } else tooLate = guess
    }
    settle(sound)
  }

  function layOut(sequence: Int32Array, length: number): boolean {
    const { type } = fleet
    if (length > (type.maxStops ?? Number.POSITIVE_INFINITY))
      return refuse('stop-count', length - (type.maxStops as number))
    if (!split.run(fleet, sequence, length)) {
      const { kind, shortBy, dimension } = split.refusal
      return refuse(kind, shortBy, dimension)
    }
    breaks = type.breaks ?? []
    width = breaks.length + 1
    grow((length + split.trips + 2) * width)
    visits = 0
    visitNode[0] = fleet.start
    visitOf[0] = -1
    let distance = 0
    const step = (node: number) => {
      distance += fleet.travel.distance[(visitNode[visits] as number) * nodes + node] as number
      visits++
      visitNode[visits] = node
    }
    for (let k = 1; k <= length; k++) {
      const depot = split.reloadBefore[k] as number
      if (depot >= 0) {
        step(depot)
        visitOf[visits] = -1
      }
      step(sequence[k] as number)
      visitOf[visits] = sequence[k] as number
    }
    distance += fleet.travel.distance[(visitNode[visits] as number) * nodes + fleet.end] as number
    if (distance === Number.POSITIVE_INFINITY) return refuse('road', 0)
    outcome.distance = distance
    outcome.trips = split.trips
    const { maxDistanceMeters = Number.POSITIVE_INFINITY } = type
    if (distance > maxDistanceMeters + slack) return refuse('distance', distance - maxDistanceMeters)
    return true
  }

  /** Time on the road; of timed travel it depends on when each way is driven. */
  function drivingOf(): number {
    let total = 0
    if (!timedNow) {
      for (let k = 1; k <= visits; k++)
        total += fleet.travel.time[(visitNode[k - 1] as number) * nodes + (visitNode[k] as number)] as number
      return total + (fleet.travel.time[(visitNode[visits] as number) * nodes + fleet.end] as number)
    }
    replay((step) => {
      total += step.drivingSeconds
    })
    return total
  }

  function run(of: Fleet, sequence: Int32Array, length: number): RouteOutcome {
    fleet = of
    timedNow = timed.get(fleet.travel.profile)
    outcome.feasible = false
    if (length === 0) {
      outcome.feasible = true
      outcome.cost = 0
      visits = 0
      return outcome
    }
    const from =
      fleet.prefix.length === 0 ? Math.max(fleet.shiftStart, fleet.availableFrom) : fleet.shiftStart
    if (!layOut(sequence, length) || !settle(from)) return outcome
    if (fleet.costPerDutySecond > 0 || balancesDuty) postpone()
    const driving = drivingOf()
    const { drivingHours } = fleet.type
    const mostDriving = drivingHours?.maxDrivingSeconds ?? Number.POSITIVE_INFINITY
    if (driving > mostDriving + slack) {
      refuse('driving-hours', driving - mostDriving)
      return outcome
    }
    outcome.driving = driving
    outcome.duty = ends - leaves
    outcome.latenessCost = late[visits * width + endState] as number
    outcome.disruption = disturbs ? disruptionOf(sequence, length) : 0
    outcome.cost =
      outcome.distance * fleet.costPerMeter +
      driving * fleet.costPerDrivingSecond +
      outcome.duty * fleet.costPerDutySecond +
      outcome.latenessCost +
      outcome.disruption
    outcome.feasible = true
    return outcome
  }

  function disruptionOf(sequence: Int32Array, length: number): number {
    let cost = 0
    for (let k = fleet.prefix.length + 1; k <= length; k++) {
      const stop = sequence[k] as number
      const was = currentFleet[stop] as number
      if (was < 0) continue
      if (was !== fleet.index) cost += movedStop
      else if ((currentBefore[stop] as number) !== (k === 1 ? -1 : (sequence[k - 1] as number)))
        cost += resequencedStop
    }
    return cost
  }

  function grow(size: number): void {
    if (size <= room) return
    room = size * 2
    visitNode = new Int32Array(room)
    visitOf = new Int32Array(room)
    notBefore = new Float64Array(room)
    started = new Float64Array(room)
    ready = new Float64Array(room)
    gone = new Float64Array(room)
    driven = new Float64Array(room)
    late = new Float64Array(room)
    fromState = new Int32Array(room)
    atArrival = new Int32Array(room)
    pausedFrom = new Uint8Array(room)
    startOf = new Float64Array(room)
  }

  /** Goes the chosen way once more and tells each step; loads and distances are the plan's business. */
  function replay(tell: (step: RouteStep) => void): void {
    const states: number[] = []
    let state = endState
    for (let k = visits; k >= 0; k--) {
      states[k] = state
      let served = state
      while (pausedFrom[k * width + served] === 1) served--
      state = fromState[k * width + served] as number
    }
    const place = (node: number) => (node === model.nowhere ? null : (locationOf[node] as number))
    const startPlace = place(fleet.start) ?? place(visitNode[1] ?? fleet.end)
    tell({ ...blank('start', startPlace, leaves), window: undefined })
    let now = leaves
    let driveSince = 0
    let taken = 0
    const breakAt = (location: number | null, drivingSeconds: number) => {
      const one = breaks[taken] as Break
      const start = breakStart(taken, now)
      const until = start + one.durationSeconds
      tell({
        ...blank('break', location, now),
        breakId: one.id,
        waitSeconds: start - now,
        startSeconds: start,
        departureSeconds: until,
        drivingSeconds,
      })
      taken++
      now = until
    }
    // Breaks whose windows were over before the vehicle left are no breaks of this route.
    while (taken < breaks.length && lastEnd(breaks[taken] as Break) <= leaves) taken++
    for (let k = 0; k <= visits; k++) {
      const here = visitNode[k] as number
      const hereLocation = k === 0 ? startPlace : place(here)
      const stood = now
      while (taken < (states[k] as number)) breakAt(hereLocation, 0)
      if (now > stood) driveSince = rested(driveSince, now - stood)
      const next = k === visits ? fleet.end : (visitNode[k + 1] as number)
      let drove = 0
      drive(here, next, now, driveSince, (seconds, rests, from) => {
        drove = seconds
        if (!rests) return
        const hours = fleet.type.drivingHours as NonNullable<typeof fleet.type.drivingHours>
        tell({
          ...blank('rest', null, from + seconds),
          departureSeconds: from + seconds + hours.breakSeconds,
          drivingSeconds: seconds,
        })
      })
      if (!fleet.type.drivingHours && !timedNow) drove = arrival - now
      now = arrival
      driveSince = drivenAfter
      if (k === visits) {
        tell({ ...blank('end', place(fleet.end) ?? hereLocation, now), drivingSeconds: drove })
        return
      }
      const reached = now
      let served = states[k + 1] as number
      while (pausedFrom[(k + 1) * width + served] === 1) served--
      const there = place(next)
      for (let more = atArrival[(k + 1) * width + served] as number; more > 0; more--) {
        breakAt(there, drove)
        drove = 0
      }
      const at = (k + 1) * width + served
      const stop = visitOf[k + 1] as number
      const begin = startOf[at] as number
      const found =
        stop >= 0 ? serviceStart(problem.stops[stop] as Stop, begin, fleet.costPerDutySecond) : undefined
      const serves = stop >= 0 ? (service[stop] as number) : (fleet.type.reload?.durationSeconds ?? 0)
      tell({
        ...blank(stop >= 0 ? 'stop' : 'reload', there, now),
        stopId: stop >= 0 ? (problem.stops[stop] as Stop).id : undefined,
        waitSeconds: begin - now,
        startSeconds: begin,
        departureSeconds: ready[at] as number,
        window: found?.window,
        latenessSeconds: found?.latenessSeconds ?? 0,
        drivingSeconds: drove,
      })
      const restful = fleet.type.drivingHours?.serviceIsRest ? begin + serves - reached : begin - reached
      driveSince = rested(driveSince, restful)
      now = ready[at] as number
    }
  }

  return {
    outcome,
    run,
    steps() {
      if (visits === 0) return []
      postpone()
      const steps: RouteStep[] = []
      replay((step) => steps.push(step))
      return steps
    },
    leaveAt(index) {
      if (index === 0 || visits === 0) return fleet.shiftStart
      let seen = 0
      for (let k = 1; k <= visits; k++) {
        if ((visitOf[k] as number) >= 0) seen++
        if (seen === index) return ready[k * width] as number
      }
      return Number.POSITIVE_INFINITY
    },
  }
}

type OnRoad = (seconds: number, rests: boolean, leavesAt: number) => void

function lastEnd({ windows }: Break): number {
  return Math.max(...windows.map(({ endSeconds }) => endSeconds))
}

function blank(kind: RouteStep['kind'], location: number | null, seconds: number): RouteStep {
  return {
    kind,
    location,
    arrivalSeconds: seconds,
    waitSeconds: 0,
    startSeconds: seconds,
    departureSeconds: seconds,
    latenessSeconds: 0,
    load: [],
    distanceMeters: 0,
    drivingSeconds: 0,
  }
}
