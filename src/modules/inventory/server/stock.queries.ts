import { currencyOf } from '../../../kernel/server/company-clock.ts'
import type { Db } from '../../../kernel/server/connection.ts'
import type { Principal } from '../../../kernel/server/principal.ts'
import { notFound } from '../../../kernel/shared/errors.ts'
import { channels, searchVariants, type VariantFacts, variantsById } from '../../catalog/api.ts'
import { availability } from './availability.queries.ts'
import { warehousesOf } from './warehouse-scope.ts'

interface StockRow {
  variantId: string
  warehouseId: string
  onHand: bigint
  reserved: bigint
  valueMinor: bigint
  heldSince: string | null
  binCode: string | null
}

interface Money {
  amount: string
  currency: string
}

export interface StockListRow {
  id: string
  sku: string
  productName: string
  variantName: string
  unit: string
  onHand: bigint
  reserved: bigint
  available: bigint
  value: Money
  warehouses: number
}

/** Stocked variants with what stands of them in the person's warehouses, by SKU. */
export async function stockList(
  db: Db,
  asked: {
    principal: Principal
    q: string | undefined
    warehouseIds: readonly string[] | undefined
    after: string | null
    limit: number
  },
): Promise<{ items: StockListRow[]; nextCursor: string | null }> {
  const { principal, limit } = asked
  const all = await warehousesOf(db, principal)
  const shown = asked.warehouseIds ? all.filter(({ id }) => asked.warehouseIds?.includes(id)) : all
  const variants = await searchVariants(db, principal.companyId, {
    q: asked.q,
    after: asked.after,
    limit: limit + 1,
  })
  const page = variants.slice(0, limit)
  const stock = await stockRows(db, {
    variantIds: page.map(({ id }) => id),
    warehouseIds: shown.map(({ id }) => id),
  })
  const byVariant = Map.groupBy(stock, (row) => row.variantId)
  const currency = all[0]?.currency ?? (await currencyOf(db, principal.companyId))
  return {
    items: page.map((variant) => listRow(variant, byVariant.get(variant.id) ?? [], currency)),
    nextCursor: variants.length > limit ? (page.at(-1)?.sku ?? null) : null,
  }
}

function listRow(variant: VariantFacts, rows: readonly StockRow[], currency: string): StockListRow {
  const sum = (of: (row: StockRow) => bigint) => rows.reduce((total, row) => total + of(row), 0n)
  return {
    id: variant.id,
    sku: variant.sku,
    productName: variant.productName,
    variantName: variant.name,
    unit: variant.unit,
    onHand: sum((row) => row.onHand),
    reserved: sum((row) => row.reserved),
    available: sum((row) => row.onHand - row.reserved),
    value: { amount: sum((row) => row.valueMinor).toString(), currency },
    warehouses: rows.filter((row) => row.onHand > 0n).length,
  }
}

/** One variant over the person's warehouses, and what each channel may promise of it. */
export async function stockPage(
  db: Db,
  { variantId, principal }: { variantId: string; principal: Principal },
): Promise<Record<string, unknown>> {
  const variant = (await variantsById(db, [variantId])).get(variantId)
  if (variant?.companyId !== principal.companyId) throw notFound('variant', variantId)
  const shown = await warehousesOf(db, principal)
  const rows = await stockRows(db, { variantIds: [variantId], warehouseIds: shown.map(({ id }) => id) })
  const byWarehouse = new Map(rows.map((row) => [row.warehouseId, row]))
  const promises: { channelCode: string; channelName: string; promise: bigint }[] = []
  for (const channel of await channels(db, principal.companyId)) {
    if (!channel.active) continue
    const [found] = await availability(db, [variantId], {
      companyId: principal.companyId,
      code: channel.code,
    })
    promises.push({ channelCode: channel.code, channelName: channel.name, promise: found?.promise ?? 0n })
  }
  const { companyId: _companyId, ...facts } = variant
  return {
    ...listRow(variant, rows, shown[0]?.currency ?? (await currencyOf(db, principal.companyId))),
    gtin: facts.gtin,
    productId: facts.productId,
    stocked: facts.stocked,
    places: shown.flatMap((warehouse) => {
      const row = byWarehouse.get(warehouse.id)
      if (!row) return []
      return [
        {
          warehouseId: warehouse.id,
          warehouseCode: warehouse.code,
          warehouseName: warehouse.name,
          state: warehouse.state,
          binCode: row.binCode,
          onHand: row.onHand,
          reserved: row.reserved,
          available: row.onHand - row.reserved,
          value: { amount: row.valueMinor.toString(), currency: warehouse.currency },
          heldSince: row.heldSince,
        },
      ]
    }),
    channels: promises,
  }
}

async function stockRows(
  db: Db,
  { variantIds, warehouseIds }: { variantIds: readonly string[]; warehouseIds: readonly string[] },
): Promise<StockRow[]> {
  return db.rows<StockRow>(
    'inventory.stock_rows',
    `select s.variant_id, s.warehouse_id, s.on_hand, s.reserved, s.value_minor, s.held_since, b.code as bin_code
     from inventory.stock s
     left join inventory.bin b on b.id = s.bin_id
     where s.variant_id = any($1) and s.warehouse_id = any($2)`,
    [variantIds, warehouseIds],
  )
}

/** Adds SKU and product name to rows that name a variant, for lists people read; empty where a row names none. */
export async function withVariantNames<Row extends { variantId?: unknown }>(
  db: Db,
  rows: readonly Row[],
): Promise<(Row & { sku: string; productName: string })[]> {
  const ids = rows.map((row) => row.variantId).filter((id) => typeof id === 'string')
  const variants = await variantsById(db, [...new Set(ids)])
  return rows.map((row) => {
    const variant = variants.get(String(row.variantId))
    const productName = [variant?.productName ?? '', variant?.name ?? '']
      .filter((text) => text !== '')
      .join(' ')
    return { ...row, sku: variant?.sku ?? '', productName }
  })
}

/** What the stock of a company is worth at its moving averages, in each currency of its warehouses. */
export async function stockValues(
  db: Db,
): Promise<{ companyId: string; currency: string; valueMinor: bigint }[]> {
  return db.rows(
    'inventory.stock_values',
    `select s.company_id, w.currency, sum(s.value_minor)::bigint as value_minor
     from inventory.stock s join inventory.warehouse w on w.id = s.warehouse_id
     group by s.company_id, w.currency`,
  )
}
