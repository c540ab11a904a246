import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { listRoute } from '../../../kernel/server/http/list-route.ts'
import { command, query } from '../../../kernel/server/http/routes.ts'
import { transitionRoutes } from '../../../kernel/server/http/transition-routes.ts'
import { sendFile } from '../../../kernel/server/services/files/send-file.ts'
import { notFound } from '../../../kernel/shared/errors.ts'
import { offeredActionSchema } from '../../../kernel/shared/lifecycle.ts'
import { pickEntity } from '../shared/pick.ts'
import { quantityCodec } from '../shared/quantity.ts'
import { packingSlip } from './packing-slip.ts'
import { pickPage, pickQueue, walkOf } from './pick.queries.ts'
import { pickRules } from './pick.rules.ts'
import { readPicks } from './pick.store.ts'
import { scan, unscan } from './scan.service.ts'
import { narrowToUnits, requireWarehouses, warehousesOf } from './warehouse-scope.ts'
import { buildWave, waveSize, waves } from './wave.service.ts'

const idParams = z.object({ id: z.uuid() })
const queueLimit = 200
const waveLimit = 100

const stop = z.object({
  variantId: z.uuid(),
  sku: z.string(),
  gtin: z.string().nullable(),
  productName: z.string(),
  weightGrams: z.number(),
  binCode: z.string().nullable(),
  zone: z.string().nullable(),
  pickSequence: z.number().nullable(),
  quantity: z.string(),
  picked: z.string(),
  parts: z.array(
    z.object({
      pickId: z.uuid(),
      lineId: z.uuid(),
      orderNumber: z.string(),
      slot: z.number(),
      quantity: z.string(),
      picked: z.string(),
    }),
  ),
})

const queued = z.object({
  id: z.uuid(),
  shipmentId: z.uuid(),
  orderId: z.uuid(),
  orderNumber: z.string(),
  warehouseId: z.uuid(),
  warehouseCode: z.string(),
  warehouseName: z.string(),
  waveId: z.uuid().nullable(),
  priority: z.number(),
  state: z.string(),
  pickerName: z.string().nullable(),
  createdAt: z.iso.datetime(),
  version: z.number(),
  lineCount: z.number(),
  units: z.string(),
  pickedUnits: z.string(),
})

const page = z.object({
  id: z.uuid(),
  shipmentId: z.uuid(),
  orderId: z.uuid(),
  orderNumber: z.string(),
  warehouseId: z.uuid(),
  warehouseCode: z.string(),
  warehouseName: z.string(),
  waveId: z.uuid().nullable(),
  priority: z.number(),
  state: z.string(),
  pickerId: z.uuid().nullable(),
  pickerName: z.string().nullable(),
  startedAt: z.iso.datetime().nullable(),
  pickedAt: z.iso.datetime().nullable(),
  packedAt: z.iso.datetime().nullable(),
  version: z.number(),
  createdAt: z.iso.datetime(),
  stops: z.array(stop),
  parcels: z.array(
    z.object({
      position: z.number(),
      box: z.string(),
      weightGrams: z.number(),
      lengthMm: z.number().nullable(),
      widthMm: z.number().nullable(),
      heightMm: z.number().nullable(),
    }),
  ),
  actions: z.array(offeredActionSchema),
})

const scanBody = z.object({
  /** What the scanner sent: a barcode, with or without its AIM prefix, or a SKU typed by hand. */
  barcode: z.string().trim().min(1).max(128),
  /** One unless said otherwise. */
  quantity: quantityCodec().optional(),
})

const scanned = z.object({
  variantId: z.uuid(),
  sku: z.string(),
  productName: z.string(),
  placed: z.array(
    z.object({
      pickId: z.uuid(),
      orderNumber: z.string(),
      quantity: z.string(),
      slot: z.number().optional(),
    }),
  ),
  remaining: z.string(),
  finished: z.array(z.uuid()),
})

