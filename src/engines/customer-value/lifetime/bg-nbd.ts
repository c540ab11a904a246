import { hypergeometric, logBeta, logGamma } from '../numeric/special-functions.ts'
import type { CountedSummary } from './purchase-summary.ts'

/**
 * BG/NBD: purchases are Poisson at a rate that is Gamma(r, rate α) over customers; after each purchase a customer
 * leaves for ever with a probability that is Beta(a, b) over customers.
 * Source: Fader, Hardie, Lee, "Counting Your Customers" the Easy Way, Marketing Science 24 (2005).
 */
export interface BgNbdParameters {
  r: number
  /** In units of time. */
  alpha: number
  a: number
  b: number
}

/** Logarithm of the likelihood (their equation 6), summed over customers. */
export function bgNbdLogLikelihood({ r, alpha, a, b }: BgNbdParameters, data: CountedSummary): number {
  const { frequency, recency, age, count } = data
  let highest = 0
  for (const x of frequency) if (x > highest) highest = x
  // What depends on x alone is made once for each x: ln Γ(r+x)/Γ(r) + ln B(a, b+x)/B(a, b), and ln a/(b+x−1).
  const ofCount = new Float64Array(highest + 1)
  const ofLeaving = new Float64Array(highest + 1)
  let sum = 0
  for (let x = 0; x <= highest; x++) {
    ofCount[x] = sum
    ofLeaving[x] = x === 0 ? 0 : Math.log(a / (b + x - 1))
    sum += Math.log(r + x) + Math.log((b + x) / (a + b + x))
  }
  const start = r * Math.log(alpha)
  let total = 0
  for (let row = 0; row < frequency.length; row++) {
    const x = frequency[row] as number
    const stays = -(r + x) * Math.log(alpha + (age[row] as number))
    let inner = stays
    if (x > 0) {
      const left = (ofLeaving[x] as number) - (r + x) * Math.log(alpha + (recency[row] as number))
      inner =
        stays > left ? stays + Math.log1p(Math.exp(left - stays)) : left + Math.log1p(Math.exp(stays - left))
    }
    total += (count[row] as number) * (start + (ofCount[x] as number) + inner)
  }
  return total
}

/** P(alive at T | x, t_x, T): Fader, Hardie, Lee (2008), "Computing P(alive) using the BG/NBD model". */
export function bgNbdAlive(
  { r, alpha, a, b }: BgNbdParameters,
  x: number,
  recency: number,
  age: number,
): number {
  if (x === 0) return 1
  return 1 / (1 + (a / (b + x - 1)) * ((alpha + age) / (alpha + recency)) ** (r + x))
}

/**
 * Expected purchases in (T, T + span] of a customer with x repeat purchases by T who is alive at T: the numerator of
 * their equation 10. With x = 0 and age = 0 it is E[X(span)] of a new customer (equation 9).
 *
 * The published form multiplies a vanishing power by a ₂F₁ that explodes as span grows. Euler's transformation joins the
 * two: 1 − q^(r+x) ₂F₁(r+x, b+x; a+b+x−1; z) = 1 − q^(a−1) ₂F₁(a+b−1−r, a−1; a+b+x−1; z), q = 1 − z, which stays tame.
 */
export function bgNbdExpectedAlive(
  parameters: BgNbdParameters,
  x: number,
  age: number,
  span: number,
): number {
  if (span === 0) return 0
  const { a } = parameters
  const gap = a - 1
  if (Math.abs(gap) >= nearPole) return expectedOffPole(parameters, x, age, span)
  // At a = 1 the form is 0/0; its neighbours on both sides meet there with an error of the square of their distance.
  const below = expectedOffPole({ ...parameters, a: 1 - nearPole }, x, age, span)
  const above = expectedOffPole({ ...parameters, a: 1 + nearPole }, x, age, span)
  return below + ((above - below) * (gap + nearPole)) / (2 * nearPole)
}

/** Expected purchases in (T, T + span] given the history. */
export function bgNbdExpected(
  parameters: BgNbdParameters,
  x: number,
  recency: number,
  age: number,
  span: number,
): number {
  return bgNbdAlive(parameters, x, recency, age) * bgNbdExpectedAlive(parameters, x, age, span)
}

/** P(X(span) = n) of a new customer: their equation 8. */
export function bgNbdCountProbability({ r, alpha, a, b }: BgNbdParameters, n: number, span: number): number {
  const q = alpha / (alpha + span)
  const stays = logBeta(a, b + n) - logBeta(a, b) + negativeBinomial(r, q, n)
  if (n === 0) return Math.exp(stays)
  let below = 0
  for (let j = 0; j < n; j++) below += Math.exp(negativeBinomial(r, q, j))
  return Math.exp(stays) + Math.exp(logBeta(a + 1, b + n - 1) - logBeta(a, b)) * Math.max(0, 1 - below)
}

function negativeBinomial(r: number, q: number, n: number): number {
  return logGamma(r + n) - logGamma(r) - logGamma(n + 1) + r * Math.log(q) + n * Math.log1p(-q)
}

/**
 * E over the time of the next purchase: (density of it) × (1 + probability to stay × expectation thereafter), by
 * Gauss–Legendre over the share of the span, exact to about 1e-9. The closed form has a pole at a + b + x = 1.
 */
function expectedByFirstPurchase(parameters: BgNbdParameters, x: number, age: number, span: number): number {
  const { r, alpha, a, b } = parameters
  const parts = 400
  let total = 0
  for (let part = 0; part < parts; part++) {
    for (const root of [-1, 1]) {
      const at = (span * (part + 0.5 + root * (0.5 / Math.sqrt(3)))) / parts
      const density = ((r + x) / (alpha + age + at)) * ((alpha + age) / (alpha + age + at)) ** (r + x)
      const stays = (b + x) / (a + b + x)
      total += density * (1 + stays * bgNbdExpectedAlive(parameters, x + 1, age + at, span - at))
    }
  }
  return (total * span) / (2 * parts)
}

const nearPole = 1e-4

function expectedOffPole(parameters: BgNbdParameters, x: number, age: number, span: number): number {
  const { r, alpha, a, b } = parameters
  const q = (alpha + age) / (alpha + age + span)
  const c = a + b + x - 1
  // Only for customers without repeat purchases where a + b ≤ 1: one purchase on, c is above 0.
  if (c <= 1e-6) return expectedByFirstPurchase(parameters, x, age, span)
  return (c / (a - 1)) * (1 - q ** (a - 1) * hypergeometric(a + b - 1 - r, a - 1, c, 1 - q))
}
