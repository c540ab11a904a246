import type { Db } from '../../../kernel/server/connection.ts'
import type { Explanation } from '../shared/strategies/strategy.ts'

export interface OpenAllocation {
  orderId: string
  lineId: string
  variantId: string
  warehouseId: string
  orgUnitId: string | null
  quantity: bigint
}

/** What orders hold and where, as it stands now. */
export async function allocationsOf(db: Db, orderIds: readonly string[]): Promise<OpenAllocation[]> {
  return db.rows<OpenAllocation>(
    'inventory.allocations_of',
    `select r.order_id, r.line_id, r.variant_id, r.warehouse_id, w.org_unit_id, r.open_quantity as quantity
     from inventory.reservation r join inventory.warehouse w on w.id = r.warehouse_id
     where r.order_id = any($1) and r.state = 'held' and r.open_quantity > 0
     order by r.order_id, r.warehouse_id, r.id`,
    [orderIds],
  )
}

export interface AllocationChoice {
  strategy: string
  explanation: Explanation
  createdAt: Date
}

/** Why an order's stock comes from where it comes from, newest choice first. */
export async function explanationsOf(db: Db, orderId: string): Promise<AllocationChoice[]> {
  return db.rows<AllocationChoice>(
    'inventory.explanations_of',
    `select strategy, explanation, created_at from inventory.allocation_choice
     where order_id = $1 order by created_at desc, id desc`,
    [orderId],
  )
}
