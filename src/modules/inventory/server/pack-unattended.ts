import { audit } from '../../../kernel/server/audit.ts'
import { emit } from '../../../kernel/server/events.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { newId } from '../../../kernel/shared/ids.ts'

interface PackedPick {
  id: string
  shipmentId: string
  orderId: string
  weightGrams: number
}

/** Grams of a parcel of which nothing is known but that it was sent. */
const unknownWeightGrams = 1000

/**
 * Picks and packs shipments in one step, one parcel each, for goods that leave without scanning: trade brought in from
 * another system, and the demonstration. Two statements for any number; what is packed already stays as it is.
 */
export async function packUnattended(tx: Tx, shipmentIds: readonly string[]): Promise<PackedPick[]> {
  const picks = await tx.rows<Omit<PackedPick, 'weightGrams'>>(
    'inventory.pack_unattended',
    `with packed as (
       update inventory.pick
       set state = 'packed', started_at = coalesce(started_at, $3), picked_at = coalesce(picked_at, $3), packed_at = $3,
         version = version + 1
       where shipment_id = any($1) and company_id = $2 and state in ('waiting', 'picking', 'picked')
       returning id, shipment_id, order_id
     ), taken as (
       update inventory.pick_line l set picked = l.quantity from packed p where l.pick_id = p.id
     )
     select id, shipment_id, order_id from packed`,
    [shipmentIds, tx.principal.companyId, tx.now],
  )
  await tx.exec(
    'inventory.pack_one_parcel_each',
    `insert into inventory.parcel (id, pick_id, position, box, weight_grams)
     select p.id, p.pick_id, 1, '', $3 from unnest($1::uuid[], $2::uuid[]) as p(id, pick_id)`,
    [picks.map(() => newId()), picks.map(({ id }) => id), unknownWeightGrams],
  )
  return picks.map((pick) => {
    const packed = { ...pick, weightGrams: unknownWeightGrams }
    const subject = { entity: 'pick', id: pick.id }
    emit(tx, {
      type: 'pick.packed@1',
      subject,
      refs: [
        { entity: 'shipment', id: pick.shipmentId },
        { entity: 'order', id: pick.orderId },
      ],
      data: {
        shipmentId: pick.shipmentId,
        orderId: pick.orderId,
        parcels: [{ weightGrams: unknownWeightGrams }],
      },
    })
    audit(tx, { action: 'pick.pack', ...subject, after: { state: 'packed' } })
    return packed
  })
}
