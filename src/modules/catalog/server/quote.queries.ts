import type { Db } from '../../../kernel/server/connection.ts'
import type { TaxClass } from '../shared/tax-class.ts'

export interface QuoteAsk {
  /** The variant, or its SKU in the asking company. */
  variantId?: string | undefined
  sku?: string | undefined
  channelCode: string
  customerGroup: string | null
  currency: string
  /** Decimal text; picks the quantity break. */
  quantity: string
  /** Business date. */
  on: string
}

export interface Quote {
  variantId: string
  sku: string
  productName: string
  variantName: string
  /** Exact decimal in major units of the asked currency, at most six places. */
  unitPrice: string
  taxClass: TaxClass
  pricesIncludeTax: boolean
  priceListCode: string
  weightGrams: number
  stocked: boolean
}

/**
 * Prices for many asks in one statement, in the order asked; undefined for what is not sold there: unknown, not active,
 * hidden in the channel, or without a price in that currency. The most specific list wins: customer group over channel
 * over neither, a list with a period over a standing one, then the largest quantity break.
 */
export async function quote(
  db: Db,
  asks: readonly QuoteAsk[],
  companyId: string,
): Promise<(Quote | undefined)[]> {
  const rows = await db.rows<Quote & { no: number }>('catalog.quote', quoteSql, [
    companyId,
    asks.map((ask) => ask.variantId ?? null),
    asks.map((ask) => ask.channelCode),
    asks.map((ask) => ask.customerGroup),
    asks.map((ask) => ask.currency),
    asks.map((ask) => ask.quantity),
    asks.map((ask) => ask.on),
    asks.map((ask) => (ask.variantId === undefined ? (ask.sku ?? null) : null)),
  ])
  const answers = new Array<Quote | undefined>(asks.length).fill(undefined)
  for (const { no, ...found } of rows) answers[no - 1] = found
  return answers
}

// Each ask is looked up by itself (`limit 1`), so that no plan made while the tables were small walks the whole catalog.
const quoteSql = `
select a.no::int as no, v.id as variant_id, v.sku, p.name as product_name, v.name as variant_name, best.unit_price,
  p.tax_class, best.prices_include_tax, best.code as price_list_code, v.weight_grams, v.stocked
from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::numeric[], $7::date[], $8::text[]) with ordinality
  as a(variant_id, channel_code, customer_group, currency, quantity, on_date, sku, no)
cross join lateral (
  select * from catalog.variant where id = a.variant_id and company_id = $1
  union all
  select * from catalog.variant where a.variant_id is null and company_id = $1 and sku = a.sku
  limit 1
) v
cross join lateral (select * from catalog.product where id = v.product_id limit 1) p
cross join lateral (
  select r.unit_price, l.prices_include_tax, l.code
  from catalog.price r
  join catalog.price_list l on l.id = r.price_list_id
  left join catalog.channel c on c.id = l.channel_id
  where r.variant_id = v.id
    and r.superseded_at is null
    and r.min_quantity <= a.quantity
    and r.valid_from <= a.on_date
    and (r.valid_to is null or r.valid_to >= a.on_date)
    and l.active
    and l.currency = a.currency
    and (l.valid_from is null or l.valid_from <= a.on_date)
    and (l.valid_to is null or l.valid_to >= a.on_date)
    and (l.customer_group is null or l.customer_group = a.customer_group)
    and (l.channel_id is null or c.code = a.channel_code)
  order by l.customer_group is null, l.channel_id is null, coalesce(l.valid_from, l.valid_to) is null, l.valid_from desc nulls last,
    r.min_quantity desc, r.valid_from desc, l.code
  limit 1
) best
where v.active
  and p.state = 'active'
  and (p.visible_channels is null or a.channel_code = any(p.visible_channels))`
