import { z } from 'zod'
import { ProviderUnavailable } from '../provider.ts'

/**
 * The REST protocol of Toss Payments (https://docs.tosspayments.com/reference): basic authentication with the secret
 * key and an empty password, `Idempotency-Key` on writes, amounts in major units, errors as `{ code, message }`.
 */
const cancelSchema = z.object({
  cancelAmount: z.number(),
  cancelReason: z.string().nullable(),
  cancelStatus: z.string().optional(),
  transactionKey: z.string(),
})

const tossPaymentSchema = z.object({
  paymentKey: z.string().max(200),
  orderId: z.string().max(64),
  status: z.enum([
    'READY',
    'IN_PROGRESS',
    'WAITING_FOR_DEPOSIT',
    'DONE',
    'CANCELED',
    'PARTIAL_CANCELED',
    'ABORTED',
    'EXPIRED',
  ]),
  currency: z.string(),
  totalAmount: z.number(),
  balanceAmount: z.number(),
  cancels: z.array(cancelSchema).nullable().optional(),
  failure: z.object({ code: z.string(), message: z.string() }).nullable().optional(),
})
export type TossPayment = z.output<typeof tossPaymentSchema>

export type TossAnswer = { ok: true; payment: TossPayment } | { ok: false; code: string; message: string }

export interface TossAccount {
  baseUrl: string
  secretKey: string
}

const timeoutMs = 30_000

/** Codes that say "not now" and not "no". */
const transient = new Set([
  'PROVIDER_ERROR',
  'FAILED_INTERNAL_SYSTEM_PROCESSING',
  'UNKNOWN_PAYMENT_ERROR',
  'FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING',
  'IDEMPOTENT_REQUEST_PROCESSING',
])

export async function confirm(
  account: TossAccount,
  wish: { paymentKey: string; orderId: string; amount: number; idempotencyKey: string },
): Promise<TossAnswer> {
  const { idempotencyKey, ...body } = wish
  return ask(account, { method: 'POST', path: '/v1/payments/confirm', body, idempotencyKey })
}

export async function cancel(
  account: TossAccount,
  wish: { paymentKey: string; cancelReason: string; cancelAmount?: number; idempotencyKey: string },
): Promise<TossAnswer> {
  const { paymentKey, idempotencyKey, ...body } = wish
  const path = `/v1/payments/${encodeURIComponent(paymentKey)}/cancel`
  return ask(account, { method: 'POST', path, body, idempotencyKey })
}

export async function paymentByKey(account: TossAccount, paymentKey: string): Promise<TossAnswer> {
  return ask(account, { method: 'GET', path: `/v1/payments/${encodeURIComponent(paymentKey)}` })
}

async function ask(
  { baseUrl, secretKey }: TossAccount,
  call: { method: 'GET' | 'POST'; path: string; body?: object; idempotencyKey?: string },
): Promise<TossAnswer> {
  let response: Response
  try {
    response = await fetch(new URL(call.path, baseUrl), {
      method: call.method,
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        authorization: `Basic ${Buffer.from(`${secretKey}:`).toString('base64')}`,
        'content-type': 'application/json',
        ...(call.idempotencyKey === undefined ? {} : { 'idempotency-key': call.idempotencyKey }),
      },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    })
  } catch (error) {
    throw new ProviderUnavailable('Toss Payments does not answer', { cause: error })
  }
  const body: unknown = await response.json().catch(() => undefined)
  if (response.ok) {
    const parsed = tossPaymentSchema.safeParse(body)
    if (!parsed.success) throw new ProviderUnavailable('Toss Payments answered something else')
    return { ok: true, payment: parsed.data }
  }
  const refusal = z.object({ code: z.string().max(100), message: z.string() }).safeParse(body)
  if (response.status >= 500 || !refusal.success || transient.has(refusal.data.code)) {
    throw new ProviderUnavailable(`Toss Payments: ${refusal.success ? refusal.data.code : response.status}`)
  }
  return { ok: false, ...refusal.data }
}
