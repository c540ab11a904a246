import { randomBytes } from 'node:crypto'
import { setting } from '../../../kernel/server/services/settings.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import { cardProvider } from '../shared/payment.settings.ts'

export interface IntentDraft {
  orderId: string
  orderNumber?: string
  partyId: string | null
  amountMinor: bigint
  currency: string
  /** `card` opens a hosted page of the provider; `bank` waits for a transfer that a person matches. */
  method: 'card' | 'bank'
  /** Where the customer goes after the provider's page. */
  returnUrl: string | null
  /** `manual` keeps an authorisation until `requestCapture`; default `automatic`. */
  capture?: 'automatic' | 'manual'
  provider?: string
}

const cardLifetimeMs = 30 * 60_000
const bankLifetimeMs = 7 * 24 * 3_600_000

/** Writes the wish to be paid. The token opens the customer's payment page and nothing else. */
export async function insertIntent(
  tx: Tx,
  draft: IntentDraft,
): Promise<{ intentId: string; clientToken: string }> {
  const intentId = newId()
  const clientToken = randomBytes(24).toString('base64url')
  const lifetimeMs = draft.method === 'card' ? cardLifetimeMs : bankLifetimeMs
  await tx.exec(
    'payments.insert_intent',
    `insert into payments.payment
       (id, company_id, order_id, order_number, party_id, method, provider, state, currency, amount_minor, capture,
        client_token, return_url, expires_at, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [
      intentId,
      tx.principal.companyId,
      draft.orderId,
      draft.orderNumber ?? null,
      draft.partyId,
      draft.method,
      draft.method === 'card'
        ? (draft.provider ?? (await setting(tx, tx.principal.companyId, cardProvider)))
        : null,
      draft.method === 'card' ? 'created' : 'pending',
      draft.currency,
      draft.amountMinor,
      draft.capture ?? 'automatic',
      clientToken,
      draft.returnUrl,
      new Date(tx.now.getTime() + lifetimeMs),
      tx.now,
    ],
  )
  return { intentId, clientToken }
}
