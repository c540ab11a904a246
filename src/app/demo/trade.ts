import { type Chance, chance } from '../../engines/runner/chance.ts'
import type { Database } from '../../kernel/server/database.ts'
import { transition } from '../../kernel/server/lifecycle.ts'
import { documentNumber, takeNumbers } from '../../kernel/server/numbering.ts'
import { systemPrincipal } from '../../kernel/server/principal.ts'
import type { Tx } from '../../kernel/server/transaction.ts'
import { addDays, dateInZone } from '../../kernel/shared/calendar.ts'
import { idAt } from '../../kernel/shared/ids.ts'
import { packUnattended, receive } from '../../modules/inventory/api.ts'
import { post } from '../../modules/ledger/api.ts'
import { cancelLines } from '../../modules/orders/server/order.commands.ts'
import { orderRules } from '../../modules/orders/server/order.rules.ts'
import type { Order } from '../../modules/orders/server/order.tables.ts'
import { placeOrders } from '../../modules/orders/server/order-intake.service.ts'
import type { Placement } from '../../modules/orders/server/order-intake.types.ts'
import { returnGoods } from '../../modules/orders/server/recognition.service.ts'
import { shipmentRules } from '../../modules/orders/server/shipment.rules.ts'
import { orderDraft } from '../../modules/orders/shared/order.ts'
import { type DemoCompany, type DemoCustomer, daysOfTrade } from './company.ts'

export interface Trade {
  database: Database
  company: DemoCompany
  customers: readonly DemoCustomer[]
  /** Orders in all; the n-th is always the same. */
  total: number
  onProgress(done: number): void
  /** Lets the events and jobs that wait be handled. */
  settle(): Promise<unknown>
}

type Fate =
  | 'delivered'
  | 'returned'
  | 'reduced'
  | 'cancelled'
  | 'shipped'
  | 'packed'
  | 'picking'
  | 'held'
  | 'waiting'

const seed = 7_919
const ordersAtOnce = 150
/** Orders that live side by side: each waits for the database most of its time. */
const lanes = 6
const unitsPerOrder = 3.2

/** How busy each hour of a day is; shops sleep at night. */
const hours: readonly (readonly [number, number])[] = [
  [0, 2],
  [1, 1],
  [6, 1],
  [7, 2],
  [8, 4],
  [9, 8],
  [10, 11],
  [11, 11],
  [12, 9],
  [13, 9],
  [14, 10],
  [15, 10],
  [16, 9],
  [17, 8],
  [18, 7],
  [19, 7],
  [20, 9],
  [21, 10],
  [22, 8],
  [23, 4],
]

/** A year of trade, from the order numbered `from` on, oldest first; each order goes as far as its age lets it. */
export async function tradeFrom(trade: Trade, from: number): Promise<void> {
  const today = dateInZone(new Date())
  for (let first = from; first < trade.total; first += ordersAtOnce) {
    const count = Math.min(ordersAtOnce, trade.total - first)
    await restock(trade, first)
    const wanted = Array.from({ length: count }, (_, offset) => orderAt(trade, first + offset, today))
    const placed = await place(trade, wanted)
    const living = placed.flatMap((order, index) => {
      const wish = wanted[index]
      return order && wish ? [new LivingOrder(trade, order, wish)] : []
    })
    await sideBySide(living, (order) => order.reachWarehouse())
    await packAll(
      trade,
      living.filter((order) => order.isPacked()),
    )
    await trade.settle()
    await sideBySide(living, (order) => order.leaveWarehouse())
    await trade.settle()
    trade.onProgress(first + count)
  }
}

interface WantedOrder {
  n: number
  at: Date
  fate: Fate
  draft: ReturnType<typeof orderDraft.parse>
}

function orderAt({ company, customers, total }: Trade, n: number, today: string): WantedOrder {
  const luck = chance(seed + n * 7_907)
  const ageDays = daysOfTrade - Math.floor((n * daysOfTrade) / total) - 1
  const day = addDays(today, -ageDays)
  const hour = String(luck.weighted(hours)).padStart(2, '0')
  const minute = String(luck.between(0, 59)).padStart(2, '0')
  const second = String(luck.between(0, 59)).padStart(2, '0')
  const at = new Date(
    Math.min(new Date(`${day}T${hour}:${minute}:${second}+09:00`).getTime(), Date.now() - 60_000),
  )
  // A few customers buy often, most seldom.
  const customer = customers[Math.floor(luck.next() ** 2.2 * customers.length)]
  const channel = luck.weighted(channelsFor(customer?.organisation ?? false))
  const known = customer && !(channel === 'store' && luck.happens(0.6)) ? customer : undefined
  const draft = orderDraft.parse({
    channel,
    partyId: known?.id ?? null,
    ...(known
      ? {
          shipTo: {
            name: known.name,
            phone: known.phone,
            postalCode: known.address.postalCode,
            line1: `${known.address.region} ${known.address.city} ${known.address.line1}`,
            line2: known.address.line2,
          },
        }
      : {}),
    orderedAt: at.toISOString(),
    lines: linesOf(luck, company, known?.organisation ?? false),
    ...(channel === 'web' || channel === 'market' ? { shippingFee: '3000' } : {}),
    ...(channel === 'store' ? { handOver: { warehouseId: company.warehouses.at(-1)?.id ?? '' } } : {}),
    allocation: luck.weighted([
      ['fewest-parcels', 6],
      ['nearest', 3],
      ['oldest-stock', 1],
    ]),
    externalRef: { system: 'demo', key: String(n) },
    payment: paymentOf(luck, {
      channel,
      n,
      ageDays,
      hasCustomer: known !== undefined,
      organisation: known?.organisation ?? false,
    }),
  })
  return { n, at, draft, fate: fateOf(luck, ageDays) }
}

