import {
  laneOf,
  mayFill,
  outcomeOf,
  type SourcingContext,
  sourcingContext,
  stockOf,
} from './order.outcome.ts'
import {
  type OrderSourcing,
  refuseNonsense,
  type SourcedOrder,
  SourcingFault,
  type SourcingPlan,
  type SourcingProblem,
} from './sourcing.problem.ts'

/** Sets of warehouses grow as 2ⁿ: so many warehouses with a lane and stock at most. */
const mostWarehouses = 12

/**
 * Sources one order by trying every set of warehouses: exact, synchronous and fast enough to run while an order is
 * taken. Of a set each line is filled from where its kilogram costs least.
 * @throws SourcingFault – `sourcing.too-many` for orders that `sourceOrders` has to solve: more than 12 warehouses
 * concerned, parcels with a weight limit, or an article on two lines
 */
export function sourceOrder(problem: SourcingProblem): SourcingPlan {
  refuseNonsense(problem)
  const [order, ...more] = problem.orders
  if (!order || more.length > 0)
    throw new SourcingFault('sourcing.too-many', { orders: problem.orders.length })
  const context = sourcingContext(problem)
  if (!canEnumerate(context, order)) throw new SourcingFault('sourcing.too-many', { orderId: order.id })
  const outcome = enumerated(context, order)
  const cost = outcome.cost.total
  return { method: 'enumeration', status: 'optimal', cost, bound: cost, gap: 0, orders: [outcome] }
}

export function canEnumerate(context: SourcingContext, order: SourcedOrder): boolean {
  const skus = order.lines.map(({ sku }) => sku)
  return (
    concerned(context, order).length <= mostWarehouses &&
    new Set(skus).size === skus.length &&
    !context.problem.warehouses.some(({ maxParcelGrams }) => maxParcelGrams !== undefined)
  )
}

/** Warehouses with a lane to the order and something of it. */
export function concerned(context: SourcingContext, order: SourcedOrder): string[] {
  return context.problem.warehouses
    .filter(
      ({ id, maxParcels }) =>
        (maxParcels ?? 1) > 0 &&
        laneOf(context, id, order) !== undefined &&
        order.lines.some((line) => mayFill(line, id) && stockOf(context, id, line.sku) > 0),
    )
    .map(({ id }) => id)
}

/** The best allocation of one order: fills most, then costs least. */
export function enumerated(context: SourcingContext, order: SourcedOrder): OrderSourcing {
  const all = concerned(context, order)
  const nothing = outcomeOf(context, order, [])
  const missing = ({ short }: OrderSourcing) => short.reduce((sum, { quantity }) => sum + quantity, 0)
  let best = nothing
  for (let set = 1; set < 2 ** all.length; set++) {
    const chosen = all.filter((_, index) => (set >> index) & 1)
    const allocations = fillFrom(context, order, chosen)
    const outcome = outcomeOf(context, order, allocations)
    if (outcome.filled !== 'all' && order.partial !== true) continue
    const better = missing(outcome) - missing(best) || outcome.cost.total - best.cost.total
    if (better < 0) best = outcome
  }
  return best
}

function fillFrom(context: SourcingContext, order: SourcedOrder, chosen: readonly string[]) {
  const byPrice = chosen.toSorted(
    (one, other) =>
      (laneOf(context, one, order)?.costPerKilogram ?? 0) -
      (laneOf(context, other, order)?.costPerKilogram ?? 0),
  )
  return order.lines.flatMap((line) => {
    const open = byPrice.filter((id) => mayFill(line, id))
    if (order.splitLines === false) {
      const most = Math.max(0, ...open.map((id) => Math.min(line.quantity, stockOf(context, id, line.sku))))
      const one = open.find((id) => stockOf(context, id, line.sku) >= most)
      return one !== undefined && most > 0 ? [{ lineId: line.id, warehouseId: one, quantity: most }] : []
    }
    let left = line.quantity
    return open.flatMap((id) => {
      const quantity = Math.min(left, stockOf(context, id, line.sku))
      left -= quantity
      return quantity > 0 ? [{ lineId: line.id, warehouseId: id, quantity }] : []
    })
  })
}
