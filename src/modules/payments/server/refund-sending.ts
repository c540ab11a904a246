import { z } from 'zod'
import { defineFourEyes } from '../../../kernel/server/access/four-eyes.ts'
import type { Reaction } from '../../../kernel/server/module.ts'
import { nilId } from '../../../kernel/server/principal.ts'
import { setting } from '../../../kernel/server/services/settings.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { DomainError } from '../../../kernel/shared/errors.ts'
import { mustPost, type TransferDraft } from '../../ledger/api.ts'
import { refundApprovalLimit } from '../shared/payment.settings.ts'
import { type PaymentRow, readPayments } from './payment.store.ts'
import { completeRefund, failRefund, lockRefund, type RefundRow } from './refund.service.ts'
import { requestOperation } from './requests.ts'

/** A refund above the limit: the second person's approval sends it, in their own transaction. */
const largeRefund = defineFourEyes({
  kind: 'payment.refund',
  permission: 'payment.approve-refund',
  payload: z.object({ refundId: z.uuid() }),
  async run(tx, { refundId }) {
    const { payment, refund } = await lockRefundAndPayment(tx, refundId)
    if (!payment || refund?.state !== 'awaiting-approval') {
      throw new DomainError('payment.refund-not-waiting', { state: refund?.state ?? 'gone' }, 409)
    }
    await tx.exec(
      'payments.note_approval',
      'update payments.refund set decided_by = $2, decided_by_name = $3 where id = $1',
      [refundId, tx.principal.userId ?? tx.principal.id, tx.principal.name],
    )
    await forward(tx, payment, refund)
  },
})

/** Sends a refund that has just been asked for: above the limit a second person must want it too. */
export async function sendRefund(tx: Tx, refundId: string): Promise<void> {
  const { payment, refund } = await lockRefundAndPayment(tx, refundId)
  if (!payment || refund?.state !== 'requested') return
  const limitMinor = BigInt(await setting(tx, tx.principal.companyId, refundApprovalLimit))
  if (refund.amountMinor <= limitMinor || refund.requestedBy === nilId) return forward(tx, payment, refund)
  const approvalId = await largeRefund.request(asRequester(tx, refund), {
    entity: 'payment',
    recordId: payment.id,
    payload: { refundId: refund.id },
    reason: refund.reason,
  })
  await tx.exec(
    'payments.await_approval',
    `update payments.refund set state = 'awaiting-approval', approval_id = $2, version = version + 1 where id = $1`,
    [refund.id, approvalId],
  )
}

/** A clerk says that the money has left the bank account. */
export async function confirmPayout(tx: Tx, refundId: string): Promise<void> {
  const { payment, refund } = await lockRefundAndPayment(tx, refundId)
  if (!payment || !refund || refund.state !== 'awaiting-payout') {
    throw new DomainError('payment.refund-not-waiting', { state: refund?.state ?? 'gone' }, 409)
  }
  await complete(tx, payment, refund)
}

/** What a second person refused, or its requester took back, is no refund any more. */
export const approvalReaction: Reaction = {
  name: 'payments.refund-approvals',
  on: ['four-eyes.refused@1', 'four-eyes.withdrawn@1'],
  async run(tx, event: { recordId: string }) {
    const waiting = await tx.row<{ id: string }>(
      'payments.refund_of_approval',
      'select id from payments.refund where approval_id = $1',
      [event.recordId],
    )
    if (!waiting) return
    const { payment, refund } = await lockRefundAndPayment(tx, waiting.id)
    if (!payment || refund?.state !== 'awaiting-approval') return
    await failRefund(tx, payment, { refundId: refund.id, code: 'not-approved' }, 'rejected')
  },
}

/** A card's goes through its provider; cash and marketplaces give back where they took; a bank transfer waits for a person. */
async function forward(tx: Tx, payment: PaymentRow, refund: RefundRow): Promise<void> {
  if (payment.method === 'card' && payment.provider !== null) {
    await setState(tx, refund, 'requested')
    await requestOperation(tx, payment, {
      operation: 'refund',
      amountMinor: refund.amountMinor,
      refundId: refund.id,
    })
  } else if (payment.method === 'bank') await setState(tx, refund, 'awaiting-payout')
  else await complete(tx, payment, refund)
}

async function complete(tx: Tx, payment: PaymentRow, refund: RefundRow): Promise<void> {
  const transfers: TransferDraft[] = []
  await completeRefund(tx, payment, { refundId: refund.id, amountMinor: refund.amountMinor }, transfers)
  tx.beforeCommit(() => mustPost(tx, transfers))
}

async function setState(tx: Tx, refund: RefundRow, state: RefundRow['state']): Promise<void> {
  if (refund.state === state) return
  await tx.exec(
    'payments.set_refund_state',
    'update payments.refund set state = $2, version = version + 1 where id = $1',
    [refund.id, state],
  )
}

/** Locks the payment before its refund, as everyone does who moves both. */
async function lockRefundAndPayment(
  tx: Tx,
  refundId: string,
): Promise<{ payment: PaymentRow | undefined; refund: RefundRow | undefined }> {
  const [payment] = await readPayments(
    tx,
    'payments.lock_of_refund',
    'where id = (select payment_id from payments.refund where id = $1) and company_id = $2 for update',
    [refundId, tx.principal.companyId],
  )
  return { payment, refund: payment && (await lockRefund(tx, refundId)) }
}

/** The one who asked for the money stays the requester: the system cannot stand in for the first pair of eyes. */
function asRequester(tx: Tx, refund: RefundRow): Tx {
  const principal = {
    ...tx.principal,
    id: refund.requestedBy,
    userId: refund.requestedBy,
    name: refund.requestedByName,
  }
  return Object.create(tx, { principal: { value: principal } }) as Tx
}
