import { recordOf } from './matrix.http.ts'
import { MatrixFault, type TravelVehicle } from './matrix.provider.ts'
import type { RoadService } from './remote.matrix.ts'
import { answersOf, pairsOfBlock, tableBlocks } from './table.blocks.ts'

/**
 * OSRM `GET /table/v1/{profile}/{lon,lat;…}?sources=…&destinations=…&annotations=duration,distance`: seconds and metres,
 * `null` where there is no way. What may drive is decided by the profile its data was prepared with; times of day are
 * unknown to it. `osrm-routed` refuses more than `max-table-size` places (100 unless set otherwise) with `TooBig`.
 * https://project-osrm.org/docs/v5.24.0/api/#table-service
 */
export function osrmService({
  baseUrl,
  profileOf = () => 'driving',
  mostPlaces = 100,
}: {
  baseUrl: string
  profileOf?: (vehicle: TravelVehicle) => string
  mostPlaces?: number
}): RoadService {
  const name = 'osrm'
  const half = Math.max(1, Math.floor(mostPlaces / 2))
  return {
    name,
    calls({ locations, vehicle }, wanted) {
      return tableBlocks(locations.length, { sources: half, targets: half }, wanted).map((block) => {
        const places = [...new Set([...block.sources, ...block.targets])]
        const indexes = (list: readonly number[]) => list.map((place) => places.indexOf(place)).join(';')
        const coordinates = places
          .map((place) => `${locations[place]?.longitude},${locations[place]?.latitude}`)
          .join(';')
        const query = `sources=${indexes(block.sources)}&destinations=${indexes(block.targets)}&annotations=duration,distance`
        return {
          pairs: pairsOfBlock(block),
          request: {
            service: name,
            url: `${baseUrl}/table/v1/${encodeURIComponent(profileOf(vehicle))}/${coordinates}?${query}`,
            faultOf: (body) => ({ serviceCode: recordOf(body).code, message: recordOf(body).message }),
          },
          read(body) {
            const { code, durations, distances } = recordOf(body)
            if (code !== 'Ok') throw new MatrixFault('matrix.answer', { service: name, serviceCode: code })
            return answersOf(name, block, { durations, distances })
          },
        }
      })
    },
  }
}
