import { z } from 'zod'

/** Refunds above it need a second person. In minor units of the payment's currency. */
export const refundApprovalLimit = {
  key: 'payments.refund-approval-limit',
  schema: z.string().regex(/^\d{1,15}$/),
  initial: '500000',
  permission: 'payment.manage-provider',
}

/** The acquirer's fee on what it settles, as a fraction: 0.025 is 2.5 %. Its VAT comes on top. */
export const acquirerFeeRate = {
  key: 'payments.acquirer-fee-rate',
  schema: z.string().regex(/^0\.\d{1,6}$|^0$/),
  initial: '0.025',
  permission: 'payment.manage-provider',
}

/** Who carries card payments of new intents. */
export const cardProvider = {
  key: 'payments.card-provider',
  schema: z.enum(['embedded', 'toss']),
  initial: 'embedded' as 'embedded' | 'toss',
  permission: 'payment.manage-provider',
}
