import type { Stop, VehicleType } from '../routing.problem.ts'
import { column, type NumericRow, numericRows, refuseUnless } from './numeric.rows.ts'
import { planeDistances } from './plane.distances.ts'
import { InstanceFault, type RoutingInstance } from './routing.instance.ts'

/**
 * Mixed fleets as Golden et al. (1984) and Taillard (1999) left them to Prins and Lacomme: a line `customers types range
 * service [lower-bound best]`, a line `number capacity fixed-cost cost-per-distance` for each vehicle type, the depot,
 * the customers `x y demand`. In the files of French cities (DLP) the depot is a number, a matrix in metres follows, and
 * customers are `number demand`; their fixed costs are in kilometres. Double precision, least cost.
 * @throws InstanceFault
 */
export function readFleet(
  lines: readonly { line: number; text: string }[],
  file: string,
  fileName: string,
): RoutingInstance {
  const [head, ...rows] = numericRows(lines, file) as [NumericRow, ...NumericRow[]]
  const customers = column(head, 0, file)
  const types = column(head, 1, file)
  const range = head.values[2] ?? Number.POSITIVE_INFINITY
  const serviceSeconds = head.values[3] ?? 0
  const fleet = rows.slice(0, types)
  const [depot, ...body] = rows.slice(types)
  if (!depot)
    throw new InstanceFault('routing.instance.count', { file, found: rows.length, wanted: types + 1 })
  const places =
    depot.values.length >= 2 ? onPlane(depot, body, customers, file) : onRoads(depot, body, customers, file)
  const unit = places.metersPerUnit
  const vehicleTypes = fleet.map((row, index): VehicleType => {
    const [count, capacity, fixed, perDistance] = [0, 1, 2, 3].map((at) => column(row, at, file)) as [
      number,
      number,
      number,
      number,
    ]
    refuseUnless(count >= 0 && capacity > 0 && fixed >= 0 && perDistance >= 0, row, file, { count, capacity })
    return {
      id: `type-${index + 1}`,
      count,
      capacity: [capacity],
      startLocation: places.depot,
      endLocation: places.depot,
      fixedCost: fixed * unit,
      costPerMeter: perDistance,
      ...(range < 99_999 && { maxDistanceMeters: range * unit }),
    }
  })
  const stated = head.values[5]
  return {
    name: fileName,
    kind: 'hfvrp',
    ...(places.coordinates && { coordinates: places.coordinates }),
    solutionOffset: 0,
    ...(stated !== undefined && stated > 0 && { statedBest: stated * unit }),
    problem: {
      locations: customers + 1,
      profiles: [{ id: 'plane', distanceMeters: places.distances, durationSeconds: places.distances }],
      dimensions: ['demand'],
      vehicleTypes: vehicleTypes.filter(({ count }) => count !== 0),
      stops: places.demands.map(
        ({ location, demand }): Stop => ({
          id: String(location),
          location,
          serviceSeconds,
          delivery: [demand],
        }),
      ),
      objective: { kind: 'cost' },
    },
  }
}

interface Places {
  depot: number
  distances: Float64Array
  demands: { location: number; demand: number }[]
  coordinates?: { x: number; y: number }[]
  /** What a unit of the file's costs is in units of the distances. */
  metersPerUnit: number
}

function onPlane(depot: NumericRow, body: readonly NumericRow[], customers: number, file: string): Places {
  const rows = take(body, customers, depot, file)
  const points = [depot, ...rows].map((row) => ({ x: column(row, 0, file), y: column(row, 1, file) }))
  const demands = rows.map((row, index) => ({ location: index + 1, demand: demandOf(row, 2, file) }))
  return { depot: 0, distances: planeDistances(points), demands, coordinates: points, metersPerUnit: 1 }
}

function onRoads(depot: NumericRow, body: readonly NumericRow[], customers: number, file: string): Places {
  const size = customers + 1
  const matrix = take(body, size, depot, file)
  const distances = new Float64Array(size * size)
  matrix.forEach((row, from) => {
    if (row.values.length !== size)
      throw new InstanceFault('routing.instance.columns', {
        file,
        line: row.line,
        found: row.values.length,
        wanted: size,
      })
    distances.set(row.values, from * size)
  })
  // Between matrix and customers some files have a line of their own; customers have two columns.
  const rest = body.slice(size).filter((row) => row.values.length === 2)
  const demands = take(rest, customers, body.at(-1) ?? depot, file).map((row) => {
    const location = column(row, 0, file)
    refuseUnless(Number.isInteger(location) && location >= 0 && location < size, row, file, {
      customer: location,
    })
    return { location, demand: demandOf(row, 1, file) }
  })
  return { depot: column(depot, 0, file), distances, demands, metersPerUnit: 1_000 }
}

function demandOf(row: NumericRow, index: number, file: string): number {
  const demand = column(row, index, file)
  refuseUnless(demand >= 0, row, file, { demand })
  return demand
}

function take(rows: readonly NumericRow[], count: number, last: NumericRow, file: string): NumericRow[] {
  if (rows.length < count)
    throw new InstanceFault('routing.instance.count', {
      file,
      line: rows.at(-1)?.line ?? last.line,
      found: rows.length,
      wanted: count,
    })
  return rows.slice(0, count)
}
