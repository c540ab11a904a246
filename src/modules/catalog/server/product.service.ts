import { audit } from '../../../kernel/server/audit.ts'
import { emit } from '../../../kernel/server/events.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { DomainError } from '../../../kernel/shared/errors.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import type { ProductDraft, VariantDraft } from '../shared/product.ts'
import { idsByCode } from './codes.ts'
import { searchKeysOf } from './search-keys.ts'

export interface CreatedProduct {
  productId: string
  code: string
  created: boolean
  variants: { id: string; sku: string }[]
}

const batchLimit = 5000

/**
 * Creates products with their variants, or changes what is there: a product is known by its code or, when none is
 * given, by the product that already owns its first SKU. Fields a draft leaves out keep their value. Five statements
 * for any number of drafts. `onlyNew`
 * refuses what is there (`variant.sku-taken`, `product.code-taken`). Refuses `catalog.code-twice`, `category.unknown`, `variant.of-another-product`.
 */
export async function createProducts(
  tx: Tx,
  drafts: readonly ProductDraft[],
  { onlyNew = false }: { onlyNew?: boolean } = {},
): Promise<CreatedProduct[]> {
  if (drafts.length === 0) return []
  if (drafts.length > batchLimit) throw new DomainError('kernel.too-many', { max: batchLimit })
  const { companyId } = tx.principal
  refuseTwice(drafts.flatMap((draft) => draft.variants.map((variant) => variant.sku)))
  const known = await productsBySku(
    tx,
    drafts.flatMap((draft) => draft.variants.map((variant) => variant.sku)),
  )
  const [taken] = onlyNew ? known.keys() : []
  if (taken !== undefined) throw new DomainError('variant.sku-taken', { sku: taken }, 409)
  const categories = await idsByCode(tx, 'category', {
    companyId,
    codes: drafts.map((draft) => draft.categoryCode),
  })
  const codes = drafts.map((draft) => codeOf(draft, known))
  refuseTwice(codes)
  const products = await tx.rows<{ id: string; code: string; fresh: boolean }>(
    'catalog.create_products',
    createProductsSql,
    [
      companyId,
      tx.now,
      JSON.stringify(drafts.map((draft, index) => productRow(draft, codes[index] ?? '', categories))),
    ],
  )
  const old = onlyNew ? products.find((row) => !row.fresh) : undefined
  if (old) throw new DomainError('product.code-taken', { code: old.code }, 409)
  const productByCode = new Map(products.map((row) => [row.code, row]))
  const variantRows = drafts.flatMap((draft, index) => {
    const productId = productByCode.get(codes[index] ?? '')?.id ?? ''
    return draft.variants.map((variant) => {
      const owner = known.get(variant.sku)
      if (owner && owner.productId !== productId) {
        throw new DomainError('variant.of-another-product', { sku: variant.sku, product: owner.code })
      }
      return variantRow(variant, productId)
    })
  })
  const variants = await tx.rows<{ id: string; sku: string }>('catalog.create_variants', createVariantsSql, [
    companyId,
    tx.now,
    JSON.stringify(variantRows),
  ])
  const variantBySku = new Map(variants.map((row) => [row.sku, row.id]))
  await refreshSearch(
    tx,
    products.map((row) => row.id),
  )
  return drafts.map((draft, index) => {
    const product = productByCode.get(codes[index] ?? '')
    const answer: CreatedProduct = {
      productId: product?.id ?? '',
      code: product?.code ?? '',
      created: product?.fresh ?? false,
      variants: draft.variants.map(({ sku }) => ({ id: variantBySku.get(sku) ?? '', sku })),
    }
    const verb = answer.created ? 'created' : 'changed'
    emit(tx, {
      type: `product.${verb}@1`,
      subject: { entity: 'product', id: answer.productId },
      data: { code: answer.code, name: draft.name, skus: draft.variants.map(({ sku }) => sku) },
    })
    audit(tx, {
      action: answer.created ? 'product.create' : 'product.change',
      entity: 'product',
      id: answer.productId,
      after: { code: answer.code, ...draft },
    })
    return answer
  })
}

/** Rebuilds what products are found by, from their present names, SKUs and barcodes. */
export async function refreshSearch(tx: Tx, productIds: readonly string[]): Promise<void> {
  const rows = await tx.rows<{ id: string; texts: string[] }>(
    'catalog.search_sources',
    `select p.id, array[p.code, p.name, p.name_en, p.brand] || coalesce(array_agg(v.sku) filter (where v.id is not null), '{}')
       || coalesce(array_agg(v.gtin) filter (where v.gtin is not null), '{}')
       || coalesce(array_agg(v.name) filter (where v.id is not null), '{}') as texts
     from catalog.product p
     left join catalog.variant v on v.product_id = p.id
     where p.id = any($1)
     group by p.id`,
    [productIds],
  )
  await tx.exec(
    'catalog.write_search_keys',
    `update catalog.product p
     set search_text = k.text, search_grams = k.grams, search_strokes = k.strokes
     from jsonb_to_recordset($1::jsonb) as k(id uuid, text text, grams text[], strokes text)
     where p.id = k.id`,
    [JSON.stringify(rows.map(({ id, texts }) => ({ id, ...searchKeysOf(texts) })))],
  )
}

