import { enqueue } from '../../../kernel/server/jobs.ts'
import { type DocumentStore, type Implemented, implement } from '../../../kernel/server/lifecycle.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { assert } from '../../../kernel/shared/errors.ts'
import { shipmentLifecycle } from '../shared/order.lifecycle.ts'
import { bookWaybillJob } from './carrier/carrier.port.ts'
import { advanceOrder, openUnits } from './order.rules.ts'
import { lockOrders } from './order.store.ts'
import type { ShipmentLineRow, ShipmentRow } from './order.tables.ts'
import { deliverGoods } from './recognition.service.ts'
import { shipmentRefs } from './shipment.service.ts'

export interface Shipment extends ShipmentRow {
  lines: ShipmentLineRow[]
}

const shipmentStore: DocumentStore<Shipment> = {
  // The order is locked before its shipment, as everywhere, so that cancelling and shipping cannot wait for each other.
  async lock(tx, id) {
    await tx.rows(
      'orders.lock_order_of_shipment',
      'select 1 from orders.sales_order where id = (select order_id from orders.shipment where id = $1) for update',
      [id],
    )
    const shipment = await tx.row<ShipmentRow>(
      'orders.lock_shipment',
      'select * from orders.shipment where id = $1 for update',
      [id],
    )
    // A parcel of another unit's warehouse is not there for a person who sees only some units.
    const { orgUnitIds } = tx.principal
    if (!shipment || !inUnits(shipment.orgUnitId, orgUnitIds)) return undefined
    const lines = await tx.rows<ShipmentLineRow>(
      'orders.lines_of_shipment',
      'select * from orders.shipment_line where shipment_id = $1 order by line_id',
      [id],
    )
    return { ...shipment, lines }
  },
  async move(tx, shipment, to) {
    await tx.exec(
      'orders.move_shipment',
      `update orders.shipment
       set state = $2, version = version + 1, parcels = $3::jsonb, weight_grams = $4, shipped_at = $5, delivered_at = $6
       where id = $1`,
      [
        shipment.id,
        to,
        JSON.stringify(shipment.parcels),
        shipment.weightGrams,
        shipment.shippedAt,
        shipment.deliveredAt,
      ],
    )
    if (to === 'shipped' || to === 'delivered') await followUp(tx, shipment, to)
  },
  refs: shipmentRefs,
  news: (shipment) => ({
    number: shipment.number,
    orderId: shipment.orderId,
    orderNumber: shipment.orderNumber,
    waybillNumber: shipment.waybillNumber,
    carrierCode: shipment.carrierCode,
  }),
}

export const shipmentRules: Implemented<typeof shipmentLifecycle, Shipment> = implement(
  shipmentLifecycle,
  shipmentStore,
  {
    pack: {
      async effect(tx, shipment, input) {
        shipment.parcels = input.parcels
        shipment.weightGrams = BigInt(input.parcels.reduce((sum, parcel) => sum + parcel.weightGrams, 0))
        await enqueue(tx, {
          kind: bookWaybillJob,
          input: { shipmentId: shipment.id },
          uniqueKey: shipment.id,
          maxAttempts: 8,
        })
      },
    },
    ship: {
      guard: (shipment) => (shipment.waybillNumber === null ? 'shipment.no-waybill' : undefined),
      async effect(tx, shipment) {
        shipment.shippedAt = tx.now
        await deliverGoods(tx, shipment)
      },
    },
    deliver: {
      async effect(tx, shipment) {
        shipment.deliveredAt = tx.now
      },
      data: (_shipment, input) => ({ receivedBy: input.receivedBy ?? null }),
    },
  },
)

function inUnits(unit: string | null, visible: readonly string[] | null): boolean {
  return visible === null || unit === null || visible.includes(unit)
}

/** When the last parcel has gone or arrived, the order follows. */
async function followUp(tx: Tx, shipment: Shipment, to: 'shipped' | 'delivered'): Promise<void> {
  const [order] = await lockOrders(tx, [shipment.orderId])
  assert(order, `shipment ${shipment.id} has an order`)
  const left = await tx.row<{ left: bigint }>(
    'orders.parcels_left',
    `select count(*) as left from orders.shipment where order_id = $1 and state <> all($2)`,
    [order.id, to === 'shipped' ? ['shipped', 'delivered', 'cancelled'] : ['delivered', 'cancelled']],
  )
  if (left?.left !== 0n || openUnits(order) > 0n) return
  if (to === 'shipped' && order.state === 'fulfilling') await advanceOrder(tx, order.id, 'complete-shipping')
  if (to === 'delivered' && order.state === 'shipped') await advanceOrder(tx, order.id, 'complete-delivery')
}
