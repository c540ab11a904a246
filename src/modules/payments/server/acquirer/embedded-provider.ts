import { Webhook } from 'standardwebhooks'
import { z } from 'zod'
import { DomainError } from '../../../../kernel/shared/errors.ts'
import type { PaymentFact, PaymentProvider } from '../provider.ts'
import {
  type AcquirerNotice,
  type AcquirerPayment,
  merchantOf,
  noticeOf,
  openSession,
  operate,
} from './acquirer.ts'

export const embeddedName = 'embedded'

const digits = z.string().regex(/^\d{1,18}$/)
const noticeSchema = z.object({
  type: z.string().max(60),
  merchant: z.uuid(),
  payment: z.object({
    key: z.uuid(),
    merchantRef: z.uuid(),
    state: z.enum(['open', 'challenged', 'ready', 'authorised', 'captured', 'declined', 'voided']),
    currency: z.string().length(3),
    amount: digits,
    captured: digits,
    declineCode: z.string().max(60).nullable(),
    refunds: z
      .array(
        z.object({
          refundRef: z.uuid(),
          amount: digits,
          outcome: z.enum(['done', 'refused']),
          code: z.string().max(60).nullable(),
        }),
      )
      .max(1000),
  }),
})

/** The acquirer that works offline. Our side of its contract: its calls, and its messages signed by Standard Webhooks. */
export const embeddedProvider: PaymentProvider = {
  name: embeddedName,
  async openPage(database, page) {
    const { token } = await openSession(database, page)
    return { url: `/api/v1/payments/acquirer/pay/${token}?lang=${page.locale}` }
  },
  authorise: (database, call) => operate(database, 'authorise', call),
  capture: (database, call) => operate(database, 'capture', call),
  void: (database, call) => operate(database, 'void', call),
  refund: (database, call) => operate(database, 'refund', call),
  async inquire(database, { paymentId }) {
    const payment = await database.row<AcquirerPayment>(
      'payments.acquirer_newest_of',
      'select * from payments.acquirer_payment where merchant_ref = $1 order by created_at desc limit 1',
      [paymentId],
    )
    return payment ? factsOf(await noticeOf(database, payment, 'payment.inquired', null)) : []
  },
  async parseWebhook(database, { headers, body }) {
    const text = body.toString('utf8')
    const claimed = noticeSchema.safeParse(jsonOf(text))
    if (!claimed.success) throw new DomainError('payment.forged-webhook', {}, 401)
    const { webhookSecret } = await knownMerchant(claimed.data.merchant)
    const signed = {
      'webhook-id': String(headers['webhook-id'] ?? ''),
      'webhook-timestamp': String(headers['webhook-timestamp'] ?? ''),
      'webhook-signature': String(headers['webhook-signature'] ?? ''),
    }
    try {
      new Webhook(webhookSecret).verify(text, signed)
    } catch {
      throw new DomainError('payment.forged-webhook', {}, 401)
    }
    const { data } = claimed
    return { messageId: signed['webhook-id'], type: data.type, payload: data, facts: factsOf(data) }

    /** A stranger's merchant must not become one of ours by writing to us. */
    async function knownMerchant(companyId: string) {
      const row = await database.row(
        'payments.acquirer_merchant',
        'select * from payments.acquirer_merchant where company_id = $1',
        [companyId],
      )
      if (!row) throw new DomainError('payment.forged-webhook', {}, 401)
      return merchantOf(database, companyId)
    }
  },
}

/** The whole state of the payment in one message becomes every fact that follows from it. */
function factsOf({ payment }: AcquirerNotice): PaymentFact[] {
  const paymentId = payment.merchantRef
  const providerKey = payment.key
  const amountMinor = BigInt(payment.amount)
  const facts: PaymentFact[] = []
  if (payment.state === 'ready')
    facts.push({ kind: 'ready', paymentId, providerKey, amountMinor, currency: payment.currency })
  if (payment.state === 'authorised') facts.push({ kind: 'authorised', paymentId, providerKey, amountMinor })
  if (payment.state === 'captured')
    facts.push({ kind: 'captured', paymentId, providerKey, amountMinor: BigInt(payment.captured) })
  if (payment.state === 'declined')
    facts.push({ kind: 'declined', paymentId, providerKey, code: payment.declineCode ?? 'declined' })
  if (payment.state === 'voided') facts.push({ kind: 'voided', paymentId })
  for (const refund of payment.refunds) {
    facts.push(
      refund.outcome === 'done'
        ? { kind: 'refunded', paymentId, refundId: refund.refundRef, amountMinor: BigInt(refund.amount) }
        : { kind: 'refund-failed', paymentId, refundId: refund.refundRef, code: refund.code ?? 'refused' },
    )
  }
  return facts
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
