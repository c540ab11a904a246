import { implement } from '../../../kernel/server/lifecycle.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import { type ParcelDraft, pickLifecycle } from '../shared/pick.lifecycle.ts'
import { type PickRow, pickStore } from './pick.store.ts'

export const pickRules = implement(pickLifecycle, pickStore, {
  start: {
    async effect(tx, pick) {
      takeOver(tx, pick)
    },
  },
  finish: {
    guard: (pick) =>
      pick.lines.every((line) => line.picked === line.quantity) ? undefined : 'pick.lines-open',
    async effect(tx, pick) {
      pick.pickedAt = tx.now
    },
  },
  pack: {
    async effect(tx, pick, { parcels }) {
      pick.packedAt = tx.now
      await writeParcels(tx, pick.id, parcels)
    },
    data: (_pick, { parcels }) => ({ parcels }),
  },
  putBack: {
    async effect(tx, pick) {
      pick.pickerId = null
      pick.pickerName = null
      pick.startedAt = null
      pick.pickedAt = null
      await tx.exec('inventory.put_back', 'update inventory.pick_line set picked = 0 where pick_id = $1', [
        pick.id,
      ])
    },
    data: (_pick, { reason }) => ({ reason }),
  },
})

/** Whoever walks is the picker. */
function takeOver(tx: Tx, pick: PickRow): void {
  pick.pickerId = tx.principal.id
  pick.pickerName = tx.principal.name
  pick.startedAt = tx.now
}

async function writeParcels(tx: Tx, pickId: string, parcels: readonly ParcelDraft[]): Promise<void> {
  await tx.exec(
    'inventory.write_parcels',
    `insert into inventory.parcel (id, pick_id, position, box, weight_grams, length_mm, width_mm, height_mm)
     select p.id, $1, p.position, p.box, p.weight_grams, p.length_mm, p.width_mm, p.height_mm
     from jsonb_to_recordset($2::jsonb) as p(
       id uuid, position int, box text, weight_grams int, length_mm int, width_mm int, height_mm int)`,
    [
      pickId,
      JSON.stringify(
        parcels.map((parcel, index) => ({
          id: newId(),
          position: index + 1,
          box: parcel.box,
          weight_grams: parcel.weightGrams,
          length_mm: parcel.lengthMm ?? null,
          width_mm: parcel.widthMm ?? null,
          height_mm: parcel.heightMm ?? null,
        })),
      ),
    ],
  )
}
