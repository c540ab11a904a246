import type { Db } from '../../../kernel/server/connection.ts'
import type { TaxClass } from '../shared/tax-class.ts'
import { productIdsMatching } from './product.search.ts'

export interface VariantFacts {
  id: string
  companyId: string
  sku: string
  gtin: string | null
  name: string
  productId: string
  productCode: string
  productName: string
  productNameEn: string
  state: 'draft' | 'active' | 'retired'
  active: boolean
  taxClass: TaxClass
  weightGrams: number
  lengthMm: number | null
  widthMm: number | null
  heightMm: number | null
  stocked: boolean
  unit: string
}

const factsSql = `
select v.id, v.company_id, v.sku, v.gtin, v.name, v.product_id, p.code as product_code, p.name as product_name,
  p.name_en as product_name_en, p.state, v.active, p.tax_class, v.weight_grams, v.length_mm, v.width_mm, v.height_mm, v.stocked, v.unit
from catalog.variant v
join catalog.product p on p.id = v.product_id`

/** What is known of each SKU; unknown ones are absent from the map. */
export async function variantsBySku(
  db: Db,
  companyId: string,
  skus: readonly string[],
): Promise<Map<string, VariantFacts>> {
  const rows = await db.rows<VariantFacts>(
    'catalog.variants_by_sku',
    `${factsSql} where v.company_id = $1 and v.sku = any($2)`,
    [companyId, skus],
  )
  return new Map(rows.map((row) => [row.sku, row]))
}

/** What is known of each variant id; unknown ones are absent from the map, and with a company those of others. */
export async function variantsById(
  db: Db,
  ids: readonly string[],
  companyId?: string,
): Promise<Map<string, VariantFacts>> {
  const rows = await db.rows<VariantFacts>(
    'catalog.variants_by_id',
    `${factsSql} where v.id = any($1) and ($2::uuid is null or v.company_id = $2)`,
    [ids, companyId ?? null],
  )
  return new Map(rows.map((row) => [row.id, row]))
}

/** The variant a scanned or typed code means: barcode first, then SKU. */
export async function variantByBarcode(
  db: Db,
  companyId: string,
  code: string,
): Promise<VariantFacts | undefined> {
  return db.row<VariantFacts>(
    'catalog.variant_by_barcode',
    `${factsSql} where v.company_id = $1 and (v.gtin = $2 or v.sku = $2) order by v.gtin is not distinct from $2 desc limit 1`,
    [companyId, code],
  )
}

const searchLimit = 200

/**
 * Stocked variants by SKU, after a SKU; with `q` only those whose product it may mean (codes, names, initials, slips).
 */
export async function searchVariants(
  db: Db,
  companyId: string,
  { q, after, limit }: { q?: string | undefined; after: string | null; limit: number },
): Promise<VariantFacts[]> {
  const productIds = q ? await productIdsMatching(db, companyId, q) : null
  return db.rows<VariantFacts>(
    'catalog.search_variants',
    `${factsSql}
     where v.company_id = $1 and v.stocked
       and ($2::uuid[] is null or v.product_id = any($2))
       and ($3::text is null or v.sku > $3)
     order by v.sku
     limit $4`,
    [companyId, productIds, after, Math.min(limit, searchLimit + 1)],
  )
}
