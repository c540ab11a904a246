import { type Chance, chance } from '../../runner/chance.ts'
import type { VehicleSequence } from '../check/check-plan.ts'
import { greatCircleMeters, koreanRoads, usualSeconds } from '../matrix/offline.matrix.ts'
import type { RoutingProblem, Stop, VehicleType } from '../routing.problem.ts'
import { planeDistances } from './plane.distances.ts'
import type { RoutingInstance } from './routing.instance.ts'

export interface InstanceWish {
  kind: 'cvrp' | 'vrptw' | 'pdptw' | 'mdvrp' | 'mdvrptw' | 'hfvrp'
  customers: number
  seed: number
  layout?: 'clustered' | 'random' | 'mixed'
  /** Width of windows; `none` where the kind has none. */
  windows?: 'tight' | 'wide'
  /** Places in and around Korean cities, by road in metres and seconds, instead of a plane of 100 × 100. */
  korean?: boolean
}

export interface GeneratedInstance extends RoutingInstance {
  /** A plan that keeps every rule: the instance is made around it. */
  reference: VehicleSequence[]
}

interface Point {
  x: number
  y: number
}

interface Tour {
  depot: number
  /** Indexes of customers. */
  order: number[]
}

/**
 * Makes an instance around a plan, so that it can surely be served: customers are strung into tours first, then windows
 * are opened about the times at which the tours arrive (as Solomon 1987 made his), pairs are ends of one tour, fleets and
 * limits fit the tours. The same wish always gives the same instance.
 */
export function generateInstance(wish: InstanceWish): GeneratedInstance {
  const { kind, customers, seed, layout = 'mixed', windows = 'wide', korean = false } = wish
  const luck = chance(seed)
  const depotCount = kind.startsWith('md') ? 4 : 1
  const points = korean
    ? koreanPoints(luck, customers, depotCount)
    : planePoints(luck, customers, depotCount, layout)
  const { distances, durations } = korean ? roadMatrices(points) : plane(points)
  const size = points.length
  const service = korean ? 300 : 10
  const demands = Array.from({ length: customers }, () => luck.between(5, 30))
  const capacity = 200
  const tours = toursOf({ size, depotCount, demands, capacity, distances, most: korean ? 20 : 14 })

  const seconds = (from: number, to: number) => durations[from * size + to] ?? 0
  const stops: Stop[] = demands.map((demand, index) => ({
    id: String(index + 1),
    location: depotCount + index,
    serviceSeconds: service,
    ...(kind !== 'pdptw' && { delivery: [demand] }),
  }))
  const opening = korean ? 8 * 3_600 : 0
  const timed = kind === 'vrptw' || kind === 'pdptw' || kind === 'mdvrptw'
  const returns = tours.map(({ depot, order }) => {
    let clock = opening
    let place = depot
    for (const index of order) {
      const stop = stops[index] as Stop
      clock += seconds(place, stop.location)
      const half = (korean ? 3_600 : 30) * (windows === 'tight' ? 0.5 : 3) * (0.5 + luck.next())
      const startSeconds = Math.max(opening, Math.floor(clock - half))
      if (timed && !(windows === 'wide' && luck.happens(0.25)))
        stop.windows = [{ startSeconds, endSeconds: Math.ceil(clock + half) }]
      clock += service
      place = stop.location
    }
    return clock + seconds(place, depot)
  })
  const longest = Math.max(...returns) - opening
  const closing = Math.ceil(opening + longest * 1.2)
  const problem: RoutingProblem = {
    locations: size,
    profiles: [{ id: korean ? 'truck' : 'plane', distanceMeters: distances, durationSeconds: durations }],
    dimensions: ['demand'],
    vehicleTypes: [],
    stops,
    objective: { kind: timed && depotCount === 1 ? 'hierarchical' : 'cost' },
  }
  const limits: Partial<VehicleType> = {
    ...(timed && { shift: { startSeconds: opening, endSeconds: closing } }),
    ...(depotCount > 1 && { maxDutySeconds: Math.ceil(longest * 1.05) }),
  }
  const loads = tours.map(({ order }) => order.reduce((sum, index) => sum + (demands[index] ?? 0), 0))
  const fleet = kind === 'hfvrp' ? mixedFleet(loads) : depotFleet(tours, { depotCount, capacity, limits })
  problem.vehicleTypes = fleet.types
  if (kind === 'pdptw') pairUp(problem, tours, demands, luck)
  return {
    name: `${kind}-${customers}-${layout}-${windows}${korean ? '-korea' : ''}-${seed}`,
    kind,
    problem,
    coordinates: points,
    solutionOffset: 0,
    reference: tours.flatMap(({ order }, tour) => {
      const visits = order
        .map((index) => String(index + 1))
        .filter((id) => problem.stops.some((stop) => stop.id === id))
      const vehicle = fleet.vehicles[tour]
      return vehicle && visits.length > 0 ? [{ ...vehicle, visits }] : []
    }),
  }
}

