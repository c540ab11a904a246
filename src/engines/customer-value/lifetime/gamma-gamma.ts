import { CustomerValueError } from '../customer-value.error.ts'
import { logGamma } from '../numeric/special-functions.ts'

/**
 * Gamma-Gamma: the spend of a purchase is Gamma(p, rate ν), and ν is Gamma(q, rate v) over customers; spend is taken
 * to be independent of frequency.
 * Source: Fader, Hardie, "The Gamma-Gamma Model of Monetary Value" (2013).
 */
export interface GammaGammaParameters {
  p: number
  q: number
  /** In units of money. */
  v: number
}

/** Repeat buyers: number of repeat purchases and their mean spend, in the same unit of money throughout. */
export interface SpendSummary {
  frequency: Int32Array
  meanSpend: Float64Array
}

/** Logarithm of the likelihood (their equation 1a), summed over customers. */
export function gammaGammaLogLikelihood({ p, q, v }: GammaGammaParameters, data: SpendSummary): number {
  const { frequency, meanSpend } = data
  let highest = 0
  for (const x of frequency) if (x > highest) highest = x
  const ofCount = new Float64Array(highest + 1)
  const start = q * Math.log(v) - logGamma(q)
  for (let x = 1; x <= highest; x++) ofCount[x] = start + logGamma(p * x + q) - logGamma(p * x)
  let total = 0
  for (let row = 0; row < frequency.length; row++) {
    const x = frequency[row] as number
    const spend = meanSpend[row] as number
    const shape = p * x
    total +=
      (ofCount[x] as number) +
      (shape - 1) * Math.log(spend) +
      shape * Math.log(x) -
      (shape + q) * Math.log(v + x * spend)
  }
  return total
}

/**
 * Expected mean spend of a purchase given x repeat purchases of mean spend z̄ (their equation 5): a weighted mean of
 * z̄ and of the mean over all customers, p v / (q − 1), which alone speaks where x = 0.
 * @throws CustomerValueError `customer-value.spend.infinite-mean` where q ≤ 1 and x = 0.
 */
export function gammaGammaExpectedSpend(
  { p, q, v }: GammaGammaParameters,
  x: number,
  meanSpend: number,
): number {
  const weight = p * x + q - 1
  if (weight <= 0) throw new CustomerValueError('customer-value.spend.infinite-mean', { q })
  return (p * (v + x * meanSpend)) / weight
}
