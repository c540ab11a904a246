import { chance } from '../runner/chance.ts'
import type { RoutingProblem, Shipment, Stop, TimeWindow, VehicleType } from './routing.problem.ts'

/** Constraints a generated problem may have; each present by the toss of a coin unless `only` names some. */
const features = [
  'windows',
  'several-windows',
  'soft-windows',
  'shipments',
  'ride-time',
  'pickups',
  'backhauls',
  'skills',
  'classes',
  'restrictions',
  'optional',
  'depots',
  'open',
  'fleet',
  'breaks',
  'driving-hours',
  'limits',
  'slices',
  'reload',
  'balance',
  'replanning',
  'duty-cost',
] as const

export type ProblemFeature = (typeof features)[number]

/**
 * A problem of a small town with any mixture of constraints, not always one in which everybody can be served. Times are
 * seconds from midnight, distances metres. The same seed always gives the same problem.
 */
export function anyProblem(seed: number, only?: readonly ProblemFeature[]): RoutingProblem {
  const luck = chance(seed)
  const has = new Map(features.map((feature) => [feature, only ? only.includes(feature) : luck.happens(0.3)]))
  const uses = (feature: ProblemFeature) => has.get(feature) === true
  const count = luck.between(4, 14)
  const depots = uses('depots') ? 2 : 1
  const locations = count + depots
  const points = Array.from({ length: locations }, () => ({
    x: luck.next() * 30_000,
    y: luck.next() * 30_000,
  }))
  const distanceMeters = new Float64Array(locations * locations)
  const durationSeconds = new Float64Array(locations * locations)
  const blocked = new Float64Array(locations * locations)
  for (let from = 0; from < locations; from++)
    for (let to = 0; to < locations; to++) {
      const a = points[from] as (typeof points)[number]
      const b = points[to] as (typeof points)[number]
      const metres = Math.hypot(a.x - b.x, a.y - b.y) * 1.3
      const way = from * locations + to
      distanceMeters[way] = metres
      durationSeconds[way] = metres / 10
      blocked[way] =
        uses('restrictions') && from !== to && luck.happens(0.05) ? Number.POSITIVE_INFINITY : metres
    }
  const day = { startSeconds: 8 * 3_600, endSeconds: 18 * 3_600 }
  const window = (): TimeWindow => {
    const startSeconds = day.startSeconds + luck.next() * 6 * 3_600
    return { startSeconds, endSeconds: startSeconds + 1_800 + luck.next() * 7_200 }
  }
  const soft = (one: TimeWindow): TimeWindow =>
    uses('soft-windows') && luck.happens(0.5)
      ? {
          ...one,
          latenessCostPerSecond: 0.5,
          ...(luck.happens(0.5) && { latestSeconds: one.endSeconds + 3_600 }),
        }
      : one
  const stops = Array.from({ length: count }, (_, index): Stop => {
    const first = soft(window())
    const later = first.endSeconds + 3_600
    const several = uses('several-windows') && luck.happens(0.5)
    return {
      id: `stop-${index}`,
      location: depots + index,
      serviceSeconds: luck.between(0, 900),
      ...(uses('windows') &&
        luck.happens(0.7) && {
          windows: several
            ? [first, { startSeconds: Math.max(later, first.latestSeconds ?? 0), endSeconds: later + 9_000 }]
            : [first],
        }),
      delivery: [luck.between(1, 20), luck.between(0, 3)],
      ...(uses('pickups') && luck.happens(0.4) && { pickup: [luck.between(1, 20)] }),
      ...(uses('backhauls') && luck.happens(0.3) && { backhaul: true }),
      ...(uses('skills') && luck.happens(0.3) && { skills: [luck.pick(['cold', 'crane'])] }),
      ...(uses('classes') && luck.happens(0.3) && { vehicleClasses: ['small'] }),
      ...(uses('optional') && luck.happens(0.4) && { unservedPenalty: luck.between(1_000, 60_000) }),
      ...(luck.happens(0.1) && { priority: 3 }),
    }
  })
  const shipments: Shipment[] = []
  if (uses('shipments'))
    for (let index = 0; index + 1 < count; index += 3) {
      const [pickup, delivery] = [stops[index] as Stop, stops[index + 1] as Stop]
      for (const end of [pickup, delivery]) {
        end.delivery = undefined
        end.pickup = undefined
        end.backhaul = undefined
      }
      shipments.push({
        id: `shipment-${index}`,
        pickup: pickup.id,
        delivery: delivery.id,
        amount: [luck.between(1, 20)],
        ...(uses('ride-time') && { maxRideSeconds: luck.between(2_000, 8_000) }),
      })
    }
  const vehicle = (id: string, place: number, extra: Partial<VehicleType> = {}): VehicleType => ({
    id,
    count: luck.between(1, 4),
    capacity: [luck.between(40, 90), 12],
    startLocation: uses('open') && luck.happens(0.3) ? null : place,
    endLocation: uses('open') && luck.happens(0.6) ? null : place,
    fixedCost: luck.between(0, 5_000),
    costPerMeter: 1,
    ...(uses('duty-cost') && { costPerDutySecond: 2, costPerDrivingSecond: 1 }),
    shift: day,
    skills: luck.happens(0.6) ? ['cold', 'crane'] : ['cold'],
    ...(uses('breaks') && {
      breaks: [
        {
          id: 'lunch',
          durationSeconds: 2_400,
          windows: [{ startSeconds: 11 * 3_600, endSeconds: 13 * 3_600 }],
        },
        ...(luck.happens(0.5)
          ? [
              {
                id: 'coffee',
                durationSeconds: 900,
                windows: [{ startSeconds: 14 * 3_600, endSeconds: 15.5 * 3_600 }],
              },
            ]
          : []),
      ],
    }),
    ...(uses('driving-hours') && {
      drivingHours: {
        maxContinuousDrivingSeconds: luck.between(3_000, 9_000),
        breakSeconds: 900,
        serviceIsRest: luck.happens(0.3),
        ...(luck.happens(0.3) && { maxDrivingSeconds: 20_000 }),
      },
    }),
    ...(uses('limits') && {
      ...(luck.happens(0.5) && { maxDistanceMeters: luck.between(80_000, 200_000) }),
      ...(luck.happens(0.5) && { maxDutySeconds: luck.between(15_000, 30_000) }),
      ...(luck.happens(0.5) && { maxStops: luck.between(3, 8) }),
    }),
    ...(uses('reload') && {
      reload: {
        locations: Array.from({ length: depots }, (_, depot) => depot),
        durationSeconds: 900,
        maxTrips: 3,
      },
    }),
    ...extra,
  })
  const vehicleTypes = [vehicle('van', 0)]
  if (uses('fleet')) vehicleTypes.push(vehicle('truck', 0, { vehicleClass: 'large', capacity: [150, 20] }))
  if (uses('classes')) vehicleTypes.push(vehicle('small', 0, { vehicleClass: 'small', profile: 'lanes' }))
  if (uses('depots')) vehicleTypes.push(vehicle('north', 1))
  const half = Math.min(3, count)
  return {
    locations,
    profiles: [
      {
        id: 'roads',
        distanceMeters: blocked,
        durationSeconds,
        ...(uses('slices') && {
          slices: [
            { startSeconds: 9 * 3_600, durationFactor: 1.7 },
            { startSeconds: 10 * 3_600, durationFactor: 0.9 },
            { startSeconds: 16 * 3_600, durationSeconds: durationSeconds.map((one) => one * 1.4) },
          ],
        }),
      },
      { id: 'lanes', distanceMeters, durationSeconds: durationSeconds.map((one) => one * 1.2) },
    ],
    dimensions: ['kilograms', 'pallets'],
    vehicleTypes,
    stops,
    ...(shipments.length > 0 && { shipments }),
    objective: {
      kind: luck.happens(0.5) ? 'hierarchical' : 'cost',
      ...(uses('balance') && {
        balance: { measure: luck.pick(['duty', 'stops', 'distance']), costPerUnit: 1 },
      }),
      ...(uses('replanning') && { disruption: { movedStop: 3_000, resequencedStop: 500 } }),
    },
    ...(uses('replanning') &&
      !uses('shipments') &&
      !uses('backhauls') &&
      !uses('classes') &&
      !uses('skills') && {
        current: [
          {
            vehicleTypeId: 'van',
            vehicleNumber: 1,
            stopIds: stops.slice(0, half).map(({ id }) => id),
            startedStops: luck.between(0, 1),
            ...(luck.happens(0.5) && { availableFromSeconds: 9.5 * 3_600 }),
          },
        ],
      }),
  }
}
