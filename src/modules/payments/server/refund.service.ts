import { audit } from '../../../kernel/server/audit.ts'
import { businessDate } from '../../../kernel/server/company-clock.ts'
import { transition } from '../../../kernel/server/lifecycle.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import type { TransferDraft } from '../../ledger/api.ts'
import { paymentRefunded } from '../../ledger/shared/posting-rules.ts'
import { payments } from './payment.service.ts'
import type { PaymentRow } from './payment.store.ts'
import { asSystem } from './requests.ts'

export interface RefundRow {
  id: string
  companyId: string
  paymentId: string
  orderId: string
  refundKey: string
  amountMinor: bigint
  currency: string
  reason: string
  state: 'awaiting-approval' | 'requested' | 'awaiting-payout' | 'succeeded' | 'failed' | 'rejected'
  requestedBy: string
  requestedByName: string
  decidedByName: string | null
  code: string | null
  businessDate: string | null
  version: number
  createdAt: Date
  finishedAt: Date | null
}

export async function lockRefund(tx: Tx, id: string): Promise<RefundRow | undefined> {
  return tx.row<RefundRow>(
    'payments.lock_refund',
    'select * from payments.refund where id = $1 and company_id = $2 for update',
    [id, tx.principal.companyId],
  )
}

/** The money has gone back: refund, payment and books say so together, once. The payment must be locked. */
export async function completeRefund(
  tx: Tx,
  payment: PaymentRow,
  fact: { refundId: string; amountMinor: bigint },
  transfers: TransferDraft[],
): Promise<'applied' | 'already-known' | 'contradicts'> {
  const refund = await lockRefund(tx, fact.refundId)
  if (!refund || refund.paymentId !== payment.id || refund.amountMinor !== fact.amountMinor)
    return 'contradicts'
  if (refund.state === 'succeeded') return 'already-known'
  if (refund.state === 'rejected' || refund.state === 'failed') return 'contradicts'
  const bookedOn = businessDate(tx)
  await tx.exec(
    'payments.complete_refund',
    `update payments.refund
     set state = 'succeeded', business_date = $2, finished_at = $3, code = null, version = version + 1 where id = $1`,
    [refund.id, bookedOn, tx.now],
  )
  await closeRefundAttempts(tx, refund.id, 'succeeded', null)
  const rest = payment.capturedMinor - payment.refundedMinor - refund.amountMinor
  const moved = await transition(asSystem(tx), payments, {
    id: payment.id,
    name: rest === 0n ? 'refund' : 'refund-part',
    input: { refundId: refund.id, amountMinor: refund.amountMinor },
  })
  Object.assign(payment, moved)
  transfers.push({
    id: refund.id,
    kind: 'post',
    businessDate: bookedOn,
    rule: 'payment.refunded',
    ref: { entity: 'payment', id: payment.id },
    memo: refund.reason,
    legs: paymentRefunded({ method: payment.method, amountMinor: refund.amountMinor }),
    currency: payment.currency,
  })
  return 'applied'
}

/** It will not go back this way: what it had reserved is free again. The payment must be locked. */
export async function failRefund(
  tx: Tx,
  payment: PaymentRow,
  fact: { refundId: string; code: string },
  state: 'failed' | 'rejected' = 'failed',
): Promise<'applied' | 'already-known' | 'contradicts'> {
  const refund = await lockRefund(tx, fact.refundId)
  if (!refund || refund.paymentId !== payment.id) return 'contradicts'
  if (refund.state === 'failed' || refund.state === 'rejected') return 'already-known'
  if (refund.state === 'succeeded') return 'contradicts'
  await tx.exec(
    'payments.fail_refund',
    `update payments.refund set state = $2, code = $3, finished_at = $4, version = version + 1 where id = $1`,
    [refund.id, state, fact.code, tx.now],
  )
  await closeRefundAttempts(tx, refund.id, 'failed', fact.code)
  await tx.exec(
    'payments.free_refund',
    'update payments.payment set refunding_minor = refunding_minor - $2, version = version + 1 where id = $1',
    [payment.id, refund.amountMinor],
  )
  payment.refundingMinor -= refund.amountMinor
  audit(tx, {
    action: `refund.${state}`,
    entity: 'payment',
    id: payment.id,
    after: { refund: refund.id, code: fact.code },
  })
  return 'applied'
}

async function closeRefundAttempts(
  tx: Tx,
  refundId: string,
  state: 'succeeded' | 'failed',
  code: string | null,
): Promise<void> {
  await tx.exec(
    'payments.close_refund_attempts',
    `update payments.attempt set state = $2, code = $3, finished_at = $4
     where refund_id = $1 and state in ('queued', 'accepted')`,
    [refundId, state, code, tx.now],
  )
}
