import type { Db } from '../../../kernel/server/connection.ts'
import { awaitingNews } from '../../../kernel/server/invariants.ts'
import type { Invariant } from '../../../kernel/server/module.ts'
import { paidOf } from '../../payments/api.ts'
import { bookInvariants } from './book.invariants.ts'

const chunk = 2000
const shownFaults = 20

/** Laws of the orders' own records, and those they share with payments, stock and the books. */
export const orderInvariants: readonly Invariant[] = [
  {
    name: 'an order is the sum of its lines',
    capability: 'CORE-01',
    find: (db) =>
      held(
        db,
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
      held(
        db,
        `select o.number || '/' || l.line_no as number,
           l.total_minor = l.net_minor + l.vat_minor
           and (l.cancelled_quantity + l.shipped_quantity < l.quantity
             or (l.cancelled_minor + l.shipped_minor = l.total_minor
               and l.cancelled_net_minor + l.shipped_net_minor = l.net_minor))
           and (l.returned_quantity < l.shipped_quantity
             or (l.returned_minor = l.shipped_minor and l.returned_net_minor = l.shipped_net_minor)) as holds
         from orders.order_line l join orders.sales_order o on o.id = l.order_id`,
      ),
  },
  {
    name: 'a shipped order has shipped its units and a cancelled one has none open',
    capability: 'OMS-06',
    find: (db) =>
      held(
        db,
        `select o.number, case
             when o.state in ('shipped', 'delivered', 'cancelled')
             then sum(l.quantity - l.cancelled_quantity - l.shipped_quantity) = 0
             else true end as holds
         from orders.sales_order o join orders.order_line l on l.order_id = o.id
         group by o.id`,
      ),
  },
  {
    name: 'what the lines say was shipped left in shipments, and none of it twice',
    capability: 'OMS-06',
    find: (db) =>
      held(
        db,
        `select o.number || '/' || l.line_no as number, l.shipped_quantity = coalesce(s.quantity, 0) as holds
         from orders.order_line l
         join orders.sales_order o on o.id = l.order_id
         left join (
           select p.line_id, sum(p.quantity) as quantity
           from orders.shipment_line p join orders.shipment s on s.id = p.shipment_id
           where s.state in ('shipped', 'delivered')
           group by p.line_id
         ) s on s.line_id = l.id
         where l.kind = 'goods'`,
      ),
  },
  {
    name: 'captured less refunded is what the order says it was paid',
    capability: 'OMS-04',
    find: paidAgrees,
  },
  ...bookInvariants,
]

/** Counts in the database, so that the check of a large company needs no memory here. */
async function held(db: Db, text: string): Promise<{ checked: bigint; faults: string[] }> {
  const row = await db.row<{ checked: bigint; wrong: bigint; examples: string[] }>(
    '',
    `with law as (${text})
     select count(*) as checked, count(*) filter (where holds is not true) as wrong,
       array(select number from law where holds is not true order by number limit ${shownFaults}) as examples
     from law`,
  )
  const faults = row?.examples ?? []
  const more = Number(row?.wrong ?? 0n) - faults.length
  return { checked: row?.checked ?? 0n, faults: more > 0 ? [...faults, `and ${more} more`] : faults }
}

/** Orders follow their payments by events: one whose news is still unread is behind, and no fault. */
async function paidAgrees(db: Db): Promise<{ checked: bigint; faults: string[] }> {
  const behind: { id: string; fault: string }[] = []
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
    if (!last) break
    const paid = await paidOf(
      db,
      orders.map((order) => order.id),
    )
    const byOrder = new Map(paid.map((row) => [row.orderId, row]))
    for (const order of orders) {
      const { capturedMinor = 0n, refundedMinor = 0n } = byOrder.get(order.id) ?? {}
      if (capturedMinor !== order.paidMinor || refundedMinor !== order.refundedMinor) {
        behind.push({
          id: order.id,
          fault: `${order.number} says ${order.paidMinor} paid and ${order.refundedMinor} refunded, its payments ${capturedMinor} and ${refundedMinor}`,
        })
      }
    }
    checked += BigInt(orders.length)
    after = last.id
  }
  const waiting = await awaitingNews(
    db,
    'orders.follow-payment',
    behind.map(({ id }) => `order:${id}`),
  )
  return {
    checked,
    faults: behind.filter(({ id }) => !waiting.has(`order:${id}`)).map(({ fault }) => fault),
  }
}
