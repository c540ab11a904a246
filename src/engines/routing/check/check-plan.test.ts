import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RoutingProblem } from '../routing.problem.ts'
import { checkPlan } from './check-plan.ts'
import type { PlanViolation } from './plan.violation.ts'
import { inOrder, stopOf, town, vanOf } from './town.fixture.ts'

function broken(change: (problem: RoutingProblem) => void, ...routes: string[]): Partial<PlanViolation>[] {
  const { report } = checkPlan(
    town(change),
    (routes.length > 0 ? routes : ['ABCDE']).map((letters, index) => inOrder(letters, index + 1)),
  )
  return report.violations
}

describe('a plan of people, checked', () => {
  it('[TMS-01] a sound order keeps every rule; its times and costs are those worked out by hand', () => {
    const { plan, report } = checkPlan(town(), [inOrder('ABCDE')])
    expect(report.violations).toEqual([])
    const [route] = plan.routes
    expect(route?.steps.map(({ arrivalSeconds }) => arrivalSeconds)).toEqual([
      0, 100, 260, 420, 580, 740, 1_300,
    ])
    expect(route?.steps.map(({ load }) => load[0])).toEqual([50, 40, 30, 20, 10, 0, 0])
    expect(report).toMatchObject({
      vehicles: 1,
      distanceMeters: 10_000,
      drivingSeconds: 1_000,
      dutySeconds: 1_300,
    })
    expect(report.cost).toMatchObject({
      fixed: 500,
      distance: 10_000,
      driving: 2_000,
      duty: 3_900,
      total: 16_400,
    })
  })

  it('[TMS-01] who would wait leaves later instead, so that duty is no longer than it must be', () => {
    const problem = town((one) => {
      stopOf(one, 'C').windows = [{ startSeconds: 5_000, endSeconds: 6_000 }]
    })
    const { plan, report } = checkPlan(problem, [inOrder('ABCDE')])
    expect(report.violations).toEqual([])
    expect(plan.dutySeconds).toBeCloseTo(1_300, 6)
    expect(plan.routes[0]?.steps[0]?.departureSeconds).toBeCloseTo(4_580, 6)
  })

  it('[TMS-01] a stop that nobody visits, one visited twice and one that does not exist are named', () => {
    expect(broken(() => {}, 'ABCD')).toMatchObject([{ kind: 'missing-stop', stopId: 'E' }])
    expect(broken(() => {}, 'ABCDE', 'E')).toMatchObject([{ kind: 'duplicate-stop', stopId: 'E' }])
    expect(broken(() => {}, 'ABCDEX')).toMatchObject([{ kind: 'unknown-stop', stopId: 'X' }])
  })

  it('[TMS-01] an optional stop left out is no fault but costs its penalty', () => {
    const problem = town((one) => {
      stopOf(one, 'E').unservedPenalty = 77
    })
    const { report } = checkPlan(problem, [inOrder('ABCD')])
    expect(report.violations).toEqual([])
    expect(report.cost.unserved).toBe(77)
    expect(report.unserved).toEqual([{ stopId: 'E', mandatory: false }])
  })

  it('[TMS-01] a vehicle that does not exist, or is used twice, is named', () => {
    const { report } = checkPlan(town(), [{ vehicleTypeId: 'ship', vehicleNumber: 1, visits: ['A'] }])
    expect(report.violations[0]).toMatchObject({ kind: 'unknown-vehicle' })
    expect(broken(() => {}, 'AB', 'C', 'DE')).toMatchObject([
      { kind: 'vehicle-count', vehicle: { vehicleTypeId: 'van', vehicleNumber: 3 } },
    ])
  })

  it('[TMS-01] overload is named in its dimension, where it begins, and by how much', () => {
    const faults = broken((one) => {
      vanOf(one).capacity = [45]
    })
    expect(faults).toEqual([
      {
        kind: 'capacity',
        vehicle: { vehicleTypeId: 'van', vehicleNumber: 1 },
        step: 0,
        dimension: 'weightGrams',
        by: 5,
      },
    ])
  })

  it('[TMS-01] pickups fill what deliveries have emptied', () => {
    const faults = broken((one) => {
      vanOf(one).capacity = [40]
      stopOf(one, 'A').delivery = [0]
      stopOf(one, 'A').pickup = [10]
    }, 'BCDEA')
    expect(faults).toEqual([])
    expect(
      broken((one) => {
        vanOf(one).capacity = [40]
        stopOf(one, 'A').delivery = [0]
        stopOf(one, 'A').pickup = [10]
      }, 'ABCDE'),
    ).toMatchObject([{ kind: 'capacity', stopId: 'A', by: 10 }])
  })

  it('[TMS-01] a hard window missed is named with the seconds; of several windows the next one is used', () => {
    const late = (one: RoutingProblem) => {
      stopOf(one, 'C').windows = [{ startSeconds: 0, endSeconds: 400 }]
    }
    expect(broken(late)).toMatchObject([{ kind: 'window', stopId: 'C', step: 3, by: 20 }])
    const again = (one: RoutingProblem) => {
      stopOf(one, 'C').windows = [
        { startSeconds: 0, endSeconds: 400 },
        { startSeconds: 500, endSeconds: 600 },
      ]
    }
    expect(broken(again)).toEqual([])
  })

  it('[TMS-01] a soft window costs its lateness, and is broken only beyond its latest', () => {
    const soft = (latestSeconds: number) => (one: RoutingProblem) => {
      stopOf(one, 'C').windows = [
        { startSeconds: 0, endSeconds: 400, latenessCostPerSecond: 7, latestSeconds },
      ]
    }
    expect(broken(soft(500))).toEqual([])
    expect(checkPlan(town(soft(500)), [inOrder('ABCDE')]).report.cost.lateness).toBe(140)
    expect(broken(soft(410))).toMatchObject([{ kind: 'window', stopId: 'C', by: 10 }])
  })

  it('[TMS-02] the shift, duty, distance, driving and number of stops have their limits', () => {
    const one = (change: (problem: RoutingProblem) => void) => broken(change)
    expect(
      one((p) => Object.assign(vanOf(p), { shift: { startSeconds: 0, endSeconds: 1_200 } })),
    ).toMatchObject([{ kind: 'shift', about: 'end', by: 100 }])
    expect(one((p) => Object.assign(vanOf(p), { maxDutySeconds: 1_250 }))).toMatchObject([
      { kind: 'duty', by: 50 },
    ])
    expect(one((p) => Object.assign(vanOf(p), { maxDistanceMeters: 9_000 }))).toMatchObject([
      { kind: 'distance', by: 1_000 },
    ])
    expect(one((p) => Object.assign(vanOf(p), { maxStops: 4 }))).toMatchObject([
      { kind: 'stop-count', by: 1 },
    ])
    const hours = { maxContinuousDrivingSeconds: 5_000, breakSeconds: 60, maxDrivingSeconds: 900 }
    expect(one((p) => Object.assign(vanOf(p), { drivingHours: hours }))).toMatchObject([
      { kind: 'driving-time', by: 100 },
    ])
  })

  it('[TMS-02] skills, class, allowed and forbidden vehicles and pins are each named', () => {
    const with_ = (fields: object) => broken((one) => Object.assign(stopOf(one, 'B'), fields))
    expect(with_({ skills: ['crane'] })).toMatchObject([{ kind: 'skill', stopId: 'B', missing: ['crane'] }])
    expect(with_({ vehicleClasses: ['small'] })).toMatchObject([
      { kind: 'vehicle-class', missing: ['small'] },
    ])
    expect(with_({ allowedVehicles: ['truck'] })).toMatchObject([{ kind: 'vehicle' }])
    expect(with_({ forbiddenVehicles: ['van'] })).toMatchObject([{ kind: 'vehicle' }])
    expect(with_({ pinned: { vehicleTypeId: 'van', vehicleNumber: 2 } })).toMatchObject([{ kind: 'pinned' }])
  })

  it('[TMS-02] a road closed to the class is named', () => {
    const faults = broken((one) => {
      const [profile] = one.profiles
      if (profile) profile.distanceMeters[1 * 7 + 2] = Number.POSITIVE_INFINITY
    })
    expect(faults).toMatchObject([{ kind: 'road', stopId: 'B', step: 2 }])
  })

  it('[TMS-01] a pair keeps its order, its vehicle, its trip and its ride time', () => {
    const pair = (maxRideSeconds?: number) => (one: RoutingProblem) => {
      for (const id of ['B', 'D']) delete stopOf(one, id).delivery
      one.shipments = [{ id: 'S', pickup: 'B', delivery: 'D', amount: [10], maxRideSeconds }]
      vanOf(one).reload = { locations: [0], durationSeconds: 0 }
    }
    expect(broken(pair())).toEqual([])
    expect(broken(pair(), 'ADCBE')).toMatchObject([{ kind: 'pair-order', stopId: 'D', about: 'S' }])
    expect(broken(pair(), 'AB', 'CDE')).toMatchObject([{ kind: 'pair-split' }])
    expect(broken(pair(), 'AB|CDE')).toMatchObject([{ kind: 'pair-trip' }])
    expect(broken(pair(200))).toMatchObject([{ kind: 'ride-time', by: 60 }])
    expect(broken(pair(), 'ABCE')).toMatchObject([
      { kind: 'missing-stop' },
      { kind: 'pair-incomplete', stopId: 'D' },
    ])
  })

  it('[TMS-01] whoever must not ride long is picked up late rather than kept waiting on board', () => {
    const ride = (one: RoutingProblem) => {
      for (const id of ['B', 'D']) delete stopOf(one, id).delivery
      one.shipments = [{ id: 'S', pickup: 'B', delivery: 'D', amount: [10], maxRideSeconds: 300 }]
      stopOf(one, 'A').windows = [{ startSeconds: 100, endSeconds: 200 }]
      stopOf(one, 'D').windows = [{ startSeconds: 5_000, endSeconds: 6_000 }]
    }
    const { plan, report } = checkPlan(town(ride), [inOrder('ABCDE')])
    expect(report.violations).toEqual([])
    const [, , pickup, , delivery] = plan.routes[0]?.steps ?? []
    expect((delivery?.startSeconds ?? 0) - (pickup?.departureSeconds ?? 0)).toBe(300)
  })

  it('[TMS-01] nothing but backhauls comes after a backhaul of the same trip', () => {
    const haul = (one: RoutingProblem) => {
      Object.assign(stopOf(one, 'C'), { delivery: [0], pickup: [10], backhaul: true })
      vanOf(one).reload = { locations: [0], durationSeconds: 0 }
    }
    expect(broken(haul, 'ABDEC')).toEqual([])
    expect(broken(haul, 'ABC|DE')).toEqual([])
    expect(broken(haul, 'ABCDE')).toMatchObject([
      { kind: 'backhaul', stopId: 'D', about: 'C' },
      { kind: 'backhaul', stopId: 'E', about: 'C' },
    ])
  })

  it('[TMS-02] loading again empties and fills the vehicle, where, when and as often as it may', () => {
    const rule = { locations: [0], durationSeconds: 120 }
    const with_ = (reload: object | undefined) => (one: RoutingProblem) => {
      Object.assign(vanOf(one), { capacity: [30], reload })
    }
    expect(broken(with_(rule), 'ABC|DE')).toEqual([])
    expect(broken(with_(undefined), 'ABC|DE')).toMatchObject([{ kind: 'reload', about: 'not-allowed' }])
    expect(broken(with_({ ...rule, locations: [6] }), 'ABC|DE')).toMatchObject([
      { kind: 'reload', about: 'location' },
    ])
    expect(broken(with_({ ...rule, maxTrips: 2 }), 'A|BC|DE')).toMatchObject([
      { kind: 'reload', about: 'trips', by: 1 },
    ])
    expect(broken(with_({ ...rule, window: { startSeconds: 0, endSeconds: 500 } }), 'ABC|DE')).toMatchObject([
      { kind: 'reload', about: 'window', by: 280 },
    ])
  })

  it('[TMS-02] a break that is due is put where it delays least, and named when it cannot be taken', () => {
    const lunch = (startSeconds: number, endSeconds: number) => (one: RoutingProblem) => {
      vanOf(one).breaks = [{ id: 'lunch', durationSeconds: 300, windows: [{ startSeconds, endSeconds }] }]
    }
    const { plan, report } = checkPlan(town(lunch(300, 400)), [inOrder('ABCDE')])
    expect(report.violations).toEqual([])
    expect(plan.routes[0]?.steps.find(({ kind }) => kind === 'break')).toMatchObject({
      startSeconds: 320,
      location: 2,
    })
    expect(plan.dutySeconds).toBe(1_600)
    const pressed = (one: RoutingProblem) => {
      lunch(170, 250)(one)
      stopOf(one, 'B').windows = [{ startSeconds: 0, endSeconds: 260 }]
    }
    expect(broken(pressed)).toMatchObject([{ kind: 'break', about: 'lunch' }])
    // Home before the window closes: none is needed.
    expect(broken(lunch(2_000, 3_000))).toEqual([])
  })

  it('[TMS-02] where duty costs, a later window may be the better one', () => {
    const problem = town((one) => {
      stopOf(one, 'A').windows = [
        { startSeconds: 0, endSeconds: 200 },
        { startSeconds: 3_000, endSeconds: 4_000 },
      ]
      stopOf(one, 'C').windows = [{ startSeconds: 3_500, endSeconds: 9_000 }]
    })
    const { plan, report } = checkPlan(problem, [inOrder('ABCDE')])
    expect(report.violations).toEqual([])
    expect(plan.dutySeconds).toBeCloseTo(1_300, 6)
  })

  it('[TMS-02] rests are taken on the road when driving at a stretch has come to its end', () => {
    const problem = town((one) => {
      vanOf(one).drivingHours = { maxContinuousDrivingSeconds: 350, breakSeconds: 90 }
    })
    const { plan, report } = checkPlan(problem, [inOrder('ABCDE')])
    expect(report.violations).toEqual([])
    const rests = plan.routes[0]?.steps.filter(({ kind }) => kind === 'rest') ?? []
    expect(rests.length).toBe(2)
    expect(plan.dutySeconds).toBe(1_300 + 2 * 90)
  })

  it('[TMS-05] several depots and open routes begin and end where they should', () => {
    const open = (one: RoutingProblem) =>
      Object.assign(vanOf(one), { startLocation: null, endLocation: null })
    const { plan, report } = checkPlan(town(open), [inOrder('ABCDE')])
    expect(report.violations).toEqual([])
    expect(plan.distanceMeters).toBe(4_000)
    const across = (one: RoutingProblem) => Object.assign(vanOf(one), { endLocation: 6 })
    expect(checkPlan(town(across), [inOrder('ABCDE')]).plan.distanceMeters).toBe(6_000)
  })

  it('[TMS-13] stops that are done stay first, and the vehicle leaves when it can', () => {
    const replan = (one: RoutingProblem) => {
      one.current = [
        {
          vehicleTypeId: 'van',
          vehicleNumber: 1,
          stopIds: ['A', 'B', 'C'],
          startedStops: 2,
          availableFromSeconds: 900,
        },
      ]
      one.objective = { kind: 'cost', disruption: { movedStop: 10, resequencedStop: 1 } }
    }
    const kept = checkPlan(town(replan), [inOrder('ABCDE')])
    expect(kept.report.violations).toEqual([])
    expect(kept.plan.routes[0]?.steps[2]?.departureSeconds).toBe(900)
    expect(kept.report.cost.disruption).toBe(0)
    expect(checkPlan(town(replan), [inOrder('ABDCE')]).report.cost.disruption).toBe(1)
    expect(checkPlan(town(replan), [inOrder('ABDE'), inOrder('C', 2)]).report.cost.disruption).toBe(10)
    expect(broken(replan, 'BACDE')).toMatchObject([
      { kind: 'started', stopId: 'A' },
      { kind: 'started', stopId: 'B' },
    ])
    const { report } = checkPlan(town(replan), [inOrder('ABCDE', 2)])
    expect(report.violations).toContainEqual({
      kind: 'started',
      vehicle: { vehicleTypeId: 'van', vehicleNumber: 1 },
    })
  })

  it('[TMS-01] unevenness costs the difference between the most and the least', () => {
    const problem = town((one) => {
      one.objective = { kind: 'cost', balance: { measure: 'stops', costPerUnit: 4 } }
    })
    expect(checkPlan(problem, [inOrder('ABCD'), inOrder('E', 2)]).report.cost.balance).toBe(12)
  })

  it('[TMS-02] times worked out for any order are true to the model, whatever is broken', () => {
    const seconds = fc.integer({ min: 0, max: 3_000 })
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...'ABCDE'], { minLength: 1 }),
        fc.record({
          breaks: fc.array(
            fc.record({ at: seconds, width: seconds, length: fc.integer({ min: 1, max: 400 }) }),
            {
              maxLength: 2,
            },
          ),
          driving: fc.option(fc.integer({ min: 50, max: 900 })),
          slices: fc.array(
            fc.record({ startSeconds: seconds, durationFactor: fc.constantFrom(0.5, 1.7, 3) }),
            {
              maxLength: 3,
            },
          ),
          windows: fc.array(fc.record({ at: seconds, width: seconds, soft: fc.boolean() }), { maxLength: 5 }),
          open: fc.boolean(),
          ride: fc.option(fc.integer({ min: 0, max: 600 })),
        }),
        (order, { breaks, driving, slices, windows, open, ride }) => {
          const problem = town((one) => {
            const van = vanOf(one)
            van.breaks = breaks.map(({ at, width, length }, index) => ({
              id: `b${index}`,
              durationSeconds: length,
              windows: [{ startSeconds: at, endSeconds: at + width }],
            }))
            if (driving !== null)
              van.drivingHours = { maxContinuousDrivingSeconds: driving, breakSeconds: 60 }
            if (open) Object.assign(van, { startLocation: null, endLocation: null })
            const [profile] = one.profiles
            if (profile && slices.length > 0)
              profile.slices = slices.toSorted((left, right) => left.startSeconds - right.startSeconds)
            windows.forEach(({ at, width, soft }, index) => {
              const stop = one.stops[index]
              if (stop)
                stop.windows = [
                  { startSeconds: at, endSeconds: at + width, ...(soft && { latenessCostPerSecond: 1 }) },
                ]
            })
            if (ride !== null) one.shipments = [{ id: 'S', pickup: 'A', delivery: 'E', maxRideSeconds: ride }]
          })
          const { plan, report } = checkPlan(problem, [
            { vehicleTypeId: 'van', vehicleNumber: 1, visits: order },
          ])
          const untrue = [
            'travel-time',
            'figures',
            'step-order',
            'depot',
            'service-time',
            'continuous-driving',
            'road',
          ]
          expect(report.violations.filter(({ kind }) => untrue.includes(kind))).toEqual([])
          expect(plan.cost.total).toBeCloseTo(report.cost.total, 6)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('[TMS-02] who leaves in slow hours needs longer, and crosses into fast ones at their speed', () => {
    const problem = town((one) => {
      const [profile] = one.profiles
      if (profile)
        profile.slices = [
          { startSeconds: 0, durationFactor: 2 },
          { startSeconds: 150, durationFactor: 1 },
        ]
    })
    const { plan, report } = checkPlan(problem, [inOrder('A')])
    expect(report.violations.every(({ kind }) => kind === 'missing-stop')).toBe(true)
    // 150 s at half speed bring three quarters of the way; the last quarter takes 25 s.
    expect(plan.routes[0]?.steps[1]?.arrivalSeconds).toBe(175)
  })
})
