import type { Tx } from '../../../kernel/server/transaction.ts'
import { DomainError } from '../../../kernel/shared/errors.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import { explanationOf, strategies } from '../shared/strategies/choose.ts'
import type { Explanation, Place, SourceWarehouse, StrategyName } from '../shared/strategies/strategy.ts'
import { type ChannelRules, readChannelRules } from './channel-rules.ts'

export interface ReservationRequest {
  orderId: string
  /** What people know the order by. */
  reference?: string
  lines: readonly { lineId: string; variantId: string; quantity: bigint }[]
  /** fewest-parcels unless said otherwise. */
  strategy?: StrategyName
  destination?: Place
  /** Null or absent: held until issued or released. */
  expiresAt?: Date | null
  /** Applies the channel's safety stock and excluded warehouses. */
  channelCode?: string
  /** Only from here: goods that change hands where they lie. */
  warehouseId?: string
  allowBackorder?: false
}

export interface Allocation {
  id: string
  lineId: string
  variantId: string
  warehouseId: string
  quantity: bigint
}

export interface Shortage {
  lineId: string
  variantId: string
  asked: bigint
  available: bigint
}

export type ReservationOutcome =
  | { orderId: string; ok: true; allocations: Allocation[]; explanation: Explanation }
  | { orderId: string; ok: false; short: Shortage[] }

const requestLimit = 1000

/**
 * Promises stock to orders, whole or not at all, in the order they stand: who comes first is served first. Stock rows
 * are locked by (variant, warehouse), so that two batches never wait for each other in a circle and nothing is promised
 * twice. Two statements for any number of requests, three when a request names a channel.
 */
export async function reserve(
  tx: Tx,
  requests: readonly ReservationRequest[],
): Promise<ReservationOutcome[]> {
  if (requests.length > requestLimit) throw new DomainError('kernel.too-many', { max: requestLimit })
  for (const { orderId, lines } of requests) {
    const wrong = lines.find((line) => line.quantity <= 0n)
    if (wrong) throw new DomainError('stock.quantity-not-positive', { orderId, lineId: wrong.lineId })
  }
  const named = requests.flatMap(({ channelCode }) => channelCode ?? [])
  const [rules, shelf] = await Promise.all([readChannelRules(tx, named), lockShelf(tx, requests)])
  const outcomes = requests.map((request) => allocate(shelf, request, rules))
  const held = outcomes.flatMap((outcome, index) =>
    outcome.ok
      ? [
          {
            outcome,
            expiresAt: requests[index]?.expiresAt ?? null,
            reference: requests[index]?.reference ?? '',
          },
        ]
      : [],
  )
  if (held.some(({ outcome }) => outcome.allocations.length > 0)) await write(tx, shelf, held)
  return outcomes
}

interface Slot {
  available: bigint
  taken: bigint
  heldSince: string | null
}

/** The locked stock of everything asked for. */
interface Shelf {
  byVariant: Map<string, Map<string, Slot>>
  warehouses: Map<string, SourceWarehouse>
}

interface ShelfRow extends Required<Place> {
  variantId: string
  warehouseId: string
  available: bigint
  heldSince: string | null
  code: string
  priority: number
}

async function lockShelf(tx: Tx, requests: readonly ReservationRequest[]): Promise<Shelf> {
  const variantIds = [...new Set(requests.flatMap(({ lines }) => lines.map(({ variantId }) => variantId)))]
  const rows = await tx.rows<ShelfRow>('inventory.lock_shelf', lockShelfSql, [
    variantIds,
    tx.principal.companyId,
  ])
  const shelf: Shelf = { byVariant: new Map(), warehouses: new Map() }
  for (const row of rows) {
    const { warehouseId, variantId, available, heldSince, ...place } = row
    const slots = shelf.byVariant.get(variantId) ?? new Map<string, Slot>()
    shelf.byVariant.set(variantId, slots)
    slots.set(warehouseId, { available, taken: 0n, heldSince })
    if (!shelf.warehouses.has(warehouseId)) shelf.warehouses.set(warehouseId, { id: warehouseId, ...place })
  }
  return shelf
}

const lockShelfSql = `
select s.variant_id, s.warehouse_id, s.on_hand - s.reserved as available, s.held_since, w.code, w.priority, w.postal_code,
  w.latitude::float8 as latitude, w.longitude::float8 as longitude
from inventory.stock s
join inventory.warehouse w on w.id = s.warehouse_id
where s.variant_id = any($1)
  and s.company_id = $2
  and w.state = 'active'
order by s.variant_id, s.warehouse_id
for no key update of s`

