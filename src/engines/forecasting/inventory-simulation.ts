import type { Chance } from '../runner/chance.ts'
import { checkDemand, checkLeadTime, type DemandDistribution, type LeadTime } from './demand-distribution.ts'
import { ForecastingError } from './forecasting.errors.ts'
import type { InventoryPolicy } from './inventory-policy.ts'

export interface SimulatedService {
  cyclePercent: number
  fillPercent: number
  /** At the end of a period. */
  meanStock: number
  ordersPerPeriod: number
  /** Orders whose size is no multiple of the pack or below the minimum. */
  wrongOrders: number
}

const mostPeriods = 10_000_000

/**
 * Plays a policy for many periods and counts what it reaches: the independent proof of its arithmetic, with which it
 * shares no formula. A period: goods arrive, stock is looked at, orders go out, demand comes, what cannot be served
 * waits. Orders do not overtake each other.
 * @throws ForecastingError `forecasting.policy_invalid`, `forecasting.demand_invalid`, `forecasting.lead_time_invalid`
 */
export function simulateInventory(
  policy: Pick<InventoryPolicy, 'kind' | 'reviewPeriods' | 'reorderPoint' | 'orderUpTo' | 'orderQuantity'>,
  demand: DemandDistribution,
  leadTime: LeadTime,
  { periods, chance }: { periods: number; chance: Chance },
): SimulatedService {
  const { kind, reviewPeriods, reorderPoint, orderUpTo, orderQuantity } = policy
  checkDemand(demand)
  checkLeadTime(leadTime, 0)
  const figures = [reorderPoint, orderUpTo, orderQuantity]
  if (
    !Number.isInteger(reviewPeriods) ||
    reviewPeriods < 1 ||
    !figures.every(Number.isFinite) ||
    !(orderQuantity > 0) ||
    !(periods >= 1 && periods <= mostPeriods)
  )
    throw new ForecastingError('forecasting.policy_invalid', { reviewPeriods, periods })
  const draw = drawer(demand, chance)
  let net = orderUpTo
  let onOrder = 0
  let lastArrival = 0
  const arrivals = new Map<number, number[]>()
  let cycles = 0
  let goodCycles = 0
  let wanted = 0
  let served = 0
  let stock = 0
  let orders = 0
  let wrongOrders = 0
  for (let t = 0; t < periods; t++) {
    for (const quantity of arrivals.get(t) ?? []) {
      cycles++
      if (net >= 0) goodCycles++
      net += quantity
      onOrder -= quantity
    }
    arrivals.delete(t)
    if (t % reviewPeriods === 0) {
      const position = net + onOrder
      const quantity = orderSize(kind, position, { reorderPoint, orderUpTo, orderQuantity })
      if (quantity > 0 || kind === 'order_up_to') {
        const periodsToWait = chance.weighted(leadTime.map((one) => [one.periods, one.probability] as const))
        const at = Math.max(t + periodsToWait, lastArrival)
        lastArrival = at
        if (at === t) {
          cycles++
          if (net >= 0) goodCycles++
          net += quantity
        } else {
          onOrder += quantity
          arrivals.set(at, [...(arrivals.get(at) ?? []), quantity])
        }
        if (quantity > 0) orders++
        if (
          kind === 'reorder_point' &&
          Math.abs(quantity / orderQuantity - Math.round(quantity / orderQuantity)) > 1e-9
        )
          wrongOrders++
      }
    }
    const asked = draw()
    wanted += asked
    served += Math.min(asked, Math.max(0, net))
    net -= asked
    stock += Math.max(0, net)
  }
  return {
    // Without a cycle none was missed.
    cyclePercent: cycles > 0 ? (100 * goodCycles) / cycles : 100,
    fillPercent: wanted > 0 ? (100 * served) / wanted : 100,
    meanStock: stock / periods,
    ordersPerPeriod: orders / periods,
    wrongOrders,
  }
}

function orderSize(
  kind: InventoryPolicy['kind'],
  position: number,
  {
    reorderPoint,
    orderUpTo,
    orderQuantity,
  }: Pick<InventoryPolicy, 'reorderPoint' | 'orderUpTo' | 'orderQuantity'>,
): number {
  if (kind === 'order_up_to') return Math.max(0, orderUpTo - position)
  if (position > reorderPoint) return 0
  if (kind === 'min_max') return orderUpTo - position
  return Math.ceil((reorderPoint - position + 1e-9) / orderQuantity) * orderQuantity
}

function drawer({ step, mass }: DemandDistribution, chance: Chance): () => number {
  let sum = 0
  const upTo = mass.map((one) => {
    sum += one
    return sum
  })
  return () => {
    const p = chance.next() * sum
    let low = 0
    let high = mass.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if ((upTo[middle] as number) <= p) low = middle + 1
      else high = middle
    }
    return low * step
  }
}
