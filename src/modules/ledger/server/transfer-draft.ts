import type { Leg } from '../shared/posting-rules.ts'

export interface TransferDraft {
  /** The idempotency key too: the same id with the same content has one effect. */
  id: string
  kind: 'post' | 'pending' | 'post-pending' | 'void-pending'
  /** The pending transfer that `post-pending` or `void-pending` resolves. */
  pendingId?: string
  /** The day it belongs to in the books, apart from the moment it is posted. */
  businessDate: string
  rule: string
  ref: { entity: string; id: string }
  memo?: string
  /** Positive debits, negative credits. Empty for `void-pending`, and for `post-pending` in full. */
  legs: readonly Leg[]
  currency: string
}

export interface TransferResult {
  id: string
  seq: bigint
  status: 'posted' | 'replayed' | 'refused'
  code?: string
}
