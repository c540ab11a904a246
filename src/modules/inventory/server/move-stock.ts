import { businessDate } from '../../../kernel/server/company-clock.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { canonical, divide } from '../../../kernel/shared/decimal.ts'
import { DomainError, notFound } from '../../../kernel/shared/errors.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import { extend, majorText, toCurrency } from '../../../kernel/shared/money.ts'
import type { MovementKind } from '../shared/movement.ts'
import { averageCost } from '../shared/valuation.ts'

/** One change of stock. `cost` says what the goods are worth: a price, an amount, the average, or what another move carried. */
export interface Move {
  kind: MovementKind
  documentId: string
  variantId: string
  warehouseId: string
  /** Signed: plus into the warehouse. */
  quantity: bigint
  cost: { unitCost: string } | { valueMinor: bigint } | { ofMove: number } | 'average'
  /** Reservation given up together with the goods that leave. */
  consumesReserved?: bigint
  binId?: string | null
  orderId?: string | null
  lineId?: string | null
  reference?: string
  reason?: string
  businessDate?: string | undefined
}

export interface Moved {
  id: string
  /** Signed like the quantity. */
  valueMinor: bigint
  currency: string
  businessDate: string
}

interface StockRow {
  variantId: string
  warehouseId: string
  onHand: bigint
  reserved: bigint
  valueMinor: bigint
  heldSince: string | null
  currency: string
}

const moveLimit = 20_000
const unitCostDigits = 6

/**
 * Moves stock: rows locked in (variant, warehouse) order, then every move applied in turn, one update, one insert; at
 * most four statements. Refuses `stock.not-enough` when goods would leave that are not there or promised to others.
 */
export async function moveStock(tx: Tx, moves: readonly Move[]): Promise<Moved[]> {
  if (moves.length === 0) return []
  if (moves.length > moveLimit) throw new DomainError('kernel.too-many', { max: moveLimit })
  const stock = await lockStock(tx, moves)
  const today = businessDate(tx)
  const moved: Moved[] = []
  for (const move of moves) {
    const row = stock.get(keyOf(move))
    if (!row) throw notEnough(move, 0n)
    const businessDate = move.businessDate ?? today
    const valueMinor = apply(row, move, { moved, businessDate })
    moved.push({ id: newId(), valueMinor, currency: row.currency, businessDate })
  }
  await writeStock(tx, [...stock.values()])
  await writeMovements(tx, moves, moved)
  return moved
}

function keyOf({ variantId, warehouseId }: { variantId: string; warehouseId: string }): string {
  return `${variantId}:${warehouseId}`
}

async function lockStock(tx: Tx, moves: readonly Move[]): Promise<Map<string, StockRow>> {
  const keys = new Map(moves.map((move) => [keyOf(move), move]))
  const variantIds = [...keys.values()].map((move) => move.variantId)
  const warehouseIds = [...keys.values()].map((move) => move.warehouseId)
  if (moves.some((move) => move.quantity > 0n)) {
    await tx.exec(
      'inventory.open_stock',
      `insert into inventory.stock (variant_id, warehouse_id, company_id)
       select k.variant_id, k.warehouse_id, w.company_id
       from unnest($1::uuid[], $2::uuid[]) as k(variant_id, warehouse_id)
       join inventory.warehouse w on w.id = k.warehouse_id and w.company_id = $3
       order by k.variant_id, k.warehouse_id
       on conflict do nothing`,
      [variantIds, warehouseIds, tx.principal.companyId],
    )
  }
  const rows = await tx.rows<StockRow>(
    'inventory.lock_stock',
    `select s.variant_id, s.warehouse_id, s.on_hand, s.reserved, s.value_minor, s.held_since, w.currency
     from unnest($1::uuid[], $2::uuid[]) as k(variant_id, warehouse_id)
     join inventory.stock s on s.variant_id = k.variant_id and s.warehouse_id = k.warehouse_id
     join inventory.warehouse w on w.id = s.warehouse_id
     where s.company_id = $3
     order by s.variant_id, s.warehouse_id
     for no key update of s`,
    [variantIds, warehouseIds, tx.principal.companyId],
  )
  const found = new Map(rows.map((row) => [keyOf(row), row]))
  const lost = moves.find((move) => move.quantity > 0n && !found.has(keyOf(move)))
  if (lost) throw notFound('warehouse', lost.warehouseId)
  return found
}

function apply(
  row: StockRow,
  move: Move,
  { moved, businessDate }: { moved: readonly Moved[]; businessDate: string },
): bigint {
  const value = worthOf(row, move, moved)
  const consumed = move.consumesReserved ?? 0n
  if (row.onHand + move.quantity < row.reserved - consumed)
    throw notEnough(move, row.onHand - row.reserved + consumed)
  const wasEmpty = row.onHand === 0n
  row.onHand += move.quantity
  row.reserved -= consumed
  row.valueMinor += value
  if (row.onHand === 0n) row.heldSince = null
  else if (wasEmpty || row.heldSince === null || businessDate < row.heldSince) row.heldSince = businessDate
  return value
}

