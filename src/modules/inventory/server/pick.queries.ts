import type { Db } from '../../../kernel/server/connection.ts'
import { actionsOf } from '../../../kernel/server/lifecycle.ts'
import type { Principal } from '../../../kernel/server/principal.ts'
import { notFound } from '../../../kernel/shared/errors.ts'
import { variantsById } from '../../catalog/api.ts'
import { pickRules } from './pick.rules.ts'
import { type PickRow, readPicks } from './pick.store.ts'
import { warehousesOf } from './warehouse-scope.ts'

export interface Stop {
  variantId: string
  sku: string
  gtin: string | null
  productName: string
  /** Of one unit. */
  weightGrams: number
  binCode: string | null
  zone: string | null
  pickSequence: number | null
  quantity: bigint
  picked: bigint
  /** Which order's tote gets how many; `slot` counts the totes of a walk from 1. */
  parts: {
    pickId: string
    lineId: string
    orderNumber: string
    slot: number
    quantity: bigint
    picked: bigint
  }[]
}

interface BinRow {
  variantId: string
  code: string
  zone: string
  pickSequence: number
}

/** The walk through a warehouse for some picks: one stop per product, in bin sequence; goods without a bin last. */
export async function walkOf(db: Db, picks: readonly PickRow[]): Promise<Stop[]> {
  const variantIds = [...new Set(picks.flatMap((pick) => pick.lines.map((line) => line.variantId)))]
  const variants = await variantsById(db, variantIds)
  const bins = await db.rows<BinRow>(
    'inventory.bins_of_variants',
    `select s.variant_id, b.code, b.zone, b.pick_sequence
     from inventory.stock s
     join inventory.bin b on b.id = s.bin_id
     where s.warehouse_id = $1 and s.variant_id = any($2) and b.active`,
    [picks[0]?.warehouseId ?? null, variantIds],
  )
  const binOf = new Map(bins.map((bin) => [bin.variantId, bin]))
  const stops = variantIds.map((variantId): Stop => {
    const variant = variants.get(variantId)
    const bin = binOf.get(variantId)
    const parts = picks.flatMap((pick, index) =>
      pick.lines
        .filter((line) => line.variantId === variantId)
        .map((line) => ({
          pickId: pick.id,
          lineId: line.id,
          orderNumber: pick.orderNumber,
          slot: index + 1,
          quantity: line.quantity,
          picked: line.picked,
        })),
    )
    return {
      variantId,
      sku: variant?.sku ?? '',
      gtin: variant?.gtin ?? null,
      productName: [variant?.productName ?? '', variant?.name ?? ''].filter((text) => text !== '').join(' '),
      weightGrams: variant?.weightGrams ?? 0,
      binCode: bin?.code ?? null,
      zone: bin?.zone ?? null,
      pickSequence: bin?.pickSequence ?? null,
      quantity: parts.reduce((sum, part) => sum + part.quantity, 0n),
      picked: parts.reduce((sum, part) => sum + part.picked, 0n),
      parts,
    }
  })
  return stops.sort(
    (a, b) =>
      (a.pickSequence ?? Number.MAX_SAFE_INTEGER) - (b.pickSequence ?? Number.MAX_SAFE_INTEGER) ||
      (a.binCode ?? '').localeCompare(b.binCode ?? '') ||
      a.sku.localeCompare(b.sku),
  )
}

export interface ParcelRow {
  position: number
  box: string
  weightGrams: number
  lengthMm: number | null
  widthMm: number | null
  heightMm: number | null
}

/** Everything a pick's page and its packing slip show. Refuses 404 outside the person's warehouses. */
export async function pickPage(db: Db, { id, principal }: { id: string; principal: Principal }) {
  const [pick] = await readPicks(db, principal.companyId, [id])
  const warehouse = (await warehousesOf(db, principal)).find((each) => each.id === pick?.warehouseId)
  if (!pick || !warehouse) throw notFound('pick', id)
  const parcels = await db.rows<ParcelRow>(
    'inventory.parcels_of_pick',
    `select position, box, weight_grams, length_mm, width_mm, height_mm
     from inventory.parcel where pick_id = $1 order by position`,
    [id],
  )
  const { lines: _lines, companyId: _companyId, ...head } = pick
  return {
    ...head,
    warehouseCode: warehouse.code,
    warehouseName: warehouse.name,
    stops: await walkOf(db, [pick]),
    parcels,
    actions: actionsOf(pickRules, pick, principal),
  }
}

export type PickPage = Awaited<ReturnType<typeof pickPage>>

/** What is to be done in the person's warehouses now: urgent first, then as they came. */
export async function pickQueue(
  db: Db,
  asked: { companyId: string; warehouseIds: readonly string[]; states: readonly string[]; limit: number },
): Promise<Record<string, unknown>[]> {
  return db.rows(
    'inventory.pick_queue',
    `select id, shipment_id, order_id, order_number, warehouse_id, warehouse_code, warehouse_name, wave_id, priority, state,
       picker_name, created_at, version, line_count, units, picked_units
     from inventory.pick_list
     where company_id = $1 and warehouse_id = any($2) and state = any($3)
     order by priority desc, created_at, id
     limit $4`,
    [asked.companyId, asked.warehouseIds, asked.states, asked.limit],
  )
}
