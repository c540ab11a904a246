import type { Chance } from '../../runner/chance.ts'
import { CustomerValueError } from '../customer-value.error.ts'
import { drawBeta, drawExponential, drawGamma } from '../numeric/draws.ts'
import type { GammaGammaParameters } from './gamma-gamma.ts'
import { requireModelParameters, requireSpendParameters } from './lifetime.check.ts'
import type { PurchaseSummary } from './purchase-summary.ts'
import type { LifetimeModel } from './value-customers.ts'

/** A population whose future is known: what a model fitted to the summary should have expected. */
export interface SimulatedBuyers {
  summary: PurchaseSummary
  /** Purchases in (T, T + holdout]. */
  future: Int32Array
  /** 1 where the customer is still alive at T. */
  alive: Uint8Array
  /** Mean spend of the repeat purchases, 0 without any; only where spend was asked for. */
  meanSpend: Float64Array
}

interface Simulation {
  model: LifetimeModel
  customers: number
  /** Ages are spread evenly over this range, and rounded to days of a week where `dayed`. */
  age: { from: number; to: number; dayed?: boolean }
  holdout: number
  spend?: GammaGammaParameters
}

const customersMost = 10_000_000
/** A customer of a high rate buys as often as this is long. */
const longestTime = 100_000

/**
 * Draws customers by the story of the model itself – rates, purchases, departures – and by none of its formulas, so
 * that the closed forms have a judge of their own.
 */
export function simulateBuyers(
  { model, customers, age, holdout, spend }: Simulation,
  chance: Chance,
): SimulatedBuyers {
  requireModelParameters(model)
  if (spend) requireSpendParameters(spend)
  const sound =
    Number.isInteger(customers) &&
    customers >= 1 &&
    customers <= customersMost &&
    age.from >= 0 &&
    age.from <= age.to &&
    age.to + holdout <= longestTime &&
    holdout >= 0
  if (!sound)
    throw new CustomerValueError('customer-value.input.option-out-of-range', {
      option: 'simulation',
      customers,
      holdout,
    })
  const summary: PurchaseSummary = {
    frequency: new Int32Array(customers),
    recency: new Float64Array(customers),
    age: new Float64Array(customers),
  }
  const future = new Int32Array(customers)
  const alive = new Uint8Array(customers)
  const meanSpend = new Float64Array(customers)
  for (let customer = 0; customer < customers; customer++) {
    const drawn = age.from + (age.to - age.from) * chance.next()
    const whole = age.dayed ? Math.round(drawn * 7) / 7 : drawn
    const rate = drawGamma(chance, model.parameters.r, model.parameters.alpha)
    const life =
      model.kind === 'pareto-nbd'
        ? drawExponential(chance, drawGamma(chance, model.parameters.s, model.parameters.beta))
        : Number.POSITIVE_INFINITY
    const leaves = model.kind === 'bg-nbd' ? drawBeta(chance, model.parameters.a, model.parameters.b) : 0
    let clock = 0
    let here = true
    let x = 0
    let last = 0
    let later = 0
    // With rates near 0 the next purchase lies beyond any horizon at once, so the walk always ends.
    for (;;) {
      clock += drawExponential(chance, Math.max(rate, 1e-12))
      if (clock > whole + holdout || clock > life) break
      if (clock <= whole) {
        x++
        last = clock
      } else later++
      if (model.kind === 'bg-nbd' && chance.happens(leaves)) {
        if (clock <= whole) here = false
        break
      }
    }
    summary.age[customer] = whole
    summary.frequency[customer] = x
    summary.recency[customer] = age.dayed ? Math.min(whole, Math.round(last * 7) / 7) : last
    future[customer] = later
    alive[customer] = here && life > whole ? 1 : 0
    if (spend && x > 0) {
      const personal = drawGamma(chance, spend.q, spend.v)
      // The mean of x gammas of one rate is itself a gamma.
      meanSpend[customer] = drawGamma(chance, spend.p * x, personal * x)
    }
  }
  return { summary, future, alive, meanSpend }
}
