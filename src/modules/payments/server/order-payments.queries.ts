import type { Db } from '../../../kernel/server/connection.ts'
import { present } from '../../../kernel/server/http/present.ts'

/** The payments of one order, oldest first, as an order page lists them. */
export async function paymentsOfOrder(db: Db, orderId: string): Promise<Record<string, unknown>[]> {
  const rows = await db.rows<Record<string, unknown>>(
    'payments.of_order',
    `select id, state, method, currency, amount_minor, captured_minor, refunded_minor, created_at
     from payments.payment where order_id = $1 order by created_at, id`,
    [orderId],
  )
  return rows.map(present)
}

/** Money taken for an order, by method, oldest first; what was given back is not subtracted. */
export function takenFor(db: Db, orderId: string): Promise<{ method: string; amountMinor: bigint }[]> {
  return db.rows(
    'payments.taken_for_order',
    `select method, sum(captured_minor)::bigint as amount_minor
     from payments.payment where order_id = $1 and captured_minor > 0
     group by method order by min(created_at), method`,
    [orderId],
  )
}
