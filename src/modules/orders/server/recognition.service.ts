import { audit } from '../../../kernel/server/audit.ts'
import { businessDate } from '../../../kernel/server/company-clock.ts'
import { emit } from '../../../kernel/server/events.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { assert, DomainError, notFound } from '../../../kernel/shared/errors.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import { issue, takeBack } from '../../inventory/api.ts'
import { mustPost, type TransferDraft } from '../../ledger/api.ts'
import {
  goodsIssued,
  goodsTakenBack,
  orderShipped,
  receivablePaid,
  returned,
} from '../../ledger/shared/posting-rules.ts'
import { least, nextShare, positionOf } from '../shared/amounts.ts'
import { giveBackMoney, resolvedOf } from './order.rules.ts'
import { lockOrders, saveAmounts } from './order.store.ts'
import type { Order, OrderLineRow, ShipmentLineRow, ShipmentRow } from './order.tables.ts'

/**
 * Goods leave: stock is issued at its moving average, and the revenue, tax and cost of exactly these units enter the
 * books. What the customer has paid ahead is used up first; the rest becomes a receivable. Services and the delivery
 * fee are earned with the first parcel.
 */
export async function deliverGoods(
  tx: Tx,
  shipment: ShipmentRow & { lines: ShipmentLineRow[] },
): Promise<void> {
  const [order] = await lockOrders(tx, [shipment.orderId])
  assert(order, `shipment ${shipment.id} has an order`)
  const before = positionOf(order)
  const first = order.lines.every((line) => line.shippedQuantity === 0n)
  const taken = { totalMinor: 0n, netMinor: 0n }
  let shippingMinor = 0n
  for (const line of order.lines) {
    const goods = shipment.lines.find((candidate) => candidate.lineId === line.id)
    const open = line.quantity - line.cancelledQuantity - line.shippedQuantity
    const quantity = goods ? goods.quantity : line.kind !== 'goods' && first ? open : 0n
    if (quantity === 0n) continue
    const share = shipUnits(line, quantity)
    addShare(taken, share)
    if (line.kind === 'shipping') shippingMinor += share.netMinor
  }
  order.shippedMinor += taken.totalMinor
  await saveAmounts(tx, [order])
  const costs = await issue(tx, [
    {
      shipmentId: shipment.id,
      orderId: order.id,
      warehouseId: shipment.warehouseId,
      reference: order.number,
      lines: shipment.lines.map(({ lineId, variantId, quantity }) => ({ lineId, variantId, quantity })),
    },
  ])
  await tx.exec(
    'orders.keep_costs',
    `update orders.shipment_line l set cost_minor = c.cost
     from unnest($2::uuid[], $3::bigint[]) as c(line_id, cost)
     where l.shipment_id = $1 and l.line_id = c.line_id`,
    [shipment.id, costs.map((cost) => cost.lineId), costs.map((cost) => cost.costMinor)],
  )
  const prepaidMinor = least(before > 0n ? before : 0n, taken.totalMinor)
  const ref = { entity: 'shipment', id: shipment.id }
  postAtEnd(tx, order, [
    { rule: 'order.shipped', ref, legs: orderShipped({ ...earned(taken, shippingMinor), prepaidMinor }) },
    { rule: 'goods.issued', ref, ...costOf(costs, goodsIssued) },
  ])
}

/** Goods come back: stock, revenue, tax and cost return by the share they left with, and the money follows. */
export async function returnGoods(
  tx: Tx,
  request: {
    orderId: string
    lines: readonly { lineId: string; quantity: bigint }[]
    reason: string
    warehouseId: string
  },
): Promise<Order> {
  const [order] = await lockOrders(tx, [request.orderId])
  if (!order || order.companyId !== tx.principal.companyId) throw notFound('order', request.orderId)
  const before = positionOf(order)
  const back = { totalMinor: 0n, netMinor: 0n }
  const goods: { lineId: string; variantId: string; quantity: bigint }[] = []
  for (const { lineId, quantity } of request.lines) {
    const line = order.lines.find((candidate) => candidate.id === lineId)
    if (!line) throw notFound('order-line', lineId)
    if (line.returnedQuantity + quantity > line.shippedQuantity) {
      throw new DomainError('order.return-exceeds-shipped', {
        line: line.lineNo,
        left: line.shippedQuantity - line.returnedQuantity,
      })
    }
    addShare(back, returnUnits(line, quantity))
    if (line.kind === 'goods' && line.variantId) goods.push({ lineId, variantId: line.variantId, quantity })
  }
  order.returnedMinor += back.totalMinor
  await saveAmounts(tx, [order])
  await tx.exec('orders.touch_order', 'update orders.sales_order set version = version + 1 where id = $1', [
    order.id,
  ])
  const returnId = newId()
  const costs =
    goods.length > 0
      ? await takeBack(tx, [{ returnId, orderId: order.id, warehouseId: request.warehouseId, lines: goods }])
      : []
  const news = {
    number: order.number,
    amountMinor: back.totalMinor,
    currency: order.currency,
    reason: request.reason,
  }
  audit(tx, { action: 'order.return', entity: 'order', id: order.id, after: news, reason: request.reason })
  emit(tx, {
    type: 'order.returned@1',
    subject: { entity: 'order', id: order.id },
    refs: order.partyId ? [{ entity: 'party', id: order.partyId }] : [],
    data: news,
  })
  await giveBackMoney(tx, order, request.reason)
  const owedMinor = least(before < 0n ? -before : 0n, back.totalMinor)
  const ref = { entity: 'order', id: order.id }
  postAtEnd(tx, order, [
    {
      rule: 'order.returned',
      ref,
      legs: returned({ ...split(back), prepaidMinor: back.totalMinor - owedMinor }),
    },
    { rule: 'goods.taken-back', ref, ...costOf(costs, goodsTakenBack) },
  ])
  return order
}

