import type { Shipment, Stop, VehicleType } from '../routing.problem.ts'
import { pairsOf } from './li-lim.reader.ts'
import { column, type NumericRow, refuseUnless } from './numeric.rows.ts'
import { InstanceFault, type InstanceKind, type RoutingInstance } from './routing.instance.ts'
import { vrplibDistances } from './vrplib.distances.ts'
import { numberKey, type VrplibText, vrplibText } from './vrplib.text.ts'

/**
 * CVRPLIB and its dialects (`.vrp`): Uchoa et al. (2017) X and the older sets, and what PyVRP's collection adds –
 * several depots, windows, service times, backhauls, pairs, prizes, and sections that give each vehicle its capacity,
 * depot, costs and limits. A plain CVRP is measured by TSPLIB's rounded distances, everything with times, depots or
 * costs in double precision, as their best known values are.
 * @throws InstanceFault
 */
export function readVrplib(
  lines: readonly { line: number; text: string }[],
  file: string,
  fileName: string,
): RoutingInstance {
  const text = vrplibText(lines, file)
  const size = numberKey(text, 'DIMENSION', file)
  if (size === undefined || !Number.isInteger(size) || size < 2)
    throw new InstanceFault('routing.instance.value', {
      file,
      line: text.keys.get('DIMENSION')?.line,
      DIMENSION: size,
    })
  const kind = kindOf(text)
  const points = (text.sections.get('NODE_COORD') ?? []).map((row) => ({
    x: column(row, 1, file),
    y: column(row, 2, file),
  }))
  const explicit = text.keys.get('EDGE_WEIGHT_TYPE')?.value.toUpperCase() === 'EXPLICIT'
  if (!explicit && points.length !== size)
    throw new InstanceFault('routing.instance.count', {
      file,
      about: 'NODE_COORD',
      found: points.length,
      wanted: size,
    })
  const fractional = points.some(({ x, y }) => !Number.isInteger(x) || !Number.isInteger(y))
  const distances = vrplibDistances(text, points, { size, exact: kind !== 'cvrp' || fractional, file })
  const depots = depotsOf(text, file)
  const stops = stopsOf(text, { size, depots, file })
  const shipments = shipmentsOf(text, file)
  return {
    name: text.keys.get('NAME')?.value.replace(/^"|"$/g, '').trim() || fileName,
    kind,
    ...(points.length === size && { coordinates: points }),
    solutionOffset: 1,
    problem: {
      locations: size,
      profiles: [{ id: 'plane', distanceMeters: distances, durationSeconds: distances }],
      dimensions: ['demand'],
      vehicleTypes: fleetOf(text, { depots, kind, stops: stops.length, file }),
      stops,
      ...(shipments.length > 0 && { shipments }),
      objective: { kind: kind === 'vrptw' || kind === 'pdptw' ? 'hierarchical' : 'cost' },
    },
  }
}

function kindOf({ keys, sections }: VrplibText): InstanceKind {
  const type = keys.get('TYPE')?.value.toUpperCase() ?? 'CVRP'
  const windowed = sections.has('TIME_WINDOW')
  const depots = (sections.get('DEPOT') ?? []).filter(({ values }) => (values[0] ?? -1) > 0).length
  if (sections.has('PICKUP_AND_DELIVERY')) return 'pdptw'
  if (depots > 1) return windowed ? 'mdvrptw' : 'mdvrp'
  if (sections.has('CAPACITY') || sections.has('VEHICLES_UNIT_DISTANCE_COST') || type === 'HFVRP')
    return 'hfvrp'
  if (sections.has('VEHICLES_ALLOWED_CLIENTS')) return 'sdvrp'
  if (sections.has('BACKHAUL') || type === 'VRPB') return 'vrpb'
  return windowed ? 'vrptw' : 'cvrp'
}

/** Node numbers of the depots; some files give coordinates of a place of its own instead, which is refused. */
function depotsOf(text: VrplibText, file: string): number[] {
  const rows = (text.sections.get('DEPOT') ?? []).filter(({ values }) => values[0] !== -1)
  const strange = rows.find(({ values }) => values.length > 1 && values.at(-1) !== -1)
  if (strange)
    throw new InstanceFault('routing.instance.unsupported', {
      file,
      line: strange.line,
      about: 'a depot by coordinates',
    })
  const depots = rows.flatMap(({ values }) => values.filter((value) => value !== -1))
  return depots.length > 0 ? depots : [1]
}

/** A figure of each node: from its section, or one for all from a key of the same name. */
function byNode(text: VrplibText, name: string, file: string): (node: number) => number | undefined {
  const rows = text.sections.get(name)
  if (!rows) {
    const all = numberKey(text, name, file)
    return () => all
  }
  const figures = new Map(rows.map((row) => [column(row, 0, file), column(row, 1, file)]))
  return (node) => figures.get(node)
}

