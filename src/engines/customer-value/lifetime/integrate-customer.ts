import { logGamma, logistic } from '../numeric/special-functions.ts'
import type { GammaGammaParameters } from './gamma-gamma.ts'
import type { LifetimeModel } from './value-customers.ts'

/** What the stories of the models say of one customer, by summing over all rates and tendencies to leave. */
export interface IntegratedCustomer {
  logLikelihood: number
  alive: number
  /** Expected purchases in (T, T + span]. */
  expected: number
}

const steps = 400

/**
 * The judge of the closed forms: integrates the individual likelihood over the two mixing distributions by the
 * trapezoid rule on log rates and log odds, where the integrands die off at both ends and the rule converges
 * exponentially. It shares nothing with the solvers but ln Γ in the densities. Slow: 160,000 points a customer.
 */
export function integrateCustomer(
  model: LifetimeModel,
  { x, recency, age, span }: { x: number; recency: number; age: number; span: number },
): IntegratedCustomer {
  const { r, alpha } = model.parameters
  const rates = gammaGrid(
    { shape: r, rate: alpha },
    rangeOf({ least: r + x, most: r + x + 1, slow: alpha + age, fast: alpha + recency }),
  )
  let whole = 0
  let living = 0
  let future = 0
  // Logs of the largest terms differ with the customer; one common reference keeps the sums within range.
  const reference = x * Math.log(Math.max((r + x) / (alpha + age), 1e-300)) - (r + x)
  const others = model.kind === 'bg-nbd' ? betaGrid(model.parameters, x) : leavingGrid(model.parameters, age)
  for (const { at: rate, logWeight: rateWeight } of rates)
    for (const { at: other, rest, logWeight } of others) {
      const common = rateWeight + logWeight + x * Math.log(rate) - reference
      let alive: number
      let lost: number
      let later: number
      if (model.kind === 'bg-nbd') {
        // `other` is the chance to leave after a purchase, `rest` the chance to stay.
        alive = Math.exp(common + x * Math.log(rest) - rate * age)
        lost = x > 0 ? Math.exp(common + Math.log(other) + (x - 1) * Math.log(rest) - rate * recency) : 0
        later = -Math.expm1(-rate * other * span) / other
      } else {
        const sum = rate + other
        alive = Math.exp(common - sum * age)
        lost = (other / sum) * (Math.exp(common - sum * recency) - alive)
        later = (rate / other) * -Math.expm1(-other * span)
      }
      whole += alive + lost
      living += alive
      future += alive * later
    }
  return { logLikelihood: Math.log(whole) + reference, alive: living / whole, expected: future / whole }
}

/** ln of the density of mean spend z̄ over x purchases, and the expected spend, by integration over the personal rate. */
export function integrateSpend(
  { p, q, v }: GammaGammaParameters,
  { x, meanSpend }: { x: number; meanSpend: number },
): { logLikelihood: number; expected: number } {
  let whole = 0
  let weighted = 0
  const shape = p * x
  const reference = -Math.log(meanSpend)
  const range = rangeOf({
    least: shape + q,
    most: shape + q,
    slow: v + x * meanSpend,
    fast: v + x * meanSpend,
  })
  for (const { at: rate, logWeight } of gammaGrid({ shape: q, rate: v }, range)) {
    const log =
      shape * Math.log(rate * x) + (shape - 1) * Math.log(meanSpend) - logGamma(shape) - rate * x * meanSpend
    const term = Math.exp(logWeight + log - reference)
    whole += term
    weighted += (term * p) / rate
  }
  return { logLikelihood: Math.log(whole) + reference, expected: weighted / whole }
}

interface GridPoint {
  at: number
  /** 1 − at, exact also near 1; used for chances only. */
  rest: number
  logWeight: number
}

/** A gamma density on the logarithm of its argument, over a range of that logarithm. */
function gammaGrid({ shape, rate }: { shape: number; rate: number }, { low, high }: Range): GridPoint[] {
  const constant = shape * Math.log(rate) - logGamma(shape) + Math.log((high - low) / steps)
  return Array.from({ length: steps + 1 }, (_, i) => {
    const u = low + ((high - low) * i) / steps
    const at = Math.exp(u)
    return { at, rest: 1 - at, logWeight: constant + shape * u - rate * at }
  })
}

function leavingGrid({ s, beta }: { s: number; beta: number }, age: number): GridPoint[] {
  return gammaGrid({ shape: s, rate: beta }, rangeOf({ least: s, most: s + 1, slow: beta + age, fast: beta }))
}

/** A beta density on the log odds of its argument, where x times the customer has stayed. */
function betaGrid({ a, b }: { a: number; b: number }, x: number): GridPoint[] {
  const low = Math.log(a / (b + x)) - exponent / Math.min(a, 1) - 4
  const high =
    Math.log((a + 1) / (b + x)) + Math.max(exponent / (b + x), Math.log(2 + (2 * exponent) / a)) + 4
  const constant = logGamma(a + b) - logGamma(a) - logGamma(b) + Math.log((high - low) / steps)
  return Array.from({ length: steps + 1 }, (_, i) => {
    const u = low + ((high - low) * i) / steps
    const at = logistic(u)
    const rest = logistic(-u)
    return { at, rest, logWeight: constant + a * Math.log(at) + b * Math.log(rest) }
  })
}

interface Range {
  low: number
  high: number
}

/** Terms below e^−this of the largest are left out. */
const exponent = 36

/**
 * Where e^(k u − c eᵘ) is worth counting, for k from `least` to `most` and c from `fast` to `slow`. From its top at
 * ln k/c it falls by k (d − 1 + e^−d) at a distance d below and by k (e^d − 1 − d) above.
 */
function rangeOf({
  least,
  most,
  slow,
  fast,
}: {
  least: number
  most: number
  slow: number
  fast: number
}): Range {
  const below = least > exponent ? 1.3 * Math.sqrt((2 * exponent) / least) : exponent / least + 1
  const above = Math.min(Math.sqrt((2 * exponent) / most), Math.log(2 + (2 * exponent) / most))
  return { low: Math.log(least / slow) - below, high: Math.log(most / fast) + above }
}
