import type { Db } from '../../../kernel/server/connection.ts'
import type { Invariant } from '../../../kernel/server/module.ts'

/** The laws of stock, recomputed from its records. */
export const stockInvariants: Invariant[] = [
  {
    name: 'on hand = sum of movements',
    capability: 'OMS-02',
    find: (db) =>
      compare(
        db,
        'inventory.invariant_on_hand',
        `with moved as (
           select variant_id, warehouse_id, sum(quantity) as total from inventory.movement group by variant_id, warehouse_id
         )
         select coalesce(s.variant_id, m.variant_id) as variant_id, coalesce(s.warehouse_id, m.warehouse_id) as warehouse_id,
           coalesce(s.on_hand, 0)::text as kept, coalesce(m.total, 0)::text as recomputed
         from inventory.stock s
         full join moved m on m.variant_id = s.variant_id and m.warehouse_id = s.warehouse_id`,
        'on hand',
      ),
  },
  {
    name: 'reserved = sum of open reservations',
    capability: 'OMS-02',
    find: (db) =>
      compare(
        db,
        'inventory.invariant_reserved',
        `with held as (
           select variant_id, warehouse_id, sum(open_quantity) as total
           from inventory.reservation where state = 'held' group by variant_id, warehouse_id
         )
         select coalesce(s.variant_id, h.variant_id) as variant_id, coalesce(s.warehouse_id, h.warehouse_id) as warehouse_id,
           coalesce(s.reserved, 0)::text as kept, coalesce(h.total, 0)::text as recomputed
         from inventory.stock s
         full join held h on h.variant_id = s.variant_id and h.warehouse_id = s.warehouse_id`,
        'reserved',
      ),
  },
  {
    name: 'stock value = sum of movement values',
    capability: 'OMS-02',
    find: (db) =>
      compare(
        db,
        'inventory.invariant_value',
        `with moved as (
           select variant_id, warehouse_id, sum(value_minor) as total from inventory.movement group by variant_id, warehouse_id
         )
         select coalesce(s.variant_id, m.variant_id) as variant_id, coalesce(s.warehouse_id, m.warehouse_id) as warehouse_id,
           coalesce(s.value_minor, 0)::text as kept, coalesce(m.total, 0)::text as recomputed
         from inventory.stock s
         full join moved m on m.variant_id = s.variant_id and m.warehouse_id = s.warehouse_id`,
        'value',
      ),
  },
]

const shownFaults = 20

interface Compared {
  checked: bigint
  wrong: bigint
  examples: { variantId: string; warehouseId: string; kept: string; recomputed: string }[]
}

/** Counts in the database, so that the check of a large company needs no memory here. */
async function compare(
  db: Db,
  name: string,
  pairs: string,
  what: string,
): Promise<{ checked: bigint; faults: string[] }> {
  const row = await db.row<Compared>(
    name,
    `with pair as (${pairs})
     select count(*) as checked, count(*) filter (where kept <> recomputed) as wrong,
       coalesce((
         select jsonb_agg(jsonb_build_object(
           'variantId', variant_id, 'warehouseId', warehouse_id, 'kept', kept, 'recomputed', recomputed))
         from (select * from pair where kept <> recomputed limit ${shownFaults}) example
       ), '[]') as examples
     from pair`,
  )
  const faults = (row?.examples ?? []).map(
    ({ variantId, warehouseId, kept, recomputed }) =>
      `${what} of variant ${variantId} in warehouse ${warehouseId} is ${kept}, its records say ${recomputed}`,
  )
  const more = Number(row?.wrong ?? 0n) - faults.length
  return { checked: row?.checked ?? 0n, faults: more > 0 ? [...faults, `and ${more} more`] : faults }
}
