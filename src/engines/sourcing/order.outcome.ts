import type {
  Lane,
  OrderSourcing,
  SourcedOrder,
  SourcingCandidate,
  SourcingCost,
  SourcingProblem,
  Warehouse,
} from './sourcing.problem.ts'

/** What the searches look up, made once per problem. */
export interface SourcingContext {
  problem: SourcingProblem
  warehouses: Map<string, Warehouse>
  stock: Map<string, number>
  lanes: Map<string, Lane>
}

export function sourcingContext(problem: SourcingProblem): SourcingContext {
  return {
    problem,
    warehouses: new Map(problem.warehouses.map((warehouse) => [warehouse.id, warehouse])),
    stock: new Map(
      problem.stock.map(({ warehouseId, sku, quantity }) => [`${warehouseId}/${sku}`, quantity]),
    ),
    lanes: new Map(problem.lanes.map((lane) => [`${lane.warehouseId}→${lane.orderId}`, lane])),
  }
}

export function stockOf({ stock }: SourcingContext, warehouseId: string, sku: string): number {
  return stock.get(`${warehouseId}/${sku}`) ?? 0
}

export function laneOf(
  { lanes }: SourcingContext,
  warehouseId: string,
  order: SourcedOrder,
): Lane | undefined {
  return lanes.get(`${warehouseId}→${order.id}`)
}

export function mayFill(line: SourcedOrder['lines'][number], warehouseId: string): boolean {
  return line.allowedWarehouses?.includes(warehouseId) ?? true
}

export function distanceCost({ distanceMeters = 0, costPerKilometer = 0 }: Lane): number {
  return (distanceMeters / 1_000) * costPerKilometer
}

function parcelsFor({ maxParcelGrams }: Warehouse, weightGrams: number): number {
  return maxParcelGrams === undefined ? 1 : Math.max(1, Math.ceil(weightGrams / maxParcelGrams))
}

/** What an allocation of one order means: parcels, arrival, cost by parts, and how else it could have been filled. */
export function outcomeOf(
  context: SourcingContext,
  order: SourcedOrder,
  allocations: OrderSourcing['allocations'],
): OrderSourcing {
  const used = context.problem.warehouses.filter(({ id }) =>
    allocations.some(({ warehouseId }) => warehouseId === id),
  )
  const grams = new Map(order.lines.map(({ id, unitGrams = 0 }) => [id, unitGrams]))
  const cost: SourcingCost = { parcels: 0, weight: 0, distance: 0, split: 0, lateness: 0, total: 0 }
  const parcels = used.map((warehouse) => {
    const lane = laneOf(context, warehouse.id, order)
    const weightGrams = allocations.reduce(
      (sum, { lineId, warehouseId, quantity }) =>
        sum + (warehouseId === warehouse.id ? quantity * (grams.get(lineId) ?? 0) : 0),
      0,
    )
    const count = parcelsFor(warehouse, weightGrams)
    cost.parcels += count * (lane?.costPerParcel ?? 0)
    cost.weight += (weightGrams / 1_000) * (lane?.costPerKilogram ?? 0)
    cost.distance += lane ? distanceCost(lane) : 0
    return { warehouseId: warehouse.id, count, weightGrams, arrivalSeconds: lane?.leadSeconds ?? 0 }
  })
  const arrivalSeconds = Math.max(0, ...parcels.map((parcel) => parcel.arrivalSeconds))
  cost.split = Math.max(0, used.length - 1) * context.problem.splitPenalty
  cost.lateness = latenessCost(order, arrivalSeconds)
  cost.total = cost.parcels + cost.weight + cost.distance + cost.split + cost.lateness
  const short = order.lines.flatMap(({ id, quantity }) => {
    const got = allocations.reduce((sum, one) => sum + (one.lineId === id ? one.quantity : 0), 0)
    return got < quantity ? [{ lineId: id, quantity: quantity - got }] : []
  })
  const filled = short.length === 0 ? 'all' : allocations.length > 0 ? 'part' : 'none'
  return {
    orderId: order.id,
    filled,
    allocations,
    parcels,
    short,
    arrivalSeconds,
    cost,
    candidates: candidatesOf(context, order),
  }
}

function latenessCost(
  { promisedSeconds = Number.POSITIVE_INFINITY, latenessCostPerSecond = 0 }: SourcedOrder,
  arrivalSeconds: number,
): number {
  return Math.max(0, arrivalSeconds - promisedSeconds) * latenessCostPerSecond
}

/** Each warehouse as if it had to fill the order alone. */
function candidatesOf(context: SourcingContext, order: SourcedOrder): SourcingCandidate[] {
  const candidates = context.problem.warehouses.map((warehouse): SourcingCandidate => {
    const lane = laneOf(context, warehouse.id, order)
    const left = new Map<string, number>()
    const short = order.lines.flatMap((line) => {
      const there = left.get(line.sku) ?? stockOf(context, warehouse.id, line.sku)
      const got = mayFill(line, warehouse.id) ? Math.min(there, line.quantity) : 0
      left.set(line.sku, there - got)
      return got < line.quantity ? [{ lineId: line.id, sku: line.sku, by: line.quantity - got }] : []
    })
    const weightGrams = order.lines.reduce(
      (sum, { quantity, unitGrams = 0 }) => sum + quantity * unitGrams,
      0,
    )
    const arrivalSeconds = lane?.leadSeconds ?? Number.POSITIVE_INFINITY
    const costAlone = lane
      ? parcelsFor(warehouse, weightGrams) * lane.costPerParcel +
        (weightGrams / 1_000) * (lane.costPerKilogram ?? 0) +
        distanceCost(lane) +
        latenessCost(order, arrivalSeconds)
      : Number.POSITIVE_INFINITY
    return { warehouseId: warehouse.id, reachable: lane !== undefined, short, costAlone, arrivalSeconds }
  })
  return candidates.toSorted(
    (one, other) =>
      Number(!one.reachable) - Number(!other.reachable) ||
      Number(one.short.length > 0) - Number(other.short.length > 0) ||
      one.costAlone - other.costAlone,
  )
}
