import { featuresOf, type ProblemFeatures } from './problem.features.ts'
import { checkProblem } from './problem.intake.ts'
import type { CurrentRoute, RoutingProblem, Stop, TravelProfile, VehicleType } from './routing.problem.ts'
import { type StopNeighbours, stopNeighbours } from './stop-neighbours.ts'

/**
 * The problem as the search sees it: numbers instead of names, typed arrays instead of records. Stops are 0 … n−1; the
 * nodes after them are the depots, and the last node is nowhere, at no distance from anything (open routes). A unit is
 * what is inserted at once: a stop, or both ends of a shipment.
 */
export interface SearchModel {
  problem: RoutingProblem
  features: ProblemFeatures
  stops: number
  nodes: number
  nowhere: number
  dimensions: number
  /** Location of every node; −1 nowhere. */
  locationOf: Int32Array
  units: number
  unitOf: Int32Array
  /** First stop of a unit: the stop itself, or the pickup. */
  firstOf: Int32Array
  /** The delivery of a shipment, or −1. */
  secondOf: Int32Array
  fleets: Fleet[]
  /** `[unit × fleets + fleet]`: 1 where the vehicles may serve it at all (skills, classes, pins, roads). */
  allowed: Uint8Array
  /** Hull of the windows, and service, by node. */
  ready: Float64Array
  due: Float64Array
  service: Float64Array
  /** By stop and dimension: brought from the depot, taken to it, on board after a shipment's end (negative: off). */
  delivery: Float64Array
  pickup: Float64Array
  onBoard: Float64Array
  /** By unit: cost of leaving it out; infinity for mandatory ones. */
  penalty: Float64Array
  /** By unit: what leaving it out adds to the cost of a plan: its penalty, and disruption where it is in force. */
  absentCost: Float64Array
  priority: Float64Array
  /** By unit: longest ride; infinity. */
  maxRide: Float64Array
  backhaul: Uint8Array
  neighbours: StopNeighbours
  /** 1 for stops already started: never moved. */
  frozen: Uint8Array
  /** 1 for those and what belongs to them: the delivery of what is already on board stays with its vehicle. */
  fixed: Uint8Array
  hierarchical: boolean
}

/** Vehicles the search need not tell apart: those of a type, but a vehicle named by a pin or a current route is alone. */
export interface Fleet {
  index: number
  type: VehicleType
  /** Numbers of its vehicles: `firstNumber` and, of a nameless fleet, whichever are not named. */
  numbers: number[] | undefined
  count: number
  start: number
  end: number
  travel: Travel
  capacity: Float64Array
  fixedCost: number
  costPerMeter: number
  costPerDrivingSecond: number
  costPerDutySecond: number
  shiftStart: number
  shiftEnd: number
  current: CurrentRoute | undefined
  /** Stops already started, in order. */
  prefix: Int32Array
  availableFrom: number
}

/** Travel between nodes, row-major `nodes × nodes`; `…To` are transposed, so that one row tells all ways to a node. */
export interface Travel {
  profile: TravelProfile
  cost: Float64Array
  costTo: Float64Array
  time: Float64Array
  timeTo: Float64Array
  distance: Float64Array
}

