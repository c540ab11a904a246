import { randomBytes } from 'node:crypto'
import { audit } from '../../../kernel/server/audit.ts'
import { businessDate } from '../../../kernel/server/company-clock.ts'
import { emit } from '../../../kernel/server/events.ts'
import { actAs, type Tx } from '../../../kernel/server/transaction.ts'
import { DomainError } from '../../../kernel/shared/errors.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import { type ReservationOutcome, reserve } from '../../inventory/api.ts'
import type { TransferDraft } from '../../ledger/api.ts'
import { type DefaultAddress, partiesById } from '../../parties/api.ts'
import { openIntent, recordReceived } from '../../payments/api.ts'
import type { OrderDraft, ShipTo } from '../shared/order.ts'
import { deliverAtOnce } from './deliver-at-once.ts'
import { insertOrders } from './order.insert.ts'
import { type PricedOrder, priceOrders } from './order.pricing.ts'
import type { Order } from './order.tables.ts'
import type { Customer, Placed, Placement } from './order-intake.types.ts'

/** How long stock waits for money, by payment terms. */
const reservationMinutes = { card: 30, 'bank-transfer': 3 * 24 * 60 } as const

/**
 * Captures many orders in one transaction, in arrival order, with a fixed number of statements: price, reserve, record
 * and announce. Orders that are refused (unknown product, no price, no stock) answer so and leave no trace; the others
 * stand or fall together with the transaction. The ledger transfers are handed back so that the caller can post them
 * as its last act, with whatever else it posts.
 */
export async function placeOrders(
  tx: Tx,
  placements: readonly Placement[],
): Promise<{ placed: Placed[]; transfers: TransferDraft[] }> {
  return placeDrafted(tx, placements, await draftOrders(tx, placements))
}

/** The orders the placements would become, or their refusals. Reads only, so it may travel with other reads. */
export async function draftOrders(
  tx: Tx,
  placements: readonly Placement[],
): Promise<(Order | DomainError)[]> {
  const customers = await customersOf(tx, placements)
  const prices = await priceOrders(tx, placements, customers, businessDate(tx))
  return placements.map((placement, index) => {
    const price = prices[index]
    if (price === undefined || price instanceof DomainError)
      return price ?? new DomainError('kernel.try-again', {}, 503)
    const refusal = checkPlacement(placement, customers)
    return refusal ?? orderOf(tx, placement, price, customers)
  })
}

/** The second half of `placeOrders`, for who has drafted them already. */
export async function placeDrafted(
  tx: Tx,
  placements: readonly Placement[],
  drafted: readonly (Order | DomainError)[],
): Promise<{ placed: Placed[]; transfers: TransferDraft[] }> {
  const reserved = await reserveStock(tx, placements, drafted)
  const placed: Placed[] = drafted.map((order, index) => {
    if (order instanceof DomainError) return { ok: false, refusal: order }
    const outcome = reserved.get(order.id)
    if (outcome && !outcome.ok) return { ok: false, refusal: outOfStock(order, outcome) }
    const draft = placements[index]?.draft
    if (draft?.payment.terms === 'received' && !draft.draft) order.paidMinor = order.totalMinor
    return { ok: true, order }
  })
  const accepted = placements.flatMap((placement, index) => {
    const result = placed[index]
    return result?.ok ? [{ placement, order: result.order }] : []
  })
  insertOrders(
    tx,
    accepted.map(({ order }) => order),
  )
  const transfers = takeReceivedMoney(tx, accepted)
  for (const { placement, order } of accepted) await askForMoney(tx, placement, order)
  for (const { placement, order } of accepted) announce(tx, placement, order)
  return { placed, transfers: [...transfers, ...(await handOver(tx, accepted))] }
}

/** Counter sales are over when they are made: the goods go with the customer. */
async function handOver(
  tx: Tx,
  accepted: readonly { placement: Placement; order: Order }[],
): Promise<TransferDraft[]> {
  const sold = accepted.filter(({ placement }) => placement.draft.handOver && !placement.draft.draft)
  const byWarehouse = Map.groupBy(sold, ({ placement }) => placement.draft.handOver?.warehouseId ?? '')
  const transfers: TransferDraft[] = []
  for (const [warehouseId, group] of byWarehouse) {
    const orders = group.map(({ order }) => order)
    transfers.push(...(await deliverAtOnce(tx, orders, { warehouseId, action: 'order.hand-over' })))
  }
  return transfers
}

