import { z } from 'zod'
import { businessDate } from '../../../kernel/server/company-clock.ts'
import type { Database } from '../../../kernel/server/database.ts'
import { emit } from '../../../kernel/server/events.ts'
import { defineJob } from '../../../kernel/server/jobs.ts'
import { systemPrincipal } from '../../../kernel/server/principal.ts'
import { setting } from '../../../kernel/server/services/settings.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { addDays } from '../../../kernel/shared/calendar.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import { koreanVatRate, portion } from '../../../kernel/shared/money.ts'
import { mustPost, openFrom, type TransferDraft } from '../../ledger/api.ts'
import { acquirerSettled } from '../../ledger/shared/posting-rules.ts'
import { acquirerFeeRate } from '../shared/payment.settings.ts'

interface Due {
  provider: string
  currency: string
  businessDate: string
  itemCount: number
  netMinor: bigint
}

interface Payout {
  provider: string
  currency: string
  /** The last business day it pays for. */
  through: string
  itemCount: number
  grossMinor: bigint
}

/** Cards taken on our own terminals, whose acquirer is not one of our providers. */
const terminal = 'terminal'

/**
 * What acquirers paid out for business days before `on`, a payout for each day on the day after: captures less refunds,
 * less fee and its VAT. A day on which more went back than came in is carried to the next. Doing it again changes
 * nothing. Payouts whose day is closed in the books come in on the first open one.
 */
export async function settleAcquirers(tx: Tx, on: string): Promise<{ settlementIds: string[] }> {
  const companyId = tx.principal.companyId
  const feeRate = await setting(tx, companyId, acquirerFeeRate)
  const dues = await tx.rows<Due>('payments.due_settlements', dueSql, [companyId, on])
  const opensOn = await openFrom(tx, companyId)
  const settlementIds: string[] = []
  const transfers: TransferDraft[] = []
  for (const payout of payoutsOf(dues)) {
    const id = newId()
    const feeMinor = portion(payout.grossMinor, feeRate, 'half-up')
    const feeVatMinor = portion(feeMinor, koreanVatRate, 'half-up')
    const nextDay = addDays(payout.through, 1)
    const settledOn = opensOn !== null && nextDay < opensOn ? opensOn : nextDay
    await tx.exec(
      'payments.insert_settlement',
      `insert into payments.settlement
         (id, company_id, provider, settled_on, currency, item_count, gross_minor, fee_minor, fee_vat_minor, net_minor, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        id,
        companyId,
        payout.provider,
        settledOn,
        payout.currency,
        payout.itemCount,
        payout.grossMinor,
        feeMinor,
        feeVatMinor,
        payout.grossMinor - feeMinor - feeVatMinor,
        tx.now,
      ],
    )
    const marked = [companyId, payout.through, payout.provider, payout.currency, id]
    await tx.exec('payments.mark_settled_payments', markPaymentsSql, marked)
    await tx.exec('payments.mark_settled_refunds', markRefundsSql, marked)
    emit(tx, {
      type: 'settlement.received@1',
      subject: { entity: 'settlement', id },
      data: { provider: payout.provider, grossMinor: payout.grossMinor, feeMinor, currency: payout.currency },
    })
    transfers.push({
      id,
      kind: 'post',
      businessDate: settledOn,
      rule: 'acquirer.settled',
      ref: { entity: 'settlement', id },
      legs: acquirerSettled({ grossMinor: payout.grossMinor, feeMinor, feeVatMinor }),
      currency: payout.currency,
    })
    settlementIds.push(id)
  }
  if (transfers.length > 0) tx.beforeCommit(() => mustPost(tx, transfers))
  return { settlementIds }
}

/** Days in order; one that ends below zero is paid together with those after it. */
function payoutsOf(dues: readonly Due[]): Payout[] {
  const payouts: Payout[] = []
  let open: Payout | undefined
  for (const due of dues) {
    const sameBook = open?.provider === due.provider && open.currency === due.currency
    const carried: Payout =
      open && sameBook ? open : { ...due, through: due.businessDate, itemCount: 0, grossMinor: 0n }
    open = {
      provider: due.provider,
      currency: due.currency,
      through: due.businessDate,
      itemCount: carried.itemCount + due.itemCount,
      grossMinor: carried.grossMinor + due.netMinor,
    }
    if (open.grossMinor > 0n) {
      payouts.push(open)
      open = undefined
    }
  }
  return payouts
}

export const settleJob = defineJob({
  kind: 'payments.settle-acquirers',
  input: z.object({ on: z.iso.date().optional() }),
  run: (database: Database, job) =>
    database.transaction({ principal: systemPrincipal(job.companyId, 'payments') }, (tx) =>
      settleAcquirers(tx, job.input.on ?? businessDate(tx)),
    ),
})

/** Locks what it counts, so that a refund under way is counted now or next time, never twice and never not at all. */
const dueSql = `
with captured as (
  select coalesce(provider, '${terminal}') as provider, currency, business_date, captured_minor as amount
  from payments.payment
  where company_id = $1 and method = 'card' and captured_minor > 0 and settlement_id is null and business_date < $2
  for update
), refunded as (
  select coalesce(p.provider, '${terminal}') as provider, r.currency, r.business_date, -r.amount_minor as amount
  from payments.refund r join payments.payment p on p.id = r.payment_id
  where r.company_id = $1 and p.method = 'card' and r.state = 'succeeded' and r.settlement_id is null
    and r.business_date < $2
  for update of r
)
select provider, currency, business_date, count(*)::int as item_count, sum(amount)::bigint as net_minor
from (select * from captured union all select * from refunded) items
group by provider, currency, business_date
order by provider, currency, business_date`

const markPaymentsSql = `
update payments.payment set settlement_id = $5
where company_id = $1 and method = 'card' and coalesce(provider, '${terminal}') = $3 and currency = $4
  and captured_minor > 0 and settlement_id is null and business_date <= $2`

const markRefundsSql = `
update payments.refund r set settlement_id = $5
from payments.payment p
where p.id = r.payment_id and r.company_id = $1 and p.method = 'card' and coalesce(p.provider, '${terminal}') = $3
  and r.currency = $4 and r.state = 'succeeded' and r.settlement_id is null and r.business_date <= $2`
