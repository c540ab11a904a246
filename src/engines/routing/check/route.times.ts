import type { PlannedRoute, RouteStep, Stop, TimeWindow, VehicleType } from '../routing.problem.ts'
import { type PlanContext, type Report, startedStops, vehicleOf } from './plan.context.ts'
import { differs, exceeds } from './plan.violation.ts'
import type { TravelClock } from './travel.clock.ts'

/** What a route is, computed from places and departures alone. */
export interface RouteFacts {
  distanceMeters: number
  drivingSeconds: number
  dutySeconds: number
  latenessSeconds: number
  latenessCost: number
}

/**
 * Goes along a route once: every way must take the time it takes, service its time, and begin in a window; duty must
 * lie in the shift and within its limits. The departures are the plan's decision, everything else is computed anew.
 */
export function checkTimes(
  context: PlanContext,
  { route, type, clock }: { route: PlannedRoute; type: VehicleType; clock: TravelClock },
  report: Report,
): RouteFacts {
  const vehicle = vehicleOf(route)
  const started = new Set(startedStops(context, route))
  const facts = { distanceMeters: 0, drivingSeconds: 0, dutySeconds: 0, latenessSeconds: 0, latenessCost: 0 }
  const say = (step: number, kind: Parameters<Report>[0]['kind'], details: object = {}) => {
    const stopId = route.steps[step]?.stopId
    report({ kind, vehicle, step, ...(stopId !== undefined && { stopId }), ...details })
  }

  let leg: Leg | undefined
  route.steps.forEach((step, index) => {
    const before = route.steps[index - 1]
    if (before) {
      leg ??= legFrom(route, index, type)
      const open = !leg || isOpen(leg, clock)
      const drive = leg && open ? driveOf(leg, step, before, clock) : 0
      if (!open && step.location !== null) say(index, 'road')
      if (leg && open && !leg.still && step.location !== null)
        facts.distanceMeters += clock.distanceMeters(leg.from, leg.to)
      facts.drivingSeconds += drive
      const due = before.departureSeconds + drive
      if (open && differs(due, step.arrivalSeconds))
        say(index, 'travel-time', { by: due - step.arrivalSeconds })
      if (open && differs(step.drivingSeconds, drive)) say(index, 'figures', { about: 'step.drivingSeconds' })
      if (step.location !== null) leg = undefined
    }
    checkClock(step, index, say)
    const stop = step.kind === 'stop' ? context.stops.get(step.stopId ?? '') : undefined
    if (stop) {
      const served = step.departureSeconds - step.startSeconds
      if (exceeds(stop.serviceSeconds, served))
        say(index, 'service-time', { by: stop.serviceSeconds - served })
      const found = windowUsed(stop, step.startSeconds)
      if (found.missedBy > 0 && !started.has(stop.id)) say(index, 'window', { by: found.missedBy })
      facts.latenessSeconds += found.latenessSeconds
      facts.latenessCost += found.cost
      if (differs(step.latenessSeconds, found.latenessSeconds))
        say(index, 'figures', { about: 'step.latenessSeconds' })
    }
  })

  const leaves = route.steps[0]?.departureSeconds ?? 0
  const returns = route.steps.at(-1)?.arrivalSeconds ?? leaves
  facts.dutySeconds = returns - leaves
  const last = route.steps.length - 1
  if (type.shift && started.size === 0 && exceeds(type.shift.startSeconds, leaves))
    say(0, 'shift', { by: type.shift.startSeconds - leaves, about: 'start' })
  if (type.shift && exceeds(returns, type.shift.endSeconds))
    say(last, 'shift', { by: returns - type.shift.endSeconds, about: 'end' })
  const limits = [
    ['duty', facts.dutySeconds, type.maxDutySeconds],
    ['distance', facts.distanceMeters, type.maxDistanceMeters],
    ['driving-time', facts.drivingSeconds, type.drivingHours?.maxDrivingSeconds],
    ['stop-count', route.steps.filter(({ kind }) => kind === 'stop').length, type.maxStops],
  ] as const
  for (const [kind, value, limit] of limits)
    if (limit !== undefined && exceeds(value, limit)) report({ kind, vehicle, by: value - limit })
  return facts
}