/** @throws RoutingProblemFault when the problem contradicts itself. */
export function buildSearchModel(problem: RoutingProblem): SearchModel {
  checkProblem(problem)
  const features = featuresOf(problem)
  const { stops } = problem
  const n = stops.length
  const dimensions = problem.dimensions.length
  const depots = depotsOf(problem)
  const nodes = n + depots.length + 1
  const nowhere = nodes - 1
  const locationOf = Int32Array.from([...stops.map((stop) => stop.location), ...depots, -1])
  const nodeOfDepot = new Map(depots.map((location, index) => [location, n + index]))
  const numberOf = new Map(stops.map((stop, index) => [stop.id, index]))
  const at = (id: string) => numberOf.get(id) as number

  const unitOf = new Int32Array(n).fill(-1)
  const shipments = problem.shipments ?? []
  const ends = shipments.map((shipment) => [at(shipment.pickup), at(shipment.delivery)] as const)
  const paired = new Set(ends.flat())
  const singles = stops.map((_, index) => index).filter((index) => !paired.has(index))
  const units = singles.length + shipments.length
  const firstOf = new Int32Array(units)
  const secondOf = new Int32Array(units).fill(-1)
  const penalty = new Float64Array(units).fill(Number.POSITIVE_INFINITY)
  const priority = new Float64Array(units).fill(1)
  const maxRide = new Float64Array(units).fill(Number.POSITIVE_INFINITY)
  const onBoard = new Float64Array(n * dimensions)
  for (const [unit, stop] of singles.entries()) firstOf[unit] = stop
  for (const [index, [from, to]] of ends.entries()) {
    const unit = singles.length + index
    firstOf[unit] = from
    secondOf[unit] = to
    const { amount = [], maxRideSeconds } = shipments[index] as (typeof shipments)[number]
    if (maxRideSeconds !== undefined) maxRide[unit] = maxRideSeconds
    for (let d = 0; d < dimensions; d++) {
      onBoard[from * dimensions + d] = amount[d] ?? 0
      onBoard[to * dimensions + d] = -(amount[d] ?? 0)
    }
  }
  for (let unit = 0; unit < units; unit++) {
    const members = [firstOf[unit] as number, secondOf[unit] as number].filter((stop) => stop >= 0)
    for (const stop of members) unitOf[stop] = unit
    const given = members.map((stop) => stops[stop] as Stop)
    const penalties = given.flatMap(({ unservedPenalty }) => unservedPenalty ?? [])
    if (penalties.length > 0) penalty[unit] = penalties.reduce((sum, one) => sum + one, 0)
    priority[unit] = Math.max(...given.map(({ priority: one = 1 }) => one))
  }

  const perStop = (of: (stop: Stop) => number[] | undefined) =>
    Float64Array.from({ length: n * dimensions }, (_, index) => {
      const amounts = of(stops[Math.floor(index / dimensions)] as Stop)
      return amounts?.[index % dimensions] ?? 0
    })
  const ready = new Float64Array(nodes)
  const due = new Float64Array(nodes).fill(Number.POSITIVE_INFINITY)
  const service = new Float64Array(nodes)
  for (const [index, { windows = [], serviceSeconds }] of stops.entries()) {
    service[index] = serviceSeconds
    const first = windows[0]
    ready[index] = first?.startSeconds ?? Number.NEGATIVE_INFINITY
    for (const window of windows)
      due[index] =
        window.latenessCostPerSecond === undefined ? window.endSeconds : (window.latestSeconds ?? Infinity)
  }
  ready.fill(Number.NEGATIVE_INFINITY, n)

  const travels = new Map<string, Travel>()
  const fleets = fleetsOf(problem, at).map((fleet, index) => {
    const { type } = fleet
    const profile =
      problem.profiles.find(({ id }) => id === type.profile) ?? (problem.profiles[0] as TravelProfile)
    const free = [type.fixedCost, type.costPerMeter, type.costPerDrivingSecond, type.costPerDutySecond]
    const costPerMeter = type.costPerMeter ?? (free.every((cost) => cost === undefined) ? 1 : 0)
    const costPerDrivingSecond = type.costPerDrivingSecond ?? 0
    const costPerDutySecond = type.costPerDutySecond ?? 0
    const key = JSON.stringify([profile.id, costPerMeter, costPerDrivingSecond, costPerDutySecond])
    const travel =
      travels.get(key) ??
      travelOf(profile, problem.locations, locationOf, {
        perMeter: costPerMeter,
        perSecond: costPerDrivingSecond,
        known: [...travels.values()].find((one) => one.profile === profile),
      })
    travels.set(key, travel)
    const capacity = Float64Array.from(
      { length: dimensions },
      (_, d) => type.capacity?.[d] ?? Number.POSITIVE_INFINITY,
    )
    return {
      ...fleet,
      index,
      start: type.startLocation === null ? nowhere : (nodeOfDepot.get(type.startLocation) as number),
      end: type.endLocation === null ? nowhere : (nodeOfDepot.get(type.endLocation) as number),
      travel,
      capacity,
      fixedCost: type.fixedCost ?? 0,
      costPerMeter,
      costPerDrivingSecond,
      costPerDutySecond,
      shiftStart: type.shift?.startSeconds ?? 0,
      shiftEnd: type.shift?.endSeconds ?? Number.POSITIVE_INFINITY,
      availableFrom: fleet.current?.availableFromSeconds ?? Number.NEGATIVE_INFINITY,
    }
  })

  const frozen = new Uint8Array(n)
  for (const { prefix } of fleets) for (const stop of prefix) frozen[stop] = 1
  const model: SearchModel = {
    problem,
    features,
    stops: n,
    nodes,
    nowhere,
    dimensions,
    locationOf,
    units,
    unitOf,
    firstOf,
    secondOf,
    fleets,
    allowed: new Uint8Array(units * fleets.length),
    ready,
    due,
    service,
    delivery: perStop((stop) => stop.delivery),
    pickup: perStop((stop) => stop.pickup),
    onBoard,
    penalty,
    absentCost: absentCosts(problem, penalty, unitOf),
    priority,
    maxRide,
    backhaul: Uint8Array.from(stops, (stop) => (stop.backhaul ? 1 : 0)),
    neighbours: stopNeighbours(n, fleets[0] as Fleet, { nodes, ready, due, service }),
    frozen,
    fixed: fixedStops(frozen, { unitOf, firstOf, secondOf }),
    hierarchical: problem.objective?.kind === 'hierarchical',
  }
  for (let unit = 0; unit < units; unit++)
    for (const fleet of fleets) {
      const members = [firstOf[unit] as number, secondOf[unit] as number].filter((stop) => stop >= 0)
      const may = members.every(
        (stop) =>
          refusalByNature(stops[stop] as Stop, fleet) === undefined && isReachable(model, fleet, stop),
      )
      model.allowed[unit * fleets.length + fleet.index] = may ? 1 : 0
    }
  return model
}

