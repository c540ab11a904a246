import {
  cumulative,
  type DemandDistribution,
  demandDeviation,
  expectedExcess,
  type LeadTime,
  leadTimeDemand,
  leadTimeDemandOfPaths,
  meanDemand,
} from './demand-distribution.ts'
import { checkPaths, type DemandPaths } from './demand-paths.ts'
import { economicOrder, type OrderTerms } from './economic-order.ts'
import { ForecastingError } from './forecasting.errors.ts'

const mostSteps = 2_000_000
const mostMoves = 400_000_000
/** After so many typical reviews the chance that a position is met no longer changes (renewal theorem). */
const reviewsToSettle = 30

/** What is to be decided for one item at one place. Periods are those of the demand. */
export interface InventoryProblem {
  /** Demand of one period; every period alike. */
  period: DemandDistribution
  /** The coming periods as forecast; safety then covers what is coming instead of what is usual. */
  paths?: DemandPaths
  leadTime: LeadTime
  /** Stock is looked at every so many periods. */
  reviewPeriods: number
  /**
   * `order_up_to` (R,S): every review fills up to S. `reorder_point` (R,s,nQ): at or below s, as many Q as lift the
   * position above s. `min_max` (s,S): at or below s, fill up to S.
   */
  kind: 'order_up_to' | 'reorder_point' | 'min_max'
  /** `cycle`: replenishment cycles without stock-out. `fill`: demand served at once from stock. */
  target: { measure: 'cycle' | 'fill'; percent: number }
  order: OrderTerms
}

export interface InventoryPolicy {
  kind: InventoryProblem['kind']
  reviewPeriods: number
  /** Order at or below this position (on hand + on order − backorders); the order-up-to level under (R,S). */
  reorderPoint: number
  orderUpTo: number
  /** Q: what one order brings at least. */
  orderQuantity: number
  /** Reorder point or level above the mean demand it has to cover. */
  safetyStock: number
  /** What the policy will reach by its own arithmetic, both measures. */
  cyclePercent: number
  fillPercent: number
  /** Mean stock on hand at the end of a period. */
  meanStock: number
  ordersPerPeriod: number
  /** Demand over lead time and review, which the stock must outlast. */
  protection: { mean: number; deviation: number; periods: number }
}

/**
 * The smallest reorder point or level that reaches the service wanted. Backorders are kept; formulas count, exactly for
 * demand on a grid, the position after each review and how far below s an order finds it (undershoot): Hadley & Whitin
 * 1963; Silver, Pyke & Thomas 2017 ch. 6–7; the renewal argument for (s,S) after Tijms & Groenevelt 1984.
 * @throws ForecastingError `forecasting.policy_invalid`, `forecasting.lead_time_invalid`, `forecasting.horizon_short`,
 *   `forecasting.demand_invalid`, `forecasting.paths_invalid`, `forecasting.order_terms_invalid`
 */
