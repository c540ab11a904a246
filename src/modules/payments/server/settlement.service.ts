import { z } from 'zod'
import type { Database } from '../../../kernel/server/database.ts'
import { emit } from '../../../kernel/server/events.ts'
import { defineJob } from '../../../kernel/server/jobs.ts'
import { systemPrincipal } from '../../../kernel/server/principal.ts'
import { setting } from '../../../kernel/server/services/settings.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { dateInZone } from '../../../kernel/shared/calendar.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import { koreanVatRate, portion } from '../../../kernel/shared/money.ts'
import { mustPost } from '../../ledger/api.ts'
import { acquirerSettled } from '../../ledger/shared/posting-rules.ts'
import { acquirerFeeRate } from '../shared/payment.settings.ts'

interface Due {
  provider: string
  currency: string
  itemCount: number
  grossMinor: bigint
}

/**
 * What acquirers pay out for business days before `on`: captures less refunds, less fee and its VAT. A day on which more
 * went back than came in is carried to the next. Twice on one day changes nothing.
 */
export async function settleAcquirers(tx: Tx, on: string): Promise<{ settlementIds: string[] }> {
  const companyId = tx.principal.companyId
  const feeRate = await setting(tx, companyId, acquirerFeeRate)
  const dues = await tx.rows<Due>('payments.due_settlements', dueSql, [companyId, on])
  const settlementIds: string[] = []
  for (const due of dues) {
    if (due.grossMinor <= 0n) continue
    const feeMinor = portion(due.grossMinor, feeRate, 'half-up')
    const feeVatMinor = portion(feeMinor, koreanVatRate, 'half-up')
    const id = newId()
    const fresh = await tx.exec(
      'payments.insert_settlement',
      `insert into payments.settlement
         (id, company_id, provider, settled_on, currency, item_count, gross_minor, fee_minor, fee_vat_minor, net_minor, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
       on conflict do nothing`,
      [
        id,
        companyId,
        due.provider,
        on,
        due.currency,
        due.itemCount,
        due.grossMinor,
        feeMinor,
        feeVatMinor,
        due.grossMinor - feeMinor - feeVatMinor,
        tx.now,
      ],
    )
    if (fresh === 0) continue
    await tx.exec('payments.mark_settled_payments', markPaymentsSql, [
      companyId,
      on,
      due.provider,
      due.currency,
      id,
    ])
    await tx.exec('payments.mark_settled_refunds', markRefundsSql, [
      companyId,
      on,
      due.provider,
      due.currency,
      id,
    ])
    emit(tx, {
      type: 'settlement.received@1',
      subject: { entity: 'settlement', id },
      data: { provider: due.provider, grossMinor: due.grossMinor, feeMinor, currency: due.currency },
    })
    const transfer = {
      id,
      kind: 'post',
      businessDate: on,
      rule: 'acquirer.settled',
      ref: { entity: 'settlement', id },
      legs: acquirerSettled({ grossMinor: due.grossMinor, feeMinor, feeVatMinor }),
      currency: due.currency,
    } as const
    tx.beforeCommit(() => mustPost(tx, [transfer]))
    settlementIds.push(id)
  }
  return { settlementIds }
}

export const settleJob = defineJob({
  kind: 'payments.settle-acquirers',
  input: z.object({ on: z.iso.date().optional() }),
  run: (database: Database, job) =>
    database.transaction({ principal: systemPrincipal(job.companyId, 'payments') }, (tx) =>
      settleAcquirers(tx, job.input.on ?? dateInZone(tx.now)),
    ),
})

/** Locks what it counts, so that a refund under way is counted today or tomorrow, never twice and never not at all. */
const dueSql = `
with captured as (
  select provider, currency, captured_minor as amount from payments.payment
  where company_id = $1 and provider is not null and captured_minor > 0 and settlement_id is null and business_date < $2
  for update
), refunded as (
  select p.provider, r.currency, -r.amount_minor as amount
  from payments.refund r join payments.payment p on p.id = r.payment_id
  where r.company_id = $1 and p.provider is not null and r.state = 'succeeded' and r.settlement_id is null
    and r.business_date < $2
  for update of r
)
select provider, currency, count(*)::int as item_count, sum(amount)::bigint as gross_minor
from (select * from captured union all select * from refunded) items
group by provider, currency
order by provider, currency`

const markPaymentsSql = `
update payments.payment set settlement_id = $5
where company_id = $1 and provider = $3 and currency = $4 and captured_minor > 0 and settlement_id is null
  and business_date < $2`

const markRefundsSql = `
update payments.refund r set settlement_id = $5
from payments.payment p
where p.id = r.payment_id and r.company_id = $1 and p.provider = $3 and r.currency = $4 and r.state = 'succeeded'
  and r.settlement_id is null and r.business_date < $2`
