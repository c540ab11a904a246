import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { audit } from '../../../kernel/server/audit.ts'
import { listRoute } from '../../../kernel/server/http/list-route.ts'
import { present } from '../../../kernel/server/http/present.ts'
import { command, query } from '../../../kernel/server/http/routes.ts'
import { may, type Principal } from '../../../kernel/server/principal.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { DomainError, notFound } from '../../../kernel/shared/errors.ts'
import { type OfferedAction, offeredActionSchema } from '../../../kernel/shared/lifecycle.ts'
import { minor } from '../../../kernel/shared/money.ts'
import { entriesOf } from '../../ledger/api.ts'
import { partiesById } from '../../parties/api.ts'
import { paymentEntity } from '../shared/payment.ts'
import { type PaymentRow, readPayments } from './payment.store.ts'
import { confirmPayout } from './refund-sending.ts'
import { giveUp, openRefund, requestOperation } from './requests.ts'

const idParams = z.object({ id: z.uuid() })
const amount = z.object({ amount: z.string(), currency: z.string() })

const record = z.object({
  id: z.uuid(),
  number: z.string(),
  state: z.string(),
  method: z.string(),
  provider: z.string().nullable(),
  orderId: z.uuid(),
  orderNumber: z.string().nullable(),
  partyId: z.uuid().nullable(),
  partyNumber: z.string().nullable(),
  amount,
  authorised: amount,
  captured: amount,
  refunded: amount,
  refunding: amount,
  refundable: amount,
  capture: z.string(),
  reference: z.string().nullable(),
  providerKey: z.string().nullable(),
  failureCode: z.string().nullable(),
  businessDate: z.iso.date().nullable(),
  capturedAt: z.iso.datetime().nullable(),
  cancelRequestedAt: z.iso.datetime().nullable(),
  expiresAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  settlementId: z.uuid().nullable(),
  payPath: z.string().nullable(),
  version: z.number(),
  attempts: z.array(z.record(z.string(), z.unknown())),
  refunds: z.array(z.record(z.string(), z.unknown())),
  webhooks: z.array(z.record(z.string(), z.unknown())),
  entries: z.array(z.record(z.string(), z.unknown())),
  actions: z.array(offeredActionSchema),
})

const accepted = z.object({ id: z.uuid(), state: z.string(), version: z.number() })

export function paymentRoutes(app: FastifyInstance): void {
  listRoute(app, paymentEntity, {
    url: '/payments',
    summary: 'Payments and intents',
    permission: 'payment.read',
    defaultSort: '-createdAt',
  })

  query(app, {
    url: '/payments/:id',
    summary: 'A payment with its attempts, refunds and the provider’s messages',
    permission: 'payment.read',
    params: idParams,
    response: record,
    async run(db, { params, principal }) {
      const [payment] = await readPayments(db, 'payments.by_id', 'where id = $1 and company_id = $2', [
        params.id,
        principal.companyId,
      ])
      if (!payment) throw notFound('payment', params.id)
      const [attempts, refunds, webhooks, entries, parties] = await Promise.all([
        db.rows<object>(
          'payments.attempts_of',
          `select id, operation, provider, state, amount_minor, currency, code, tries, created_at, finished_at
           from payments.attempt where payment_id = $1 order by created_at, id`,
          [payment.id],
        ),
        db.rows<WaitingRefund>(
          'payments.refunds_of',
          `select id, state, amount_minor, currency, reason, requested_by, requested_by_name, decided_by_name, approval_id, code,
             created_at, finished_at
           from payments.refund where payment_id = $1 order by created_at, id`,
          [payment.id],
        ),
        db.rows<object>(
          'payments.webhooks_of',
          `select id, provider, type, outcome, deliveries, received_at, last_at
           from payments.webhook where payment_id = $1 order by received_at, id`,
          [payment.id],
        ),
        entriesOf(db, payment.companyId, [payment.id]),
        payment.partyId === null ? [] : partiesById(db, [payment.partyId]),
      ])
      const { companyId: _company, clientToken, returnUrl: _return, ...shown } = payment
      return {
        ...present({ ...shown, refundableMinor: refundable(payment) }),
        payPath:
          clientToken !== null && payment.method === 'card' && openStates.has(payment.state)
            ? `/api/v1/payments/pay/${clientToken}`
            : null,
        attempts: attempts.map(present),
        refunds: refunds.map((refund) => presentRefund(refund, principal)),
        webhooks,
        entries: entries.map(present),
        partyNumber: parties[0]?.number ?? null,
        actions: actionsFor(payment, principal),
      }
    },
  })

  command(app, {
    url: '/payments/:id/capture',
    summary: 'Ask the provider to take what it authorised',
    permission: 'payment.capture',
    params: idParams,
    response: accepted,
    async run(tx, { params, version }) {
      const payment = await lock(tx, params.id, version)
      requireState(payment, 'capture', ['authorised'])
      await requestOperation(tx, payment, { operation: 'capture', amountMinor: payment.authorisedMinor })
      audit(tx, { action: 'payment.request-capture', entity: 'payment', id: payment.id })
      return current(tx, payment.id)
    },
  })

  command(app, {
    url: '/payments/:id/void',
    summary: 'Give up a payment that has not been captured',
    permission: 'payment.void',
    params: idParams,
    body: z.object({ reason: z.string().trim().min(2).max(500) }),
    response: accepted,
    async run(tx, { params, body, version }) {
      const payment = await lock(tx, params.id, version)
      requireState(payment, 'void', ['created', 'pending', 'authorised', 'declined'])
      await giveUp(tx, payment)
      audit(tx, { action: 'payment.request-void', entity: 'payment', id: payment.id, reason: body.reason })
      return current(tx, payment.id)
    },
  })

  command(app, {
    url: '/payments/:id/refund',
    summary: 'Pay back part or all of a payment',
    description: 'Above the limit of the settings a second person must approve before the money leaves.',
    permission: 'payment.refund',
    params: idParams,
    body: z.object({
      amount: z.object({ amount: minor(), currency: z.string().length(3) }),
      reason: z.string().trim().min(2).max(500),
      /** The caller's key of this wish; the same key pays back once. */
      refundKey: z.string().min(8).max(100).optional(),
    }),
    response: z.object({ id: z.uuid(), state: z.string(), version: z.number(), refundId: z.uuid() }),
    async run(tx, { params, body, version, request }) {
      const payment = await lock(tx, params.id, version)
      requireState(payment, 'refund', ['captured', 'partially-refunded'])
      if (body.amount.currency !== payment.currency)
        throw new DomainError('payment.other-currency', { currency: payment.currency })
      const left = refundable(payment)
      if (body.amount.amount <= 0n || body.amount.amount > left) {
        throw new DomainError('payment.refund-exceeds', { leftMinor: left, currency: payment.currency })
      }
      const refundKey = body.refundKey ?? `desk:${request.id}:${payment.id}:${tx.now.getTime()}`
      const refundId = await openRefund(tx, payment, {
        amountMinor: body.amount.amount,
        reason: body.reason,
        refundKey,
      })
      audit(tx, {
        action: 'payment.request-refund',
        entity: 'payment',
        id: payment.id,
        after: { refundId, amountMinor: body.amount.amount },
        reason: body.reason,
      })
      return { ...(await current(tx, payment.id)), refundId }
    },
  })

  command(app, {
    url: '/refunds/:id/paid-out',
    summary: 'Say that a refund by bank transfer has left the account',
    permission: 'payment.match-bank',
    params: idParams,
    response: z.object({ id: z.uuid() }),
    async run(tx, { params }) {
      await confirmPayout(tx, params.id)
      audit(tx, { action: 'refund.paid-out', entity: 'refund', id: params.id })
      return { id: params.id }
    },
  })

  query(app, {
    url: '/refunds',
    summary: 'Refunds that wait for a person: an approval, or a bank transfer to be made',
    permission: 'payment.read',
    response: z.object({ items: z.array(z.record(z.string(), z.unknown())) }),
    run: async (db, { principal }) => ({
      items: (
        await db.rows<WaitingRefund>(
          'payments.waiting_refunds',
          `select r.id, r.payment_id, p.number as payment_number, r.order_id, p.order_number, r.state, r.amount_minor, r.currency,
             r.reason, r.requested_by, r.requested_by_name, r.approval_id, r.created_at
           from payments.refund r join payments.payment p on p.id = r.payment_id
           where r.company_id = $1 and r.state in ('awaiting-approval', 'awaiting-payout')
           order by r.created_at
           limit 200`,
          [principal.companyId],
        )
      ).map((refund) => presentRefund(refund, principal)),
    }),
  })
}

