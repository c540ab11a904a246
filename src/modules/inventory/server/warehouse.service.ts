import { audit } from '../../../kernel/server/audit.ts'
import { currencyOf } from '../../../kernel/server/company-clock.ts'
import type { Db } from '../../../kernel/server/connection.ts'
import { emit } from '../../../kernel/server/events.ts'
import { requireUnits } from '../../../kernel/server/org-units.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { DomainError } from '../../../kernel/shared/errors.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import type { BinDraft, WarehouseDraft } from '../shared/warehouse.ts'

export interface WarehouseFacts {
  id: string
  code: string
  name: string
  nameEn: string
  address: string
  postalCode: string | null
  latitude: number | null
  longitude: number | null
  currency: string
  priority: number
  state: 'active' | 'closed'
  orgUnitId: string | null
}

/** Every warehouse of a company, by priority and code. */
export async function warehouses(db: Db, companyId: string): Promise<WarehouseFacts[]> {
  return db.rows<WarehouseFacts>(
    'inventory.warehouses',
    `select id, code, name, name_en, address, postal_code, latitude::float8 as latitude, longitude::float8 as longitude,
       currency, priority, state, org_unit_id
     from inventory.warehouse where company_id = $1 order by priority, code`,
    [companyId],
  )
}

/** Creates warehouses or changes those whose code is there; the currency of one that is there stays. */
export async function createWarehouses(
  tx: Tx,
  drafts: readonly WarehouseDraft[],
  { onlyNew = false }: { onlyNew?: boolean } = {},
): Promise<{ id: string; code: string }[]> {
  const units = drafts.flatMap(({ orgUnitId }) => orgUnitId ?? [])
  if (units.length > 0) await requireUnits(tx, units)
  const baseCurrency = await currencyOf(tx, tx.principal.companyId)
  const rows = await tx.rows<{ id: string; code: string; fresh: boolean }>(
    'inventory.create_warehouses',
    `insert into inventory.warehouse as w
       (id, company_id, code, name, name_en, address, postal_code, latitude, longitude, currency, priority, state,
        org_unit_id, created_at)
     select d.id, $1, d.code, d.name, d.name_en, d.address, d.postal_code, d.latitude, d.longitude, d.currency, d.priority,
       'active', d.org_unit_id, $2
     from jsonb_to_recordset($3::jsonb) as d(
       id uuid, code text, name text, name_en text, address text, postal_code text, latitude numeric, longitude numeric,
       currency text, priority int, org_unit_id uuid)
     on conflict (company_id, code) do update
     set name = excluded.name, name_en = excluded.name_en, address = excluded.address,
       postal_code = excluded.postal_code, latitude = excluded.latitude, longitude = excluded.longitude,
       priority = excluded.priority, org_unit_id = excluded.org_unit_id, version = w.version + 1
     returning id, code, version = 1 as fresh`,
    [
      tx.principal.companyId,
      tx.now,
      JSON.stringify(
        drafts.map((draft) => ({
          id: newId(),
          code: draft.code,
          name: draft.name,
          name_en: draft.nameEn ?? draft.name,
          address: draft.address ?? '',
          postal_code: draft.postalCode ?? null,
          latitude: draft.latitude ?? null,
          longitude: draft.longitude ?? null,
          currency: draft.currency ?? baseCurrency,
          priority: draft.priority ?? 100,
          org_unit_id: draft.orgUnitId ?? null,
        })),
      ),
    ],
  )
  for (const { id, code, fresh } of rows) {
    if (onlyNew && !fresh) throw new DomainError('warehouse.code-taken', { code }, 409)
    const subject = { entity: 'warehouse', id }
    emit(tx, { type: `warehouse.${fresh ? 'created' : 'changed'}@1`, subject, data: { code } })
    audit(tx, { action: `warehouse.${fresh ? 'create' : 'change'}`, ...subject, after: { code } })
  }
  const ids = new Map(rows.map((row) => [row.code, row.id]))
  return drafts.map(({ code }) => ({ id: ids.get(code) ?? '', code }))
}

/**
 * Creates bins or changes those whose code is there in the warehouse, and makes them the home of the given variants,
 * which is where pickers are sent.
 */
export async function createBins(
  tx: Tx,
  drafts: readonly BinDraft[],
): Promise<{ id: string; code: string }[]> {
  const { companyId } = tx.principal
  const rows = await tx.rows<{ id: string; code: string; warehouseId: string }>(
    'inventory.create_bins',
    `insert into inventory.bin as b (id, company_id, warehouse_id, code, zone, pick_sequence, created_at)
     select d.id, $1, w.id, d.code, d.zone, d.pick_sequence, $2
     from jsonb_to_recordset($3::jsonb) as d(id uuid, warehouse_id uuid, code text, zone text, pick_sequence int)
     join inventory.warehouse w on w.id = d.warehouse_id and w.company_id = $1
     on conflict (warehouse_id, code) do update
     set zone = excluded.zone, pick_sequence = excluded.pick_sequence, version = b.version + 1
     returning id, code, warehouse_id`,
    [
      companyId,
      tx.now,
      JSON.stringify(
        drafts.map((draft) => ({
          id: newId(),
          warehouse_id: draft.warehouseId,
          code: draft.code,
          zone: draft.zone ?? '',
          pick_sequence: draft.pickSequence,
        })),
      ),
    ],
  )
  const byKey = new Map(rows.map((row) => [`${row.warehouseId}:${row.code}`, row.id]))
  const answers = drafts.map(({ warehouseId, code }) => {
    const id = byKey.get(`${warehouseId}:${code}`)
    if (id === undefined)
      throw new DomainError('kernel.not-found', { entity: 'warehouse', id: warehouseId }, 404)
    audit(tx, { action: 'bin.create', entity: 'bin', id, after: { code } })
    return { id, code }
  })
  const homes = drafts.flatMap((draft, index) =>
    (draft.variantIds ?? []).map((variantId) => ({
      variantId,
      warehouseId: draft.warehouseId,
      binId: answers[index]?.id,
    })),
  )
  await tx.exec(
    'inventory.assign_bins',
    `insert into inventory.stock as s (variant_id, warehouse_id, company_id, bin_id)
     select h.variant_id, h.warehouse_id, $4, h.bin_id
     from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as h(variant_id, warehouse_id, bin_id)
     order by h.variant_id, h.warehouse_id
     on conflict (variant_id, warehouse_id) do update set bin_id = excluded.bin_id`,
    [
      homes.map((home) => home.variantId),
      homes.map((home) => home.warehouseId),
      homes.map((home) => home.binId),
      companyId,
    ],
  )
  return answers
}
