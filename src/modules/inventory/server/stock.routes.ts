import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { exportRoutes } from '../../../kernel/server/http/export-routes.ts'
import { type ListRoute, listPage } from '../../../kernel/server/http/list-page.ts'
import { presentedSchema } from '../../../kernel/server/http/present.ts'
import { command, query } from '../../../kernel/server/http/routes.ts'
import type { Entity } from '../../../kernel/shared/entity.ts'
import { DomainError } from '../../../kernel/shared/errors.ts'
import { nonNegativeDecimal } from '../../../kernel/shared/money.ts'
import { movementEntity, reservationEntity } from '../shared/movement.ts'
import { quantityCodec } from '../shared/quantity.ts'
import { allocationPage } from './allocation.page.ts'
import { adjust, count, receive, transferStock } from './receive.ts'
import { stockList, stockPage, withVariantNames } from './stock.queries.ts'
import { requireVariants } from './variant-scope.ts'
import { narrowToUnits, requireWarehouses } from './warehouse-scope.ts'

const money = z.object({ amount: z.string(), currency: z.string() })
const lineLimit = 500
const pageLimit = 200

/** Ids separated by commas. */
const uuids = z
  .string()
  .max(2000)
  .transform((text) => text.split(','))
  .pipe(z.array(z.uuid()))

const listItem = z.object({
  id: z.uuid(),
  sku: z.string(),
  productName: z.string(),
  variantName: z.string(),
  unit: z.string(),
  onHand: z.string(),
  reserved: z.string(),
  available: z.string(),
  value: money,
  warehouses: z.number(),
})

const place = z.object({
  warehouseId: z.uuid(),
  warehouseCode: z.string(),
  warehouseName: z.string(),
  state: z.string(),
  binCode: z.string().nullable(),
  onHand: z.string(),
  reserved: z.string(),
  available: z.string(),
  value: money,
  heldSince: z.iso.date().nullable(),
})

const unitCost = nonNegativeDecimal().refine((text) => (text.split('.')[1] ?? '').length <= 6, {
  error: 'stock.cost-too-precise',
})

const document = {
  warehouseId: z.uuid(),
  reference: z.string().trim().max(100).default(''),
  businessDate: z.iso.date().optional(),
}

const recorded = z.object({
  documentId: z.uuid(),
  value: money,
  businessDate: z.iso.date(),
  movementIds: z.array(z.uuid()),
})

export function stockRoutes(app: FastifyInstance): void {
  query(app, {
    url: '/stock',
    summary: 'Stock of every variant, by SKU',
    permission: 'stock.read',
    query: z.object({
      q: z.string().max(100).optional(),
      'filter[warehouseId]': uuids.optional(),
      'filter[warehouseId][in]': uuids.optional(),
      limit: z.coerce.number().int().min(1).max(pageLimit).optional(),
      cursor: z.string().max(64).optional(),
      sort: z.string().optional(),
      count: z.string().optional(),
    }),
    response: z.object({ items: z.array(listItem), nextCursor: z.string().nullable() }),
    run: (db, { query: asked, principal }) =>
      stockList(db, {
        principal,
        q: asked.q,
        warehouseIds: asked['filter[warehouseId]'] ?? asked['filter[warehouseId][in]'],
        after: asked.cursor || null,
        limit: asked.limit ?? 50,
      }),
  })
  query(app, {
    url: '/stock/:variantId',
    summary: 'One variant over all warehouses, and what each channel may promise of it',
    permission: 'stock.read',
    params: z.object({ variantId: z.uuid() }),
    response: listItem.extend({
      gtin: z.string().nullable(),
      productId: z.uuid(),
      stocked: z.boolean(),
      places: z.array(place),
      channels: z.array(z.object({ channelCode: z.string(), channelName: z.string(), promise: z.string() })),
    }),
    run: (db, { params, principal }) => stockPage(db, { variantId: params.variantId, principal }),
  })
  namedList(app, movementEntity, {
    url: '/movements',
    summary: 'Movements of stock',
    permission: 'stock.read',
    defaultSort: '-createdAt',
    narrow: narrowToUnits,
  })
  namedList(app, reservationEntity, {
    url: '/reservations',
    summary: 'Reservations of stock',
    permission: 'stock.read',
    defaultSort: '-createdAt',
    narrow: narrowToUnits,
  })
  query(app, {
    url: '/allocations/:orderId',
    summary: 'Why the goods of an order were taken from where they were',
    permission: 'stock.read',
    params: z.object({ orderId: z.uuid() }),
    response: z.object({
      choices: z.array(
        z.object({
          strategy: z.string(),
          createdAt: z.iso.datetime(),
          parcels: z.number(),
          candidates: z.array(
            z.object({
              warehouseId: z.uuid(),
              code: z.string(),
              name: z.string(),
              chosen: z.boolean(),
              reason: z.string(),
              fullLines: z.number(),
              partLines: z.number(),
              distanceKm: z.number().nullable(),
              distanceBasis: z.string().nullable(),
              heldSince: z.string().nullable(),
            }),
          ),
          lines: z.array(
            z.object({
              lineId: z.uuid(),
              variantId: z.uuid(),
              sku: z.string(),
              productName: z.string(),
              quantity: z.string(),
              from: z.array(z.object({ warehouseId: z.uuid(), code: z.string(), quantity: z.string() })),
            }),
          ),
        }),
      ),
    }),
    run: (db, { params, principal }) => allocationPage(db, { orderId: params.orderId, principal }),
  })
  documentRoutes(app)
}

