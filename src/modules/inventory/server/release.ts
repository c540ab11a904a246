import { emit } from '../../../kernel/server/events.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { DomainError } from '../../../kernel/shared/errors.ts'
import { smaller } from '../shared/quantity.ts'

export interface ReleaseRequest {
  orderId: string
  /** Absent: everything the order still holds. */
  lines?: readonly { lineId: string; quantity: bigint }[]
}

export interface HeldReservation {
  id: string
  orderId: string
  lineId: string
  variantId: string
  warehouseId: string
  openQuantity: bigint
}

export interface ReservationChange {
  reservation: HeldReservation
  /** Taken from what is open; the rest stays held. */
  quantity: bigint
}

const expiryBatch = 500

/** The open reservations of orders, locked by id; whoever changes them locks stock after them. */
export async function lockReservations(tx: Tx, orderIds: readonly string[]): Promise<HeldReservation[]> {
  return tx.rows<HeldReservation>(
    'inventory.lock_reservations',
    `select id, order_id, line_id, variant_id, warehouse_id, open_quantity
     from inventory.reservation
     where order_id = any($1) and company_id = $2 and state = 'held'
     order by id
     for no key update`,
    [orderIds, tx.principal.companyId],
  )
}

/**
 * Gives promised stock back. Answers what was released per order line; releasing an order that holds nothing is no
 * fault. Refuses `stock.not-reserved` when a line asks for more than it holds.
 */
export async function release(
  tx: Tx,
  requests: readonly ReleaseRequest[],
): Promise<{ orderId: string; lineId: string; quantity: bigint }[]> {
  if (requests.length === 0) return []
  const held = await lockReservations(
    tx,
    requests.map(({ orderId }) => orderId),
  )
  const changes = requests.flatMap((request) =>
    changesOf(
      request,
      held.filter((row) => row.orderId === request.orderId),
    ),
  )
  await letGo(tx, changes, 'released')
  const sums = new Map<string, { orderId: string; lineId: string; quantity: bigint }>()
  for (const { reservation, quantity } of changes) {
    const key = `${reservation.orderId}:${reservation.lineId}`
    const sum = sums.get(key)
    if (sum) sum.quantity += quantity
    else sums.set(key, { orderId: reservation.orderId, lineId: reservation.lineId, quantity })
  }
  return [...sums.values()]
}

/** Moves the expiry of what orders hold; null keeps it until issued or released. Answers how many stood. */
export async function extendReservations(
  tx: Tx,
  requests: readonly { orderId: string; expiresAt: Date | null }[],
): Promise<number> {
  return tx.exec(
    'inventory.extend_reservations',
    `update inventory.reservation r
     set expires_at = e.expires_at
     from unnest($1::uuid[], $2::timestamptz[]) as e(order_id, expires_at)
     where r.order_id = e.order_id and r.company_id = $3 and r.state = 'held'`,
    [
      requests.map(({ orderId }) => orderId),
      requests.map(({ expiresAt }) => expiresAt),
      tx.principal.companyId,
    ],
  )
}

/**
 * Releases a batch of reservations whose time is over, past those other work holds locked, and tells each order by
 * `reservation.expired@1`. Answers how many orders lost theirs; call again until none did.
 */
export async function expireReservations(tx: Tx): Promise<number> {
  const due = await tx.rows<HeldReservation>(
    'inventory.due_reservations',
    `select id, order_id, line_id, variant_id, warehouse_id, open_quantity
     from inventory.reservation
     where state = 'held' and expires_at <= $1 and company_id = $2
     order by id
     for no key update skip locked
     limit $3`,
    [tx.now, tx.principal.companyId, expiryBatch],
  )
  await letGo(
    tx,
    due.map((reservation) => ({ reservation, quantity: reservation.openQuantity })),
    'expired',
  )
  const byOrder = Map.groupBy(due, ({ orderId }) => orderId)
  for (const [orderId, reservations] of byOrder) {
    emit(tx, {
      type: 'reservation.expired@1',
      subject: { entity: 'order', id: orderId },
      data: {
        orderId,
        lines: reservations.map(({ lineId, variantId, warehouseId, openQuantity }) => ({
          lineId,
          variantId,
          warehouseId,
          quantity: openQuantity,
        })),
      },
    })
  }
  return byOrder.size
}

