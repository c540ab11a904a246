import type { MatrixRequest, TravelVehicle } from './matrix.provider.ts'

/** One way as a service answered it; `undefined` figures: there is none. */
export interface CachedPair {
  durationSeconds: number | undefined
  distanceMeters: number | undefined
  storedAtMs: number
}

/** Where ways are kept. Processes that share one share what they have paid for. */
export interface PairCache {
  get(keys: readonly string[]): Promise<(CachedPair | undefined)[]>
  set(entries: readonly (readonly [string, CachedPair])[]): Promise<void>
}

/** In memory, dropping what has not been asked for longest. */
export function memoryPairCache(most: number): PairCache {
  const kept = new Map<string, CachedPair>()
  return {
    async get(keys) {
      return keys.map((key) => {
        const found = kept.get(key)
        if (found) {
          kept.delete(key)
          kept.set(key, found)
        }
        return found
      })
    },
    async set(entries) {
      for (const [key, pair] of entries) {
        kept.delete(key)
        kept.set(key, pair)
      }
      for (const key of kept.keys()) {
        if (kept.size <= most) break
        kept.delete(key)
      }
    },
  }
}

/**
 * Keys of ways: service, vehicle, slice of the day and both places rounded to about ten metres, so that the same
 * doorstep geocoded twice is the same place.
 */
export function pairKeys(
  service: string,
  { locations, vehicle, departure }: MatrixRequest,
  { decimals = 4, sliceMinutes = 60 }: { decimals?: number; sliceMinutes?: number } = {},
): (from: number, to: number) => string {
  const places = locations.map(
    ({ latitude, longitude }) => `${latitude.toFixed(decimals)},${longitude.toFixed(decimals)}`,
  )
  const head = `${service}|${vehicleKey(vehicle)}|${sliceOf(departure, sliceMinutes)}`
  return (from, to) => `${head}|${places[from]}|${places[to]}`
}

function vehicleKey(vehicle: TravelVehicle): string {
  const { kind, heightMeters, widthMeters, lengthMeters, weightKilograms, axleLoadKilograms, hazardous } =
    vehicle
  return [
    kind,
    heightMeters,
    widthMeters,
    lengthMeters,
    weightKilograms,
    axleLoadKilograms,
    hazardous && 'hazardous',
  ].join('/')
}

/** Day of week kind and slice of the day; what is usual on one Tuesday at nine is usual on the next. */
function sliceOf(departure: string | undefined, sliceMinutes: number): string {
  if (departure === undefined) return 'usual'
  const day = new Date(`${departure.slice(0, 10)}T00:00Z`).getUTCDay()
  const minutes = Number(departure.slice(11, 13)) * 60 + Number(departure.slice(14, 16))
  return `${day}.${Math.floor(minutes / sliceMinutes)}`
}
