import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { anyone, declare, requirePermission } from '../../../kernel/server/http/house.ts'
import { listRoute } from '../../../kernel/server/http/list-route.ts'
import { shapeError } from '../../../kernel/server/http/problem.ts'
import { command, hashOf, idempotencyKey, query } from '../../../kernel/server/http/routes.ts'
import { transitionRoutes } from '../../../kernel/server/http/transition-routes.ts'
import { requireWarehouses } from '../../inventory/api.ts'
import { addressSchema, orderDraft, orderEntity, shipmentEntity } from '../shared/order.ts'
import { labelRoutes } from './carrier/label.routes.ts'
import { cancelLines, changeOrder } from './order.commands.ts'
import { orderPage, shipmentPage, trackingPage } from './order.queries.ts'
import { quoteRoute } from './order.quote.ts'
import { orderRules } from './order.rules.ts'
import { orderPageSchema, placedSchema, shipmentPageSchema, trackingSchema } from './order.schemas.ts'
import { searchOrders } from './order.search.ts'
import { openIntakeLane } from './order-intake.lane.ts'
import { receiptRoute } from './receipt.routes.ts'
import { returnGoods } from './recognition.service.ts'
import { shipmentRules } from './shipment.rules.ts'

const idParams = z.object({ id: z.uuid() })
const reason = z.string().trim().min(2).max(500)
const units = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(BigInt)
const lineUnits = z
  .array(z.object({ lineId: z.uuid(), quantity: units }))
  .min(1)
  .max(500)
const movedOrder = z.object({ id: z.uuid(), state: z.string(), version: z.number() })

/** `/api/v1/orders`: capture, look up, change and move orders and their shipments. */
export function orderRoutes(app: FastifyInstance): void {
  captureRoute(app)
  quoteRoute(app)
  listRoute(app, orderEntity, {
    url: '/orders',
    summary: 'Orders, newest first',
    permission: 'order.read',
    defaultSort: '-orderedAt',
    search: searchOrders,
  })
  query(app, {
    url: '/orders/:id',
    summary: 'One order with its lines, parcels, payments and what may be done now',
    permission: 'order.read',
    params: z.object({ id: z.string().max(40) }),
    response: orderPageSchema,
    run: (db, { params, request }) => orderPage(db, request, params.id),
  })
  receiptRoute(app)
  command(app, {
    method: 'PATCH',
    url: '/orders/:id',
    summary: 'Change the delivery address or the note before picking',
    permission: 'order.change',
    params: idParams,
    body: z.object({ shipTo: addressSchema.optional(), note: z.string().trim().max(2000).optional() }),
    response: movedOrder,
    async run(tx, { params, body, version }) {
      const order = await changeOrder(tx, { orderId: params.id, ...body, version })
      return { id: order.id, state: order.state, version: order.version }
    },
  })
  command(app, {
    url: '/orders/:id/cancel-lines',
    summary: 'Take units off an order before they are picked',
    permission: 'order.cancel',
    params: idParams,
    body: z.object({ lines: lineUnits, reason }),
    response: movedOrder,
    async run(tx, { params, body, version }) {
      const order = await cancelLines(tx, { orderId: params.id, ...body, version })
      return { id: order.id, state: order.state, version: order.version }
    },
  })
  command(app, {
    url: '/orders/:id/return',
    summary: 'Take shipped units back into stock and return their money',
    permission: 'order.return',
    params: idParams,
    body: z.object({ lines: lineUnits, reason, warehouseId: z.uuid() }),
    response: movedOrder,
    async run(tx, { params, body, principal }) {
      await requireWarehouses(tx, principal, [body.warehouseId])
      const order = await returnGoods(tx, { orderId: params.id, ...body })
      return { id: order.id, state: order.state, version: order.version }
    },
  })
  transitionRoutes(app, '/orders', orderRules)
  shipmentRoutes(app)
}

/** `POST /orders`: batched with whoever asks at the same moment, and captured once per idempotency key. */
function captureRoute(app: FastifyInstance): void {
  const lane = openIntakeLane(app.house.database)
  declare(app, {
    method: 'POST',
    url: '/orders',
    summary: 'Capture an order: priced, taxed, reserved and, where money was taken, paid and posted',
    permission: 'order.create',
    body: orderDraft,
    response: placedSchema,
    status: 201,
    example: {
      channel: 'phone',
      lines: [{ sku: 'TEA-0001', quantity: '2' }],
      payment: { terms: 'received', method: 'cash', reference: 'till-1-000123' },
    },
  })
  app.post('/orders', async (request, reply) => {
    requirePermission(request, 'order.create')
    const draft = orderDraft.safeParse(request.body)
    if (!draft.success) throw shapeError(draft.error, 'body')
    const key = idempotencyKey(request)
    const { status, response, json } = await lane.submit({
      draft: draft.data,
      act: { principal: request.principal, traceId: request.traceId },
      ...(key === undefined
        ? {}
        : { key: { key, route: 'POST /api/v1/orders/orders', bodyHash: hashOf(request.body) } }),
    })
    if (json === undefined) return reply.code(status).send(response)
    return reply.code(status).type('application/json; charset=utf-8').send(json)
  })
}

function shipmentRoutes(app: FastifyInstance): void {
  listRoute(app, shipmentEntity, {
    url: '/shipments',
    summary: 'Shipments, newest first',
    permission: 'shipment.read',
    defaultSort: '-createdAt',
    orgUnitColumn: 'org_unit_id',
  })
  query(app, {
    url: '/shipments/:id',
    summary: 'One shipment with its lines and tracking',
    permission: 'shipment.read',
    params: idParams,
    response: shipmentPageSchema,
    run: (db, { params, request }) => shipmentPage(db, request, params.id),
  })
  labelRoutes(app)
  transitionRoutes(app, '/shipments', shipmentRules)
  query(app, {
    url: '/tracking/:token',
    summary: 'Where an order is, for the customer who holds the link',
    permission: anyone,
    params: z.object({ token: z.string().min(10).max(60) }),
    response: trackingSchema,
    run: (db, { params }) => trackingPage(db, params.token),
  })
}