function allocate(shelf: Shelf, request: ReservationRequest, rules: ChannelRules): ReservationOutcome {
  const { orderId, lines, destination, channelCode } = request
  const nothing = { available: 0n, heldSince: null }
  const free = (variantId: string, warehouseId: string) => {
    const slot = shelf.byVariant.get(variantId)?.get(warehouseId)
    if (!slot) return nothing
    const left = slot.available - slot.taken - rules.keptBack(channelCode, variantId, warehouseId)
    return { available: left > 0n ? left : 0n, heldSince: slot.heldSince }
  }
  const reach = new Set(lines.flatMap(({ variantId }) => [...(shelf.byVariant.get(variantId)?.keys() ?? [])]))
  const warehouses = [...shelf.warehouses.values()].filter(
    ({ id }) =>
      reach.has(id) &&
      !rules.excludes(channelCode, id) &&
      (request.warehouseId === undefined || id === request.warehouseId),
  )
  const short = shortages(lines, (variantId) =>
    warehouses.reduce((sum, warehouse) => sum + free(variantId, warehouse.id).available, 0n),
  )
  if (short.length > 0) return { orderId, ok: false, short }
  const strategy = strategies[request.strategy ?? 'fewest-parcels']
  const plan = strategy.plan({ lines, warehouses, stock: free, destination })
  const allocations = plan.allocations.map((planned) => {
    const slot = shelf.byVariant.get(planned.variantId)?.get(planned.warehouseId)
    if (slot) slot.taken += planned.quantity
    return { id: newId(), ...planned }
  })
  return { orderId, ok: true, allocations, explanation: explanationOf(strategy.name, lines, plan) }
}

function shortages(lines: ReservationRequest['lines'], freeOf: (variantId: string) => bigint): Shortage[] {
  const left = new Map<string, bigint>()
  const short: Shortage[] = []
  for (const { lineId, variantId, quantity } of lines) {
    const available = left.get(variantId) ?? freeOf(variantId)
    if (available < quantity) short.push({ lineId, variantId, asked: quantity, available })
    left.set(variantId, available < quantity ? 0n : available - quantity)
  }
  return short
}

type Held = { outcome: Extract<ReservationOutcome, { ok: true }>; expiresAt: Date | null; reference: string }

function write(tx: Tx, shelf: Shelf, held: readonly Held[]): void {
  const taken = [...shelf.byVariant].flatMap(([variantId, slots]) =>
    [...slots]
      .filter(([, slot]) => slot.taken > 0n)
      .map(([warehouseId, slot]) => [variantId, warehouseId, slot.taken]),
  )
  const rows = held.flatMap(({ outcome, expiresAt, reference }) =>
    outcome.allocations.map((allocation) => ({
      ...allocation,
      orderId: outcome.orderId,
      expiresAt,
      reference,
    })),
  )
  const explained = held.filter(({ outcome }) => outcome.allocations.length > 0)
  tx.send('inventory.write_reservations', writeReservationsSql, [
    tx.principal.companyId,
    tx.now,
    rows.map(({ id }) => id),
    rows.map(({ orderId }) => orderId),
    rows.map(({ lineId }) => lineId),
    rows.map(({ variantId }) => variantId),
    rows.map(({ warehouseId }) => warehouseId),
    rows.map(({ quantity }) => quantity),
    rows.map(({ expiresAt }) => expiresAt),
    explained.map(() => newId()),
    explained.map(({ outcome }) => outcome.orderId),
    explained.map(({ outcome }) => outcome.explanation.strategy),
    explained.map(({ outcome }) => JSON.stringify(outcome.explanation)),
    taken.map(([variantId]) => variantId),
    taken.map(([, id]) => id),
    taken.map(([, , quantity]) => quantity),
    rows.map(({ reference }) => reference),
  ])
}

const writeReservationsSql = `
with promised as (
  update inventory.stock s
  set reserved = s.reserved + d.quantity
  from unnest($14::uuid[], $15::uuid[], $16::bigint[]) as d(variant_id, warehouse_id, quantity)
  where s.variant_id = d.variant_id and s.warehouse_id = d.warehouse_id
), choice as (
  insert into inventory.allocation_choice (id, company_id, order_id, strategy, explanation, created_at)
  select c.id, $1, c.order_id, c.strategy, c.explanation::jsonb, $2
  from unnest($10::uuid[], $11::uuid[], $12::text[], $13::text[]) as c(id, order_id, strategy, explanation)
)
insert into inventory.reservation
  (id, company_id, order_id, line_id, variant_id, warehouse_id, quantity, open_quantity, state, expires_at, created_at,
   reference)
select r.id, $1, r.order_id, r.line_id, r.variant_id, r.warehouse_id, r.quantity, r.quantity, 'held', r.expires_at, $2,
  r.reference
from unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[], $8::bigint[], $9::timestamptz[],
  $17::text[])
  as r(id, order_id, line_id, variant_id, warehouse_id, quantity, expires_at, reference)`
