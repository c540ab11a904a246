import { audit } from '../../../kernel/server/audit.ts'
import { businessDate } from '../../../kernel/server/company-clock.ts'
import type { Db } from '../../../kernel/server/connection.ts'
import { emit } from '../../../kernel/server/events.ts'
import { documentNumber, nextNumber } from '../../../kernel/server/numbering.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { DomainError } from '../../../kernel/shared/errors.ts'
import { newId } from '../../../kernel/shared/ids.ts'

/** Orders one walk can carry: a cart has so many totes. */
export const waveSize = 24

export interface WaveDraft {
  warehouseId: string
  /** Picks to walk together; without them the most urgent that wait, up to `size`. */
  pickIds?: readonly string[] | undefined
  size?: number | undefined
}

/** Puts waiting picks of one warehouse into one walk, urgent first. Refuses `wave.nothing-waits`, `wave.pick-not-waiting`. */
export async function buildWave(
  tx: Tx,
  draft: WaveDraft,
): Promise<{ id: string; number: string; picks: number }> {
  const picks = await tx.rows<{ id: string }>(
    'inventory.picks_for_wave',
    `select id from inventory.pick
     where company_id = $1 and warehouse_id = $2 and state = 'waiting' and wave_id is null
       and ($3::uuid[] is null or id = any($3))
     order by priority desc, created_at, id
     for no key update skip locked
     limit $4`,
    [tx.principal.companyId, draft.warehouseId, draft.pickIds ?? null, draft.size ?? waveSize],
  )
  if (draft.pickIds && picks.length < new Set(draft.pickIds).size)
    throw new DomainError('wave.pick-not-waiting', {}, 409)
  if (picks.length === 0) throw new DomainError('wave.nothing-waits', {}, 409)
  const year = businessDate(tx).slice(0, 4)
  const id = newId()
  const number = documentNumber('WV', year, await nextNumber(tx, `WV-${year}`))
  await tx.exec(
    'inventory.create_wave',
    `with wave as (
       insert into inventory.wave (id, company_id, warehouse_id, number, created_by, created_at)
       values ($1, $2, $3, $4, $5, $6)
       returning id
     )
     update inventory.pick set wave_id = (select id from wave), version = version + 1 where id = any($7)`,
    [
      id,
      tx.principal.companyId,
      draft.warehouseId,
      number,
      tx.principal.id,
      tx.now,
      picks.map((pick) => pick.id),
    ],
  )
  const subject = { entity: 'wave', id }
  emit(tx, { type: 'wave.created@1', subject, data: { number, picks: picks.length } })
  audit(tx, { action: 'wave.create', ...subject, after: { number, picks: picks.length } })
  return { id, number, picks: picks.length }
}

export interface WaveRow {
  id: string
  number: string
  warehouseId: string
  createdAt: Date
  picks: number
  units: bigint
  pickedUnits: bigint
  /** Picks not yet picked nor cancelled. */
  open: number
}

/** Waves, newest first; with `open`, those still to be walked. */
export async function waves(
  db: Db,
  asked: { companyId: string; warehouseIds: readonly string[]; open: boolean; limit: number },
): Promise<WaveRow[]> {
  return db.rows<WaveRow>(
    'inventory.waves',
    `select * from (
       select v.id, v.number, v.warehouse_id, v.created_at, count(distinct p.id)::int as picks,
         coalesce(sum(l.quantity), 0)::bigint as units, coalesce(sum(l.picked), 0)::bigint as picked_units,
         (count(distinct p.id) filter (where p.state in ('waiting', 'picking')))::int as open
       from inventory.wave v
       left join inventory.pick p on p.wave_id = v.id and p.state <> 'cancelled'
       left join inventory.pick_line l on l.pick_id = p.id
       where v.company_id = $1 and v.warehouse_id = any($2)
       group by v.id
     ) wave
     where not $3 or open > 0
     order by created_at desc, id desc
     limit $4`,
    [asked.companyId, asked.warehouseIds, asked.open, asked.limit],
  )
}
