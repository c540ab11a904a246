import type { RouteStep, Shipment, VehicleType } from '../routing.problem.ts'
import type { PlanContext } from './plan.context.ts'

/**
 * Waits before a pickup rather than between pickup and delivery, where a ride would be too long otherwise: from a
 * delivery back to its pickup everything begins as late as the delivery's own time allows. Nothing after the delivery
 * moves, so no window is missed that was not missed before. Where resting depends on waits, or speeds on the time of
 * day, times stay as they are.
 */
export function holdPickups(
  context: PlanContext,
  type: VehicleType,
  steps: readonly RouteStep[],
): readonly RouteStep[] {
  const profile =
    context.problem.profiles.find(({ id }) => id === type.profile) ?? context.problem.profiles[0]
  if (type.drivingHours || profile?.slices) return steps
  let best = steps
  for (const [index, { stopId }] of steps.entries()) {
    const shipment = context.shipmentOf.get(stopId ?? '')
    if (!shipment || shipment.delivery !== stopId || excess(best, shipment) <= 0) continue
    const held = heldBefore(context, type, best, index, shipment)
    if (totalExcess(context, held) < totalExcess(context, best)) best = held
  }
  return best
}

function heldBefore(
  { stops }: PlanContext,
  type: VehicleType,
  steps: readonly RouteStep[],
  delivery: number,
  shipment: Shipment,
): RouteStep[] {
  const held = steps.map((step) => ({ ...step }))
  for (let at = delivery - 1; at > 0; at--) {
    const step = held[at] as RouteStep
    const next = held[at + 1] as RouteStep
    const inside = step.departureSeconds - step.startSeconds
    const windows =
      step.kind === 'stop'
        ? (stops.get(step.stopId ?? '')?.windows ?? [])
        : step.kind === 'break'
          ? (type.breaks?.find(({ id }) => id === step.breakId)?.windows ?? [])
          : type.reload?.window
            ? [type.reload.window]
            : []
    const open = windows.find(
      ({ startSeconds, endSeconds }) => startSeconds <= step.startSeconds && step.startSeconds <= endSeconds,
    )
    const limit = windows.length === 0 ? Number.POSITIVE_INFINITY : (open?.endSeconds ?? step.startSeconds)
    const latest = Math.min(limit, next.startSeconds - next.drivingSeconds - inside)
    step.startSeconds = Math.max(step.startSeconds, latest)
    step.departureSeconds = step.startSeconds + inside
    step.waitSeconds = step.startSeconds - step.arrivalSeconds
    next.arrivalSeconds = step.departureSeconds + next.drivingSeconds
    next.waitSeconds = next.startSeconds - next.arrivalSeconds
    if (step.stopId === shipment.pickup) break
  }
  return held
}

function totalExcess({ problem }: PlanContext, steps: readonly RouteStep[]): number {
  return (problem.shipments ?? []).reduce((sum, shipment) => sum + excess(steps, shipment), 0)
}

function excess(steps: readonly RouteStep[], { pickup, delivery, maxRideSeconds }: Shipment): number {
  const from = steps.find(({ stopId }) => stopId === pickup)
  const to = steps.find(({ stopId }) => stopId === delivery)
  if (!from || !to || maxRideSeconds === undefined) return 0
  return Math.max(0, to.startSeconds - from.departureSeconds - maxRideSeconds)
}