/** The way from the last place to the next, with what has been driven of it. */
interface Leg {
  from: number
  to: number
  /** Share of the way already behind, where a rest was taken on the road. */
  behind: number
  /** The place does not change, or the route is open there: nobody drives. */
  still: boolean
}

function legFrom(route: PlannedRoute, index: number, type: VehicleType): Leg | undefined {
  const before = route.steps[index - 1]
  const goal = route.steps.slice(index).find(({ location }) => location !== null)
  if (before?.location == null || goal?.location == null) return undefined
  const open =
    (before.kind === 'start' && type.startLocation === null) ||
    (goal.kind === 'end' && type.endLocation === null)
  const pause = [before.kind, goal.kind].some((kind) => kind === 'break' || kind === 'rest')
  const still = open || (pause && before.location === goal.location)
  return { from: before.location, to: goal.location, behind: 0, still }
}

/** Whether there is a way at all. */
function isOpen({ from, to, still }: Leg, clock: TravelClock): boolean {
  return (
    still ||
    (Number.isFinite(clock.distanceMeters(from, to)) && Number.isFinite(clock.driveSeconds(from, to, 0)))
  )
}

/** Seconds driven up to a step; moves the leg on when the step is on the road. */
function driveOf(leg: Leg, step: RouteStep, before: RouteStep, clock: TravelClock): number {
  if (leg.still) return 0
  const leaves = before.departureSeconds
  const rest = clock.driveSeconds(leg.from, leg.to, leaves, 1 - leg.behind)
  if (step.location !== null) return rest
  const drive = Math.min(step.drivingSeconds, rest)
  leg.behind += clock.shareDriven(leg.from, leg.to, leaves, drive)
  return drive
}

function checkClock(
  step: RouteStep,
  index: number,
  say: (step: number, kind: 'step-order' | 'figures', details: object) => void,
): void {
  if (exceeds(step.arrivalSeconds, step.startSeconds))
    say(index, 'step-order', { about: 'start', by: step.arrivalSeconds - step.startSeconds })
  if (exceeds(step.startSeconds, step.departureSeconds))
    say(index, 'step-order', { about: 'departure', by: step.startSeconds - step.departureSeconds })
  if (differs(step.waitSeconds, step.startSeconds - step.arrivalSeconds))
    say(index, 'figures', { about: 'step.waitSeconds' })
}

/**
 * The window in which a start of service lies – of several the one that costs least – or by how many seconds it misses
 * the nearest.
 */
export function windowUsed(
  { windows = [] }: Pick<Stop, 'windows'>,
  startSeconds: number,
): { latenessSeconds: number; cost: number; missedBy: number } {
  if (windows.length === 0) return { latenessSeconds: 0, cost: 0, missedBy: 0 }
  const tries = windows.map((window) => inWindow(window, startSeconds))
  return tries.reduce((best, one) =>
    one.missedBy < best.missedBy || (one.missedBy === best.missedBy && one.cost < best.cost) ? one : best,
  )
}

function inWindow(window: TimeWindow, startSeconds: number) {
  if (exceeds(window.startSeconds, startSeconds))
    return { latenessSeconds: 0, cost: 0, missedBy: window.startSeconds - startSeconds }
  const { latenessCostPerSecond: price, latestSeconds = Number.POSITIVE_INFINITY, endSeconds } = window
  if (price === undefined) {
    const missedBy = exceeds(startSeconds, endSeconds) ? startSeconds - endSeconds : 0
    return { latenessSeconds: 0, cost: 0, missedBy }
  }
  const late = exceeds(startSeconds, endSeconds) ? startSeconds - endSeconds : 0
  const missedBy = exceeds(startSeconds, latestSeconds) ? startSeconds - latestSeconds : 0
  return { latenessSeconds: late, cost: late * price, missedBy }
}
