import type { Db } from '../../../kernel/server/connection.ts'
import type { AccountKind, Section } from '../shared/accounts.ts'
import type { Book } from './account-ids.ts'

export interface AccountSum {
  id: string
  code: string
  name: string
  nameEn: string
  kind: AccountKind
  section: Section
  side: number
  debitMinor: bigint
  creditMinor: bigint
}

export interface Span {
  /** First business date counted; without it everything since the books were opened. */
  from?: string | undefined
  /** Last business date counted. */
  to: string
}

/**
 * Debits and credits of every account over business dates: the summed days, and the postings that came since, read in one
 * snapshot, so that the two always meet without gap or overlap.
 */
export async function sumsOver(db: Db, book: Book, span: Span): Promise<AccountSum[]> {
  return db.rows<AccountSum>('ledger.sums_over', sumsOverSql, [
    book.companyId,
    book.currency,
    span.from ?? '0001-01-01',
    span.to,
  ])
}

/** What an account holds on its own side; contra accounts come out negative within their kind. */
function ownSide(account: Pick<AccountSum, 'kind' | 'debitMinor' | 'creditMinor'>): bigint {
  const debitKind = account.kind === 'asset' || account.kind === 'expense'
  const net = account.debitMinor - account.creditMinor
  return debitKind ? net : -net
}

export interface StatementLine {
  accountId: string
  code: string
  name: string
  nameEn: string
  amountMinor: bigint
  comparedMinor: bigint | null
}

export interface StatementSection {
  section: string
  lines: StatementLine[]
  totalMinor: bigint
  comparedMinor: bigint | null
}

/** The sections of a statement in the order given, each account with its amount and that of the compared span. */
export function sectionsOf(
  sections: readonly string[],
  sums: readonly AccountSum[],
  compared: readonly AccountSum[] | undefined,
): StatementSection[] {
  const earlier = compared && new Map(compared.map((account) => [account.id, account]))
  return sections.map((section) => {
    const lines = sums
      .filter((account) => account.section === section)
      .map((account) => {
        const before = earlier?.get(account.id)
        return {
          accountId: account.id,
          code: account.code,
          name: account.name,
          nameEn: account.nameEn,
          amountMinor: ownSide(account),
          comparedMinor: earlier ? (before ? ownSide(before) : 0n) : null,
        }
      })
      .filter((line) => line.amountMinor !== 0n || (line.comparedMinor ?? 0n) !== 0n)
    return {
      section,
      lines,
      totalMinor: lines.reduce((sum, line) => sum + line.amountMinor, 0n),
      comparedMinor: earlier ? lines.reduce((sum, line) => sum + (line.comparedMinor ?? 0n), 0n) : null,
    }
  })
}

/** Revenue less expense. */
export function profitOf(sums: readonly AccountSum[]): bigint {
  return sums.reduce((profit, account) => {
    if (account.kind === 'revenue') return profit + ownSide(account)
    return account.kind === 'expense' ? profit - ownSide(account) : profit
  }, 0n)
}

const sumsOverSql = `
with own as (
  select * from ledger.account where company_id = $1 and currency = $2
), summed as (
  select d.account_id, sum(d.debit_minor) as debit, sum(d.credit_minor) as credit
  from own a join ledger.daily_balance d on d.account_id = a.id
  where d.business_date between $3::date and $4::date
  group by d.account_id
), since as (
  select p.account_id, sum(greatest(p.amount_minor, 0)) as debit, sum(greatest(-p.amount_minor, 0)) as credit
  from own a join ledger.posting p on p.account_id = a.id
  where p.seq > (select seq from ledger.summed where company_id = $1 and currency = $2)
    and p.business_date between $3::date and $4::date
  group by p.account_id
)
select a.id, a.code, a.name, a.name_en, a.kind, a.section, a.side,
  (coalesce(s.debit, 0) + coalesce(n.debit, 0))::bigint as debit_minor,
  (coalesce(s.credit, 0) + coalesce(n.credit, 0))::bigint as credit_minor
from own a
left join summed s on s.account_id = a.id
left join since n on n.account_id = a.id
order by a.code`
