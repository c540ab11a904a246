import type { Db } from '../../../kernel/server/connection.ts'
import { DomainError } from '../../../kernel/shared/errors.ts'
import { convert, moneyOf, toCurrency } from '../../../kernel/shared/money.ts'
import type { Book } from './account-ids.ts'
import { type AccountSum, type Span, sumsOver } from './statements.ts'

interface ForeignBook {
  currency: string
  rate: string | null
}

/**
 * Every book of a company as if it were one, in the base currency: foreign books at the newest rate up to the span's last
 * day, each account rounded once. What the two sides then differ by is the translation difference. Throws
 * `ledger.no-rate` when a foreign book was used and no rate is known for it.
 */
export async function consolidatedSums(db: Db, base: Book, span: Span): Promise<AccountSum[]> {
  const merged = new Map((await sumsOver(db, base, span)).map((account) => [account.code, account]))
  const books = await db.rows<ForeignBook>(
    'ledger.foreign_books',
    `select h.currency, r.rate
     from ledger.head h
     left join lateral (
       select rate from ledger.exchange_rate
       where company_id = h.company_id and currency = h.currency and on_date <= $2
       order by on_date desc
       limit 1
     ) r on true
     where h.company_id = $1 and not h.is_base
     order by h.currency`,
    [base.companyId, span.to],
  )
  for (const { currency, rate } of books) {
    const sums = await sumsOver(db, { companyId: base.companyId, currency }, span)
    const used = sums.filter((account) => account.debitMinor !== account.creditMinor)
    if (used.length === 0) continue
    if (rate === null) throw new DomainError('ledger.no-rate', { currency, on: span.to })
    for (const account of used) {
      const net = moneyOf(account.debitMinor - account.creditMinor, toCurrency(currency))
      const { amountMinor } = convert(net, toCurrency(base.currency), rate, 'half-up')
      const into = merged.get(account.code) ?? { ...account, debitMinor: 0n, creditMinor: 0n }
      merged.set(account.code, {
        ...into,
        debitMinor: into.debitMinor + (amountMinor > 0n ? amountMinor : 0n),
        creditMinor: into.creditMinor + (amountMinor < 0n ? -amountMinor : 0n),
      })
    }
  }
  return [...merged.values()].sort((a, b) => (a.code < b.code ? -1 : 1))
}
