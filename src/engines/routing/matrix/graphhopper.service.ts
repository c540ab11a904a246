import { recordOf } from './matrix.http.ts'
import type { TravelVehicle } from './matrix.provider.ts'
import type { RoadService } from './remote.matrix.ts'
import { answersOf, pairsOfBlock, tableBlocks } from './table.blocks.ts'

const profiles = { car: 'car', van: 'small_truck', truck: 'truck', bicycle: 'bike', foot: 'foot' } as const

/**
 * GraphHopper `POST /matrix?key=…` with `from_points`, `to_points` as `[longitude, latitude]`: seconds and metres.
 * With `fail_fast: false` a pair without a way is `null` and named in `hints`. How many places a request may have
 * depends on the contract.
 * https://docs.graphhopper.com/openapi/matrices
 */
export function graphhopperService({
  baseUrl,
  apiKey,
  mostPlaces = 80,
  profileOf = (vehicle) => profiles[vehicle.kind],
}: {
  baseUrl: string
  apiKey: string
  mostPlaces?: number
  profileOf?: (vehicle: TravelVehicle) => string
}): RoadService {
  const name = 'graphhopper'
  const half = Math.max(1, Math.floor(mostPlaces / 2))
  return {
    name,
    calls({ locations, vehicle }, wanted) {
      const point = (index: number) => [locations[index]?.longitude, locations[index]?.latitude]
      return tableBlocks(locations.length, { sources: half, targets: half }, wanted).map((block) => ({
        pairs: pairsOfBlock(block),
        request: {
          service: name,
          url: `${baseUrl}/matrix?key=${encodeURIComponent(apiKey)}`,
          method: 'POST' as const,
          body: {
            from_points: block.sources.map(point),
            to_points: block.targets.map(point),
            profile: profileOf(vehicle),
            out_arrays: ['times', 'distances'],
            fail_fast: false,
          },
          faultOf: (body) => ({ message: recordOf(body).message }),
        },
        read(body) {
          const { times, distances } = recordOf(body)
          return answersOf(name, block, { durations: times, distances })
        },
      }))
    },
  }
}
