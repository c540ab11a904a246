import { businessDate } from '../../../kernel/server/company-clock.ts'
import { type Document, implement, tableStore } from '../../../kernel/server/lifecycle.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { DomainError } from '../../../kernel/shared/errors.ts'
import { periodLifecycle } from '../shared/period.lifecycle.ts'

interface Period extends Document {
  code: string
  startsOn: string
  endsOn: string
}

/** Closing is for days that are over, in their order; reopening goes back the same way. */
export const periods = implement(
  periodLifecycle,
  tableStore<Period>('ledger.period', { news: ({ code }) => ({ code }) }),
  {
    close: {
      async effect(tx, period) {
        if (period.endsOn >= businessDate(tx))
          throw new DomainError('ledger.period-not-over', { period: period.code })
        await holdPosting(tx)
        const earlier = await tx.row<{ code: string }>(
          'ledger.earlier_open',
          `select code from ledger.period
         where company_id = $1 and state = 'open' and ends_on < $2
         order by starts_on
         limit 1`,
          [period.companyId, period.startsOn],
        )
        if (earlier) throw new DomainError('ledger.earlier-period-open', { period: earlier.code })
        await tx.exec(
          'ledger.note_closing',
          'update ledger.period set closed_at = $2, closed_by = $3 where id = $1',
          [period.id, tx.now, tx.principal.name],
        )
      },
    },
    reopen: {
      async effect(tx, period) {
        await holdPosting(tx)
        const later = await tx.row<{ code: string }>(
          'ledger.later_closed',
          `select code from ledger.period
         where company_id = $1 and state = 'closed' and starts_on > $2
         order by starts_on desc
         limit 1`,
          [period.companyId, period.endsOn],
        )
        if (later) throw new DomainError('ledger.later-period-closed', { period: later.code })
        await tx.exec(
          'ledger.note_reopening',
          'update ledger.period set closed_at = null, closed_by = null where id = $1',
          [period.id],
        )
      },
    },
  },
)

/** Waits for whoever posts and lets nobody in until the commit: no posting slips into a period while it closes. */
async function holdPosting(tx: Tx): Promise<void> {
  await tx.rows(
    'ledger.hold_posting',
    'select 1 from ledger.head where company_id = $1 order by currency for update',
    [tx.principal.companyId],
  )
}
