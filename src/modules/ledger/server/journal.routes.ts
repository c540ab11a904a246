import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { audit } from '../../../kernel/server/audit.ts'
import { emit } from '../../../kernel/server/events.ts'
import { listRoute } from '../../../kernel/server/http/list-route.ts'
import { command, query } from '../../../kernel/server/http/routes.ts'
import { may } from '../../../kernel/server/principal.ts'
import { DomainError, notFound } from '../../../kernel/shared/errors.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import { offeredActionSchema } from '../../../kernel/shared/lifecycle.ts'
import { minor } from '../../../kernel/shared/money.ts'
import { postingRules } from '../shared/posting-rules.ts'
import { transferEntity } from '../shared/records.ts'
import { amount, amountOf, bookOf } from './book-of.ts'
import { postDrafts } from './post.ts'
import { reverseTransfer } from './reverse.ts'

const idParams = z.object({ id: z.uuid() })
const maxLegs = 100

const legRow = z.object({
  accountId: z.uuid(),
  code: z.string(),
  name: z.string(),
  nameEn: z.string(),
  debit: amount.nullable(),
  credit: amount.nullable(),
})

const record = z.object({
  id: z.uuid(),
  seq: z.string(),
  kind: z.string(),
  status: z.string(),
  code: z.string().nullable(),
  rule: z.string(),
  refEntity: z.string(),
  refId: z.uuid(),
  pendingId: z.uuid().nullable(),
  resolvedById: z.uuid().nullable(),
  reversedById: z.uuid().nullable(),
  reversalOfId: z.uuid().nullable(),
  businessDate: z.iso.date(),
  postedAt: z.iso.datetime(),
  amount,
  memo: z.string().nullable(),
  legs: z.array(legRow),
  version: z.number(),
  actions: z.array(offeredActionSchema),
})

interface TransferRow {
  id: string
  companyId: string
  currency: string
  seq: bigint
  kind: string
  status: string
  code: string | null
  rule: string
  refEntity: string
  refId: string
  pendingId: string | null
  resolvedById: string | null
  reversedById: string | null
  reversalOfId: string | null
  businessDate: string
  postedAt: Date
  amountMinor: bigint
  memo: string | null
}

