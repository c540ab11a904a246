import { implement, tableStore } from '../../../kernel/server/lifecycle.ts'
import { warehouseLifecycle } from '../shared/warehouse.lifecycle.ts'

export interface WarehouseRow {
  id: string
  companyId: string
  code: string
  state: string
  version: number
  /** Variants of which something here is promised to orders. */
  promised: number
}

const store = tableStore<WarehouseRow>('inventory.warehouse', {
  async load(db, warehouse) {
    const row = await db.row<{ count: number }>(
      'inventory.promised_here',
      'select count(*)::int as count from inventory.stock where warehouse_id = $1 and reserved > 0',
      [warehouse.id],
    )
    return { ...warehouse, promised: row?.count ?? 0 }
  },
  news: ({ code }) => ({ code }),
})

export const warehouseRules = implement(warehouseLifecycle, store, {
  close: { guard: (warehouse) => (warehouse.promised > 0 ? 'warehouse.still-promised' : undefined) },
  reopen: {},
})
