import { ForecastingError } from './forecasting.errors.ts'

/** What an order costs and which sizes the supplier takes. */
export interface OrderTerms {
  /** Cost of placing one order, and of keeping one unit for one period, in the same money. Both 0: order what is needed. */
  costPerOrder: number
  holdingCostPerUnitPeriod: number
  /** Orders are multiples of this. */
  packSize?: number
  minimumQuantity?: number
  maximumQuantity?: number
}

/**
 * Economic order quantity (Harris 1913), the cheaper of the pack multiples around √(2KD/h), within the supplier's
 * minimum and maximum. Units are those of the demand.
 * @throws ForecastingError `forecasting.order_terms_invalid`
 */
export function economicOrder(demandPerPeriod: number, terms: OrderTerms): number {
  const { costPerOrder, holdingCostPerUnitPeriod, packSize = 1, minimumQuantity = 0, maximumQuantity } = terms
  const most = maximumQuantity ?? Number.POSITIVE_INFINITY
  const least = Math.max(packSize, Math.ceil(minimumQuantity / packSize - 1e-9) * packSize)
  if (
    !(packSize > 0) ||
    !(costPerOrder >= 0) ||
    !(holdingCostPerUnitPeriod >= 0) ||
    !(minimumQuantity >= 0) ||
    !(most >= least) ||
    !Number.isFinite(least) ||
    !Number.isFinite(costPerOrder) ||
    !(demandPerPeriod >= 0) ||
    !Number.isFinite(demandPerPeriod)
  )
    throw new ForecastingError('forecasting.order_terms_invalid', { ...terms })
  const largest = Number.isFinite(most) ? Math.floor(most / packSize + 1e-9) * packSize : most
  if (holdingCostPerUnitPeriod === 0 || costPerOrder === 0 || demandPerPeriod <= 0) return least
  const ideal = Math.sqrt((2 * costPerOrder * demandPerPeriod) / holdingCostPerUnitPeriod)
  const cost = (q: number) => (costPerOrder * demandPerPeriod) / q + (holdingCostPerUnitPeriod * q) / 2
  const within = (q: number) => Math.min(largest, Math.max(least, q))
  const lower = within(Math.floor(ideal / packSize) * packSize)
  const upper = within(Math.ceil(ideal / packSize) * packSize)
  return cost(lower) <= cost(upper) ? lower : upper
}
