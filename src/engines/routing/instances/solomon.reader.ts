import type { Stop } from '../routing.problem.ts'
import { column, type NumericRow, numericRows, refuseUnless } from './numeric.rows.ts'
import { planeDistances } from './plane.distances.ts'
import { InstanceFault, type RoutingInstance } from './routing.instance.ts'

/**
 * Solomon (1987) and Gehring–Homberger (1999) VRPTW: fleet and capacity, then a row of seven columns per customer –
 * number, x, y, demand, ready, due, service – with the depot first. Distances in double precision, time = distance,
 * fewest vehicles first, as SINTEF keeps its table of best known solutions.
 * @throws InstanceFault
 */
export function readSolomon(
  lines: readonly { line: number; text: string }[],
  file: string,
  fileName: string,
): RoutingInstance {
  const table = lines.findIndex(({ text }) => /^vehicle/i.test(text))
  const name = table > 0 ? (lines[0]?.text ?? fileName) : fileName
  const rows = numericRows(lines.slice(Math.max(0, table)), file)
  const [fleet, depot, ...customers] = rows
  if (!fleet || !depot || customers.length === 0)
    throw new InstanceFault('routing.instance.count', {
      file,
      found: rows.length,
      wanted: 'a fleet and 2 rows',
    })
  const vehicles = column(fleet, 0, file)
  const capacity = column(fleet, 1, file)
  refuseUnless(Number.isInteger(vehicles) && vehicles > 0, fleet, file, { vehicles })
  refuseUnless(capacity > 0, fleet, file, { capacity })
  const all = [depot, ...customers]
  const points = all.map((row) => ({ x: column(row, 1, file), y: column(row, 2, file) }))
  const distances = planeDistances(points)
  const seen = new Set<number>()
  const stops = customers.map((row, index): Stop => {
    const id = column(row, 0, file)
    refuseUnless(!seen.has(id), row, file, { repeated: id })
    seen.add(id)
    const { demand, ...timed } = customerOf(row, file)
    refuseUnless(demand >= 0, row, file, { demand })
    return { id: String(id), location: index + 1, delivery: [demand], ...timed }
  })
  return {
    name,
    kind: 'vrptw',
    coordinates: points,
    solutionOffset: 0,
    problem: {
      locations: points.length,
      profiles: [{ id: 'plane', distanceMeters: distances, durationSeconds: distances }],
      dimensions: ['demand'],
      vehicleTypes: [
        {
          id: 'vehicle',
          count: vehicles,
          capacity: [capacity],
          startLocation: 0,
          endLocation: 0,
          costPerMeter: 1,
          shift: shiftOf(depot, file),
        },
      ],
      stops,
      objective: { kind: 'hierarchical' },
    },
  }
}

/** Window, service and demand of a row whose columns 3 … 6 are demand, ready, due and service. */
export function customerOf(row: NumericRow, file: string) {
  const demand = column(row, 3, file)
  const startSeconds = column(row, 4, file)
  const endSeconds = column(row, 5, file)
  const serviceSeconds = column(row, 6, file)
  refuseUnless(endSeconds >= startSeconds, row, file, { ready: startSeconds, due: endSeconds })
  refuseUnless(serviceSeconds >= 0, row, file, { service: serviceSeconds })
  return { demand, serviceSeconds, windows: [{ startSeconds, endSeconds }] }
}

/** Opening hours of the depot; a depot that closes at 0 is always open. */
export function shiftOf(
  depot: NumericRow,
  file: string,
): { startSeconds: number; endSeconds: number } | undefined {
  const { windows } = customerOf(depot, file)
  const [open] = windows
  return open && open.endSeconds > 0 ? open : undefined
}
