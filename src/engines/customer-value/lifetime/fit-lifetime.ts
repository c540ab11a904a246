import type { EngineTask } from '../../runner/pool.ts'
import type { Search } from '../../runner/search.ts'
import { CustomerValueError } from '../customer-value.error.ts'
import { type BgNbdParameters, bgNbdLogLikelihood } from './bg-nbd.ts'
import { type GammaGammaParameters, gammaGammaLogLikelihood, type SpendSummary } from './gamma-gamma.ts'
import { purchasesMost, spendMost } from './lifetime.check.ts'
import { type LikelihoodFit, maximiseLikelihood } from './maximise-likelihood.ts'
import { type ParetoNbdParameters, paretoNbdLogLikelihood } from './pareto-nbd.ts'
import {
  type CountedSummary,
  countSummary,
  type PurchaseSummary,
  requireSummary,
} from './purchase-summary.ts'

export interface LifetimeFitProblem {
  summary: PurchaseSummary
  /** The likelihood takes at most so many customers, sampled by the seed. Default 200,000. */
  customersMost?: number
}

const customersMostDefault = 200_000
const rehearsedAbove = 20_000
const rehearsalCustomers = 10_000

/**
 * Fits BG/NBD by maximum likelihood.
 * @throws CustomerValueError `customer-value.input.*`.
 */
export function fitBgNbd(
  problem: LifetimeFitProblem,
  search: Search<LikelihoodFit<BgNbdParameters>>,
): LikelihoodFit<BgNbdParameters> {
  requireSummary(problem.summary)
  const scale = typicalAge(problem.summary)
  return fitSummary<BgNbdParameters>(
    problem,
    {
      names: ['r', 'alpha', 'a', 'b'],
      starts: [
        [0.5, scale / 5, 0.8, 2.4],
        [1, scale, 1, 1],
      ],
      logLikelihood: bgNbdLogLikelihood,
    },
    search,
  )
}

/**
 * Fits Pareto/NBD by maximum likelihood.
 * @throws CustomerValueError `customer-value.input.*`.
 */
export function fitParetoNbd(
  problem: LifetimeFitProblem,
  search: Search<LikelihoodFit<ParetoNbdParameters>>,
): LikelihoodFit<ParetoNbdParameters> {
  requireSummary(problem.summary)
  const scale = typicalAge(problem.summary)
  return fitSummary<ParetoNbdParameters>(
    problem,
    {
      names: ['r', 'alpha', 's', 'beta'],
      starts: [
        [0.5, scale / 4, 0.5, scale / 4],
        [1, scale, 1, scale],
      ],
      logLikelihood: paretoNbdLogLikelihood,
    },
    search,
  )
}

/**
 * Fits Gamma-Gamma by maximum likelihood. Customers without repeat purchases, or without spend, tell nothing and are
 * left out; `customersUsed` says how many speak.
 * @throws CustomerValueError `customer-value.input.*`.
 */
export function fitGammaGamma(
  spend: SpendSummary,
  search: Search<LikelihoodFit<GammaGammaParameters>>,
): LikelihoodFit<GammaGammaParameters> {
  const { frequency, meanSpend } = spend
  if (frequency.length !== meanSpend.length)
    throw new CustomerValueError('customer-value.input.lengths-differ', {
      frequency: frequency.length,
      meanSpend: meanSpend.length,
    })
  const rows: number[] = []
  let sum = 0
  for (let row = 0; row < frequency.length; row++) {
    const mean = meanSpend[row] as number
    const times = frequency[row] as number
    if (!(mean >= 0 && mean <= spendMost) || times > purchasesMost)
      throw new CustomerValueError('customer-value.input.value-out-of-range', {
        row,
        meanSpend: mean,
        frequency: times,
      })
    if ((frequency[row] as number) > 0 && mean > 0) {
      rows.push(row)
      sum += mean
    }
  }
  if (rows.length === 0) throw new CustomerValueError('customer-value.input.empty', { what: 'repeat buyers' })
  const data = {
    frequency: Int32Array.from(rows, (row) => frequency[row] as number),
    meanSpend: Float64Array.from(rows, (row) => meanSpend[row] as number),
  }
  const scale = sum / rows.length
  return maximiseLikelihood<GammaGammaParameters>(
    {
      names: ['p', 'q', 'v'],
      starts: [
        [4, 4, scale],
        [1, 2, scale],
      ],
      customers: rows.length,
      logLikelihood: (parameters) => gammaGammaLogLikelihood(parameters, data),
    },
    search,
  )
}

export const fitBgNbdTask: EngineTask<LifetimeFitProblem, LikelihoodFit<BgNbdParameters>> = {
  module: import.meta.url,
  name: 'fitBgNbd',
}
export const fitParetoNbdTask: EngineTask<LifetimeFitProblem, LikelihoodFit<ParetoNbdParameters>> = {
  module: import.meta.url,
  name: 'fitParetoNbd',
}
export const fitGammaGammaTask: EngineTask<SpendSummary, LikelihoodFit<GammaGammaParameters>> = {
  module: import.meta.url,
  name: 'fitGammaGamma',
}

interface SummaryModel<Parameters> {
  names: readonly (keyof Parameters & string)[]
  starts: readonly (readonly number[])[]
  logLikelihood(parameters: Parameters, data: CountedSummary): number
}

/**
 * Fits to all customers at once where they are few. Where they are many, a rehearsal on some of them finds where to
 * begin, and the likelihood of all needs a few steps only.
 */
function fitSummary<Parameters extends Record<keyof Parameters, number>>(
  { summary, customersMost = customersMostDefault }: LifetimeFitProblem,
  { names, starts, logLikelihood }: SummaryModel<Parameters>,
  search: Search<LikelihoodFit<Parameters>>,
): LikelihoodFit<Parameters> {
  const fitTo = (data: CountedSummary, from: typeof starts, own: typeof search) =>
    maximiseLikelihood<Parameters>(
      {
        names,
        starts: from,
        customers: data.customers,
        logLikelihood: (parameters) => logLikelihood(parameters, data),
      },
      own,
    )
  if (!(Number.isInteger(customersMost) && customersMost >= 1))
    throw new CustomerValueError('customer-value.input.option-out-of-range', {
      option: 'customersMost',
      value: customersMost,
    })
  const data = countSummary(summary, customersMost, search.chance)
  if (data.frequency.length <= rehearsedAbove) return fitTo(data, starts, search)
  const few = countSummary(summary, rehearsalCustomers, search.chance)
  const rehearsed = fitTo(few, starts, { ...search, improved: () => undefined })
  const start = names.map((name) => rehearsed.parameters[name])
  return fitTo(data, [start], {
    ...search,
    done: (iterations) => search.done(iterations + rehearsed.iterations),
  })
}

/** The mean age, so that starts fit whatever unit of time the summary uses. */
function typicalAge({ age }: PurchaseSummary): number {
  let sum = 0
  for (const value of age) sum += value
  return Math.max(sum / age.length, 1e-3)
}
