import type { Db } from '../../../kernel/server/connection.ts'
import { productIdsMatching } from './product.search.ts'

/** Whose shelf, as which channel sells it. */
export interface Shelf {
  companyId: string
  channelCode: string
  currency: string
  /** Business date by which prices hold. */
  on: string
}

export interface ShelfProduct {
  id: string
  code: string
  name: string
  nameEn: string
  description: string
  brand: string
  categoryId: string | null
  variants: {
    id: string
    sku: string
    name: string
    options: Record<string, string>
    gtin: string | null
    stocked: boolean
  }[]
}

export interface ShelfView {
  categoryIds?: readonly string[]
  productIds?: readonly string[]
  variantIds?: readonly string[]
  order: 'newest' | 'name'
  limit: number
  offset: number
}

/**
 * Products a stranger may see in a channel: active, meant for customers, with a price list that reaches the channel.
 * What each costs is the quote's to say.
 */
export async function shelfProducts(db: Db, shelf: Shelf, view: ShelfView): Promise<ShelfProduct[]> {
  const [narrowed, condition, ids] = narrowing(view)
  return db.rows<ShelfProduct>(
    `catalog.shelf_${narrowed}_by_${view.order}`,
    `${shelfSql}
     ${condition}
     order by ${view.order === 'name' ? 'p.name, p.id' : 'p.created_at desc, p.id desc'}
     limit $6 offset $7`,
    [shelf.companyId, shelf.channelCode, shelf.currency, shelf.on, ids, view.limit, view.offset],
  )
}

/** One product of the shelf by its code or its id. */
export async function shelfProduct(
  db: Db,
  shelf: Shelf,
  codeOrId: string,
): Promise<ShelfProduct | undefined> {
  const byId = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(codeOrId)
  return db.row<ShelfProduct>(
    byId ? 'catalog.shelf_product_by_id' : 'catalog.shelf_product_by_code',
    `${shelfSql} and ${byId ? 'p.id = $5::uuid' : 'p.code = $5'}`,
    [shelf.companyId, shelf.channelCode, shelf.currency, shelf.on, codeOrId],
  )
}

/** Ids of what a shopper may mean, by part of a name, by initials, with the wrong keyboard layout or with slips. */
export async function shelfSearch(db: Db, shelf: Shelf, typed: string): Promise<string[]> {
  return productIdsMatching(db, shelf.companyId, typed)
}

/** Companies that sell to strangers, the first to open its shop first. */
export async function webShops(
  db: Db,
): Promise<{ companyId: string; code: string; currency: string; pricesIncludeTax: boolean }[]> {
  return db.rows(
    'catalog.web_shops',
    `select company_id, code, currency, prices_include_tax from catalog.channel
     where kind = 'web' and active order by created_at, id`,
  )
}

function narrowing(view: ShelfView): [name: string, condition: string, ids: readonly string[]] {
  if (view.productIds) return ['products', 'and p.id = any($5::uuid[])', view.productIds]
  if (view.categoryIds) return ['categories', 'and p.category_id = any($5::uuid[])', view.categoryIds]
  if (view.variantIds) {
    const condition =
      'and exists (select from catalog.variant w where w.product_id = p.id and w.id = any($5::uuid[]))'
    return ['variants', condition, view.variantIds]
  }
  return ['all', 'and $5::uuid[] is not null', []]
}

const shelfSql = `
select p.id, p.code, p.name, p.name_en, p.description, p.brand, p.category_id, sold.variants
from catalog.product p
cross join lateral (
  select jsonb_agg(jsonb_build_object(
    'id', v.id, 'sku', v.sku, 'name', v.name, 'options', v.options, 'gtin', v.gtin, 'stocked', v.stocked) order by v.sku) as variants
  from catalog.variant v
  where v.product_id = p.id and v.active and exists (
    select
    from catalog.price r
    join catalog.price_list l on l.id = r.price_list_id
    left join catalog.channel c on c.id = l.channel_id
    where r.variant_id = v.id and r.superseded_at is null and r.valid_from <= $4::date
      and (r.valid_to is null or r.valid_to >= $4::date)
      and l.active and l.currency = $3 and l.customer_group is null and (l.channel_id is null or c.code = $2))
) sold
where p.company_id = $1
  and p.state = 'active'
  and (p.visible_channels is null or $2 = any(p.visible_channels))
  and (p.visible_roles is null or 'customer' = any(p.visible_roles))
  and sold.variants is not null`
