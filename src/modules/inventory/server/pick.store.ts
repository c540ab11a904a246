import type { Db } from '../../../kernel/server/connection.ts'
import type { DocumentStore } from '../../../kernel/server/lifecycle.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'

export interface PickLineRow {
  id: string
  pickId: string
  lineId: string
  variantId: string
  quantity: bigint
  picked: bigint
}

export interface PickRow {
  id: string
  companyId: string
  shipmentId: string
  orderId: string
  orderNumber: string
  warehouseId: string
  waveId: string | null
  priority: number
  state: string
  pickerId: string | null
  pickerName: string | null
  startedAt: Date | null
  pickedAt: Date | null
  packedAt: Date | null
  version: number
  createdAt: Date
  lines: PickLineRow[]
}

export const pickStore: DocumentStore<PickRow> = {
  async lock(tx, id) {
    const [pick] = await lockPicks(tx, [id])
    return pick
  },
  async move(tx, pick, to) {
    await tx.exec(
      'inventory.move_pick',
      `update inventory.pick
       set state = $2, picker_id = $3, picker_name = $4, started_at = $5, picked_at = $6, packed_at = $7, version = version + 1
       where id = $1`,
      [pick.id, to, pick.pickerId, pick.pickerName, pick.startedAt, pick.pickedAt, pick.packedAt],
    )
  },
  refs: (pick) => [
    { entity: 'shipment', id: pick.shipmentId },
    { entity: 'order', id: pick.orderId },
  ],
  news: (pick) => ({ shipmentId: pick.shipmentId, orderId: pick.orderId, orderNumber: pick.orderNumber }),
}

/** Picks with their lines, locked by id; those of other units' warehouses are not there. */
export async function lockPicks(tx: Tx, ids: readonly string[]): Promise<PickRow[]> {
  const { companyId, orgUnitIds } = tx.principal
  const picks = await tx.rows<Omit<PickRow, 'lines'>>(
    'inventory.lock_picks',
    `select p.*
     from inventory.pick p
     join inventory.warehouse w on w.id = p.warehouse_id
     where p.id = any($1) and p.company_id = $2
       and ($3::uuid[] is null or w.org_unit_id is null or w.org_unit_id = any($3))
     order by p.id
     for no key update of p`,
    [ids, companyId, orgUnitIds],
  )
  return withLines(tx, picks)
}

export async function readPicks(db: Db, companyId: string, ids: readonly string[]): Promise<PickRow[]> {
  const picks = await db.rows<Omit<PickRow, 'lines'>>(
    'inventory.read_picks',
    'select * from inventory.pick where id = any($1) and company_id = $2 order by priority desc, created_at, id',
    [ids, companyId],
  )
  return withLines(db, picks)
}

async function withLines(db: Db, picks: readonly Omit<PickRow, 'lines'>[]): Promise<PickRow[]> {
  const lines = await db.rows<PickLineRow>(
    'inventory.lines_of_picks',
    'select id, pick_id, line_id, variant_id, quantity, picked from inventory.pick_line where pick_id = any($1) order by id',
    [picks.map((pick) => pick.id)],
  )
  const byPick = Map.groupBy(lines, (line) => line.pickId)
  return picks.map((pick) => ({ ...pick, lines: byPick.get(pick.id) ?? [] }))
}
