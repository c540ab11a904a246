import type { Db } from '../../../kernel/server/connection.ts'
import { readChannelRules } from './channel-rules.ts'

export interface Availability {
  variantId: string
  onHand: bigint
  reserved: bigint
  /** On hand less reserved, over active warehouses. */
  available: bigint
  /** What may be promised: available, less the channel's safety stock and without the warehouses it does not sell from. */
  promise: bigint
  warehouses: { warehouseId: string; onHand: bigint; reserved: bigint; available: bigint; promise: bigint }[]
}

interface Row {
  variantId: string
  warehouseId: string
  onHand: bigint
  reserved: bigint
  active: boolean
}

/** Stock of variants over all warehouses, in the order asked; a variant never stocked has zeros. */
export async function availability(
  db: Db,
  variantIds: readonly string[],
  channel?: { companyId: string; code: string },
): Promise<Availability[]> {
  const rows = await db.rows<Row>(
    'inventory.availability',
    `select s.variant_id, s.warehouse_id, s.on_hand, s.reserved, w.state = 'active' as active
     from inventory.stock s
     join inventory.warehouse w on w.id = s.warehouse_id
     where s.variant_id = any($1)
     order by w.priority, w.code`,
    [variantIds],
  )
  const rules = await readChannelRules(db, channel ? [channel.code] : [], channel?.companyId)
  const byVariant = Map.groupBy(rows, ({ variantId }) => variantId)
  return variantIds.map((variantId) => {
    const places = (byVariant.get(variantId) ?? []).map(({ warehouseId, onHand, reserved, active }) => {
      const available = active ? onHand - reserved : 0n
      const left = available - rules.keptBack(channel?.code, variantId, warehouseId)
      const promise = rules.excludes(channel?.code, warehouseId) || left < 0n ? 0n : left
      return { warehouseId, onHand, reserved, available, promise }
    })
    const sum = (of: (place: (typeof places)[number]) => bigint) =>
      places.reduce((total, place) => total + of(place), 0n)
    return {
      variantId,
      onHand: sum((place) => place.onHand),
      reserved: sum((place) => place.reserved),
      available: sum((place) => place.available),
      promise: sum((place) => place.promise),
      warehouses: places,
    }
  })
}
