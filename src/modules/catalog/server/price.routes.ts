import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { todayOf } from '../../../kernel/server/company-clock.ts'
import type { Db } from '../../../kernel/server/connection.ts'
import { listRoute } from '../../../kernel/server/http/list-route.ts'
import { presentedSchema } from '../../../kernel/server/http/present.ts'
import { command, query } from '../../../kernel/server/http/routes.ts'
import { DomainError, notFound } from '../../../kernel/shared/errors.ts'
import { priceListDraft, priceListEntity } from '../shared/price.ts'
import { setManyPrices } from './price.bulk.ts'
import { createPriceLists } from './price.service.ts'
import { pricesOfList } from './product.queries.ts'
import { productIdsMatching } from './product.search.ts'

const idParams = z.object({ id: z.uuid() })
const reference = z.object({ id: z.uuid(), code: z.string() })
const pageSize = 200
const bulkLimit = 2000

const priceRow = z.object({
  id: z.uuid(),
  variantId: z.uuid(),
  sku: z.string(),
  productName: z.string(),
  variantName: z.string(),
  minQuantity: z.string(),
  unitPrice: z.string(),
  validFrom: z.iso.date(),
  validTo: z.iso.date().nullable(),
  supersededAt: z.iso.datetime().nullable(),
})

interface PriceListRow {
  id: string
  code: string
  currency: string
}

export function priceRoutes(app: FastifyInstance): void {
  listRoute(app, priceListEntity, {
    url: '/price-lists',
    summary: 'Price lists',
    permission: 'price.read',
    defaultSort: 'code',
  })
  query(app, {
    url: '/price-lists/:id',
    summary: 'One price list',
    permission: 'price.read',
    params: idParams,
    response: presentedSchema(priceListEntity).extend({ channelCode: z.string().nullable() }),
    run: (db, { params, principal }) => readPriceList(db, principal.companyId, params.id),
  })
  command(app, {
    url: '/price-lists',
    summary: 'Creates a price list',
    permission: 'price.change',
    body: priceListDraft,
    response: reference,
    status: 201,
    run: async (tx, { body }) => (await createPriceLists(tx, [body], { onlyNew: true }))[0],
  })
  command(app, {
    method: 'PATCH',
    url: '/price-lists/:id',
    summary: 'Changes a price list; its code and currency stay',
    permission: 'price.change',
    params: idParams,
    body: priceListDraft.omit({ code: true, currency: true }).partial(),
    response: reference,
    async run(tx, { params, body }) {
      const before = await readPriceList(tx, tx.principal.companyId, params.id)
      const after = priceListDraft.parse({ ...before, ...body })
      return (await createPriceLists(tx, [after]))[0]
    },
  })
  query(app, {
    url: '/price-lists/:id/prices',
    summary: 'Prices of a list in force on a day, or with their history',
    permission: 'price.read',
    params: idParams,
    query: z.object({
      on: z.iso.date().optional(),
      q: z.string().max(100).optional(),
      history: z.enum(['true', 'false']).optional(),
      cursor: z.string().max(400).optional(),
    }),
    response: z.object({ items: z.array(priceRow), nextCursor: z.string().nullable() }),
    async run(db, { params, query: asked, principal }) {
      const { companyId } = principal
      await readPriceList(db, companyId, params.id)
      const rows = await pricesOfList(db, {
        companyId,
        priceListId: params.id,
        on: asked.on ?? (await todayOf(db, principal.companyId)),
        history: asked.history === 'true',
        productIds: asked.q ? await productIdsMatching(db, companyId, asked.q) : null,
        after: cursorOf(asked.cursor),
        limit: pageSize + 1,
      })
      const items = rows.slice(0, pageSize)
      const last = rows.length > pageSize ? items.at(-1) : undefined
      return { items, nextCursor: last ? encode(last) : null }
    },
  })
  command(app, {
    url: '/price-lists/:id/prices',
    summary: 'Sets many prices at once; answers for each row',
    description:
      'Every good row is set, every bad one refused with its reason. `preview` only says what would happen.',
    permission: 'price.change',
    params: idParams,
    body: z.object({
      prices: z.array(z.record(z.string(), z.unknown())).min(1).max(bulkLimit),
      preview: z.boolean().default(false),
    }),
    response: z.object({
      rows: z.array(
        z.object({
          index: z.number(),
          ok: z.boolean(),
          code: z.string().nullable(),
          field: z.string().nullable(),
          sku: z.string().nullable(),
          productName: z.string().nullable(),
          before: z.string().nullable(),
          after: z.string().nullable(),
        }),
      ),
      done: z.number(),
      refused: z.number(),
    }),
    example: { prices: [{ sku: 'OIL-320', unitPrice: '12900', minQuantity: '0', validFrom: '2026-12-01' }] },
    async run(tx, { params, body }) {
      const list = await readPriceList(tx, tx.principal.companyId, params.id)
      return setManyPrices(tx, { priceListCode: list.code, priceListId: list.id, ...body })
    },
  })
}

async function readPriceList(
  db: Db,
  companyId: string,
  id: string,
): Promise<PriceListRow & Record<string, unknown>> {
  const row = await db.row<PriceListRow & Record<string, unknown>>(
    'catalog.price_list_by_id',
    `select l.id, l.code, l.name, l.name_en, l.channel_id, c.code as channel_code, l.customer_group, l.currency,
       l.prices_include_tax, l.valid_from, l.valid_to, l.active, l.version, l.created_at
     from catalog.price_list l
     left join catalog.channel c on c.id = l.channel_id
     where l.company_id = $1 and l.id = $2`,
    [companyId, id],
  )
  if (!row) throw notFound('price-list', id)
  return row
}

function encode({ sku, id }: { sku: string; id: string }): string {
  return Buffer.from(JSON.stringify([sku, id])).toString('base64url')
}

function cursorOf(given: string | undefined): { sku: string; id: string } | null {
  if (!given) return null
  const parsed = z.tuple([z.string(), z.uuid()]).safeParse(json(Buffer.from(given, 'base64url').toString()))
  if (!parsed.success) throw new DomainError('kernel.bad-cursor', {}, 400)
  return { sku: parsed.data[0], id: parsed.data[1] }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