/** Customers to their nearest depot, then tour by tour to the nearest one left that still fits. */
function toursOf({
  size,
  depotCount,
  demands,
  capacity,
  distances,
  most,
}: {
  size: number
  depotCount: number
  demands: readonly number[]
  capacity: number
  distances: Float64Array
  most: number
}): Tour[] {
  const meters = (from: number, to: number) => distances[from * size + to] ?? 0
  const tours: Tour[] = []
  const depotOf = demands.map((_, index) => {
    const place = depotCount + index
    return range(depotCount).reduce(
      (best, depot) => (meters(depot, place) < meters(best, place) ? depot : best),
      0,
    )
  })
  for (let depot = 0; depot < depotCount; depot++) {
    const left = new Set(depotOf.flatMap((own, index) => (own === depot ? [index] : [])))
    while (left.size > 0) {
      const order: number[] = []
      let load = 0
      for (let place = depot; order.length < most; ) {
        const fits = [...left].filter((index) => load + (demands[index] ?? 0) <= capacity)
        const [first, ...rest] = fits
        if (first === undefined) break
        const next = rest.reduce(
          (best, index) =>
            meters(place, depotCount + index) < meters(place, depotCount + best) ? index : best,
          first,
        )
        left.delete(next)
        order.push(next)
        load += demands[next] ?? 0
        place = depotCount + next
      }
      tours.push({ depot, order })
    }
  }
  return tours
}

interface Fleet {
  types: VehicleType[]
  /** Of each tour. */
  vehicles: { vehicleTypeId: string; vehicleNumber: number }[]
}

function depotFleet(
  tours: readonly Tour[],
  { depotCount, capacity, limits }: { depotCount: number; capacity: number; limits: Partial<VehicleType> },
): Fleet {
  const used = range(depotCount).map(() => 0)
  const vehicles = tours.map(({ depot }) => {
    used[depot] = (used[depot] ?? 0) + 1
    return { vehicleTypeId: `depot-${depot + 1}`, vehicleNumber: used[depot] ?? 1 }
  })
  const types = range(depotCount).map(
    (depot): VehicleType => ({
      id: `depot-${depot + 1}`,
      count: (used[depot] ?? 0) + 2,
      capacity: [capacity],
      startLocation: depot,
      endLocation: depot,
      costPerMeter: 1,
      ...limits,
    }),
  )
  return { types, vehicles }
}

function mixedFleet(loads: readonly number[]): Fleet {
  const sizes = [
    { capacity: 80, fixedCost: 40, costPerMeter: 1 },
    { capacity: 140, fixedCost: 60, costPerMeter: 1.2 },
    { capacity: 200, fixedCost: 75, costPerMeter: 1.4 },
  ]
  const used = sizes.map(() => 0)
  const vehicles = loads.map((load) => {
    const size = sizes.findIndex(({ capacity }) => load <= capacity)
    used[size] = (used[size] ?? 0) + 1
    return { vehicleTypeId: `size-${size + 1}`, vehicleNumber: used[size] ?? 1 }
  })
  const types = sizes.map(
    ({ capacity, ...costs }, size): VehicleType => ({
      id: `size-${size + 1}`,
      count: (used[size] ?? 0) + 2,
      capacity: [capacity],
      startLocation: 0,
      endLocation: 0,
      ...costs,
    }),
  )
  return { types, vehicles }
}

