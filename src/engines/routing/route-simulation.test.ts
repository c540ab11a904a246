import { describe, expect, it } from 'vitest'
import { beginSearch } from '../runner/search.ts'
import { planRoutes } from './plan-routes.ts'
import type { PlannedRoute, RoutingPlan, RoutingProblem, Stop, VehicleType } from './routing.problem.ts'

/** Places on a line, 10 km and 1,000 s from one to the next; the depot is place 0. One van, stops at places 1, 2, … */
function line(
  stops: Partial<Stop>[],
  van: Partial<VehicleType> = {},
  more: Partial<RoutingProblem> = {},
): RoutingProblem {
  const locations = stops.length + 1
  const ways = Array.from({ length: locations * locations }, (_, index) =>
    Math.abs(Math.floor(index / locations) - (index % locations)),
  )
  return {
    locations,
    profiles: [
      {
        id: 'road',
        distanceMeters: Float64Array.from(ways, (way) => way * 10_000),
        durationSeconds: Float64Array.from(ways, (way) => way * 1_000),
      },
    ],
    dimensions: ['pallets'],
    vehicleTypes: [
      { id: 'van', count: 1, capacity: [10], startLocation: 0, endLocation: 0, costPerMeter: 1, ...van },
    ],
    stops: stops.map((stop, index) => ({
      id: `s${index + 1}`,
      location: index + 1,
      serviceSeconds: 100,
      ...stop,
    })),
    ...more,
  }
}

function drive(problem: RoutingProblem): { plan: RoutingPlan; route: PlannedRoute } {
  const plan = planRoutes(problem, beginSearch<RoutingPlan>({ seed: 1, iterations: 300 }))
  expect(plan.unplanned).toEqual([])
  return { plan, route: plan.routes[0] as PlannedRoute }
}

const visits = ({ steps }: PlannedRoute) =>
  steps.map(({ kind, stopId, startSeconds }) => `${stopId ?? kind}@${Math.round(startSeconds)}`).join(' ')

describe('[TMS-02] times of a route', () => {
  it('leaves as late as the first window allows, not to wait', () => {
    const { route } = drive(line([{ windows: [{ startSeconds: 5_000, endSeconds: 6_000 }] }]))
    expect(visits(route)).toBe('start@4000 s1@5000 end@6100')
    expect(route).toMatchObject({
      waitSeconds: 0,
      dutySeconds: 2_100,
      distanceMeters: 20_000,
      drivingSeconds: 2_000,
    })
  })

  it('of several windows the next open one counts', () => {
    const windows = [
      { startSeconds: 0, endSeconds: 900 },
      { startSeconds: 3_000, endSeconds: 3_500 },
    ]
    const { route } = drive(line([{ windows }]))
    expect(route.steps[1]).toMatchObject({ startSeconds: 3_000, window: 1, latenessSeconds: 0 })
  })

  it('a soft window may be missed at its price', () => {
    const windows = [{ startSeconds: 0, endSeconds: 400, latenessCostPerSecond: 2 }]
    const { plan } = drive(line([{ windows }]))
    expect(plan.cost).toMatchObject({ distance: 20_000, lateness: 1_200, total: 21_200 })
  })

  it('a break is taken in its window, before driving on, and a rest on the road where driving hours end', () => {
    const breaks = [
      { id: 'lunch', durationSeconds: 600, windows: [{ startSeconds: 2_000, endSeconds: 2_500 }] },
    ]
    const { route } = drive(line([{}, {}], { breaks, shift: { startSeconds: 0, endSeconds: 9_000 } }))
    const lunch = route.steps.find(({ kind }) => kind === 'break')
    expect(lunch).toMatchObject({ breakId: 'lunch' })
    expect(route.breakSeconds).toBe(600)
    const drivingHours = { maxContinuousDrivingSeconds: 1_500, breakSeconds: 300 }
    const far = line([{}, {}], { drivingHours })
    far.stops.splice(0, 1)
    expect(visits(drive(far).route)).toBe('start@0 rest@1500 s2@2300 rest@3400 end@4700')
  })

  it('a shipment on board is waited for before it is taken, not after', () => {
    const windows = [{ startSeconds: 9_000, endSeconds: 9_500 }]
    const shipments = [{ id: 'blood', pickup: 's1', delivery: 's2', maxRideSeconds: 1_200 }]
    const { route } = drive(line([{}, { windows }], {}, { shipments }))
    const [, pickup, delivery] = route.steps
    expect((delivery?.startSeconds ?? 0) - (pickup?.departureSeconds ?? 0)).toBeLessThanOrEqual(1_200)
  })

  it('a way that crosses into the rush hour goes on at its speed', () => {
    const problem = line([{}])
    ;(problem.profiles[0] as (typeof problem.profiles)[number]).slices = [
      { startSeconds: 500, durationFactor: 2 },
    ]
    const { route } = drive(problem)
    // Half the way in 500 s, the other half at half the speed.
    expect(visits(route)).toBe('start@0 s1@1500 end@3600')
  })

  it('what does not fit on one trip is loaded on a second', () => {
    const reload = { locations: [0], durationSeconds: 50 }
    const { route } = drive(line([{ delivery: [8] }, { delivery: [8] }], { reload }))
    expect(route.trips).toBe(2)
    expect(route.steps.map(({ kind, load }) => `${kind} ${load[0]}`)).toEqual([
      'start 8',
      'stop 0',
      'reload 8',
      'stop 0',
      'end 0',
    ])
  })

  it('backhauls come after all deliveries of the trip', () => {
    const { route } = drive(line([{ pickup: [4], backhaul: true }, { delivery: [4] }]))
    expect(route.steps.map(({ stopId }) => stopId)).toEqual([undefined, 's2', 's1', undefined])
  })

  it('an open route ends at its last stop', () => {
    const { plan } = drive(line([{}, {}], { endLocation: null }))
    expect(plan.distanceMeters).toBe(20_000)
  })
})

