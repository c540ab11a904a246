import { businessDate } from '../../../kernel/server/company-clock.ts'
import { implement } from '../../../kernel/server/lifecycle.ts'
import { paymentLifecycle } from '../shared/payment.lifecycle.ts'
import { type PaymentRow, paymentStore } from './payment.store.ts'

/**
 * How a fact changes a payment. The effects only set what the store then writes; the books are posted by the caller,
 * last, in the same transaction.
 */
export const payments = implement(paymentLifecycle, paymentStore, {
  begin: {},
  authorise: {
    async effect(_tx, payment, input) {
      payment.authorisedMinor = input.amountMinor
      payment.providerKey = input.providerKey
      payment.failureCode = null
    },
    data: (_payment, input) => ({ amountMinor: input.amountMinor }),
  },
  capture: {
    async effect(tx, payment, input) {
      payment.capturedMinor = input.amountMinor
      payment.providerKey = input.providerKey ?? payment.providerKey
      payment.failureCode = null
      payment.capturedAt = tx.now
      payment.businessDate = input.businessDate ?? businessDate(tx)
    },
    data: (_payment, input) => ({ amountMinor: input.amountMinor }),
  },
  decline: {
    async effect(_tx, payment, input) {
      payment.failureCode = input.code
    },
    data: (payment, input) => ({ amountMinor: payment.amountMinor, code: input.code }),
  },
  void: { data: (payment) => ({ amountMinor: payment.amountMinor }) },
  expire: { data: (payment) => ({ amountMinor: payment.amountMinor }) },
  'refund-part': { effect: payBack, data: (_payment, input) => ({ ...input }) },
  refund: { effect: payBack, data: (_payment, input) => ({ ...input }) },
})

async function payBack(_tx: unknown, payment: PaymentRow, input: { amountMinor: bigint }): Promise<void> {
  payment.refundedMinor += input.amountMinor
  payment.refundingMinor -= input.amountMinor
}
