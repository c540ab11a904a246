import type { Tx } from '../../../kernel/server/transaction.ts'
import { DomainError } from '../../../kernel/shared/errors.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import { averageCost } from '../shared/valuation.ts'
import { type Move, moveStock } from './move-stock.ts'
import { closeReservations, lockReservations, type ReservationChange, takeFrom } from './release.ts'

export interface IssueRequest {
  shipmentId: string
  orderId: string
  warehouseId: string
  lines: readonly { lineId: string; variantId: string; quantity: bigint }[]
  /** What people see of it: the order or shipment number. */
  reference?: string
  /** Business day of `tx.now` unless given. */
  businessDate?: string
}

/**
 * Takes goods out for shipments: consumes what their orders hold there and books each line at the moving average.
 * `costMinor` is in the warehouse's currency. Five statements for any number of shipments. Refuses
 * `stock.not-reserved`; a line of a shipment leaves once (`kernel.already-there`).
 */
export async function issue(
  tx: Tx,
  requests: readonly IssueRequest[],
): Promise<{ shipmentId: string; lineId: string; costMinor: bigint; currency: string }[]> {
  if (requests.length === 0) return []
  const held = await lockReservations(
    tx,
    requests.map(({ orderId }) => orderId),
  )
  const open = new Map(Map.groupBy(held, (row) => `${row.orderId}:${row.lineId}:${row.warehouseId}`))
  const changes: ReservationChange[] = []
  const moves: Move[] = []
  for (const { shipmentId, orderId, warehouseId, lines, reference, businessDate } of requests) {
    for (const { lineId, variantId, quantity } of lines) {
      const key = `${orderId}:${lineId}:${warehouseId}`
      const taken = takeFrom(
        (open.get(key) ?? []).filter((row) => row.variantId === variantId),
        quantity,
      )
      if (!taken)
        throw new DomainError('stock.not-reserved', { orderId, lineId, warehouseId, asked: quantity })
      changes.push(...taken)
      // Two shipments of one order in one call must not consume the same promise.
      open.set(key, withoutTaken(open.get(key) ?? [], taken))
      moves.push({
        kind: 'issue',
        documentId: shipmentId,
        variantId,
        warehouseId,
        quantity: -quantity,
        cost: 'average',
        consumesReserved: quantity,
        orderId,
        lineId,
        reference: reference ?? '',
        businessDate,
      })
    }
  }
  await closeReservations(tx, merged(changes), 'consumed')
  const moved = await moveStock(tx, moves)
  return moves.map(({ documentId, lineId }, index) => ({
    shipmentId: documentId,
    lineId: lineId ?? '',
    costMinor: -(moved[index]?.valueMinor ?? 0n),
    currency: moved[index]?.currency ?? '',
  }))
}

type Held = ReservationChange['reservation']

function withoutTaken(held: readonly Held[], taken: readonly ReservationChange[]): Held[] {
  const quantities = new Map(taken.map(({ reservation, quantity }) => [reservation.id, quantity]))
  return held
    .map((row) => ({ ...row, openQuantity: row.openQuantity - (quantities.get(row.id) ?? 0n) }))
    .filter((row) => row.openQuantity > 0n)
}

function merged(changes: readonly ReservationChange[]): ReservationChange[] {
  const byId = new Map<string, ReservationChange>()
  for (const { reservation, quantity } of changes) {
    const earlier = byId.get(reservation.id)
    if (earlier) earlier.quantity += quantity
    else byId.set(reservation.id, { reservation, quantity })
  }
  return [...byId.values()]
}

export interface TakeBackRequest {
  /** The return's id; movements carry it as their document. */
  returnId: string
  orderId: string
  warehouseId: string
  lines: readonly {
    lineId: string
    variantId: string
    quantity: bigint
    /** Used only for goods of which no issue is known: a return brought in from another system. */
    unitCost?: string
  }[]
  reference?: string
  reason?: string
  businessDate?: string
}

/**
 * Puts returned goods back at the cost they went out with; the parts of a line's cost sum to it however it comes back.
 * `costMinor`, in the warehouse's currency, is what the caller reverses in the books. Refuses `stock.returned-too-much`.
 */
export async function takeBack(
  tx: Tx,
  requests: readonly TakeBackRequest[],
): Promise<{ returnId: string; lineId: string; costMinor: bigint; currency: string; movementId: string }[]> {
  if (requests.length === 0) return []
  const known = await issuedAndReturned(tx, requests)
  const moves: Move[] = requests.flatMap(
    ({ returnId, orderId, warehouseId, lines, reference, reason, businessDate }) =>
      lines.map(({ lineId, variantId, quantity, unitCost }): Move => {
        const line = known.get(`${orderId}:${lineId}`)
        let cost: Move['cost'] = unitCost === undefined ? 'average' : { unitCost }
        if (line && line.issued > 0n) {
          if (line.returned + quantity > line.issued) {
            throw new DomainError('stock.returned-too-much', {
              lineId,
              issued: line.issued,
              returned: line.returned,
            })
          }
          const out = { onHand: line.issued - line.returned, valueMinor: line.costMinor }
          const valueMinor = averageCost(out, quantity)
          cost = { valueMinor }
          line.returned += quantity
          line.costMinor -= valueMinor
        }
        return {
          kind: 'return',
          documentId: returnId,
          variantId,
          warehouseId,
          quantity,
          cost,
          orderId,
          lineId,
          reference: reference ?? '',
          reason: reason ?? '',
          businessDate,
        }
      }),
  )
  const moved = await moveStock(tx, moves)
  return moves.map(({ documentId, lineId }, index) => ({
    returnId: documentId,
    lineId: lineId ?? '',
    costMinor: moved[index]?.valueMinor ?? 0n,
    currency: moved[index]?.currency ?? '',
    movementId: moved[index]?.id ?? newId(),
  }))
}

interface LineHistory {
  orderId: string
  lineId: string
  issued: bigint
  returned: bigint
  /** Of what is still out. */
  costMinor: bigint
}

async function issuedAndReturned(
  tx: Tx,
  requests: readonly TakeBackRequest[],
): Promise<Map<string, LineHistory>> {
  const rows = await tx.rows<LineHistory>(
    'inventory.issued_and_returned',
    `select order_id, line_id,
       coalesce(-sum(quantity) filter (where kind = 'issue'), 0)::bigint as issued,
       coalesce(sum(quantity) filter (where kind = 'return'), 0)::bigint as returned,
       coalesce(-sum(value_minor) filter (where kind in ('issue', 'return')), 0)::bigint as cost_minor
     from inventory.movement
     where order_id = any($1) and company_id = $2
     group by order_id, line_id`,
    [requests.map(({ orderId }) => orderId), tx.principal.companyId],
  )
  return new Map(rows.map((row) => [`${row.orderId}:${row.lineId}`, row]))
}
