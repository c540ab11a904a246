import type { LoadMeasures } from '../loading.plan.ts'
import type { LoadingModel, VehicleModel } from '../model/loading.model.ts'
import type { Piece } from './arrangement.ts'

/** Moments of a load, in grams and units: all that axles and balance depend on. */
export interface Moments {
  weight: number
  alongX: number
  acrossY: number
  upZ: number
  /** Weight on the left of the middle; a piece's weight is even over its footprint. */
  left: number
}

export function momentsOf(model: LoadingModel, vehicle: VehicleModel, pieces: readonly Piece[]): Moments {
  const middle = vehicle.vehicle.widthMillimeters / model.unit / 2
  const moments: Moments = { weight: 0, alongX: 0, acrossY: 0, upZ: 0, left: 0 }
  for (const piece of pieces) {
    const weight = model.kinds[piece.kind]?.weight ?? 0
    moments.weight += weight
    moments.alongX += (weight * (piece.x0 + piece.x1)) / 2
    moments.acrossY += (weight * (piece.y0 + piece.y1)) / 2
    moments.upZ += (weight * (piece.z0 + piece.z1)) / 2
    const onLeft = Math.min(1, Math.max(0, (middle - piece.y0) / (piece.y1 - piece.y0)))
    moments.left += weight * onLeft
  }
  return moments
}

/** Loads of the axle groups with the empty vehicle's, by the law of the lever. */
export function axleLoads(
  { vehicle }: VehicleModel,
  unit: number,
  { weight, alongX }: Moments,
): { front: number; rear: number } | undefined {
  if (!vehicle.axles) return undefined
  const { front, rear } = vehicle.axles
  const lever = rear.positionMillimeters - front.positionMillimeters
  const onRear = (alongX * unit - weight * front.positionMillimeters) / lever
  return { front: front.emptyGrams + weight - onRear, rear: rear.emptyGrams + onRear }
}

export function measureLoad(
  model: LoadingModel,
  vehicle: VehicleModel,
  pieces: readonly Piece[],
): LoadMeasures {
  const { unit } = model
  const { lengthMillimeters, widthMillimeters, heightMillimeters, payloadGrams } = vehicle.vehicle
  const moments = momentsOf(model, vehicle, pieces)
  const { weight } = moments
  const axles = axleLoads(vehicle, unit, moments)
  let volume = 0
  let floor = 0
  for (const { kind, x0, x1, y0, y1, z0 } of pieces) {
    const item = model.kinds[kind]?.item
    if (item) volume += item.lengthMillimeters * item.widthMillimeters * item.heightMillimeters
    if (z0 === 0) floor += (x1 - x0) * (y1 - y0) * unit * unit
  }
  return {
    pieces: pieces.length,
    cargoVolumeCubicMillimeters: volume,
    weightGrams: weight,
    volumeShare: volume / (lengthMillimeters * widthMillimeters * heightMillimeters),
    weightShare: payloadGrams ? weight / payloadGrams : undefined,
    floorShare: floor / (lengthMillimeters * widthMillimeters),
    centreOfGravityMillimeters:
      weight > 0
        ? {
            x: (moments.alongX / weight) * unit,
            y: (moments.acrossY / weight) * unit,
            z: (moments.upZ / weight) * unit,
          }
        : undefined,
    frontAxleGrams: axles?.front,
    rearAxleGrams: axles?.rear,
    leftGrams: moments.left,
    rightGrams: weight - moments.left,
  }
}
