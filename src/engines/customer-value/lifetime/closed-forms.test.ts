import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chance } from '../../runner/chance.ts'
import { beginSearch, type Search } from '../../runner/search.ts'
import {
  bgNbdAlive,
  bgNbdCountProbability,
  bgNbdExpected,
  bgNbdExpectedAlive,
  bgNbdLogLikelihood,
} from './bg-nbd.ts'
import { gammaGammaExpectedSpend, gammaGammaLogLikelihood } from './gamma-gamma.ts'
import { integrateCustomer, integrateSpend } from './integrate-customer.ts'
import { paretoNbdAlive, paretoNbdExpected, paretoNbdLogLikelihood } from './pareto-nbd.ts'
import type { CountedSummary } from './purchase-summary.ts'
import { simulateBuyers } from './simulate-buyers.ts'
import { type CustomerValueProblem, type LifetimeModel, valueCustomers } from './value-customers.ts'

const positive = (min: number, max: number) =>
  fc.double({ min: Math.log(min), max: Math.log(max), noNaN: true }).map(Math.exp)
const history = fc
  .record({
    x: fc.integer({ min: 0, max: 60 }),
    age: positive(0.5, 150),
    share: fc.double({ min: 0.01, max: 1, noNaN: true }),
  })
  .map(({ x, age, share }) => ({ x, age, recency: x === 0 ? 0 : age * share }))
const search = <Best>(): Search<Best> => beginSearch<Best>({ seed: 1, iterations: 100_000 })

function single({ x, recency, age }: { x: number; recency: number; age: number }): CountedSummary {
  return {
    frequency: Int32Array.of(x),
    recency: Float64Array.of(recency),
    age: Float64Array.of(age),
    count: Float64Array.of(1),
    customers: 1,
  }
}

const near = (claimed: number, judged: number, tolerance = 1e-7) =>
  expect(Math.abs(claimed - judged)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(judged)))

describe('closed forms against integration of the individual likelihood', () => {
  it('[CRM-14] BG/NBD: likelihood, P(alive) and expected purchases, for any parameters and histories', () => {
    const parameters = fc.record({
      r: positive(0.15, 8),
      alpha: positive(0.5, 60),
      a: positive(0.15, 5),
      b: positive(0.15, 20),
    })
    fc.assert(
      fc.property(parameters, history, positive(1, 100), (own, one, span) => {
        const judged = integrateCustomer({ kind: 'bg-nbd', parameters: own }, { ...one, span })
        near(bgNbdLogLikelihood(own, single(one)), judged.logLikelihood)
        near(bgNbdAlive(own, one.x, one.recency, one.age), judged.alive)
        near(bgNbdExpected(own, one.x, one.recency, one.age, span), judged.expected, 1e-6)
      }),
      { numRuns: 25, seed: 1 },
    )
  })

  it('[CRM-14] Pareto/NBD: likelihood, P(alive) and expected purchases, for any parameters and histories', () => {
    const parameters = fc.record({
      r: positive(0.15, 8),
      alpha: positive(0.5, 60),
      s: positive(0.15, 5),
      beta: positive(0.05, 60),
    })
    fc.assert(
      fc.property(parameters, history, positive(1, 100), (own, one, span) => {
        const judged = integrateCustomer({ kind: 'pareto-nbd', parameters: own }, { ...one, span })
        near(paretoNbdLogLikelihood(own, single(one)), judged.logLikelihood)
        near(paretoNbdAlive(own, one.x, one.recency, one.age), judged.alive)
        near(paretoNbdExpected(own, one.x, one.recency, one.age, span), judged.expected, 1e-6)
      }),
      { numRuns: 25, seed: 1 },
    )
  })

  it('[CRM-14] where the forms are 0/0 (a = 1, s = 1) and where a + b < 1 for a new customer they still agree', () => {
    const one = { x: 3, recency: 20, age: 30, span: 40 }
    const atOne = { r: 0.5, alpha: 5, a: 1, b: 2 }
    near(
      bgNbdExpected(atOne, 3, 20, 30, 40),
      integrateCustomer({ kind: 'bg-nbd', parameters: atOne }, one).expected,
    )
    const justBeside = { ...atOne, a: 1 - 1e-4 }
    near(
      bgNbdExpected(justBeside, 3, 20, 30, 40),
      integrateCustomer({ kind: 'bg-nbd', parameters: justBeside }, one).expected,
    )
    const leaving = { r: 0.5, alpha: 5, s: 1, beta: 4 }
    near(
      paretoNbdExpected(leaving, 3, 20, 30, 40),
      integrateCustomer({ kind: 'pareto-nbd', parameters: leaving }, one).expected,
    )
    const small = { r: 0.5, alpha: 3, a: 0.3, b: 0.4 }
    const fresh = { x: 0, recency: 0, age: 0, span: 40 }
    near(
      bgNbdExpectedAlive(small, 0, 0, 40),
      integrateCustomer({ kind: 'bg-nbd', parameters: small }, fresh).expected,
      1e-6,
    )
  })

  it('[CRM-14] Gamma-Gamma: likelihood and expected spend', () => {
    const parameters = fc.record({ p: positive(0.3, 15), q: positive(1.1, 10), v: positive(1, 200) })
    fc.assert(
      fc.property(parameters, fc.integer({ min: 1, max: 50 }), positive(1, 500), (own, x, meanSpend) => {
        const judged = integrateSpend(own, { x, meanSpend })
        const data = { frequency: Int32Array.of(x), meanSpend: Float64Array.of(meanSpend) }
        near(gammaGammaLogLikelihood(own, data), judged.logLikelihood)
        near(gammaGammaExpectedSpend(own, x, meanSpend), judged.expected)
      }),
      { numRuns: 40, seed: 1 },
    )
    expect(() => gammaGammaExpectedSpend({ p: 1, q: 0.9, v: 1 }, 0, 0)).toThrow(/infinite-mean/)
  })

  it('[CRM-14] probabilities of counts add up to 1, and their mean is the expectation', () => {
    const parameters = { r: 0.8, alpha: 8, a: 1.4, b: 3 }
    let total = 0
    let mean = 0
    for (let n = 0; n < 400; n++) {
      const probability = bgNbdCountProbability(parameters, n, 30)
      total += probability
      mean += n * probability
    }
    expect(total).toBeCloseTo(1, 9)
    expect(mean).toBeCloseTo(bgNbdExpectedAlive(parameters, 0, 0, 30), 6)
  })
})

