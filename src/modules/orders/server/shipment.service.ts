import { emit } from '../../../kernel/server/events.ts'
import { documentNumber, nextNumber } from '../../../kernel/server/numbering.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { DomainError } from '../../../kernel/shared/errors.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import { allocationsOf, cancelPicks, startPicks } from '../../inventory/api.ts'
import type { Order, ShipmentLineRow, ShipmentRow } from './order.tables.ts'

/** Makes one shipment per warehouse that holds stock for the order, and sends it to be picked. */
export async function createShipments(tx: Tx, order: Order, { urgent }: { urgent: boolean }): Promise<void> {
  const allocations = await allocationsOf(tx, [order.id])
  if (allocations.length === 0) {
    if (order.lines.some((line) => line.kind === 'goods'))
      throw new DomainError('order.nothing-reserved', { id: order.id })
    return
  }
  const shipments: ShipmentRow[] = []
  const lines: ShipmentLineRow[] = []
  const byWarehouse = Map.groupBy(allocations, (allocation) => allocation.warehouseId)
  for (const [warehouseId, held] of [...byWarehouse].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const id = newId()
    const year = order.businessDate.slice(0, 4)
    shipments.push({
      id,
      companyId: order.companyId,
      number: documentNumber('SH', year, await nextNumber(tx, `SH-${year}`)),
      state: 'picking',
      orderId: order.id,
      orderNumber: order.number,
      partyId: order.partyId,
      warehouseId,
      orgUnitId: held[0]?.orgUnitId ?? null,
      recipient: order.shipTo?.name ?? order.partyName ?? '',
      shipTo: order.shipTo,
      carrierCode: null,
      waybillNumber: null,
      labelFileId: null,
      parcels: [],
      weightGrams: 0n,
      urgent,
      version: 1,
      createdAt: tx.now,
      shippedAt: null,
      deliveredAt: null,
    })
    for (const [lineId, parts] of Map.groupBy(held, (allocation) => allocation.lineId)) {
      const quantity = parts.reduce((sum, part) => sum + part.quantity, 0n)
      lines.push({ shipmentId: id, lineId, variantId: parts[0]?.variantId ?? '', quantity, costMinor: null })
    }
  }
  await tx.exec('orders.insert_shipments', insertSql, [JSON.stringify(shipments), JSON.stringify(lines)])
  await startPicks(
    tx,
    shipments.map((shipment) => ({
      shipmentId: shipment.id,
      orderId: order.id,
      orderNumber: order.number,
      warehouseId: shipment.warehouseId,
      priority: urgent ? 1 : 0,
      lines: lines
        .filter((line) => line.shipmentId === shipment.id)
        .map(({ lineId, variantId, quantity }) => ({ lineId, variantId, quantity })),
    })),
  )
  for (const shipment of shipments) {
    emit(tx, {
      type: 'shipment.created@1',
      subject: { entity: 'shipment', id: shipment.id },
      refs: shipmentRefs(shipment),
      data: { number: shipment.number, orderNumber: order.number, warehouseId: shipment.warehouseId },
    })
  }
}

/** Calls back whatever has not left yet. */
export async function cancelShipments(tx: Tx, order: Order, reason: string): Promise<void> {
  if (order.state !== 'fulfilling') return
  const open = await tx.rows<ShipmentRow>(
    'orders.open_shipments',
    `update orders.shipment set state = 'cancelled', version = version + 1
     where order_id = $1 and state in ('picking', 'packed')
     returning *`,
    [order.id],
  )
  if (open.length === 0) return
  await cancelPicks(
    tx,
    open.map((shipment) => shipment.id),
  )
  for (const shipment of open) {
    emit(tx, {
      type: 'shipment.cancelled@1',
      subject: { entity: 'shipment', id: shipment.id },
      refs: shipmentRefs(shipment),
      data: { number: shipment.number, reason },
    })
  }
}

export function shipmentRefs(shipment: ShipmentRow): { entity: string; id: string }[] {
  const order = { entity: 'order', id: shipment.orderId }
  return shipment.partyId ? [order, { entity: 'party', id: shipment.partyId }] : [order]
}

const insertSql = `
with heads as (
  insert into orders.shipment
    (id, company_id, number, state, order_id, order_number, party_id, warehouse_id, org_unit_id, recipient, ship_to, urgent, created_at)
  select id, "companyId", number, state, "orderId", "orderNumber", "partyId", "warehouseId", "orgUnitId", recipient, "shipTo",
    urgent, "createdAt"
  from jsonb_to_recordset($1::jsonb) as s(
    id uuid, "companyId" uuid, number text, state text, "orderId" uuid, "orderNumber" text, "partyId" uuid,
    "warehouseId" uuid, "orgUnitId" uuid, recipient text, "shipTo" jsonb, urgent boolean, "createdAt" timestamptz)
)
insert into orders.shipment_line (shipment_id, line_id, variant_id, quantity)
select "shipmentId", "lineId", "variantId", quantity
from jsonb_to_recordset($2::jsonb) as l("shipmentId" uuid, "lineId" uuid, "variantId" uuid, quantity bigint)`
