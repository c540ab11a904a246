import type { Db } from '../../../kernel/server/connection.ts'
import type { Invariant } from '../../../kernel/server/module.ts'

const faultsShown = 20

/**
 * Transfers and postings in one stream, to be grouped by their number: joining the two would be left to estimates, which
 * are worst right after a large import.
 */
const entries = `
  select company_id, currency, seq, business_date, 1 as records, 0::bigint as net, 0::bigint as debit,
    case when status = 'posted' and kind in ('post', 'post-pending') then amount_minor else 0 end as said
  from ledger.transfer
  union all
  select a.company_id, a.currency, p.seq, p.business_date, 0, p.amount_minor, greatest(p.amount_minor, 0), 0
  from ledger.posting p join ledger.account a on a.id = p.account_id`

/** The laws of the books, recomputed from the records alone. */
export const invariants: readonly Invariant[] = [
  law('every transfer sums to zero', {
    count: `select count(*) from ledger.transfer where status = 'posted' and kind in ('post', 'post-pending')`,
    faults: `
      select format('transfer %s in %s: its debits are %s and sum to %s, its record says %s', seq, currency, sum(debit),
        sum(net), sum(said)) as fault
      from (${entries}) e
      group by company_id, currency, seq
      having sum(net) <> 0 or sum(debit) <> sum(said)`,
  }),
  law('every posting belongs to a transfer of its date', {
    count: 'select count(*) from ledger.posting',
    faults: `
      select format('postings %s in %s have no transfer of their date', seq, currency) as fault
      from (${entries}) e
      group by company_id, currency, seq
      having sum(records) <> 1 or min(business_date) <> max(business_date)`,
  }),
  law('balances = sum of postings', {
    count: 'select count(*) from ledger.account',
    faults: `
      select format('account %s %s holds %s, its postings %s', a.code, a.currency, a.posted, coalesce(s.total, 0)) as fault
      from ledger.account a
      left join (select account_id, sum(amount_minor) as total from ledger.posting group by account_id) s on s.account_id = a.id
      where a.posted <> coalesce(s.total, 0)`,
  }),
  law('held = sum of open pending transfers', {
    count: `select count(*) from ledger.transfer where kind = 'pending' and status = 'posted'`,
    faults: `
      select format('account %s %s holds back %s, its open pendings %s', a.code, a.currency, a.held, coalesce(s.total, 0)) as fault
      from ledger.account a
      left join (
        select h.account_id, sum(greatest(-c.side * h.amount_minor, 0)) as total
        from ledger.hold h
        join ledger.account c on c.id = h.account_id
        left join ledger.resolution r on r.pending_id = h.transfer_id
        where r.pending_id is null
        group by h.account_id
      ) s on s.account_id = a.id
      where a.held <> coalesce(s.total, 0)`,
  }),
  law('transfer numbers have no gap', {
    count: 'select count(*) from ledger.transfer',
    faults: `
      select format('book %s counts to %s but holds %s transfers up to %s', h.currency, h.seq, s.n, s.last) as fault
      from ledger.head h
      left join (
        select company_id, currency, count(*) as n, max(seq) as last, min(seq) as first
        from ledger.transfer group by company_id, currency
      ) s using (company_id, currency)
      where h.seq <> coalesce(s.n, 0) or h.seq <> coalesce(s.last, 0) or coalesce(s.first, 1) <> 1`,
  }),
  law('day sums = postings', {
    count: 'select count(*) from ledger.daily_balance',
    faults: `
      select format('account %s on %s: its day and its postings differ by %s', account_id, business_date, sum(net)) as fault
      from (
        select account_id, business_date, debit_minor - credit_minor as net from ledger.daily_balance
        union all
        select p.account_id, p.business_date, -p.amount_minor
        from ledger.posting p
        join ledger.account a on a.id = p.account_id
        join ledger.summed s on s.company_id = a.company_id and s.currency = a.currency
        where p.seq <= s.seq
      ) d
      group by account_id, business_date
      having sum(net) <> 0`,
  }),
]

function law(name: string, { count, faults }: { count: string; faults: string }): Invariant {
  return {
    name,
    capability: 'CORE-10',
    async find(db: Db) {
      const counted = await db.row<{ count: bigint }>('', count)
      const found = await db.rows<{ fault: string }>('', `${faults} limit ${faultsShown}`)
      return { checked: counted?.count ?? 0n, faults: found.map((row) => row.fault) }
    },
  }
}
