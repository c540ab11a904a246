import { describe, expect, it } from 'vitest'
import { chance } from '../runner/chance.ts'
import { faultsOf, hostileInputs } from '../runner/hostile.fixture.ts'
import { beginSearch, type Search } from '../runner/search.ts'
import { churnFeatures } from './history/churn-features.ts'
import { churnTable } from './history/churn-table.ts'
import { cohortTable } from './history/cohort-table.ts'
import { summarisePurchases } from './history/purchases.ts'
import { measureRfm, scoreRfm } from './history/score-rfm.ts'
import { fitBgNbd, fitGammaGamma, fitParetoNbd } from './lifetime/fit-lifetime.ts'
import {
  bgNbdAlive,
  bgNbdExpected,
  gammaGammaExpectedSpend,
  paretoNbdExpected,
} from './lifetime/one-customer.ts'
import { simulateBuyers } from './lifetime/simulate-buyers.ts'
import { valueCustomers } from './lifetime/value-customers.ts'
import { associationRules } from './patterns/association-rules.ts'
import { findItemsets } from './patterns/find-itemsets.ts'
import { findSequences, sequenceRules } from './patterns/find-sequences.ts'
import { evaluateScores } from './response/evaluate-scores.ts'
import { explainScores } from './response/explain-scores.ts'
import { liftTable } from './response/measure-scores.ts'
import { scoreResponses } from './response/response-model.ts'
import type { ResponseTable } from './response/response-table.ts'
import { type ResponseTrainingProblem, trainResponse } from './response/train-response.ts'
import { segmentCustomers } from './segments/segment-customers.ts'

const search = <Best>(iterations: number): Search<Best> => beginSearch<Best>({ seed: 1, iterations })
const luck = chance(5)
const whole = (count: number, low: number, high: number) =>
  Int32Array.from({ length: count }, () => luck.between(low, high))

