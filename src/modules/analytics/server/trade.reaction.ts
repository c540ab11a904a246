import { zoneOf } from '../../../kernel/server/company-clock.ts'
import type { StoredEvent } from '../../../kernel/server/events.ts'
import type { Reaction } from '../../../kernel/server/module.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { dateInZone, timeInZone } from '../../../kernel/shared/calendar.ts'
import { type OrderFacts, orderFacts, orderLineFacts } from '../../orders/api.ts'
import { addCuts, addToDays, addToProducts, addToSlots, cutsOf } from './trade.store.ts'
import type { DayDelta, ProductDelta, SlotDelta } from './trade.types.ts'

interface News {
  orderId?: string
  amountMinor?: string
  totalMinor?: string
  currency?: string
  /** The day in whose books it stands, where that is not the day it was told. */
  businessDate?: string
  state?: string
  from?: string
}

const slotMinutes = 10

/** Keeps the day's figures: listens only, many events in a few statements, and can be run anew from the first event. */
export const tradeReaction: Reaction = {
  name: 'analytics.trade',
  on: [
    'order.placed@1',
    'order.confirmed@1',
    'order.reduced@1',
    'order.cancelled@1',
    'order.returned@1',
    'shipment.shipped@1',
    'payment.captured@1',
    'payment.refunded@1',
  ],
  run: (tx, event) => count(tx, [event]),
  runMany: count,
}

async function count(tx: Tx, events: readonly StoredEvent<News>[]): Promise<void> {
  const ids = [...new Set(events.map(orderIdOf).filter((id) => id !== undefined))]
  const facts = new Map((await orderFacts(tx, ids)).map((order) => [order.id, order]))
  const placed = events.flatMap((event) => (isPlacing(event) ? (facts.get(event.recordId) ?? []) : []))
  await addCuts(tx, cutsIn(events))
  const cancelled = events
    .filter((event) => event.type === 'order.cancelled@1')
    .map((event) => event.recordId)
  const cuts = await cutsOf(tx, cancelled)
  const days = new Map<string, DayDelta>()
  for (const event of events) {
    const order = facts.get(orderIdOf(event) ?? '')
    if (!order) continue
    const on = isPlacing(event)
      ? order.businessDate
      : (bookedOn(event) ?? dateInZone(event.at, await zoneOf(tx, order.companyId)))
    add(days, dayOf(order, on), figuresOf(event, order, cuts))
  }
  await addToDays(tx, [...days.values()])
  await countMoments(tx, placed)
  await countProducts(tx, placed)
}

/** Trade counts when it is placed; a draft, when it is confirmed. */
function isPlacing(event: StoredEvent<News>): boolean {
  if (event.type === 'order.placed@1') return event.data.state !== 'draft'
  return event.type === 'order.confirmed@1' && event.data.from === 'draft'
}

/** What an event adds to its day; placing belongs to the order's business date, the rest to the day it happened. */
function figuresOf(
  event: StoredEvent<News>,
  order: OrderFacts,
  cuts: ReadonlyMap<string, bigint>,
): Partial<DayDelta> {
  const amount = BigInt(event.data.amountMinor ?? 0)
  switch (event.type) {
    case 'order.reduced@1':
      return { cancelledMinor: amount }
    case 'order.cancelled@1':
      if (event.data.from === 'draft') return {}
      return { cancelledOrders: 1n, cancelledMinor: order.totalMinor - (cuts.get(order.id) ?? 0n) }
    case 'order.returned@1':
      return { returnedMinor: amount }
    case 'shipment.shipped@1':
      return { parcels: 1n }
    case 'payment.captured@1':
      return { capturedMinor: amount }
    case 'payment.refunded@1':
      return { refundedMinor: amount }
    default:
      return isPlacing(event) ? { orders: 1n, placedMinor: order.totalMinor } : {}
  }
}

async function countMoments(tx: Tx, placed: readonly OrderFacts[]): Promise<void> {
  const slots = new Map<string, SlotDelta>()
  for (const { companyId, businessDate, currency, orderedAt, totalMinor } of placed) {
    const slot = slotOf(orderedAt, await zoneOf(tx, companyId))
    add(
      slots,
      { companyId, businessDate, currency, slot, orders: 0n, placedMinor: 0n },
      { orders: 1n, placedMinor: totalMinor },
    )
  }
  await addToSlots(tx, [...slots.values()])
}

async function countProducts(tx: Tx, placed: readonly OrderFacts[]): Promise<void> {
  if (placed.length === 0) return
  const orders = new Map(placed.map((order) => [order.id, order]))
  const products = new Map<string, ProductDelta>()
  for (const line of await orderLineFacts(tx, [...orders.keys()])) {
    const order = orders.get(line.orderId)
    if (!order || line.variantId === null) continue
    const { companyId, businessDate, currency } = order
    const { variantId, sku, name, quantity, totalMinor } = line
    add(
      products,
      { companyId, businessDate, currency, variantId, sku, name, quantity: 0n, placedMinor: 0n },
      { quantity, placedMinor: totalMinor },
      `${companyId} ${businessDate} ${currency} ${variantId}`,
    )
  }
  await addToProducts(tx, [...products.values()])
}

/** Money that was taken earlier and is recorded now belongs to the day it was taken. */
function bookedOn(event: StoredEvent<News>): string | undefined {
  return event.entity === 'payment' ? event.data.businessDate : undefined
}

/** Ten-minute slot of the day on the company's clock. */
export function slotOf(at: Date, timeZone: string): number {
  const [hours = '0', minutes = '0'] = timeInZone(at, timeZone).split(':')
  return Math.floor((Number(hours) * 60 + Number(minutes)) / slotMinutes)
}

function cutsIn(events: readonly StoredEvent<News>[]): Map<string, bigint> {
  const cuts = new Map<string, bigint>()
  for (const event of events) {
    if (event.type !== 'order.reduced@1') continue
    cuts.set(event.recordId, (cuts.get(event.recordId) ?? 0n) + BigInt(event.data.amountMinor ?? 0))
  }
  return cuts
}

function orderIdOf(event: StoredEvent<News>): string | undefined {
  return event.entity === 'order' ? event.recordId : event.data.orderId
}

function dayOf(order: OrderFacts, businessDate: string): DayDelta {
  const { companyId, currency, channelCode } = order
  return {
    companyId,
    businessDate,
    currency,
    channelCode,
    orders: 0n,
    placedMinor: 0n,
    cancelledOrders: 0n,
    cancelledMinor: 0n,
    returnedMinor: 0n,
    capturedMinor: 0n,
    refundedMinor: 0n,
    parcels: 0n,
  }
}

/** Adds amounts to the row of a key, so that each row is written once however many events touch it. */
function add<Row extends object>(
  sums: Map<string, Row>,
  zero: Row,
  more: Partial<Row>,
  key = keyOf(zero),
): void {
  const row = sums.get(key) ?? zero
  const amounts = row as Record<string, bigint>
  for (const [name, amount] of Object.entries(more))
    amounts[name] = (amounts[name] ?? 0n) + (amount as bigint)
  sums.set(key, row)
}

/** Everything of a row that is not an amount. */
function keyOf(row: object): string {
  return Object.values(row)
    .filter((value) => typeof value !== 'bigint')
    .join(' ')
}
