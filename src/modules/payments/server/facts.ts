import { businessDate } from '../../../kernel/server/company-clock.ts'
import { transition } from '../../../kernel/server/lifecycle.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { mustPost, type TransferDraft } from '../../ledger/api.ts'
import { payments } from './payment.service.ts'
import { type PaymentRow, readPayments } from './payment.store.ts'
import type { PaymentFact } from './provider.ts'
import { captureTransfer } from './received.ts'
import { completeRefund, failRefund } from './refund.service.ts'
import { asSystem, giveUp, openRefund, requestOperation } from './requests.ts'

/** `contradicts`: it cannot be true together with what is on record, and a person should look. */
export type Outcome = 'applied' | 'already-known' | 'unknown-payment' | 'contradicts'

/**
 * Applies what a provider told of one payment, whatever the order in which it told it: state, refunds and books move in
 * this one transaction. The books are posted last.
 */
export async function applyFacts(tx: Tx, paymentId: string, facts: readonly PaymentFact[]): Promise<Outcome> {
  const [payment] = await readPayments(tx, 'payments.lock', 'where id = $1 for update', [paymentId])
  if (!payment || payment.companyId !== tx.principal.companyId) return 'unknown-payment'
  const transfers: TransferDraft[] = []
  let outcome: Outcome = 'already-known'
  for (const fact of facts) {
    const one = await applyFact(tx, payment, fact, transfers)
    if (one === 'contradicts' || outcome === 'already-known') outcome = one
  }
  if (transfers.length > 0) tx.beforeCommit(() => mustPost(tx, transfers))
  return outcome
}

async function applyFact(
  tx: Tx,
  payment: PaymentRow,
  fact: PaymentFact,
  transfers: TransferDraft[],
): Promise<Outcome> {
  const system = asSystem(tx)
  const captured = payment.capturedMinor > 0n
  switch (fact.kind) {
    case 'ready':
      return verify(tx, payment, fact)
    case 'authorised': {
      if (captured || payment.state === 'authorised') return 'already-known'
      if (fact.amountMinor !== payment.amountMinor) return 'contradicts'
      await closeAttempts(tx, payment, 'authorise', 'succeeded')
      if (!movable(payment, 'authorise')) {
        // Authorised after we gave up: nothing was taken, so it is only given back.
        payment.providerKey ??= fact.providerKey
        await requestOperation(tx, payment, { operation: 'void', amountMinor: fact.amountMinor })
        return 'applied'
      }
      await move(system, payment, 'authorise', {
        amountMinor: fact.amountMinor,
        providerKey: fact.providerKey,
      })
      if (payment.cancelRequestedAt !== null) await giveUp(tx, payment)
      return 'applied'
    }
    case 'captured': {
      if (captured) return fact.amountMinor === payment.capturedMinor ? 'already-known' : 'contradicts'
      if (fact.amountMinor > payment.amountMinor) return 'contradicts'
      const late =
        payment.cancelRequestedAt !== null || payment.state === 'voided' || payment.state === 'expired'
      await closeAttempts(tx, payment, 'authorise', 'succeeded')
      await closeAttempts(tx, payment, 'capture', 'succeeded')
      await move(system, payment, 'capture', { amountMinor: fact.amountMinor, providerKey: fact.providerKey })
      transfers.push(
        captureTransfer({ ...payment, amountMinor: fact.amountMinor, businessDate: businessDate(tx) }),
      )
      if (late) {
        await openRefund(system, payment, {
          amountMinor: fact.amountMinor,
          reason: '취소한 뒤에 승인된 결제 · captured after it was cancelled',
          refundKey: `late:${payment.id}`,
        })
        payment.refundingMinor += fact.amountMinor
      }
      return 'applied'
    }
    case 'declined': {
      // A late word on a card the customer has already given up for another one.
      if (
        fact.providerKey !== undefined &&
        payment.providerKey !== null &&
        fact.providerKey !== payment.providerKey
      ) {
        return 'already-known'
      }
      if (payment.state === 'declined') return 'already-known'
      await closeAttempts(tx, payment, 'authorise', 'failed', fact.code)
      if (payment.state === 'voided' || payment.state === 'expired') return 'already-known'
      if (captured || payment.state === 'authorised') return 'contradicts'
      await move(system, payment, 'decline', { code: fact.code })
      return 'applied'
    }
    case 'voided': {
      await closeAttempts(tx, payment, 'void', 'succeeded')
      if (payment.state === 'voided' || payment.state === 'expired') return 'already-known'
      if (captured) return 'contradicts'
      await move(system, payment, 'void', {})
      return 'applied'
    }
    case 'refunded':
      return completeRefund(tx, payment, fact, transfers)
    case 'refund-failed':
      return failRefund(tx, payment, fact)
  }
}

/** The customer chose a card: what the provider will take must be what the order owes, to the last unit. */
async function verify(
  tx: Tx,
  payment: PaymentRow,
  fact: Extract<PaymentFact, { kind: 'ready' }>,
): Promise<Outcome> {
  if (payment.state !== 'created' && payment.state !== 'declined') return 'already-known'
  if (fact.providerKey === payment.providerKey) return 'already-known'
  if (fact.amountMinor !== payment.amountMinor || fact.currency !== payment.currency) return 'contradicts'
  payment.providerKey = fact.providerKey
  await move(asSystem(tx), payment, 'begin', {})
  await requestOperation(tx, payment, { operation: 'authorise', amountMinor: payment.amountMinor })
  return 'applied'
}

type Move = keyof typeof payments.rules & string

/** Moves the row we hold; the engine locks and reads it again, so ours follows. */
async function move<Name extends Move>(
  tx: Tx,
  payment: PaymentRow,
  name: Name,
  input: unknown,
): Promise<void> {
  if (name === 'begin') {
    await tx.exec('payments.keep_key', 'update payments.payment set provider_key = $2 where id = $1', [
      payment.id,
      payment.providerKey,
    ])
  }
  const moved = await transition(tx, payments, { id: payment.id, name, input: input as never })
  Object.assign(payment, moved)
}

function movable(payment: PaymentRow, name: Move): boolean {
  return (payments.lifecycle.transitions[name].from as readonly string[]).includes(payment.state)
}

async function closeAttempts(
  tx: Tx,
  payment: PaymentRow,
  operation: string,
  state: 'succeeded' | 'failed',
  code: string | null = null,
): Promise<void> {
  await tx.exec(
    'payments.close_attempts',
    `update payments.attempt set state = $3, code = $4, finished_at = $5
     where payment_id = $1 and operation = $2 and state in ('queued', 'accepted')`,
    [payment.id, operation, state, code, tx.now],
  )
}
