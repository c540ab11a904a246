import type { Database } from '../../../kernel/server/database.ts'
import { wire } from '../../../kernel/server/json.ts'
import { systemPrincipal } from '../../../kernel/server/principal.ts'
import { notFound } from '../../../kernel/shared/errors.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import { applyFacts, type Outcome } from './facts.ts'
import { providerNamed, type WebhookCall } from './provider.ts'

/**
 * Takes a provider's message: verified first, then recorded once by its id and applied in the same transaction. A
 * duplicate is counted and changes nothing; order does not matter. Throws `payment.forged-webhook`.
 */
export async function receiveWebhook(
  database: Database,
  providerName: string,
  call: WebhookCall,
): Promise<{ outcome: Outcome }> {
  const provider = providerNamed(providerName)
  if (!provider) throw notFound('provider', providerName)
  const message = await provider.parseWebhook(database, call)
  const paymentId = message.facts[0]?.paymentId
  const known = await companyOf(database, paymentId)
  if (!known || !paymentId) return { outcome: 'unknown-payment' }
  return database.transaction({ principal: systemPrincipal(known.companyId, providerName) }, async (tx) => {
    const fresh = await tx.row<{ deliveries: number; outcome: Outcome }>(
      'payments.record_webhook',
      `insert into payments.webhook as w
         (id, provider, message_id, company_id, payment_id, type, payload, outcome, received_at, last_at)
       values ($1, $2, $3, $4, $5, $6, $7::jsonb, 'already-known', $8, $8)
       on conflict (provider, message_id) do update set deliveries = w.deliveries + 1, last_at = $8
       returning deliveries, outcome`,
      [
        newId(),
        providerName,
        message.messageId,
        known.companyId,
        paymentId,
        message.type,
        JSON.stringify(wire(message.payload)),
        tx.now,
      ],
    )
    if (!fresh || fresh.deliveries > 1) return { outcome: 'already-known' as const }
    const outcome = await applyFacts(tx, paymentId, message.facts)
    await tx.exec(
      'payments.webhook_outcome',
      'update payments.webhook set outcome = $3 where provider = $1 and message_id = $2',
      [providerName, message.messageId, outcome],
    )
    return { outcome }
  })
}

async function companyOf(
  database: Database,
  paymentId: string | undefined,
): Promise<{ companyId: string } | undefined> {
  if (paymentId === undefined) return undefined
  return database.row('payments.company_of', 'select company_id from payments.payment where id = $1', [
    paymentId,
  ])
}
