import { emit } from '../../../kernel/server/events.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import type { TransferDraft } from '../../ledger/api.ts'
import { paymentReceived } from '../../ledger/shared/posting-rules.ts'
import type { PaymentMethod } from '../shared/payment.ts'

export interface Received {
  /** The payment's id: a second payment under it is refused. */
  id: string
  orderId: string
  orderNumber?: string
  partyId: string | null
  method: PaymentMethod
  amountMinor: bigint
  currency: string
  reference: string | null
  receivedAt: Date
  businessDate: string
}

/** Sends money already taken as captured payments, in one statement, and hands back what the books must say of it. */
export function insertReceived(tx: Tx, items: readonly Received[]): TransferDraft[] {
  if (items.length === 0) return []
  tx.send('payments.insert_received', insertReceivedSql, [
    tx.principal.companyId,
    tx.now,
    items.map((item) => item.id),
    items.map((item) => item.orderId),
    items.map((item) => item.orderNumber ?? null),
    items.map((item) => item.partyId),
    items.map((item) => item.method),
    items.map((item) => item.amountMinor),
    items.map((item) => item.currency),
    items.map((item) => item.reference),
    items.map((item) => item.receivedAt),
    items.map((item) => item.businessDate),
  ])
  return items.map((item) => {
    emit(tx, {
      type: 'payment.captured@1',
      subject: { entity: 'payment', id: item.id },
      refs: refsOf(item),
      data: {
        orderId: item.orderId,
        amountMinor: item.amountMinor,
        currency: item.currency,
        method: item.method,
        businessDate: item.businessDate,
      },
    })
    return captureTransfer(item)
  })
}

/** The payment's id is its transfer's too: the books can hold one capture of a payment and no second. */
export function captureTransfer(payment: {
  id: string
  method: PaymentMethod
  amountMinor: bigint
  currency: string
  businessDate: string
}): TransferDraft {
  return {
    id: payment.id,
    kind: 'post',
    businessDate: payment.businessDate,
    rule: 'payment.captured',
    ref: { entity: 'payment', id: payment.id },
    legs: paymentReceived(payment),
    currency: payment.currency,
  }
}

export function refsOf(payment: {
  orderId: string
  partyId: string | null
}): { entity: string; id: string }[] {
  const order = { entity: 'order', id: payment.orderId }
  return payment.partyId === null ? [order] : [order, { entity: 'party', id: payment.partyId }]
}

const insertReceivedSql = `
insert into payments.payment
  (id, company_id, order_id, order_number, party_id, method, state, currency, amount_minor, captured_minor, reference,
   captured_at, business_date, created_at)
select id, $1, order_id, order_number, party_id, method, 'captured', currency, amount, amount, reference,
  received_at, business_date, $2
from unnest($3::uuid[], $4::uuid[], $5::text[], $6::uuid[], $7::text[], $8::bigint[], $9::text[], $10::text[],
  $11::timestamptz[], $12::date[])
  as r(id, order_id, order_number, party_id, method, amount, currency, reference, received_at, business_date)`
