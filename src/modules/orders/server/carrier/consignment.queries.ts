import type { Db } from '../../../../kernel/server/connection.ts'
import { warehouses } from '../../../inventory/api.ts'
import type { ShipTo } from '../../shared/order.ts'
import type { Consignment } from './carrier.port.ts'

interface BookableShipment {
  id: string
  companyId: string
  number: string
  orderNumber: string
  state: string
  warehouseId: string
  orgUnitId: string | null
  recipient: string
  shipTo: ShipTo | null
  carrierCode: string | null
  waybillNumber: string | null
  parcels: unknown[]
  weightGrams: bigint
  firstArticle: string | null
  articles: bigint
}

export interface BookableConsignment {
  shipment: BookableShipment
  consignment: Consignment
}

/** A shipment with all that its carrier must know; nothing when the company has no such shipment. */
export async function consignmentOf(
  db: Db,
  { companyId, shipmentId }: { companyId: string; shipmentId: string },
): Promise<BookableConsignment | undefined> {
  return (await consignmentsOf(db, { companyId, shipmentIds: [shipmentId] })).get(shipmentId)
}

/** The same for many at once, by shipment. */
export async function consignmentsOf(
  db: Db,
  { companyId, shipmentIds }: { companyId: string; shipmentIds: readonly string[] },
): Promise<Map<string, BookableConsignment>> {
  const shipments = await db.rows<BookableShipment>(
    'orders.bookable_shipments',
    `select s.id, s.company_id, s.number, s.order_number, s.state, s.warehouse_id, s.org_unit_id, s.recipient, s.ship_to,
       s.carrier_code, s.waybill_number, s.parcels, s.weight_grams, g.first_article, coalesce(g.articles, 0) as articles
     from orders.shipment s
     left join lateral (
       select count(*) as articles, (array_agg(coalesce(l.name, l.sku) order by l.line_no))[1] as first_article
       from orders.shipment_line p join orders.order_line l on l.id = p.line_id
       where p.shipment_id = s.id
     ) g on true
     where s.company_id = $1 and s.id = any($2)`,
    [companyId, shipmentIds],
  )
  if (shipments.length === 0) return new Map()
  const places = new Map((await warehouses(db, companyId)).map((warehouse) => [warehouse.id, warehouse]))
  return new Map(
    shipments.map((shipment) => {
      const consignment = consignmentFrom(shipment, places.get(shipment.warehouseId))
      return [shipment.id, { shipment, consignment }]
    }),
  )
}

function consignmentFrom(
  shipment: BookableShipment,
  sender: { name: string; address: string } | undefined,
): Consignment {
  const { shipTo } = shipment
  return {
    shipmentId: shipment.id,
    number: shipment.number,
    orderNumber: shipment.orderNumber,
    recipient: shipment.recipient,
    phone: shipTo?.phone ?? '',
    country: shipTo?.country ?? 'KR',
    postalCode: shipTo?.postalCode ?? '',
    line1: shipTo?.line1 ?? '',
    line2: shipTo?.line2 ?? '',
    weightGrams: Number(shipment.weightGrams),
    parcels: Math.max(1, shipment.parcels.length),
    goods: goodsText(shipment),
    sender: { name: sender?.name ?? '', address: sender?.address ?? '', phone: '' },
  }
}

function goodsText({ firstArticle, articles }: BookableShipment): string {
  if (firstArticle === null) return ''
  return articles > 1n ? `${firstArticle} 외 ${articles - 1n}건` : firstArticle
}