function fixedStops(
  frozen: Uint8Array,
  { unitOf, firstOf, secondOf }: Pick<SearchModel, 'unitOf' | 'firstOf' | 'secondOf'>,
): Uint8Array {
  return frozen.map((own, stop) => {
    const unit = unitOf[stop] as number
    const second = secondOf[unit] as number
    return own === 1 || (second >= 0 && frozen[firstOf[unit] as number] === 1) ? 1 : 0
  })
}

function absentCosts(
  { stops, current = [], objective }: RoutingProblem,
  penalty: Float64Array,
  unitOf: Int32Array,
) {
  const { movedStop = 0 } = objective?.disruption ?? {}
  const inForce = new Set(current.flatMap(({ stopIds, startedStops }) => stopIds.slice(startedStops)))
  const costs = penalty.map((one) => (one < Number.POSITIVE_INFINITY ? one : 0))
  for (const [index, { id }] of stops.entries()) {
    const unit = unitOf[index] as number
    if (inForce.has(id)) costs[unit] = (costs[unit] as number) + movedStop
  }
  return costs
}

/** Why no vehicle of this fleet may serve the stop whatever the plan; undefined when one may. */
export function refusalByNature(
  stop: Stop,
  { type, numbers }: Pick<Fleet, 'type' | 'numbers'>,
): { kind: 'skill' | 'vehicle-class' | 'vehicle' | 'pinned'; missing?: string[] } | undefined {
  const missing = (stop.skills ?? []).filter((skill) => !type.skills?.includes(skill))
  if (missing.length > 0) return { kind: 'skill', missing }
  const classes = stop.vehicleClasses ?? []
  if (classes.length > 0 && (type.vehicleClass === undefined || !classes.includes(type.vehicleClass)))
    return { kind: 'vehicle-class', missing: classes }
  const only = stop.allowedVehicles ?? []
  if (only.length > 0 && !only.includes(type.id)) return { kind: 'vehicle' }
  if (stop.forbiddenVehicles?.includes(type.id)) return { kind: 'vehicle' }
  const { pinned } = stop
  if (
    pinned &&
    (pinned.vehicleTypeId !== type.id || numbers?.[0] !== pinned.vehicleNumber || numbers.length > 1)
  )
    return { kind: 'pinned' }
  return undefined
}

