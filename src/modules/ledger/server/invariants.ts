import type { Db } from '../../../kernel/server/connection.ts'
import type { Invariant } from '../../../kernel/server/module.ts'

const faultsShown = 20

/** The laws of the books, recomputed from the records alone. */
export const invariants: readonly Invariant[] = [
  law('ledger.transfers-sum-to-zero', {
    count: `select count(*) from ledger.transfer where status = 'posted' and kind in ('post', 'post-pending')`,
    faults: `
      select format('transfer %s in %s sums to %s', t.seq, t.currency, coalesce(s.total, 0)) as fault
      from ledger.transfer t
      left join (
        select a.company_id, a.currency, p.seq, sum(p.amount_minor) as total, sum(greatest(p.amount_minor, 0)) as debits
        from ledger.posting p join ledger.account a on a.id = p.account_id
        group by a.company_id, a.currency, p.seq
      ) s on s.company_id = t.company_id and s.currency = t.currency and s.seq = t.seq
      where case
        when t.status = 'posted' and t.kind in ('post', 'post-pending')
          then s.total is distinct from 0 or s.debits is distinct from t.amount_minor
        else s.seq is not null
      end`,
  }),
  law('ledger.postings-belong-to-transfers', {
    count: 'select count(*) from ledger.posting',
    faults: `
      select format('posting %s of account %s has no transfer of its date', p.seq, a.code) as fault
      from ledger.posting p
      join ledger.account a on a.id = p.account_id
      left join ledger.transfer t on t.company_id = a.company_id and t.currency = a.currency and t.seq = p.seq
      where t.id is null or t.business_date <> p.business_date`,
  }),
  law('ledger.balances-equal-postings', {
    count: 'select count(*) from ledger.account',
    faults: `
      select format('account %s %s holds %s, its postings %s', a.code, a.currency, a.posted, coalesce(s.total, 0)) as fault
      from ledger.account a
      left join (select account_id, sum(amount_minor) as total from ledger.posting group by account_id) s on s.account_id = a.id
      where a.posted <> coalesce(s.total, 0)`,
  }),
  law('ledger.holds-equal-open-pendings', {
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
  law('ledger.sequence-has-no-gaps', {
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
  law('ledger.days-equal-postings', {
    count: 'select count(*) from ledger.daily_balance',
    faults: `
      select format('account %s on %s: day sums to %s, postings to %s', a.code, business_date, d.net, p.net) as fault
      from (select account_id, business_date, debit_minor - credit_minor as net from ledger.daily_balance) d
      full join (
        select p.account_id, p.business_date, sum(p.amount_minor) as net
        from ledger.posting p
        join ledger.account a on a.id = p.account_id
        join ledger.summed s on s.company_id = a.company_id and s.currency = a.currency
        where p.seq <= s.seq
        group by p.account_id, p.business_date
      ) p using (account_id, business_date)
      join ledger.account a on a.id = account_id
      where d.net is distinct from p.net`,
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
