import type { DrivingHours, PlannedRoute, VehicleType } from '../routing.problem.ts'
import { type Report, vehicleOf } from './plan.context.ts'
import { exceeds } from './plan.violation.ts'

/** Breaks of the vehicle: each that is due taken once, in one of its windows, long enough, at a place. */
export function checkBreaks(
  { route, type }: { route: PlannedRoute; type: VehicleType },
  report: Report,
): void {
  const vehicle = vehicleOf(route)
  const own = new Map((type.breaks ?? []).map((one) => [one.id, one]))
  const taken = new Set<string>()
  route.steps.forEach((step, index) => {
    if (step.kind !== 'break') return
    const id = step.breakId ?? ''
    const one = own.get(id)
    const say = (details: { by?: number }) =>
      report({ kind: 'break', vehicle, step: index, about: id, ...details })
    if (!one || taken.has(id) || step.location === null) say({})
    taken.add(id)
    if (!one) return
    const short = one.durationSeconds - (step.departureSeconds - step.startSeconds)
    if (exceeds(short, 0)) say({ by: short })
    const missed = Math.min(
      ...one.windows.map(({ startSeconds, endSeconds }) =>
        Math.max(0, startSeconds - step.startSeconds, step.startSeconds - endSeconds),
      ),
    )
    if (exceeds(missed, 0)) say({ by: missed })
  })
  const leaves = route.steps[0]?.departureSeconds ?? 0
  const returns = route.steps.at(-1)?.arrivalSeconds ?? leaves
  for (const { id, windows } of own.values()) {
    const until = Math.max(...windows.map(({ endSeconds }) => endSeconds))
    if (!taken.has(id) && exceeds(until, leaves) && exceeds(returns, until))
      report({ kind: 'break', vehicle, about: id })
  }
}

/** Driving between standstills that count as rest; one report for each stretch that is too long. */
export function checkContinuousDriving(
  { route, hours }: { route: PlannedRoute; hours: DrivingHours },
  report: Report,
): void {
  const vehicle = vehicleOf(route)
  let driven = 0
  let standing = 0
  let told = false
  route.steps.forEach((step, index) => {
    if (step.drivingSeconds > 0) standing = 0
    driven += step.drivingSeconds
    if (exceeds(driven, hours.maxContinuousDrivingSeconds) && !told) {
      told = true
      report({
        kind: 'continuous-driving',
        vehicle,
        step: index,
        by: driven - hours.maxContinuousDrivingSeconds,
      })
    }
    const stand = (seconds: number, counts: boolean) => {
      standing = counts ? standing + seconds : 0
      if (exceeds(hours.breakSeconds, standing)) return
      driven = 0
      told = false
    }
    stand(step.startSeconds - step.arrivalSeconds, true)
    const inside = step.departureSeconds - step.startSeconds
    const working = step.kind === 'stop' || step.kind === 'reload'
    if (inside > 0) stand(inside, !working || hours.serviceIsRest === true)
  })
}