/** Whether the vehicle's roads lead from its start to the stop and on to its end. */
export function isReachable({ nodes }: SearchModel, { travel, start, end }: Fleet, stop: number): boolean {
  const to = travel.time[start * nodes + stop] as number
  const back = travel.time[stop * nodes + end] as number
  return Number.isFinite(to + back + (travel.distance[start * nodes + stop] as number))
}

function depotsOf({ vehicleTypes }: RoutingProblem): number[] {
  const all = vehicleTypes.flatMap(({ startLocation, endLocation, reload }) => [
    startLocation,
    endLocation,
    ...(reload?.locations ?? []),
  ])
  return [...new Set(all.filter((location) => location !== null))]
}

type NamedFleet = Pick<Fleet, 'type' | 'numbers' | 'count' | 'current' | 'prefix'>

function fleetsOf(
  { vehicleTypes, stops, current = [] }: RoutingProblem,
  at: (id: string) => number,
): NamedFleet[] {
  const refs = [...stops.flatMap(({ pinned }) => pinned ?? []), ...current]
  return vehicleTypes.flatMap((type) => {
    const named = [
      ...new Set(
        refs.filter(({ vehicleTypeId }) => vehicleTypeId === type.id).map((ref) => ref.vehicleNumber),
      ),
    ].sort((one, two) => one - two)
    const alone = named.map((number): NamedFleet => {
      const route = current.find((one) => one.vehicleTypeId === type.id && one.vehicleNumber === number)
      const prefix = Int32Array.from(route?.stopIds.slice(0, route.startedStops) ?? [], at)
      return { type, numbers: [number], count: 1, current: route, prefix }
    })
    const count = (type.count ?? stops.length + named.length) - named.length
    const rest = Array.from({ length: count + named.length }, (_, index) => index + 1)
      .filter((number) => !named.includes(number))
      .slice(0, Math.min(count, stops.length))
    const numbers = named.length === 0 ? undefined : rest
    const nameless: NamedFleet = {
      type,
      numbers,
      count: Math.min(count, stops.length),
      current: undefined,
      prefix: new Int32Array(0),
    }
    return count > 0 ? [...alone, nameless] : alone
  })
}

function travelOf(
  profile: TravelProfile,
  locations: number,
  locationOf: Int32Array,
  { perMeter, perSecond, known }: { perMeter: number; perSecond: number; known: Travel | undefined },
): Travel {
  const nodes = locationOf.length
  const spread = (matrix: Float64Array) => {
    const all = new Float64Array(nodes * nodes)
    for (let from = 0; from < nodes; from++)
      for (let to = 0; to < nodes; to++) {
        const a = locationOf[from] as number
        const b = locationOf[to] as number
        if (a >= 0 && b >= 0) all[from * nodes + to] = matrix[a * locations + b] as number
      }
    return all
  }
  const transposed = (matrix: Float64Array) => {
    const turned = new Float64Array(nodes * nodes)
    let symmetric = true
    for (let from = 0; from < nodes; from++)
      for (let to = 0; to < nodes; to++) {
        const value = matrix[from * nodes + to] as number
        turned[to * nodes + from] = value
        if (value !== matrix[to * nodes + from]) symmetric = false
      }
    return symmetric ? matrix : turned
  }
  const distance = known?.distance ?? spread(profile.distanceMeters)
  const same = profile.durationSeconds === profile.distanceMeters
  const time = known?.time ?? (same ? distance : spread(profile.durationSeconds))
  const timeTo = known?.timeTo ?? transposed(time)
  const plain = perMeter === 1 && perSecond === 0
  const cost = plain
    ? distance
    : distance.map((metres, index) => {
        const seconds = time[index] as number
        if (metres === Infinity || seconds === Infinity) return Infinity
        return metres * perMeter + seconds * perSecond
      })
  const costTo = cost === time ? timeTo : transposed(cost)
  return { profile, cost, costTo, time, timeTo, distance }
}