function documentRoutes(app: FastifyInstance): void {
  command(app, {
    url: '/receipts',
    summary: 'Takes goods in at their cost',
    permission: 'stock.receive',
    body: z.object({
      ...document,
      reason: z.string().trim().max(200).default(''),
      lines: z
        .array(z.object({ variantId: z.uuid(), quantity: quantityCodec(), unitCost }))
        .min(1)
        .max(lineLimit),
    }),
    response: recorded,
    status: 201,
    example: {
      warehouseId: '0198f4d2-7b1e-7c3a-9a54-3f1f2a6b7c8d',
      reference: 'PO-2026-000012',
      lines: [{ variantId: '0198f4d2-7b1e-7c3a-9a54-3f1f2a6b7c8d', quantity: '100', unitCost: '5200' }],
    },
    async run(tx, { body, principal }) {
      await requireWarehouses(tx, principal, [body.warehouseId])
      await requireVariants(
        tx,
        principal,
        body.lines.map(({ variantId }) => variantId),
      )
      return shown((await receive(tx, [body]))[0])
    },
  })
  command(app, {
    url: '/adjustments',
    summary: 'Corrects stock: by signed quantities, or to what was counted',
    permission: 'stock.adjust',
    body: z.object({
      ...document,
      reason: z.string().trim().min(2).max(200),
      lines: z
        .array(
          z.object({
            variantId: z.uuid(),
            quantity: quantityCodec({ signed: true }).optional(),
            counted: quantityCodec().optional(),
            unitCost: unitCost.optional(),
          }),
        )
        .min(1)
        .max(lineLimit),
    }),
    response: recorded,
    status: 201,
    async run(tx, { body, principal }) {
      await requireWarehouses(tx, principal, [body.warehouseId])
      await requireVariants(
        tx,
        principal,
        body.lines.map(({ variantId }) => variantId),
      )
      const counted = body.lines.flatMap(({ counted, ...line }) =>
        counted === undefined ? [] : [{ ...line, counted }],
      )
      if (counted.length === body.lines.length) return shown(await count(tx, { ...body, lines: counted }))
      const lines = body.lines.map(({ quantity, ...line }) => ({ ...line, quantity: quantity ?? 0n }))
      if (lines.some((line) => line.quantity === 0n)) throw new DomainError('stock.nothing-moves', {})
      return shown((await adjust(tx, [{ ...body, lines }]))[0])
    },
  })
  command(app, {
    url: '/transfers',
    summary: 'Moves goods between warehouses at their average cost',
    permission: 'stock.adjust',
    body: z.object({
      fromWarehouseId: z.uuid(),
      toWarehouseId: z.uuid(),
      reference: z.string().trim().max(100).default(''),
      businessDate: z.iso.date().optional(),
      lines: z
        .array(z.object({ variantId: z.uuid(), quantity: quantityCodec() }))
        .min(1)
        .max(lineLimit),
    }),
    response: z.object({ documentId: z.uuid() }),
    status: 201,
    async run(tx, { body, principal }) {
      await requireWarehouses(tx, principal, [body.fromWarehouseId, body.toWarehouseId])
      if (body.lines.some((line) => line.quantity === 0n)) throw new DomainError('stock.nothing-moves', {})
      return (await transferStock(tx, [body]))[0]
    },
  })
}

function shown(result: Awaited<ReturnType<typeof receive>>[number] | undefined): Record<string, unknown> {
  if (!result) throw new DomainError('stock.nothing-moves', {})
  const { documentId, valueMinor, currency, businessDate, movementIds } = result
  return { documentId, value: { amount: valueMinor.toString(), currency }, businessDate, movementIds }
}

/** A list whose rows name a variant, shown with its SKU and product name. */
function namedList(app: FastifyInstance, entity: Entity, route: ListRoute): void {
  query(app, {
    url: route.url,
    summary: route.summary,
    permission: route.permission,
    query: z.record(z.string(), z.string()),
    response: z.object({
      items: z.array(presentedSchema(entity).extend({ sku: z.string(), productName: z.string() })),
      nextCursor: z.string().nullable(),
      count: z.string().optional(),
    }),
    async run(db, { query: raw, request }) {
      const page = await listPage(db, entity, route, raw, request)
      return { ...page, items: await withVariantNames(db, page.items) }
    },
  })
  exportRoutes(app, entity, route)
}
