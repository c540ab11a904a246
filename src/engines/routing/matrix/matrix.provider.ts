/** A place on earth, WGS 84, degrees. */
export interface GeoPoint {
  latitude: number
  longitude: number
}

/** What drives, and how big it is: what a road service needs to know to leave out roads it may not use. */
export interface TravelVehicle {
  kind: 'car' | 'van' | 'truck' | 'bicycle' | 'foot'
  heightMeters?: number
  widthMeters?: number
  lengthMeters?: number
  weightKilograms?: number
  axleLoadKilograms?: number
  hazardous?: boolean
}

export interface MatrixRequest {
  locations: GeoPoint[]
  vehicle: TravelVehicle
  /** Local time of the places at departure, `2026-03-02T09:00`; absent: the usual traffic. */
  departure?: string
}

/** Travel between all places. */
export interface TravelMatrix {
  size: number
  /** Row-major from row to column; `Infinity` where there is no way. */
  durationSeconds: Float64Array
  distanceMeters: Float64Array
  /** 1 where there is no way. */
  unreachable: Uint8Array
  /** 1 where the pair is an estimate because the road service was not asked. */
  estimated: Uint8Array
  /** Names of the services the figures come from. */
  sources: string[]
  quality: 'road' | 'mixed' | 'estimate'
}

/** Where travel times and distances come from. */
export interface MatrixProvider {
  name: string
  /** @throws MatrixFault */
  matrix(request: MatrixRequest, options?: { signal?: AbortSignal }): Promise<TravelMatrix>
}

export type MatrixFaultCode =
  | 'matrix.request'
  | 'matrix.timeout'
  | 'matrix.unavailable'
  | 'matrix.throttled'
  | 'matrix.unauthorised'
  | 'matrix.refused'
  | 'matrix.answer'
  | 'matrix.quota'

/** A matrix that cannot be had. `details` names the service, its status, and its own code and words where it gave any. */
export class MatrixFault extends Error {
  readonly code: MatrixFaultCode
  readonly details: Record<string, unknown>
  constructor(code: MatrixFaultCode, details: Record<string, unknown>) {
    super(`${code} ${JSON.stringify(details)}`)
    this.code = code
    this.details = details
  }
}

/** An empty matrix: nothing reachable but each place from itself. */
export function emptyMatrix(size: number): TravelMatrix {
  const durationSeconds = new Float64Array(size * size).fill(Number.POSITIVE_INFINITY)
  const distanceMeters = new Float64Array(size * size).fill(Number.POSITIVE_INFINITY)
  const unreachable = new Uint8Array(size * size).fill(1)
  for (let at = 0; at < size * size; at += size + 1) {
    durationSeconds[at] = 0
    distanceMeters[at] = 0
    unreachable[at] = 0
  }
  const estimated = new Uint8Array(size * size)
  return { size, durationSeconds, distanceMeters, unreachable, estimated, sources: [], quality: 'road' }
}

/** @throws MatrixFault `matrix.request` for coordinates that are none, or a departure that is no local time. */
export function checkRequest({ locations, departure }: MatrixRequest): void {
  locations.forEach(({ latitude, longitude }, index) => {
    if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180))
      throw new MatrixFault('matrix.request', { location: index, latitude, longitude })
  })
  if (departure !== undefined && !/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(departure))
    throw new MatrixFault('matrix.request', { departure })
}
