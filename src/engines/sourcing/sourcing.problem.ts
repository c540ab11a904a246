/**
 * From which warehouses shall each order be filled? Quantities are whole stock units, weights grams, distances metres,
 * times seconds from one origin; money is one currency's plain numbers.
 */
export interface SourcingProblem {
  warehouses: Warehouse[]
  /** What is free to promise; a pair not named has none. */
  stock: { warehouseId: string; sku: string; quantity: number }[]
  orders: SourcedOrder[]
  /** What it means to send from a warehouse to an order; a pair without one is closed. */
  lanes: Lane[]
  /** Cost of each warehouse beyond the first that an order is sent from. */
  splitPenalty: number
}

export interface Warehouse {
  id: string
  /** Heavier parcels are sent as several; absent: one parcel holds everything. */
  maxParcelGrams?: number
  /** Parcels it can still send. */
  maxParcels?: number
}

export interface Lane {
  warehouseId: string
  orderId: string
  costPerParcel: number
  costPerKilogram?: number
  /** Paid once when the lane is used. */
  distanceMeters?: number
  costPerKilometer?: number
  /** From now to the customer's door. */
  leadSeconds: number
}

export interface SourcedOrder {
  id: string
  /** Where stock is short, orders of more priority are filled first; a weight, 1 when absent. */
  priority?: number
  lines: { id: string; sku: string; quantity: number; unitGrams?: number; allowedWarehouses?: string[] }[]
  /** May be filled in part. Absent: all of it or nothing. */
  partial?: boolean
  /** A line may come from several warehouses. Absent: it may. */
  splitLines?: boolean
  promisedSeconds?: number
  /** Of the last parcel after the promise. */
  latenessCostPerSecond?: number
}

export interface SourcingPlan {
  /** `enumeration`: one order, every set of warehouses tried. `greedy`: too large to be solved together. */
  method: 'enumeration' | 'exact' | 'greedy'
  status: 'optimal' | 'feasible'
  cost: number
  /** No plan that fills as much costs less. */
  bound: number
  gap: number
  orders: OrderSourcing[]
}

export interface OrderSourcing {
  orderId: string
  /** Everything, a part, or nothing. */
  filled: 'all' | 'part' | 'none'
  allocations: { lineId: string; warehouseId: string; quantity: number }[]
  parcels: { warehouseId: string; count: number; weightGrams: number; arrivalSeconds: number }[]
  short: { lineId: string; quantity: number }[]
  arrivalSeconds: number
  cost: SourcingCost
  /** Each warehouse by itself: what it could not fill, and what it would have cost. Cheapest whole fill first. */
  candidates: SourcingCandidate[]
}

export interface SourcingCost {
  parcels: number
  weight: number
  distance: number
  split: number
  lateness: number
  total: number
}

export interface SourcingCandidate {
  warehouseId: string
  /** Whether there is a lane at all. */
  reachable: boolean
  /** Before other orders take from it. */
  short: { lineId: string; sku: string; by: number }[]
  costAlone: number
  arrivalSeconds: number
}

/** A problem that is none. `code`: `sourcing.duplicate-id`, `sourcing.unknown-warehouse`, `sourcing.unknown-order`, `sourcing.value`. */
export class SourcingFault extends Error {
  readonly code: string
  readonly details: Record<string, unknown>
  constructor(code: string, details: Record<string, unknown>) {
    super(`${code} ${JSON.stringify(details)}`)
    this.code = code
    this.details = details
  }
}

/** @throws SourcingFault */
export function refuseNonsense({ warehouses, stock, orders, lanes, splitPenalty }: SourcingProblem): void {
  const unique = (ids: string[]) => {
    const twice = ids.find((id, index) => ids.indexOf(id) !== index)
    if (twice !== undefined) throw new SourcingFault('sourcing.duplicate-id', { id: twice })
    return new Set(ids)
  }
  const known = unique(warehouses.map(({ id }) => id))
  const ordered = unique(orders.map(({ id }) => id))
  unique(lanes.map(({ warehouseId, orderId }) => `${warehouseId}→${orderId}`))
  unique(stock.map(({ warehouseId, sku }) => `${warehouseId}/${sku}`))
  for (const { warehouseId } of [...stock, ...lanes])
    if (!known.has(warehouseId)) throw new SourcingFault('sourcing.unknown-warehouse', { id: warehouseId })
  for (const { orderId } of lanes)
    if (!ordered.has(orderId)) throw new SourcingFault('sourcing.unknown-order', { id: orderId })
  const whole = (value: number) => Number.isInteger(value) && value >= 0
  const odd = [...stock, ...orders.flatMap(({ lines }) => lines)].find(({ quantity }) => !whole(quantity))
  if (odd) throw new SourcingFault('sourcing.value', { ...odd })
  if (!(splitPenalty >= 0)) throw new SourcingFault('sourcing.value', { splitPenalty })
  for (const { id, lines } of orders) {
    unique(lines.map((line) => line.id))
    const heavy = lines.find(({ unitGrams = 0 }) => !(unitGrams >= 0))
    if (heavy)
      throw new SourcingFault('sourcing.value', { orderId: id, lineId: heavy.id, unitGrams: heavy.unitGrams })
  }
}
