import { audit } from '../../../kernel/server/audit.ts'
import { emit } from '../../../kernel/server/events.ts'
import { documentNumber, nextNumbers } from '../../../kernel/server/numbering.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import { allocationsOf, issue } from '../../inventory/api.ts'
import type { TransferDraft } from '../../ledger/api.ts'
import { goodsIssued, orderShipped } from '../../ledger/shared/posting-rules.ts'
import { least } from '../shared/amounts.ts'
import { saveAmounts } from './order.store.ts'
import type { Order } from './order.tables.ts'

interface Delivery {
  id: string
  number: string
  order: Order
  lines: { lineId: string; variantId: string; quantity: bigint }[]
}

/**
 * Orders whose goods leave and arrive in one moment: sold over a counter, or delivered before they came to us. Stock,
 * revenue and cost follow on the order's own day, in a fixed number of statements for any number of orders. Answers the
 * transfers for the caller to post.
 */
export async function deliverAtOnce(
  tx: Tx,
  orders: readonly Order[],
  { warehouseId, action }: { warehouseId: string; action: 'order.hand-over' | 'order.bring-in' },
): Promise<TransferDraft[]> {
  if (orders.length === 0) return []
  const deliveries = await numbered(tx, orders)
  const costs = await issue(
    tx,
    deliveries
      .filter(({ lines }) => lines.length > 0)
      .map(({ id, number, order, lines }) => ({
        shipmentId: id,
        orderId: order.id,
        warehouseId,
        lines,
        reference: number,
        businessDate: order.businessDate,
      })),
  )
  for (const order of orders) earnAll(order)
  await saveAmounts(tx, orders)
  await tx.exec('orders.deliver_at_once', deliverSql, [
    JSON.stringify(deliveries.map(shipmentRow(tx, warehouseId))),
    JSON.stringify(deliveries.flatMap(({ id, lines }) => lines.map((line) => ({ ...line, shipmentId: id })))),
    orders.map((order) => order.id),
    JSON.stringify(costs),
  ])
  const costOf = new Map<string, bigint>()
  for (const cost of costs) costOf.set(cost.shipmentId, (costOf.get(cost.shipmentId) ?? 0n) + cost.costMinor)
  return deliveries.flatMap((delivery) => {
    announce(tx, delivery, action)
    return transfersOf(delivery, {
      costMinor: costOf.get(delivery.id) ?? 0n,
      // Goods are valued in the currency of their warehouse, whatever the order is sold in.
      currency: costs[0]?.currency ?? delivery.order.currency,
    })
  })
}

async function numbered(tx: Tx, orders: readonly Order[]): Promise<Delivery[]> {
  const held = Map.groupBy(
    await allocationsOf(
      tx,
      orders.map((order) => order.id),
    ),
    (allocation) => allocation.orderId,
  )
  const byYear = Map.groupBy(orders, (order) => order.businessDate.slice(0, 4))
  const deliveries: Delivery[] = []
  for (const [year, group] of byYear) {
    const first = await nextNumbers(tx, { series: `SH-${year}`, count: group.length })
    for (const [index, order] of group.entries()) {
      const lines = (held.get(order.id) ?? []).map(({ lineId, variantId, quantity }) => ({
        lineId,
        variantId,
        quantity,
      }))
      deliveries.push({
        id: newId(),
        number: documentNumber('SH', year, first + BigInt(index)),
        order,
        lines,
      })
    }
  }
  return deliveries
}

function earnAll(order: Order): void {
  for (const line of order.lines) {
    line.shippedQuantity = line.quantity
    line.shippedMinor = line.totalMinor
    line.shippedNetMinor = line.netMinor
  }
  order.shippedMinor = order.totalMinor
  order.state = 'delivered'
}

function transfersOf(
  { id, order }: Delivery,
  { costMinor, currency: valuedIn }: { costMinor: bigint; currency: string },
): TransferDraft[] {
  const { netMinor, vatMinor, totalMinor, paidMinor, businessDate, currency, number } = order
  const prepaidMinor = least(paidMinor, totalMinor)
  const shippingMinor = order.lines.reduce(
    (sum, line) => (line.kind === 'shipping' ? sum + line.netMinor : sum),
    0n,
  )
  const ref = { entity: 'shipment', id }
  const common = { kind: 'post' as const, ref, businessDate, currency, memo: number }
  return [
    {
      ...common,
      id: newId(),
      rule: 'order.shipped',
      legs: orderShipped({ netMinor: netMinor - shippingMinor, vatMinor, shippingMinor, prepaidMinor }),
    },
    {
      ...common,
      id: newId(),
      currency: valuedIn,
      rule: 'goods.issued',
      legs: goodsIssued({ costMinor }),
    },
  ].filter((transfer) => transfer.legs.length > 0)
}

function announce(tx: Tx, { id, number, order }: Delivery, action: string): void {
  const refs = order.partyId ? [{ entity: 'party', id: order.partyId }] : []
  const data = {
    number: order.number,
    shipmentNumber: number,
    from: 'confirmed',
    to: 'delivered',
    currency: order.currency,
    totalMinor: order.totalMinor,
  }
  emit(tx, {
    type: 'order.delivered@1',
    subject: { entity: 'order', id: order.id },
    refs: [...refs, { entity: 'shipment', id }],
    data,
  })
  audit(tx, {
    action,
    entity: 'order',
    id: order.id,
    after: { state: 'delivered', shipment: number },
  })
}

const shipmentRow =
  (tx: Tx, warehouseId: string) =>
  ({ id, number, order }: Delivery) => ({
    id,
    companyId: order.companyId,
    number,
    orderId: order.id,
    orderNumber: order.number,
    partyId: order.partyId,
    warehouseId,
    recipient: order.partyName ?? '',
    at: order.orderedAt,
    createdAt: tx.now,
  })

const deliverSql = `
with heads as (
  insert into orders.shipment
    (id, company_id, number, state, order_id, order_number, party_id, warehouse_id, recipient, created_at, shipped_at, delivered_at)
  select id, "companyId", number, 'delivered', "orderId", "orderNumber", "partyId", "warehouseId", recipient, "createdAt", at, at
  from jsonb_to_recordset($1::jsonb) as s(
    id uuid, "companyId" uuid, number text, "orderId" uuid, "orderNumber" text, "partyId" uuid, "warehouseId" uuid,
    recipient text, at timestamptz, "createdAt" timestamptz)
), lines as (
  insert into orders.shipment_line (shipment_id, line_id, variant_id, quantity, cost_minor)
  select l."shipmentId", l."lineId", l."variantId", l.quantity, c."costMinor"
  from jsonb_to_recordset($2::jsonb) as l("shipmentId" uuid, "lineId" uuid, "variantId" uuid, quantity bigint)
  left join jsonb_to_recordset($4::jsonb) as c("shipmentId" uuid, "lineId" uuid, "costMinor" bigint)
    on c."shipmentId" = l."shipmentId" and c."lineId" = l."lineId"
)
update orders.sales_order set state = 'delivered', version = version + 1 where id = any($3)`
