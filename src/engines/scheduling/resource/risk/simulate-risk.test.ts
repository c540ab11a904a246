import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chance } from '../../../runner/chance.ts'
import { beginSearch } from '../../../runner/search.ts'
import { firstMorning, linkOf, projectOf, taskOf } from '../../project/project.fixture.ts'
import { meanOf, normalQuantile, normalShare, quantileOf } from './distribution.ts'
import { projectRisk, riskDates } from './project-risk.ts'
import type { Distribution, RiskProblem, RiskResult } from './risk.problem.ts'
import { simulateRisk } from './simulate-risk.ts'

const simulate = (problem: RiskProblem, iterations = 20_000, seed = 1) =>
  simulateRisk(problem, beginSearch<RiskResult>({ seed, iterations }))
const finishOf = ({ percentiles }: RiskResult, percent: number) =>
  percentiles.find((one) => one.percent === percent)?.finish ?? Number.NaN

/** Activities that run beside each other, without links. */
function beside(durations: Distribution[], more: Partial<RiskProblem> = {}): RiskProblem {
  const activities = durations.map((duration, at) => ({
    id: String(at + 1),
    duration,
    plannedDuration: meanOf(duration),
  }))
  return { activities, links: [], events: [], correlations: [], ...more }
}
const unit: Distribution = { kind: 'uniform', least: 0, most: 1 }

describe('distributions', () => {
  it('[PMS-07] have the means, and the triangular the median, that their formulas say', () => {
    const all: Distribution[] = [
      { kind: 'fixed', value: 7 },
      { kind: 'uniform', least: 2, most: 5 },
      { kind: 'triangular', least: 1, likely: 2, most: 6 },
      { kind: 'pert', least: 1, likely: 2, most: 6 },
      { kind: 'pert', least: 3, likely: 3, most: 9 },
      { kind: 'lognormal', mean: 10, standardDeviation: 3 },
    ]
    for (const one of all) {
      const quantile = quantileOf(one)
      const steps = 20_000
      let sum = 0
      for (let step = 0; step < steps; step++) sum += quantile((step + 0.5) / steps)
      expect(sum / steps).toBeCloseTo(meanOf(one), 2)
    }
    // Above the mode: most − √(½ · range · (most − likely)) = 6 − √10.
    const triangular = quantileOf({ kind: 'triangular', least: 1, likely: 2, most: 6 })
    expect(triangular(0.5)).toBeCloseTo(6 - Math.sqrt(10), 9)
    // Of a lognormal: mean ÷ √(1 + (deviation ÷ mean)²).
    const lognormal = quantileOf({ kind: 'lognormal', mean: 10, standardDeviation: 3 })
    expect(lognormal(0.5)).toBeCloseTo(10 / Math.sqrt(1.09), 6)
  })

  it('[PMS-07] the normal quantile and share undo each other', () => {
    for (const share of [0.001, 0.02, 0.3, 0.5, 0.8, 0.99])
      expect(normalShare(normalQuantile(share))).toBeCloseTo(share, 6)
  })

  it('[PMS-07] numbers out of order are refused', () => {
    const wrong: Distribution = { kind: 'triangular', least: 5, likely: 2, most: 6 }
    expect(() => simulate(beside([wrong]))).toThrow(/risk.distribution/)
  })
})