function channelsFor(organisation: boolean): readonly (readonly [string, number])[] {
  return organisation
    ? [
        ['phone', 6],
        ['api', 2],
        ['web', 2],
      ]
    : [
        ['web', 9],
        ['market', 6],
        ['store', 4],
        ['phone', 2],
      ]
}

function linesOf(
  luck: Chance,
  { items }: DemoCompany,
  organisation: boolean,
): { variantId: string; quantity: string }[] {
  const count = luck.weighted([
    [1, 45],
    [2, 30],
    [3, 15],
    [4, 7],
    [5, 3],
  ])
  const picked = new Map<string, number>()
  for (let line = 0; line < count; line++) {
    const item = items[Math.floor(luck.next() ** 1.6 * items.length)]
    if (item)
      picked.set(
        item.variantId,
        organisation
          ? luck.between(3, 24)
          : luck.weighted([
              [1, 70],
              [2, 22],
              [3, 8],
            ]),
      )
  }
  return [...picked].map(([variantId, quantity]) => ({ variantId, quantity: String(quantity) }))
}

function paymentOf(
  luck: Chance,
  {
    channel,
    n,
    ageDays,
    hasCustomer,
    organisation,
  }: { channel: string; n: number; ageDays: number; hasCustomer: boolean; organisation: boolean },
): Record<string, string> {
  if (channel === 'market') return { terms: 'received', method: 'external', reference: `OM-${900_000 + n}` }
  if (channel === 'store' && luck.happens(0.2))
    return { terms: 'received', method: 'cash', reference: `POS-1-${n}` }
  if (organisation && hasCustomer && luck.happens(0.75)) return { terms: 'on-account' }
  if (ageDays <= 1 && channel === 'web' && luck.happens(0.25)) return { terms: 'bank-transfer' }
  return { terms: 'received', method: 'card', reference: `VAN-${500_000 + n}` }
}

/** Old orders are over; young ones stand where a warehouse would have them. */
function fateOf(luck: Chance, ageDays: number): Fate {
  if (ageDays > 4)
    return luck.weighted([
      ['delivered', 905],
      ['returned', 35],
      ['reduced', 20],
      ['cancelled', 40],
    ])
  if (ageDays > 1)
    return luck.weighted([
      ['shipped', 60],
      ['delivered', 30],
      ['packed', 4],
      ['cancelled', 4],
      ['held', 2],
    ])
  return luck.weighted([
    ['waiting', 35],
    ['picking', 30],
    ['packed', 15],
    ['shipped', 12],
    ['held', 5],
    ['cancelled', 3],
  ])
}

async function place(
  { database, company }: Trade,
  wanted: readonly WantedOrder[],
): Promise<(Order | undefined)[]> {
  const year = dateInZone(wanted[0]?.at ?? new Date()).slice(0, 4)
  const first = await takeNumbers(database, {
    companyId: company.id,
    series: `SO-${year}`,
    count: wanted.length,
  })
  const principal = systemPrincipal(company.id, 'demo')
  const now = wanted.at(-1)?.at ?? new Date()
  return database.transaction({ principal, now }, async (tx) => {
    const placements = wanted.map(
      ({ draft, at }, index): Placement => ({
        id: idAt(at.getTime()),
        number: documentNumber('SO', year, first + BigInt(index)),
        draft,
        act: { principal, traceId: tx.traceId },
      }),
    )
    const { placed, transfers } = await placeOrders(tx, placements)
    await post(tx, transfers)
    // A shop now and then has to say no.
    return placed.map((result) => (result.ok ? result.order : undefined))
  })
}

const neverPacked: ReadonlySet<Fate> = new Set(['waiting', 'held', 'cancelled', 'picking'])
const neverShipped: ReadonlySet<Fate> = new Set([...neverPacked, 'packed'])

/** Carries one order as far as its fate, each step at its own hour. */
class LivingOrder {
  readonly order: Order
  private readonly trade: Trade
  private readonly wish: WantedOrder

  constructor(trade: Trade, order: Order, wish: WantedOrder) {
    this.trade = trade
    this.order = order
    this.wish = wish
  }

  isPacked(): boolean {
    return this.order.state === 'confirmed' && !neverPacked.has(this.wish.fate)
  }

