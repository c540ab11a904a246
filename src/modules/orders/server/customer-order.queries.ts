import { zoneOf } from '../../../kernel/server/company-clock.ts'
import type { Db } from '../../../kernel/server/connection.ts'
import type { Database } from '../../../kernel/server/database.ts'
import { mask } from '../../../kernel/server/personal-data.ts'
import { holidaySet } from '../../../kernel/server/services/calendar.ts'
import { addBusinessDays, addDays, type BusinessDate, dateInZone } from '../../../kernel/shared/calendar.ts'
import { carriersOf } from './carrier/carriers.ts'
import type { OrderLineRow, OrderRow, ShipmentRow } from './order.tables.ts'
import { payBefore } from './order-intake.service.ts'

/** An order as whoever holds its link sees it: goods, money and parcels; of the person only a masked name. */
export interface CustomerOrder {
  id: string
  companyId: string
  number: string
  state: string
  orderedAt: Date
  currency: string
  paymentTerms: OrderRow['paymentTerms']
  totalMinor: bigint
  vatMinor: bigint
  paidMinor: bigint
  refundedMinor: bigint
  cancelledMinor: bigint
  /** Until when the goods wait for the money; null where nothing is awaited. */
  payBefore: Date | null
  recipient: string
  lines: Pick<
    OrderLineRow,
    'kind' | 'sku' | 'name' | 'quantity' | 'cancelledQuantity' | 'unitPrice' | 'totalMinor'
  >[]
  parcels: CustomerParcel[]
}

export interface CustomerParcel {
  number: string
  state: string
  carrier: { ko: string; en: string } | null
  waybillNumber: string | null
  shippedAt: Date | null
  deliveredAt: Date | null
  /** Business date by which it should be there; null before it leaves and after it came. */
  expectedOn: BusinessDate | null
  events: { at: Date; code: string; place: string }[]
}

/** The order a tracking token opens; nothing for any other text. */
export async function customerOrder(db: Database, token: string): Promise<CustomerOrder | undefined> {
  const order = await db.row<OrderRow>(
    'orders.customer_order',
    'select * from orders.sales_order where tracking_token = $1',
    [token],
  )
  if (!order) return undefined
  const lines = await db.rows<CustomerOrder['lines'][number]>(
    'orders.customer_order_lines',
    `select kind, sku, name, quantity, cancelled_quantity, unit_price, total_minor
     from orders.order_line where order_id = $1 order by line_no`,
    [order.id],
  )
  const shipments = await db.rows<ShipmentRow & { events: CustomerParcel['events'] | null }>(
    'orders.customer_order_parcels',
    `select s.*, (
       select jsonb_agg(jsonb_build_object('at', e.at, 'code', e.code, 'place', e.place) order by e.at desc, e.id desc)
       from orders.tracking_event e where e.shipment_id = s.id) as events
     from orders.shipment s where s.order_id = $1 and s.state <> 'cancelled' order by s.created_at, s.id`,
    [order.id],
  )
  const carriers = carriersOf(db)
  const parcels = shipments.map(
    async (shipment): Promise<CustomerParcel> => ({
      number: shipment.number,
      state: shipment.state,
      carrier: carriers.byCode(shipment.carrierCode ?? '')?.name ?? null,
      waybillNumber: shipment.waybillNumber,
      shippedAt: shipment.shippedAt,
      deliveredAt: shipment.deliveredAt,
      expectedOn:
        shipment.shippedAt && !shipment.deliveredAt
          ? await expectedArrival(db, order.companyId, shipment.shippedAt)
          : null,
      events: (shipment.events ?? []).map((event) => ({ ...event, at: new Date(event.at) })),
    }),
  )
  return {
    id: order.id,
    companyId: order.companyId,
    number: order.number,
    state: order.state,
    orderedAt: order.orderedAt,
    currency: order.currency,
    paymentTerms: order.paymentTerms,
    totalMinor: order.totalMinor,
    vatMinor: order.vatMinor,
    paidMinor: order.paidMinor,
    refundedMinor: order.refundedMinor,
    cancelledMinor: order.cancelledMinor,
    payBefore: order.state === 'awaiting-payment' ? payBefore(order.orderedAt, order) : null,
    recipient: mask('name', order.shipTo?.name ?? order.partyName ?? ''),
    lines,
    parcels: await Promise.all(parcels),
  }
}

/** The link of the order that a channel captured under its own key. */
export async function trackingTokenOf(
  db: Db,
  asked: { companyId: string; system: string; key: string },
): Promise<string | undefined> {
  const row = await db.row<{ trackingToken: string }>(
    'orders.token_by_reference',
    `select tracking_token from orders.sales_order
     where company_id = $1 and external_system = $2 and external_key = $3`,
    [asked.companyId, asked.system, asked.key],
  )
  return row?.trackingToken
}

/** Parcels usually arrive the next working day. */
async function expectedArrival(db: Db, companyId: string, shippedAt: Date): Promise<BusinessDate> {
  const from = dateInZone(shippedAt, await zoneOf(db, companyId))
  // Beyond the years whose holidays are published, weekends alone are known.
  const closed = await holidaySet(db, companyId, { from, to: addDays(from, 20) }).catch(
    () => new Set<BusinessDate>(),
  )
  return addBusinessDays(from, 1, closed)
}
