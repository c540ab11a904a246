import { audit } from '../../../kernel/server/audit.ts'
import { emit } from '../../../kernel/server/events.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { DomainError, notFound } from '../../../kernel/shared/errors.ts'
import { release } from '../../inventory/api.ts'
import type { ShipTo } from '../shared/order.ts'
import { changeableStates } from './order.offers.ts'
import { advanceOrder, cancelUnits, giveBackMoney, openUnits, openUnitsOf } from './order.rules.ts'
import { lockOrders, saveAmounts } from './order.store.ts'
import type { Order } from './order.tables.ts'

export interface PartialCancel {
  orderId: string
  lines: readonly { lineId: string; quantity: bigint }[]
  reason: string
  version?: number | undefined
}

/**
 * Takes units off an order before they are picked. Stock and money of exactly these units go back; the other lines
 * keep their amounts to the minor unit. Cancelling the last unit cancels the order.
 */
export async function cancelLines(tx: Tx, request: PartialCancel): Promise<Order> {
  const order = await lockForChange(tx, request.orderId, request.version)
  if (!changeableStates.includes(order.state)) {
    throw new DomainError('order.too-late-to-change', { state: order.state }, 409)
  }
  const cuts = request.lines.map(({ lineId, quantity }) => {
    const line = order.lines.find((candidate) => candidate.id === lineId)
    if (!line) throw notFound('order-line', lineId)
    if (quantity > openUnitsOf(line)) {
      throw new DomainError('order.cancel-exceeds-open', { line: line.lineNo, left: openUnitsOf(line) })
    }
    return { line, quantity }
  })
  const goods = cuts.filter(({ line, quantity }) => line.kind === 'goods' && quantity > 0n)
  const amountMinor = cancelUnits(order, cuts)
  await saveAmounts(tx, [order])
  await touch(tx, order)
  if (order.state !== 'draft' && goods.length > 0) {
    await release(tx, [
      { orderId: order.id, lines: goods.map(({ line, quantity }) => ({ lineId: line.id, quantity })) },
    ])
  }
  const news = {
    number: order.number,
    amountMinor,
    currency: order.currency,
    reason: request.reason,
    lines: cuts.map(({ line, quantity }) => ({ sku: line.sku, quantity })),
  }
  tell(tx, order, 'order.reduced', news, request.reason)
  if (openUnits(order) === 0n) await advanceOrder(tx, order.id, 'cancel', request.reason)
  else await giveBackMoney(tx, order, request.reason)
  return order
}

/** Changes where an order goes and what is noted on it, before it is picked. */
export async function changeOrder(
  tx: Tx,
  change: {
    orderId: string
    shipTo?: ShipTo | undefined
    note?: string | undefined
    version?: number | undefined
  },
): Promise<Order> {
  const order = await lockForChange(tx, change.orderId, change.version)
  if (!changeableStates.includes(order.state)) {
    throw new DomainError('order.too-late-to-change', { state: order.state }, 409)
  }
  // Whoever sees addresses masked must not write the mask over them.
  if (change.shipTo && Object.values(change.shipTo).some((part) => part.includes('*'))) {
    throw new DomainError('order.address-is-masked')
  }
  const shipTo = change.shipTo ?? order.shipTo
  const note = change.note ?? order.note
  await tx.exec(
    'orders.change_order',
    'update orders.sales_order set ship_to = $2::jsonb, note = $3, version = version + 1 where id = $1',
    [order.id, shipTo === null ? null : JSON.stringify(shipTo), note],
  )
  const changed = [...(change.shipTo ? ['shipTo'] : []), ...(change.note === undefined ? [] : ['note'])]
  tell(tx, order, 'order.changed', { number: order.number, fields: changed })
  return { ...order, shipTo, note, version: order.version + 1 }
}

async function lockForChange(tx: Tx, id: string, version: number | undefined): Promise<Order> {
  const [order] = await lockOrders(tx, [id])
  if (!order || order.companyId !== tx.principal.companyId) throw notFound('order', id)
  if (version !== undefined && version !== order.version) {
    throw new DomainError('kernel.stale', { version: order.version }, 412)
  }
  return order
}

async function touch(tx: Tx, order: Order): Promise<void> {
  await tx.exec('orders.touch_order', 'update orders.sales_order set version = version + 1 where id = $1', [
    order.id,
  ])
  order.version += 1
}

function tell(tx: Tx, order: Order, type: string, data: Record<string, unknown>, reason?: string): void {
  audit(tx, { action: type, entity: 'order', id: order.id, after: data, reason })
  emit(tx, {
    type: `${type}@1`,
    subject: { entity: 'order', id: order.id },
    refs: order.partyId ? [{ entity: 'party', id: order.partyId }] : [],
    data,
  })
}
