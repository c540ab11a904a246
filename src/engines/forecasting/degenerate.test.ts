import { describe, expect, it } from 'vitest'
import { chance } from '../runner/chance.ts'
import { createEnginePool } from '../runner/pool.ts'
import { beginSearch } from '../runner/search.ts'
import { airPassengers } from './air-passengers.fixture.ts'
import { type BacktestResult, backtestSeries, backtestSeriesTask } from './backtest.ts'
import { leadTimeDemand, meanDemand, observedDemand, periodDemand } from './demand-distribution.ts'
import { forecastViolations } from './forecast.validator.ts'
import { forecastSeries } from './forecast-series.ts'
import { type InventoryProblem, inventoryPolicy } from './inventory-policy.ts'
import { simulateInventory } from './inventory-simulation.ts'
import { type InventoryPlan, planInventory, planInventoryTask } from './plan-inventory.ts'
import { incoherentRows, reconcileLevels, reconcileLevelsTask } from './reconcile-forecasts.ts'

const { NaN: none } = Number
const forecast = (values: readonly number[], more: object = {}) => {
  const past = Float64Array.from(values)
  const found = forecastSeries({ values: past, seasonLengths: [], horizon: 3, levels: [80, 95], ...more })
  expect(forecastViolations({ past, horizon: 3 }, found)).toEqual([])
  return found
}
const codes = (found: ReturnType<typeof forecast>) => found.reasons.map(({ code }) => code)

describe('series with little in them [TMS-13]', () => {
  it('nothing, always the same, one value, values with gaps', () => {
    expect([...forecast(new Array(30).fill(0)).mean]).toEqual([0, 0, 0])
    const same = forecast(new Array(30).fill(7))
    expect([...same.mean]).toEqual([7, 7, 7])
    expect(codes(same)).toEqual(['constant'])
    expect(codes(forecast([5]))).toEqual(['too_short'])
    expect([...forecast([none, none, 3, none]).mean]).toEqual([3, 3, 3])
    const gaps = Array.from({ length: 48 }, (_, t) => (t % 5 === 0 ? none : 10 + (t % 12)))
    const { mean } = forecast(gaps, { seasonLengths: [12] })
    for (const [h, y] of mean.entries()) expect(y).toBeCloseTo(10 + h, 1)
    expect([...forecast(new Array(20).fill(-4)).mean]).toEqual([-4, -4, -4])
    expect((forecast(Array.from({ length: 30 }, (_, t) => 20 - 2 * t)).mean[0] as number) / -40).toBeCloseTo(
      1,
      2,
    )
  })
  it('one demand after a long silence is rare demand, not the beginning of a steep rise', () => {
    for (const values of [
      [...new Array(40).fill(0), 1],
      [...new Array(40).fill(0), 1, 2],
    ]) {
      const found = forecast(values)
      expect(codes(found)).toContain('intermittent')
      expect(found.mean[2] as number).toBeLessThan(0.2)
    }
  })
  it('growth of a third each period goes on growing', () => {
    const { mean } = forecast(
      Array.from({ length: 40 }, (_, t) => 1.3 ** t),
      { method: 'ets' },
    )
    expect((mean[0] as number) / 1.3 ** 40).toBeGreaterThan(0.85)
    expect(mean[2] as number).toBeGreaterThan((mean[0] as number) * 1.2)
  })
  it('the first value of a rising series is no outlier', () => {
    const rising = Array.from({ length: 40 }, (_, t) => 100 + 5 * t + 3 * Math.sin(t * 1.7))
    expect(forecast(rising).adjustments).toEqual([])
    const spiked = rising.map((y, t) => (t === 0 ? 900 : y))
    expect(forecast(spiked).adjustments).toMatchObject([{ kind: 'outlier', at: 0, value: 900 }])
  })
})

describe('sums of many periods [SRM-09]', () => {
  it('made at once they are what they are made one by one', () => {
    const period = periodDemand(60, 25)
    const points = period.mass.length
    // Above and below the boundary between both ways: fifteen of them at once, and by halves of what is made one by one.
    const whole = leadTimeDemand(period, [{ periods: 15, probability: 1 }], 0)
    let byHand = Float64Array.of(1)
    for (let k = 0; k < 15; k++) {
      const next = new Float64Array(byHand.length + points - 1)
      for (const [i, one] of byHand.entries())
        for (const [j, other] of period.mass.entries()) next[i + j] = (next[i + j] as number) + one * other
      byHand = next
    }
    expect(15 * points * 15 * points).toBeGreaterThan(8_000_000)
    for (const [k, one] of whole.mass.entries())
      expect(Math.abs(one - (byHand[k] as number))).toBeLessThan(1e-10)
    expect(meanDemand(whole)).toBeCloseTo(15 * meanDemand(period), 4)
  })
})

