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
