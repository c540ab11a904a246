import { emit, type StoredEvent } from '../../../kernel/server/events.ts'
import { transition } from '../../../kernel/server/lifecycle.ts'
import type { Reaction } from '../../../kernel/server/module.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { paidOf } from '../../payments/api.ts'
import { positionOf } from '../shared/amounts.ts'
import { advanceOrder, giveBackMoney } from './order.rules.ts'
import { lockOrders, saveAmounts } from './order.store.ts'
import { settleReceivable } from './recognition.service.ts'
import { shipmentRules } from './shipment.rules.ts'
import { postStock } from './stock-posting.reaction.ts'

/** What orders do when money, parcels or reservations have moved elsewhere. */
export const orderReactions: readonly Reaction[] = [
  {
    name: 'orders.follow-payment',
    on: ['payment.captured@1', 'payment.refunded@1'],
    run: (tx, event: StoredEvent<{ orderId?: string }>) => followPayment(tx, event.data.orderId),
  },
  {
    name: 'orders.follow-packing',
    on: ['pick.packed@1'],
    run: followPacking,
  },
  {
    name: 'orders.follow-reservation',
    on: ['reservation.expired@1'],
    run: cancelUnpaid,
  },
  postStock,
]

/**
 * Takes the paid amount anew from the payments themselves, so that news that come twice or in another order change
 * nothing. Money for a waiting order confirms it; money for a cancelled one goes back.
 */
async function followPayment(tx: Tx, orderId: string | undefined): Promise<void> {
  if (orderId === undefined) return
  const [order] = await lockOrders(tx, [orderId])
  if (!order) return
  const [paid] = await paidOf(tx, [orderId])
  if (!paid) return
  const before = positionOf(order)
  const arrivedMinor = paid.capturedMinor - order.paidMinor
  const wentBackMinor = paid.refundedMinor - order.refundedMinor
  if (arrivedMinor === 0n && wentBackMinor === 0n) return
  order.paidMinor = paid.capturedMinor
  order.refundedMinor = paid.refundedMinor
  await saveAmounts(tx, [order])
  if (order.state === 'awaiting-payment' && order.paidMinor >= order.totalMinor - order.cancelledMinor) {
    await advanceOrder(tx, order.id, 'confirm')
  } else if (order.state === 'cancelled' && arrivedMinor > 0n) {
    await giveBackMoney(tx, order, 'order was cancelled before the payment arrived')
  }
  await settleReceivable(tx, order, before)
  if (wentBackMinor === 0n) return
  // Whoever has the order open sees its amounts move now, and not with the next thing that happens to it.
  emit(tx, {
    type: 'order.refunded@1',
    subject: { entity: 'order', id: order.id },
    refs: order.partyId ? [{ entity: 'party', id: order.partyId }] : [],
    data: { number: order.number, amountMinor: wentBackMinor, currency: order.currency },
  })
}

async function followPacking(
  tx: Tx,
  event: StoredEvent<{ shipmentId: string; parcels?: { weightGrams: number }[] }>,
): Promise<void> {
  const input = { parcels: event.data.parcels ?? [] }
  const shipment = await shipmentRules.store.lock(tx, event.data.shipmentId)
  if (shipment?.state !== 'picking') return
  await transition(tx, shipmentRules, { id: event.data.shipmentId, name: 'pack', input })
}

async function cancelUnpaid(tx: Tx, event: StoredEvent<{ orderId: string }>): Promise<void> {
  const [order] = await lockOrders(tx, [event.data.orderId])
  if (order?.state !== 'awaiting-payment') return
  await advanceOrder(tx, order.id, 'cancel', '결제 기한이 지나 자동 취소되었습니다')
}
