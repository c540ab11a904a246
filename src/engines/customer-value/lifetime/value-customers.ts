import type { EngineTask } from '../../runner/pool.ts'
import type { Search } from '../../runner/search.ts'
import { CustomerValueError } from '../customer-value.error.ts'
import { type BgNbdParameters, bgNbdAlive, bgNbdExpectedAlive } from './bg-nbd.ts'
import { type GammaGammaParameters, gammaGammaExpectedSpend } from './gamma-gamma.ts'
import { requireModelParameters, requireSpendParameters, spendMost } from './lifetime.check.ts'
import { type ParetoNbdParameters, paretoNbdAlive, paretoNbdExpectedAlive } from './pareto-nbd.ts'
import { type PurchaseSummary, requireSummary } from './purchase-summary.ts'

/** A fitted model of buying. */
export type LifetimeModel =
  | { kind: 'bg-nbd'; parameters: BgNbdParameters }
  | { kind: 'pareto-nbd'; parameters: ParetoNbdParameters }

export interface CustomerValueProblem {
  summary: PurchaseSummary
  model: LifetimeModel
  /** Spend: fitted parameters and each customer's mean spend of repeat purchases. Without it value stays undefined. */
  spend?: { parameters: GammaGammaParameters; meanSpend: Float64Array }
  /** The horizon: so many periods of such a length, in the summary's unit of time. */
  periods: number
  periodLength: number
  /** Rate per period, ≥ 0: what comes in period i is divided by (1 + rate)^i, or ^(i − ½) with `mid-period`. */
  discountRate: number
  timing?: 'end-of-period' | 'mid-period'
  /** Share of spend that is margin. Default 1. */
  margin?: number
}

/** Row i speaks of customer i of the summary. Estimates are doubles: for ranking and planning, not for booking. */
export interface CustomerValues {
  alive: Float64Array
  /** Over the horizon, undiscounted. */
  expectedPurchases: Float64Array
  /** Mean spend of a purchase, in the unit of money given. */
  expectedSpend?: Float64Array
  /** Discounted margin over the horizon, in the unit of money given. */
  value?: Float64Array
  /** Rows that are done: fewer than all only when the search was cut. */
  rowsDone: number
}

const rowsPerIteration = 4_096
const cacheSlots = 1 << 16

/**
 * P(alive), expected purchases and discounted value of every customer. An iteration of the search is 4,096 customers;
 * a cut search leaves the rest at 0 and says so in `rowsDone`.
 * @throws CustomerValueError `customer-value.input.*`, `customer-value.spend.infinite-mean`.
 */
export function valueCustomers(
  problem: CustomerValueProblem,
  search: Search<CustomerValues>,
): CustomerValues {
  const { summary, model, spend, margin = 1 } = problem
  requireSummary(summary)
  requireOptions(problem)
  const { frequency, recency, age } = summary
  const rows = frequency.length
  const result: CustomerValues = {
    alive: new Float64Array(rows),
    expectedPurchases: new Float64Array(rows),
    ...(spend ? { expectedSpend: new Float64Array(rows), value: new Float64Array(rows) } : {}),
    rowsDone: 0,
  }
  const { alive, expectedPurchases, expectedSpend, value } = result
  const future = createFuture(problem)
  const aliveOf =
    model.kind === 'bg-nbd'
      ? (x: number, last: number, whole: number) => bgNbdAlive(model.parameters, x, last, whole)
      : (x: number, last: number, whole: number) => paretoNbdAlive(model.parameters, x, last, whole)
  for (let block = 0; result.rowsDone < rows && !search.done(block); block++) {
    const end = Math.min(rows, result.rowsDone + rowsPerIteration)
    for (let row = result.rowsDone; row < end; row++) {
      const x = frequency[row] as number
      const whole = age[row] as number
      const living = aliveOf(x, recency[row] as number, whole)
      const slot = future.slotOf(x, whole)
      alive[row] = living
      expectedPurchases[row] = living * (future.purchases[slot] as number)
      if (!spend || !expectedSpend || !value) continue
      const each = gammaGammaExpectedSpend(
        spend.parameters,
        x,
        x === 0 ? 0 : (spend.meanSpend[row] as number),
      )
      expectedSpend[row] = each
      value[row] = living * (future.discounted[slot] as number) * each * margin
    }
    result.rowsDone = end
    search.improved(() => result)
  }
  return result
}

