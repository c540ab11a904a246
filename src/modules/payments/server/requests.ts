import { enqueue } from '../../../kernel/server/jobs.ts'
import { transition } from '../../../kernel/server/lifecycle.ts'
import { systemPrincipal } from '../../../kernel/server/principal.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { DomainError } from '../../../kernel/shared/errors.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import { payments } from './payment.service.ts'
import { type PaymentRow, readPayments } from './payment.store.ts'

export async function askCapture(tx: Tx, orderId: string): Promise<{ requested: number }> {
  const open = (await lockOrder(tx, orderId)).filter((payment) => payment.state === 'authorised')
  for (const payment of open) {
    await requestOperation(tx, payment, { operation: 'capture', amountMinor: payment.authorisedMinor })
  }
  return { requested: open.length }
}

export async function askVoid(tx: Tx, orderId: string): Promise<{ requested: number }> {
  const open = (await lockOrder(tx, orderId)).filter((payment) => voidable.has(payment.state))
  for (const payment of open) await giveUp(tx, payment)
  return { requested: open.length }
}

const voidable = new Set(['created', 'pending', 'authorised', 'declined'])

/** An authorisation is given back by its provider; what never reached one is simply over. */
export async function giveUp(tx: Tx, payment: PaymentRow): Promise<void> {
  await tx.exec(
    'payments.note_cancel',
    'update payments.payment set cancel_requested_at = $2 where id = $1 and cancel_requested_at is null',
    [payment.id, tx.now],
  )
  if (payment.state === 'authorised' && payment.provider !== null) {
    await requestOperation(tx, payment, { operation: 'void', amountMinor: payment.authorisedMinor })
  } else {
    await transition(asSystem(tx), payments, { id: payment.id, name: 'void', input: {} })
  }
}

export async function askRefund(
  tx: Tx,
  wish: { orderId: string; amountMinor: bigint; reason: string; refundKey: string },
): Promise<{ refundIds: string[] }> {
  if (wish.amountMinor <= 0n) throw new DomainError('payment.refund-exceeds', { leftMinor: 0n })
  const locked = await lockOrder(tx, wish.orderId)
  const earlier = await tx.rows<{ id: string }>(
    'payments.earlier_refund',
    'select id from payments.refund where company_id = $1 and refund_key = $2 and order_id = $3 order by id',
    [tx.principal.companyId, wish.refundKey, wish.orderId],
  )
  if (earlier.length > 0) return { refundIds: earlier.map((refund) => refund.id) }
  const refundIds: string[] = []
  let leftMinor = wish.amountMinor
  for (const payment of locked.toReversed()) {
    const free = payment.capturedMinor - payment.refundedMinor - payment.refundingMinor
    const part = smaller(free, leftMinor)
    if (part <= 0n) continue
    refundIds.push(await openRefund(tx, payment, { ...wish, amountMinor: part }))
    leftMinor -= part
  }
  if (leftMinor > 0n)
    throw new DomainError('payment.refund-exceeds', { leftMinor: wish.amountMinor - leftMinor })
  return { refundIds }
}

/** Reserves a refund on its payment and sends it on its way. The payment must be locked. */
export async function openRefund(
  tx: Tx,
  payment: PaymentRow,
  wish: { amountMinor: bigint; reason: string; refundKey: string },
): Promise<string> {
  const id = newId()
  await tx.exec(
    'payments.reserve_refund',
    'update payments.payment set refunding_minor = refunding_minor + $2, version = version + 1 where id = $1',
    [payment.id, wish.amountMinor],
  )
  await tx.exec(
    'payments.insert_refund',
    `insert into payments.refund
       (id, company_id, payment_id, order_id, refund_key, amount_minor, currency, reason, state, requested_by,
        requested_by_name, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, 'requested', $9, $10, $11)`,
    [
      id,
      payment.companyId,
      payment.id,
      payment.orderId,
      wish.refundKey,
      wish.amountMinor,
      payment.currency,
      wish.reason,
      tx.principal.userId ?? tx.principal.id,
      tx.principal.name,
      tx.now,
    ],
  )
  await enqueue(tx, { kind: 'payments.run-refund', input: { refundId: id }, uniqueKey: id, maxAttempts: 5 })
  return id
}

/** Writes the call to be made and queues it. The attempt's id is the key under which the provider knows it. */
export async function requestOperation(
  tx: Tx,
  payment: PaymentRow,
  wish: { operation: 'authorise' | 'capture' | 'void' | 'refund'; amountMinor: bigint; refundId?: string },
): Promise<string> {
  const id = newId()
  await tx.exec(
    'payments.insert_attempt',
    `insert into payments.attempt
       (id, company_id, payment_id, provider, operation, amount_minor, currency, refund_id, state, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, 'queued', $9)`,
    [
      id,
      payment.companyId,
      payment.id,
      payment.provider,
      wish.operation,
      wish.amountMinor,
      payment.currency,
      wish.refundId ?? null,
      tx.now,
    ],
  )
  await enqueue(tx, {
    kind: 'payments.call-provider',
    input: { attemptId: id },
    uniqueKey: id,
    maxAttempts: 5,
  })
  return id
}

/** In the order of their ids, so that two requests for one order wait for each other and never deadlock. */
async function lockOrder(tx: Tx, orderId: string): Promise<PaymentRow[]> {
  return readPayments(
    tx,
    'payments.lock_order',
    'where order_id = $1 and company_id = $2 order by id for update',
    [orderId, tx.principal.companyId],
  )
}

/** The same transaction with the system acting: a person asked, the house moves the payment. */
export function asSystem(tx: Tx): Tx {
  return Object.create(tx, {
    principal: { value: systemPrincipal(tx.principal.companyId, 'payments') },
  }) as Tx
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}
