import { type Implemented, implement, transition } from '../../../kernel/server/lifecycle.ts'
import { systemPrincipal } from '../../../kernel/server/principal.ts'
import { actAs, type Tx } from '../../../kernel/server/transaction.ts'
import { extendReservations, release, reserve } from '../../inventory/api.ts'
import { openIntent, paidOf, requestRefund, requestVoid } from '../../payments/api.ts'
import { nextShare, positionOf } from '../shared/amounts.ts'
import { orderLifecycle } from '../shared/order.lifecycle.ts'
import { orderStore, saveAmounts } from './order.store.ts'
import type { Order, OrderLineRow } from './order.tables.ts'
import { outOfStock, reservationRequest } from './order-intake.service.ts'
import { cancelShipments, createShipments } from './shipment.service.ts'

/** What else is true when an order moves: stock, parcels and money follow in the same transaction. */
export const orderRules: Implemented<typeof orderLifecycle, Order> = implement(orderLifecycle, orderStore, {
  confirm: {
    guard: (order) => (order.lines.length === 0 ? 'order.empty' : undefined),
    async effect(tx, order) {
      if (order.state === 'draft') await billByBank(tx, order)
      if (
        order.state === 'awaiting-payment' &&
        (await extendReservations(tx, [{ orderId: order.id, expiresAt: null }])) > 0
      )
        return
      const requests = reservationRequest(order, null)
      if (requests.length === 0) return
      const [outcome] = await reserve(tx, requests)
      if (outcome && !outcome.ok) throw outOfStock(order, outcome)
    },
  },
  release: {
    effect: (tx, order, input) => createShipments(tx, order, input),
  },
  hold: {
    async effect(_tx, order, input) {
      order.holdReason = input.reason
    },
    data: (_order, input) => ({ reason: input.reason }),
  },
  resume: {
    async effect(_tx, order) {
      order.holdReason = null
    },
  },
  'complete-shipping': {
    guard: (order) => (openUnits(order) > 0n ? 'order.not-all-shipped' : undefined),
  },
  'complete-delivery': {
    guard: (order) => (openUnits(order) > 0n ? 'order.not-all-shipped' : undefined),
  },
  cancel: {
    guard: (order) =>
      order.shippedMinor > 0n || shippedUnits(order) > 0n ? 'order.already-shipped' : undefined,
    async effect(tx, order, input) {
      order.cancelReason = input.reason
      await cancelShipments(tx, order, input.reason)
      if (order.state !== 'draft') await release(tx, [{ orderId: order.id }])
      cancelUnits(
        order,
        order.lines.map((line) => ({ line, quantity: openUnitsOf(line) })),
      )
      await saveAmounts(tx, [order])
      await giveBackMoney(tx, order, input.reason)
    },
    data: (_order, input) => ({ reason: input.reason }),
  },
})

/** Moves an order as the house itself: when its parcels or its money have gone ahead. */
export async function advanceOrder(
  tx: Tx,
  orderId: string,
  name: 'confirm' | 'complete-shipping' | 'complete-delivery' | 'cancel',
  reason?: string,
): Promise<void> {
  const system = actAs(tx, {
    principal: systemPrincipal(tx.principal.companyId, tx.principal.name),
    traceId: tx.traceId,
  })
  await transition(system, orderRules, {
    id: orderId,
    name,
    input: (reason ? { reason } : {}) as never,
    reason,
  })
}

/** Marks units as cancelled and their money with them; the pieces of a line always sum to the line. */
export function cancelUnits(order: Order, cuts: readonly { line: OrderLineRow; quantity: bigint }[]): bigint {
  let cancelledMinor = 0n
  for (const { line, quantity } of cuts) {
    if (quantity === 0n) continue
    const share = nextShare(line, resolvedOf(line), quantity)
    line.cancelledQuantity += quantity
    line.cancelledMinor += share.totalMinor
    line.cancelledNetMinor += share.netMinor
    cancelledMinor += share.totalMinor
  }
  order.cancelledMinor += cancelledMinor
  return cancelledMinor
}

/** Units already cancelled or shipped, with their money. */
export function resolvedOf(line: OrderLineRow): { quantity: bigint; totalMinor: bigint; netMinor: bigint } {
  return {
    quantity: line.cancelledQuantity + line.shippedQuantity,
    totalMinor: line.cancelledMinor + line.shippedMinor,
    netMinor: line.cancelledNetMinor + line.shippedNetMinor,
  }
}

export function openUnitsOf(line: OrderLineRow): bigint {
  return line.quantity - line.cancelledQuantity - line.shippedQuantity
}

/**
 * Money held beyond what is still owed goes back; an intent still open is voided. Refunds already on their way count as
 * gone, so that two changes in quick succession never give back the same money twice.
 */
export async function giveBackMoney(tx: Tx, order: Order, reason: string): Promise<void> {
  const owedMinor = order.totalMinor - order.cancelledMinor - order.shippedMinor
  const [payments] = await paidOf(tx, [order.id])
  const backMinor = positionOf(order) - owedMinor - (payments?.refundingMinor ?? 0n)
  if (backMinor > 0n) {
    const refundKey = `${order.id}:${order.cancelledMinor}:${order.returnedMinor}:${order.paidMinor}`
    await requestRefund(tx, { orderId: order.id, amountMinor: backMinor, reason, refundKey })
  }
  if (dueOf(order) <= 0n) await requestVoid(tx, order.id)
}

/** A draft was never asked for its money; from now on a transfer can be matched to it. */
async function billByBank(tx: Tx, order: Order): Promise<void> {
  const amountMinor = dueOf(order)
  if (amountMinor <= 0n) return
  const { id: orderId, number: orderNumber, partyId, currency } = order
  await openIntent(tx, {
    orderId,
    orderNumber,
    partyId,
    currency,
    amountMinor,
    method: 'bank',
    returnUrl: null,
  })
}

/** What the customer has still to pay for what they keep. */
function dueOf(order: Order): bigint {
  const kept = order.totalMinor - order.cancelledMinor - order.returnedMinor
  return kept - order.paidMinor + order.refundedMinor
}

export function openUnits(order: Order): bigint {
  return order.lines.reduce((sum, line) => sum + openUnitsOf(line), 0n)
}

function shippedUnits(order: Order): bigint {
  return order.lines.reduce((sum, line) => sum + line.shippedQuantity, 0n)
}
