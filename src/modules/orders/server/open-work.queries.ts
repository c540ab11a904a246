import type { Db } from '../../../kernel/server/connection.ts'
import { lateAfterDays } from './carrier/track-shipments.job.ts'

interface WaitingOrder {
  id: string
  number: string
  since: Date
  totalMinor: bigint
  currency: string
  reason: string | null
}

interface LateShipment {
  id: string
  number: string
  orderNumber: string
  since: Date
}

interface OpenWork {
  /** Orders in each state that still asks for work, and parcels under way. */
  states: { state: string; orders: bigint }[]
  waitingForPayment: { count: bigint; before: Date; items: WaitingOrder[] }
  onHold: { count: bigint; items: WaitingOrder[] }
  lateShipments: { count: bigint; before: Date; items: LateShipment[] }
}

const dayMs = 86_400_000
const shownAtMost = 5
/** A customer who has not paid by then will most likely not. */
const paymentPatienceDays = 1
const openStates = ['draft', 'awaiting-payment', 'confirmed', 'on-hold', 'fulfilling', 'shipped']

/** What of a company's orders is open now, and what of it has waited too long. */
export async function openWork(
  db: Db,
  { companyId, now }: { companyId: string; now: Date },
): Promise<OpenWork> {
  const unpaidBefore = new Date(now.getTime() - paymentPatienceDays * dayMs)
  const shippedBefore = new Date(now.getTime() - lateAfterDays * dayMs)
  const [states, waiting, held, late] = await Promise.all([
    db.rows<{ state: string; orders: bigint }>(
      'orders.open_states',
      `select state, count(*) as orders from orders.sales_order
       where company_id = $1 and state = any($2) group by state`,
      [companyId, openStates],
    ),
    waitingOrders(db, { companyId, state: 'awaiting-payment', before: unpaidBefore }),
    waitingOrders(db, { companyId, state: 'on-hold', before: now }),
    db.rows<LateShipment & { count: bigint }>(
      'orders.late_shipments',
      `select id, number, order_number, shipped_at as since, count(*) over () as count
       from orders.shipment
       where company_id = $1 and state = 'shipped' and shipped_at < $2
       order by shipped_at limit $3`,
      [companyId, shippedBefore, shownAtMost],
    ),
  ])
  return {
    states,
    waitingForPayment: { before: unpaidBefore, ...waiting },
    onHold: held,
    lateShipments: {
      before: shippedBefore,
      count: late[0]?.count ?? 0n,
      items: late.map(({ count: _count, ...shipment }) => shipment),
    },
  }
}

async function waitingOrders(
  db: Db,
  { companyId, state, before }: { companyId: string; state: string; before: Date },
): Promise<{ count: bigint; items: WaitingOrder[] }> {
  const rows = await db.rows<WaitingOrder & { count: bigint }>(
    'orders.waiting_orders',
    `select id, number, ordered_at as since, total_minor, currency, hold_reason as reason, count(*) over () as count
     from orders.sales_order
     where company_id = $1 and state = $2 and ordered_at < $3
     order by ordered_at limit $4`,
    [companyId, state, before, shownAtMost],
  )
  return { count: rows[0]?.count ?? 0n, items: rows.map(({ count: _count, ...order }) => order) }
}