function worthOf(row: StockRow, move: Move, moved: readonly Moved[]): bigint {
  const { cost, quantity } = move
  if (quantity < 0n) return -averageCost(row, -quantity)
  if (cost === 'average') return row.onHand === 0n ? 0n : averageValue(row, quantity)
  if ('unitCost' in cost) return extend(cost.unitCost, quantity, toCurrency(row.currency))
  if ('valueMinor' in cost) return cost.valueMinor
  const source = moved[cost.ofMove]
  if (source && source.currency !== row.currency) throw new DomainError('stock.other-currency', {})
  return -(source?.valueMinor ?? 0n)
}

function averageValue({ onHand, valueMinor }: StockRow, quantity: bigint): bigint {
  return (valueMinor * quantity * 2n + onHand) / (onHand * 2n)
}

function notEnough(move: Move, available: bigint): DomainError {
  return new DomainError('stock.not-enough', {
    variantId: move.variantId,
    warehouseId: move.warehouseId,
    asked: -move.quantity,
    available: available > 0n ? available : 0n,
  })
}

async function writeStock(tx: Tx, rows: readonly StockRow[]): Promise<void> {
  await tx.exec(
    'inventory.write_stock',
    `update inventory.stock s
     set on_hand = n.on_hand, reserved = n.reserved, value_minor = n.value_minor, held_since = n.held_since
     from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[], $6::date[])
       as n(variant_id, warehouse_id, on_hand, reserved, value_minor, held_since)
     where s.variant_id = n.variant_id and s.warehouse_id = n.warehouse_id`,
    [
      rows.map((row) => row.variantId),
      rows.map((row) => row.warehouseId),
      rows.map((row) => row.onHand),
      rows.map((row) => row.reserved),
      rows.map((row) => row.valueMinor),
      rows.map((row) => row.heldSince),
    ],
  )
}

async function writeMovements(tx: Tx, moves: readonly Move[], moved: readonly Moved[]): Promise<void> {
  const unitCosts = moves.map((move, index) => {
    if (typeof move.cost === 'object' && 'unitCost' in move.cost && move.quantity > 0n)
      return move.cost.unitCost
    const { valueMinor, currency } = moved[index] as Moved
    const total = majorText(valueMinor < 0n ? -valueMinor : valueMinor, toCurrency(currency))
    const quantity = move.quantity < 0n ? -move.quantity : move.quantity
    return canonical(divide(total, quantity, unitCostDigits, 'half-up'))
  })
  await tx.exec('inventory.write_movements', writeMovementsSql, [
    tx.principal.companyId,
    tx.principal.id,
    tx.principal.name,
    tx.now,
    moved.map(({ id }) => id),
    moves.map(({ kind }) => kind),
    moves.map(({ documentId }) => documentId),
    moves.map(({ variantId }) => variantId),
    moves.map(({ warehouseId }) => warehouseId),
    moves.map(({ binId }) => binId ?? null),
    moves.map(({ quantity }) => quantity),
    unitCosts,
    moved.map(({ valueMinor }) => valueMinor),
    moved.map(({ currency }) => currency),
    moved.map(({ businessDate }) => businessDate),
    moves.map(({ reference }) => reference ?? ''),
    moves.map(({ reason }) => reason ?? ''),
    moves.map(({ orderId }) => orderId ?? null),
    moves.map(({ lineId }) => lineId ?? null),
  ])
}

const writeMovementsSql = `
insert into inventory.movement
  (id, company_id, kind, document_id, variant_id, warehouse_id, bin_id, quantity, unit_cost, value_minor, currency,
   business_date, reference, reason, order_id, line_id, actor_id, actor_name, created_at)
select m.id, $1, m.kind, m.document_id, m.variant_id, m.warehouse_id, m.bin_id, m.quantity, m.unit_cost, m.value_minor,
  m.currency, m.business_date, m.reference, m.reason, m.order_id, m.line_id, $2, $3, $4
from unnest($5::uuid[], $6::text[], $7::uuid[], $8::uuid[], $9::uuid[], $10::uuid[], $11::bigint[], $12::numeric[],
  $13::bigint[], $14::text[], $15::date[], $16::text[], $17::text[], $18::uuid[], $19::uuid[])
  as m(id, kind, document_id, variant_id, warehouse_id, bin_id, quantity, unit_cost, value_minor, currency, business_date,
    reference, reason, order_id, line_id)`
