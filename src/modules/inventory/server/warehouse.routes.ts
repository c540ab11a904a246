import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { listRoute } from '../../../kernel/server/http/list-route.ts'
import { presentedSchema } from '../../../kernel/server/http/present.ts'
import { command, query } from '../../../kernel/server/http/routes.ts'
import { transitionRoutes } from '../../../kernel/server/http/transition-routes.ts'
import { actionsOf } from '../../../kernel/server/lifecycle.ts'
import { DomainError, notFound } from '../../../kernel/shared/errors.ts'
import { offeredActionSchema } from '../../../kernel/shared/lifecycle.ts'
import { quantityCodec } from '../shared/quantity.ts'
import { binDraft, binEntity, warehouseDraft, warehouseEntity } from '../shared/warehouse.ts'
import { channelRules, removeChannelRule, setChannelRule } from './channel-rule.service.ts'
import { requireVariants } from './variant-scope.ts'
import { type WarehouseRow, warehouseRules } from './warehouse.rules.ts'
import { createBins, createWarehouses } from './warehouse.service.ts'
import { narrowToUnits, requireWarehouses } from './warehouse-scope.ts'

const idParams = z.object({ id: z.uuid() })
const reference = z.object({ id: z.uuid(), code: z.string() })

export function warehouseRoutes(app: FastifyInstance): void {
  listRoute(app, warehouseEntity, {
    url: '/warehouses',
    summary: 'Warehouses',
    permission: 'warehouse.read',
    defaultSort: 'code',
    narrow: narrowToUnits,
  })
  query(app, {
    url: '/warehouses/:id',
    summary: 'One warehouse',
    permission: 'warehouse.read',
    params: idParams,
    response: presentedSchema(warehouseEntity).extend({ actions: z.array(offeredActionSchema) }),
    async run(db, { params, principal }) {
      const row = await db.row<WarehouseRow>(
        'inventory.warehouse_by_id',
        `select w.*, (select count(*)::int from inventory.stock s where s.warehouse_id = w.id and s.reserved > 0) as promised
         from inventory.warehouse w where w.id = $1 and w.company_id = $2
           and ($3::uuid[] is null or w.org_unit_id is null or w.org_unit_id = any($3))`,
        [params.id, principal.companyId, principal.orgUnitIds],
      )
      if (!row) throw notFound('warehouse', params.id)
      const { promised: _promised, companyId: _companyId, ...shown } = row
      return { ...shown, actions: actionsOf(warehouseRules, row, principal) }
    },
  })
  command(app, {
    url: '/warehouses',
    summary: 'Creates a warehouse',
    permission: 'warehouse.change',
    body: warehouseDraft,
    response: reference,
    status: 201,
    run: async (tx, { body }) => (await createWarehouses(tx, [body], { onlyNew: true }))[0],
  })
  command(app, {
    method: 'PATCH',
    url: '/warehouses/:id',
    summary: 'Changes a warehouse; its code and currency stay',
    permission: 'warehouse.change',
    params: idParams,
    body: warehouseDraft.omit({ code: true, currency: true }).partial(),
    response: reference,
    async run(tx, { params, body, principal }) {
      const before = (await requireWarehouses(tx, principal, [params.id])).get(params.id)
      return (await createWarehouses(tx, [warehouseDraft.parse({ ...before, ...body })]))[0]
    },
  })
  transitionRoutes(app, '/warehouses', warehouseRules)
  binRoutes(app)
  channelRuleRoutes(app)
}

function binRoutes(app: FastifyInstance): void {
  listRoute(app, binEntity, {
    url: '/bins',
    summary: 'Bins',
    permission: 'warehouse.read',
    defaultSort: 'pickSequence',
  })
  command(app, {
    url: '/bins',
    summary: 'Creates bins or changes those whose code is there',
    permission: 'warehouse.change',
    body: z.object({ bins: z.array(binDraft).min(1).max(1000) }),
    response: z.object({ items: z.array(reference) }),
    status: 201,
    async run(tx, { body, principal }) {
      const ids = [...new Set(body.bins.map((bin) => bin.warehouseId))]
      await requireWarehouses(tx, principal, ids)
      await requireVariants(
        tx,
        principal,
        body.bins.flatMap((bin) => bin.variantIds ?? []),
      )
      const keys = new Set(body.bins.map((bin) => `${bin.warehouseId}:${bin.code}`))
      if (keys.size < body.bins.length) throw new DomainError('bin.code-twice', {})
      return { items: await createBins(tx, body.bins) }
    },
  })
}

function channelRuleRoutes(app: FastifyInstance): void {
  const rule = z.object({
    id: z.uuid(),
    channelCode: z.string(),
    variantId: z.uuid().nullable(),
    sku: z.string(),
    productName: z.string(),
    warehouseId: z.uuid().nullable(),
    warehouseCode: z.string().nullable(),
    safetyQuantity: z.string(),
    excluded: z.boolean(),
  })
  query(app, {
    url: '/channel-rules',
    summary: 'What channels may promise: safety stock and excluded warehouses',
    permission: 'stock.read',
    response: z.object({ items: z.array(rule) }),
    run: async (db, { principal }) => ({ items: await channelRules(db, principal.companyId) }),
  })
  command(app, {
    method: 'PUT',
    url: '/channel-rules',
    summary: 'Sets the safety stock of a channel, or that it does not sell from a warehouse',
    description:
      'The closest rule applies: variant before warehouse before channel. Safety stock counts per warehouse.',
    permission: 'stock.adjust',
    body: z.object({
      channelCode: z.string().min(1).max(64),
      variantId: z.uuid().nullable().optional(),
      warehouseId: z.uuid().nullable().optional(),
      safetyQuantity: quantityCodec().optional(),
      excluded: z.boolean().optional(),
    }),
    response: z.object({ id: z.uuid() }),
    run: (tx, { body }) => setChannelRule(tx, body),
  })
  command(app, {
    method: 'DELETE',
    url: '/channel-rules/:id',
    summary: 'Removes a rule',
    permission: 'stock.adjust',
    params: idParams,
    response: z.object({ id: z.uuid() }),
    run: (tx, { params }) => removeChannelRule(tx, params.id),
  })
}
