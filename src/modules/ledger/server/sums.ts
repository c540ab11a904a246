import { z } from 'zod'
import type { Database } from '../../../kernel/server/database.ts'
import { defineJob } from '../../../kernel/server/jobs.ts'
import { systemPrincipal } from '../../../kernel/server/principal.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import type { Book } from './account-ids.ts'

const chunk = 20_000n

/** Sums the next postings of a book into its days. Answers how many transfers are still to be summed. */
export async function sumNext(tx: Tx, book: Book): Promise<bigint> {
  const at = await tx.row<{ seq: bigint; head: bigint }>(
    'ledger.lock_sums',
    `select s.seq, h.seq as head from ledger.summed s join ledger.head h using (company_id, currency)
     where s.company_id = $1 and s.currency = $2 for update of s`,
    [book.companyId, book.currency],
  )
  if (!at || at.head === at.seq) return 0n
  const until = at.head - at.seq > chunk ? at.seq + chunk : at.head
  await tx.exec(
    'ledger.sum_postings',
    `insert into ledger.daily_balance as d (account_id, business_date, debit_minor, credit_minor, first_seq, last_seq)
     select p.account_id, p.business_date, sum(greatest(p.amount_minor, 0)), sum(greatest(-p.amount_minor, 0)),
       min(p.seq), max(p.seq)
     from ledger.account a join ledger.posting p on p.account_id = a.id and p.seq > $3 and p.seq <= $4
     where a.company_id = $1 and a.currency = $2
     group by p.account_id, p.business_date
     on conflict (account_id, business_date) do update
     set debit_minor = d.debit_minor + excluded.debit_minor,
       credit_minor = d.credit_minor + excluded.credit_minor,
       first_seq = least(d.first_seq, excluded.first_seq),
       last_seq = greatest(d.last_seq, excluded.last_seq)`,
    [book.companyId, book.currency, at.seq, until],
  )
  await tx.exec(
    'ledger.move_sums',
    'update ledger.summed set seq = $3 where company_id = $1 and currency = $2',
    [book.companyId, book.currency, until],
  )
  return at.head - until
}

/** Brings the daily sums of every book of a company up to its head, a chunk to a transaction. */
export async function sumBooks(database: Database, companyId: string): Promise<number> {
  const books = await database.rows<Book>(
    'ledger.books',
    'select company_id, currency from ledger.head where company_id = $1',
    [companyId],
  )
  let chunks = 0
  for (const book of books) {
    for (;;) {
      const left = await database.transaction({ principal: systemPrincipal(companyId, 'ledger') }, (tx) =>
        sumNext(tx, book),
      )
      chunks += 1
      if (left === 0n) break
    }
  }
  return chunks
}

export const sumBooksJob = defineJob({
  kind: 'ledger.sum-books',
  input: z.object({}),
  run: async (database, job) => ({ chunks: await sumBooks(database, job.companyId) }),
})
