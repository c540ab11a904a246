import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chance } from '../runner/chance.ts'
import {
  demandDeviation,
  expectedExcess,
  leadTimeDemand,
  leadTimeDemandOfPaths,
  meanDemand,
  observedDemand,
  periodDemand,
} from './demand-distribution.ts'
import { demandPaths } from './demand-paths.ts'
import { economicOrder } from './economic-order.ts'
import { type InventoryProblem, inventoryPolicy } from './inventory-policy.ts'
import { simulateInventory } from './inventory-simulation.ts'
import {
  type Hierarchy,
  incoherentRows,
  type Reconciliation,
  reconcileForecasts,
} from './reconcile-forecasts.ts'

const always = (periods: number) => [{ periods, probability: 1 }]

describe('demand over a lead time [SRM-09]', () => {
  it('mean and variance of a random lead time: μ·E L and σ²·E L + μ²·Var L', () => {
    const period = periodDemand(5, Math.sqrt(12))
    const leadTime = [
      { periods: 2, probability: 0.5 },
      { periods: 4, probability: 0.5 },
    ]
    const demand = leadTimeDemand(period, leadTime, 0)
    expect(meanDemand(demand)).toBeCloseTo(15, 5)
    expect(demandDeviation(demand) ** 2).toBeCloseTo(12 * 3 + 25, 2)
  })
  it.each([
    [3, Math.sqrt(3)],
    [3, 4],
    [80, 15],
  ])('one period of mean %d and deviation %d keeps both', (mean, deviation) => {
    const demand = periodDemand(mean, deviation)
    expect(meanDemand(demand)).toBeCloseTo(mean, 2)
    expect(demandDeviation(demand) / deviation).toBeCloseTo(1, 2)
  })
  it('the loss function by hand: a fair coin of 0 or 2 exceeds 1 by half a unit', () => {
    expect([...expectedExcess(observedDemand([0, 2]))]).toEqual([1, 0.5, 0])
  })
  it('errors that stay make a lead time less sure than periods on their own would', () => {
    const mean = new Float64Array(6).fill(100)
    const luck = () => ({ count: 4_000, chance: chance(1) })
    const growing = demandPaths({ mean, deviations: Float64Array.of(10, 14, 17, 20, 22, 24) }, luck())
    const still = demandPaths({ mean, deviations: new Float64Array(6).fill(10) }, luck())
    const of = (paths: typeof still) => demandDeviation(leadTimeDemandOfPaths(paths, always(6), 0))
    expect(of(still)).toBeGreaterThan(22)
    expect(of(still)).toBeLessThan(27)
    expect(of(growing)).toBeGreaterThan(2 * of(still))
    expect(() => leadTimeDemandOfPaths(still, always(6), 1)).toThrow(/horizon_short/)
  })
  it('probabilities that do not sum to one are refused', () => {
    expect(() => leadTimeDemand(periodDemand(1, 1), [{ periods: 1, probability: 0.4 }], 0)).toThrow(
      /lead_time_invalid/,
    )
  })
})

describe('order quantity [SRM-09]', () => {
  it('Harris: √(2·50·100/1) = 100; packs of 30 take the cheaper neighbour, a minimum and a maximum bind', () => {
    const terms = { costPerOrder: 50, holdingCostPerUnitPeriod: 1 }
    expect(economicOrder(100, terms)).toBe(100)
    expect(economicOrder(100, { ...terms, packSize: 30 })).toBe(90)
    expect(economicOrder(100, { ...terms, packSize: 30, minimumQuantity: 200 })).toBe(210)
    expect(economicOrder(100, { ...terms, packSize: 30, maximumQuantity: 80 })).toBe(60)
    expect(() => economicOrder(100, { ...terms, packSize: 0 })).toThrow(/order_terms_invalid/)
    expect(() => economicOrder(100, { ...terms, minimumQuantity: 9, maximumQuantity: 5 })).toThrow(
      /order_terms_invalid/,
    )
  })
})

