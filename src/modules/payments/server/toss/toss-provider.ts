import { z } from 'zod'
import type { Database } from '../../../../kernel/server/database.ts'
import { DomainError } from '../../../../kernel/shared/errors.ts'
import { type Currency, majorText, minorOf } from '../../../../kernel/shared/money.ts'
import type { PaymentFact, PaymentProvider, ProviderAnswer, ProviderCall } from '../provider.ts'
import { ProviderUnavailable } from '../provider.ts'
import {
  cancel,
  confirm,
  paymentByKey,
  type TossAccount,
  type TossAnswer,
  type TossPayment,
} from './toss-client.ts'

const tossName = 'toss'

/** `PAYMENT_STATUS_CHANGED`: unsigned by Toss Payments, so only its key is believed and the payment is read anew. */
const webhookSchema = z.object({
  eventType: z.string().max(60),
  createdAt: z.string().max(60),
  data: z.object({
    paymentKey: z.string().max(200),
    orderId: z.string().max(64),
    status: z.string().max(40),
  }),
})

/**
 * Toss Payments (토스페이먼츠). It captures at once when we confirm; giving back is a cancel, in part or in full. The
 * account comes from `TOSS_SECRET_KEY`; `TOSS_BASE_URL` points tests at a double.
 */
export const tossProvider: PaymentProvider = {
  name: tossName,
  async openPage() {
    // Its payment window opens in the shop's own page by its script, which sends the customer back to our return path.
    throw new DomainError('payment.no-hosted-page', { provider: tossName })
  },
  async authorise(_database, call) {
    const answer = await confirm(account(), {
      paymentKey: call.providerKey,
      orderId: call.paymentId,
      amount: majorOf(call.amountMinor, call.currency),
      idempotencyKey: call.attemptId,
    })
    // Confirmed before, and the answer was lost on the way: the payment itself tells.
    if (!answer.ok && answer.code === 'ALREADY_PROCESSED_PAYMENT') {
      return answerOf(await paymentByKey(account(), call.providerKey))
    }
    return answerOf(answer)
  },
  capture: async (_database, call) => answerOf(await paymentByKey(account(), call.providerKey)),
  async void(_database, call) {
    const answer = await giveBack(call, { reason: '결제 취소' })
    return answer.kind === 'facts'
      ? { kind: 'facts', facts: [{ kind: 'voided', paymentId: call.paymentId }] }
      : answer
  },
  refund: (_database, call) =>
    giveBack(call, { reason: call.reason ?? '환불', amountMinor: call.amountMinor }),
  async inquire(_database, { providerKey }) {
    if (providerKey === null) return []
    const answer = await paymentByKey(account(), providerKey)
    return answer.ok ? factsOf(answer.payment) : []
  },
  async parseWebhook(_database: Database, { body }) {
    const claimed = webhookSchema.safeParse(jsonOf(body.toString('utf8')))
    if (!claimed.success) throw new DomainError('payment.forged-webhook', {}, 401)
    const { eventType, createdAt, data } = claimed.data
    const answer = await paymentByKey(account(), data.paymentKey)
    if (!answer.ok || answer.payment.orderId !== data.orderId)
      throw new DomainError('payment.forged-webhook', {}, 401)
    return {
      messageId: `${eventType}:${data.paymentKey}:${data.status}:${createdAt}`,
      type: eventType,
      payload: claimed.data,
      facts: factsOf(answer.payment),
    }
  },
}

/** The refund's id travels in the reason, the only words of ours that Toss Payments keeps with a cancel. */
async function giveBack(
  call: ProviderCall,
  wish: { reason: string; amountMinor?: bigint },
): Promise<ProviderAnswer> {
  const answer = await cancel(account(), {
    paymentKey: call.providerKey,
    cancelReason: call.refundId === null ? wish.reason : `${wish.reason.slice(0, 150)} [${call.refundId}]`,
    ...(wish.amountMinor === undefined ? {} : { cancelAmount: majorOf(wish.amountMinor, call.currency) }),
    idempotencyKey: call.attemptId,
  })
  return answerOf(answer)
}

function answerOf(answer: TossAnswer): ProviderAnswer {
  return answer.ok
    ? { kind: 'facts', facts: factsOf(answer.payment) }
    : { kind: 'refused', code: answer.code.toLowerCase().replaceAll('_', '-') }
}

function factsOf(payment: TossPayment): PaymentFact[] {
  const paymentId = payment.orderId
  const providerKey = payment.paymentKey
  const currency = payment.currency as Currency
  const facts: PaymentFact[] = []
  if (payment.status === 'ABORTED' || payment.status === 'EXPIRED') {
    const code = payment.failure?.code.toLowerCase().replaceAll('_', '-') ?? payment.status.toLowerCase()
    facts.push({ kind: 'declined', paymentId, providerKey, code })
  }
  if (payment.status === 'DONE' || payment.status === 'PARTIAL_CANCELED' || payment.status === 'CANCELED') {
    facts.push({
      kind: 'captured',
      paymentId,
      providerKey,
      amountMinor: minorOf(String(payment.totalAmount), currency, 'half-up'),
    })
  }
  for (const one of payment.cancels ?? []) {
    const refundId = /\[([0-9a-f-]{36})\]$/.exec(one.cancelReason ?? '')?.[1]
    if (refundId) {
      facts.push({
        kind: 'refunded',
        paymentId,
        refundId,
        amountMinor: minorOf(String(one.cancelAmount), currency, 'half-up'),
      })
    }
  }
  return facts
}

function majorOf(amountMinor: bigint, currency: string): number {
  return Number(majorText(amountMinor, currency as Currency))
}

function account(): TossAccount {
  const secretKey = process.env.TOSS_SECRET_KEY
  if (!secretKey) throw new ProviderUnavailable('TOSS_SECRET_KEY is not set')
  return { secretKey, baseUrl: process.env.TOSS_BASE_URL ?? 'https://api.tosspayments.com' }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