describe('closed forms against simulation', () => {
  const models: LifetimeModel[] = [
    { kind: 'bg-nbd', parameters: { r: 0.4, alpha: 5, a: 0.8, b: 2.5 } },
    { kind: 'pareto-nbd', parameters: { r: 0.6, alpha: 10, s: 0.7, beta: 12 } },
  ]
  for (const model of models)
    it(`[CRM-14] ${model.kind}: customers like each other buy on average what is expected of them`, () => {
      const { summary, future, alive } = simulateBuyers(
        { model, customers: 60_000, age: { from: 30, to: 40 }, holdout: 39 },
        chance(8),
      )
      const { expectedPurchases, alive: probability } = valueCustomers(
        { summary, model, periods: 1, periodLength: 39, discountRate: 0 },
        search(),
      )
      const groups = new Map<
        number,
        { expected: number; came: number; likely: number; lived: number; size: number }
      >()
      for (let row = 0; row < 60_000; row++) {
        const key = Math.min(summary.frequency[row] as number, 5)
        const group = groups.get(key) ?? { expected: 0, came: 0, likely: 0, lived: 0, size: 0 }
        group.expected += expectedPurchases[row] as number
        group.came += future[row] as number
        group.likely += probability[row] as number
        group.lived += alive[row] as number
        group.size++
        groups.set(key, group)
      }
      expect(groups.size).toBe(6)
      for (const { expected, came, likely, lived, size } of groups.values()) {
        // Six standard errors, of counts somewhat more varied than Poisson's.
        expect(Math.abs(expected - came)).toBeLessThan(6 * Math.sqrt(4 * came + 10))
        expect(Math.abs(likely - lived)).toBeLessThan(6 * Math.sqrt(size / 4) + 1)
      }
    })
})

describe('value of customers', () => {
  const { summary, meanSpend } = simulateBuyers(
    {
      model: { kind: 'bg-nbd', parameters: { r: 0.4, alpha: 5, a: 0.8, b: 2.5 } },
      customers: 500,
      age: { from: 10, to: 50 },
      holdout: 0,
      spend: { p: 6, q: 4, v: 15 },
    },
    chance(1),
  )
  const problem: CustomerValueProblem = {
    summary,
    model: { kind: 'pareto-nbd', parameters: { r: 0.6, alpha: 10, s: 0.7, beta: 12 } },
    spend: { parameters: { p: 6, q: 4, v: 15 }, meanSpend },
    periods: 12,
    periodLength: 4,
    discountRate: 0.02,
    margin: 0.3,
  }

  it('[CRM-14] without discount value is purchases × spend × margin; discount lowers it, mid-period less', () => {
    const level = valueCustomers({ ...problem, discountRate: 0 }, search())
    const late = valueCustomers(problem, search())
    const early = valueCustomers({ ...problem, timing: 'mid-period' }, search())
    for (let row = 0; row < 500; row++) {
      const spend = level.expectedSpend?.[row] as number
      expect(level.value?.[row]).toBeCloseTo((level.expectedPurchases[row] as number) * spend * 0.3, 8)
      expect(late.value?.[row]).toBeLessThan(early.value?.[row] as number)
      expect(early.value?.[row]).toBeLessThan(level.value?.[row] as number)
      expect((early.value?.[row] as number) / (late.value?.[row] as number)).toBeCloseTo(1.02 ** 0.5, 9)
    }
  })

  it('[CRM-14] discounting is the sum over periods of what each adds', () => {
    const { value, expectedSpend } = valueCustomers(problem, search())
    let before = 0
    let sum = 0
    for (let period = 1; period <= 12; period++) {
      const { expectedPurchases } = valueCustomers(
        { ...problem, periods: 1, periodLength: 4 * period },
        search(),
      )
      const until = expectedPurchases[7] as number
      sum += (until - before) / 1.02 ** period
      before = until
    }
    expect(value?.[7]).toBeCloseTo(sum * (expectedSpend?.[7] as number) * 0.3, 9)
  })

  it('[CRM-14] a cut search says how many customers are done; nonsense is refused', () => {
    const cancelled = beginSearch<never>({ seed: 1, seconds: 9 }, { cancelled: () => true }) as Search<never>
    expect(valueCustomers(problem, cancelled).rowsDone).toBe(0)
    for (const wrong of [{ periods: 0 }, { periodLength: 0 }, { discountRate: -0.1 }, { margin: 2 }])
      expect(() => valueCustomers({ ...problem, ...wrong }, search())).toThrow(/option-out-of-range/)
  })
})
