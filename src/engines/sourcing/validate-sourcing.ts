import type { SourcingPlan, SourcingProblem } from './sourcing.problem.ts'

export interface SourcingViolation {
  kind:
    | 'unknown'
    | 'duplicate'
    | 'missing'
    | 'stock'
    | 'quantity'
    | 'warehouse'
    | 'incomplete'
    | 'split-line'
    | 'parcels'
    | 'short'
    | 'cost'
  orderId?: string
  lineId?: string
  warehouseId?: string
  by?: number
}

/** Judges a plan by the problem's documentation alone, and counts its cost anew. */
export function validateSourcing(problem: SourcingProblem, plan: SourcingPlan): SourcingViolation[] {
  const violations: SourcingViolation[] = []
  const taken = new Map<string, number>()
  const sent = new Map<string, number>()
  let cost = 0
  for (const order of problem.orders) {
    const orderId = order.id
    const [own, ...more] = plan.orders.filter((one) => one.orderId === orderId)
    if (more.length > 0) violations.push({ kind: 'duplicate', orderId })
    if (!own) {
      violations.push({ kind: 'missing', orderId })
      continue
    }
    const grams = new Map<string, number>()
    let lacking = 0
    for (const line of order.lines) {
      const mine = own.allocations.filter(({ lineId }) => lineId === line.id)
      const got = mine.reduce((sum, { quantity }) => sum + quantity, 0)
      if (got > line.quantity)
        violations.push({ kind: 'quantity', orderId, lineId: line.id, by: got - line.quantity })
      const told = own.short.find(({ lineId }) => lineId === line.id)?.quantity ?? 0
      if (told !== line.quantity - got) violations.push({ kind: 'short', orderId, lineId: line.id })
      lacking += line.quantity - got
      if (order.splitLines === false && mine.length > 1)
        violations.push({ kind: 'split-line', orderId, lineId: line.id })
      for (const { warehouseId, quantity } of mine) {
        if (!(Number.isInteger(quantity) && quantity > 0))
          violations.push({ kind: 'quantity', orderId, lineId: line.id, warehouseId })
        if (line.allowedWarehouses && !line.allowedWarehouses.includes(warehouseId))
          violations.push({ kind: 'warehouse', orderId, lineId: line.id, warehouseId })
        const key = `${warehouseId}\n${line.sku}`
        taken.set(key, (taken.get(key) ?? 0) + quantity)
        grams.set(warehouseId, (grams.get(warehouseId) ?? 0) + quantity * (line.unitGrams ?? 0))
      }
    }
    const stray = own.allocations.find(({ lineId }) => !order.lines.some(({ id }) => id === lineId))
    if (stray) violations.push({ kind: 'unknown', orderId, lineId: stray.lineId })
    if (lacking > 0 && own.allocations.length > 0 && order.partial !== true)
      violations.push({ kind: 'incomplete', orderId, by: lacking })
    let latest = 0
    for (const [warehouseId, weight] of grams) {
      const lane = problem.lanes.find((one) => one.warehouseId === warehouseId && one.orderId === orderId)
      const warehouse = problem.warehouses.find(({ id }) => id === warehouseId)
      if (!lane || !warehouse) {
        violations.push({ kind: 'warehouse', orderId, warehouseId })
        continue
      }
      const needed =
        warehouse.maxParcelGrams === undefined ? 1 : Math.max(1, Math.ceil(weight / warehouse.maxParcelGrams))
      const count = own.parcels.find((one) => one.warehouseId === warehouseId)?.count ?? 0
      if (count !== needed) violations.push({ kind: 'parcels', orderId, warehouseId, by: needed - count })
      sent.set(warehouseId, (sent.get(warehouseId) ?? 0) + needed)
      cost += needed * lane.costPerParcel + (weight / 1_000) * (lane.costPerKilogram ?? 0)
      cost += ((lane.distanceMeters ?? 0) / 1_000) * (lane.costPerKilometer ?? 0)
      latest = Math.max(latest, lane.leadSeconds)
    }
    cost += Math.max(0, grams.size - 1) * problem.splitPenalty
    cost += Math.max(0, latest - (order.promisedSeconds ?? Infinity)) * (order.latenessCostPerSecond ?? 0)
  }
  for (const [key, quantity] of taken) {
    const [warehouseId = '', sku] = key.split('\n')
    const there =
      problem.stock.find((one) => one.warehouseId === warehouseId && one.sku === sku)?.quantity ?? 0
    if (quantity > there) violations.push({ kind: 'stock', warehouseId, by: quantity - there })
  }
  for (const { id, maxParcels = Number.POSITIVE_INFINITY } of problem.warehouses) {
    const over = (sent.get(id) ?? 0) - maxParcels
    if (over > 0) violations.push({ kind: 'parcels', warehouseId: id, by: over })
  }
  if (Math.abs(cost - plan.cost) > 1e-6 * Math.max(1, Math.abs(cost)))
    violations.push({ kind: 'cost', by: plan.cost - cost })
  return violations
}
