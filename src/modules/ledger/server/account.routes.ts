import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { audit } from '../../../kernel/server/audit.ts'
import { todayOf } from '../../../kernel/server/company-clock.ts'
import type { Db } from '../../../kernel/server/connection.ts'
import { listRoute } from '../../../kernel/server/http/list-route.ts'
import { command, query } from '../../../kernel/server/http/routes.ts'
import { addDays, firstOfMonth } from '../../../kernel/shared/calendar.ts'
import { DomainError, notFound } from '../../../kernel/shared/errors.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import { sideOf } from '../shared/accounts.ts'
import { accountEntity } from '../shared/records.ts'
import { amount, amountOf, bookOf } from './book-of.ts'

const idParams = z.object({ id: z.uuid() })
const pageSize = 200

const kinds = ['asset', 'liability', 'equity', 'revenue', 'expense'] as const
const sections = [
  'current-assets',
  'inventories',
  'non-current-assets',
  'current-liabilities',
  'non-current-liabilities',
  'equity',
  'sales',
  'cost-of-sales',
  'selling-and-administrative',
  'other-income',
  'other-expense',
  'income-tax',
] as const

const sectionsOfKind: Record<(typeof kinds)[number], readonly string[]> = {
  asset: ['current-assets', 'inventories', 'non-current-assets'],
  liability: ['current-liabilities', 'non-current-liabilities'],
  equity: ['equity'],
  revenue: ['sales', 'other-income'],
  expense: ['cost-of-sales', 'selling-and-administrative', 'other-expense', 'income-tax'],
}

interface AccountRow {
  id: string
  companyId: string
  currency: string
  code: string
  name: string
  nameEn: string
  kind: string
  section: string
  side: number
  noOverdraft: boolean
  active: boolean
  posted: bigint
  held: bigint
  version: number
}

interface PostingRow {
  seq: bigint
  leg: number
  businessDate: string
  amountMinor: bigint
  transferId: string
  rule: string
  refEntity: string
  refId: string
  memo: string | null
}