describe('input out of this world: refused by code or answered, never a NaN, a crash or a hang', () => {
  const purchases = {
    customers: 12,
    customer: whole(60, 0, 11),
    day: whole(60, 19_000, 19_300),
    amountMinor: BigInt64Array.from(whole(60, 100, 9_999), BigInt),
  }
  it('histories', () => {
    const ask = <More extends object>(
      more: More,
      tell: (one: { purchases: typeof purchases } & More) => unknown,
      missing?: RegExp,
    ) => expect(faultsOf(hostileInputs({ purchases, ...more }, 120), tell, missing)).toEqual([])
    ask({ onDay: 19_400 }, (one) => measureRfm(one.purchases, one))
    ask({ period: 'month' as const }, (one) => cohortTable(one.purchases, one))
    ask({ period: 'month' as const, lapseDays: 60, untilDay: 19_300 }, (one) =>
      churnTable(one.purchases, one),
    )
    ask({ untilDay: 19_300, unitDays: 7 }, (one) => summarisePurchases(one.purchases, one))
    const cuts = { cutDays: [19_100, 19_200], horizonDays: 50, activeDays: 90 }
    ask(cuts, (one) => churnFeatures(one.purchases, one), /columns/)
    const scheme = {
      kind: 'fixed' as const,
      recencyDays: [9, 50],
      frequency: [2, 4],
      monetaryMinor: [1n, 2_000n],
    }
    const measures = measureRfm(purchases, { onDay: 19_400 })
    expect(
      faultsOf(hostileInputs({ measures, scheme }, 120), (one) => scoreRfm(one.measures, one.scheme)),
    ).toEqual([])
  })
  const model = { kind: 'bg-nbd' as const, parameters: { r: 0.24, alpha: 4.4, a: 0.79, b: 2.4 } }
  const simulation = {
    model,
    customers: 80,
    age: { from: 20, to: 39, dayed: true },
    holdout: 20,
    spend: { p: 6, q: 4, v: 15 },
  }
  const drawn = simulateBuyers(simulation, chance(1))
  it('lifetimes', () => {
    const { summary, meanSpend } = drawn
    expect(faultsOf(hostileInputs({ summary }, 40), (one) => fitBgNbd(one, search(30)))).toEqual([])
    expect(faultsOf(hostileInputs({ summary }, 15), (one) => fitParetoNbd(one, search(8)))).toEqual([])
    const spend = { frequency: summary.frequency, meanSpend }
    expect(faultsOf(hostileInputs(spend, 60), (one) => fitGammaGamma(one, search(30)))).toEqual([])
    const problem = {
      summary,
      model,
      spend: { parameters: simulation.spend, meanSpend },
      periods: 6,
      periodLength: 4,
      discountRate: 0.01,
      margin: 0.3,
    }
    expect(faultsOf(hostileInputs(problem, 150), (one) => valueCustomers(one, search(9)))).toEqual([])
    const small = { ...simulation, customers: 5 }
    expect(faultsOf(hostileInputs(small, 150), (one) => simulateBuyers(one, chance(1)))).toEqual([])
    const one = { parameters: model.parameters, x: 2, recency: 30, age: 39, span: 10 }
    expect(
      faultsOf(hostileInputs(one, 150), ({ parameters, x, recency, age, span }) => [
        bgNbdAlive(parameters, x, recency, age),
        bgNbdExpected(parameters, x, recency, age, span),
      ]),
    ).toEqual([])
    const other = { ...one, parameters: { r: 0.55, alpha: 10.6, s: 0.6, beta: 11.7 } }
    expect(
      faultsOf(hostileInputs(other, 150), ({ parameters, x, recency, age, span }) => [
        paretoNbdExpected(parameters, x, recency, age, span),
      ]),
    ).toEqual([])
    const asked = { parameters: simulation.spend, x: 2, mean: 30 }
    expect(
      faultsOf(hostileInputs(asked, 100), ({ parameters, x, mean }) => [
        gammaGammaExpectedSpend(parameters, x, mean),
      ]),
    ).toEqual([])
  })
  it('segments', () => {
    const problem = {
      rows: {
        numbers: { rows: 30, columns: 2, values: Float64Array.from({ length: 60 }, () => luck.next()) },
        categories: { codes: whole(30, 0, 3), columns: 1, gamma: 0.5 },
      },
      k: { from: 2, to: 3, by: 'silhouette' as const },
      starts: 2,
      bootstraps: 2,
      learnRowsMost: 100,
      sampleRows: 20,
    }
    expect(faultsOf(hostileInputs(problem, 150), (one) => segmentCustomers(one, search(500)))).toEqual([])
  })
  it('patterns', () => {
    const items = Int32Array.of(0, 1, 2, 0, 1, 1, 2, 3, 0, 2)
    const start = Uint32Array.of(0, 3, 5, 8, 8, 10)
    const limits = { supportLeast: 0.2, lengthMost: 3, patternsMost: 20 }
    const baskets = { baskets: { start, items }, limits }
    expect(faultsOf(hostileInputs(baskets, 200), (one) => findItemsets(one, search(200)))).toEqual([])
    const sequences = {
      sequences: { sequenceStart: Uint32Array.of(0, 2, 3, 5), basketStart: start, items },
      limits,
    }
    expect(faultsOf(hostileInputs(sequences, 200), (one) => findSequences(one, search(200)))).toEqual([])
    const rules = { mined: findItemsets(baskets, search(200)), confidenceLeast: 0.1, liftLeast: 0.1 }
    expect(faultsOf(hostileInputs(rules, 200), (one) => associationRules(one.mined, one))).toEqual([])
    const later = { mined: findSequences(sequences, search(200)), confidenceLeast: 0.1 }
    expect(faultsOf(hostileInputs(later, 200), (one) => sequenceRules(one.mined, one))).toEqual([])
    // A code of two thousand million needs no table as long.
    const far = { ...sequences.sequences, items: items.map((item) => (item === 3 ? 2 ** 31 - 1 : item)) }
    const found = findSequences({ sequences: far, limits: { supportLeast: 0.2 } }, search(2_000)).patterns
    expect(found.some((pattern) => pattern.baskets.flat().includes(2 ** 31 - 1))).toBe(true)
  })
  it('scores, models kept and damaged, and training', () => {
    const rows = 400
    const values = Float64Array.from({ length: rows }, (_, i) => ((i * 7) % 10) + luck.next())
    const target = Uint8Array.from(values, (value) => (luck.happens(0.1 + value / 20) ? 1 : 0))
    const table: ResponseTable = {
      rows,
      columns: [
        { name: 'x', role: 'known-before', kind: 'number', values },
        {
          name: 'c',
          role: 'known-before',
          kind: 'category',
          levels: ['a', 'b', 'c'],
          codes: whole(rows, -1, 2),
        },
      ],
    }
    const boosted = { kind: 'boosted' as const, options: { roundsMost: 10, childRowsLeast: 10 } }
    const problem: ResponseTrainingProblem = {
      table,
      target,
      leakage: 'exclude',
      testShare: 0.25,
      folds: 2,
      candidates: [{ kind: 'logistic', l1Share: 0.3, halfLifeShare: 0.5 }, boosted],
    }
    expect(faultsOf(hostileInputs(problem, 60), (one) => trainResponse(one, search(20)))).toEqual([])
    for (const candidates of [[boosted], [{ kind: 'logistic' as const, l1Share: 0 }]]) {
      const { model } = trainResponse({ ...problem, candidates }, search(1_000))
      const ask = { model, table, rows: Uint32Array.of(0, 3, 5) }
      expect(faultsOf(hostileInputs(ask, 150), (one) => scoreResponses(one, search(9)))).toEqual([])
      expect(faultsOf(hostileInputs(ask, 150), (one) => explainScores(one, search(9)))).toEqual([])
    }
    const scores = {
      probabilities: Float64Array.from({ length: 30 }, () => luck.next()),
      target: target.slice(0, 30),
    }
    expect(
      faultsOf(hostileInputs({ ...scores, rate: 0.3 }, 100), (one) =>
        evaluateScores(one.probabilities, one.target, one.rate),
      ),
    ).toEqual([])
    // A score that is no number has no rank, and once sent the ranking round and round.
    const odd = () => liftTable(Float64Array.of(Number.NaN, 0.5), Uint8Array.of(0, 1))
    expect(odd).toThrow(/customer-value\.input/)
  })
})
