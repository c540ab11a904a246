import { legPrice } from './mode.options.ts'
import type { Cargo, Journey, ModeLoad, ModeOption, ModePlan, ModeProblem } from './mode.problem.ts'

/** What was decided for one shipment: an option and the loads on its legs, or nothing. */
export interface Decision {
  cargo: Cargo
  options: ModeOption[]
  chosen: number | undefined
  units: (number | undefined)[]
}

/** A plan from decisions: loads filled, costs shared by what each shipment fills, savings counted. */
export function planOf(
  problem: ModeProblem,
  decisions: readonly Decision[],
  proof: Pick<ModePlan, 'method' | 'status' | 'bound'>,
): ModePlan {
  const services = new Map(problem.services.map((service) => [service.id, service]))
  const loads = new Map<string, ModeLoad & { filled: Map<string, number> }>()
  for (const { cargo, options, chosen, units } of decisions)
    options[chosen ?? -1]?.legs.forEach(({ serviceId, departureSeconds }, leg) => {
      const unit = units[leg]
      const size = services.get(serviceId)?.load
      if (unit === undefined || !size) return
      const key = `${serviceId}|${departureSeconds}|${unit}`
      const load = loads.get(key) ?? {
        serviceId,
        departureSeconds,
        unit,
        cargoIds: [],
        weightKilograms: 0,
        volumeCubicMeters: 0,
        cost: size.cost,
        saved: -size.cost,
        filled: new Map<string, number>(),
      }
      load.cargoIds.push(cargo.id)
      load.weightKilograms += cargo.weightKilograms
      load.volumeCubicMeters += cargo.volumeCubicMeters
      load.saved += size.cost
      load.filled.set(
        cargo.id,
        Math.max(
          cargo.weightKilograms / size.maxWeightKilograms,
          cargo.volumeCubicMeters / size.maxVolumeCubicMeters,
        ),
      )
      loads.set(key, load)
    })
  const shareOf = (cargoId: string) =>
    [...loads.values()].reduce((sum, { cost, cargoIds, filled }) => {
      if (!cargoIds.includes(cargoId)) return sum
      const all = [...filled.values()].reduce((total, part) => total + part, 0)
      return sum + cost * (all > 0 ? (filled.get(cargoId) ?? 0) / all : 1 / cargoIds.length)
    }, 0)
  const journeys = decisions.flatMap(({ cargo, options, chosen, units }): Journey[] => {
    const option = options[chosen ?? -1]
    if (!option || chosen === undefined) return []
    const cost = option.price + option.handling + option.lateness + shareOf(cargo.id)
    return [{ cargoId: cargo.id, chosen, units, cost, options }]
  })
  const unserved = decisions.flatMap(({ cargo, options, chosen }) =>
    chosen === undefined ? [{ cargoId: cargo.id, cost: cargo.unservedCost ?? 0, options }] : [],
  )
  const travel = journeys.reduce((sum, { options, chosen }) => {
    const option = options[chosen]
    return option ? sum + option.price + option.handling + option.lateness : sum
  }, 0)
  const cost = [...loads.values(), ...unserved].reduce((sum, one) => sum + one.cost, travel)
  const alone = decisions.map(({ cargo, options }) => {
    const best = options.find(({ refusals }) => refusals.length === 0)
    return Math.min(best?.costAlone ?? Infinity, cargo.unservedCost ?? Infinity)
  })
  const bound = Math.min(proof.bound, cost)
  return {
    ...proof,
    bound,
    cost,
    gap: proof.status === 'optimal' ? 0 : (cost - bound) / Math.max(1e-9, Math.abs(cost)),
    costAlone: alone.filter(Number.isFinite).reduce((sum, one) => sum + one, 0),
    journeys,
    loads: [...loads.values()].map(({ filled: _, ...load }) => load),
    unserved,
  }
}

/** No plan costs less: every shipment pays its price and the part of a load it fills. */
export function lowerBound(problem: ModeProblem, decisions: readonly Decision[]): number {
  const services = new Map(problem.services.map((service) => [service.id, service]))
  return decisions.reduce((sum, { cargo, options }) => {
    const costs = options
      .filter(({ refusals }) => refusals.length === 0)
      .map((option) =>
        option.serviceIds.reduce((cost, id) => {
          const service = services.get(id)
          if (!service) return cost
          const { load } = service
          const part = load
            ? Math.max(
                cargo.weightKilograms / load.maxWeightKilograms,
                cargo.volumeCubicMeters / load.maxVolumeCubicMeters,
              )
            : 0
          return cost + legPrice(service, cargo) + part * (load?.cost ?? 0)
        }, option.handling + option.lateness),
      )
    const best = Math.min(cargo.unservedCost ?? Number.POSITIVE_INFINITY, ...costs)
    return sum + (Number.isFinite(best) ? best : 0)
  }, 0)
}
