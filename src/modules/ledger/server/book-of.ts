import { z } from 'zod'
import type { Db } from '../../../kernel/server/connection.ts'
import type { Principal } from '../../../kernel/server/principal.ts'
import { DomainError } from '../../../kernel/shared/errors.ts'
import type { Book } from './account-ids.ts'

export const bookQuery = z.object({
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional()
    .meta({ description: 'The book; the base book without it.' }),
})

export const amount = z.object({ amount: z.string(), currency: z.string() }).meta({ id: 'Amount' })

export function amountOf(minor: bigint, currency: string): { amount: string; currency: string } {
  return { amount: minor.toString(), currency }
}

/** The book a caller speaks of. Throws `ledger.books-not-open`. */
export async function bookOf(db: Db, principal: Principal, currency: string | undefined): Promise<Book> {
  const row = await db.row<{ currency: string }>(
    'ledger.book_of',
    `select currency from ledger.head
     where company_id = $1 and case when $2::text is null then is_base else currency = $2 end`,
    [principal.companyId, currency ?? null],
  )
  if (!row) throw new DomainError('ledger.books-not-open', { currency: currency ?? '' }, 404)
  return { companyId: principal.companyId, currency: row.currency }
}
