import type { Db } from '../../../kernel/server/connection.ts'
import type { DocumentStore } from '../../../kernel/server/lifecycle.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import type { Order, OrderLineRow, OrderRow } from './order.tables.ts'

/** Locks an order with its lines; everything that moves an order begins here. */
export const orderStore: DocumentStore<Order> = {
  async lock(tx, id) {
    const [order] = await lockOrders(tx, [id])
    return order
  },
  async move(tx, order, to) {
    await tx.exec(
      'orders.move_order',
      `update orders.sales_order
       set state = $2, version = version + 1, hold_reason = $3, cancel_reason = $4
       where id = $1`,
      [order.id, to, order.holdReason, order.cancelReason],
    )
  },
  refs: (order) => (order.partyId ? [{ entity: 'party', id: order.partyId }] : []),
  news: (order) => ({
    number: order.number,
    channel: order.channelCode,
    partyId: order.partyId,
    totalMinor: order.totalMinor,
    currency: order.currency,
  }),
}

/** Orders with their lines, locked in id order so that two callers cannot wait for each other. */
export async function lockOrders(tx: Tx, ids: readonly string[]): Promise<Order[]> {
  const rows = await tx.rows<OrderRow>(
    'orders.lock_orders',
    'select * from orders.sales_order where id = any($1) order by id for update',
    [ids],
  )
  return withLines(tx, rows)
}

export async function readOrder(db: Db, companyId: string, idOrNumber: string): Promise<Order | undefined> {
  const byId = /^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(idOrNumber)
  const rows = await db.rows<OrderRow>(
    byId ? 'orders.order_by_id' : 'orders.order_by_number',
    `select * from orders.sales_order where company_id = $1 and ${byId ? 'id' : 'number'} = $2`,
    [companyId, idOrNumber],
  )
  return (await withLines(db, rows))[0]
}

async function withLines(db: Db, rows: readonly OrderRow[]): Promise<Order[]> {
  if (rows.length === 0) return []
  const lines = await db.rows<OrderLineRow>(
    'orders.lines_of_orders',
    'select * from orders.order_line where order_id = any($1) order by order_id, line_no',
    [rows.map((row) => row.id)],
  )
  const byOrder = Map.groupBy(lines, (line) => line.orderId)
  return rows.map((row) => ({ ...row, lines: byOrder.get(row.id) ?? [] }))
}

/** Writes what rules have changed on an order's amounts and lines; states are moved by the lifecycle alone. */
export async function saveAmounts(tx: Tx, orders: readonly Order[]): Promise<void> {
  await tx.exec('orders.save_amounts', saveSql, [
    JSON.stringify(orders.map(({ lines: _lines, ...order }) => order)),
    JSON.stringify(orders.flatMap((order) => order.lines)),
  ])
}

const saveSql = `
with heads as (
  update orders.sales_order o
  set paid_minor = n."paidMinor", refunded_minor = n."refundedMinor", cancelled_minor = n."cancelledMinor",
    shipped_minor = n."shippedMinor", returned_minor = n."returnedMinor"
  from jsonb_to_recordset($1::jsonb) as n(
    id uuid, "paidMinor" bigint, "refundedMinor" bigint, "cancelledMinor" bigint, "shippedMinor" bigint,
    "returnedMinor" bigint)
  where o.id = n.id
)
update orders.order_line l
set cancelled_quantity = n."cancelledQuantity", cancelled_minor = n."cancelledMinor",
  cancelled_net_minor = n."cancelledNetMinor", shipped_quantity = n."shippedQuantity", shipped_minor = n."shippedMinor",
  shipped_net_minor = n."shippedNetMinor", returned_quantity = n."returnedQuantity", returned_minor = n."returnedMinor",
  returned_net_minor = n."returnedNetMinor"
from jsonb_to_recordset($2::jsonb) as n(
  id uuid, "cancelledQuantity" bigint, "cancelledMinor" bigint, "cancelledNetMinor" bigint, "shippedQuantity" bigint,
  "shippedMinor" bigint, "shippedNetMinor" bigint, "returnedQuantity" bigint, "returnedMinor" bigint,
  "returnedNetMinor" bigint)
where l.id = n.id`