export function accountRoutes(app: FastifyInstance): void {
  listRoute(app, accountEntity, {
    url: '/accounts',
    summary: 'The chart of accounts',
    permission: 'ledger.read',
    defaultSort: 'code',
  })

  query(app, {
    url: '/accounts/:id',
    summary: 'An account with what it holds now',
    permission: 'ledger.read',
    params: idParams,
    response: z.object({
      id: z.uuid(),
      currency: z.string(),
      code: z.string(),
      name: z.string(),
      nameEn: z.string(),
      kind: z.string(),
      section: z.string(),
      side: z.number(),
      noOverdraft: z.boolean(),
      active: z.boolean(),
      balance: amount,
      held: amount,
      version: z.number(),
      actions: z.array(z.never()),
    }),
    async run(db, { params, principal }) {
      const account = await accountById(db, params.id, principal.companyId)
      const { companyId: _company, posted, held, ...shown } = account
      return {
        ...shown,
        balance: amountOf(BigInt(account.side) * posted, account.currency),
        held: amountOf(held, account.currency),
        actions: [],
      }
    },
  })

  query(app, {
    url: '/accounts/:id/postings',
    summary: 'The account ledger: every posting of a span with the running balance',
    description: 'Balances are on the account’s own side. By business date, then in the order posted.',
    permission: 'ledger.read',
    params: idParams,
    query: z.object({
      from: z.iso.date().optional(),
      to: z.iso.date().optional(),
      cursor: z.string().max(200).optional(),
    }),
    response: z.object({
      from: z.iso.date(),
      to: z.iso.date(),
      opening: amount,
      closing: amount,
      items: z.array(
        z.object({
          seq: z.string(),
          leg: z.number(),
          businessDate: z.iso.date(),
          transferId: z.uuid(),
          rule: z.string(),
          refEntity: z.string(),
          refId: z.uuid(),
          memo: z.string().nullable(),
          debit: amount.nullable(),
          credit: amount.nullable(),
          balance: amount,
        }),
      ),
      nextCursor: z.string().nullable(),
    }),
    async run(db, { params, query: asked, principal }) {
      const account = await accountById(db, params.id, principal.companyId)
      const to = asked.to ?? (await todayOf(db, principal.companyId))
      const from = asked.from ?? firstOfMonth(to)
      const side = BigInt(account.side)
      const opening = await balanceBy(db, account, addDays(from, -1))
      const closing = await balanceBy(db, account, to)
      const after = cursorOf(asked.cursor)
      const rows = await db.rows<PostingRow>('ledger.account_postings', postingsSql, [
        account.id,
        account.companyId,
        account.currency,
        from,
        to,
        after?.date ?? null,
        after?.seq ?? '0',
        after?.leg ?? 0,
        pageSize + 1,
      ])
      let running = after?.balance ?? opening
      const items = rows.slice(0, pageSize).map(({ amountMinor, ...posting }) => {
        running += amountMinor
        return {
          ...posting,
          debit: amountMinor > 0n ? amountOf(amountMinor, account.currency) : null,
          credit: amountMinor < 0n ? amountOf(-amountMinor, account.currency) : null,
          balance: amountOf(side * running, account.currency),
        }
      })
      const last = rows.length > pageSize ? items.at(-1) : undefined
      return {
        from,
        to,
        opening: amountOf(side * opening, account.currency),
        closing: amountOf(side * closing, account.currency),
        items,
        nextCursor: last
          ? Buffer.from(
              JSON.stringify([last.businessDate, String(last.seq), last.leg, String(running)]),
            ).toString('base64url')
          : null,
      }
    },
  })

  command(app, {
    url: '/accounts',
    summary: 'Add an account to the chart',
    permission: 'ledger.manage-accounts',
    status: 201,
    body: z.object({
      currency: z.string().length(3).optional(),
      code: z.string().regex(/^[0-9A-Z-]{2,16}$/),
      name: z.string().trim().min(1).max(100),
      nameEn: z.string().trim().min(1).max(100),
      kind: z.enum(kinds),
      section: z.enum(sections),
      contra: z.boolean().default(false),
      noOverdraft: z.boolean().default(false),
    }),
    response: z.object({ id: z.uuid(), code: z.string() }),
    example: {
      code: '832',
      name: '소모품비',
      nameEn: 'Supplies',
      kind: 'expense',
      section: 'selling-and-administrative',
    },
    async run(tx, { body, principal }) {
      if (!sectionsOfKind[body.kind].includes(body.section)) {
        throw new DomainError('ledger.section-of-another-kind', { kind: body.kind, section: body.section })
      }
      const book = await bookOf(tx, principal, body.currency)
      const id = newId()
      await tx.exec(
        'ledger.insert_account',
        `insert into ledger.account
           (id, company_id, currency, code, name, name_en, kind, section, side, no_overdraft, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
        [
          id,
          book.companyId,
          book.currency,
          body.code,
          body.name,
          body.nameEn,
          body.kind,
          body.section,
          sideOf({ kind: body.kind, ...(body.contra ? { contra: true as const } : {}) }),
          body.noOverdraft,
          tx.now,
        ],
      )
      audit(tx, { action: 'account.create', entity: 'account', id, after: body })
      return { id, code: body.code }
    },
  })

  command(app, {
    method: 'PATCH',
    url: '/accounts/:id',
    summary: 'Rename an account, close it to new postings, or forbid overdraft',
    permission: 'ledger.manage-accounts',
    params: idParams,
    body: z.object({
      name: z.string().trim().min(1).max(100).optional(),
      nameEn: z.string().trim().min(1).max(100).optional(),
      active: z.boolean().optional(),
      noOverdraft: z.boolean().optional(),
    }),
    response: z.object({ id: z.uuid() }),
    async run(tx, { params, body, principal }) {
      const before = await tx.row<AccountRow>(
        'ledger.lock_account',
        'select * from ledger.account where id = $1 and company_id = $2 for update',
        [params.id, principal.companyId],
      )
      if (!before) throw notFound('account', params.id)
      await tx.exec(
        'ledger.update_account',
        `update ledger.account
         set name = $2, name_en = $3, active = $4, no_overdraft = $5, version = version + 1
         where id = $1`,
        [
          before.id,
          body.name ?? before.name,
          body.nameEn ?? before.nameEn,
          body.active ?? before.active,
          body.noOverdraft ?? before.noOverdraft,
        ],
      )
      const { name, nameEn, active, noOverdraft } = before
      audit(tx, {
        action: 'account.update',
        entity: 'account',
        id: before.id,
        before: { name, nameEn, active, noOverdraft },
        after: body,
      })
      return { id: before.id }
    },
  })
}

async function accountById(db: Db, id: string, companyId: string): Promise<AccountRow> {
  const account = await db.row<AccountRow>(
    'ledger.account_by_id',
    'select * from ledger.account where id = $1 and company_id = $2',
    [id, companyId],
  )
  if (!account) throw notFound('account', id)
  return account
}

/** Debits less credits up to and including a business date. */
async function balanceBy(db: Db, account: AccountRow, date: string): Promise<bigint> {
  const row = await db.row<{ net: bigint }>('ledger.balance_by', balanceBySql, [
    account.id,
    account.companyId,
    account.currency,
    date,
  ])
  return row?.net ?? 0n
}

function cursorOf(
  text: string | undefined,
): { date: string; seq: string; leg: number; balance: bigint } | undefined {
  if (text === undefined || text === '') return undefined
  const shape = z.tuple([
    z.iso.date(),
    z.string().regex(/^\d{1,18}$/),
    z.number().int(),
    z.string().regex(/^-?\d{1,19}$/),
  ])
  try {
    const [date, seq, leg, balance] = shape.parse(JSON.parse(Buffer.from(text, 'base64url').toString()))
    return { date, seq, leg, balance: BigInt(balance) }
  } catch {
    throw new DomainError('kernel.bad-cursor', {}, 400)
  }
}

const balanceBySql = `
select (
  coalesce((
    select sum(debit_minor - credit_minor) from ledger.daily_balance where account_id = $1 and business_date <= $4), 0)
  + coalesce((
    select sum(amount_minor) from ledger.posting
    where account_id = $1 and business_date <= $4
      and seq > (select seq from ledger.summed where company_id = $2 and currency = $3)), 0)
)::bigint as net`

/**
 * The summed days tell between which numbers a span's postings lie, so that an old month is found without reading the
 * rest. The page is cut before its transfers are looked up, one by one.
 */
const postingsSql = `
with summed as (
  select seq from ledger.summed where company_id = $2 and currency = $3
), span as (
  select min(first_seq) as first, max(last_seq) as last
  from ledger.daily_balance where account_id = $1 and business_date between $4::date and $5::date
), page as materialized (
  select p.seq, p.leg, p.business_date, p.amount_minor
  from (
    select * from ledger.posting
    where account_id = $1 and seq between (select first from span) and (select last from span)
    union all
    select * from ledger.posting
    where account_id = $1 and seq > (select seq from summed)
  ) p
  where p.business_date between $4::date and $5::date
    and ($6::date is null or (p.business_date, p.seq, p.leg) > ($6::date, $7::bigint, $8::int))
  order by p.business_date, p.seq, p.leg
  limit $9
)
select p.seq, p.leg, p.business_date, p.amount_minor, t.id as transfer_id, t.rule, t.ref_entity, t.ref_id, t.memo
from page p
cross join lateral (
  select * from ledger.transfer
  where company_id = $2 and seq = p.seq and currency = $3
  limit 1
) t
order by p.business_date, p.seq, p.leg`
