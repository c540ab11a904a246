import type { OfferedAction } from '../../../kernel/ui/record/document.ts'
import type { Money, Tone } from '../../../kernel/ui/values.tsx'

export const paymentsPath = '/api/v1/payments/payments'
export const bankLinesPath = '/api/v1/payments/bank-lines'
export const settlementsPath = '/api/v1/payments/settlements'
export const refundsPath = '/api/v1/payments/refunds'
export const switchesPath = '/api/v1/payments/acquirer/switches'

export const paymentTone = {
  created: 'waiting',
  pending: 'waiting',
  authorised: 'attention',
  captured: 'good',
  'partially-refunded': 'attention',
  refunded: 'neutral',
  declined: 'stopped',
  voided: 'neutral',
  expired: 'stopped',
} as const satisfies Record<string, Tone>
export type PaymentState = keyof typeof paymentTone

export const bankTone = {
  open: 'waiting',
  matched: 'attention',
  posted: 'good',
  ignored: 'neutral',
} as const satisfies Record<string, Tone>
export type BankState = keyof typeof bankTone

export const refundTone = {
  'awaiting-approval': 'attention',
  requested: 'waiting',
  'awaiting-payout': 'attention',
  succeeded: 'good',
  failed: 'stopped',
  rejected: 'stopped',
} as const satisfies Record<string, Tone>
export type RefundState = keyof typeof refundTone

export const attemptTone = {
  queued: 'waiting',
  accepted: 'waiting',
  succeeded: 'good',
  failed: 'stopped',
} as const satisfies Record<string, Tone>

export interface PaymentRow {
  id: string
  number: string
  state: PaymentState
  method: 'card' | 'cash' | 'bank' | 'external'
  provider: string | null
  orderId: string
  orderNumber: string | null
  partyId: string | null
  amount: Money
  captured: Money
  refunded: Money
  createdAt: string
  capturedAt: string | null
  businessDate: string | null
  failureCode: string | null
  reference: string | null
  settlementId: string | null
}

export interface Payment extends PaymentRow {
  authorised: Money
  refunding: Money
  refundable: Money
  capture: 'automatic' | 'manual'
  providerKey: string | null
  cancelRequestedAt: string | null
  expiresAt: string | null
  payPath: string | null
  partyNumber: string | null
  entries: { id: string; seq: string; rule: string; businessDate: string; amount: Money }[]
  version: number
  actions: OfferedAction[]
  attempts: {
    id: string
    operation: string
    state: keyof typeof attemptTone
    amount: Money
    code: string | null
    tries: number
    createdAt: string
  }[]
  refunds: Refund[]
  webhooks: { id: string; type: string; outcome: string; deliveries: number; receivedAt: string }[]
}

export interface Refund {
  id: string
  state: RefundState
  amount: Money
  reason: string
  requestedByName: string
  decidedByName: string | null
  approvalId: string | null
  code: string | null
  createdAt: string
  actions: OfferedAction[]
}

export interface WaitingRefund extends Refund {
  paymentId: string
  paymentNumber: string
  orderId: string
  orderNumber: string | null
}

export interface BankLineRow {
  id: string
  bookedOn: string
  payer: string
  memo: string
  amount: Money
  state: BankState
  paymentId: string | null
  matchedByName: string | null
}

export interface BankLine extends BankLineRow {
  version: number
  actions: OfferedAction[]
  candidates: {
    id: string
    number: string
    orderId: string
    orderNumber: string | null
    amount: Money
    createdAt: string
    likeness: number
  }[]
}

export interface SettlementRow {
  id: string
  number: string
  provider: string
  settledOn: string
  itemCount: number
  gross: Money
  fee: Money
  feeVat: Money
  net: Money
}

export interface Settlement extends SettlementRow {
  version: number
  actions: OfferedAction[]
  items: {
    paymentId: string
    number: string
    orderId: string
    orderNumber: string | null
    kind: 'capture' | 'refund'
    amount: Money
    businessDate: string
  }[]
}