interface WaitingRefund {
  state: string
  requestedBy: string
  approvalId: string | null
}

/** A refund with what this person may do about it now. The one who asked for the money never approves it. */
function presentRefund(
  { requestedBy, ...refund }: WaitingRefund,
  principal: Principal,
): Record<string, unknown> {
  const offered: OfferedAction[] = []
  if (refund.state === 'awaiting-approval' && may(principal, 'payment.approve-refund')) {
    const refusal = requestedBy === (principal.userId ?? principal.id) ? 'access.self-approval' : null
    offered.push({ name: 'approve', tone: 'primary', refusal }, { name: 'refuse', tone: 'danger', refusal })
  }
  if (refund.state === 'awaiting-payout' && may(principal, 'payment.match-bank')) {
    offered.push({ name: 'paid-out', tone: 'primary', refusal: null })
  }
  return { ...present(refund), actions: offered }
}

const openStates = new Set(['created', 'declined'])

function refundable(payment: PaymentRow): bigint {
  return payment.capturedMinor - payment.refundedMinor - payment.refundingMinor
}

function actionsFor(payment: PaymentRow, principal: Principal): OfferedAction[] {
  const offered: OfferedAction[] = []
  const { state } = payment
  if (state === 'authorised' && may(principal, 'payment.capture'))
    offered.push({ name: 'capture', tone: 'primary', refusal: null })
  if (['captured', 'partially-refunded'].includes(state) && may(principal, 'payment.refund')) {
    const refusal = refundable(payment) > 0n ? null : 'payment.refund-under-way'
    offered.push({ name: 'refund', tone: 'danger', refusal })
  }
  if (['created', 'pending', 'authorised', 'declined'].includes(state) && may(principal, 'payment.void')) {
    offered.push({ name: 'void', tone: 'danger', refusal: null })
  }
  return offered
}

async function lock(tx: Tx, id: string, version: number | undefined): Promise<PaymentRow> {
  const [payment] = await readPayments(tx, 'payments.lock', 'where id = $1 for update', [id])
  if (!payment || payment.companyId !== tx.principal.companyId) throw notFound('payment', id)
  if (version !== undefined && version !== payment.version) {
    throw new DomainError('kernel.stale', { version: payment.version }, 412)
  }
  return payment
}

function requireState(payment: PaymentRow, action: string, states: readonly string[]): void {
  if (states.includes(payment.state)) return
  throw new DomainError('kernel.wrong-state', { document: 'payment', action, state: payment.state }, 409)
}

async function current(tx: Tx, id: string): Promise<{ id: string; state: string; version: number }> {
  const row = await tx.row<{ id: string; state: string; version: number }>(
    'payments.current',
    'select id, state, version from payments.payment where id = $1',
    [id],
  )
  if (!row) throw notFound('payment', id)
  return row
}
