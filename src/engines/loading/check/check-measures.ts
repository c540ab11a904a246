import type { VehicleLoad } from '../loading.plan.ts'
import type { LoadingVehicle } from '../loading.problem.ts'
import type { LoadingViolation } from './loading.violation.ts'
import type { PlacedPiece } from './placed.piece.ts'

const rounding = 1e-6

/** Payload, axles and balance against their limits, and the reported figures against the pieces. */
export function measureFaults(
  vehicle: LoadingVehicle,
  load: VehicleLoad,
  pieces: readonly PlacedPiece[],
): LoadingViolation[] {
  const weightOf = (piece: PlacedPiece) => piece.item.weightGrams ?? 0
  const sum = (of: (piece: PlacedPiece) => number) => pieces.reduce((total, piece) => total + of(piece), 0)
  const weight = sum(weightOf)
  const moment = (of: (piece: PlacedPiece) => number) => sum((piece) => weightOf(piece) * of(piece))
  const centre = {
    x: moment(({ x0, x1 }) => (x0 + x1) / 2) / weight,
    y: moment(({ y0, y1 }) => (y0 + y1) / 2) / weight,
    z: moment(({ z0, z1 }) => (z0 + z1) / 2) / weight,
  }
  const middle = vehicle.widthMillimeters / 2
  const left = moment(({ y0, y1 }) => Math.max(0, Math.min(y1, middle) - y0) / (y1 - y0))
  const faults: LoadingViolation[] = []
  const say = (kind: 'payload' | 'axle' | 'balance' | 'measures', details: Record<string, number>) =>
    faults.push({ kind, details })

  if (weight > (vehicle.payloadGrams ?? Number.POSITIVE_INFINITY)) say('payload', { weight })
  const axles = axleLoads(vehicle, weight, centre.x)
  if (axles && pieces.length > 0)
    for (const [group, grams] of [
      [vehicle.axles?.front, axles.front],
      [vehicle.axles?.rear, axles.rear],
    ] as const) {
      if (!group) continue
      const slack = rounding * Math.max(1, Math.abs(grams))
      if (grams > group.limitGrams + slack || grams < (group.leastGrams ?? Number.NEGATIVE_INFINITY) - slack)
        say('axle', { grams, limit: group.limitGrams })
    }
  const { balance } = vehicle
  if (balance && weight > 0) {
    const { alongMillimeters: along, acrossMillimeters: across } = balance
    if (along && (centre.x < along[0] - rounding || centre.x > along[1] + rounding))
      say('balance', { x: centre.x })
    if (across && (centre.y < across[0] - rounding || centre.y > across[1] + rounding))
      say('balance', { y: centre.y })
    if (centre.z > (balance.heightMillimeters ?? Number.POSITIVE_INFINITY) + rounding)
      say('balance', { z: centre.z })
    const difference = Math.abs(2 * left - weight) / weight
    if (difference > (balance.sideDifferenceShare ?? 1) + rounding) say('balance', { difference })
  }

  const { measures } = load
  // Room for hands around a piece is no cargo.
  const volume = sum(({ item }) => item.lengthMillimeters * item.widthMillimeters * item.heightMillimeters)
  const floor = vehicle.lengthMillimeters * vehicle.widthMillimeters
  const stated: Record<string, [stated: number | undefined, real: number | undefined]> = {
    pieces: [measures.pieces, pieces.length],
    volume: [measures.cargoVolumeCubicMillimeters, volume],
    weight: [measures.weightGrams, weight],
    volumeShare: [measures.volumeShare, volume / (floor * vehicle.heightMillimeters)],
    weightShare: [measures.weightShare, vehicle.payloadGrams && weight / vehicle.payloadGrams],
    floorShare: [
      measures.floorShare,
      sum(({ x0, x1, y0, y1, z0 }) => (z0 === 0 ? (x1 - x0) * (y1 - y0) : 0)) / floor,
    ],
    x: [measures.centreOfGravityMillimeters?.x, weight > 0 ? centre.x : undefined],
    y: [measures.centreOfGravityMillimeters?.y, weight > 0 ? centre.y : undefined],
    z: [measures.centreOfGravityMillimeters?.z, weight > 0 ? centre.z : undefined],
    frontAxle: [measures.frontAxleGrams, axles?.front],
    rearAxle: [measures.rearAxleGrams, axles?.rear],
    left: [measures.leftGrams, left],
    right: [measures.rightGrams, weight - left],
  }
  for (const [name, [said, real]] of Object.entries(stated)) {
    if (said === undefined && real === undefined) continue
    const close =
      said !== undefined &&
      real !== undefined &&
      Math.abs(said - real) <= rounding * Math.max(1, Math.abs(real))
    if (!close)
      faults.push({
        kind: 'measures',
        details: { measure: name, said: said ?? 'none', real: real ?? 'none' },
      })
  }
  return faults
}

/** Taking moments about the front group: the rear bears weight × (x − front) ÷ (rear − front). */
function axleLoads(
  vehicle: LoadingVehicle,
  weight: number,
  x: number,
): { front: number; rear: number } | undefined {
  if (!vehicle.axles) return undefined
  const { front, rear } = vehicle.axles
  const cargoOnRear =
    weight > 0
      ? (weight * (x - front.positionMillimeters)) / (rear.positionMillimeters - front.positionMillimeters)
      : 0
  return { front: front.emptyGrams + weight - cargoOnRear, rear: rear.emptyGrams + cargoOnRear }
}
