import { randomBytes } from 'node:crypto'
import type { Database } from '../../../../kernel/server/database.ts'
import { enqueue } from '../../../../kernel/server/jobs.ts'
import { systemPrincipal } from '../../../../kernel/server/principal.ts'
import type { Tx } from '../../../../kernel/server/transaction.ts'
import { newId } from '../../../../kernel/shared/ids.ts'
import { type HostedPage, type ProviderAnswer, type ProviderCall, ProviderUnavailable } from '../provider.ts'

/** What the customer may choose on the hosted page, and what becomes of it. */
export const testCards = ['approve', 'approve-slowly', 'challenge', 'decline', 'decline-limit'] as const
export type TestCard = (typeof testCards)[number]

export interface Merchant {
  companyId: string
  webhookSecret: string
  outage: boolean
  declineCode: string | null
  delayMs: number
  copies: number
  shuffle: boolean
}

export interface AcquirerPayment {
  key: string
  companyId: string
  merchantRef: string
  token: string
  title: string
  currency: string
  amountMinor: bigint
  capture: 'automatic' | 'manual'
  returnPath: string | null
  state: 'open' | 'challenged' | 'ready' | 'authorised' | 'captured' | 'declined' | 'voided'
  card: TestCard | null
  capturedMinor: bigint
  refundedMinor: bigint
}

/** Everything the acquirer tells of a payment, each time it tells anything: what it says holds however it arrives. */
export interface AcquirerNotice {
  type: string
  merchant: string
  payment: {
    key: string
    merchantRef: string
    state: AcquirerPayment['state']
    currency: string
    amount: string
    captured: string
    declineCode: string | null
    refunds: { refundRef: string; amount: string; outcome: 'done' | 'refused'; code: string | null }[]
  }
}

const slowMs = 3_000

/** The merchant's contract with the acquirer, made on first use. */
export async function merchantOf(database: Database, companyId: string): Promise<Merchant> {
  const fresh = `whsec_${randomBytes(32).toString('base64')}`
  await database.rows(
    'payments.acquirer_open_merchant',
    `insert into payments.acquirer_merchant (company_id, webhook_secret, created_at) values ($1, $2, now())
     on conflict do nothing`,
    [companyId, fresh],
  )
  const row = await database.row<Merchant>(
    'payments.acquirer_merchant',
    'select * from payments.acquirer_merchant where company_id = $1',
    [companyId],
  )
  if (!row) throw new ProviderUnavailable('the acquirer does not know this merchant')
  return row
}

/** Opens a hosted page. Asked again for a payment that is still open, it answers the same page. */
export async function openSession(database: Database, page: HostedPage): Promise<{ token: string }> {
  await inService(database, page.companyId)
  const row = await database.row<{ token: string }>(
    'payments.acquirer_open_session',
    `with earlier as (
       select token from payments.acquirer_payment where merchant_ref = $3 and state in ('open', 'challenged')
     ), fresh as (
       insert into payments.acquirer_payment
         (key, company_id, merchant_ref, token, title, currency, amount_minor, capture, return_path, state, created_at)
       select $1, $2, $3, $4, $5, $6, $7, $8, $9, 'open', now() where not exists (select 1 from earlier)
       returning token
     )
     select token from earlier union all select token from fresh limit 1`,
    [
      newId(),
      page.companyId,
      page.paymentId,
      randomBytes(24).toString('base64url'),
      page.title,
      page.currency,
      page.amountMinor,
      page.capture,
      page.returnPath,
    ],
  )
  if (!row) throw new ProviderUnavailable('no page could be opened')
  return row
}

export async function sessionByToken(
  database: Database,
  token: string,
): Promise<AcquirerPayment | undefined> {
  return database.row<AcquirerPayment>(
    'payments.acquirer_by_token',
    'select * from payments.acquirer_payment where token = $1',
    [token],
  )
}

