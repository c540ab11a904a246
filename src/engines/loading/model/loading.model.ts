import type { Edge, LoadingItem, LoadingProblem, LoadingVehicle } from '../loading.problem.ts'
import { refuseNonsense } from './loading.check.ts'

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
    const { stacking } = item
    // Worth what it holds: the room for hands around it is no cargo.
    const volume = (item.lengthMillimeters * item.widthMillimeters * item.heightMillimeters) / unit ** 3
    const perArea = stacking?.bearsGramsPerSquareMeter ?? Number.POSITIVE_INFINITY
    return {
      item,
      stands,
      weight: item.weightGrams ?? 0,
      worth: volume * (item.priority ?? 1),
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
