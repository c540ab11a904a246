import { z } from 'zod'
import { defineLifecycle } from '../../../kernel/shared/lifecycle.ts'

const byProvider = 'payment.settle'

/**
 * A payment moves by what its provider says, and providers say it in any order: a capture may arrive before its
 * authorisation, or after we gave the payment up. People ask (capture, void, refund); the facts come back.
 */
export const paymentLifecycle = defineLifecycle({
  document: 'payment',
  initial: 'created',
  states: {
    created: 'waiting',
    pending: 'waiting',
    authorised: 'attention',
    captured: 'good',
    'partially-refunded': 'attention',
    refunded: 'neutral',
    declined: 'stopped',
    voided: 'neutral',
    expired: 'stopped',
  },
  transitions: {
    begin: {
      from: ['created', 'declined'],
      to: 'pending',
      permission: byProvider,
      event: 'payment.begun',
      input: z.object({}),
      tone: 'default',
    },
    authorise: {
      from: ['created', 'pending', 'declined'],
      to: 'authorised',
      permission: byProvider,
      event: 'payment.authorised',
      input: z.object({ amountMinor: z.bigint(), providerKey: z.string() }),
      tone: 'default',
    },
    capture: {
      from: ['created', 'pending', 'authorised', 'declined', 'voided', 'expired'],
      to: 'captured',
      permission: byProvider,
      event: 'payment.captured',
      input: z.object({
        amountMinor: z.bigint(),
        providerKey: z.string().nullable(),
        /** The day the bank booked it, where that is not today. */
        businessDate: z.iso.date().optional(),
      }),
      tone: 'primary',
    },
    decline: {
      from: ['created', 'pending'],
      to: 'declined',
      permission: byProvider,
      event: 'payment.declined',
      input: z.object({ code: z.string() }),
      tone: 'danger',
    },
    void: {
      from: ['created', 'pending', 'authorised', 'declined'],
      to: 'voided',
      permission: byProvider,
      event: 'payment.voided',
      input: z.object({}),
      tone: 'danger',
    },
    expire: {
      from: ['created', 'pending', 'authorised'],
      to: 'expired',
      permission: byProvider,
      event: 'payment.expired',
      input: z.object({}),
      tone: 'danger',
    },
    'refund-part': {
      from: ['captured', 'partially-refunded'],
      to: 'partially-refunded',
      permission: byProvider,
      event: 'payment.refunded',
      input: z.object({ refundId: z.uuid(), amountMinor: z.bigint() }),
      tone: 'danger',
    },
    refund: {
      from: ['captured', 'partially-refunded'],
      to: 'refunded',
      permission: byProvider,
      event: 'payment.refunded',
      input: z.object({ refundId: z.uuid(), amountMinor: z.bigint() }),
      tone: 'danger',
    },
  },
})