describe('inventory policy [SRM-09]', () => {
  const base: Omit<InventoryProblem, 'kind' | 'target'> = {
    period: periodDemand(6, 4),
    leadTime: [
      { periods: 3, probability: 0.6 },
      { periods: 4, probability: 0.3 },
      { periods: 5, probability: 0.1 },
    ],
    reviewPeriods: 3,
    order: { costPerOrder: 30, holdingCostPerUnitPeriod: 0.2, packSize: 12 },
  }
  const kinds = ['order_up_to', 'reorder_point', 'min_max'] as const
  it.each(
    kinds.flatMap((kind) =>
      (['cycle', 'fill'] as const).flatMap((measure) =>
        [90, 97].map((percent) => ({ kind, measure, percent })),
      ),
    ),
  )(
    'simulated, $kind reaches the $measure service of $percent % it was made for',
    ({ kind, measure, percent }) => {
      const policy = inventoryPolicy({ ...base, kind, target: { measure, percent } })
      const seen = simulateInventory(policy, base.period, base.leadTime, {
        periods: 120_000,
        chance: chance(7),
      })
      const reached = measure === 'cycle' ? seen.cyclePercent : seen.fillPercent
      const promised = measure === 'cycle' ? policy.cyclePercent : policy.fillPercent
      expect(promised).toBeGreaterThanOrEqual(percent)
      expect(Math.abs(reached - promised)).toBeLessThan(1)
      expect(reached).toBeGreaterThan(percent - 0.7)
      expect(seen.wrongOrders).toBe(0)
      expect(policy.orderQuantity % 12).toBe(0)
      expect(seen.ordersPerPeriod / policy.ordersPerPeriod).toBeCloseTo(1, 1)
      expect(Math.abs(seen.meanStock / policy.meanStock - 1)).toBeLessThan(0.1)
    },
  )
  it('one step less would miss the target', () => {
    const problem = { ...base, kind: 'order_up_to', target: { measure: 'fill', percent: 95 } } as const
    const policy = inventoryPolicy(problem)
    const less = { ...policy, orderUpTo: policy.orderUpTo - 1, reorderPoint: policy.reorderPoint - 1 }
    const fill = (one: typeof policy) =>
      simulateInventory(one, base.period, base.leadTime, { periods: 120_000, chance: chance(7) }).fillPercent
    expect(fill(less)).toBeLessThan(95.2)
    expect(fill(policy)).toBeGreaterThan(fill(less))
  })
  it('normal demand, fixed lead time: safety stock is z·σ·√(L + R)', () => {
    const policy = inventoryPolicy({
      ...base,
      period: periodDemand(100, 20),
      leadTime: always(3),
      reviewPeriods: 1,
      kind: 'order_up_to',
      target: { measure: 'cycle', percent: 97.5 },
    })
    expect(policy.safetyStock).toBeCloseTo(1.96 * 20 * 2, -0.5)
  })
  it('more service or a longer lead time never asks for less stock', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        fc.constantFrom('cycle' as const, 'fill' as const),
        fc.integer({ min: 50, max: 96 }),
        fc.integer({ min: 0, max: 5 }),
        (kind, measure, percent, periods) => {
          const of = (more: number, longer: number) =>
            inventoryPolicy({
              ...base,
              leadTime: always(periods + longer),
              kind,
              target: { measure, percent: percent + more },
            }).reorderPoint
          expect(of(3, 0)).toBeGreaterThanOrEqual(of(0, 0))
          expect(of(0, 1)).toBeGreaterThanOrEqual(of(0, 0))
        },
      ),
      { numRuns: 25 },
    )
  })
  it('where more is coming than is usual, safety covers what is coming', () => {
    const target = { measure: 'cycle', percent: 95 } as const
    const usual = inventoryPolicy({ ...base, kind: 'order_up_to', target })
    const forecast = { mean: new Float64Array(8).fill(12), deviations: new Float64Array(8).fill(4) }
    const paths = demandPaths(forecast, { count: 5_000, chance: chance(2) })
    const coming = inventoryPolicy({ ...base, paths, kind: 'order_up_to', target })
    expect(coming.protection.mean / usual.protection.mean).toBeCloseTo(2, 1)
    expect(coming.orderUpTo).toBeGreaterThan(1.6 * usual.orderUpTo)
    expect(coming.cyclePercent).toBeGreaterThanOrEqual(95)
  })
  it('an item nobody wants needs nothing; nonsense is refused', () => {
    const ask = (change: Partial<InventoryProblem>) =>
      inventoryPolicy({ ...base, kind: 'reorder_point', target: { measure: 'fill', percent: 95 }, ...change })
    expect(ask({ period: periodDemand(0, 0) })).toMatchObject({ reorderPoint: 0, fillPercent: 100 })
    expect(() => ask({ reviewPeriods: 0 })).toThrow(/policy_invalid/)
    expect(() => ask({ target: { measure: 'fill', percent: 100 } })).toThrow(/policy_invalid/)
  })
})