/**
 * Money that moves after the goods have gone: what arrives was booked as an advance and settles the receivable, and what
 * is paid back without goods coming home is owed again.
 */
export async function settleReceivable(tx: Tx, order: Order, before: bigint): Promise<void> {
  const settledMinor = owed(before) - owed(positionOf(order))
  if (settledMinor === 0n) return
  postAtEnd(tx, order, [
    {
      rule: settledMinor > 0n ? 'receivable.paid' : 'receivable.reopened',
      ref: { entity: 'order', id: order.id },
      legs: receivablePaid({ amountMinor: settledMinor }),
    },
  ])
}

function owed(positionMinor: bigint): bigint {
  return positionMinor < 0n ? -positionMinor : 0n
}

/** Goods are valued in the currency of their warehouse, whatever the order is sold in. */
function costOf(
  costs: readonly { costMinor: bigint; currency: string }[],
  rule: (facts: { costMinor: bigint }) => TransferDraft['legs'],
): Pick<TransferDraft, 'legs' | 'currency'> {
  const costMinor = costs.reduce((sum, cost) => sum + cost.costMinor, 0n)
  return { legs: rule({ costMinor }), currency: costs[0]?.currency ?? '' }
}

/** Leaves entries to be posted as the transaction's last work, so that the ledger's lock is held no longer than it must. */
function postAtEnd(
  tx: Tx,
  order: Order,
  entries: readonly (Pick<TransferDraft, 'rule' | 'ref' | 'legs'> & { currency?: string })[],
): void {
  const transfers = entries
    .filter((entry) => entry.legs.length > 0)
    .map(
      (entry): TransferDraft => ({
        ...entry,
        id: newId(),
        kind: 'post',
        businessDate: businessDate(tx),
        memo: order.number,
        currency: entry.currency ?? order.currency,
      }),
    )
  if (transfers.length > 0) tx.beforeCommit(() => mustPost(tx, transfers))
}

function shipUnits(line: OrderLineRow, quantity: bigint): { totalMinor: bigint; netMinor: bigint } {
  const share = nextShare(line, resolvedOf(line), quantity)
  line.shippedQuantity += quantity
  line.shippedMinor += share.totalMinor
  line.shippedNetMinor += share.netMinor
  return share
}

function returnUnits(line: OrderLineRow, quantity: bigint): { totalMinor: bigint; netMinor: bigint } {
  const shipped = {
    quantity: line.shippedQuantity,
    totalMinor: line.shippedMinor,
    netMinor: line.shippedNetMinor,
  }
  const returned = {
    quantity: line.returnedQuantity,
    totalMinor: line.returnedMinor,
    netMinor: line.returnedNetMinor,
  }
  const share = nextShare(shipped, returned, quantity)
  line.returnedQuantity += quantity
  line.returnedMinor += share.totalMinor
  line.returnedNetMinor += share.netMinor
  return share
}

/** What goods earned, what their delivery earned, and the tax on both. */
function earned(
  amount: { totalMinor: bigint; netMinor: bigint },
  shippingMinor: bigint,
): { netMinor: bigint; vatMinor: bigint; shippingMinor: bigint } {
  return {
    netMinor: amount.netMinor - shippingMinor,
    vatMinor: amount.totalMinor - amount.netMinor,
    shippingMinor,
  }
}

function split(amount: { totalMinor: bigint; netMinor: bigint }): { netMinor: bigint; vatMinor: bigint } {
  return { netMinor: amount.netMinor, vatMinor: amount.totalMinor - amount.netMinor }
}

function addShare(
  sum: { totalMinor: bigint; netMinor: bigint },
  share: { totalMinor: bigint; netMinor: bigint },
): void {
  sum.totalMinor += share.totalMinor
  sum.netMinor += share.netMinor
}
