import type { Db } from '../../../kernel/server/connection.ts'
import type { Invariant } from '../../../kernel/server/module.ts'
import { paidOf } from '../../payments/api.ts'

const chunk = 2000

/** Laws of the orders' own records, and the one law they share with payments. */
export const orderInvariants: readonly Invariant[] = [
  {
    name: 'an order is the sum of its lines',
    capability: 'CORE-01',
    find: (db) =>
      compare(
        db,
        'orders.invariant_sums',
        `select o.number, o.total_minor = sum(l.total_minor) and o.net_minor = sum(l.net_minor)
           and o.vat_minor = sum(l.vat_minor) and o.cancelled_minor = sum(l.cancelled_minor)
           and o.shipped_minor = sum(l.shipped_minor) and o.returned_minor = sum(l.returned_minor) as holds
         from orders.sales_order o join orders.order_line l on l.order_id = o.id
         group by o.id`,
      ),
  },
  {
    name: 'a line whose units are all cancelled or shipped has all its money cancelled or shipped',
    capability: 'CORE-01',
    find: (db) =>
      compare(
        db,
        'orders.invariant_lines',
        `select o.number || '/' || l.line_no as number,
           l.total_minor = l.net_minor + l.vat_minor
           and (l.cancelled_quantity + l.shipped_quantity < l.quantity
             or (l.cancelled_minor + l.shipped_minor = l.total_minor
               and l.cancelled_net_minor + l.shipped_net_minor = l.net_minor)) as holds
         from orders.order_line l join orders.sales_order o on o.id = l.order_id`,
      ),
  },
  {
    name: 'a shipped order has shipped its units and a cancelled one has none open',
    capability: 'OMS-06',
    find: (db) =>
      compare(
        db,
        'orders.invariant_states',
        `select o.number, case
             when o.state in ('shipped', 'delivered', 'cancelled')
             then sum(l.quantity - l.cancelled_quantity - l.shipped_quantity) = 0
             else true end as holds
         from orders.sales_order o join orders.order_line l on l.order_id = o.id
         group by o.id`,
      ),
  },
  {
    name: 'captured less refunded is what the order says it was paid',
    capability: 'OMS-04',
    find: paidAgrees,
  },
]

async function compare(db: Db, name: string, text: string): Promise<{ checked: bigint; faults: string[] }> {
  const rows = await db.rows<{ number: string; holds: boolean }>(name, text)
  return { checked: BigInt(rows.length), faults: rows.filter((row) => !row.holds).map((row) => row.number) }
}

async function paidAgrees(db: Db): Promise<{ checked: bigint; faults: string[] }> {
  const faults: string[] = []
  let checked = 0n
  let after: string | null = null
  for (;;) {
    const orders: { id: string; number: string; paidMinor: bigint; refundedMinor: bigint }[] = await db.rows(
      'orders.invariant_paid',
      `select id, number, paid_minor, refunded_minor from orders.sales_order
       where $1::uuid is null or id > $1 order by id limit $2`,
      [after, chunk],
    )
    const last = orders.at(-1)
    if (!last) return { checked, faults }
    const paid = await paidOf(
      db,
      orders.map((order) => order.id),
    )
    const byOrder = new Map(paid.map((row) => [row.orderId, row]))
    for (const order of orders) {
      const { capturedMinor = 0n, refundedMinor = 0n } = byOrder.get(order.id) ?? {}
      if (capturedMinor !== order.paidMinor || refundedMinor !== order.refundedMinor)
        faults.push(order.number)
    }
    checked += BigInt(orders.length)
    after = last.id
  }
}
