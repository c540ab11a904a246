import { z } from 'zod'
import type { Database } from '../../../kernel/server/database.ts'
import { defineJob, enqueue } from '../../../kernel/server/jobs.ts'
import { transition } from '../../../kernel/server/lifecycle.ts'
import { systemPrincipal } from '../../../kernel/server/principal.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { applyFacts } from './facts.ts'
import { payments } from './payment.service.ts'
import { type ProviderAnswer, type ProviderCall, providerNamed } from './provider.ts'

interface AttemptRow {
  id: string
  companyId: string
  paymentId: string
  provider: string
  operation: 'authorise' | 'capture' | 'void' | 'refund'
  amountMinor: bigint
  currency: string
  refundId: string | null
  reason: string | null
  state: 'queued' | 'accepted' | 'succeeded' | 'failed'
  providerKey: string | null
}

const staleAfterSeconds = 60

/**
 * Makes one call of a provider, outside of any transaction, then writes what came of it. Killed in between, it is made
 * again under the same key, which the provider carries out once.
 */
export const callProviderJob = defineJob({
  kind: 'payments.call-provider',
  input: z.object({ attemptId: z.uuid() }),
  async run(database, job) {
    const attempt = await database.row<AttemptRow>(
      'payments.attempt_to_call',
      `select a.*, p.provider_key, r.reason
       from payments.attempt a
       join payments.payment p on p.id = a.payment_id
       left join payments.refund r on r.id = a.refund_id
       where a.id = $1`,
      [job.input.attemptId],
    )
    if (!attempt || attempt.state === 'succeeded' || attempt.state === 'failed')
      return { state: attempt?.state ?? 'gone' }
    const provider = providerNamed(attempt.provider)
    if (!provider) return settle(database, attempt, { kind: 'refused', code: 'provider-unknown' })
    await database.rows('payments.count_try', 'update payments.attempt set tries = tries + 1 where id = $1', [
      attempt.id,
    ])
    const call: ProviderCall = {
      attemptId: attempt.id,
      companyId: attempt.companyId,
      paymentId: attempt.paymentId,
      providerKey: attempt.providerKey ?? '',
      amountMinor: attempt.amountMinor,
      currency: attempt.currency,
      refundId: attempt.refundId,
      reason: attempt.reason,
    }
    // Accepted before and silent since: its message may be lost, so we ask.
    if (attempt.state === 'accepted') {
      const facts = await provider.inquire(database, attempt)
      return settle(database, attempt, { kind: 'facts', facts })
    }
    return settle(database, attempt, await provider[attempt.operation](database, call))
  },
})

async function settle(
  database: Database,
  attempt: AttemptRow,
  answer: ProviderAnswer,
): Promise<{ answer: string }> {
  await database.transaction({ principal: systemPrincipal(attempt.companyId, 'payments') }, async (tx) => {
    if (answer.kind === 'accepted') {
      await tx.exec(
        'payments.accept_attempt',
        `update payments.attempt set state = 'accepted' where id = $1 and state = 'queued'`,
        [attempt.id],
      )
    } else if (answer.kind === 'facts') await applyFacts(tx, attempt.paymentId, answer.facts)
    else await applyRefusal(tx, attempt, answer.code)
  })
  return { answer: answer.kind }
}

/** A call the provider will not carry out: of an authorisation or a refund that is a fact, of the rest a failed attempt. */
async function applyRefusal(tx: Tx, attempt: AttemptRow, code: string): Promise<void> {
  const { id, paymentId, operation, refundId } = attempt
  if (operation === 'authorise') await applyFacts(tx, paymentId, [{ kind: 'declined', paymentId, code }])
  if (operation === 'refund' && refundId !== null) {
    await applyFacts(tx, paymentId, [{ kind: 'refund-failed', paymentId, refundId, code }])
  }
  await tx.exec(
    'payments.fail_attempt',
    `update payments.attempt set state = 'failed', code = $2, finished_at = $3
     where id = $1 and state in ('queued', 'accepted')`,
    [id, code, tx.now],
  )
}

/** Takes up again what a crash, an outage or a lost message left open, and ends intents whose time is over. */
export const reconcileJob = defineJob({
  kind: 'payments.reconcile',
  input: z.object({}),
  async run(database, job) {
    return database.transaction({ principal: systemPrincipal(job.companyId, 'payments') }, async (tx) => {
      const open = await tx.rows<{ id: string }>(
        'payments.stale_attempts',
        `select id from payments.attempt
         where company_id = $1 and state in ('queued', 'accepted') and created_at < now() - make_interval(secs => $2)
         order by created_at
         limit 500`,
        [job.companyId, staleAfterSeconds],
      )
      for (const { id } of open) {
        await enqueue(tx, {
          kind: 'payments.call-provider',
          input: { attemptId: id },
          uniqueKey: id,
          maxAttempts: 5,
        })
      }
      const waiting = await tx.rows<{ id: string }>(
        'payments.stale_refunds',
        `select r.id from payments.refund r
         where r.company_id = $1 and r.state = 'requested' and r.created_at < now() - make_interval(secs => $2)
           and not exists (select 1 from payments.attempt a where a.refund_id = r.id)
         limit 500`,
        [job.companyId, staleAfterSeconds],
      )
      for (const { id } of waiting) {
        await enqueue(tx, {
          kind: 'payments.run-refund',
          input: { refundId: id },
          uniqueKey: id,
          maxAttempts: 5,
        })
      }
      return { attempts: open.length, refunds: waiting.length, expired: await expireIntents(tx) }
    })
  },
})

async function expireIntents(tx: Tx): Promise<number> {
  const due = await tx.rows<{ id: string }>(
    'payments.expired_intents',
    `select id from payments.payment
     where company_id = $1 and state = 'created' and expires_at < $2
     order by id
     limit 500
     for update skip locked`,
    [tx.principal.companyId, tx.now],
  )
  for (const { id } of due) await transition(tx, payments, { id, name: 'expire', input: {} })
  return due.length
}
