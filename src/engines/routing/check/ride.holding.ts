import type { RouteStep, Shipment } from '../routing.problem.ts'
import type { PlanContext } from './plan.context.ts'
import type { Journey } from './timetable.moves.ts'
import { timetable } from './timetable.ts'

/** Rounds of moving pickups; one is enough for rides that do not overlap. */
const mostRounds = 12

/**
 * A timetable that waits before a pickup rather than between pickup and delivery, where a ride would be too long
 * otherwise: pickups of rides that are too long begin later by what is too much, as long as that helps.
 */
export function timetableWithRides(context: PlanContext, journey: Journey): RouteStep[] {
  let visits = [...journey.visits]
  let best = timetable(journey)
  for (let round = 0; round < mostRounds; round++) {
    const tooLong = overlong(context, best.steps)
    if (tooLong.size === 0) break
    visits = visits.map((visit) => {
      const by = visit.kind === 'stop' && !visit.started ? tooLong.get(visit.stop.id) : undefined
      if (by === undefined || visit.kind !== 'stop') return visit
      const now = best.steps.find(({ stopId }) => stopId === visit.stop.id)?.startSeconds ?? 0
      return { ...visit, notBeforeSeconds: now + by }
    })
    const held = timetable({ ...journey, visits })
    const worth = (one: typeof best) =>
      one.missedSeconds + [...overlong(context, one.steps).values()].reduce((sum, by) => sum + by, 0)
    if (worth(held) >= worth(best) - 1e-9) break
    best = held
  }
  return best.steps
}

/** Pickups of rides that are too long, and by how much. */
function overlong({ problem }: PlanContext, steps: readonly RouteStep[]): Map<string, number> {
  return new Map(
    (problem.shipments ?? []).flatMap((shipment): [string, number][] => {
      const by = excess(steps, shipment)
      return by > 1e-9 ? [[shipment.pickup, by]] : []
    }),
  )
}

function excess(steps: readonly RouteStep[], { pickup, delivery, maxRideSeconds }: Shipment): number {
  const from = steps.find(({ stopId }) => stopId === pickup)
  const to = steps.find(({ stopId }) => stopId === delivery)
  if (!from || !to || maxRideSeconds === undefined) return 0
  return to.startSeconds - from.departureSeconds - maxRideSeconds
}