describe('[TMS-02] why a stop is not in the plan', () => {
  const why = (problem: RoutingProblem) =>
    planRoutes(problem, beginSearch<RoutingPlan>({ seed: 1, iterations: 100 })).unplanned.map(
      ({ stopId, binding }) => ({ stopId, ...binding }),
    )

  it('names capacity with the dimension and what is missing', () => {
    expect(why(line([{ delivery: [13] }]))).toMatchObject([
      { stopId: 's1', kind: 'capacity', dimension: 'pallets', shortBy: 3 },
    ])
  })
  it('names a window with the seconds missed', () => {
    expect(why(line([{ windows: [{ startSeconds: 0, endSeconds: 700 }] }]))).toMatchObject([
      { kind: 'window', shortBy: 300 },
    ])
  })
  it('names skill, class, pin, vehicle and road', () => {
    expect(why(line([{ skills: ['crane'] }]))).toMatchObject([{ kind: 'skill', missing: ['crane'] }])
    expect(why(line([{ vehicleClasses: ['bicycle'] }]))).toMatchObject([{ kind: 'vehicle-class' }])
    expect(why(line([{ forbiddenVehicles: ['van'] }]))).toMatchObject([{ kind: 'vehicle' }])
    const blocked = line([{}])
    ;(blocked.profiles[0] as (typeof blocked.profiles)[number]).distanceMeters[1] = Number.POSITIVE_INFINITY
    expect(why(blocked)).toMatchObject([{ kind: 'road' }])
  })
  it('names shift, duty, distance, number of stops, driving hours, ride and break', () => {
    expect(why(line([{}], { shift: { startSeconds: 0, endSeconds: 2_000 } }))).toMatchObject([
      { kind: 'shift', shortBy: 100 },
    ])
    expect(why(line([{}], { maxDutySeconds: 2_000 }))).toMatchObject([{ kind: 'duty', shortBy: 100 }])
    expect(why(line([{}], { maxDistanceMeters: 19_000 }))).toMatchObject([
      { kind: 'distance', shortBy: 1_000 },
    ])
    expect(why(line([{}], { maxStops: 0 }))).toMatchObject([{ kind: 'stop-count', shortBy: 1 }])
    const drivingHours = { maxContinuousDrivingSeconds: 9_000, breakSeconds: 60, maxDrivingSeconds: 1_500 }
    expect(why(line([{}], { drivingHours }))).toMatchObject([{ kind: 'driving-hours', shortBy: 500 }])
    const shipments = [{ id: 'one', pickup: 's1', delivery: 's2', maxRideSeconds: 900 }]
    expect(why(line([{}, {}], {}, { shipments }))).toMatchObject([
      { kind: 'ride-time' },
      { kind: 'ride-time' },
    ])
    const breaks = [{ id: 'tea', durationSeconds: 60, windows: [{ startSeconds: 100, endSeconds: 200 }] }]
    const tea = line([{ windows: [{ startSeconds: 1_000, endSeconds: 1_050 }] }], { breaks })
    expect(why(tea).map(({ kind }) => kind)).toEqual(['break'])
  })
  it('says when leaving out is cheaper, and by how much', () => {
    expect(why(line([{ unservedPenalty: 15_000 }]))).toMatchObject([{ kind: 'penalty', shortBy: 5_000 }])
  })
})

describe('[TMS-05] replanning', () => {
  it('what is started stays, and little is moved for little gain', () => {
    const stops = [{}, {}, {}, {}]
    const current = [
      {
        vehicleTypeId: 'van',
        vehicleNumber: 1,
        stopIds: ['s2', 's1', 's3'],
        startedStops: 1,
        availableFromSeconds: 5_000,
      },
    ]
    const disruption = { movedStop: 1_000_000, resequencedStop: 1_000_000 }
    const problem = line(stops, {}, { current, objective: { kind: 'cost', disruption } })
    const { plan, route } = drive(problem)
    const order = route.steps.flatMap(({ stopId }) => stopId ?? [])
    expect(order.filter((id) => id !== 's4')).toEqual(['s2', 's1', 's3'])
    expect(route.steps[1]?.departureSeconds).toBe(5_000)
    expect(plan.cost.disruption).toBe(0)
    const free = drive({ ...problem, objective: { kind: 'cost' } })
    expect(free.route.steps.flatMap(({ stopId }) => stopId ?? [])[0]).toBe('s2')
  })

  it('what is on board is delivered by the vehicle that has it', () => {
    const shipments = [{ id: 'one', pickup: 's1', delivery: 's3' }]
    const current = [{ vehicleTypeId: 'van', vehicleNumber: 1, stopIds: ['s1'], startedStops: 1 }]
    const problem = line([{}, {}, {}], { count: 2 }, { shipments, current })
    const { route } = drive(problem)
    expect(route).toMatchObject({ vehicleTypeId: 'van', vehicleNumber: 1 })
    expect(route.steps.flatMap(({ stopId }) => stopId ?? [])).toEqual(['s1', 's2', 's3'])
  })

  it('a route that is under way and cannot be ended is refused by name', () => {
    const current = [
      {
        vehicleTypeId: 'van',
        vehicleNumber: 1,
        stopIds: ['s1'],
        startedStops: 1,
        availableFromSeconds: 9_000,
      },
    ]
    const problem = line([{}], { shift: { startSeconds: 0, endSeconds: 8_000 } }, { current })
    expect(() => drive(problem)).toThrow(/routing\.started-route/)
  })
})
