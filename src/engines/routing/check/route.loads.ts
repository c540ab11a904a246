import type { PlannedRoute, VehicleType } from '../routing.problem.ts'
import { type PlanContext, type Report, vehicleOf } from './plan.context.ts'
import { differs, exceeds } from './plan.violation.ts'

/**
 * Loads a route trip by trip: deliveries of a trip are on board when it begins, pickups stay until it ends, shipments
 * ride between their ends. Nowhere may a dimension be over its capacity.
 */
export function checkLoads(
  { problem, stops, shipmentOf }: PlanContext,
  { route, type }: { route: PlannedRoute; type: VehicleType },
  report: Report,
): void {
  const vehicle = vehicleOf(route)
  problem.dimensions.forEach((dimension, index) => {
    const capacity = type.capacity?.[index] ?? Number.POSITIVE_INFINITY
    let load = 0
    route.steps.forEach((step, at) => {
      if (step.kind === 'start' || step.kind === 'reload') {
        load = 0
        for (const later of route.steps.slice(at + 1)) {
          if (later.kind === 'reload') break
          load += stops.get(later.stopId ?? '')?.delivery?.[index] ?? 0
        }
      }
      const stop = step.kind === 'stop' ? stops.get(step.stopId ?? '') : undefined
      if (stop) {
        load += (stop.pickup?.[index] ?? 0) - (stop.delivery?.[index] ?? 0)
        const shipment = shipmentOf.get(stop.id)
        const amount = shipment?.amount?.[index] ?? 0
        load += shipment?.pickup === stop.id ? amount : -amount
      }
      const where = { vehicle, step: at, ...(stop && { stopId: stop.id }) }
      if (exceeds(load, capacity)) report({ kind: 'capacity', ...where, dimension, by: load - capacity })
      if (stop && differs(step.load[index] ?? 0, load))
        report({ kind: 'figures', ...where, dimension, about: 'step.load' })
    })
  })
}
