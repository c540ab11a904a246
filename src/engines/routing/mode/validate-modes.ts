import type { Cargo, ModePlan, ModeProblem, TransportService } from './mode.problem.ts'

export interface ModeViolation {
  kind:
    | 'unknown'
    | 'duplicate'
    | 'missing'
    | 'connection'
    | 'departure'
    | 'time'
    | 'late'
    | 'restriction'
    | 'load'
    | 'load-count'
    | 'apart'
    | 'cost'
  cargoId?: string
  serviceId?: string
  by?: number
}

/**
 * Judges a plan of modes by the problem's documentation alone: journeys are connected, catch their departures and are in
 * time, nothing travels where it may not, loads hold what is in them, and the cost is what it is said to be.
 */
export function validateModes(problem: ModeProblem, plan: ModePlan): ModeViolation[] {
  const violations: ModeViolation[] = []
  const services = new Map(problem.services.map((service) => [service.id, service]))
  const terminals = new Map((problem.terminals ?? []).map((terminal) => [terminal.place, terminal]))
  const boxes = new Map<string, { service: TransportService; cargo: Cargo[] }>()
  const runs = new Map<string, { service: TransportService; units: Set<number> }>()
  let cost = 0
  const seen = new Set<string>()
  const settled = [
    ...plan.journeys.map(({ cargoId }) => cargoId),
    ...plan.unserved.map(({ cargoId }) => cargoId),
  ]
  for (const cargoId of settled) {
    if (seen.has(cargoId)) violations.push({ kind: 'duplicate', cargoId })
    seen.add(cargoId)
  }
  for (const cargo of problem.cargo) {
    const cargoId = cargo.id
    if (!seen.has(cargoId)) violations.push({ kind: 'missing', cargoId })
    if (plan.unserved.some((one) => one.cargoId === cargoId)) cost += cargo.unservedCost ?? 0
    const journey = plan.journeys.find((one) => one.cargoId === cargoId)
    const option = journey?.options[journey.chosen]
    if (!journey || !option) continue
    let place = cargo.from
    let clock = cargo.readySeconds
    option.legs.forEach((leg, index) => {
      const service = services.get(leg.serviceId)
      const { serviceId } = leg
      if (!service) {
        violations.push({ kind: 'unknown', cargoId, serviceId })
        return
      }
      const terminal = terminals.get(service.from)
      if (index > 0) {
        if (!terminal) violations.push({ kind: 'connection', cargoId, serviceId })
        clock += terminal?.handlingSeconds ?? 0
        cost += (terminal?.costPerShipment ?? 0) + (terminal?.costPerKilogram ?? 0) * cargo.weightKilograms
      }
      if (service.from !== place) violations.push({ kind: 'connection', cargoId, serviceId })
      const listed = service.departures?.find(
        ({ departureSeconds }) => departureSeconds === leg.departureSeconds,
      )
      const due =
        listed?.arrivalSeconds ?? leg.departureSeconds + (service.onDemand?.durationSeconds ?? Number.NaN)
      if (due !== leg.arrivalSeconds) violations.push({ kind: 'departure', cargoId, serviceId })
      const early = clock - (leg.departureSeconds - (listed?.cutoffSeconds ?? 0))
      if (early > 0) violations.push({ kind: 'time', cargoId, serviceId, by: early })
      if (!mayCarry(service, cargo)) violations.push({ kind: 'restriction', cargoId, serviceId })
      const volumetric = cargo.volumeCubicMeters * (service.price.volumetricKilogramsPerCubicMeter ?? 0)
      const charged = Math.max(cargo.weightKilograms, volumetric) * (service.price.perKilogram ?? 0)
      cost += Math.max(service.price.minimum ?? 0, charged + (service.price.perShipment ?? 0))
      const unit = journey.units[index]
      if ((service.load !== undefined) !== (unit !== undefined))
        violations.push({ kind: 'load', cargoId, serviceId })
      if (unit !== undefined) {
        const key = `${serviceId} ${leg.departureSeconds}`
        const box = boxes.get(`${key} ${unit}`) ?? { service, cargo: [] }
        boxes.set(`${key} ${unit}`, box)
        box.cargo.push(cargo)
        const run = runs.get(key) ?? { service, units: new Set() }
        runs.set(key, run)
        run.units.add(unit)
      }
      place = service.to
      clock = leg.arrivalSeconds
    })
    if (place !== cargo.to) violations.push({ kind: 'connection', cargoId })
    const late = Math.max(0, clock - (cargo.dueSeconds ?? Number.POSITIVE_INFINITY))
    if (late > 0 && cargo.latenessCostPerSecond === undefined)
      violations.push({ kind: 'late', cargoId, by: late })
    cost += late * (cargo.latenessCostPerSecond ?? 0)
  }
  for (const { service, cargo } of boxes.values()) {
    const { load, id: serviceId } = service
    cost += load?.cost ?? 0
    const weight = cargo.reduce((sum, one) => sum + one.weightKilograms, 0) - (load?.maxWeightKilograms ?? 0)
    const volume =
      cargo.reduce((sum, one) => sum + one.volumeCubicMeters, 0) - (load?.maxVolumeCubicMeters ?? 0)
    if (weight > 1e-6) violations.push({ kind: 'load', serviceId, by: weight })
    if (volume > 1e-6) violations.push({ kind: 'load', serviceId, by: volume })
    const groups = cargo.map(({ group }) => group)
    for (const [one, other] of problem.keepApart ?? []) {
      const both =
        one === other
          ? groups.filter((group) => group === one).length > 1
          : groups.includes(one) && groups.includes(other)
      if (both) violations.push({ kind: 'apart', serviceId })
    }
  }
  for (const { service, units } of runs.values())
    if (units.size > (service.load?.count ?? Number.POSITIVE_INFINITY))
      violations.push({
        kind: 'load-count',
        serviceId: service.id,
        by: units.size - (service.load?.count ?? 0),
      })
  if (Math.abs(cost - plan.cost) > 1e-6 * Math.max(1, Math.abs(cost)))
    violations.push({ kind: 'cost', by: plan.cost - cost })
  return violations
}

function mayCarry({ carries = {}, mode }: TransportService, cargo: Cargo): boolean {
  const within = (value: number | undefined, limit: number | undefined) =>
    value === undefined || limit === undefined || value <= limit
  return (
    (cargo.dangerousClass === undefined || (carries.dangerousClasses ?? []).includes(cargo.dangerousClass)) &&
    (carries.temperatures ?? ['ambient']).includes(cargo.temperature ?? 'ambient') &&
    !(cargo.forbiddenModes ?? []).includes(mode) &&
    within(cargo.weightKilograms, carries.maxShipmentKilograms) &&
    within(cargo.heaviestPieceKilograms, carries.maxPieceKilograms) &&
    within(cargo.longestPieceMeters, carries.maxPieceLengthMeters)
  )
}
