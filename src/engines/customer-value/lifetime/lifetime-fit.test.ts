import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { chance } from '../../runner/chance.ts'
import { beginSearch, type Search } from '../../runner/search.ts'
import { CustomerValueError } from '../customer-value.error.ts'
import { bgNbdExpected, bgNbdLogLikelihood } from './bg-nbd.ts'
import { fitBgNbd, fitGammaGamma, fitParetoNbd } from './fit-lifetime.ts'
import { gammaGammaExpectedSpend } from './gamma-gamma.ts'
import { paretoNbdLogLikelihood } from './pareto-nbd.ts'
import { countSummary, type PurchaseSummary } from './purchase-summary.ts'
import { simulateBuyers } from './simulate-buyers.ts'
import { valueCustomers } from './value-customers.ts'

const folder = join(process.cwd(), '..', 'shared', 'data', 'clv')
const present = existsSync(folder)
const search = <Best>(iterations = 1_000): Search<Best> => beginSearch<Best>({ seed: 1, iterations })

function cdnow(): { summary: PurchaseSummary; meanSpend: Float64Array } {
  const text = gunzipSync(
    readFileSync(join(folder, 'cdnow_customers_summary_with_transactions.csv.gz')),
  ).toString()
  const rows = text
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(',').map(Number))
  const column = (place: number) => Float64Array.from(rows, (row) => row[place] as number)
  return {
    summary: { frequency: Int32Array.from(column(1)), recency: column(2), age: column(3) },
    meanSpend: column(4),
  }
}

/** Equal to the published value in as many digits as were published. */
function reproduces(value: number, published: string) {
  const digits = published.split('.')[1]?.length ?? 0
  expect(Math.abs(value - Number(published))).toBeLessThanOrEqual(0.5 * 10 ** -digits + 0.05 * 10 ** -digits)
}

describe.skipIf(!present)('published fits of the CDNOW data (skipped without the public data)', () => {
  const { summary, meanSpend } = present
    ? cdnow()
    : { summary: undefined as never, meanSpend: undefined as never }

  it('[CRM-14] BG/NBD: r 0.243, α 4.414, a 0.793, b 2.426, ln L −9582.4, and 1.226 purchases for the example customer', () => {
    const { parameters, logLikelihood, converged } = fitBgNbd({ summary }, search())
    reproduces(parameters.r, '0.243')
    reproduces(parameters.alpha, '4.414')
    reproduces(parameters.a, '0.793')
    reproduces(parameters.b, '2.426')
    reproduces(logLikelihood, '-9582.4')
    expect(converged).toBe(true)
    reproduces(bgNbdExpected(parameters, 2, 30.43, 38.86, 39), '1.226')
  })

  it('[CRM-14] Pareto/NBD: r 0.553, α 10.578, s 0.606, β 11.669, ln L −9595.0', () => {
    const { parameters, logLikelihood } = fitParetoNbd({ summary }, search())
    reproduces(parameters.r, '0.553')
    expect(parameters.alpha).toBeCloseTo(10.578, 2)
    reproduces(parameters.s, '0.606')
    expect(parameters.beta).toBeCloseTo(11.669, 2)
    reproduces(logLikelihood, '-9595.0')
  })

  it('[CRM-14] Gamma-Gamma on the 946 repeat buyers: p 6.25, q 3.74, v 15.44; spend 24.66, 18.91, 35.17', () => {
    const { parameters, customersUsed } = fitGammaGamma({ frequency: summary.frequency, meanSpend }, search())
    expect(customersUsed).toBe(946)
    reproduces(parameters.p, '6.25')
    reproduces(parameters.q, '3.74')
    expect(parameters.v).toBeCloseTo(15.44, 1)
    const spend = [0, 1, 2].map((row) =>
      gammaGammaExpectedSpend(parameters, summary.frequency[row] as number, meanSpend[row] as number).toFixed(
        2,
      ),
    )
    expect(spend).toEqual(['24.66', '18.91', '35.17'])
  })

  it('[CRM-14] discounted value of the first customers agrees with an implementation of others: 140.10, 18.94, 38.18', () => {
    const bg = fitBgNbd({ summary }, search())
    const spend = fitGammaGamma({ frequency: summary.frequency, meanSpend }, search())
    const { value } = valueCustomers(
      {
        summary,
        model: { kind: 'bg-nbd', parameters: bg.parameters },
        spend: { parameters: spend.parameters, meanSpend },
        periods: 12,
        periodLength: 30,
        discountRate: 0.01,
      },
      search(),
    )
    expect([...(value as Float64Array).subarray(0, 3)].map((one) => one.toFixed(2))).toEqual([
      '140.10',
      '18.94',
      '38.18',
    ])
  })
})

