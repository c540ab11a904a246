import type { Db } from '../../kernel/server/connection.ts'
import { enqueue } from '../../kernel/server/jobs.ts'
import type { Tx } from '../../kernel/server/transaction.ts'
import type { TransferDraft } from '../ledger/api.ts'
import { type IntentDraft, insertIntent } from './server/intent.ts'
import { insertReceived, type Received } from './server/received.ts'
import { insertRefunded, type Refunded } from './server/refunded.ts'
import { askCapture, askRefund, askVoid } from './server/requests.ts'

export { payablePath } from './server/customer-payment.queries.ts'
export type { IntentDraft } from './server/intent.ts'
export { paymentsOfOrder, takenFor } from './server/order-payments.queries.ts'
export type { Received } from './server/received.ts'

/**
 * Money already taken (till, marketplace, bank): writes captured payments in one statement and returns the ledger's
 * transfers for the caller to post with its own. A payment that is there already undoes the whole transaction with
 * `kernel.already-there`.
 */
export function recordReceived(tx: Tx, items: readonly Received[]): TransferDraft[] {
  return insertReceived(tx, items)
}

/** Money already given back: writes the refunds in one statement and returns the ledger's transfers for the caller. */
export async function recordRefunded(tx: Tx, items: readonly Refunded[]): Promise<TransferDraft[]> {
  return insertRefunded(tx, items)
}

/** The wish to be paid for an order. The customer pays at `/api/v1/payments/pay/<clientToken>`. */
export async function openIntent(
  tx: Tx,
  draft: IntentDraft,
): Promise<{ intentId: string; clientToken: string }> {
  return insertIntent(tx, draft)
}

/** Asks the provider to take what it authorised for an order; the fact comes back as `payment.captured@1`. */
export async function requestCapture(tx: Tx, orderId: string): Promise<{ requested: number }> {
  return askCapture(tx, orderId)
}

/**
 * Gives up every payment of an order that has not been captured. A capture that arrives later all the same is refunded
 * by itself. What was captured before is left: ask `requestRefund` for it.
 */
export async function requestVoid(tx: Tx, orderId: string): Promise<{ requested: number }> {
  return askVoid(tx, orderId)
}

/**
 * Pays back part or all of what an order's payments captured, newest first. The same `refundKey` has one effect. Throws
 * `payment.refund-exceeds` (422) when less is left. Posts nothing itself: the books follow when the money has gone.
 */
export async function requestRefund(
  tx: Tx,
  wish: { orderId: string; amountMinor: bigint; reason: string; refundKey: string },
): Promise<{ refundIds: string[] }> {
  return askRefund(tx, wish)
}

/** What was captured, paid back and is on its way back for each order that has a payment. */
export async function paidOf(
  db: Db,
  orderIds: readonly string[],
): Promise<{ orderId: string; capturedMinor: bigint; refundedMinor: bigint; refundingMinor: bigint }[]> {
  return db.rows(
    'payments.paid_of',
    `select order_id, sum(captured_minor)::bigint as captured_minor, sum(refunded_minor)::bigint as refunded_minor,
       sum(refunding_minor)::bigint as refunding_minor
     from payments.payment where order_id = any($1) group by order_id`,
    [orderIds],
  )
}

/** What was captured less what was paid back, in each currency of each company. */
export async function takenByBook(
  db: Db,
): Promise<{ companyId: string; currency: string; takenMinor: bigint }[]> {
  return db.rows(
    'payments.taken_by_book',
    `select company_id, currency, (sum(captured_minor) - sum(refunded_minor))::bigint as taken_minor
     from payments.payment group by company_id, currency`,
  )
}

/** Takes in what acquirers owe for the days before today, soon; every morning it happens by itself. */
export async function requestPayouts(tx: Tx): Promise<void> {
  await enqueue(tx, { kind: 'payments.settle-acquirers', input: {}, uniqueKey: tx.principal.companyId })
}