function stopsOf(
  text: VrplibText,
  { size, depots, file }: { size: number; depots: readonly number[]; file: string },
): Stop[] {
  const pairs = text.sections.get('PICKUP_AND_DELIVERY')
  const windows = new Map((text.sections.get('TIME_WINDOW') ?? []).map((row) => [row.values[0], row]))
  const pairRow = new Map((pairs ?? []).map((row) => [row.values[0], row]))
  const demand = byNode(text, text.sections.has('LINEHAUL') ? 'LINEHAUL' : 'DEMAND', file)
  const backhaul = byNode(text, 'BACKHAUL', file)
  const service = byNode(text, 'SERVICE_TIME', file)
  const prize = byNode(text, 'PRIZE', file)
  return Array.from({ length: size }, (_, index) => index + 1)
    .filter((node) => !depots.includes(node))
    .map((node): Stop => {
      const row = pairRow.get(node)
      const window = row ? windowOf(row, 2, file) : windowOf(windows.get(node), 1, file)
      const [give = 0, take = 0] = row ? [] : [demand(node), backhaul(node)]
      if (give < 0 || take < 0)
        throw new InstanceFault('routing.instance.value', { file, node, demand: give })
      return {
        id: String(node),
        location: node - 1,
        serviceSeconds: row ? column(row, 4, file) : (service(node) ?? 0),
        ...(!row && { delivery: [give] }),
        ...(take > 0 && { pickup: [take], backhaul: true }),
        ...(window && { windows: [window] }),
        ...((prize(node) ?? 0) > 0 && { unservedPenalty: prize(node) }),
      }
    })
}

function windowOf(row: NumericRow | undefined, at: number, file: string) {
  if (!row) return undefined
  const startSeconds = column(row, at, file)
  const endSeconds = column(row, at + 1, file)
  refuseUnless(endSeconds >= startSeconds, row, file, { ready: startSeconds, due: endSeconds })
  return { startSeconds, endSeconds }
}

/** Columns: node, demand, earliest, latest, service, pickup, delivery. */
function shipmentsOf(text: VrplibText, file: string): Shipment[] {
  const rows = (text.sections.get('PICKUP_AND_DELIVERY') ?? []).filter(({ values }) => values[5] || values[6])
  return pairsOf(rows, file, { pickup: 5, delivery: 6, demand: 1 })
}

/** Vehicles that are alike are one type; a file that says nothing of their number has as many as anyone wants. */
function fleetOf(
  text: VrplibText,
  {
    depots,
    kind,
    stops,
    file,
  }: { depots: readonly number[]; kind: InstanceKind; stops: number; file: string },
): VehicleType[] {
  const figures = {
    capacity: byNode(text, 'CAPACITY', file),
    depot: byNode(text, 'VEHICLES_DEPOT', file),
    fixed: byNode(text, 'VEHICLES_FIXED_COST', file),
    unit: byNode(text, 'VEHICLES_UNIT_DISTANCE_COST', file),
    duration: byNode(text, 'VEHICLES_MAX_DURATION', file),
    distance: byNode(text, 'VEHICLES_MAX_DISTANCE', file),
  }
  const allowed = new Map(
    (text.sections.get('VEHICLES_ALLOWED_CLIENTS') ?? []).map(({ values }) => [values[0], values.slice(1)]),
  )
  if (allowed.size > 0)
    throw new InstanceFault('routing.instance.unsupported', {
      file,
      about: 'VEHICLES_ALLOWED_CLIENTS_SECTION',
    })
  // In plain capacitated sets the number tells how many vehicles the best plan has; the best known values do not bind it.
  const stated = kind === 'cvrp' ? undefined : numberKey(text, 'VEHICLES', file)
  const perVehicle = ['CAPACITY', 'VEHICLES_DEPOT', 'VEHICLES_FIXED_COST', 'VEHICLES_UNIT_DISTANCE_COST']
  const single = !perVehicle.some((name) => text.sections.has(name))
  // The old sets of Christofides limit a route's length by DISTANCE, service included.
  const longest = numberKey(text, 'DISTANCE', file)
  const vehicles = single ? 1 : (stated ?? stops)
  const types: VehicleType[] = []
  let before = ''
  for (let vehicle = 1; vehicle <= vehicles; vehicle++) {
    const own = Object.values(figures).map((figure) => figure(vehicle))
    const same = JSON.stringify(own)
    const last = types.at(-1)
    if (last && same === before) {
      last.count = (last.count ?? 0) + 1
      continue
    }
    before = same
    const [capacity, depot = depots[0] ?? 1, fixed, unit, duration = longest, distance] = own
    const place = depot - 1
    const window = windowOf(
      (text.sections.get('TIME_WINDOW') ?? []).find(({ values }) => values[0] === depot),
      1,
      file,
    )
    const pairs = (text.sections.get('PICKUP_AND_DELIVERY') ?? []).find(({ values }) => values[0] === depot)
    const shift = window ?? windowOf(pairs, 2, file)
    types.push({
      id: single ? 'vehicle' : `vehicle-${vehicle}`,
      ...(single ? stated !== undefined && { count: stated } : { count: 1 }),
      ...(capacity !== undefined && { capacity: [capacity] }),
      startLocation: place,
      endLocation: place,
      costPerMeter: unit ?? 1,
      ...(fixed !== undefined && fixed > 0 && { fixedCost: fixed }),
      ...(duration !== undefined && { maxDutySeconds: duration }),
      ...(distance !== undefined && { maxDistanceMeters: distance }),
      ...(shift && { shift }),
    })
  }
  return single && depots.length > 1 ? shareDepots(types, depots, text, file) : types
}

/** Several depots and no word on which vehicle stands where: the same number at each. */
function shareDepots(
  types: readonly VehicleType[],
  depots: readonly number[],
  text: VrplibText,
  file: string,
): VehicleType[] {
  return types.flatMap((type) =>
    depots.map((depot): VehicleType => {
      const row = (text.sections.get('TIME_WINDOW') ?? []).find(({ values }) => values[0] === depot)
      const count = type.count === undefined ? undefined : Math.max(1, Math.floor(type.count / depots.length))
      return {
        ...type,
        id: `depot-${depot}`,
        ...(count !== undefined && { count }),
        startLocation: depot - 1,
        endLocation: depot - 1,
        ...(row && { shift: windowOf(row, 1, file) }),
      }
    }),
  )
}