export function pickRoutes(app: FastifyInstance): void {
  listRoute(app, pickEntity, {
    url: '/picks',
    summary: 'Picks',
    permission: 'pick.read',
    defaultSort: '-createdAt',
    narrow: narrowToUnits,
  })
  query(app, {
    url: '/pick-queue',
    summary: 'What is to be picked and packed now: urgent first, then as it came',
    permission: 'pick.read',
    query: z.object({
      warehouseId: z.uuid().optional(),
      states: z
        .string()
        .regex(/^(waiting|picking|picked)(,(waiting|picking|picked))*$/)
        .optional(),
    }),
    response: z.object({ items: z.array(queued) }),
    async run(db, { query: asked, principal }) {
      const all = (await warehousesOf(db, principal)).map(({ id }) => id)
      return {
        items: await pickQueue(db, {
          companyId: principal.companyId,
          warehouseIds: asked.warehouseId ? all.filter((id) => id === asked.warehouseId) : all,
          states: (asked.states ?? 'waiting,picking,picked').split(','),
          limit: queueLimit,
        }),
      }
    },
  })
  query(app, {
    url: '/picks/:id',
    summary: 'One pick with its walk in bin sequence',
    permission: 'pick.read',
    params: idParams,
    response: page,
    run: (db, { params, principal }) => pickPage(db, { id: params.id, principal }),
  })
  transitionRoutes(app, '/picks', pickRules)
  command(app, {
    url: '/picks/:id/scan',
    summary: 'Confirms goods by their barcode; the first scan begins the pick, the last finishes it',
    description:
      'Refuses pick.unknown-barcode, pick.wrong-product and pick.too-many (422), and pick.not-under-way (409); nothing is confirmed then.',
    permission: 'pick.work',
    params: idParams,
    body: scanBody,
    response: scanned,
    example: { barcode: '8801234567893', quantity: '1' },
    async run(tx, { params, body, principal }) {
      await pickPage(tx, { id: params.id, principal })
      return scan(tx, { pickIds: [params.id], barcode: body.barcode, quantity: body.quantity ?? 1n })
    },
  })
  command(app, {
    url: '/picks/:id/lines/:lineId/undo',
    summary: 'Takes back what was confirmed of a line',
    permission: 'pick.work',
    params: z.object({ id: z.uuid(), lineId: z.uuid() }),
    response: z.object({ id: z.uuid() }),
    async run(tx, { params, principal }) {
      await pickPage(tx, { id: params.id, principal })
      await unscan(tx, { pickId: params.id, lineId: params.lineId })
      return { id: params.id }
    },
  })
  query(app, {
    url: '/picks/:id/packing-slip.pdf',
    summary: 'The packing slip that goes into the parcel',
    permission: 'pick.read',
    params: idParams,
    produces: 'application/pdf',
    async run(db, { params, principal, reply }) {
      const pick = await pickPage(db, { id: params.id, principal })
      const pdf = await packingSlip(pick, principal.locale)
      const name = `packing-slip-${pick.orderNumber}.pdf`
      return sendFile(reply, { name, contentType: 'application/pdf', inline: true }).send(pdf)
    },
  })
  waveRoutes(app)
}

function waveRoutes(app: FastifyInstance): void {
  query(app, {
    url: '/waves',
    summary: 'Waves, newest first',
    permission: 'pick.read',
    query: z.object({ warehouseId: z.uuid().optional(), open: z.enum(['true', 'false']).optional() }),
    response: z.object({
      items: z.array(
        z.object({
          id: z.uuid(),
          number: z.string(),
          warehouseId: z.uuid(),
          createdAt: z.iso.datetime(),
          picks: z.number(),
          units: z.string(),
          pickedUnits: z.string(),
          open: z.number(),
        }),
      ),
    }),
    async run(db, { query: asked, principal }) {
      const all = (await warehousesOf(db, principal)).map(({ id }) => id)
      return {
        items: await waves(db, {
          companyId: principal.companyId,
          warehouseIds: asked.warehouseId ? all.filter((id) => id === asked.warehouseId) : all,
          open: asked.open === 'true',
          limit: waveLimit,
        }),
      }
    },
  })
  query(app, {
    url: '/waves/:id',
    summary: 'One wave: its orders and the common walk in bin sequence',
    permission: 'pick.read',
    params: idParams,
    response: z.object({
      id: z.uuid(),
      picks: z.array(
        z.object({
          id: z.uuid(),
          orderNumber: z.string(),
          slot: z.number(),
          state: z.string(),
          priority: z.number(),
        }),
      ),
      stops: z.array(stop),
    }),
    async run(db, { params, principal }) {
      const picks = await picksOfWave(db, { id: params.id, principal })
      return {
        id: params.id,
        picks: picks.map(({ id, orderNumber, state, priority }, index) => ({
          id,
          orderNumber,
          slot: index + 1,
          state,
          priority,
        })),
        stops: await walkOf(db, picks),
      }
    },
  })
  command(app, {
    url: '/waves',
    summary: 'Puts waiting picks into one walk, urgent first',
    permission: 'pick.work',
    body: z.object({
      warehouseId: z.uuid(),
      pickIds: z.array(z.uuid()).min(1).max(waveSize).optional(),
      size: z.number().int().min(1).max(waveSize).optional(),
    }),
    response: z.object({ id: z.uuid(), number: z.string(), picks: z.number() }),
    status: 201,
    async run(tx, { body, principal }) {
      await requireWarehouses(tx, principal, [body.warehouseId])
      return buildWave(tx, body)
    },
  })
  command(app, {
    url: '/waves/:id/scan',
    summary: 'Confirms goods of a walk; answers which tote gets them',
    permission: 'pick.work',
    params: idParams,
    body: scanBody,
    response: scanned,
    async run(tx, { params, body, principal }) {
      const picks = await picksOfWave(tx, { id: params.id, principal })
      const pickIds = picks.map((pick) => pick.id)
      const result = await scan(tx, { pickIds, barcode: body.barcode, quantity: body.quantity ?? 1n })
      const slots = new Map(picks.map((pick, index) => [pick.id, index + 1]))
      return { ...result, placed: result.placed.map((part) => ({ ...part, slot: slots.get(part.pickId) })) }
    },
  })
}

async function picksOfWave(
  db: Parameters<typeof readPicks>[0],
  { id, principal }: { id: string; principal: Parameters<typeof warehousesOf>[1] },
) {
  const rows = await db.rows<{ id: string; warehouseId: string }>(
    'inventory.picks_of_wave',
    `select id, warehouse_id from inventory.pick where wave_id = $1 and company_id = $2 and state <> 'cancelled'`,
    [id, principal.companyId],
  )
  if (rows.length === 0) throw notFound('wave', id)
  await requireWarehouses(db, principal, [rows[0]?.warehouseId ?? ''])
  return readPicks(
    db,
    principal.companyId,
    rows.map((row) => row.id),
  )
}
