import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { anyone, declare } from '../../../kernel/server/http/house.ts'
import { localeOf, shapeError } from '../../../kernel/server/http/problem.ts'
import { query } from '../../../kernel/server/http/routes.ts'
import { systemPrincipal } from '../../../kernel/server/principal.ts'
import { notFound } from '../../../kernel/shared/errors.ts'
import { choose, merchantOf, sessionByToken, testCards } from './acquirer/acquirer.ts'
import { hostedPage, resultPage } from './acquirer/hosted-page.ts'
import { applyFacts } from './facts.ts'
import { type PaymentRow, readPayments } from './payment.store.ts'
import { ProviderUnavailable, providerNamed } from './provider.ts'

const tokenParams = z.object({ token: z.string().regex(/^[\w-]{16,64}$/) })
const langQuery = z.object({ lang: z.enum(['ko', 'en']).optional() })
const choices = z.object({ card: z.enum([...testCards, 'confirm', 'abandon']) })

const prefix = '/api/v1/payments'

/** The customer's way through a payment: to the provider's page and back. Tokens open one payment and nothing else. */
export async function payRoutes(app: FastifyInstance): Promise<void> {
  query(app, {
    url: '/pay/:token',
    summary: 'Sends the customer to the provider’s payment page, or tells what became of the payment',
    permission: anyone,
    params: tokenParams,
    query: langQuery,
    produces: 'text/html',
    async run(_db, { params, request, reply }) {
      const payment = await byToken(params.token)
      if (!payable(payment)) return showResult(request, reply, payment)
      const provider = providerNamed(payment.provider ?? '')
      if (!provider) throw notFound('provider', payment.provider ?? '')
      const { url } = await provider.openPage(app.house.database, {
        companyId: payment.companyId,
        paymentId: payment.id,
        title: payment.orderNumber ?? payment.number,
        amountMinor: payment.amountMinor,
        currency: payment.currency,
        capture: payment.capture,
        returnPath: `${prefix}/pay/${params.token}/return`,
        locale: localeOf(request),
      })
      return reply.redirect(url, 303)
    },
  })

  query(app, {
    url: '/pay/:token/return',
    summary: 'Where a provider’s page sends the customer back to',
    description:
      'Providers that confirm from our side hand over `paymentKey` and `amount` here; they are verified first.',
    permission: anyone,
    params: tokenParams,
    query: langQuery.extend({
      paymentKey: z.string().max(200).optional(),
      orderId: z.string().max(64).optional(),
      amount: z
        .string()
        .regex(/^\d{1,15}$/)
        .optional(),
    }),
    produces: 'text/html',
    async run(_db, { params, query: asked, request, reply }) {
      const payment = await byToken(params.token)
      if (
        asked.paymentKey &&
        asked.amount &&
        asked.orderId === payment.id &&
        payment.provider !== 'embedded'
      ) {
        const fact = {
          kind: 'ready' as const,
          paymentId: payment.id,
          providerKey: asked.paymentKey,
          amountMinor: BigInt(asked.amount),
          currency: payment.currency,
        }
        await app.house.database.transaction(
          { principal: systemPrincipal(payment.companyId, payment.provider ?? ''), traceId: request.traceId },
          (tx) => applyFacts(tx, payment.id, [fact]),
        )
      }
      const now = await byToken(params.token)
      // The earlier card's refusal still stands while the word on this one is on its way.
      const underWay = asked.paymentKey !== undefined && asked.paymentKey !== now.providerKey
      return showResult(
        request,
        reply,
        now.state === 'declined' && underWay ? { ...now, state: 'pending' } : now,
      )
    },
  })

  query(app, {
    url: '/acquirer/pay/:token',
    summary: 'The embedded acquirer’s hosted payment page',
    permission: anyone,
    params: tokenParams,
    query: langQuery,
    produces: 'text/html',
    async run(_db, { params, request, reply }) {
      const payment = await sessionByToken(app.house.database, params.token)
      if (!payment) throw notFound('payment', params.token)
      const { outage } = await merchantOf(app.house.database, payment.companyId)
      const nonce = html(reply)
      return hostedPage(payment, { locale: localeOf(request), nonce, outage })
    },
  })

  await app.register(async (scope) => {
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string' },
      (_request, body, done) => {
        done(null, Object.fromEntries(new URLSearchParams(String(body))))
      },
    )
    const url = '/acquirer/pay/:token'
    declare(scope, {
      method: 'POST',
      url,
      summary: 'The customer’s choice on the hosted payment page',
      permission: anyone,
      params: tokenParams,
      body: choices,
      status: 200,
      response: z.object({ url: z.string() }),
    })
    scope.post(url, async (request, reply) => {
      const params = tokenParams.safeParse(request.params)
      if (!params.success) throw shapeError(params.error, 'params')
      const body = choices.safeParse(request.body)
      if (!body.success) throw shapeError(body.error, 'body')
      const next = await afterChoice(params.data.token, body.data.card)
      if (/json/.test(request.headers.accept ?? '')) return { url: next }
      return reply.redirect(next, 303)
    })
  })

  async function afterChoice(token: string, card: z.output<typeof choices>['card']): Promise<string> {
    try {
      const payment = await choose(app.house.database, token, card)
      if (!payment) throw notFound('payment', token)
      if (payment.state === 'ready' && payment.returnPath)
        return `${payment.returnPath}?paymentKey=${encodeURIComponent(payment.key)}`
      if (payment.state !== 'challenged' && payment.returnPath) return payment.returnPath
    } catch (error) {
      if (!(error instanceof ProviderUnavailable)) throw error
    }
    return `${prefix}/acquirer/pay/${token}`
  }

  async function byToken(token: string): Promise<PaymentRow> {
    const [payment] = await readPayments(app.house.database, 'payments.by_token', 'where client_token = $1', [
      token,
    ])
    if (!payment) throw notFound('payment', token)
    return payment
  }

  function showResult(request: FastifyRequest, reply: FastifyReply, payment: PaymentRow): string {
    const again =
      payment.state === 'declined' && payable(payment) ? `${prefix}/pay/${payment.clientToken}` : null
    const nonce = html(reply)
    const returnUrl = safeReturn(payment.returnUrl, request.host)
    return resultPage(payment.state, { locale: localeOf(request), nonce, again, returnUrl })
  }
}

function payable(payment: PaymentRow): boolean {
  const open = payment.state === 'created' || payment.state === 'declined'
  const inTime = payment.expiresAt === null || payment.expiresAt.getTime() > Date.now()
  return open && inTime && payment.cancelRequestedAt === null && payment.provider !== null
}

/** Back to our own side only: whoever opened the intent must not send customers to a stranger. */
function safeReturn(url: string | null, host: string): string | null {
  if (url === null) return null
  if (/^\/(?![/\\])/.test(url)) return url
  try {
    const parsed = new URL(url)
    return /^https?:$/.test(parsed.protocol) && parsed.host === host ? parsed.href : null
  } catch {
    return null
  }
}

/** Headers of a page of ours without the frame; answers the nonce its style and script carry. */
function html(reply: FastifyReply): string {
  const nonce = randomBytes(16).toString('base64')
  void reply
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .header('x-content-type-options', 'nosniff')
    .header(
      'content-security-policy',
      `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
    )
  return nonce
}
