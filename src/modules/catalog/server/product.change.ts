import { audit } from '../../../kernel/server/audit.ts'
import { emit } from '../../../kernel/server/events.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { DomainError, notFound } from '../../../kernel/shared/errors.ts'
import type { ProductChange, VariantChange, VariantDraft } from '../shared/product.ts'
import { idsByCode } from './codes.ts'
import { lockProduct, type ProductRow } from './product.rules.ts'
import { createVariantsSql, refreshSearch, variantRow } from './product.service.ts'

/** Changes the facts of a product; what a change leaves out stays. Refuses `kernel.stale`, `category.unknown`. */
export async function changeProduct(
  tx: Tx,
  { id, version, change }: { id: string; version: number | undefined; change: ProductChange },
): Promise<{ id: string; version: number }> {
  const before = await lockProduct(tx, id, version)
  const categories = await idsByCode(tx, 'category', {
    companyId: tx.principal.companyId,
    codes: [change.categoryCode],
  })
  const { categoryCode, ...rest } = change
  const after: ProductRow = {
    ...before,
    ...rest,
    ...(categoryCode === undefined
      ? {}
      : { categoryId: categoryCode === null ? null : (categories.get(categoryCode) ?? null) }),
  }
  await tx.exec(
    'catalog.change_product',
    `update catalog.product
     set name = $2, name_en = $3, description = $4, category_id = $5, brand = $6, tax_class = $7, visible_channels = $8,
       visible_roles = $9, version = version + 1
     where id = $1`,
    [
      id,
      after.name,
      after.nameEn,
      after.description,
      after.categoryId,
      after.brand,
      after.taxClass,
      after.visibleChannels,
      after.visibleRoles,
    ],
  )
  await refreshSearch(tx, [id])
  tell(tx, { id, code: before.code, name: after.name, what: change })
  return { id, version: before.version + 1 }
}

/** Adds variants to a product. Refuses `variant.sku-taken`. */
export async function addVariants(
  tx: Tx,
  { productId, drafts }: { productId: string; drafts: readonly VariantDraft[] },
): Promise<{ id: string; sku: string }[]> {
  const product = await lockProduct(tx, productId, undefined)
  const taken = await tx.row<{ sku: string }>(
    'catalog.taken_sku',
    'select sku from catalog.variant where company_id = $1 and sku = any($2) limit 1',
    [tx.principal.companyId, drafts.map((draft) => draft.sku)],
  )
  if (taken) throw new DomainError('variant.sku-taken', { sku: taken.sku }, 409)
  const rows = await tx.rows<{ id: string; sku: string }>('catalog.create_variants', createVariantsSql, [
    tx.principal.companyId,
    tx.now,
    JSON.stringify(drafts.map((draft) => variantRow(draft, productId))),
  ])
  await refreshSearch(tx, [productId])
  tell(tx, { id: productId, code: product.code, name: product.name, what: { variants: drafts } })
  return rows
}

/** Changes the facts of a variant; the SKU stays, since labels and orders carry it. */
export async function changeVariant(
  tx: Tx,
  { id, version, change }: { id: string; version: number | undefined; change: VariantChange },
): Promise<{ id: string; version: number }> {
  const before = await tx.row<{ sku: string; productId: string; version: number }>(
    'catalog.lock_variant',
    'select sku, product_id, version from catalog.variant where id = $1 and company_id = $2 for no key update',
    [id, tx.principal.companyId],
  )
  if (!before) throw notFound('variant', id)
  if (version !== undefined && version !== before.version) {
    throw new DomainError('kernel.stale', { version: before.version }, 412)
  }
  await tx.exec(
    'catalog.change_variant',
    `update catalog.variant v
     set name = coalesce(c.name, v.name),
       options = coalesce(c.options, v.options),
       gtin = case when $2::jsonb ? 'gtin' then c.gtin else v.gtin end,
       weight_grams = coalesce(c.weight_grams, v.weight_grams),
       length_mm = case when $2::jsonb ? 'length_mm' then c.length_mm else v.length_mm end,
       width_mm = case when $2::jsonb ? 'width_mm' then c.width_mm else v.width_mm end,
       height_mm = case when $2::jsonb ? 'height_mm' then c.height_mm else v.height_mm end,
       stocked = coalesce(c.stocked, v.stocked),
       unit = coalesce(c.unit, v.unit),
       active = coalesce(c.active, v.active),
       version = v.version + 1
     from jsonb_to_record($2::jsonb) as c(
       name text, options jsonb, gtin text, weight_grams int, length_mm int, width_mm int, height_mm int, stocked boolean,
       unit text, active boolean)
     where v.id = $1`,
    [
      id,
      JSON.stringify({
        name: change.name,
        options: change.options,
        gtin: change.gtin,
        weight_grams: change.weightGrams,
        length_mm: change.lengthMm,
        width_mm: change.widthMm,
        height_mm: change.heightMm,
        stocked: change.stocked,
        unit: change.unit,
        active: change.active,
      }),
    ],
  )
  await refreshSearch(tx, [before.productId])
  tell(tx, { id: before.productId, code: before.sku, name: before.sku, what: { sku: before.sku, ...change } })
  return { id, version: before.version + 1 }
}

function tell(
  tx: Tx,
  { id, code, name, what }: { id: string; code: string; name: string; what: object },
): void {
  const subject = { entity: 'product', id }
  emit(tx, { type: 'product.changed@1', subject, data: { code, name } })
  audit(tx, { action: 'product.change', ...subject, after: what })
}
