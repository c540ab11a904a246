import type { Shipment, Stop } from '../routing.problem.ts'
import { column, type NumericRow, numericRows, refuseUnless } from './numeric.rows.ts'
import { planeDistances } from './plane.distances.ts'
import { InstanceFault, type RoutingInstance } from './routing.instance.ts'
import { customerOf, shiftOf } from './solomon.reader.ts'

/**
 * Li and Lim (2001) PDPTW: vehicles, capacity and speed, then nine columns per node – number, x, y, demand, ready, due,
 * service, number of its pickup, number of its delivery (0: it is one itself) – with the depot first. Double precision,
 * time = distance, fewest vehicles first (SINTEF).
 * @throws InstanceFault
 */
export function readLiLim(
  lines: readonly { line: number; text: string }[],
  file: string,
  fileName: string,
): RoutingInstance {
  const [fleet, depot, ...nodes] = numericRows(lines, file)
  if (!fleet || !depot || nodes.length === 0)
    throw new InstanceFault('routing.instance.count', {
      file,
      found: lines.length,
      wanted: 'a fleet and 2 rows',
    })
  const vehicles = column(fleet, 0, file)
  const capacity = column(fleet, 1, file)
  refuseUnless(Number.isInteger(vehicles) && vehicles > 0, fleet, file, { vehicles })
  refuseUnless(capacity > 0, fleet, file, { capacity })
  const points = [depot, ...nodes].map((row) => ({ x: column(row, 1, file), y: column(row, 2, file) }))
  const distances = planeDistances(points)
  const stops = nodes.map((row, index): Stop => {
    const { demand: _, ...timed } = customerOf(row, file)
    return { id: String(column(row, 0, file)), location: index + 1, ...timed }
  })
  return {
    name: fileName,
    kind: 'pdptw',
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
      shipments: pairsOf(nodes, file, { pickup: 7, delivery: 8, demand: 3 }),
      objective: { kind: 'hierarchical' },
    },
  }
}

/**
 * Shipments from rows that name their counterparts; every row has to belong to exactly one.
 * @throws InstanceFault `.value` for a counterpart that is missing, does not point back, or carries another amount.
 */
export function pairsOf(
  rows: readonly NumericRow[],
  file: string,
  at: { pickup: number; delivery: number; demand: number },
): Shipment[] {
  const byNumber = new Map(rows.map((row) => [column(row, 0, file), row]))
  const shipments: Shipment[] = []
  for (const row of rows) {
    const number = column(row, 0, file)
    const pickup = column(row, at.pickup, file)
    const delivery = column(row, at.delivery, file)
    refuseUnless(byNumber.get(number) === row, row, file, { repeated: number })
    refuseUnless((pickup === 0) !== (delivery === 0), row, file, { pickup, delivery })
    const other = byNumber.get(pickup === 0 ? delivery : pickup)
    if (!other) {
      refuseUnless(false, row, file, { counterpart: pickup === 0 ? delivery : pickup })
      continue
    }
    const back = column(other, pickup === 0 ? at.pickup : at.delivery, file)
    refuseUnless(back === number, row, file, { counterpart: column(other, 0, file), pointsTo: back })
    if (pickup !== 0) continue
    const amount = column(row, at.demand, file)
    refuseUnless(amount >= 0 && column(other, at.demand, file) === -amount, row, file, {
      pickup: amount,
      delivery: column(other, at.demand, file),
    })
    const pair = { pickup: String(number), delivery: String(delivery) }
    shipments.push({ id: `${pair.pickup}-${pair.delivery}`, ...pair, amount: [amount] })
  }
  return shipments
}
