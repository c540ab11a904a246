import { emit } from '../../../kernel/server/events.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import type { TransferDraft } from '../../ledger/api.ts'
import { paymentRefunded } from '../../ledger/shared/posting-rules.ts'
import type { PaymentMethod } from '../shared/payment.ts'
import { refsOf } from './received.ts'

/** Money that has already gone back, as another system's books tell it. */
export interface Refunded {
  /** The refund's id and idempotency key. */
  id: string
  orderId: string
  amountMinor: bigint
  reason: string
  businessDate: string
}

interface Written {
  id: string
  paymentId: string
  partyId: string | null
  method: PaymentMethod
  currency: string
}

/**
 * Writes refunds of orders with one captured payment each, in one statement, and hands back what the books must say.
 * The table refuses more than was captured.
 */
export async function insertRefunded(tx: Tx, items: readonly Refunded[]): Promise<TransferDraft[]> {
  if (items.length === 0) return []
  const written = await tx.rows<Written>('payments.insert_refunded', insertRefundedSql, [
    tx.principal.companyId,
    tx.now,
    items.map((item) => item.id),
    items.map((item) => item.orderId),
    items.map((item) => item.amountMinor),
    items.map((item) => item.reason),
    items.map((item) => item.businessDate),
    tx.principal.id,
    tx.principal.name,
  ])
  const byId = new Map(written.map((row) => [row.id, row]))
  return items.flatMap((item): TransferDraft[] => {
    const row = byId.get(item.id)
    if (!row) return []
    emit(tx, {
      type: 'payment.refunded@1',
      subject: { entity: 'payment', id: row.paymentId },
      refs: refsOf({ orderId: item.orderId, partyId: row.partyId }),
      data: {
        orderId: item.orderId,
        amountMinor: item.amountMinor,
        currency: row.currency,
        method: row.method,
        businessDate: item.businessDate,
      },
    })
    return [
      {
        id: item.id,
        kind: 'post',
        businessDate: item.businessDate,
        rule: 'payment.refunded',
        ref: { entity: 'payment', id: row.paymentId },
        legs: paymentRefunded({ method: row.method, amountMinor: item.amountMinor }),
        currency: row.currency,
      },
    ]
  })
}

const insertRefundedSql = `
with wish as (
  select * from unnest($3::uuid[], $4::uuid[], $5::bigint[], $6::text[], $7::date[])
    as w(id, order_id, amount, reason, business_date)
), fresh as (
  insert into payments.refund
    (id, company_id, payment_id, order_id, refund_key, amount_minor, currency, reason, state, requested_by,
     requested_by_name, business_date, created_at, finished_at)
  select w.id, $1, p.id, w.order_id, w.id::text, w.amount, p.currency, w.reason, 'succeeded', $8, $9, w.business_date, $2, $2
  from wish w join payments.payment p on p.order_id = w.order_id and p.company_id = $1
  on conflict do nothing
  returning id, payment_id, amount_minor
), moved as (
  update payments.payment p
  set refunded_minor = p.refunded_minor + s.amount, version = p.version + 1,
    state = case when p.refunded_minor + s.amount = p.captured_minor then 'refunded' else 'partially-refunded' end
  from (select payment_id, sum(amount_minor)::bigint as amount from fresh group by payment_id) s
  where p.id = s.payment_id
)
select f.id, f.payment_id, p.party_id, p.method, p.currency
from fresh f join payments.payment p on p.id = f.payment_id`
