import type { PlannedRoute, Stop, VehicleType } from '../routing.problem.ts'
import { type PlanContext, type Report, startedStops, vehicleKey, vehicleOf } from './plan.context.ts'
import { exceeds } from './plan.violation.ts'

interface RouteOfType {
  route: PlannedRoute
  type: VehicleType
}

/** Begins at its start, ends at its end, visits each stop where it is. */
export function checkShape(context: PlanContext, { route, type }: RouteOfType, report: Report): void {
  const vehicle = vehicleOf(route)
  const { steps } = route
  const places = steps.filter(({ kind }) => kind === 'stop' || kind === 'reload')
  if (!places.some(({ kind }) => kind === 'stop')) report({ kind: 'empty-route', vehicle })
  const first = steps[0]
  const last = steps.at(-1)
  steps.forEach((step, index) => {
    const misplaced =
      (step.kind === 'start') !== (index === 0) || (step.kind === 'end') !== (index === steps.length - 1)
    if (misplaced) report({ kind: 'step-order', vehicle, step: index, about: step.kind })
    const stop = step.kind === 'stop' ? context.stops.get(step.stopId ?? '') : undefined
    if (step.kind === 'stop' && !stop)
      report({ kind: 'unknown-stop', vehicle, step: index, stopId: step.stopId ?? '' })
    if (stop && stop.location !== step.location)
      report({ kind: 'step-order', vehicle, step: index, stopId: stop.id, about: 'location' })
  })
  if (first && first.location !== (type.startLocation ?? places[0]?.location ?? first.location))
    report({ kind: 'depot', vehicle, step: 0, about: 'start' })
  if (last && last.location !== (type.endLocation ?? places.at(-1)?.location ?? last.location))
    report({ kind: 'depot', vehicle, step: steps.length - 1, about: 'end' })
}

/** What a stop asks of the vehicle that comes: skills, class, type, the vehicle itself. */
export function checkFitness(context: PlanContext, { route, type }: RouteOfType, report: Report): void {
  const vehicle = vehicleOf(route)
  const started = new Set(startedStops(context, route))
  route.steps.forEach((step, index) => {
    const stop = step.kind === 'stop' ? context.stops.get(step.stopId ?? '') : undefined
    if (!stop || started.has(stop.id)) return
    const where = { vehicle, step: index, stopId: stop.id }
    const missing = (stop.skills ?? []).filter((skill) => !type.skills?.includes(skill))
    if (missing.length > 0) report({ kind: 'skill', ...where, missing })
    const classes = stop.vehicleClasses ?? []
    if (classes.length > 0 && !classes.includes(type.vehicleClass ?? ''))
      report({ kind: 'vehicle-class', ...where, missing: classes })
    const allowed = stop.allowedVehicles ?? []
    const barred =
      stop.forbiddenVehicles?.includes(type.id) || (allowed.length > 0 && !allowed.includes(type.id))
    if (barred) report({ kind: 'vehicle', ...where })
    if (stop.pinned && vehicleKey(stop.pinned) !== vehicleKey(route)) report({ kind: 'pinned', ...where })
  })
}

/** On a trip nothing but backhauls follows a backhaul. */
export function checkBackhauls({ stops }: PlanContext, route: PlannedRoute, report: Report): void {
  let hauling: string | undefined
  route.steps.forEach((step, index) => {
    if (step.kind === 'reload') hauling = undefined
    const stop: Stop | undefined = step.kind === 'stop' ? stops.get(step.stopId ?? '') : undefined
    if (!stop) return
    if (stop.backhaul) hauling = stop.id
    else if (hauling !== undefined)
      report({ kind: 'backhaul', vehicle: vehicleOf(route), step: index, stopId: stop.id, about: hauling })
  })
}

/** Reloads only where, when and as often as the vehicle type allows, and long enough. */
export function checkReloads({ route, type }: RouteOfType, report: Report): void {
  const vehicle = vehicleOf(route)
  const rule = type.reload
  let trips = 1
  route.steps.forEach((step, index) => {
    if (step.kind !== 'reload') return
    trips += 1
    const say = (about: string, by?: number) =>
      report({ kind: 'reload', vehicle, step: index, about, ...(by !== undefined && { by }) })
    if (!rule) {
      say('not-allowed')
      return
    }
    if (step.location === null || !rule.locations.includes(step.location)) say('location')
    const short = rule.durationSeconds - (step.departureSeconds - step.startSeconds)
    if (exceeds(short, 0)) say('duration', short)
    const { startSeconds, endSeconds } = rule.window ?? { startSeconds: -Infinity, endSeconds: Infinity }
    const missed = Math.max(startSeconds - step.startSeconds, step.startSeconds - endSeconds)
    if (exceeds(missed, 0)) say('window', missed)
  })
  if (rule?.maxTrips !== undefined && trips > rule.maxTrips)
    report({ kind: 'reload', vehicle, about: 'trips', by: trips - rule.maxTrips })
}

/** Stops that are done or under way stay first and in order; nobody leaves the last of them before the vehicle can. */
export function checkStarted(context: PlanContext, route: PlannedRoute, report: Report): void {
  const now = context.current.get(vehicleKey(route))
  if (!now) return
  const vehicle = vehicleOf(route)
  const served = route.steps.flatMap((step, index) => (step.kind === 'stop' ? [{ step, index }] : []))
  const started = startedStops(context, route)
  started.forEach((stopId, place) => {
    if (served[place]?.step.stopId !== stopId) report({ kind: 'started', vehicle, stopId })
  })
  const { step, index } = served[started.length - 1] ?? { step: route.steps[0], index: 0 }
  const early = (now.availableFromSeconds ?? -Infinity) - (step?.departureSeconds ?? Infinity)
  if (exceeds(early, 0)) report({ kind: 'started', vehicle, step: index, about: 'available', by: early })
}