/** Rules that need no look at stock or price. */
function checkPlacement(
  { draft }: Placement,
  customers: ReadonlyMap<string, Customer>,
): DomainError | undefined {
  if (draft.partyId && !customers.has(draft.partyId))
    return new DomainError('order.unknown-customer', { id: draft.partyId })
  if (draft.payment.terms === 'on-account' && !draft.partyId)
    return new DomainError('order.account-needs-customer')
  if (draft.handOver && draft.payment.terms !== 'received')
    return new DomainError('order.counter-needs-payment')
  return undefined
}

function orderOf(
  tx: Tx,
  { id, number, draft, businessDate: givenDate }: Placement,
  price: PricedOrder,
  customers: ReadonlyMap<string, Customer>,
): Order {
  const customer = draft.partyId ? customers.get(draft.partyId) : undefined
  const orderedAt = draft.orderedAt ? new Date(draft.orderedAt) : tx.now
  return {
    id,
    companyId: tx.principal.companyId,
    number,
    state: stateOf(draft, price.totalMinor),
    channelCode: draft.channel,
    orgUnitId: null,
    partyId: draft.partyId ?? null,
    partyName: customer?.name ?? draft.customerName ?? draft.shipTo?.name ?? null,
    customerGroup: customer?.customerGroup ?? null,
    currency: price.currency,
    orderedAt,
    businessDate: givenDate ?? businessDate(tx, orderedAt),
    shipTo: draft.shipTo ?? (draft.handOver ? null : (customer?.shipTo ?? null)),
    note: draft.note ?? null,
    holdReason: null,
    cancelReason: null,
    netMinor: price.netMinor,
    vatMinor: price.vatMinor,
    discountMinor: price.discountMinor,
    totalMinor: price.totalMinor,
    paidMinor: 0n,
    refundedMinor: 0n,
    cancelledMinor: 0n,
    shippedMinor: 0n,
    returnedMinor: 0n,
    paymentTerms: draft.payment.terms,
    allocation: draft.allocation ?? null,
    externalSystem: draft.externalRef?.system ?? null,
    externalKey: draft.externalRef?.key ?? null,
    trackingToken: randomBytes(16).toString('base64url'),
    version: 1,
    createdAt: tx.now,
    lines: price.lines,
  }
}

/** Money first where money was asked for; everything else is confirmed as it arrives. */
function stateOf(draft: OrderDraft, totalMinor: bigint): string {
  if (draft.draft) return 'draft'
  if (totalMinor === 0n) return 'confirmed'
  return draft.payment.terms === 'card' || draft.payment.terms === 'bank-transfer'
    ? 'awaiting-payment'
    : 'confirmed'
}

async function reserveStock(
  tx: Tx,
  placements: readonly Placement[],
  drafted: readonly (Order | DomainError)[],
): Promise<Map<string, ReservationOutcome>> {
  const requests = drafted.flatMap((order, index) => {
    const draft = placements[index]?.draft
    if (order instanceof DomainError || order.state === 'draft' || !draft) return []
    const requests = reservationRequest(order, payBefore(tx.now, order))
    const { handOver } = draft
    return handOver
      ? requests.map((request) => ({ ...request, warehouseId: handOver.warehouseId }))
      : requests
  })
  const outcomes = requests.length > 0 ? await reserve(tx, requests) : []
  return new Map(outcomes.map((outcome) => [outcome.orderId, outcome]))
}

/** What an order asks of the warehouses; nothing when it holds no goods. */
export function reservationRequest(
  order: Order,
  expiresAt: Date | null,
): Parameters<typeof reserve>[1][number][] {
  const lines = order.lines.flatMap((line) => {
    const quantity = line.quantity - line.cancelledQuantity - line.shippedQuantity
    return line.kind === 'goods' && line.variantId !== null && quantity > 0n
      ? [{ lineId: line.id, variantId: line.variantId, quantity }]
      : []
  })
  if (lines.length === 0) return []
  return [
    {
      orderId: order.id,
      lines,
      expiresAt,
      reference: order.number,
      channelCode: order.channelCode,
      ...(order.allocation ? { strategy: order.allocation } : {}),
      ...(order.shipTo?.postalCode ? { destination: { postalCode: order.shipTo.postalCode } } : {}),
    },
  ]
}

