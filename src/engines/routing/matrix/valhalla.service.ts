import { recordOf } from './matrix.http.ts'
import { MatrixFault, type TravelVehicle } from './matrix.provider.ts'
import type { RoadService } from './remote.matrix.ts'
import { answersOf, pairsOfBlock, tableBlocks } from './table.blocks.ts'

const costings = { car: 'auto', van: 'auto', truck: 'truck', bicycle: 'bicycle', foot: 'pedestrian' } as const

/**
 * Valhalla `POST /sources_to_targets`: seconds and kilometres; `time: null` where there is no way. Knows trucks by
 * height, width, length (metres), weight and axle load (tonnes) and hazardous goods, and traffic by departure. Its
 * `service_limits` allow 2,500 pairs unless set otherwise. Both shapes of its answer are read: rows of objects, and the
 * short one of two tables.
 * https://valhalla.github.io/valhalla/api/matrix/api-reference/
 */
export function valhallaService({
  baseUrl,
  apiKey,
  mostPairs = 2_500,
}: {
  baseUrl: string
  /** Hosted installations ask for one as `?api_key=`. */
  apiKey?: string
  mostPairs?: number
}): RoadService {
  const name = 'valhalla'
  const side = Math.max(1, Math.floor(Math.sqrt(mostPairs)))
  return {
    name,
    calls({ locations, vehicle, departure }, wanted) {
      const costing = costings[vehicle.kind]
      const options = costing === 'truck' ? { costing_options: { truck: truckOptions(vehicle) } } : {}
      const place = (index: number) => ({ lat: locations[index]?.latitude, lon: locations[index]?.longitude })
      return tableBlocks(locations.length, { sources: side, targets: side }, wanted).map((block) => ({
        pairs: pairsOfBlock(block),
        request: {
          service: name,
          url: `${baseUrl}/sources_to_targets${apiKey === undefined ? '' : `?api_key=${encodeURIComponent(apiKey)}`}`,
          method: 'POST' as const,
          body: {
            sources: block.sources.map(place),
            targets: block.targets.map(place),
            costing,
            ...options,
            units: 'kilometers',
            ...(departure !== undefined && { date_time: { type: 1, value: departure.slice(0, 16) } }),
          },
          faultOf: (body) => ({ serviceCode: recordOf(body).error_code, message: recordOf(body).error }),
        },
        read(body) {
          const table = recordOf(body).sources_to_targets
          if (Array.isArray(table)) {
            const column = (key: string) =>
              table.map((row: unknown) =>
                Array.isArray(row) ? row.map((cell) => recordOf(cell)[key] ?? null) : row,
              )
            return answersOf(name, block, {
              durations: column('time'),
              distances: column('distance'),
              meters: 1_000,
            })
          }
          const { durations, distances } = recordOf(table)
          if (!durations) throw new MatrixFault('matrix.answer', { service: name })
          return answersOf(name, block, { durations, distances, meters: 1_000 })
        },
      }))
    },
  }
}

function truckOptions(vehicle: TravelVehicle): Record<string, unknown> {
  const tonnes = (kilograms: number | undefined) => (kilograms === undefined ? undefined : kilograms / 1_000)
  return {
    height: vehicle.heightMeters,
    width: vehicle.widthMeters,
    length: vehicle.lengthMeters,
    weight: tonnes(vehicle.weightKilograms),
    axle_load: tonnes(vehicle.axleLoadKilograms),
    hazmat: vehicle.hazardous,
  }
}
