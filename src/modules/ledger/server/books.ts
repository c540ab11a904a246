import { zoneOf } from '../../../kernel/server/company-clock.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { dateInZone } from '../../../kernel/shared/calendar.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import { sideOf, standardChart } from '../shared/accounts.ts'

/**
 * Opens a company's book in a currency with the standard chart and the accounting periods around today. The first book
 * is the base book. Doing it again changes nothing.
 */
export async function openBook(
  tx: Tx,
  book: { companyId: string; currency: string; firstYear?: number },
): Promise<void> {
  const fresh = await tx.exec(
    'ledger.open_book',
    `insert into ledger.head (company_id, currency, is_base, created_at)
     values ($1, $2, not exists (select 1 from ledger.head where company_id = $1), $3)
     on conflict do nothing`,
    [book.companyId, book.currency, tx.now],
  )
  if (fresh === 0) return
  await tx.exec('ledger.open_sums', 'insert into ledger.summed (company_id, currency) values ($1, $2)', [
    book.companyId,
    book.currency,
  ])
  await tx.exec(
    'ledger.open_accounts',
    `insert into ledger.account (id, company_id, currency, code, name, name_en, kind, section, side, created_at)
     select id, $1, $2, code, name, name_en, kind, section, side, $3
     from unnest($4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::smallint[])
       as a(id, code, name, name_en, kind, section, side)`,
    [
      book.companyId,
      book.currency,
      tx.now,
      standardChart.map(() => newId()),
      standardChart.map((entry) => entry.code),
      standardChart.map((entry) => entry.name),
      standardChart.map((entry) => entry.nameEn),
      standardChart.map((entry) => entry.kind),
      standardChart.map((entry) => entry.section),
      standardChart.map(sideOf),
    ],
  )
  const year = Number(dateInZone(tx.now, await zoneOf(tx, book.companyId)).slice(0, 4))
  await openPeriods(tx, { companyId: book.companyId, fromYear: book.firstYear ?? year - 1, toYear: year + 1 })
}

/** The months of these years as accounting periods (회계 기간); months that are there already stay as they are. */
export async function openPeriods(
  tx: Tx,
  span: { companyId: string; fromYear: number; toYear: number },
): Promise<number> {
  const months = Array.from({ length: (span.toYear - span.fromYear + 1) * 12 }, (_, index) => {
    const year = span.fromYear + Math.floor(index / 12)
    return `${year}-${String((index % 12) + 1).padStart(2, '0')}-01`
  })
  return tx.exec(
    'ledger.open_periods',
    `insert into ledger.period (id, company_id, code, starts_on, ends_on, state, created_at)
     select id, $1, to_char(first, 'YYYY-MM'), first, (first + interval '1 month' - interval '1 day')::date, 'open', $2
     from unnest($3::uuid[], $4::date[]) as m(id, first)
     on conflict do nothing`,
    [span.companyId, tx.now, months.map(() => newId()), months],
  )
}
