import type { Fleet, SearchModel, Travel } from './search-model.ts'
import { timedTravel } from './time-dependent.travel.ts'

/** What ways cost and take at least, whatever the time of day: row-major `nodes × nodes`; `…To` are transposed. */
export interface TravelBounds {
  cost: Float64Array
  costTo: Float64Array
  time: Float64Array
  timeTo: Float64Array
}

/** By index of the fleet; matrices that are equal are one. */
export function travelBounds({ problem, fleets, nodes, locationOf }: SearchModel): TravelBounds[] {
  const known = new Map<Travel, TravelBounds>()
  const least = new Map<Travel['profile'], { time: Float64Array; timeTo: Float64Array }>()

  function leastTimes({ profile }: Travel): { time: Float64Array; timeTo: Float64Array } | undefined {
    const timed = timedTravel(profile)
    if (timed === undefined) return undefined
    const one = least.get(profile)
    if (one) return one
    const time = new Float64Array(nodes * nodes)
    for (let from = 0; from < nodes; from++)
      for (let to = 0; to < nodes; to++) {
        const [a, b] = [locationOf[from] as number, locationOf[to] as number]
        if (a >= 0 && b >= 0) time[from * nodes + to] = timed.leastSeconds(a * problem.locations + b)
      }
    const both = { time, timeTo: transposed(time, nodes) }
    least.set(profile, both)
    return both
  }

  function boundsOf({ travel, costPerMeter, costPerDrivingSecond }: Fleet): TravelBounds {
    const times = leastTimes(travel)
    if (times === undefined) return travel
    if (costPerDrivingSecond === 0) return { cost: travel.cost, costTo: travel.costTo, ...times }
    const cost = travel.distance.map((metres, way) =>
      metres === Number.POSITIVE_INFINITY
        ? metres
        : metres * costPerMeter + (times.time[way] as number) * costPerDrivingSecond,
    )
    return { cost, costTo: transposed(cost, nodes), ...times }
  }

  return fleets.map((fleet) => {
    const bounds = known.get(fleet.travel) ?? boundsOf(fleet)
    known.set(fleet.travel, bounds)
    return bounds
  })
}

function transposed(matrix: Float64Array, nodes: number): Float64Array {
  const turned = new Float64Array(nodes * nodes)
  for (let from = 0; from < nodes; from++)
    for (let to = 0; to < nodes; to++) turned[to * nodes + from] = matrix[from * nodes + to] as number
  return turned
}