async function productsBySku(
  tx: Tx,
  skus: readonly string[],
): Promise<Map<string, { productId: string; code: string }>> {
  const rows = await tx.rows<{ sku: string; productId: string; code: string }>(
    'catalog.products_by_sku',
    `select v.sku, v.product_id, p.code
     from catalog.variant v
     join catalog.product p on p.id = v.product_id
     where v.company_id = $1 and v.sku = any($2)`,
    [tx.principal.companyId, skus],
  )
  return new Map(rows.map((row) => [row.sku, row]))
}

function codeOf(draft: ProductDraft, known: ReadonlyMap<string, { code: string }>): string {
  const firstSku = draft.variants[0]?.sku ?? ''
  return draft.code ?? known.get(firstSku)?.code ?? firstSku
}

function refuseTwice(codes: readonly string[]): void {
  const seen = new Set<string>()
  for (const code of codes) {
    if (seen.has(code)) throw new DomainError('catalog.code-twice', { code })
    seen.add(code)
  }
}

function productRow(draft: ProductDraft, code: string, categories: ReadonlyMap<string, string>): object {
  return {
    id: newId(),
    code,
    name: draft.name,
    name_en: draft.nameEn ?? null,
    description: draft.description ?? null,
    category_id: draft.categoryCode ? (categories.get(draft.categoryCode) ?? null) : null,
    brand: draft.brand ?? null,
    tax_class: draft.taxClass ?? null,
    state: draft.state ?? 'active',
    visible_channels: draft.visibleChannels ?? null,
    visible_roles: draft.visibleRoles ?? null,
  }
}

export function variantRow(draft: VariantDraft, productId: string): object {
  return {
    id: newId(),
    product_id: productId,
    sku: draft.sku,
    name: draft.name ?? null,
    options: draft.options ?? null,
    gtin: draft.gtin ?? null,
    weight_grams: draft.weightGrams ?? null,
    length_mm: draft.lengthMm ?? null,
    width_mm: draft.widthMm ?? null,
    height_mm: draft.heightMm ?? null,
    stocked: draft.stocked ?? null,
    unit: draft.unit ?? null,
    active: draft.active ?? null,
  }
}

/** The state of a product that is there is moved by its lifecycle only. */
const createProductsSql = `
with draft as (
  select * from jsonb_to_recordset($3::jsonb) as d(
    id uuid, code text, name text, name_en text, description text, category_id uuid, brand text, tax_class text,
    state text, visible_channels text[], visible_roles text[])
)
insert into catalog.product as p
  (id, company_id, code, name, name_en, description, category_id, brand, tax_class, state, visible_channels, visible_roles,
   search_text, search_grams, search_strokes, created_at)
select d.id, $1, d.code, d.name, coalesce(d.name_en, o.name_en, d.name), coalesce(d.description, o.description, ''),
  coalesce(d.category_id, o.category_id), coalesce(d.brand, o.brand, ''), coalesce(d.tax_class, o.tax_class, 'taxable'),
  d.state, coalesce(d.visible_channels, o.visible_channels), coalesce(d.visible_roles, o.visible_roles), '', '{}', '', $2
from draft d
left join catalog.product o on o.company_id = $1 and o.code = d.code
on conflict (company_id, code) do update
set name = excluded.name, name_en = excluded.name_en, description = excluded.description,
  category_id = excluded.category_id, brand = excluded.brand, tax_class = excluded.tax_class,
  visible_channels = excluded.visible_channels, visible_roles = excluded.visible_roles, version = p.version + 1
returning id, code, version = 1 as fresh`

export const createVariantsSql = `
with draft as (
  select * from jsonb_to_recordset($3::jsonb) as d(
    id uuid, product_id uuid, sku text, name text, options jsonb, gtin text, weight_grams int, length_mm int,
    width_mm int, height_mm int, stocked boolean, unit text, active boolean)
)
insert into catalog.variant as v
  (id, company_id, product_id, sku, name, options, gtin, weight_grams, length_mm, width_mm, height_mm, stocked, unit,
   active, created_at)
select d.id, $1, d.product_id, d.sku, coalesce(d.name, o.name, ''), coalesce(d.options, o.options, '{}'),
  coalesce(d.gtin, o.gtin), coalesce(d.weight_grams, o.weight_grams, 0), coalesce(d.length_mm, o.length_mm),
  coalesce(d.width_mm, o.width_mm), coalesce(d.height_mm, o.height_mm), coalesce(d.stocked, o.stocked, true),
  coalesce(d.unit, o.unit, 'ea'), coalesce(d.active, o.active, true), $2
from draft d
left join catalog.variant o on o.company_id = $1 and o.sku = d.sku
on conflict (company_id, sku) do update
set name = excluded.name, options = excluded.options, gtin = excluded.gtin, weight_grams = excluded.weight_grams,
  length_mm = excluded.length_mm, width_mm = excluded.width_mm, height_mm = excluded.height_mm,
  stocked = excluded.stocked, unit = excluded.unit, active = excluded.active, version = v.version + 1
returning id, sku`
