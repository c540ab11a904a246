import { describe, expect, it } from 'vitest'
import { chance } from '../runner/chance.ts'
import { faultsOf, hostileInputs } from '../runner/hostile.fixture.ts'
import { beginSearch } from '../runner/search.ts'
import { airPassengers } from './air-passengers.fixture.ts'
import { backtest } from './backtest.ts'
import { leadTimeDemand, observedDemand, periodDemand } from './demand-distribution.ts'
import { demandPaths } from './demand-paths.ts'
import { economicOrder } from './economic-order.ts'
import type { ForecastRequest } from './forecast.problem.ts'
import { type DemandForecast, forecastDemand } from './forecast-demand.ts'
import { forecastSeries } from './forecast-series.ts'
import { type InventoryProblem, inventoryPolicy } from './inventory-policy.ts'
import { simulateInventory } from './inventory-simulation.ts'
import { koreanHolidayEffects } from './korean-holidays.ts'
import { reconcileForecasts } from './reconcile-forecasts.ts'

const request: ForecastRequest = {
  values: airPassengers.slice(0, 40),
  seasonLengths: [12],
  horizon: 4,
  levels: [80, 95],
  timeline: { period: 'month', start: '2020-01-01' },
  holidays: [{ name: '설날', dates: ['2020-01-25', '2021-02-12', '2022-02-01'], leadDays: 2, lagDays: 1 }],
  method: 'automatic',
  historyPeriods: 400,
}
const leadTime = [
  { periods: 1, probability: 0.5 },
  { periods: 2, probability: 0.5 },
]
const inventory: InventoryProblem = {
  period: periodDemand(10, 4),
  paths: demandPaths(
    { mean: new Float64Array(5).fill(5), deviations: new Float64Array(5).fill(2) },
    { count: 30, chance: chance(1) },
  ),
  leadTime,
  reviewPeriods: 1,
  kind: 'min_max',
  target: { measure: 'fill', percent: 95 },
  order: { costPerOrder: 10, holdingCostPerUnitPeriod: 1, packSize: 2, minimumQuantity: 4 },
}

describe('requests out of this world: refused by code or answered, never a NaN, a crash or a hang', () => {
  it('one series', () => {
    expect(faultsOf(hostileInputs(request, 60), forecastSeries)).toEqual([])
  })
  it('columns of series; the rows of refused ones are NaN by design', () => {
    const problem = {
      ids: ['a', 'b'],
      values: Float64Array.of(1, 2, 3, 4, 5, 6, 1, 2, 3, 1, 2, 3),
      offsets: Int32Array.of(0, 6, 12),
      period: 'month' as const,
      starts: ['2020-01-01', '2020-02-01'],
      seasonLengths: [3],
      horizon: 3,
      levels: [80],
    }
    const ask = (one: typeof problem) =>
      forecastDemand(one, beginSearch<DemandForecast>({ seed: 1, iterations: 9 }))
    expect(faultsOf(hostileInputs(problem, 200), ask, /mean|deviations|bounds/)).toEqual([])
  })
  it('backtests', () => {
    const inputs = hostileInputs({ request, methods: ['ets' as const], origins: 1 }, 25)
    const missing = /mase|rmsse/
    expect(faultsOf(inputs, (one) => backtest(one.request, one), missing)).toEqual([])
  })
  it('hierarchies', () => {
    const problem = {
      hierarchy: { bottom: ['a', 'b', 'c'], aggregates: [{ id: 't', members: [0, 1, 2] }] },
      horizon: 2,
      base: Float64Array.of(6, 6, 3, 3, 1, 1, 2, 2),
      method: 'mint_shrink' as const,
      residuals: [0, 1, 2, 3].map((one) => Float64Array.of(1, -1, 0.5, one * 0.3, -0.7)),
      variances: Float64Array.of(1, 1, 1, 1),
    }
    expect(faultsOf(hostileInputs(problem, 300), reconcileForecasts)).toEqual([])
  })
  it('inventory: demand, lead times, terms, policies, futures', () => {
    expect(faultsOf(hostileInputs(inventory, 250), inventoryPolicy)).toEqual([])
    const { paths: _, ...alone } = inventory
    for (const kind of ['reorder_point', 'order_up_to', 'min_max'] as const)
      expect(faultsOf(hostileInputs({ ...alone, kind }, 120), inventoryPolicy)).toEqual([])
    const figures = { mean: 10, deviation: 4, step: 1 }
    const draw = (one: typeof figures) => periodDemand(one.mean, one.deviation, one.step)
    expect(faultsOf(hostileInputs(figures, 150), draw)).toEqual([])
    const seen = { values: Float64Array.of(1, 2, 3), step: 1 }
    expect(faultsOf(hostileInputs(seen, 80), (one) => observedDemand(one.values, one.step))).toEqual([])
    const over = { period: inventory.period, leadTime, extra: 1 }
    expect(
      faultsOf(hostileInputs(over, 150), (one) => leadTimeDemand(one.period, one.leadTime, one.extra)),
    ).toEqual([])
    const terms = { demand: 10, terms: inventory.order }
    expect(faultsOf(hostileInputs(terms, 200), (one) => economicOrder(one.demand, one.terms))).toEqual([])
    const future = { forecast: { mean: Float64Array.of(5, 5), deviations: Float64Array.of(2, 3) }, count: 9 }
    const paths = (one: typeof future) => demandPaths(one.forecast, { count: one.count, chance: chance(1) })
    expect(faultsOf(hostileInputs(future, 150), paths)).toEqual([])
    const played = { policy: inventoryPolicy(inventory), demand: inventory.period, leadTime, periods: 300 }
    const play = (one: typeof played) =>
      simulateInventory(one.policy, one.demand, one.leadTime, { periods: one.periods, chance: chance(1) })
    expect(faultsOf(hostileInputs(played, 120), play)).toEqual([])
  })
  it('years of the Korean calendar', () => {
    const inputs = hostileInputs({ years: { from: 2020, to: 2022 }, days: { leadDays: 1, lagDays: 1 } }, 60)
    expect(faultsOf(inputs, (one) => koreanHolidayEffects(one.years, one.days), /Days$/)).toEqual([])
  })
})
