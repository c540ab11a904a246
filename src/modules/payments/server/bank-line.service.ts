import { type Document, type DocumentStore, implement, transition } from '../../../kernel/server/lifecycle.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { DomainError, notFound } from '../../../kernel/shared/errors.ts'
import { mustPost, type TransferDraft } from '../../ledger/api.ts'
import { bankReceiptUnidentified } from '../../ledger/shared/posting-rules.ts'
import { bankLineLifecycle } from '../shared/bank-line.lifecycle.ts'
import { insertIntent } from './intent.ts'
import { payments } from './payment.service.ts'
import { type PaymentRow, readPayments } from './payment.store.ts'
import { captureTransfer } from './received.ts'
import { asSystem } from './requests.ts'

export interface BankLine extends Document {
  bookedOn: string
  amountMinor: bigint
  currency: string
  payer: string
  memo: string
  paymentId: string | null
  matchedByName: string | null
}

const store: DocumentStore<BankLine> = {
  lock: (tx, id) =>
    tx.row<BankLine>('payments.lock_bank_line', 'select * from payments.bank_line where id = $1 for update', [
      id,
    ]),
  async move(tx, line, to) {
    await tx.exec(
      'payments.move_bank_line',
      `update payments.bank_line
       set state = $2, payment_id = $3, matched_by_name = $4, version = version + 1 where id = $1`,
      [line.id, to, line.paymentId, line.matchedByName],
    )
  },
  refs: (line) => (line.paymentId === null ? [] : [{ entity: 'payment', id: line.paymentId }]),
}

/** Money in the bank meets the intent it pays. Nothing is in the books before `post`, so a slip is taken back by a click. */
export const bankLines = implement(bankLineLifecycle, store, {
  match: {
    async effect(tx, line, { paymentId }) {
      const payment = await waitingPayment(tx, paymentId)
      if (payment.currency !== line.currency)
        throw new DomainError('payment.other-currency', { currency: payment.currency })
      const taken = await tx.row(
        'payments.matched_line',
        `select id from payments.bank_line where payment_id = $1 and state in ('matched', 'posted')`,
        [paymentId],
      )
      if (taken) throw new DomainError('payment.already-matched', { payment: payment.number }, 409)
      line.paymentId = paymentId
      line.matchedByName = tx.principal.name
    },
  },
  unmatch: {
    async effect(_tx, line) {
      line.paymentId = null
      line.matchedByName = null
    },
  },
  post: {
    async effect(tx, line) {
      const payment = await waitingPayment(tx, line.paymentId ?? '')
      await capture(tx, line, payment)
    },
  },
  ignore: {},
  reopen: {},
})

/**
 * The bank's day is the business day. Less than the intent leaves an intent for the rest; more goes to unidentified
 * receipts until somebody finds out what it is.
 */
async function capture(tx: Tx, line: BankLine, payment: PaymentRow): Promise<void> {
  const short = line.amountMinor < payment.amountMinor
  const amountMinor = short ? line.amountMinor : payment.amountMinor
  await transition(asSystem(tx), payments, {
    id: payment.id,
    name: 'capture',
    input: { amountMinor, providerKey: null, businessDate: line.bookedOn },
  })
  const transfers: TransferDraft[] = [
    captureTransfer({ ...payment, amountMinor, businessDate: line.bookedOn }),
  ]
  if (short) {
    await insertIntent(tx, {
      orderId: payment.orderId,
      ...(payment.orderNumber === null ? {} : { orderNumber: payment.orderNumber }),
      partyId: payment.partyId,
      amountMinor: payment.amountMinor - amountMinor,
      currency: payment.currency,
      method: 'bank',
      returnUrl: null,
    })
  } else if (line.amountMinor > amountMinor) {
    transfers.push({
      id: line.id,
      kind: 'post',
      businessDate: line.bookedOn,
      rule: 'bank.unidentified',
      ref: { entity: 'bank-line', id: line.id },
      memo: line.payer,
      legs: bankReceiptUnidentified({ amountMinor: line.amountMinor - amountMinor }),
      currency: line.currency,
    })
  }
  tx.beforeCommit(() => mustPost(tx, transfers))
}

async function waitingPayment(tx: Tx, id: string): Promise<PaymentRow> {
  const [payment] = await readPayments(tx, 'payments.lock', 'where id = $1 for update', [id])
  if (!payment || payment.companyId !== tx.principal.companyId) throw notFound('payment', id)
  if (payment.method !== 'bank' || payment.state !== 'pending') {
    throw new DomainError(
      'payment.not-waiting-for-bank',
      { payment: payment.number, state: payment.state },
      409,
    )
  }
  return payment
}
