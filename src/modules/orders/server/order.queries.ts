import type { FastifyRequest } from 'fastify'
import type { Db } from '../../../kernel/server/connection.ts'
import { present } from '../../../kernel/server/http/present.ts'
import { actionsOf } from '../../../kernel/server/lifecycle.ts'
import { logPersonalDataRead, mask, maskRow, readPersonalData } from '../../../kernel/server/personal-data.ts'
import { may, type Principal } from '../../../kernel/server/principal.ts'
import { notFound } from '../../../kernel/shared/errors.ts'
import { explanationsOf } from '../../inventory/api.ts'
import { paymentsOfOrder } from '../../payments/api.ts'
import { orderEntity, type ShipTo, shipmentEntity } from '../shared/order.ts'
import { offersOf } from './order.offers.ts'
import { orderRules } from './order.rules.ts'
import { readOrder } from './order.store.ts'
import type { ShipmentLineRow, ShipmentRow } from './order.tables.ts'
import { derivedAmounts } from './order.view.ts'
import { shipmentRules } from './shipment.rules.ts'

/** Everything an order page shows: facts, lines, parcels, payments, why stock came from where, and what may be done. */
export async function orderPage(
  db: Db,
  request: FastifyRequest,
  idOrNumber: string,
): Promise<Record<string, unknown>> {
  const { principal } = request
  const order = await readOrder(db, principal.companyId, idOrNumber)
  if (!order) throw notFound('order', idOrNumber)
  const [shipments, payments, explanations] = [
    await shipmentsOf(db, order.id),
    may(principal, 'payment.read') ? await paymentsOfOrder(db, order.id) : [],
    await explanationsOf(db, order.id),
  ]
  const actions = actionsOf(orderRules, order, principal)
  const { lines, trackingToken, ...head } = order
  const fields = maskRow(orderEntity, head as unknown as Record<string, unknown>, principal)
  const shipTo = shownAddress(head.shipTo, principal)
  await logPersonalDataRead(db, {
    principal,
    entity: 'order',
    recordIds: [order.id],
    fields: head.shipTo && may(principal, readPersonalData) ? [...fields, 'shipTo'] : fields,
    purpose: 'order page',
    ip: request.ip,
  })
  return {
    ...present({ ...head, shipTo }),
    ...derivedAmounts(order),
    trackingPath: `/track/${trackingToken}`,
    lines: lines.map((line) => present({ ...line, currency: order.currency })),
    shipments: shipments.map((shipment) => present({ ...shipment, shipTo: undefined, recipient: undefined })),
    payments,
    explanations,
    offers: offersOf(order, principal),
    actions,
  }
}

export async function shipmentPage(
  db: Db,
  request: FastifyRequest,
  id: string,
): Promise<Record<string, unknown>> {
  const { principal } = request
  const shipment = await db.row<ShipmentRow>(
    'orders.shipment_by_id',
    `select * from orders.shipment where company_id = $1 and id = $2
       and ($3::uuid[] is null or org_unit_id is null or org_unit_id = any($3))`,
    [principal.companyId, id, principal.orgUnitIds],
  )
  if (!shipment) throw notFound('shipment', id)
  const lines = await shipmentLines(db, id)
  const actions = actionsOf(shipmentRules, { ...shipment, lines }, principal)
  const fields = maskRow(shipmentEntity, shipment as unknown as Record<string, unknown>, principal)
  const shipTo = shownAddress(shipment.shipTo, principal)
  await logPersonalDataRead(db, {
    principal,
    entity: 'shipment',
    recordIds: [id],
    fields: may(principal, readPersonalData) ? [...fields, 'shipTo'] : fields,
    purpose: 'shipment page',
    ip: request.ip,
  })
  return { ...present({ ...shipment, shipTo }), lines, tracking: await trackingOf(db, [id]), actions }
}

function shipmentLines(
  db: Db,
  shipmentId: string,
): Promise<(ShipmentLineRow & { sku: string; name: string | null })[]> {
  return db.rows(
    'orders.shipment_lines_shown',
    `select s.shipment_id, s.line_id, s.variant_id, s.quantity, s.cost_minor, l.sku, l.name
     from orders.shipment_line s join orders.order_line l on l.id = s.line_id
     where s.shipment_id = $1 order by l.line_no`,
    [shipmentId],
  )
}

/** What the customer sees by the link alone: states and places, no names beyond a masked recipient. */
export async function trackingPage(db: Db, token: string): Promise<Record<string, unknown>> {
  const order = await db.row<{ id: string; number: string; state: string; orderedAt: Date }>(
    'orders.order_by_token',
    'select id, number, state, ordered_at from orders.sales_order where tracking_token = $1',
    [token],
  )
  if (!order) throw notFound('order', 'tracking')
  const shipments = await shipmentsOf(db, order.id)
  const tracking = await trackingOf(
    db,
    shipments.map((shipment) => shipment.id),
  )
  return {
    number: order.number,
    state: order.state,
    orderedAt: order.orderedAt,
    shipments: shipments.map((shipment) => ({
      number: shipment.number,
      state: shipment.state,
      carrierCode: shipment.carrierCode,
      waybillNumber: shipment.waybillNumber,
      recipient: mask('name', shipment.recipient),
      shippedAt: shipment.shippedAt,
      deliveredAt: shipment.deliveredAt,
      events: tracking
        .filter((event) => event.shipmentId === shipment.id)
        .map(({ at, code, place }) => ({ at, code, place })),
    })),
  }
}

function shipmentsOf(db: Db, orderId: string): Promise<ShipmentRow[]> {
  return db.rows<ShipmentRow>(
    'orders.shipments_of_order',
    'select * from orders.shipment where order_id = $1 order by created_at, id',
    [orderId],
  )
}

function trackingOf(
  db: Db,
  ids: readonly string[],
): Promise<{ shipmentId: string; at: Date; code: string; place: string }[]> {
  return db.rows(
    'orders.tracking_of_shipments',
    'select shipment_id, at, code, place from orders.tracking_event where shipment_id = any($1) order by at, id',
    [ids],
  )
}

function shownAddress(shipTo: ShipTo | null, principal: Principal): ShipTo | null {
  if (shipTo === null || may(principal, readPersonalData)) return shipTo
  return {
    ...shipTo,
    name: mask('name', shipTo.name),
    phone: mask('phone', shipTo.phone),
    line1: mask('address', shipTo.line1),
    line2: '',
  }
}
