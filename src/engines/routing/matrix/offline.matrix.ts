import type { TravelProfile } from '../routing.problem.ts'
import {
  checkRequest,
  emptyMatrix,
  type GeoPoint,
  type MatrixProvider,
  type TravelMatrix,
  type TravelVehicle,
} from './matrix.provider.ts'

/** How the offline estimate sees the roads of a country and a day on them. */
export interface RoadEstimate {
  /** Road metres for each metre of great circle; 1.2 to 1.4 in most countries (Boscoe, Henry and Zdeb 2012). */
  roadFactor: number
  /** Speed of a car on successive stretches of a way: streets first, then roads, then motorway. */
  stretches: { upToMeters: number; kilometersPerHour: number }[]
  /** Speed of a kind of vehicle as a share of the car's. */
  share: Record<TravelVehicle['kind'], number>
  /** Nobody of this kind is faster than this. */
  topKilometersPerHour: Record<TravelVehicle['kind'], number>
  /** By hour of day: duration in that hour = usual duration × this. */
  hourFactors: readonly number[]
}

/** Middling values for Korea: hilly country, dense cities, rush hours at 8 and 18. */
export const koreanRoads: RoadEstimate = {
  roadFactor: 1.3,
  stretches: [
    { upToMeters: 5_000, kilometersPerHour: 25 },
    { upToMeters: 30_000, kilometersPerHour: 50 },
    { upToMeters: Number.POSITIVE_INFINITY, kilometersPerHour: 85 },
  ],
  share: { car: 1, van: 0.97, truck: 0.88, bicycle: 1, foot: 1 },
  topKilometersPerHour: { car: 100, van: 95, truck: 80, bicycle: 15, foot: 4.5 },
  hourFactors: [
    0.75, 0.75, 0.75, 0.75, 0.75, 0.8, 0.95, 1.2, 1.35, 1.15, 1.05, 1.05, 1.05, 1.05, 1.05, 1.1, 1.15, 1.3,
    1.4, 1.2, 1, 0.9, 0.85, 0.8,
  ],
}

const earthRadiusMeters = 6_371_008.8

/** Great-circle distance by the haversine formula on the mean sphere, metres. */
export function greatCircleMeters(one: GeoPoint, other: GeoPoint): number {
  const radians = Math.PI / 180
  const half = (degrees: number) => Math.sin((degrees * radians) / 2) ** 2
  const share =
    half(other.latitude - one.latitude) +
    Math.cos(one.latitude * radians) *
      Math.cos(other.latitude * radians) *
      half(other.longitude - one.longitude)
  return 2 * earthRadiusMeters * Math.asin(Math.min(1, Math.sqrt(share)))
}

/** Usual seconds of a way of so many road metres. */
export function usualSeconds(roadMeters: number, kind: TravelVehicle['kind'], roads: RoadEstimate): number {
  return secondsAt(roadMeters, stretchSpeeds(kind, roads))
}

interface StretchSpeed {
  upToMeters: number
  metersPerSecond: number
}

function stretchSpeeds(kind: TravelVehicle['kind'], roads: RoadEstimate): StretchSpeed[] {
  return roads.stretches.map(({ upToMeters, kilometersPerHour }) => ({
    upToMeters,
    metersPerSecond: Math.min(kilometersPerHour * roads.share[kind], roads.topKilometersPerHour[kind]) / 3.6,
  }))
}

function secondsAt(roadMeters: number, speeds: readonly StretchSpeed[]): number {
  let seconds = 0
  let done = 0
  for (const { upToMeters, metersPerSecond } of speeds) {
    const here = Math.max(0, Math.min(roadMeters, upToMeters) - done)
    seconds += here / metersPerSecond
    done += here
  }
  return seconds
}