export function inventoryPolicy(problem: InventoryProblem): InventoryPolicy {
  const { period, paths, leadTime, reviewPeriods, kind, target, order } = problem
  const kinds: readonly InventoryProblem['kind'][] = ['order_up_to', 'reorder_point', 'min_max']
  if (
    !Number.isInteger(reviewPeriods) ||
    reviewPeriods < 1 ||
    !(target.percent > 0 && target.percent < 100) ||
    !(target.measure === 'cycle' || target.measure === 'fill') ||
    !kinds.includes(kind)
  )
    throw new ForecastingError('forecasting.policy_invalid', { reviewPeriods, percent: target.percent })
  if (paths) checkPaths(paths)
  const { step } = period
  const over = (extra: number) =>
    paths ? leadTimeDemandOfPaths(paths, leadTime, extra, step) : leadTimeDemand(period, leadTime, extra)
  const lead = over(0)
  const protection = over(reviewPeriods)
  const firstPeriod = over(1)
  const review = leadTimeDemand(period, [{ periods: 0, probability: 1 }], reviewPeriods)
  const meanReview = meanDemand(review) / step
  const perPeriod = meanDemand(period)
  const quantity = economicOrder(perPeriod, order)
  const q = Math.max(1, Math.round(quantity / step))
  // A grid this fine under so large an order costs minutes; a coarser step says the same.
  if (q > mostSteps || review.mass.length * Math.min(q, review.mass.length) > mostMoves)
    throw new ForecastingError('forecasting.demand_invalid', {
      orderSteps: q,
      reviewSteps: review.mass.length,
    })

  const excessLead = expectedExcess(lead)
  const excessProtection = expectedExcess(protection)
  const excessFirst = expectedExcess(firstPeriod)
  const below = cumulative(kind === 'order_up_to' ? protection : lead)
  const { places, undershoot } = placesOf(kind, review.mass, q)
  const value = (column: Float64Array, k: number) =>
    k < 0 ? (column[0] as number) - k : k < column.length ? (column[k] as number) : 0
  const mean = (s: number, of: (position: number) => number) =>
    places.reduce((sum, share, above) => (share === 0 ? sum : sum + share * of(s + above)), 0)
  const fillAt = (s: number) =>
    meanReview === 0 ? 1 : 1 - mean(s, (y) => value(excessProtection, y) - value(excessLead, y)) / meanReview
  const cycleAt = (s: number) =>
    undershoot.reduce((sum, share, under) => {
      const k = s - under
      return sum + share * (k < 0 ? 0 : k < below.length ? (below[k] as number) : 1)
    }, 0)
  const serviceAt = target.measure === 'fill' ? fillAt : cycleAt
  const s = smallest(
    (at) => serviceAt(at) >= target.percent / 100,
    protection.mass.length + undershoot.length,
  )

  const meanProtection = meanDemand(protection)
  const meanUndershoot = undershoot.reduce((sum, share, under) => sum + share * under, 0)
  const covered = kind === 'order_up_to' ? meanProtection : meanDemand(lead) + meanUndershoot * step
  const onHand = (excess: Float64Array, meanSteps: number) => mean(s, (y) => y - meanSteps + value(excess, y))
  return {
    kind,
    reviewPeriods,
    reorderPoint: s * step,
    orderUpTo: (kind === 'order_up_to' ? s : s + q) * step,
    orderQuantity: q * step,
    safetyStock: s * step - covered,
    cyclePercent: 100 * cycleAt(s),
    fillPercent: 100 * fillAt(s),
    meanStock:
      (step *
        (onHand(excessFirst, meanDemand(firstPeriod) / step) +
          onHand(excessProtection, meanProtection / step))) /
      2,
    ordersPerPeriod:
      kind === 'order_up_to'
        ? (1 - (review.mass[0] as number)) / reviewPeriods
        : kind === 'min_max'
          ? perPeriod / ((q + meanUndershoot) * step)
          : // One order may bring several Q: the position, anywhere from s + 1 to s + Q, has to be passed by the demand.
            review.mass.reduce((sum, share, k) => sum + share * Math.min(k, q), 0) / (q * reviewPeriods),
    protection: {
      mean: meanProtection,
      deviation: demandDeviation(protection),
      periods: leadTime.reduce((sum, one) => sum + one.periods * one.probability, 0) + reviewPeriods,
    },
  }
}

/**
 * Where the position stands after a review, `places[a]` the share of reviews at s + a; and how far below s an order
 * finds it, `undershoot[u]`.
 */
function placesOf(
  kind: InventoryProblem['kind'],
  review: Float64Array,
  q: number,
): { places: number[]; undershoot: number[] } {
  if (kind === 'order_up_to') return { places: [1], undershoot: [1] }
  const at = (k: number) => (k < review.length ? (review[k] as number) : 0)
  if (kind === 'reorder_point') {
    const places = [0, ...Array.from({ length: q }, () => 1 / q)]
    const undershoot: number[] = []
    let tail = 0
    for (let k = 1; k < q; k++) tail += at(k)
    // Σ over j = 1…q of the chance of demand j + u, as a window that slides.
    for (let u = 0; u < review.length; u++) {
      tail += at(u + q)
      undershoot.push(tail)
      tail -= at(u + 1)
    }
    return { places, undershoot: shares(undershoot) }
  }
  const renewal = new Float64Array(q)
  const moves = 1 - at(0)
  if (moves <= 0) return { places: [...new Array(q).fill(0), 1], undershoot: [1] }
  const settled = Math.min(q, reviewsToSettle * review.length)
  for (let k = 0; k < settled; k++) {
    let sum = k === 0 ? 1 : 0
    for (let j = 1; j <= k && j < review.length; j++) sum += at(j) * (renewal[k - j] as number)
    renewal[k] = sum / moves
  }
  if (settled < q) {
    let mean = 0
    for (let j = 1; j < review.length; j++) mean += j * at(j)
    renewal.fill(1 / mean, settled)
  }
  const places = [0, ...Array.from(renewal).reverse()]
  const undershoot = Array.from({ length: review.length }, (_, u) => {
    let sum = 0
    for (let k = Math.max(0, q + u - review.length + 1); k < q; k++)
      sum += (renewal[k] as number) * at(q + u - k)
    return sum
  })
  return { places: shares(places), undershoot: shares(undershoot) }
}

function shares(values: readonly number[]): number[] {
  const total = values.reduce((sum, one) => sum + Math.max(0, one), 0)
  if (total <= 0) return [1]
  let last = values.length
  while (last > 1 && (values[last - 1] as number) <= total * 1e-14) last--
  return values.slice(0, last).map((one) => Math.max(0, one) / total)
}

/** Smallest whole number from 0 at which a test that stays true once true is true. */
function smallest(holds: (at: number) => boolean, most: number): number {
  let low = -1
  let high = most
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (holds(middle)) high = middle
    else low = middle
  }
  return high
}