  async reachWarehouse(): Promise<void> {
    const { fate } = this.wish
    if (this.order.state !== 'confirmed' || fate === 'waiting') return
    if (fate === 'held') return this.move('hold', { reason: '주소 확인 필요' }, 1)
    if (fate === 'cancelled') return this.move('cancel', { reason: '고객 변심' }, 2)
    if (fate === 'reduced') await this.step(1, (tx) => reduce(tx, this.order))
    await this.move('release', { urgent: false }, 3)
  }

  async leaveWarehouse(): Promise<void> {
    const { fate } = this.wish
    if (!this.isPacked() || neverShipped.has(fate)) return
    const shipments = await shipmentsOf(this.trade.database, [this.order.id])
    for (const id of shipments) {
      await this.step(9, (tx) => transition(tx, shipmentRules, { id, name: 'ship', input: {} }))
      if (fate !== 'shipped')
        await this.step(34, (tx) => transition(tx, shipmentRules, { id, name: 'deliver', input: {} }))
    }
    if (fate === 'returned') await this.step(5 * 24, (tx) => bringBack(tx, this.trade, this.order))
  }

  private async move(
    name: 'release' | 'hold' | 'cancel',
    input: Record<string, unknown>,
    hoursLater: number,
  ): Promise<void> {
    await this.step(hoursLater, (tx) =>
      transition(tx, orderRules, { id: this.order.id, name, input: input as never }),
    )
  }

  private step<Result>(hoursLater: number, work: (tx: Tx) => Promise<Result>): Promise<Result> {
    const now = new Date(Math.min(this.wish.at.getTime() + hoursLater * 3_600_000, Date.now()))
    return this.trade.database.transaction(
      { principal: systemPrincipal(this.trade.company.id, 'demo'), now },
      work,
    )
  }
}

async function packAll({ database, company }: Trade, orders: readonly LivingOrder[]): Promise<void> {
  const ids = await shipmentsOf(
    database,
    orders.map(({ order }) => order.id),
  )
  if (ids.length === 0) return
  await database.transaction({ principal: systemPrincipal(company.id, 'demo') }, (tx) =>
    packUnattended(tx, ids),
  )
}

async function shipmentsOf(database: Database, orderIds: readonly string[]): Promise<string[]> {
  const rows = await database.rows<{ id: string }>(
    'demo.shipments',
    `select id from orders.shipment where order_id = any($1) and state <> 'cancelled' order by id`,
    [orderIds],
  )
  return rows.map(({ id }) => id)
}

async function reduce(tx: Tx, order: Order): Promise<void> {
  const line = order.lines.find((candidate) => candidate.kind === 'goods' && candidate.quantity > 1n)
  if (line)
    await cancelLines(tx, {
      orderId: order.id,
      lines: [{ lineId: line.id, quantity: 1n }],
      reason: '수량 변경',
    })
}

async function bringBack(tx: Tx, { company }: Trade, order: Order): Promise<void> {
  const line = order.lines.find((candidate) => candidate.kind === 'goods')
  const warehouseId = company.warehouses[0]?.id
  if (line && warehouseId)
    await returnGoods(tx, {
      orderId: order.id,
      lines: [{ lineId: line.id, quantity: 1n }],
      reason: '단순 변심',
      warehouseId,
    })
}

/** Suppliers deliver every month's need ahead of it, most to the first warehouse. */
async function restock({ database, company, total }: Trade, first: number): Promise<void> {
  const months = 12
  const month = Math.floor((first * months) / total)
  const previous = first === 0 ? -1 : Math.floor(((first - ordersAtOnce) * months) / total)
  if (month === previous) return
  const luck = chance(seed + month)
  const perItem = Math.ceil((total * unitsPerOrder * 2.2) / months / company.items.length)
  const shares = [0.5, 0.25, 0.25]
  const ageDays = daysOfTrade - Math.floor((first * daysOfTrade) / total)
  const now = new Date(`${addDays(dateInZone(new Date()), -ageDays)}T06:00:00+09:00`)
  await database.transaction({ principal: systemPrincipal(company.id, 'demo'), now }, (tx) =>
    receive(
      tx,
      company.warehouses.map(({ id, code }, index) => ({
        warehouseId: id,
        reason: month === 0 ? 'opening' : 'purchase',
        reference: `GR-${String(month + 1).padStart(2, '0')}-${code}`,
        // What stands first in the catalog sells most.
        lines: company.items.map(({ variantId, unitCost }, rank) => ({
          variantId,
          quantity: BigInt(
            Math.max(
              6,
              Math.round(
                perItem *
                  popularity(rank, company.items.length) *
                  (shares[index] ?? 0.1) *
                  (0.8 + luck.next() * 0.4),
              ),
            ),
          ),
          unitCost: String(Math.round((Number(unitCost) * (0.96 + luck.next() * 0.08)) / 10) * 10),
        })),
      })),
    ),
  )
}

async function sideBySide<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  let next = 0
  async function lane(): Promise<void> {
    for (let item = items[next++]; item !== undefined; item = items[next++]) await work(item)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}

function popularity(rank: number, count: number): number {
  return 3 - (2.4 * rank) / count
}