describe('simulation', () => {
  it('[PMS-07] of two equal paths each is critical half the time, and meeting costs a sixth', () => {
    const result = simulate(beside([unit, unit]))
    expect(result.meanFinish).toBeCloseTo(2 / 3, 2)
    expect(result.mergeBias).toBeCloseTo(1 / 6, 2)
    for (const { criticality } of result.activities) expect(criticality).toBeCloseTo(0.5, 1)
    // P(max ≤ x) = x².
    expect(finishOf(result, 80)).toBeCloseTo(Math.sqrt(0.8), 2)
    expect(result.chanceOfPlannedFinish).toBeCloseTo(0.25, 1)
  })

  it('[PMS-07] paths that go well and badly together lose nothing where they meet', () => {
    const result = simulate(
      beside([unit, unit], { correlations: [{ activityIds: ['1', '2'], coefficient: 1 }] }),
    )
    expect(result.mergeBias).toBeCloseTo(0, 2)
    expect(result.meanFinish).toBeCloseTo(1 / 2, 2)
  })

  it('[PMS-07] correlation widens a chain: deviation √(2 + 2ρ) times that of one', () => {
    const normalLike: Distribution = { kind: 'lognormal', mean: 100, standardDeviation: 5 }
    const chain = (coefficient: number) =>
      beside([normalLike, normalLike], {
        links: [{ predecessorId: '1', successorId: '2', type: 'FS', lag: 0 }],
        correlations: [{ activityIds: ['1', '2'], coefficient }],
      })
    for (const coefficient of [0, 0.5, 0.9])
      expect(simulate(chain(coefficient)).standardDeviation / 5).toBeCloseTo(
        Math.sqrt(2 + 2 * coefficient),
        1,
      )
  })

  it('[PMS-07] an event delays by chance times impact, and its own effect is told', () => {
    const result = simulate(
      beside([{ kind: 'fixed', value: 10 }], {
        events: [
          {
            id: 'storm',
            probability: 0.3,
            impacts: [{ activityId: '1', delay: { kind: 'fixed', value: 5 }, factor: 2 }],
          },
        ],
      }),
    )
    expect(result.meanFinish).toBeCloseTo(10 + 0.3 * 15, 0)
    expect(result.events).toEqual([
      { eventId: 'storm', happened: expect.closeTo(0.3, 1), meanDelay: expect.closeTo(15, 9) },
    ])
    expect(result.mergeBias).toBeCloseTo(0, 0)
  })

  it('[PMS-07] all link types: the finish worked out by hand', () => {
    const activities = [3, 4, 2, 5].map((value, at) => ({
      id: 'abcd'[at] as string,
      duration: { kind: 'fixed' as const, value },
      plannedDuration: value,
    }))
    const links: RiskProblem['links'] = [
      { predecessorId: 'a', successorId: 'b', type: 'SS', lag: 1 },
      { predecessorId: 'b', successorId: 'c', type: 'FF', lag: 2 },
      { predecessorId: 'c', successorId: 'd', type: 'SF', lag: 6 },
    ]
    // b 1…5, c ends at 7 so 5…7, d ends at 11 so 6…11.
    const result = simulate({ activities, links, events: [], correlations: [] }, 3)
    expect(result).toMatchObject({ plannedFinish: 11, meanFinish: 11, standardDeviation: 0 })
    expect(result.activities.map(({ criticality }) => criticality)).toEqual([1, 1, 1, 1])
  })

  it('[PMS-07] the tornado names what moves the finish; what is certain does not', () => {
    const { activities } = simulate(
      beside([
        { kind: 'uniform', least: 10, most: 20 },
        { kind: 'uniform', least: 0, most: 5 },
        { kind: 'fixed', value: 3 },
      ]),
    )
    const [wide, shadowed, certain] = activities
    expect(wide?.cruciality).toBeCloseTo(1, 6)
    expect(wide?.finishWhenShort).toBeCloseTo(10.5, 0)
    expect(wide?.finishWhenLong).toBeCloseTo(19.5, 0)
    expect(shadowed).toMatchObject({ criticality: 0, cruciality: expect.closeTo(0, 1) })
    expect(certain).toMatchObject({ criticality: 0, cruciality: 0, sensitivity: 0 })
  })

  it('[PMS-07] the same by seed; percentiles rise; a cancelled simulation has its first run', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 2, max: 12 }), (seed, size) => {
        const luck = chance(seed)
        const problem = beside(
          Array.from({ length: size }, () => ({
            kind: 'pert',
            least: 1,
            likely: 1 + luck.next(),
            most: 2 + luck.between(0, 9),
          })),
          {
            links: Array.from({ length: size - 1 }, (_, at) => ({
              predecessorId: String(luck.between(1, at + 1)),
              successorId: String(at + 2),
              type: luck.pick(['FS', 'SS', 'FF', 'SF'] as const),
              lag: luck.between(-1, 2),
            })),
          },
        )
        const result = simulate(problem, 300, seed)
        expect(simulate(problem, 300, seed)).toEqual(result)
        const rising = result.percentiles.map(({ finish }) => finish)
        expect(rising).toEqual(rising.toSorted((one, other) => one - other))
        expect(result.activities.some(({ criticality }) => criticality > 0)).toBe(true)
        expect(result.mergeBias).toBeGreaterThan(-0.5)
        const cancelled = beginSearch<RiskResult>({ seed, seconds: 60 }, { cancelled: () => true })
        expect(simulateRisk(problem, cancelled).runs).toBe(1)
      }),
      { numRuns: 30 },
    )
  })

  it('[PMS-07] circles, unknown ids and chances above one are refused', () => {
    const ring: RiskProblem['links'] = [
      { predecessorId: '1', successorId: '2', type: 'FS', lag: 0 },
      { predecessorId: '2', successorId: '1', type: 'FS', lag: 0 },
    ]
    expect(() => simulate(beside([unit, unit], { links: ring }))).toThrow(/scheduling.cycle/)
    expect(() => simulate(beside([unit], { links: ring }))).toThrow(/scheduling.unknown_activity/)
    expect(() => simulate(beside([unit], { events: [{ id: 'x', probability: 2, impacts: [] }] }))).toThrow(
      /risk.probability/,
    )
    expect(() =>
      simulate(beside([unit], { correlations: [{ activityIds: ['1'], coefficient: -1 }] })),
    ).toThrow(/risk.correlation/)
  })
})

describe('risk of a project', () => {
  it('[PMS-07] certain durations give the finish of the plan, on its calendar', () => {
    const project = projectOf(
      [
        taskOf('phase', 0),
        taskOf('a', 960, { parentId: 'phase' }),
        taskOf('b', 480, { parentId: 'phase' }),
        taskOf('c', 480),
      ],
      [linkOf('phase', 'c'), linkOf('a', 'b', { type: 'SS', lag: { kind: 'working', value: 240 } })],
    )
    const problem = projectRisk(project, { durations: [], events: [], correlations: [] })
    const result = simulate(problem, 2)
    const dates = riskDates(project, result)
    expect(dates.plannedFinishAt).toBe(firstMorning + 2 * 1440 + 540)
    expect(dates.percentiles[0]).toEqual({ percent: 5, finishAt: dates.plannedFinishAt })
  })

  it('[PMS-07] an uncertain task spreads the dates', () => {
    const project = projectOf([taskOf('a', 960), taskOf('b', 480)], [linkOf('a', 'b')])
    const duration: Distribution = { kind: 'triangular', least: 960, likely: 960, most: 2880 }
    const problem = projectRisk(project, {
      durations: [{ taskId: 'a', duration }],
      events: [],
      correlations: [],
    })
    const result = simulate(problem, 2_000)
    expect(result.plannedFinish).toBe(1440)
    expect(finishOf(result, 90)).toBeGreaterThan(finishOf(result, 10))
    expect(result.leastFinish).toBeGreaterThanOrEqual(1440)
  })
})
