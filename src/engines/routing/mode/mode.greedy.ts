import { runKey } from './mode.options.ts'
import type { Decision } from './mode.plan.ts'
import type { Cargo, ModeOption, ModeProblem } from './mode.problem.ts'

interface OpenLoad {
  cargo: Cargo[]
  weightKilograms: number
  volumeCubicMeters: number
}

/**
 * Shipment after shipment, the largest first, takes the way that adds least cost to what the others before it have
 * chosen, boarding loads that still have room. For models too large to be solved exactly; good, not best.
 */
export function greedyModes(problem: ModeProblem, decisions: readonly Decision[]): Decision[] {
  const services = new Map(problem.services.map((service) => [service.id, service]))
  const open = new Map<string, OpenLoad[]>()
  const apart = (one: Cargo, other: Cargo) =>
    (problem.keepApart ?? []).some(
      ([left, right]) =>
        (one.group === left && other.group === right) || (one.group === right && other.group === left),
    )

  /** Which load on each leg, and what the new ones cost; undefined where there is none left. */
  function boarding(
    cargo: Cargo,
    option: ModeOption,
  ): { units: (number | undefined)[]; cost: number } | undefined {
    let cost = option.price + option.handling + option.lateness
    const units: (number | undefined)[] = []
    for (const { serviceId, departureSeconds } of option.legs) {
      const size = services.get(serviceId)?.load
      if (!size) {
        units.push(undefined)
        continue
      }
      const loads = open.get(runKey(serviceId, departureSeconds)) ?? []
      const room = loads.findIndex(
        (load) =>
          load.weightKilograms + cargo.weightKilograms <= size.maxWeightKilograms &&
          load.volumeCubicMeters + cargo.volumeCubicMeters <= size.maxVolumeCubicMeters &&
          !load.cargo.some((other) => apart(cargo, other)),
      )
      if (room < 0 && loads.length >= (size.count ?? Number.POSITIVE_INFINITY)) return undefined
      if (room < 0) cost += size.cost
      units.push((room < 0 ? loads.length : room) + 1)
    }
    return { units, cost }
  }

  const decided = new Map<string, Decision>()
  const byWeight = decisions.toSorted((one, other) => other.cargo.weightKilograms - one.cargo.weightKilograms)
  for (const decision of byWeight) {
    const { cargo, options } = decision
    let best: { chosen: number; units: (number | undefined)[]; cost: number } | undefined
    options.forEach((option, chosen) => {
      const found = option.refusals.length === 0 ? boarding(cargo, option) : undefined
      if (found && found.cost < (best?.cost ?? cargo.unservedCost ?? Infinity)) best = { chosen, ...found }
    })
    decided.set(cargo.id, { ...decision, chosen: best?.chosen, units: best?.units ?? [] })
    options[best?.chosen ?? -1]?.legs.forEach(({ serviceId, departureSeconds }, leg) => {
      const unit = best?.units[leg]
      if (unit === undefined) return
      const key = runKey(serviceId, departureSeconds)
      const loads = open.get(key) ?? []
      const load = loads[unit - 1] ?? { cargo: [], weightKilograms: 0, volumeCubicMeters: 0 }
      loads[unit - 1] = load
      open.set(key, loads)
      load.cargo.push(cargo)
      load.weightKilograms += cargo.weightKilograms
      load.volumeCubicMeters += cargo.volumeCubicMeters
    })
  }
  return decisions.map((decision) => decided.get(decision.cargo.id) ?? decision)
}
