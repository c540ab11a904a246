import type { Db } from '../../../kernel/server/connection.ts'

/** The customer's way to pay what an order still asks for; nothing when no payment waits. */
export async function payablePath(db: Db, orderId: string, now: Date): Promise<string | undefined> {
  const row = await db.row<{ clientToken: string }>(
    'payments.payable_of_order',
    `select client_token from payments.payment
     where order_id = $1
       and method = 'card'
       and client_token is not null
       and state in ('created', 'declined')
       and cancel_requested_at is null
       and (expires_at is null or expires_at > $2)
     order by created_at desc limit 1`,
    [orderId, now],
  )
  return row && `/api/v1/payments/pay/${row.clientToken}`
}
