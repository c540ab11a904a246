import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { zoneOf } from '../../../kernel/server/company-clock.ts'
import { listRoute } from '../../../kernel/server/http/list-route.ts'
import { command, query } from '../../../kernel/server/http/routes.ts'
import { transitionRoutes } from '../../../kernel/server/http/transition-routes.ts'
import { sendFile } from '../../../kernel/server/services/files/send-file.ts'
import { offeredActionSchema } from '../../../kernel/shared/lifecycle.ts'
import { pickEntity } from '../shared/pick.ts'
import { packingSlip } from './packing-slip.ts'
import { pickPage, pickQueue } from './pick.queries.ts'
import { pickRules } from './pick.rules.ts'
import { scanBody, scanned, stop } from './pick.schemas.ts'
import { scan, unscan } from './scan.service.ts'
import { narrowToUnits, warehousesOf } from './warehouse-scope.ts'

const idParams = z.object({ id: z.uuid() })
const queueLimit = 200

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
      const pdf = await packingSlip(pick, {
        locale: principal.locale,
        timeZone: await zoneOf(db, principal.companyId),
      })
      const name = `packing-slip-${pick.orderNumber}.pdf`
      return sendFile(reply, { name, contentType: 'application/pdf', inline: true }).send(pdf)
    },
  })
}
