import type { Db } from '../../../kernel/server/connection.ts'
import { actionsOf } from '../../../kernel/server/lifecycle.ts'
import type { Principal } from '../../../kernel/server/principal.ts'
import { notFound } from '../../../kernel/shared/errors.ts'
import { type ProductRow, productRules } from './product.rules.ts'
import { viewingRoles } from './product.search.ts'
import { quote } from './quote.queries.ts'

/** Everything a product page shows. Refuses 404 for a product of another company or of other roles. */
export async function productPage(
  db: Db,
  { id, principal }: { id: string; principal: Principal },
): Promise<Record<string, unknown>> {
  const product = await db.row<ProductRow & { categoryName: string | null; categoryCode: string | null }>(
    'catalog.product_by_id',
    `select p.id, p.company_id, p.code, p.name, p.name_en, p.description, p.category_id, p.brand, p.tax_class, p.state,
       p.visible_channels, p.visible_roles, p.version, p.created_at, c.name as category_name, c.code as category_code,
       (select count(*)::int from catalog.variant v where v.product_id = p.id and v.active) as active_variants
     from catalog.product p
     left join catalog.category c on c.id = p.category_id
     where p.company_id = $1 and p.id = $2`,
    [principal.companyId, id],
  )
  const roles = product?.visibleRoles ? await viewingRoles(db, principal) : undefined
  if (!product || (roles && !roles.some((role) => product.visibleRoles?.includes(role)))) {
    throw notFound('product', id)
  }
  const variants = await db.rows(
    'catalog.variants_of_product',
    `select id, sku, name, options, gtin, weight_grams, length_mm, width_mm, height_mm, stocked, unit, active, version
     from catalog.variant where product_id = $1 order by sku`,
    [id],
  )
  const { companyId: _companyId, activeVariants: _active, ...shown } = product
  return { ...shown, variants, actions: actionsOf(productRules, product, principal) }
}

export interface EffectivePrice {
  variantId: string
  channelCode: string
  currency: string
  unitPrice: string
  pricesIncludeTax: boolean
  priceListCode: string
}

/** What each variant of a product costs in each active channel on a day, for a customer group and quantity. */
export async function effectivePrices(
  db: Db,
  asked: {
    companyId: string
    productId: string
    on: string
    customerGroup: string | null
    quantity: string
    currency: string | null
  },
): Promise<EffectivePrice[]> {
  const pairs = await db.rows<{ variantId: string; channelCode: string; currency: string }>(
    'catalog.variants_by_channel',
    `select v.id as variant_id, c.code as channel_code, coalesce($3, c.currency::text) as currency
     from catalog.variant v
     cross join catalog.channel c
     where v.product_id = $1 and v.company_id = $2 and c.company_id = $2 and c.active
     order by v.sku, c.code`,
    [asked.productId, asked.companyId, asked.currency],
  )
  const { on, customerGroup, quantity } = asked
  const quotes = await quote(
    db,
    pairs.map((pair) => ({ ...pair, on, customerGroup, quantity })),
    asked.companyId,
  )
  return pairs.flatMap((pair, index) => {
    const found = quotes[index]
    if (!found) return []
    const { unitPrice, pricesIncludeTax, priceListCode } = found
    return [{ ...pair, unitPrice, pricesIncludeTax, priceListCode }]
  })
}

export interface PriceRow {
  id: string
  variantId: string
  sku: string
  productName: string
  variantName: string
  minQuantity: string
  unitPrice: string
  validFrom: string
  validTo: string | null
  supersededAt: Date | null
}

/** Prices of a list in force on a day, or with their whole history, by SKU and quantity. */
export async function pricesOfList(
  db: Db,
  asked: {
    companyId: string
    priceListId: string
    on: string
    history: boolean
    productIds: readonly string[] | null
    after: { sku: string; id: string } | null
    limit: number
  },
): Promise<PriceRow[]> {
  return db.rows<PriceRow>(
    'catalog.prices_of_list',
    `select r.id, r.variant_id, v.sku, p.name as product_name, v.name as variant_name, r.min_quantity, r.unit_price,
       r.valid_from, r.valid_to, r.superseded_at
     from catalog.price r
     join catalog.variant v on v.id = r.variant_id
     join catalog.product p on p.id = v.product_id
     where r.company_id = $1
       and r.price_list_id = $2
       and ($4 or (r.superseded_at is null and r.valid_from <= $3::date and (r.valid_to is null or r.valid_to >= $3::date)))
       and ($5::uuid[] is null or v.product_id = any($5))
       and ($6::text is null or (v.sku, r.id) > ($6, $7::uuid))
     order by v.sku, r.id
     limit $8`,
    [
      asked.companyId,
      asked.priceListId,
      asked.on,
      asked.history,
      asked.productIds,
      asked.after?.sku ?? null,
      asked.after?.id ?? null,
      asked.limit,
    ],
  )
}