/** Until when stock waits for the money of an order; null where no money is awaited. */
export function payBefore(from: Date, { paymentTerms }: Pick<Order, 'paymentTerms'>): Date | null {
  if (paymentTerms !== 'card' && paymentTerms !== 'bank-transfer') return null
  return new Date(from.getTime() + reservationMinutes[paymentTerms] * 60_000)
}

export function outOfStock(order: Order, outcome: Extract<ReservationOutcome, { ok: false }>): DomainError {
  const shortages = outcome.short.map((short) => {
    const line = order.lines.find((candidate) => candidate.id === short.lineId)
    return {
      line: line?.lineNo,
      sku: line?.sku,
      asked: String(short.asked),
      available: String(short.available),
    }
  })
  return new DomainError(
    'order.out-of-stock',
    { sku: shortages[0]?.sku, available: shortages[0]?.available, shortages },
    409,
  )
}

function takeReceivedMoney(
  tx: Tx,
  accepted: readonly { placement: Placement; order: Order }[],
): TransferDraft[] {
  const received = accepted.flatMap(({ placement, order }) => {
    const { payment } = placement.draft
    if (payment.terms !== 'received' || order.state === 'draft' || order.totalMinor === 0n) return []
    return [
      {
        id: newId(),
        orderId: order.id,
        orderNumber: order.number,
        partyId: order.partyId,
        method: payment.method,
        amountMinor: order.totalMinor,
        currency: order.currency,
        reference: payment.reference,
        receivedAt: order.orderedAt,
        businessDate: order.businessDate,
      },
    ]
  })
  return recordReceived(tx, received)
}

/** Opens the way to pay for an order that waits for its money, and for one on account, whose money comes by the bank. */
async function askForMoney(tx: Tx, { draft }: Placement, order: Order): Promise<void> {
  if (order.state === 'draft' || draft.payment.terms === 'received' || order.totalMinor === 0n) return
  const card = draft.payment.terms === 'card' ? draft.payment : undefined
  const { clientToken } = await openIntent(tx, {
    orderId: order.id,
    orderNumber: order.number,
    partyId: order.partyId,
    amountMinor: order.totalMinor,
    currency: order.currency,
    method: card ? 'card' : 'bank',
    returnUrl: card?.returnUrl ?? null,
  })
  if (order.state === 'awaiting-payment') order.paymentToken = clientToken
}

function announce(tx: Tx, { act }: Placement, order: Order): void {
  const actor = actAs(tx, act)
  const news = {
    number: order.number,
    channel: order.channelCode,
    partyId: order.partyId,
    totalMinor: order.totalMinor,
    currency: order.currency,
    businessDate: order.businessDate,
    state: order.state,
  }
  emit(actor, {
    type: 'order.placed@1',
    subject: { entity: 'order', id: order.id },
    refs: order.partyId ? [{ entity: 'party', id: order.partyId }] : [],
    data: news,
  })
  audit(actor, { action: 'order.place', entity: 'order', id: order.id, after: news })
}

/** The customers whom the drafts name; one of another company is not there. */
export async function customersOf(tx: Tx, placements: readonly Placement[]): Promise<Map<string, Customer>> {
  const ids = [...new Set(placements.flatMap(({ draft }) => (draft.partyId ? [draft.partyId] : [])))]
  const parties = ids.length > 0 ? await partiesById(tx, ids) : []
  const own = parties.filter((party) => party.companyId === tx.principal.companyId)
  return new Map(
    own.map(({ id, name, customerGroup, phone, defaultAddress }) => [
      id,
      { id, name, customerGroup, shipTo: defaultAddress && shipToOf(name, phone, defaultAddress) },
    ]),
  )
}

/** Where goods go when nobody says otherwise: the customer's own address. */
function shipToOf(name: string, phone: string | null, address: DefaultAddress): ShipTo {
  return {
    name: address.recipient ?? name,
    phone: address.phone ?? phone ?? '',
    postalCode: address.postalCode,
    line1: [address.region, address.city, address.line1].filter((part) => part !== '').join(' '),
    line2: address.line2,
    country: address.country,
  }
}