describe('reconciliation [TMS-13]', () => {
  const hierarchy: Hierarchy = {
    bottom: ['a1', 'a2', 'b1', 'b2'],
    aggregates: [
      { id: 'all', members: [0, 1, 2, 3] },
      { id: 'a', members: [0, 1] },
      { id: 'b', members: [2, 3] },
    ],
  }
  const methods: Reconciliation[] = [
    'bottom_up',
    'top_down',
    'ols',
    'wls_structural',
    'wls_variance',
    'mint_shrink',
  ]
  const luck = chance(5)
  const residuals = Array.from({ length: 7 }, () =>
    Float64Array.from({ length: 40 }, () => luck.next() - 0.5),
  )

  it('total 10 over two of 4 by ordinary least squares: 2/3 of the gap shared, 10 − 2/3 and 4 + 2/3 each', () => {
    const two = { bottom: ['x', 'y'], aggregates: [{ id: 'all', members: [0, 1] }] }
    const rows = reconcileForecasts({
      hierarchy: two,
      horizon: 1,
      base: Float64Array.of(10, 4, 4),
      method: 'ols',
    })
    expect(rows[1]).toBeCloseTo(4 + 2 / 3, 12)
    expect(rows[0]).toBeCloseTo(10 - 2 / 3, 12)
  })
  it('whatever the forecasts, the sums are exact to the last bit, and forecasts that add up stay', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 14, maxLength: 14 }),
        fc.constantFrom(...methods),
        (base, method) => {
          const rows = reconcileForecasts({
            hierarchy,
            horizon: 2,
            base: Float64Array.from(base),
            method,
            residuals,
          })
          expect(incoherentRows(hierarchy, 2, rows)).toEqual([])
          const again = reconcileForecasts({ hierarchy, horizon: 2, base: rows, method, residuals })
          for (const [index, value] of again.entries())
            expect(Math.abs(value - (rows[index] as number))).toBeLessThan(1e-6 * (1 + Math.abs(value)))
          const floored = reconcileForecasts({
            hierarchy,
            horizon: 2,
            base: Float64Array.from(base),
            method,
            residuals,
            nonNegative: true,
          })
          expect(floored.every((value) => value >= 0)).toBe(true)
        },
      ),
    )
  })
  it('with errors that hang together, MinT is the projection by their whole covariance', () => {
    // Two bottom series and their total; W from the residuals themselves (no shrinkage left with this many).
    const two = { bottom: ['x', 'y'], aggregates: [{ id: 'all', members: [0, 1] }] }
    const draw = () => luck.next() - 0.5
    const common = Array.from({ length: 4_000 }, draw)
    const rows = [
      Float64Array.from(common, (one) => 3 * one + draw()),
      Float64Array.from(common, (one) => 2 * one + draw()),
      Float64Array.from(common, (one) => one + draw()),
    ]
    const w = (i: number, j: number) =>
      (rows[i] as Float64Array).reduce((sum, one, t) => sum + one * (rows[j]?.[t] as number), 0) / 4_000
    const c = [1, -1, -1]
    const spread = [0, 1, 2].map((i) => c.reduce((sum, sign, j) => sum + sign * w(i, j), 0))
    const pressure = (10 - 4 - 5) / c.reduce((sum, sign, i) => sum + sign * (spread[i] as number), 0)
    const found = reconcileForecasts({
      hierarchy: two,
      horizon: 1,
      base: Float64Array.of(10, 4, 5),
      method: 'mint_shrink',
      residuals: rows,
    })
    expect(found[1]).toBeCloseTo(4 - (spread[1] as number) * pressure, 2)
    expect(found[2]).toBeCloseTo(5 - (spread[2] as number) * pressure, 2)
  })
  it('a surer series moves less', () => {
    const sure = residuals.map((row, index) => (index === 3 ? row.map((one) => one / 100) : row))
    const base = Float64Array.of(50, 10, 10, 5, 5, 5, 5)
    const rows = reconcileForecasts({ hierarchy, horizon: 1, base, method: 'wls_variance', residuals: sure })
    expect(Math.abs((rows[3] as number) - 5)).toBeLessThan(0.1)
    expect((rows[4] as number) - 5).toBeGreaterThan(1)
  })
  it('the check sees a sum that is off; what is missing is refused', () => {
    const rows = Float64Array.of(4, 2, 2, 1, 1, 1, 1)
    expect(incoherentRows(hierarchy, 1, rows)).toEqual([])
    rows[1] = 2.0000001
    expect(incoherentRows(hierarchy, 1, rows)).toEqual(['a'])
    const ask = (change: object) => () =>
      reconcileForecasts({ hierarchy, horizon: 1, base: rows, method: 'mint_shrink', ...change })
    expect(ask({})).toThrow(/residuals_missing/)
    expect(ask({ horizon: 2 })).toThrow(/hierarchy_invalid/)
    const cut = { ...hierarchy, aggregates: hierarchy.aggregates.slice(1) }
    expect(ask({ hierarchy: cut, base: rows.slice(1), method: 'top_down' })).toThrow(/hierarchy_invalid/)
  })
})
