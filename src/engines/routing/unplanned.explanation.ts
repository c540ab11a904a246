import { attemptSequence, placeBase } from './insertion.pairs.ts'
import type { RouteSimulator } from './route-simulation.ts'
import type {
  BindingConstraint,
  BindingConstraintKind,
  Stop,
  UnplannedStop,
  VehicleRef,
} from './routing.problem.ts'
import { type Fleet, isReachable, refusalByNature, type SearchModel } from './search-model.ts'
import type { Snapshot } from './search-state.ts'

interface Refused extends BindingConstraint {
  /** Order of nearness: lower came closer. */
  distance: number
}

/**
 * Why each absent stop is absent: it is tried at every place of every route and on an unused vehicle of every type.
 * The binding constraint is the one that the attempts which came furthest failed on – of those on vehicles that may
 * serve the stop at all, the one missed by least; nature (skills, class, roads) only where no vehicle may come.
 */
export function explainUnplanned(
  model: SearchModel,
  simulator: RouteSimulator,
  { routes, absent }: Snapshot,
  numbers: readonly number[],
): UnplannedStop[] {
  const used = new Map<number, number>()
  for (const { fleet } of routes) used.set(fleet, (used.get(fleet) ?? 0) + 1)

  function attempts(unit: number): Refused[] {
    const stop = model.firstOf[unit] as number
    const drop = model.secondOf[unit] as number
    const refused: Refused[] = []
    const nature = (fleet: Fleet, vehicle: VehicleRef | undefined) => {
      for (const one of drop < 0 ? [stop] : [stop, drop]) {
        const no = refusalByNature(model.problem.stops[one] as Stop, fleet)
        const road = no === undefined && !isReachable(model, fleet, one)
        if (no || road)
          return { ...(no ?? { kind: 'road' as const }), vehicleTypeId: fleet.type.id, vehicle, distance: 3 }
      }
      return undefined
    }
    const tryOn = (fleet: Fleet, sequence: Int32Array, vehicle: VehicleRef | undefined) => {
      const no = nature(fleet, vehicle)
      if (no) {
        refused.push(no)
        return
      }
      const length = sequence.length
      let fits: number | undefined
      for (let i = fleet.prefix.length + 1; i <= length + 1; i++)
        for (let j = i; j <= (drop < 0 ? i : length + 1); j++) {
          const trial = attemptSequence(sequence, stop, drop, i * placeBase + j)
          const { feasible, refusal, cost } = simulator.run(fleet, trial, length + (drop < 0 ? 1 : 2))
          if (feasible) fits = Math.min(fits ?? Number.POSITIVE_INFINITY, cost)
          else {
            const { kind, shortBy } = refusal
            const dimension = kind === 'capacity' ? model.problem.dimensions[refusal.dimension] : undefined
            refused.push({ kind, shortBy, dimension, vehicle, vehicleTypeId: fleet.type.id, distance: 1 })
          }
        }
      if (fits === undefined) return
      const padded = new Int32Array(length + 2)
      padded.set(sequence, 1)
      const before = length === 0 ? 0 : simulator.run(fleet, padded, length).cost
      const more = fits - before + (length === 0 ? fleet.fixedCost : 0)
      const penalty = model.penalty[unit] as number
      const taken = length === 0 && (used.get(fleet.index) ?? 0) >= fleet.count
      if (taken) refused.push({ kind: 'fleet', vehicleTypeId: fleet.type.id, distance: 2 })
      else
        refused.push({
          kind: 'penalty',
          shortBy: Number.isFinite(penalty) ? more - penalty : undefined,
          vehicle,
          vehicleTypeId: fleet.type.id,
          distance: 0,
        })
    }
    for (const [order, { fleet: index, stops }] of routes.entries()) {
      const fleet = model.fleets[index] as Fleet
      tryOn(fleet, stops, { vehicleTypeId: fleet.type.id, vehicleNumber: numbers[order] as number })
    }
    for (const fleet of model.fleets) {
      if (fleet.prefix.length > 0 || fleet.count === 0) continue
      tryOn(fleet, new Int32Array(0), undefined)
    }
    return refused
  }

  return Array.from(absent).flatMap((unit) => {
    const refused = attempts(unit)
    const { distance: _, ...binding } = bindingOf(refused)
    const counts = new Map<BindingConstraintKind, number>()
    for (const { kind } of refused) counts.set(kind, (counts.get(kind) ?? 0) + 1)
    const refusals = [...counts]
      .map(([kind, count]) => ({ kind, attempts: count }))
      .sort((one, two) => two.attempts - one.attempts)
    const members = [model.firstOf[unit] as number, model.secondOf[unit] as number].filter(
      (stop) => stop >= 0,
    )
    return members.map((stop) => ({ stopId: (model.problem.stops[stop] as Stop).id, binding, refusals }))
  })
}

/**
 * Cheaper to leave out beats all; then, if the stop could be served alone by a vehicle were there one more, the most
 * frequent refusal among routes in use; each kind by the attempt that missed by least.
 */
function bindingOf(refused: readonly Refused[]): Refused {
  const nearest = Math.min(...refused.map(({ distance }) => distance))
  const close = refused.filter(({ distance }) => distance === nearest)
  const counts = new Map<BindingConstraintKind, number>()
  for (const { kind } of close) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  const [most] = [...counts].reduce(
    (best, one) => (one[1] > best[1] ? one : best),
    ['fleet' as BindingConstraintKind, 0],
  )
  const ofKind = close.filter(({ kind }) => kind === most)
  return ofKind.reduce(
    (best, one) => ((one.shortBy ?? 0) < (best.shortBy ?? 0) ? one : best),
    ofKind[0] ?? { kind: 'fleet', distance: 2 },
  )
}