describe('edges of policies [SRM-09]', () => {
  const terms = { costPerOrder: 30, holdingCostPerUnitPeriod: 0.2 }
  const always = (periods: number) => [{ periods, probability: 1 }]
  it.each([
    ['at once', periodDemand(6, 4), 0, 1],
    ['at once, looked at every third period', periodDemand(6, 4), 0, 3],
    ['rare', observedDemand([0, 0, 0, 0, 0, 0, 0, 0, 0, 12]), 3, 1],
    ['rare and larger than an order', observedDemand([0, 0, 0, 0, 0, 0, 0, 50, 0, 3]), 5, 2],
    ['none at all', observedDemand([0, 0, 0]), 3, 1],
    ['always the same', periodDemand(100, 0), 2, 1],
  ] as const)(
    'delivered %s: service and orders are those of the simulation',
    (_, period, lead, reviewPeriods) => {
      for (const kind of ['order_up_to', 'reorder_point', 'min_max'] as const)
        for (const measure of ['fill', 'cycle'] as const) {
          const problem: InventoryProblem = {
            period,
            leadTime: always(lead),
            reviewPeriods,
            kind,
            target: { measure, percent: 95 },
            order: terms,
          }
          const policy = inventoryPolicy(problem)
          const seen = simulateInventory(policy, period, always(lead), { periods: 30_000, chance: chance(3) })
          const [promised, reached] =
            measure === 'fill'
              ? [policy.fillPercent, seen.fillPercent]
              : [policy.cyclePercent, seen.cyclePercent]
          expect(promised).toBeGreaterThanOrEqual(95 - 1e-9)
          expect(Math.abs(promised - reached), `${kind} ${measure}`).toBeLessThan(1.5)
          expect(Math.abs(policy.ordersPerPeriod - seen.ordersPerPeriod), kind).toBeLessThan(0.01)
        }
    },
  )
  it('a grid finer than can be reckoned is refused, a large one is not', () => {
    const ask = (mean: number, costPerOrder: number) =>
      inventoryPolicy({
        period: periodDemand(mean, mean / 4),
        leadTime: always(20),
        reviewPeriods: 7,
        kind: 'min_max',
        target: { measure: 'fill', percent: 95 },
        order: { costPerOrder, holdingCostPerUnitPeriod: 0.001 },
      })
    expect(ask(700, 10).fillPercent).toBeGreaterThanOrEqual(95)
    expect(() => ask(700, 1e12)).toThrow(/forecasting\.demand_invalid/)
  })
})

describe('long questions in a thread [TMS-13] [SRM-09]', () => {
  const policy: InventoryProblem = {
    period: periodDemand(6, 4),
    leadTime: [{ periods: 2, probability: 1 }],
    reviewPeriods: 1,
    kind: 'order_up_to',
    target: { measure: 'fill', percent: 95 },
    order: { costPerOrder: 1, holdingCostPerUnitPeriod: 1 },
  }
  const items = [
    { id: 'a', ...policy },
    { id: 'b', ...policy, reviewPeriods: 0 },
    { id: 'c', ...policy },
  ]
  const request = { values: airPassengers, seasonLengths: [12], horizon: 6, levels: [80] }
  const levels = {
    hierarchy: { bottom: ['x', 'y'], aggregates: [{ id: 'all', members: [0, 1] }] },
    horizon: 1,
    base: Float64Array.of(10, 4, 5),
    method: 'ols' as const,
  }
  it('the tasks answer what the functions answer', async () => {
    const pool = createEnginePool({ threads: 1 })
    const limits = { seed: 1, iterations: 100 }
    try {
      const plan = await pool.run(planInventoryTask, { items }, { limits })
      expect(plan.result.policies[2]).toEqual(inventoryPolicy(policy))
      expect(plan.result.refused).toEqual([{ id: 'b', code: 'forecasting.policy_invalid' }])
      const tested = await pool.run(backtestSeriesTask, { request, methods: ['ets'], origins: 3 }, { limits })
      expect(tested.result.origins).toBe(3)
      const rows = await pool.run(reconcileLevelsTask, levels, { limits })
      expect(incoherentRows(levels.hierarchy, 1, rows.result)).toEqual([])
      expect(rows.result[0]).not.toBe(9)
    } finally {
      await pool.close()
    }
  })
  it('cut short they leave what is done: whole items, whole origins, sums that add up', () => {
    const plan = planInventory({ items }, beginSearch<InventoryPlan>({ seed: 1, iterations: 1 }))
    expect(plan).toMatchObject({ completed: 1, refused: [] })
    const problem = { request, methods: ['ets' as const], origins: 4 }
    const some = backtestSeries(problem, beginSearch<BacktestResult>({ seed: 1, iterations: 2 }))
    expect(some.origins).toBe(2)
    const rows = reconcileLevels(levels, beginSearch<Float64Array>({ seed: 1, iterations: 0 }))
    expect([...rows]).toEqual([9, 4, 5])
  })
})