export function journalRoutes(app: FastifyInstance): void {
  listRoute(app, transferEntity, {
    url: '/transfers',
    summary: 'The journal: every entry in the order it was posted',
    permission: 'ledger.read',
    defaultSort: '-seq',
  })

  query(app, {
    url: '/transfers/:id',
    summary: 'A journal entry with its legs',
    permission: 'ledger.read',
    params: idParams,
    response: record,
    async run(db, { params, principal }) {
      const row = await db.row<TransferRow>('ledger.transfer_by_id', transferSql, [
        params.id,
        principal.companyId,
      ])
      if (!row) throw notFound('transfer', params.id)
      const legs = await db.rows<{
        accountId: string
        code: string
        name: string
        nameEn: string
        amountMinor: bigint
      }>('ledger.legs_of', legsSql, [principal.companyId, row.currency, row.seq, row.id])
      const { companyId: _company, amountMinor, currency, ...shown } = row
      const reversible = row.status === 'posted' && (row.kind === 'post' || row.kind === 'post-pending')
      return {
        ...shown,
        version: 1,
        amount: amountOf(amountMinor, currency),
        legs: legs.map(({ amountMinor: legMinor, ...leg }) => ({
          ...leg,
          debit: legMinor > 0n ? amountOf(legMinor, currency) : null,
          credit: legMinor < 0n ? amountOf(-legMinor, currency) : null,
        })),
        actions:
          reversible && may(principal, 'ledger.reverse')
            ? [
                {
                  name: 'reverse',
                  tone: 'danger',
                  refusal: row.reversedById === null ? null : 'ledger.already-reversed',
                },
              ]
            : [],
      }
    },
  })

  command(app, {
    url: '/transfers/:id/reverse',
    summary: 'Undo an entry by its opposite',
    description:
      'Nothing is changed: a new entry with debit and credit exchanged is posted on the business date given.',
    permission: 'ledger.reverse',
    params: idParams,
    body: z.object({ reason: z.string().trim().min(3).max(500), businessDate: z.iso.date() }),
    response: z.object({ id: z.uuid(), seq: z.string() }),
    async run(tx, { params, body }) {
      const { id, seq } = await reverseTransfer(tx, { transferId: params.id, ...body })
      emit(tx, {
        type: 'transfer.reversed@1',
        subject: { entity: 'transfer', id: params.id },
        refs: [{ entity: 'transfer', id }],
        data: { byId: id, reason: body.reason },
      })
      return { id, seq }
    },
  })

  command(app, {
    url: '/transfers',
    summary: 'Enter a journal entry by hand',
    permission: 'ledger.post',
    status: 201,
    body: z.object({
      id: z.uuid().optional(),
      businessDate: z.iso.date(),
      memo: z.string().trim().min(2).max(500),
      currency: z.string().length(3).optional(),
      legs: z
        .array(z.object({ account: z.string().max(32), amountMinor: minor() }))
        .min(2)
        .max(maxLegs)
        .meta({ description: 'Positive is debit, negative is credit, in minor units.' }),
    }),
    response: z.object({ id: z.uuid(), seq: z.string(), status: z.string() }),
    example: {
      businessDate: '2026-11-21',
      memo: '송금 수수료',
      legs: [
        { account: '831', amountMinor: '33000' },
        { account: '101', amountMinor: '-33000' },
      ],
    },
    async run(tx, { body, principal }) {
      const { currency } = await bookOf(tx, principal, body.currency)
      const sum = body.legs.reduce((total, leg) => total + leg.amountMinor, 0n)
      if (sum !== 0n) throw new DomainError('ledger.unbalanced', { differenceMinor: sum })
      const legs = body.legs.filter((leg) => leg.amountMinor !== 0n)
      if (legs.length < 2) throw new DomainError('ledger.no-amount')
      const id = body.id ?? newId()
      const ref = { entity: 'transfer', id }
      audit(tx, { action: 'transfer.enter', entity: 'transfer', id, after: { ...body, currency } })
      emit(tx, {
        type: 'transfer.entered@1',
        subject: ref,
        data: { memo: body.memo, businessDate: body.businessDate },
      })
      const [result] = await postDrafts(tx, [
        {
          id,
          kind: 'post',
          businessDate: body.businessDate,
          rule: 'manual',
          ref,
          memo: body.memo,
          legs,
          currency,
        },
      ])
      if (!result || result.status === 'refused') {
        throw new DomainError(result?.code ?? 'ledger.refused', { businessDate: body.businessDate })
      }
      return { id, seq: result.seq, status: result.status }
    },
  })

  query(app, {
    url: '/posting-rules',
    summary: 'Every rule by which the house posts, with a worked example',
    permission: 'ledger.read',
    response: z.object({
      items: z.array(
        z.object({
          rule: z.string(),
          name: z.object({ ko: z.string(), en: z.string() }),
          when: z.object({ ko: z.string(), en: z.string() }),
          example: z.object({
            ko: z.string(),
            en: z.string(),
            legs: z.array(z.object({ account: z.string(), amountMinor: z.string() })),
          }),
        }),
      ),
    }),
    run: async () => ({ items: postingRules }),
  })
}

const transferSql = `
select t.*, r.by_id as resolved_by_id, v.by_id as reversed_by_id, o.transfer_id as reversal_of_id
from ledger.transfer t
left join ledger.resolution r on r.pending_id = t.id
left join ledger.reversal v on v.transfer_id = t.id
left join ledger.reversal o on o.by_id = t.id
where t.id = $1 and t.company_id = $2`

/** Postings of a transfer, or what a pending one holds back. Found through the book's accounts: their key leads with the account. */
const legsSql = `
select a.id as account_id, a.code, a.name, a.name_en, l.amount_minor
from (
  select p.account_id, p.leg, p.amount_minor
  from ledger.account c join ledger.posting p on p.account_id = c.id
  where c.company_id = $1 and c.currency = $2 and p.seq = $3
  union all
  select h.account_id, h.leg, h.amount_minor from ledger.hold h where h.transfer_id = $4
) l
join ledger.account a on a.id = l.account_id
order by l.leg`
