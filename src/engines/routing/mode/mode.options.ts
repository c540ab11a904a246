import type {
  Cargo,
  Departure,
  ModeOption,
  ModeProblem,
  ModeRefusal,
  Terminal,
  TransportService,
} from './mode.problem.ts'

/** Chains of services at most for one shipment; more than that no person compares. */
const mostChains = 200

/** Every way a shipment could travel: for each chain of services its departures, or the reasons why it is closed. */
export function optionsOf(problem: ModeProblem, cargo: Cargo, times: Map<string, number[]>): ModeOption[] {
  const options = chainsFor(problem, cargo).flatMap((chain) => travelled(problem, cargo, chain, times))
  return options.toSorted(
    (one, other) =>
      Number(one.refusals.length > 0) - Number(other.refusals.length > 0) ||
      one.costAlone - other.costAlone ||
      one.arrivalSeconds - other.arrivalSeconds,
  )
}

/**
 * When a service on demand may leave each place: whenever some shipment is ready there, comes in by timetable, or comes
 * in by a service on demand that left so. Any other time would only be a wait.
 */
export function demandTimes(problem: ModeProblem): Map<string, number[]> {
  const times = new Map<string, Set<number>>()
  const add = (place: string, seconds: number) => {
    const known = times.get(place) ?? new Set()
    times.set(place, known.add(seconds))
  }
  for (const { from, readySeconds } of problem.cargo) add(from, readySeconds)
  const handling = handlingOf(problem)
  for (const { to, departures = [] } of problem.services)
    for (const { arrivalSeconds } of departures)
      add(to, arrivalSeconds + (handling.get(to)?.handlingSeconds ?? 0))
  for (let leg = 1; leg < (problem.maxLegs ?? 3); leg++)
    for (const { from, to, onDemand } of problem.services)
      if (onDemand)
        for (const seconds of [...(times.get(from) ?? [])])
          add(to, seconds + onDemand.durationSeconds + (handling.get(to)?.handlingSeconds ?? 0))
  return new Map([...times].map(([place, all]) => [place, [...all].toSorted((one, other) => one - other)]))
}

function handlingOf({ terminals = [] }: ModeProblem): Map<string, Terminal> {
  return new Map(terminals.map((terminal) => [terminal.place, terminal]))
}

/** Names one departure of a service. */
export function runKey(serviceId: string, departureSeconds: number): string {
  return `${serviceId}@${departureSeconds}`
}

/** Price of one leg for a shipment, without its load. */
export function legPrice({ price }: TransportService, cargo: Cargo): number {
  const volumetric = cargo.volumeCubicMeters * (price.volumetricKilogramsPerCubicMeter ?? 0)
  const kilograms = Math.max(cargo.weightKilograms, volumetric)
  return Math.max(price.minimum ?? 0, (price.perShipment ?? 0) + kilograms * (price.perKilogram ?? 0))
}

function handlingCost(terminal: Terminal | undefined, cargo: Cargo): number {
  return (terminal?.costPerShipment ?? 0) + (terminal?.costPerKilogram ?? 0) * cargo.weightKilograms
}

/** What of a service stands against a shipment, whenever it leaves. */
function refusalsOf(service: TransportService, cargo: Cargo): ModeRefusal[] {
  const { carries = {}, load, id: serviceId } = service
  const refusals: ModeRefusal[] = []
  const over = (kind: ModeRefusal['kind'], value: number | undefined, limit: number | undefined) => {
    if (value !== undefined && limit !== undefined && value > limit)
      refusals.push({ kind, serviceId, by: value - limit })
  }
  if (cargo.dangerousClass !== undefined && !carries.dangerousClasses?.includes(cargo.dangerousClass))
    refusals.push({ kind: 'dangerous', serviceId })
  if (!(carries.temperatures ?? ['ambient']).includes(cargo.temperature ?? 'ambient'))
    refusals.push({ kind: 'temperature', serviceId })
  if (cargo.forbiddenModes?.includes(service.mode)) refusals.push({ kind: 'forbidden-mode', serviceId })
  over('shipment-weight', cargo.weightKilograms, carries.maxShipmentKilograms)
  over('piece-weight', cargo.heaviestPieceKilograms, carries.maxPieceKilograms)
  over('piece-length', cargo.longestPieceMeters, carries.maxPieceLengthMeters)
  over('load-size', cargo.weightKilograms, load?.maxWeightKilograms)
  over('load-size', cargo.volumeCubicMeters, load?.maxVolumeCubicMeters)
  return refusals
}

