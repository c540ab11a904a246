import { hypergeometricOne, oneMinusPowerOver } from '../numeric/special-functions.ts'
import type { CountedSummary } from './purchase-summary.ts'

/**
 * Pareto/NBD: purchases are Poisson at a rate that is Gamma(r, rate α) over customers; lifetimes are exponential at a
 * rate that is Gamma(s, rate β) over customers.
 * Source: Schmittlein, Morrison, Colombo, "Counting Your Customers", Management Science 33 (1987); forms of Fader and
 * Hardie, "A Note on Deriving the Pareto/NBD Model and Related Expressions" (2005).
 */
export interface ParetoNbdParameters {
  r: number
  /** In units of time. */
  alpha: number
  s: number
  /** In units of time. */
  beta: number
}

/** Logarithm of the likelihood, summed over customers. */
export function paretoNbdLogLikelihood(parameters: ParetoNbdParameters, data: CountedSummary): number {
  const { r, alpha, s, beta } = parameters
  const { frequency, recency, age, count } = data
  let highest = 0
  for (const x of frequency) if (x > highest) highest = x
  const rising = new Float64Array(highest + 1)
  for (let x = 1; x <= highest; x++) rising[x] = (rising[x - 1] as number) + Math.log(r + x - 1)
  const start = r * Math.log(alpha) + s * Math.log(beta)
  let total = 0
  for (let row = 0; row < frequency.length; row++) {
    const x = frequency[row] as number
    const whole = age[row] as number
    const lost = logLostOverAlive(parameters, x, recency[row] as number, whole)
    const alive = -(r + x) * Math.log(alpha + whole) - s * Math.log(beta + whole)
    const inner = lost > 30 ? alive + lost : alive + Math.log1p(Math.exp(lost))
    total += (count[row] as number) * (start + (rising[x] as number) + inner)
  }
  return total
}

/** P(alive at T | x, t_x, T). */
export function paretoNbdAlive(
  parameters: ParetoNbdParameters,
  x: number,
  recency: number,
  age: number,
): number {
  return 1 / (1 + Math.exp(logLostOverAlive(parameters, x, recency, age)))
}

/** Expected purchases in (T, T + span] of a customer with x repeat purchases by T who is alive at T. */
export function paretoNbdExpectedAlive(
  { r, alpha, s, beta }: ParetoNbdParameters,
  x: number,
  age: number,
  span: number,
): number {
  const q = (beta + age) / (beta + age + span)
  return (((r + x) * (beta + age)) / (alpha + age)) * oneMinusPowerOver(q, s - 1)
}

/** Expected purchases in (T, T + span] given the history. */
export function paretoNbdExpected(
  parameters: ParetoNbdParameters,
  x: number,
  recency: number,
  age: number,
  span: number,
): number {
  return paretoNbdAlive(parameters, x, recency, age) * paretoNbdExpectedAlive(parameters, x, age, span)
}

/**
 * ln of P(left in (t_x, T]) : P(alive at T), the odds in every expression of the model: with
 * A(y) = ∫_y^∞ s (α+u)^−(r+x) (β+u)^−(s+1) du it is ln (A(t_x) − A(T)) (α+T)^(r+x) (β+T)^s.
 *
 * A is (s/(r+s+x)) times their ₂F₁(r+s+x, ·; r+s+x+1; ·). Euler's transformation turns either of their two cases into
 * a ₂F₁(1, ·; r+s+x+1; ·) with positive parameters, which the continued fraction gives to full precision also where α
 * and β lie orders of magnitude apart.
 */
function logLostOverAlive(
  { r, alpha, s, beta }: ParetoNbdParameters,
  x: number,
  recency: number,
  age: number,
): number {
  if (recency >= age) return Number.NEGATIVE_INFINITY
  const n = r + x
  const c = n + s + 1
  const logAlive = -n * Math.log(alpha + age) - s * Math.log(beta + age)
  // A at u, as a multiple of what being alive weighs, and without the common factor s/(r+s+x).
  const tail = (u: number): number => {
    if (alpha >= beta) {
      const power = -n * Math.log(alpha + u) - s * Math.log(beta + u) - logAlive
      return power + Math.log(hypergeometricOne(n, c, (alpha - beta) / (alpha + u)))
    }
    const power = (1 - n) * Math.log(alpha + u) - (s + 1) * Math.log(beta + u) - logAlive
    return power + Math.log(hypergeometricOne(s + 1, c, (beta - alpha) / (beta + u)))
  }
  const atRecency = tail(recency)
  const atAge = tail(age)
  const gap = atAge - atRecency
  if (gap >= 0) return Number.NEGATIVE_INFINITY
  return Math.log(s / (n + s)) + atRecency + Math.log(-Math.expm1(gap))
}
