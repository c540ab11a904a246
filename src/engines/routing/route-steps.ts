import type { RouteClock } from './route-clock.state.ts'
import type { Break, RouteStep, Stop } from './routing.problem.ts'
import type { SearchModel } from './search-model.ts'

/** Goes the chosen way of a clock once more and tells each step; loads and distances are the plan's business. */
export function tellSteps(model: SearchModel, t: RouteClock, tell: (step: RouteStep) => void): void {
  const { problem, service, locationOf } = model
  const states: number[] = []
  let state = t.endState
  for (let k = t.visits; k >= 0; k--) {
    states[k] = state
    let served = state
    while (t.pausedFrom[k * t.width + served] === 1) served--
    state = t.fromState[k * t.width + served] as number
  }
  const place = (node: number) => (node === model.nowhere ? null : (locationOf[node] as number))
  const startPlace = place(t.fleet.start) ?? place(t.visitNode[1] ?? t.fleet.end)
  tell({ ...blank('start', startPlace, t.leaves), window: undefined })
  let now = t.leaves
  let driveSince = 0
  let taken = 0
  const breakAt = (location: number | null, drivingSeconds: number) => {
    const one = t.hours.breaks[taken] as Break
    const start = t.breakStart(taken, now)
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
  while (taken < t.hours.breaks.length && (t.hours.lastEnd[taken] as number) <= t.leaves) taken++
  for (let k = 0; k <= t.visits; k++) {
    const here = t.visitNode[k] as number
    const hereLocation = k === 0 ? startPlace : place(here)
    const stood = now
    while (taken < (states[k] as number)) breakAt(hereLocation, 0)
    if (now > stood) driveSince = t.rested(driveSince, now - stood)
    const next = k === t.visits ? t.fleet.end : (t.visitNode[k + 1] as number)
    let drove = 0
    t.drive(here, next, now, driveSince, (seconds, rests, from) => {
      drove = seconds
      if (!rests) return
      const hours = t.fleet.type.drivingHours as NonNullable<typeof t.fleet.type.drivingHours>
      tell({
        ...blank('rest', null, from + seconds),
        departureSeconds: from + seconds + hours.breakSeconds,
        drivingSeconds: seconds,
      })
    })
    now = t.arrival
    driveSince = t.drivenAfter
    if (k === t.visits) {
      tell({ ...blank('end', place(t.fleet.end) ?? hereLocation, now), drivingSeconds: drove })
      return
    }
    const reached = now
    let served = states[k + 1] as number
    while (t.pausedFrom[(k + 1) * t.width + served] === 1) served--
    const there = place(next)
    for (let more = t.atArrival[(k + 1) * t.width + served] as number; more > 0; more--) {
      breakAt(there, drove)
      drove = 0
    }
    const at = (k + 1) * t.width + served
    const stop = t.visitOf[k + 1] as number
    const begin = t.startOf[at] as number
    const found = stop >= 0 ? t.windows.start(stop, begin, t.fleet.costPerDutySecond) : undefined
    const serves = stop >= 0 ? (service[stop] as number) : (t.fleet.type.reload?.durationSeconds ?? 0)
    tell({
      ...blank(stop >= 0 ? 'stop' : 'reload', there, now),
      stopId: stop >= 0 ? (problem.stops[stop] as Stop).id : undefined,
      waitSeconds: begin - now,
      startSeconds: begin,
      departureSeconds: t.ready[at] as number,
      window: found?.window,
      latenessSeconds: found?.latenessSeconds ?? 0,
      drivingSeconds: drove,
    })
    const restful = t.fleet.type.drivingHours?.serviceIsRest ? begin + serves - reached : begin - reached
    driveSince = t.rested(driveSince, restful)
    now = t.ready[at] as number
  }
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
