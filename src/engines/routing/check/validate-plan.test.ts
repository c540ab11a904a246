import { describe, expect, it } from 'vitest'
import type { RouteStep, RoutingPlan, RoutingProblem } from '../routing.problem.ts'
import { checkPlan } from './check-plan.ts'
import { inOrder, town, vanOf } from './town.fixture.ts'
import { validatePlan } from './validate-plan.ts'

/** Breaks a sound plan and answers what the validator says of it. */
function spoiled(
  spoil: (plan: RoutingPlan, steps: RouteStep[]) => void,
  change: (problem: RoutingProblem) => void = () => {},
  letters = 'ABCDE',
) {
  const problem = town(change)
  const { plan, report } = checkPlan(problem, [inOrder(letters)])
  expect(report.violations).toEqual([])
  const copy = structuredClone(plan)
  spoil(copy, copy.routes[0]?.steps ?? [])
  return validatePlan(problem, copy).violations
}

/** Moves a step, and all after it, in time. */
function shift(steps: readonly RouteStep[], from: number, seconds: number): void {
  for (const step of steps.slice(from)) {
    step.arrivalSeconds += seconds
    step.startSeconds += seconds
    step.departureSeconds += seconds
  }
}

const figures = (about: string) => expect.objectContaining({ kind: 'figures', about })