/** Stops of a tour two by two, the earlier the pickup; one left over is taken out. */
function pairUp(
  problem: RoutingProblem,
  tours: readonly Tour[],
  demands: readonly number[],
  luck: Chance,
): void {
  problem.shipments = []
  for (const { order } of tours) {
    const open = [...order]
    while (open.length > 1) {
      const pickup = String((open.shift() ?? 0) + 1)
      const delivery = String((open.splice(luck.between(0, Math.min(3, open.length - 1)), 1)[0] ?? 0) + 1)
      problem.shipments.push({
        id: `${pickup}-${delivery}`,
        pickup,
        delivery,
        amount: [demands[Number(pickup) - 1] ?? 1],
      })
    }
    const alone = open[0]
    if (alone !== undefined) problem.stops = problem.stops.filter(({ id }) => id !== String(alone + 1))
  }
}

function planePoints(luck: Chance, customers: number, depots: number, layout: string): Point[] {
  const somewhere = () => ({ x: luck.between(0, 100), y: luck.between(0, 100) })
  const seeds = range(Math.max(3, Math.round(customers / 15))).map(somewhere)
  const about = ({ x, y }: Point) => ({ x: x + luck.between(-8, 8), y: y + luck.between(-8, 8) })
  const depotPoints =
    depots === 1
      ? [{ x: 50, y: 50 }]
      : range(depots).map((depot) => ({ x: 25 + 50 * (depot % 2), y: 25 + 50 * (Math.floor(depot / 2) % 2) }))
  return [
    ...depotPoints,
    ...range(customers).map(() => {
      const clustered = layout === 'clustered' || (layout === 'mixed' && luck.happens(0.5))
      return clustered ? about(luck.pick(seeds)) : somewhere()
    }),
  ]
}

/** Longitude and latitude of Seoul, Incheon, Suwon, Daejeon, Cheongju, Daegu, Gwangju, Busan and Ulsan. */
const cities: readonly Point[] = [
  { x: 126.978, y: 37.5665 },
  { x: 126.7052, y: 37.4563 },
  { x: 127.0286, y: 37.2636 },
  { x: 127.3845, y: 36.3504 },
  { x: 127.489, y: 36.6424 },
  { x: 128.6014, y: 35.8714 },
  { x: 126.8526, y: 35.1595 },
  { x: 129.0756, y: 35.1796 },
  { x: 129.3114, y: 35.5384 },
]

function koreanPoints(luck: Chance, customers: number, depots: number): Point[] {
  const near = (city: Point, degrees: number) => ({
    x: city.x + (luck.next() + luck.next() - 1) * degrees,
    y: city.y + (luck.next() + luck.next() - 1) * degrees,
  })
  const home = cities.slice(0, depots)
  return [
    ...home.map((city) => near(city, 0.02)),
    ...range(customers).map(() =>
      near(luck.happens(0.7) ? luck.pick(home) : luck.pick(cities.slice(0, 4)), 0.15),
    ),
  ]
}

function plane(points: readonly Point[]) {
  const distances = planeDistances(points)
  return { distances, durations: distances }
}

function roadMatrices(points: readonly Point[]) {
  const size = points.length
  const distances = new Float64Array(size * size)
  const durations = new Float64Array(size * size)
  points.forEach((from, row) => {
    points.forEach((to, col) => {
      const place = ({ x, y }: Point) => ({ longitude: x, latitude: y })
      const meters = Math.round(greatCircleMeters(place(from), place(to)) * koreanRoads.roadFactor)
      distances[row * size + col] = meters
      durations[row * size + col] = Math.round(usualSeconds(meters, 'truck', koreanRoads))
    })
  })
  return { distances, durations }
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index)
}
