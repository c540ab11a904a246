import type { Db } from '../../../kernel/server/connection.ts'
import type { Invariant } from '../../../kernel/server/module.ts'
import { transfersOf } from '../../ledger/api.ts'

const faultsShown = 20
const page = 5000

/** The laws of payments, recomputed from the records. */
export const invariants: readonly Invariant[] = [
  {
    name: 'refunds add up to what their payment says',
    capability: 'OMS-04',
    async find(db) {
      const counted = await db.row<{ count: bigint }>('', 'select count(*) from payments.payment')
      const faults = await db.rows<{ fault: string }>(
        '',
        `select format('payment %s says %s refunded and %s under way, its refunds %s and %s', p.number, p.refunded_minor,
           p.refunding_minor, coalesce(r.done, 0), coalesce(r.open, 0)) as fault
         from payments.payment p
         left join (
           select payment_id,
             sum(amount_minor) filter (where state = 'succeeded') as done,
             sum(amount_minor) filter (where state in ('awaiting-approval', 'requested', 'awaiting-payout')) as open
           from payments.refund group by payment_id
         ) r on r.payment_id = p.id
         where p.refunded_minor <> coalesce(r.done, 0) or p.refunding_minor <> coalesce(r.open, 0)
         limit ${faultsShown}`,
      )
      return { checked: counted?.count ?? 0n, faults: faults.map((row) => row.fault) }
    },
  },
  {
    name: 'each captured payment is posted exactly once',
    capability: 'OMS-04',
    find: (db) => againstBooks(db, { rule: 'payment.captured', column: 'captured_minor', times: 1n }),
  },
  {
    name: 'what was refunded is what the books posted',
    capability: 'OMS-04',
    find: (db) => againstBooks(db, { rule: 'payment.refunded', column: 'refunded_minor' }),
  },
  {
    name: 'a payout is the sum of its items',
    capability: 'OMS-04',
    async find(db) {
      const counted = await db.row<{ count: bigint }>('', 'select count(*) from payments.settlement')
      const faults = await db.rows<{ fault: string }>(
        '',
        `select format('settlement %s says %s, its items %s', s.number, s.gross_minor, coalesce(c.total, 0) - coalesce(r.total, 0)) as fault
         from payments.settlement s
         left join (select settlement_id, sum(captured_minor) as total from payments.payment group by 1) c on c.settlement_id = s.id
         left join (
           select settlement_id, sum(amount_minor) as total from payments.refund where state = 'succeeded' group by 1
         ) r on r.settlement_id = s.id
         where s.gross_minor <> coalesce(c.total, 0) - coalesce(r.total, 0)
         limit ${faultsShown}`,
      )
      return { checked: counted?.count ?? 0n, faults: faults.map((row) => row.fault) }
    },
  },
]

/** Holds a column of every payment against what the books posted for it under a rule, a page at a time. */
async function againstBooks(
  db: Db,
  law: { rule: string; column: 'captured_minor' | 'refunded_minor'; times?: bigint },
): Promise<{ checked: bigint; faults: string[] }> {
  const faults: string[] = []
  let checked = 0n
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const rows = await db.rows<{ id: string; number: string; minor: bigint }>(
      '',
      `select id, number, ${law.column} as minor from payments.payment where id > $1 order by id limit ${page}`,
      [after],
    )
    const last = rows.at(-1)
    if (!last) return { checked, faults: faults.slice(0, faultsShown) }
    after = last.id
    checked += BigInt(rows.length)
    const posted = new Map(
      (await transfersOf(db, { rule: law.rule, ids: rows.map((row) => row.id) })).map((row) => [
        row.refId,
        row,
      ]),
    )
    for (const { id, number, minor } of rows) {
      const entry = posted.get(id)
      const wrongTimes = law.times !== undefined && minor > 0n && entry?.count !== law.times
      if ((entry?.amountMinor ?? 0n) !== minor || wrongTimes) {
        faults.push(
          `payment ${number} holds ${minor}, the books ${entry?.amountMinor ?? 0n} in ${entry?.count ?? 0n} entries`,
        )
      }
    }
  }
}
