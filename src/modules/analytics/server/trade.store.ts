import type { Tx } from '../../../kernel/server/transaction.ts'
import type { DayDelta, ProductDelta, SlotDelta } from './trade.types.ts'

/** Adds to the day's figures, in key order so that two writers cannot wait for each other. */
export async function addToDays(tx: Tx, deltas: readonly DayDelta[]): Promise<void> {
  if (deltas.length === 0) return
  await tx.exec(
    'analytics.add_days',
    `insert into analytics.trade_day as t
       (company_id, business_date, currency, channel_code, orders, placed_minor, cancelled_orders, cancelled_minor,
        returned_minor, captured_minor, refunded_minor, parcels)
     select "companyId", "businessDate", currency, "channelCode", orders, "placedMinor", "cancelledOrders",
       "cancelledMinor", "returnedMinor", "capturedMinor", "refundedMinor", parcels
     from jsonb_to_recordset($1::jsonb) as d(
       "companyId" uuid, "businessDate" date, currency text, "channelCode" text, orders bigint, "placedMinor" bigint,
       "cancelledOrders" bigint, "cancelledMinor" bigint, "returnedMinor" bigint, "capturedMinor" bigint,
       "refundedMinor" bigint, parcels bigint)
     order by 1, 2, 3, 4
     on conflict (company_id, business_date, currency, channel_code) do update
     set orders = t.orders + excluded.orders,
       placed_minor = t.placed_minor + excluded.placed_minor,
       cancelled_orders = t.cancelled_orders + excluded.cancelled_orders,
       cancelled_minor = t.cancelled_minor + excluded.cancelled_minor,
       returned_minor = t.returned_minor + excluded.returned_minor,
       captured_minor = t.captured_minor + excluded.captured_minor,
       refunded_minor = t.refunded_minor + excluded.refunded_minor,
       parcels = t.parcels + excluded.parcels`,
    [JSON.stringify(deltas)],
  )
}

export async function addToSlots(tx: Tx, deltas: readonly SlotDelta[]): Promise<void> {
  if (deltas.length === 0) return
  await tx.exec(
    'analytics.add_slots',
    `insert into analytics.trade_slot as t (company_id, business_date, currency, slot, orders, placed_minor)
     select "companyId", "businessDate", currency, slot, orders, "placedMinor"
     from jsonb_to_recordset($1::jsonb) as d(
       "companyId" uuid, "businessDate" date, currency text, slot smallint, orders bigint, "placedMinor" bigint)
     order by 1, 2, 3, 4
     on conflict (company_id, business_date, currency, slot) do update
     set orders = t.orders + excluded.orders, placed_minor = t.placed_minor + excluded.placed_minor`,
    [JSON.stringify(deltas)],
  )
}

export async function addToProducts(tx: Tx, deltas: readonly ProductDelta[]): Promise<void> {
  if (deltas.length === 0) return
  await tx.exec(
    'analytics.add_products',
    `insert into analytics.product_day as t
       (company_id, business_date, currency, variant_id, sku, name, quantity, placed_minor)
     select "companyId", "businessDate", currency, "variantId", sku, name, quantity, "placedMinor"
     from jsonb_to_recordset($1::jsonb) as d(
       "companyId" uuid, "businessDate" date, currency text, "variantId" uuid, sku text, name text, quantity bigint,
       "placedMinor" bigint)
     order by 1, 2, 3, 4
     on conflict (company_id, business_date, currency, variant_id) do update
     set quantity = t.quantity + excluded.quantity, placed_minor = t.placed_minor + excluded.placed_minor,
       name = coalesce(excluded.name, t.name)`,
    [JSON.stringify(deltas)],
  )
}

/** Remembers what was taken off orders that live on; answers nothing. */
export async function addCuts(tx: Tx, cuts: ReadonlyMap<string, bigint>): Promise<void> {
  if (cuts.size === 0) return
  await tx.exec(
    'analytics.add_cuts',
    `insert into analytics.order_cut as c (order_id, cut_minor)
     select * from unnest($1::uuid[], $2::bigint[]) order by 1
     on conflict (order_id) do update set cut_minor = c.cut_minor + excluded.cut_minor`,
    [[...cuts.keys()], [...cuts.values()]],
  )
}

export async function cutsOf(tx: Tx, orderIds: readonly string[]): Promise<Map<string, bigint>> {
  if (orderIds.length === 0) return new Map()
  const rows = await tx.rows<{ orderId: string; cutMinor: bigint }>(
    'analytics.cuts_of',
    'select order_id, cut_minor from analytics.order_cut where order_id = any($1)',
    [orderIds],
  )
  return new Map(rows.map((row) => [row.orderId, row.cutMinor]))
}

/** Forgets everything, for a rebuild. */
export async function clearTrade(tx: Tx): Promise<void> {
  for (const table of ['trade_day', 'trade_slot', 'product_day', 'order_cut']) {
    await tx.exec('', `delete from analytics.${table}`)
  }
}
