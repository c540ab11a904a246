import type { Place } from './strategy.ts'

const earthRadiusKm = 6371

export interface Distance {
  km: number
  basis: 'coordinates' | 'postal-code'
}

/**
 * How far two places lie apart: great-circle kilometres (haversine) where both have coordinates, else an estimate from
 * how many leading digits of their five-digit postal codes agree (국가기초구역번호: the first two are the province or
 * city, the third the district). Undefined where nothing is known.
 */
export function distanceBetween(from: Place, to: Place | undefined): Distance | undefined {
  if (!to) return undefined
  const a = pointOf(from)
  const b = pointOf(to)
  if (a && b) return { km: Math.round(haversine(a, b) * 10) / 10, basis: 'coordinates' }
  if (!from.postalCode || !to.postalCode) return undefined
  return { km: estimateKm(from.postalCode, to.postalCode), basis: 'postal-code' }
}

interface Point {
  latitude: number
  longitude: number
}

function pointOf({ latitude, longitude }: Place): Point | undefined {
  if (latitude === null || latitude === undefined || longitude === null || longitude === undefined)
    return undefined
  return { latitude, longitude }
}

function haversine(a: Point, b: Point): number {
  const rad = Math.PI / 180
  const dLat = (b.latitude - a.latitude) * rad
  const dLon = (b.longitude - a.longitude) * rad
  const h =
    Math.sin(dLat / 2) ** 2 +
    Math.cos(a.latitude * rad) * Math.cos(b.latitude * rad) * Math.sin(dLon / 2) ** 2
  return 2 * earthRadiusKm * Math.asin(Math.min(1, Math.sqrt(h)))
}

const kmByCommonDigits = [250, 60, 25, 8, 3, 0]

function estimateKm(a: string, b: string): number {
  let common = 0
  while (common < 5 && a[common] !== undefined && a[common] === b[common]) common += 1
  // Within the same first digit, neighbouring codes lie closer: the second digit's difference refines the guess.
  const base = kmByCommonDigits[common] ?? 0
  if (common > 1) return base
  const apart = Math.abs(Number(a.slice(0, 2)) - Number(b.slice(0, 2)))
  return Number.isFinite(apart) ? Math.max(30, Math.min(base, 30 + apart * 12)) : base
}