describe('a spoiled plan', () => {
  it('[TMS-01] arriving sooner or later than the way takes', () => {
    expect(spoiled((_, steps) => shift(steps, 2, -10))).toContainEqual(
      expect.objectContaining({ kind: 'travel-time', stopId: 'B', by: 10 }),
    )
    expect(spoiled((_, steps) => shift(steps, 2, 10))).toContainEqual(
      expect.objectContaining({ kind: 'travel-time', stopId: 'B', by: -10 }),
    )
  })

  it('[TMS-01] service that is too short', () => {
    const faults = spoiled((_, steps) => {
      const step = steps[2] as RouteStep
      step.departureSeconds -= 20
      shift(steps, 3, -20)
    })
    expect(faults).toContainEqual(expect.objectContaining({ kind: 'service-time', stopId: 'B', by: 20 }))
  })

  it('[TMS-01] service before arrival, and before the window opens', () => {
    const faults = spoiled((_, steps) => {
      ;(steps[1] as RouteStep).startSeconds = 90
    })
    expect(faults).toContainEqual(expect.objectContaining({ kind: 'step-order', stopId: 'A', by: 10 }))
    const early = spoiled(
      (_, steps) => shift(steps, 0, -100),
      (one) => {
        for (const stop of one.stops) stop.windows = [{ startSeconds: 1_000, endSeconds: 9_000 }]
      },
    )
    expect(early).toContainEqual(expect.objectContaining({ kind: 'window', stopId: 'A', by: 100 }))
  })

  it('[TMS-02] leaving before the shift begins', () => {
    expect(spoiled((_, steps) => shift(steps, 0, -30))).toEqual([
      expect.objectContaining({ kind: 'shift', about: 'start', by: 30 }),
    ])
  })

  it('[TMS-01] a stop at the wrong place, a wrong depot, a route without stops or without an end', () => {
    expect(
      spoiled((_, steps) => {
        ;(steps[2] as RouteStep).location = 3
      }),
    ).toContainEqual(expect.objectContaining({ kind: 'step-order', stopId: 'B', about: 'location' }))
    expect(
      spoiled((_, steps) => {
        ;(steps[0] as RouteStep).location = 6
      }),
    ).toContainEqual(expect.objectContaining({ kind: 'depot', about: 'start' }))
    expect(
      spoiled((_, steps) => {
        steps.pop()
      }),
    ).not.toEqual([])
    expect(
      spoiled((plan, steps) => {
        steps.splice(1, 5)
        plan.routes[0]?.steps.splice(0, 0)
      }),
    ).toContainEqual(expect.objectContaining({ kind: 'empty-route' }))
  })

  it('[TMS-02] a break too short, outside its window, taken twice, on the road, or nobody knows', () => {
    const lunch = (one: RoutingProblem) => {
      vanOf(one).breaks = [
        { id: 'lunch', durationSeconds: 300, windows: [{ startSeconds: 300, endSeconds: 400 }] },
      ]
    }
    const pause = (steps: RouteStep[]) => steps.findIndex(({ kind }) => kind === 'break')
    const short = spoiled((_, steps) => {
      const at = pause(steps)
      ;(steps[at] as RouteStep).departureSeconds -= 60
      shift(steps, at + 1, -60)
    }, lunch)
    expect(short).toContainEqual(expect.objectContaining({ kind: 'break', by: 60 }))
    expect(spoiled((_, steps) => shift(steps, 0, 200), lunch)).toContainEqual(
      expect.objectContaining({ kind: 'break', about: 'lunch', by: 120 }),
    )
    const unknown = spoiled((_, steps) => {
      ;(steps[pause(steps)] as RouteStep).breakId = 'tea'
    }, lunch)
    expect(unknown.filter(({ kind }) => kind === 'break').map(({ about }) => about)).toEqual(['tea', 'lunch'])
    const road = spoiled((_, steps) => {
      ;(steps[pause(steps)] as RouteStep).location = null
    }, lunch)
    expect(road).toContainEqual(expect.objectContaining({ kind: 'break', about: 'lunch' }))
  })

  it('[TMS-02] driving on without the rest', () => {
    const faults = spoiled(
      (_, steps) => {
        const at = steps.findIndex(({ kind }) => kind === 'rest')
        const rest = steps[at] as RouteStep
        rest.departureSeconds = rest.startSeconds
        shift(steps, at + 1, -90)
      },
      (one) => {
        vanOf(one).drivingHours = { maxContinuousDrivingSeconds: 600, breakSeconds: 90 }
      },
    )
    expect(faults).toContainEqual(expect.objectContaining({ kind: 'continuous-driving', by: 400 }))
  })

  it('[TMS-02] a reload too short, and leaving before the vehicle is there', () => {
    const faults = spoiled(
      (_, steps) => {
        const at = steps.findIndex(({ kind }) => kind === 'reload')
        ;(steps[at] as RouteStep).departureSeconds -= 50
        shift(steps, at + 1, -50)
      },
      (one) => {
        vanOf(one).reload = { locations: [0], durationSeconds: 120 }
      },
      'ABC|DE',
    )
    expect(faults).toContainEqual(expect.objectContaining({ kind: 'reload', about: 'duration', by: 50 }))
    const early = spoiled(
      (_, steps) => shift(steps, 0, -40),
      (one) => {
        one.current = [
          { vehicleTypeId: 'van', vehicleNumber: 1, stopIds: [], startedStops: 0, availableFromSeconds: 500 },
        ]
      },
    )
    expect(early).toEqual([expect.objectContaining({ kind: 'started', about: 'available', by: 40 })])
  })

  it('[TMS-01] every figure that is not true', () => {
    const wrong: [string, (plan: RoutingPlan, steps: RouteStep[]) => void][] = [
      ['plan.distanceMeters', (plan) => Object.assign(plan, { distanceMeters: 1 })],
      ['plan.vehicles', (plan) => Object.assign(plan, { vehicles: 2 })],
      ['plan.cost.total', (plan) => Object.assign(plan.cost, { total: 1 })],
      ['plan.cost.fixed', (plan) => Object.assign(plan.cost, { fixed: 1 })],
      ['route.cost', (plan) => Object.assign(plan.routes[0] ?? {}, { cost: 1 })],
      ['route.dutySeconds', (plan) => Object.assign(plan.routes[0] ?? {}, { dutySeconds: 1 })],
      ['route.trips', (plan) => Object.assign(plan.routes[0] ?? {}, { trips: 2 })],
      ['step.load', (_, steps) => Object.assign(steps[1] as RouteStep, { load: [3] })],
      ['step.latenessSeconds', (_, steps) => Object.assign(steps[1] as RouteStep, { latenessSeconds: 3 })],
      ['step.drivingSeconds', (_, steps) => Object.assign(steps[1] as RouteStep, { drivingSeconds: 3 })],
      ['step.waitSeconds', (_, steps) => Object.assign(steps[1] as RouteStep, { waitSeconds: 3 })],
    ]
    for (const [about, spoil] of wrong) expect(spoiled(spoil)).toContainEqual(figures(about))
  })

  it('[TMS-01] a stop both planned and left out, and one lost', () => {
    const twice = spoiled((plan) => {
      plan.unplanned.push({ stopId: 'A', binding: { kind: 'fleet' }, refusals: [] })
    })
    expect(twice).toEqual([{ kind: 'duplicate-stop', stopId: 'A' }])
  })
})