/** The customer chose a card, or answered the bank's question (3-D Secure) rightly or not. */
export async function choose(
  database: Database,
  token: string,
  choice: TestCard | 'confirm' | 'abandon',
): Promise<AcquirerPayment | undefined> {
  const found = await sessionByToken(database, token)
  if (!found) return undefined
  await inService(database, found.companyId)
  return inAcquirer(database, found.companyId, async (tx) => {
    const payment = await lockPayment(tx, found.key)
    if (!payment || (payment.state !== 'open' && payment.state !== 'challenged')) return payment
    if (choice === 'challenge' && payment.state === 'open')
      return keep(tx, { ...payment, card: choice, state: 'challenged' })
    if (choice === 'abandon') {
      const declined = await keep(tx, { ...payment, state: 'declined' })
      await notify(tx, declined, 'payment.declined', 'authentication-failed')
      return declined
    }
    const card = choice === 'confirm' ? payment.card : choice
    const ready = await keep(tx, { ...payment, card, state: 'ready' })
    await notify(tx, ready, 'payment.ready', null)
    return ready
  })
}

/** Carries out a call of the merchant once per key; the outcome goes out as a message. */
export async function operate(
  database: Database,
  operation: 'authorise' | 'capture' | 'void' | 'refund',
  call: ProviderCall,
): Promise<ProviderAnswer> {
  const merchant = await inService(database, call.companyId)
  return inAcquirer(database, call.companyId, async (tx) => {
    const payment = await lockPayment(tx, call.providerKey)
    if (!payment || payment.merchantRef !== call.paymentId)
      return { kind: 'refused', code: 'unknown-payment' }
    const earlier = await tx.row<{ outcome: string; code: string | null }>(
      'payments.acquirer_earlier',
      'select outcome, code from payments.acquirer_operation where idempotency_key = $1',
      [call.attemptId],
    )
    if (earlier) return { kind: 'accepted' }
    const result = decide(operation, payment, call, merchant)
    if (result.refused !== undefined && operation !== 'refund' && operation !== 'authorise') {
      return { kind: 'refused', code: result.refused }
    }
    await tx.exec(
      'payments.acquirer_note_operation',
      `insert into payments.acquirer_operation
         (idempotency_key, payment_key, operation, amount_minor, refund_ref, outcome, code, at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        call.attemptId,
        payment.key,
        operation,
        call.amountMinor,
        call.refundId,
        result.refused === undefined ? 'done' : 'refused',
        result.refused ?? null,
        tx.now,
      ],
    )
    const kept = await keep(tx, { ...payment, ...result.changes })
    await notify(tx, kept, result.type, result.refused ?? null)
    return { kind: 'accepted' }
  })
}

interface Decision {
  type: string
  changes: Partial<AcquirerPayment>
  refused?: string
}

function decide(
  operation: 'authorise' | 'capture' | 'void' | 'refund',
  payment: AcquirerPayment,
  call: ProviderCall,
  merchant: Merchant,
): Decision {
  switch (operation) {
    case 'authorise': {
      const code = merchant.declineCode ?? declineCodeOf(payment.card)
      if (payment.state !== 'ready' || call.amountMinor !== payment.amountMinor || code !== undefined) {
        return { type: 'payment.declined', changes: { state: 'declined' }, refused: code ?? 'not-ready' }
      }
      return payment.capture === 'automatic'
        ? { type: 'payment.captured', changes: { state: 'captured', capturedMinor: payment.amountMinor } }
        : { type: 'payment.authorised', changes: { state: 'authorised' } }
    }
    case 'capture':
      if (payment.state !== 'authorised') return { type: '', changes: {}, refused: 'not-authorised' }
      return { type: 'payment.captured', changes: { state: 'captured', capturedMinor: call.amountMinor } }
    case 'void':
      if (payment.state === 'captured') return { type: '', changes: {}, refused: 'already-captured' }
      return { type: 'payment.voided', changes: { state: 'voided' } }
    case 'refund':
      if (payment.capturedMinor - payment.refundedMinor < call.amountMinor) {
        return { type: 'refund.failed', changes: {}, refused: 'refund-exceeds-capture' }
      }
      return { type: 'refund.done', changes: { refundedMinor: payment.refundedMinor + call.amountMinor } }
  }
}

function declineCodeOf(card: TestCard | null): string | undefined {
  if (card === 'decline') return 'insufficient-funds'
  return card === 'decline-limit' ? 'limit-exceeded' : undefined
}

/** The acquirer's own view of a payment, as its messages and its answers carry it. */
export async function noticeOf(
  tx: Pick<Tx, 'rows'>,
  payment: AcquirerPayment,
  type: string,
  declineCode: string | null,
): Promise<AcquirerNotice> {
  const refunds = await tx.rows<{
    refundRef: string
    amountMinor: bigint
    outcome: 'done' | 'refused'
    code: string | null
  }>(
    'payments.acquirer_refunds',
    `select refund_ref, amount_minor, outcome, code from payments.acquirer_operation
     where payment_key = $1 and operation = 'refund' order by at`,
    [payment.key],
  )
  return {
    type,
    merchant: payment.companyId,
    payment: {
      key: payment.key,
      merchantRef: payment.merchantRef,
      state: payment.state,
      currency: payment.currency,
      amount: payment.amountMinor.toString(),
      captured: payment.capturedMinor.toString(),
      declineCode:
        payment.state === 'declined' ? (declineCode ?? declineCodeOf(payment.card) ?? 'declined') : null,
      refunds: refunds.map(({ amountMinor, ...refund }) => ({ ...refund, amount: amountMinor.toString() })),
    },
  }
}

/** Puts a message in the outbox, as often and as late as the faults ask. */
async function notify(tx: Tx, payment: AcquirerPayment, type: string, code: string | null): Promise<void> {
  const merchant = await tx.row<Merchant>(
    'payments.acquirer_merchant',
    'select * from payments.acquirer_merchant where company_id = $1',
    [payment.companyId],
  )
  const notice = await noticeOf(tx, payment, type, code)
  const messageId = `msg_${newId()}`
  const delayMs = (merchant?.delayMs ?? 0) + (payment.card === 'approve-slowly' ? slowMs : 0)
  const copies = merchant?.copies ?? 1
  await tx.exec(
    'payments.acquirer_queue_message',
    `insert into payments.acquirer_message (id, company_id, message_id, payload, state, due_at, created_at)
     select id, $1, $2, $3::jsonb, 'waiting', $4::timestamptz, $5 from unnest($6::uuid[]) as c(id)`,
    [
      payment.companyId,
      messageId,
      JSON.stringify(notice),
      new Date(tx.now.getTime() + delayMs),
      tx.now,
      Array.from({ length: copies }, () => newId()),
    ],
  )
  await enqueue(tx, {
    kind: 'payments.deliver-acquirer-messages',
    input: {},
    runAt: new Date(tx.now.getTime() + delayMs),
    maxAttempts: 5,
  })
}

async function inService(database: Database, companyId: string): Promise<Merchant> {
  const merchant = await merchantOf(database, companyId)
  if (merchant.outage) throw new ProviderUnavailable('the acquirer does not answer')
  return merchant
}

function inAcquirer<Result>(
  database: Database,
  companyId: string,
  work: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  return database.transaction({ principal: systemPrincipal(companyId, 'acquirer') }, work)
}

async function lockPayment(tx: Tx, key: string): Promise<AcquirerPayment | undefined> {
  return tx.row<AcquirerPayment>(
    'payments.acquirer_lock',
    'select * from payments.acquirer_payment where key = $1 for update',
    [key],
  )
}

async function keep(tx: Tx, payment: AcquirerPayment): Promise<AcquirerPayment> {
  await tx.exec(
    'payments.acquirer_keep',
    `update payments.acquirer_payment
     set state = $2, card = $3, captured_minor = $4, refunded_minor = $5 where key = $1`,
    [payment.key, payment.state, payment.card, payment.capturedMinor, payment.refundedMinor],
  )
  return payment
}
