import { businessDate } from '../../../kernel/server/company-clock.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { canonical } from '../../../kernel/shared/decimal.ts'
import { type PriceDraft, priceDraft } from '../shared/price.ts'
import { setPrices } from './price.service.ts'
import { variantsBySku } from './variant.queries.ts'

export interface PriceRowResult {
  index: number
  ok: boolean
  code: string | null
  field: string | null
  sku: string | null
  productName: string | null
  /** The price in force on the first day of the new one. */
  before: string | null
  after: string | null
}

const rowDraft = priceDraft.omit({ priceListCode: true, variantId: true }).required({ sku: true })

/** Rows as a person pasted them: each is checked by itself, the good ones are set together. */
export async function setManyPrices(
  tx: Tx,
  asked: {
    priceListCode: string
    priceListId: string
    prices: readonly Record<string, unknown>[]
    preview: boolean
  },
): Promise<{ rows: PriceRowResult[]; done: number; refused: number }> {
  const parsed = asked.prices.map((row) => rowDraft.safeParse(row))
  const skus = parsed.flatMap(({ data }) => data?.sku ?? [])
  const variants = await variantsBySku(tx, tx.principal.companyId, skus)
  const before = await pricesNow(tx, { priceListId: asked.priceListId, skus })
  const seen = new Set<string>()
  const good: PriceDraft[] = []
  const rows = parsed.map((row, index): PriceRowResult => {
    const nothing = {
      index,
      ok: false,
      code: null,
      field: null,
      sku: null,
      productName: null,
      before: null,
      after: null,
    }
    if (!row.success) {
      const field = String(row.error.issues[0]?.path[0] ?? '')
      return { ...nothing, code: 'price.row-unreadable', field, sku: textOf(asked.prices[index]?.sku) }
    }
    const { sku, unitPrice, minQuantity, validFrom, validTo } = row.data
    const variant = variants.get(sku)
    if (!variant) return { ...nothing, code: 'variant.unknown', field: 'sku', sku }
    const known = { ...nothing, sku, productName: variant.productName }
    const key = `${sku}:${canonical(minQuantity ?? '0')}`
    if (seen.has(key)) return { ...known, code: 'price.twice', field: 'sku' }
    seen.add(key)
    if (validTo && validTo < (validFrom ?? businessDate(tx))) {
      return { ...known, code: 'price.period-runs-backward', field: 'validTo' }
    }
    good.push({ priceListCode: asked.priceListCode, ...row.data })
    return { ...known, ok: true, before: before.get(key) ?? null, after: canonical(unitPrice) }
  })
  if (!asked.preview) await setPrices(tx, good)
  return { rows, done: good.length, refused: rows.length - good.length }
}

async function pricesNow(
  tx: Tx,
  { priceListId, skus }: { priceListId: string; skus: readonly string[] },
): Promise<Map<string, string>> {
  const rows = await tx.rows<{ sku: string; minQuantity: string; unitPrice: string }>(
    'catalog.prices_now',
    `select v.sku, r.min_quantity, r.unit_price
     from catalog.price r
     join catalog.variant v on v.id = r.variant_id
     where r.price_list_id = $1 and r.company_id = $2 and v.sku = any($3) and r.superseded_at is null
       and r.valid_from <= $4::date and (r.valid_to is null or r.valid_to >= $4::date)`,
    [priceListId, tx.principal.companyId, skus, businessDate(tx)],
  )
  return new Map(rows.map((row) => [`${row.sku}:${canonical(row.minQuantity)}`, row.unitPrice]))
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value.slice(0, 64) : null
}
