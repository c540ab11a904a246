import type { Stop, TimeWindow, TravelSlice, VehicleType } from '../routing.problem.ts'
import { generateInstance } from './generate-instance.ts'
import type { RoutingInstance } from './routing.instance.ts'

const hour = 3_600

/** What real days have and benchmark sets have not; `day` is most of it at once. */
export const workingDayRules = [
  'break',
  'driving-hours',
  'two-windows',
  'soft-windows',
  'trips',
  'traffic',
  'pickups',
  'duty',
  'rides',
  'day',
] as const

type WorkingDayRule = (typeof workingDayRules)[number]

/**
 * Deliveries from Seoul into four cities between 8 and 20 o'clock (`rides`: shipments from stop to stop) under one rule
 * of a working day. Metres cost 1, a vehicle 50,000. The same wish always gives the same instance; that everybody can be
 * served is likely, not certain.
 */
export function workingDayInstance({
  rule,
  customers,
  seed,
}: {
  rule: WorkingDayRule
  customers: number
  seed: number
}): RoutingInstance {
  const kind = rule === 'rides' ? 'pdptw' : 'vrptw'
  const instance = generateInstance({ kind, customers, seed, korean: true })
  const { problem } = instance
  const has = (...rules: WorkingDayRule[]) => rules.includes(rule)
  problem.objective = { kind: 'cost' }
  problem.vehicleTypes = problem.vehicleTypes.map(
    (type): VehicleType => ({
      ...type,
      count: customers,
      fixedCost: 50_000,
      shift: { startSeconds: 8 * hour, endSeconds: 20 * hour },
      ...(has('break', 'duty', 'rides', 'day') && {
        breaks: [
          {
            id: 'lunch',
            durationSeconds: hour,
            windows: [{ startSeconds: 11.5 * hour, endSeconds: 13.5 * hour }],
          },
        ],
      }),
      ...(has('driving-hours', 'day') && {
        drivingHours: {
          maxContinuousDrivingSeconds: 4.5 * hour,
          breakSeconds: 0.75 * hour,
          maxDrivingSeconds: 9 * hour,
        },
      }),
      ...(has('duty', 'day') && { maxDutySeconds: 10 * hour, costPerDutySecond: 5 }),
      ...(has('trips') && {
        capacity: type.capacity?.map((amount) => amount / 2),
        reload: { locations: [0], durationSeconds: 0.25 * hour },
      }),
    }),
  )
  problem.stops = problem.stops.map(
    (stop, index): Stop => ({
      ...stop,
      windows: stop.windows?.flatMap((window) => {
        if (has('two-windows') || (has('day') && index % 3 === 0)) return twoOf(window)
        if (has('soft-windows') || (has('day') && index % 3 === 1)) return [softened(window)]
        return [window]
      }),
      ...(has('pickups') && { pickup: [1 + ((index * 7) % 30)] }),
    }),
  )
  for (const shipment of problem.shipments ?? []) shipment.maxRideSeconds = 2 * hour
  if (has('traffic', 'day')) for (const profile of problem.profiles) profile.slices = rushHours
  return { ...instance, name: `${rule}-${customers}-${seed}`, kind }
}

const rushHours: TravelSlice[] = [
  { startSeconds: 7 * hour, durationFactor: 1.5 },
  { startSeconds: 9.5 * hour, durationFactor: 1 },
  { startSeconds: 17 * hour, durationFactor: 1.6 },
  { startSeconds: 19.5 * hour, durationFactor: 1 },
]

/** Its first and its last two fifths. */
function twoOf({ startSeconds, endSeconds }: TimeWindow): TimeWindow[] {
  const part = 0.4 * (endSeconds - startSeconds)
  return [
    { startSeconds, endSeconds: startSeconds + part },
    { startSeconds: endSeconds - part, endSeconds },
  ]
}

/** Its middle half, and after that at 2 a second for an hour. */
function softened({ startSeconds, endSeconds }: TimeWindow): TimeWindow {
  const part = 0.25 * (endSeconds - startSeconds)
  return {
    startSeconds: startSeconds + part,
    endSeconds: endSeconds - part,
    latenessCostPerSecond: 2,
    latestSeconds: endSeconds - part + hour,
  }
}