function changesOf(
  { orderId, lines }: ReleaseRequest,
  held: readonly HeldReservation[],
): ReservationChange[] {
  if (!lines) return held.map((reservation) => ({ reservation, quantity: reservation.openQuantity }))
  return lines.flatMap(({ lineId, quantity }) => {
    const changes = takeFrom(
      held.filter((row) => row.lineId === lineId),
      quantity,
    )
    if (!changes) throw new DomainError('stock.not-reserved', { orderId, lineId, asked: quantity })
    return changes
  })
}

/** Takes a quantity out of reservations in turn; undefined when they do not hold that much. */
export function takeFrom(
  held: readonly HeldReservation[],
  quantity: bigint,
): ReservationChange[] | undefined {
  const changes: ReservationChange[] = []
  let missing = quantity
  for (const reservation of held) {
    if (missing === 0n) break
    const taken = smaller(reservation.openQuantity, missing)
    missing -= taken
    changes.push({ reservation, quantity: taken })
  }
  return missing === 0n ? changes : undefined
}

async function letGo(
  tx: Tx,
  changes: readonly ReservationChange[],
  state: 'released' | 'expired',
): Promise<void> {
  if (changes.length === 0) return
  await closeReservations(tx, changes, state)
  const sums = new Map<string, { variantId: string; warehouseId: string; quantity: bigint }>()
  for (const { reservation, quantity } of changes) {
    const { variantId, warehouseId } = reservation
    const key = `${variantId}:${warehouseId}`
    const sum = sums.get(key)
    if (sum) sum.quantity += quantity
    else sums.set(key, { variantId, warehouseId, quantity })
  }
  const rows = [...sums.values()]
  const values = [
    rows.map(({ variantId }) => variantId),
    rows.map(({ warehouseId }) => warehouseId),
    rows.map(({ quantity }) => quantity),
  ]
  // Locked in the one order everybody keeps; an update alone would lock as the plan happens to run.
  await tx.rows(
    'inventory.lock_released',
    `select 1
     from unnest($1::uuid[], $2::uuid[]) as k(variant_id, warehouse_id)
     join inventory.stock s on s.variant_id = k.variant_id and s.warehouse_id = k.warehouse_id
     order by s.variant_id, s.warehouse_id
     for no key update of s`,
    values.slice(0, 2),
  )
  await tx.exec(
    'inventory.give_back',
    `update inventory.stock s
     set reserved = s.reserved - d.quantity
     from unnest($1::uuid[], $2::uuid[], $3::bigint[]) as d(variant_id, warehouse_id, quantity)
     where s.variant_id = d.variant_id and s.warehouse_id = d.warehouse_id`,
    values,
  )
}

/** Writes what was taken out of reservations; what remains open stays held. */
export async function closeReservations(
  tx: Tx,
  changes: readonly ReservationChange[],
  state: 'consumed' | 'released' | 'expired',
): Promise<void> {
  await tx.exec(
    'inventory.close_reservations',
    `update inventory.reservation r
     set open_quantity = r.open_quantity - c.quantity,
       issued_quantity = r.issued_quantity + case when $3 = 'consumed' then c.quantity else 0 end,
       state = case when r.open_quantity = c.quantity then $3 else 'held' end,
       closed_at = case when r.open_quantity = c.quantity then $4::timestamptz end
     from unnest($1::uuid[], $2::bigint[]) as c(id, quantity)
     where r.id = c.id`,
    [
      changes.map(({ reservation }) => reservation.id),
      changes.map(({ quantity }) => quantity),
      state,
      tx.now,
    ],
  )
}
