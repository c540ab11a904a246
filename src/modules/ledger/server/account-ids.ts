import type { Db } from '../../../kernel/server/connection.ts'

export interface Book {
  companyId: string
  currency: string
}

/** Codes to ids by book. Accounts are never removed and keep their code, so what was read once stays true. */
const known = new Map<string, Map<string, string>>()

/** The ids of the codes, read once per process; a code that is no account has none. */
export async function accountIds(
  db: Db,
  book: Book,
  codes: Iterable<string>,
): Promise<ReadonlyMap<string, string>> {
  const key = keyOf(book)
  let ids = known.get(key)
  if (!ids) {
    ids = new Map()
    known.set(key, ids)
  }
  const missing: string[] = []
  for (const code of codes) if (!ids.has(code)) missing.push(code)
  if (missing.length > 0) {
    const rows = await db.rows<{ code: string; id: string }>(
      'ledger.account_ids',
      'select code, id from ledger.account where company_id = $1 and currency = $2 and code = any($3)',
      [book.companyId, book.currency, missing],
    )
    for (const row of rows) ids.set(row.code, row.id)
  }
  return ids
}

/** A transaction that opened a book may have been rolled back after its ids were read: they are read anew. */
export function forgetAccounts(book: Book): void {
  known.delete(keyOf(book))
}

function keyOf({ companyId, currency }: Book): string {
  return `${companyId}/${currency}`
}