/** Chains of services from where the shipment is to where it shall go, no place twice, changing at terminals alone. */
function chainsFor(problem: ModeProblem, cargo: Cargo): TransportService[][] {
  const terminals = handlingOf(problem)
  const found: TransportService[][] = []
  const go = (place: string, chain: TransportService[]) => {
    for (const service of problem.services) {
      if (service.from !== place || found.length >= mostChains) continue
      if (service.to === cargo.from || chain.some((leg) => leg.to === service.to)) continue
      const longer = [...chain, service]
      if (service.to === cargo.to) found.push(longer)
      else if (longer.length < (problem.maxLegs ?? 3) && terminals.has(service.to)) go(service.to, longer)
    }
  }
  go(cargo.from, [])
  return found
}

/** A chain with each choice of departures; a chain that is closed once, with the reasons. */
function travelled(
  problem: ModeProblem,
  cargo: Cargo,
  chain: readonly TransportService[],
  times: Map<string, number[]>,
): ModeOption[] {
  const terminals = handlingOf(problem)
  const closed = chain.flatMap((service) => refusalsOf(service, cargo))
  let journeys: ModeOption['legs'][] = [[]]
  for (const service of chain)
    journeys = journeys.flatMap((legs) => {
      const before = legs.at(-1)
      const handled = before ? (terminals.get(service.from)?.handlingSeconds ?? 0) : 0
      const from = before ? before.arrivalSeconds + handled : cargo.readySeconds
      return nextDepartures(service, from, times.get(service.from) ?? [])
        .slice(0, problem.departuresAhead ?? 3)
        .map(({ departureSeconds, arrivalSeconds }) => [
          ...legs,
          { serviceId: service.id, departureSeconds, arrivalSeconds },
        ])
    })
  const price = chain.reduce((sum, service) => sum + legPrice(service, cargo), 0)
  const handling = chain.slice(1).reduce((sum, { from }) => sum + handlingCost(terminals.get(from), cargo), 0)
  const ownLoads = chain.reduce((sum, { load }) => sum + (load?.cost ?? 0), 0)
  const base = {
    serviceIds: chain.map(({ id }) => id),
    modes: chain.map(({ mode }) => mode),
    price,
    handling,
    ownLoads,
  }
  if (journeys.length === 0) {
    const nothing = {
      legs: [],
      arrivalSeconds: Infinity,
      latenessSeconds: 0,
      lateness: 0,
      costAlone: Infinity,
    }
    return [{ ...base, ...nothing, refusals: [...closed, { kind: 'no-departure' }] }]
  }
  const options = journeys.map((legs): ModeOption => {
    const arrivalSeconds = legs.at(-1)?.arrivalSeconds ?? cargo.readySeconds
    const latenessSeconds = Math.max(0, arrivalSeconds - (cargo.dueSeconds ?? Number.POSITIVE_INFINITY))
    const lateness = latenessSeconds * (cargo.latenessCostPerSecond ?? 0)
    const late: ModeRefusal[] =
      latenessSeconds > 0 && cargo.latenessCostPerSecond === undefined
        ? [{ kind: 'late', by: latenessSeconds }]
        : []
    const costAlone = price + handling + ownLoads + lateness
    return {
      ...base,
      legs,
      arrivalSeconds,
      latenessSeconds,
      lateness,
      costAlone,
      refusals: [...closed, ...late],
    }
  })
  const open = options.filter(({ refusals }) => refusals.length === 0)
  return open.length > 0 ? open : options.slice(0, 1)
}

function nextDepartures(
  service: TransportService,
  fromSeconds: number,
  times: readonly number[],
): Departure[] {
  const own = (service.departures ?? []).filter(
    ({ departureSeconds, cutoffSeconds = 0 }) => departureSeconds - cutoffSeconds >= fromSeconds,
  )
  const wanted = service.onDemand
    ? times
        .filter((seconds) => seconds >= fromSeconds)
        .map((seconds) => ({
          departureSeconds: seconds,
          arrivalSeconds: seconds + (service.onDemand?.durationSeconds ?? 0),
        }))
    : []
  return [...own, ...wanted].toSorted((one, other) => one.departureSeconds - other.departureSeconds)
}