/** Great circles between many places from unit vectors: the chord of two gives their angle without further sines. */
function greatCircles(places: readonly GeoPoint[]): (from: number, to: number) => number {
  const radians = Math.PI / 180
  const vectors = new Float64Array(places.length * 3)
  places.forEach(({ latitude, longitude }, index) => {
    const ring = Math.cos(latitude * radians)
    vectors[index * 3] = ring * Math.cos(longitude * radians)
    vectors[index * 3 + 1] = ring * Math.sin(longitude * radians)
    vectors[index * 3 + 2] = Math.sin(latitude * radians)
  })
  return (from, to) => {
    const dx = (vectors[from * 3] as number) - (vectors[to * 3] as number)
    const dy = (vectors[from * 3 + 1] as number) - (vectors[to * 3 + 1] as number)
    const dz = (vectors[from * 3 + 2] as number) - (vectors[to * 3 + 2] as number)
    return 2 * earthRadiusMeters * Math.asin(Math.min(1, Math.sqrt(dx * dx + dy * dy + dz * dz) / 2))
  }
}

/** Estimate without any service: great circle × road factor, speed by length of way and hour of day. */
export function offlineMatrix(roads: RoadEstimate = koreanRoads): MatrixProvider {
  return {
    name: 'offline',
    async matrix(request): Promise<TravelMatrix> {
      checkRequest(request)
      const matrix = emptyMatrix(request.locations.length)
      fillEstimates(matrix, request.locations, {
        vehicle: request.vehicle,
        departure: request.departure,
        roads,
      })
      return matrix
    },
  }
}

/** Fills in estimates: everywhere, or only for the pairs given. Marks them. */
export function fillEstimates(
  matrix: TravelMatrix,
  locations: readonly GeoPoint[],
  {
    vehicle,
    departure,
    roads,
    pairs,
  }: { vehicle: TravelVehicle; departure?: string; roads: RoadEstimate; pairs?: Iterable<number> },
): void {
  const { size } = matrix
  const hour = departure === undefined ? undefined : Number(departure.slice(11, 13))
  const factor = hour === undefined ? 1 : (roads.hourFactors[hour] ?? 1)
  const slow = vehicle.kind === 'bicycle' || vehicle.kind === 'foot'
  const metersBetween = greatCircles(locations)
  const speeds = stretchSpeeds(vehicle.kind, roads)
  const fill = (at: number) => {
    const meters = metersBetween(Math.floor(at / size), at % size) * roads.roadFactor
    matrix.distanceMeters[at] = meters
    matrix.durationSeconds[at] = secondsAt(meters, speeds) * (slow ? 1 : factor)
    matrix.unreachable[at] = 0
    matrix.estimated[at] = 1
  }
  if (pairs) for (const at of pairs) fill(at)
  else for (let at = 0; at < size * size; at++) fill(at)
  if (!matrix.sources.includes('offline')) matrix.sources.push('offline')
  matrix.quality = matrix.estimated.every((one, at) => one === 1 || Math.floor(at / size) === at % size)
    ? 'estimate'
    : 'mixed'
}

/**
 * A matrix as a travel profile for planning, with a slice for each hour whose traffic differs from the hour before.
 * `originHour` is the local hour at second 0 of the plan.
 */
export function travelProfile(
  id: string,
  matrix: TravelMatrix,
  {
    hourFactors,
    originHour = 0,
    hours = 48,
  }: { hourFactors?: readonly number[]; originHour?: number; hours?: number } = {},
): TravelProfile {
  const { distanceMeters, durationSeconds } = matrix
  if (!hourFactors) return { id, distanceMeters, durationSeconds }
  const slices = Array.from({ length: hours }, (_, hour) => ({
    startSeconds: hour * 3_600,
    durationFactor: hourFactors[(originHour + hour) % 24] ?? 1,
  }))
  return {
    id,
    distanceMeters,
    durationSeconds,
    slices: slices.filter(
      ({ durationFactor }, hour) => hour === 0 || durationFactor !== slices[hour - 1]?.durationFactor,
    ),
  }
}
