import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { audit } from '../../../kernel/server/audit.ts'
import { command, query } from '../../../kernel/server/http/routes.ts'
import { DomainError } from '../../../kernel/shared/errors.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import { minor, positiveDecimal } from '../../../kernel/shared/money.ts'
import { exchangeIn, exchangeOut } from '../shared/posting-rules.ts'
import { openBook } from './books.ts'
import { postDrafts } from './post.ts'

const currency = z.string().regex(/^[A-Z]{3}$/)

export function exchangeRoutes(app: FastifyInstance): void {
  command(app, {
    url: '/books',
    summary: 'Open a book in another currency',
    permission: 'ledger.manage-accounts',
    status: 201,
    body: z.object({ currency }),
    response: z.object({ currency: z.string() }),
    async run(tx, { body, principal }) {
      await openBook(tx, { companyId: principal.companyId, currency: body.currency })
      audit(tx, { action: 'book.open', entity: 'company', id: principal.companyId, after: body })
      return body
    },
  })

  query(app, {
    url: '/exchange-rates',
    summary: 'Exchange rates into the base currency, newest first',
    permission: 'ledger.read',
    query: z.object({ currency: currency.optional() }),
    response: z.object({
      items: z.array(
        z.object({ currency: z.string(), onDate: z.iso.date(), rate: z.string(), source: z.string() }),
      ),
    }),
    run: async (db, { query: asked, principal }) => ({
      items: await db.rows(
        'ledger.exchange_rates',
        `select currency, on_date, rate, source from ledger.exchange_rate
         where company_id = $1 and ($2::text is null or currency = $2)
         order by on_date desc, currency
         limit 400`,
        [principal.companyId, asked.currency ?? null],
      ),
    }),
  })

  command(app, {
    url: '/exchange-rates',
    summary: 'Note the rates of a day',
    description: 'A rate once noted stays: books that used it must be able to show it.',
    permission: 'ledger.post',
    status: 201,
    body: z.object({
      onDate: z.iso.date(),
      source: z.string().trim().min(1).max(100),
      rates: z
        .array(z.object({ currency, rate: positiveDecimal() }))
        .min(1)
        .max(60)
        .meta({ description: 'Base currency for one major unit of the currency.' }),
    }),
    response: z.object({ noted: z.number() }),
    async run(tx, { body, principal }) {
      const noted = await tx.exec(
        'ledger.note_rates',
        `insert into ledger.exchange_rate (company_id, currency, on_date, rate, source, created_at)
         select $1, currency, $2, rate, $3, $4 from unnest($5::text[], $6::numeric[]) as r(currency, rate)
         on conflict do nothing`,
        [
          principal.companyId,
          body.onDate,
          body.source,
          tx.now,
          body.rates.map((rate) => rate.currency),
          body.rates.map((rate) => rate.rate),
        ],
      )
      audit(tx, { action: 'exchange-rate.note', entity: 'company', id: principal.companyId, after: body })
      return { noted }
    },
  })

  command(app, {
    url: '/exchanges',
    summary: 'Exchange bank money of one currency for another',
    description: 'One transfer in each book, together or not at all; the currency position joins them.',
    permission: 'ledger.post',
    status: 201,
    body: z.object({
      businessDate: z.iso.date(),
      memo: z.string().trim().min(2).max(500),
      from: z.object({ currency, amountMinor: minor() }),
      to: z.object({ currency, amountMinor: minor() }),
    }),
    response: z.object({ id: z.uuid(), fromTransferId: z.uuid(), toTransferId: z.uuid() }),
    async run(tx, { body }) {
      if (body.from.currency === body.to.currency) throw new DomainError('ledger.same-currency')
      if (body.from.amountMinor <= 0n || body.to.amountMinor <= 0n) throw new DomainError('ledger.no-amount')
      const id = newId()
      const shared = {
        kind: 'post',
        businessDate: body.businessDate,
        rule: 'exchange',
        ref: { entity: 'exchange', id },
        memo: body.memo,
      } as const
      const fromTransferId = newId()
      const toTransferId = newId()
      audit(tx, { action: 'exchange.make', entity: 'exchange', id, after: body })
      const results = await postDrafts(tx, [
        { ...shared, id: fromTransferId, legs: exchangeOut(body.from), currency: body.from.currency },
        { ...shared, id: toTransferId, legs: exchangeIn(body.to), currency: body.to.currency },
      ])
      const refused = results.find((result) => result.status === 'refused')
      if (refused)
        throw new DomainError(refused.code ?? 'ledger.refused', { businessDate: body.businessDate })
      return { id, fromTransferId, toTransferId }
    },
  })
}
