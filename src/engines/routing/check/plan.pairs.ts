import type { RoutingPlan, VehicleRef } from '../routing.problem.ts'
import { type PlanContext, type Report, vehicleKey, vehicleOf } from './plan.context.ts'
import { exceeds } from './plan.violation.ts'

interface Place {
  vehicle: VehicleRef
  step: number
  trip: number
  startSeconds: number
  departureSeconds: number
}

/** Both ends of a shipment, on one trip of one vehicle, pickup first, and not longer on board than allowed. */
export function checkPairs({ problem }: PlanContext, plan: RoutingPlan, report: Report): void {
  const places = new Map<string, Place>()
  for (const route of plan.routes) {
    let trip = 1
    route.steps.forEach((step, index) => {
      if (step.kind === 'reload') trip += 1
      if (step.kind !== 'stop' || step.stopId === undefined || places.has(step.stopId)) return
      const { startSeconds, departureSeconds } = step
      places.set(step.stopId, {
        vehicle: vehicleOf(route),
        step: index,
        trip,
        startSeconds,
        departureSeconds,
      })
    })
  }
  for (const shipment of problem.shipments ?? []) {
    const pickup = places.get(shipment.pickup)
    const delivery = places.get(shipment.delivery)
    const one = delivery ?? pickup
    if (!one) continue
    const about = shipment.id
    const where = { vehicle: one.vehicle, step: one.step, about }
    if (!pickup || !delivery) {
      report({ kind: 'pair-incomplete', ...where, stopId: pickup ? shipment.delivery : shipment.pickup })
      continue
    }
    const stopId = shipment.delivery
    if (vehicleKey(pickup.vehicle) !== vehicleKey(delivery.vehicle)) {
      report({ kind: 'pair-split', ...where, stopId })
      continue
    }
    if (pickup.step > delivery.step) report({ kind: 'pair-order', ...where, stopId })
    else if (pickup.trip !== delivery.trip) report({ kind: 'pair-trip', ...where, stopId })
    const ride = delivery.startSeconds - pickup.departureSeconds
    const longest = shipment.maxRideSeconds ?? Number.POSITIVE_INFINITY
    if (exceeds(ride, longest)) report({ kind: 'ride-time', ...where, stopId, by: ride - longest })
  }
}