export const valueCustomersTask: EngineTask<CustomerValueProblem, CustomerValues> = {
  module: import.meta.url,
  name: 'valueCustomers',
}

/**
 * What a living customer will buy depends on x and T alone, and many customers share both: a direct-mapped cache of
 * 65,536 pairs saves most of the work where T comes in whole days or weeks.
 */
function createFuture({
  model,
  periods,
  periodLength,
  discountRate,
  timing = 'end-of-period',
}: CustomerValueProblem) {
  const keyOfCount = new Int32Array(cacheSlots).fill(-1)
  const keyOfAge = new Float64Array(cacheSlots)
  const purchases = new Float64Array(cacheSlots)
  const discounted = new Float64Array(cacheSlots)
  const bits = new Float64Array(1)
  const words = new Uint32Array(bits.buffer)
  const early = timing === 'mid-period' ? 0.5 : 0
  const factors = Float64Array.from({ length: periods }, (_, i) => (1 + discountRate) ** -(i + 1 - early))
  const level = factors.every((factor) => factor === 1)
  const expected =
    model.kind === 'bg-nbd'
      ? (x: number, whole: number, span: number) => bgNbdExpectedAlive(model.parameters, x, whole, span)
      : (x: number, whole: number, span: number) => paretoNbdExpectedAlive(model.parameters, x, whole, span)

  function slotOf(x: number, whole: number): number {
    bits[0] = whole
    let hash = Math.imul(x + 1, 0x9e3779b1) ^ (words[0] as number) ^ Math.imul(words[1] as number, 0x85ebca6b)
    hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35)
    const slot = (hash ^ (hash >>> 16)) & (cacheSlots - 1)
    if (keyOfCount[slot] === x && keyOfAge[slot] === whole) return slot
    keyOfCount[slot] = x
    keyOfAge[slot] = whole
    const last = expected(x, whole, periods * periodLength)
    let sum = 0
    let before = 0
    if (level) sum = last
    else
      for (let period = 0; period < periods; period++) {
        const until = period === periods - 1 ? last : expected(x, whole, (period + 1) * periodLength)
        sum += (until - before) * (factors[period] as number)
        before = until
      }
    purchases[slot] = last
    discounted[slot] = sum
    return slot
  }
  return { slotOf, purchases, discounted }
}

function requireOptions({
  summary,
  model,
  spend,
  periods,
  periodLength,
  discountRate,
  margin = 1,
}: CustomerValueProblem) {
  const refuse = (option: string, value: number) => {
    throw new CustomerValueError('customer-value.input.option-out-of-range', { option, value })
  }
  requireModelParameters(model)
  if (spend) requireSpendParameters(spend.parameters)
  if (!(Number.isInteger(periods) && periods >= 1 && periods <= 1_200)) refuse('periods', periods)
  if (!(periodLength > 0 && Number.isFinite(periodLength))) refuse('periodLength', periodLength)
  if (!(discountRate >= 0 && Number.isFinite(discountRate))) refuse('discountRate', discountRate)
  if (!(margin >= 0 && margin <= 1)) refuse('margin', margin)
  if (spend && spend.meanSpend.length !== summary.frequency.length)
    throw new CustomerValueError('customer-value.input.lengths-differ', {
      frequency: summary.frequency.length,
      meanSpend: spend.meanSpend.length,
    })
  const odd = spend?.meanSpend.findIndex((mean) => !(mean >= 0 && mean <= spendMost)) ?? -1
  if (odd >= 0)
    throw new CustomerValueError('customer-value.input.value-out-of-range', {
      row: odd,
      meanSpend: spend?.meanSpend[odd],
    })
}
