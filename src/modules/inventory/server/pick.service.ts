import { audit } from '../../../kernel/server/audit.ts'
import { emit } from '../../../kernel/server/events.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { DomainError } from '../../../kernel/shared/errors.ts'
import { newId } from '../../../kernel/shared/ids.ts'

export interface PickDraft {
  shipmentId: string
  orderId: string
  orderNumber: string
  warehouseId: string
  /** Larger is more urgent; 0 is ordinary. */
  priority: number
  lines: readonly { lineId: string; variantId: string; quantity: bigint }[]
}

/**
 * Puts shipments on the pickers' list, one pick per shipment and warehouse; one that is there already stays as it is.
 * One statement for any number.
 */
export async function startPicks(
  tx: Tx,
  drafts: readonly PickDraft[],
): Promise<{ shipmentId: string; pickId: string }[]> {
  if (drafts.length === 0) return []
  const ids = drafts.map(() => newId())
  const lines = drafts.flatMap((draft, index) => draft.lines.map((line) => ({ ...line, pickId: ids[index] })))
  const rows = await tx.rows<{ id: string; shipmentId: string; orderId: string; fresh: boolean }>(
    'inventory.start_picks',
    `with pick as (
       insert into inventory.pick as p
         (id, company_id, shipment_id, order_id, order_number, warehouse_id, priority, state, created_at)
       select d.id, $1, d.shipment_id, d.order_id, d.order_number, d.warehouse_id, d.priority, 'waiting', $2
       from unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::uuid[], $8::int[])
         as d(id, shipment_id, order_id, order_number, warehouse_id, priority)
       on conflict (shipment_id, warehouse_id) do update set shipment_id = excluded.shipment_id
       returning id, shipment_id, order_id
     ), line as (
       insert into inventory.pick_line (id, pick_id, line_id, variant_id, quantity)
       select gen_random_uuid(), l.pick_id, l.line_id, l.variant_id, l.quantity
       from unnest($9::uuid[], $10::uuid[], $11::uuid[], $12::bigint[]) as l(pick_id, line_id, variant_id, quantity)
       join pick on pick.id = l.pick_id
     )
     select id, shipment_id, order_id, id = any($3) as fresh from pick`,
    [
      tx.principal.companyId,
      tx.now,
      ids,
      drafts.map((draft) => draft.shipmentId),
      drafts.map((draft) => draft.orderId),
      drafts.map((draft) => draft.orderNumber),
      drafts.map((draft) => draft.warehouseId),
      drafts.map((draft) => draft.priority),
      lines.map((line) => line.pickId),
      lines.map((line) => line.lineId),
      lines.map((line) => line.variantId),
      lines.map((line) => line.quantity),
    ],
  )
  for (const { id, shipmentId, orderId, fresh } of rows) {
    if (!fresh) continue
    emit(tx, {
      type: 'pick.created@1',
      subject: { entity: 'pick', id },
      refs: [
        { entity: 'shipment', id: shipmentId },
        { entity: 'order', id: orderId },
      ],
      data: { shipmentId, orderId },
    })
  }
  return rows.map(({ shipmentId, id }) => ({ shipmentId, pickId: id }))
}

/**
 * Takes shipments off the pickers' list, whatever was picked so far. Answers the picks that were cancelled. Refuses
 * `pick.already-packed`: what is in a parcel is undone by the shipment, not here.
 */
export async function cancelPicks(
  tx: Tx,
  shipmentIds: readonly string[],
): Promise<{ shipmentId: string; pickId: string }[]> {
  const picks = await tx.rows<{
    id: string
    shipmentId: string
    orderId: string
    orderNumber: string
    state: string
  }>(
    'inventory.lock_picks_of_shipments',
    `select id, shipment_id, order_id, order_number, state
     from inventory.pick
     where shipment_id = any($1) and company_id = $2 and state <> 'cancelled'
     order by id
     for no key update`,
    [shipmentIds, tx.principal.companyId],
  )
  const packed = picks.find((pick) => pick.state === 'packed')
  if (packed) throw new DomainError('pick.already-packed', { order: packed.orderNumber }, 409)
  await tx.exec(
    'inventory.cancel_picks',
    `update inventory.pick set state = 'cancelled', version = version + 1 where id = any($1)`,
    [picks.map((pick) => pick.id)],
  )
  for (const { id, shipmentId, orderId, state } of picks) {
    emit(tx, {
      type: 'pick.cancelled@1',
      subject: { entity: 'pick', id },
      refs: [
        { entity: 'shipment', id: shipmentId },
        { entity: 'order', id: orderId },
      ],
      data: { shipmentId, orderId, from: state },
    })
    audit(tx, { action: 'pick.cancel', entity: 'pick', id, before: { state }, after: { state: 'cancelled' } })
  }
  return picks.map(({ id, shipmentId }) => ({ shipmentId, pickId: id }))
}
