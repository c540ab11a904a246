import { LoadingFault, type LoadingFaultCode } from '../loading.error.ts'
import type { Edge, LoadingItem, LoadingProblem, LoadingVehicle } from '../loading.problem.ts'

/**
 * The problem as the search reads it: every length divided by the greatest common divisor of all edges, so that tables stay small.
 * Nothing is lost by it, since pieces stand edge to edge.
 */
export interface LoadingModel {
  problem: LoadingProblem
  /** Millimetres of one unit. */
  unit: number
  kinds: readonly PieceKind[]
  vehicles: readonly VehicleModel[]
  minimumSupportShare: number
  lastInFirstOut: boolean
  /** Pairs of classes that have to be a distance apart, in units. */
  distances: readonly { one: string; two: string; units: number }[]
  /** Classes that may never share a vehicle. */
  strangers: readonly (readonly [string, string])[]
}

export interface PieceKind {
  item: LoadingItem
  stands: readonly Stand[]
  weight: number
  worth: number
  stop: number
  separationClass: string | undefined
  bears: number
  /** Grams a square unit. */
  bearsPerArea: number
  layersAbove: number
}

/** One way to stand, in units. */
export interface Stand {
  length: number
  width: number
  height: number
  upright: Edge
  across: boolean
}

export interface VehicleModel {
  vehicle: LoadingVehicle
  count: number
  cost: number
  length: number
  width: number
  height: number
  payload: number
  /** For each kind, which of its stands come through the door and between the walls. */
  stands: readonly (readonly number[])[]
}

const edgeNames = ['length', 'width', 'height'] as const
const squareMillimetersPerSquareMeter = 1_000_000

/** @throws LoadingFault when the problem makes no sense. */
export function readModel(problem: LoadingProblem): LoadingModel {
  refuseNonsense(problem)
  const spacing = problem.spacingMillimeters ?? 0
  const inMillimeters = problem.items.map((item) => standsOf(item, spacing))
  const unit = Math.max(
    1,
    inMillimeters.flat().reduce((sum, { length, width, height }) => {
      return common(common(common(sum, length), width), height)
    }, 0),
  )
  const kinds = problem.items.map((item, index): PieceKind => {
    const stands = (inMillimeters[index] ?? []).map((stand) => ({
      ...stand,
      length: stand.length / unit,
      width: stand.width / unit,
      height: stand.height / unit,
    }))
    const [first] = stands
    const { stacking } = item
    const perArea = stacking?.bearsGramsPerSquareMeter ?? Number.POSITIVE_INFINITY
    return {
      item,
      stands,
      weight: item.weightGrams ?? 0,
      worth: first ? first.length * first.width * first.height * (item.priority ?? 1) : 0,
      stop: item.stop ?? 1,
      separationClass: item.separationClass,
      bears: stacking?.bearsGrams ?? Number.POSITIVE_INFINITY,
      bearsPerArea: (perArea * unit * unit) / squareMillimetersPerSquareMeter,
      layersAbove: stacking?.bearsGrams === 0 ? 0 : (stacking?.layersAbove ?? Number.POSITIVE_INFINITY),
    }
  })
  const separations = problem.separations ?? []
  return {
    problem,
    unit,
    kinds,
    vehicles: problem.vehicles.map((vehicle) => vehicleModel(vehicle, kinds, unit)),
    minimumSupportShare: problem.minimumSupportShare ?? 1,
    lastInFirstOut: problem.unloading !== 'free' && new Set(kinds.map(({ stop }) => stop)).size > 1,
    distances: separations.flatMap(({ classes: [one, two], apart }) =>
      apart === 'vehicle' ? [] : [{ one, two, units: apart.millimeters / unit }],
    ),
    strangers: separations.flatMap(({ classes, apart }) => (apart === 'vehicle' ? [classes] : [])),
  }
}

function standsOf(item: LoadingItem, spacing: number): Stand[] {
  const edges = {
    length: item.lengthMillimeters,
    width: item.widthMillimeters,
    height: item.heightMillimeters,
  }
  const stands: Stand[] = []
  const keep = (length: number, width: number, upright: Edge) => {
    const height = edges[upright]
    const known = stands.some(
      (stand) => stand.length === length && stand.width === width && stand.height === height,
    )
    if (!known) stands.push({ length, width, height, upright, across: width > length })
  }
  for (const upright of item.upright ?? ['height']) {
    const [first, second] = edgeNames.filter((edge) => edge !== upright) as [Edge, Edge]
    keep(edges[first] + spacing, edges[second] + spacing, upright)
    if (item.turnable ?? true) keep(edges[second] + spacing, edges[first] + spacing, upright)
  }
  return stands
}

