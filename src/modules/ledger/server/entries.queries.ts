import type { Db } from '../../../kernel/server/connection.ts'

export interface Entry {
  id: string
  seq: bigint
  rule: string
  businessDate: string
  amountMinor: bigint
  currency: string
}

/** The journal entries that speak of these records, oldest first; for the record's own page. */
export async function entriesOf(db: Db, companyId: string, refIds: readonly string[]): Promise<Entry[]> {
  return db.rows<Entry>(
    'ledger.entries_of',
    `select id, seq, rule, business_date, amount_minor, currency
     from ledger.transfer
     where company_id = $1 and ref_id = any($2) and status = 'posted'
     order by currency, seq
     limit 200`,
    [companyId, refIds],
  )
}
