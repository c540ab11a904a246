import type { Db } from '../../../kernel/server/connection.ts'
import type { Document, DocumentStore } from '../../../kernel/server/lifecycle.ts'
import type { PaymentMethod } from '../shared/payment.ts'
import { refsOf } from './received.ts'

export interface PaymentRow extends Document {
  number: string
  orderId: string
  orderNumber: string | null
  partyId: string | null
  method: PaymentMethod
  provider: string | null
  currency: string
  amountMinor: bigint
  authorisedMinor: bigint
  capturedMinor: bigint
  refundedMinor: bigint
  refundingMinor: bigint
  capture: 'automatic' | 'manual'
  reference: string | null
  providerKey: string | null
  clientToken: string | null
  returnUrl: string | null
  failureCode: string | null
  cancelRequestedAt: Date | null
  expiresAt: Date | null
  capturedAt: Date | null
  businessDate: string | null
  settlementId: string | null
  createdAt: Date
}

export function readPayments(
  db: Db,
  name: string,
  rest: string,
  values: readonly unknown[],
): Promise<PaymentRow[]> {
  return db.rows<PaymentRow>(name, `select * from payments.payment ${rest}`, values)
}

export const paymentStore: DocumentStore<PaymentRow> = {
  async lock(tx, id) {
    return (await readPayments(tx, 'payments.lock', 'where id = $1 for update', [id]))[0]
  },
  async move(tx, payment, to) {
    await tx.exec(
      'payments.move',
      `update payments.payment
       set state = $2, authorised_minor = $3, captured_minor = $4, refunded_minor = $5, refunding_minor = $6,
         provider_key = $7, failure_code = $8, captured_at = $9, business_date = $10, version = version + 1
       where id = $1`,
      [
        payment.id,
        to,
        payment.authorisedMinor,
        payment.capturedMinor,
        payment.refundedMinor,
        payment.refundingMinor,
        payment.providerKey,
        payment.failureCode,
        payment.capturedAt,
        payment.businessDate,
      ],
    )
  },
  refs: refsOf,
  news: (payment) => ({ orderId: payment.orderId, currency: payment.currency, method: payment.method }),
}