function vehicleModel(vehicle: LoadingVehicle, kinds: readonly PieceKind[], unit: number): VehicleModel {
  const length = Math.floor((vehicle.lengthMillimeters - (vehicle.doorClearanceMillimeters ?? 0)) / unit)
  const width = Math.floor(vehicle.widthMillimeters / unit)
  const height = Math.floor((vehicle.heightMillimeters - (vehicle.topClearanceMillimeters ?? 0)) / unit)
  const doorWidth = (vehicle.door?.widthMillimeters ?? Number.POSITIVE_INFINITY) / unit
  const doorHeight = (vehicle.door?.heightMillimeters ?? Number.POSITIVE_INFINITY) / unit
  return {
    vehicle,
    count: vehicle.count ?? 1,
    cost: vehicle.costMinor ?? 1,
    length,
    width,
    height,
    payload: vehicle.payloadGrams ?? Number.POSITIVE_INFINITY,
    stands: kinds.map(({ stands }) =>
      stands.flatMap((stand, index) =>
        stand.length <= length &&
        stand.width <= Math.min(width, doorWidth) &&
        stand.height <= Math.min(height, doorHeight)
          ? [index]
          : [],
      ),
    ),
  }
}

function common(a: number, b: number): number {
  return b === 0 ? a : common(b, a % b)
}

function refuseNonsense({
  vehicles,
  items,
  minimumSupportShare,
  spacingMillimeters,
  separations,
}: LoadingProblem): void {
  const refuse = (code: LoadingFaultCode, id: string, name: string, value: number) => {
    throw new LoadingFault(code, { id, name, value })
  }
  const wholeAbove = (least: number, value: number) => Number.isSafeInteger(value) && value >= least
  const positive = (value: number | undefined, otherwise = 0) =>
    Number.isFinite(value ?? otherwise) && (value ?? otherwise) >= 0
  if (vehicles.length === 0) throw new LoadingFault('loading.no-vehicle')
  for (const things of [vehicles, items]) {
    const ids = things.map(({ id }) => id)
    const twice = ids.find((id, index) => ids.indexOf(id) !== index)
    if (twice !== undefined) throw new LoadingFault('loading.duplicate-id', { id: twice })
  }
  for (const thing of [...vehicles, ...items]) {
    const { id, lengthMillimeters, widthMillimeters, heightMillimeters, count = 1 } = thing
    for (const [name, value] of Object.entries({ lengthMillimeters, widthMillimeters, heightMillimeters }))
      if (!wholeAbove(1, value)) refuse('loading.bad-length', id, name, value)
    if (!wholeAbove(0, count)) refuse('loading.bad-count', id, 'count', count)
  }
  for (const { id, weightGrams, upright, stop = 1, priority = 1 } of items) {
    if (!positive(weightGrams)) refuse('loading.bad-weight', id, 'weightGrams', weightGrams ?? 0)
    if (upright?.length === 0) throw new LoadingFault('loading.no-orientation', { id })
    if (!wholeAbove(1, stop)) refuse('loading.bad-stop', id, 'stop', stop)
    if (!(priority > 0) || !Number.isFinite(priority)) refuse('loading.bad-share', id, 'priority', priority)
  }
  for (const {
    id,
    payloadGrams,
    costMinor,
    axles,
    topClearanceMillimeters,
    doorClearanceMillimeters,
  } of vehicles) {
    if (!positive(payloadGrams)) refuse('loading.bad-weight', id, 'payloadGrams', payloadGrams ?? 0)
    if (!positive(costMinor)) refuse('loading.bad-weight', id, 'costMinor', costMinor ?? 0)
    for (const [name, value = 0] of Object.entries({ topClearanceMillimeters, doorClearanceMillimeters }))
      if (!wholeAbove(0, value)) refuse('loading.bad-length', id, name, value)
    if (axles && axles.rear.positionMillimeters <= axles.front.positionMillimeters)
      refuse('loading.bad-axles', id, 'positionMillimeters', axles.rear.positionMillimeters)
  }
  const share = minimumSupportShare ?? 1
  if (!(share >= 0 && share <= 1)) refuse('loading.bad-share', '', 'minimumSupportShare', share)
  if (!wholeAbove(0, spacingMillimeters ?? 0))
    refuse('loading.bad-length', '', 'spacingMillimeters', spacingMillimeters ?? 0)
  const classes = new Set(items.map(({ separationClass }) => separationClass))
  for (const { classes: pair, apart } of separations ?? []) {
    const unknown = pair.find((name) => !classes.has(name))
    // A rule about goods that are not there today is no fault; one about no class at all is.
    if (unknown === '') throw new LoadingFault('loading.unknown-class', { class: unknown })
    if (apart !== 'vehicle' && !positive(apart.millimeters))
      refuse('loading.bad-length', pair.join(), 'apart', apart.millimeters)
  }
}