describe('maximum likelihood', () => {
  const spend = { p: 6, q: 4, v: 15 }
  const bg = { kind: 'bg-nbd' as const, parameters: { r: 0.5, alpha: 6, a: 0.9, b: 2.5 } }
  const pareto = { kind: 'pareto-nbd' as const, parameters: { r: 0.7, alpha: 9, s: 0.8, beta: 12 } }
  const ages = { from: 30, to: 60 }

  it('[CRM-14] parameters of a simulated BG/NBD and Gamma-Gamma population come back', () => {
    const { summary, meanSpend } = simulateBuyers(
      { model: bg, customers: 10_000, age: ages, holdout: 0, spend },
      chance(3),
    )
    const { parameters } = fitBgNbd({ summary }, search())
    for (const name of ['r', 'alpha', 'a', 'b'] as const)
      expect(parameters[name] / bg.parameters[name]).toBeCloseTo(1, 0.7)
    const money = fitGammaGamma({ frequency: summary.frequency, meanSpend }, search())
    for (const name of ['p', 'q', 'v'] as const)
      expect(money.parameters[name] / spend[name]).toBeCloseTo(1, 0.7)
  })

  it('[CRM-14] parameters of a simulated Pareto/NBD population come back', () => {
    const { summary } = simulateBuyers({ model: pareto, customers: 6_000, age: ages, holdout: 0 }, chance(4))
    const { parameters } = fitParetoNbd({ summary }, search())
    expect(parameters.r / 0.7).toBeCloseTo(1, 0.7)
    expect(parameters.alpha / 9).toBeCloseTo(1, 0.7)
    // The tendency to leave is far less certain than the rate of buying; its likelihood is what counts.
    const data = countSummary(summary, 6_000, chance(1))
    expect(paretoNbdLogLikelihood(parameters, data)).toBeGreaterThanOrEqual(
      paretoNbdLogLikelihood(pareto.parameters, data),
    )
  })

  it('[CRM-14] the fit is a maximum: a step of 1 % in any parameter lowers the likelihood', () => {
    const { summary } = simulateBuyers({ model: bg, customers: 3_000, age: ages, holdout: 0 }, chance(9))
    const data = countSummary(summary, 3_000, chance(1))
    const { parameters, logLikelihood } = fitBgNbd({ summary }, search())
    for (const name of ['r', 'alpha', 'a', 'b'] as const)
      for (const factor of [0.99, 1.01])
        expect(bgNbdLogLikelihood({ ...parameters, [name]: parameters[name] * factor }, data)).toBeLessThan(
          logLikelihood,
        )
  })

  it('[CRM-14] the same seed gives the same fit, more iterations never a worse one, and a cut one is valid', () => {
    const { summary } = simulateBuyers({ model: bg, customers: 1_000, age: ages, holdout: 0 }, chance(2))
    expect(fitBgNbd({ summary }, search(20))).toEqual(fitBgNbd({ summary }, search(20)))
    let before = Number.NEGATIVE_INFINITY
    for (const iterations of [0, 1, 2, 5, 10, 30, 100]) {
      const { logLikelihood, converged } = fitBgNbd({ summary }, search(iterations))
      expect(logLikelihood).toBeGreaterThanOrEqual(before)
      if (iterations === 0) expect(converged).toBe(false)
      before = logLikelihood
    }
    const cancelled = beginSearch<never>({ seed: 1, seconds: 60 }, { cancelled: () => true })
    expect(fitBgNbd({ summary }, cancelled as Search<never>).logLikelihood).toBeLessThan(0)
  })

  it('[CRM-14] parameters that the data do not hold are named', () => {
    // All alike: the likelihood climbs towards customers without variety, at infinite r and α.
    const summary = {
      frequency: new Int32Array(200).fill(3),
      recency: new Float64Array(200).fill(9.9),
      age: new Float64Array(200).fill(10),
    }
    expect(fitBgNbd({ summary }, search()).atBound.length).toBeGreaterThan(0)
  })

  it('[CRM-14] equal customers are counted once and weigh as many', () => {
    const { summary } = simulateBuyers(
      { model: bg, customers: 2_000, age: { from: 1, to: 4, dayed: true }, holdout: 0 },
      chance(6),
    )
    const counted = countSummary(summary, 2_000, chance(1))
    expect(counted.frequency.length).toBeLessThan(500)
    expect(counted.count.reduce((sum, count) => sum + count, 0)).toBe(2_000)
    const single = { ...summary, count: new Float64Array(2_000).fill(1), customers: 2_000 }
    expect(bgNbdLogLikelihood(bg.parameters, counted)).toBeCloseTo(
      bgNbdLogLikelihood(bg.parameters, single),
      8,
    )
    expect(countSummary(summary, 100, chance(1)).customers).toBe(100)
  })

  it('[CRM-14] impossible histories are refused with their row', () => {
    const fitted = (x: number, recency: number, age: number) =>
      fitBgNbd(
        {
          summary: {
            frequency: Int32Array.of(x),
            recency: Float64Array.of(recency),
            age: Float64Array.of(age),
          },
        },
        search(),
      )
    for (const [x, recency, age] of [
      [-1, 0, 3],
      [1, 4, 3],
      [0, 2, 3],
      [1, 1, Number.NaN],
    ] as const) {
      const refused = expect.objectContaining({
        code: 'customer-value.input.value-out-of-range',
        details: expect.objectContaining({ row: 0 }),
      })
      expect(() => fitted(x, recency, age)).toThrow(refused)
    }
    expect(() =>
      fitGammaGamma({ frequency: Int32Array.of(0), meanSpend: Float64Array.of(0) }, search()),
    ).toThrow(CustomerValueError)
  })
})
