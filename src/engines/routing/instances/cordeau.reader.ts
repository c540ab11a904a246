import type { Stop, VehicleType } from '../routing.problem.ts'
import { column, type NumericRow, numericRows, refuseUnless } from './numeric.rows.ts'
import { planeDistances } from './plane.distances.ts'
import { InstanceFault, type InstanceKind, type RoutingInstance } from './routing.instance.ts'

const kinds: readonly InstanceKind[] = ['vrp', 'pvrp', 'mdvrp', 'sdvrp', 'vrptw', 'pvrp', 'mdvrptw', 'sdvrp']

/** A customer's columns once the list of visit combinations has been passed over. */
interface Customer {
  row: NumericRow
  number: number
  x: number
  y: number
  serviceSeconds: number
  demand: number
  frequency: number
  combinations: number[]
  window?: { startSeconds: number; endSeconds: number }
}

/**
 * Cordeau's text for VRP, PVRP, MDVRP, SDVRP and their variants with windows: `type m n t`, a line `D Q` for each of the
 * t depots, days or vehicle types (0: no limit), then customers `i x y d q f a list [e l]`; depots last in multi-depot
 * files, the depot first in the others. Duration counts service and waiting. A periodic file is one problem with a
 * vehicle type a day, and can be told only where each customer's days are given or it is visited once.
 * Double precision, least cost. Cordeau, Gendreau and Laporte (1997), Cordeau, Laporte and Mercier (2001).
 * @throws InstanceFault
 */
export function readCordeau(
  lines: readonly { line: number; text: string }[],
  file: string,
  fileName: string,
): RoutingInstance {
  const rows = numericRows(lines, file)
  const head = rows[0] as NumericRow
  const [type, perGroup, customers, groups] = [0, 1, 2, 3].map((index) => column(head, index, file)) as [
    number,
    number,
    number,
    number,
  ]
  const kind = kinds[type]
  refuseUnless(kind !== undefined && groups >= 1 && perGroup >= 1, head, file, {
    type,
    groups,
    vehicles: perGroup,
  })
  const depotsLast = type === 2 || type === 6
  const limits = rows.slice(1, 1 + groups)
  const body = rows.slice(1 + groups)
  const wanted = depotsLast ? customers + groups : customers + 1
  if (body.length < wanted)
    throw new InstanceFault('routing.instance.count', {
      file,
      line: body.at(-1)?.line ?? head.line,
      found: body.length,
      wanted,
    })
  const entries = body.slice(0, wanted).map((row, index) => {
    const isDepot = depotsLast ? index >= customers : index === 0
    return customerOf(row, { file, windowed: type >= 4, isDepot })
  })
  const sites = depotsLast ? entries.slice(0, customers) : entries.slice(1)
  const depots = depotsLast ? entries.slice(customers) : entries.slice(0, 1)
  const all = [...sites, ...depots]
  const distances = planeDistances(all)
  const vehicleTypes = limits.map((limit, group): VehicleType => {
    const place = depotsLast ? customers + group : customers
    const depot = depotsLast ? depots[group] : depots[0]
    const duration = column(limit, 0, file)
    const capacity = column(limit, 1, file)
    refuseUnless(duration >= 0 && capacity >= 0, limit, file, { duration, capacity })
    return {
      id: `${groupName(type)}-${group + 1}`,
      count: perGroup,
      ...(capacity > 0 && { capacity: [capacity] }),
      ...(duration > 0 && { maxDutySeconds: duration }),
      ...(depot?.window && depot.window.endSeconds > 0 && { shift: depot.window }),
      startLocation: place,
      endLocation: place,
      costPerMeter: 1,
    }
  })
  return {
    name: fileName,
    kind: kind ?? 'vrp',
    coordinates: all.map(({ x, y }) => ({ x, y })),
    solutionOffset: 0,
    problem: {
      locations: all.length,
      profiles: [{ id: 'plane', distanceMeters: distances, durationSeconds: distances }],
      dimensions: ['demand'],
      vehicleTypes,
      stops: sites.flatMap((site, location) =>
        groupsOf(site, { type, groups, file }).map(
          (days): Stop => ({
            id: site.frequency > 1 && type !== 2 ? `${site.number}@${days.join('')}` : String(site.number),
            location,
            serviceSeconds: site.serviceSeconds,
            delivery: [site.demand],
            ...(site.window && { windows: [site.window] }),
            ...(days.length > 0 && { allowedVehicles: days.map((day) => `${groupName(type)}-${day}`) }),
          }),
        ),
      ),
      objective: { kind: type === 4 ? 'hierarchical' : 'cost' },
    },
  }
}

function groupName(type: number): string {
  if (type === 1 || type === 5) return 'day'
  return type === 2 || type === 6 ? 'depot' : 'type'
}

function customerOf(
  row: NumericRow,
  { file, windowed, isDepot }: { file: string; windowed: boolean; isDepot: boolean },
): Customer {
  const [number, x, y, serviceSeconds, demand] = [0, 1, 2, 3, 4].map((index) => column(row, index, file)) as [
    number,
    number,
    number,
    number,
    number,
  ]
  const frequency = row.values[5] ?? 1
  const count = row.values[6] ?? 0
  const after = 7 + count
  refuseUnless(serviceSeconds >= 0 && demand >= 0, row, file, { service: serviceSeconds, demand })
  refuseUnless(count >= 0 && row.values.length >= Math.min(after, 7), row, file, { combinations: count })
  const customer: Customer = {
    row,
    number,
    x,
    y,
    serviceSeconds,
    demand,
    frequency,
    combinations: row.values.slice(7, after),
  }
  const [startSeconds, endSeconds] = [row.values[after], row.values[after + 1]]
  if (startSeconds !== undefined && endSeconds !== undefined && (windowed || isDepot)) {
    refuseUnless(endSeconds >= startSeconds, row, file, { ready: startSeconds, due: endSeconds })
    customer.window = { startSeconds, endSeconds }
  } else if (windowed && !isDepot) column(row, after + 1, file)
  return customer
}

/** Which days or vehicle types may visit: one list for each visit; an empty list is anyone. */
function groupsOf(
  site: Customer,
  { type, groups, file }: { type: number; groups: number; file: string },
): number[][] {
  const named = (code: number) =>
    Array.from({ length: groups }, (_, index) => index + 1).filter(
      (group) => Math.floor(code / 2 ** (groups - group)) % 2,
    )
  if (type === 3 || type === 7) return [site.combinations.flatMap(named)]
  if (type !== 1 && type !== 5) return [[]]
  if (site.combinations.length === 1) return named(site.combinations[0] ?? 0).map((day) => [day])
  if (site.frequency === 1) return [site.combinations.flatMap(named)]
  throw new InstanceFault('routing.instance.unsupported', {
    file,
    line: site.row.line,
    about: 'a choice among several sets of days',
  })
}
