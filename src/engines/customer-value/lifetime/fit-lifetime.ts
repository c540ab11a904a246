import type { EngineTask } from '../../runner/pool.ts'
import type { Search } from '../../runner/search.ts'
import { CustomerValueError } from '../customer-value.error.ts'
import { type BgNbdParameters, bgNbdLogLikelihood } from './bg-nbd.ts'
import { type GammaGammaParameters, gammaGammaLogLikelihood, type SpendSummary } from './gamma-gamma.ts'
import { type LikelihoodFit, maximiseLikelihood } from './maximise-likelihood.ts'
import { type ParetoNbdParameters, paretoNbdLogLikelihood } from './pareto-nbd.ts'
import { countSummary, type PurchaseSummary, requireSummary } from './purchase-summary.ts'

export interface LifetimeFitProblem {
  summary: PurchaseSummary
  /** The likelihood takes at most so many customers, sampled by the seed. Default 200,000. */
  customersMost?: number
}

const customersMostDefault = 200_000

/**
 * Fits BG/NBD by maximum likelihood.
 * @throws CustomerValueError `customer-value.input.*`.
 */
export function fitBgNbd(
  { summary, customersMost = customersMostDefault }: LifetimeFitProblem,
  search: Search<LikelihoodFit<BgNbdParameters>>,
): LikelihoodFit<BgNbdParameters> {
  requireSummary(summary)
  const data = countSummary(summary, customersMost, search.chance)
  const scale = typicalAge(summary)
  return maximiseLikelihood<BgNbdParameters>(
    {
      names: ['r', 'alpha', 'a', 'b'],
      starts: [
        [0.5, scale / 5, 0.8, 2.4],
        [1, scale, 1, 1],
      ],
      customers: data.customers,
      logLikelihood: (parameters) => bgNbdLogLikelihood(parameters, data),
    },
    search,
  )
}

/**
 * Fits Pareto/NBD by maximum likelihood.
 * @throws CustomerValueError `customer-value.input.*`.
 */
export function fitParetoNbd(
  { summary, customersMost = customersMostDefault }: LifetimeFitProblem,
  search: Search<LikelihoodFit<ParetoNbdParameters>>,
): LikelihoodFit<ParetoNbdParameters> {
  requireSummary(summary)
  const data = countSummary(summary, customersMost, search.chance)
  const scale = typicalAge(summary)
  return maximiseLikelihood<ParetoNbdParameters>(
    {
      names: ['r', 'alpha', 's', 'beta'],
      starts: [
        [0.5, scale / 4, 0.5, scale / 4],
        [1, scale, 1, scale],
      ],
      customers: data.customers,
      logLikelihood: (parameters) => paretoNbdLogLikelihood(parameters, data),
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
    if (!Number.isFinite(mean) || mean < 0)
      throw new CustomerValueError('customer-value.input.value-out-of-range', { row, meanSpend: mean })
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

/** The mean age, so that starts fit whatever unit of time the summary uses. */
function typicalAge({ age }: PurchaseSummary): number {
  let sum = 0
  for (const value of age) sum += value
  return Math.max(sum / age.length, 1e-3)
}
