import { implement, tableStore } from '../../../kernel/server/lifecycle.ts'
import { warehouseLifecycle } from '../shared/warehouse.lifecycle.ts'

export interface WarehouseRow {
  id: string
  companyId: string
  code: string
  state: string
  orgUnitId: string | null
  version: number
  /** Variants of which something here is promised to orders. */
  promised: number
}

const table = tableStore<WarehouseRow>('inventory.warehouse', {
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

/** A warehouse of other units is not there for who sees only some. */
const store: typeof table = {
  ...table,
  async lock(tx, id) {
    const { orgUnitIds } = tx.principal
    const row = await table.lock(tx, id)
    const hidden = orgUnitIds !== null && row?.orgUnitId && !orgUnitIds.includes(row.orgUnitId)
    return hidden ? undefined : row
  },
}

export const warehouseRules = implement(warehouseLifecycle, store, {
  close: { guard: (warehouse) => (warehouse.promised > 0 ? 'warehouse.still-promised' : undefined) },
  reopen: {},
})
