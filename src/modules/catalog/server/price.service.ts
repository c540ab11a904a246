import { audit } from '../../../kernel/server/audit.ts'
import { businessDate } from '../../../kernel/server/company-clock.ts'
import { emit } from '../../../kernel/server/events.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { addDays } from '../../../kernel/shared/calendar.ts'
import { canonical } from '../../../kernel/shared/decimal.ts'
import { DomainError } from '../../../kernel/shared/errors.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import type { PriceDraft, PriceListDraft } from '../shared/price.ts'
import { idsByCode } from './codes.ts'

const batchLimit = 20_000

/** Creates price lists or changes those whose code is there. Refuses `channel.unknown`. */
export async function createPriceLists(
  tx: Tx,
  drafts: readonly PriceListDraft[],
  { onlyNew = false }: { onlyNew?: boolean } = {},
): Promise<{ id: string; code: string }[]> {
  const { companyId } = tx.principal
  const channels = await idsByCode(tx, 'channel', {
    companyId,
    codes: drafts.map((draft) => draft.channelCode),
  })
  const rows = await tx.rows<{ id: string; code: string; fresh: boolean }>(
    'catalog.create_price_lists',
    `insert into catalog.price_list as l
       (id, company_id, code, name, name_en, channel_id, customer_group, currency, prices_include_tax, valid_from, valid_to,
        active, created_at)
     select d.id, $1, d.code, d.name, d.name_en, d.channel_id, d.customer_group, d.currency, d.prices_include_tax,
       d.valid_from, d.valid_to, d.active, $2
     from jsonb_to_recordset($3::jsonb) as d(
       id uuid, code text, name text, name_en text, channel_id uuid, customer_group text, currency text,
       prices_include_tax boolean, valid_from date, valid_to date, active boolean)
     on conflict (company_id, code) do update
     set name = excluded.name, name_en = excluded.name_en, channel_id = excluded.channel_id,
       customer_group = excluded.customer_group, prices_include_tax = excluded.prices_include_tax,
       valid_from = excluded.valid_from, valid_to = excluded.valid_to, active = excluded.active, version = l.version + 1
     where l.currency = excluded.currency
     returning id, code, version = 1 as fresh`,
    [
      companyId,
      tx.now,
      JSON.stringify(
        drafts.map((draft) => ({
          id: newId(),
          code: draft.code,
          name: draft.name,
          name_en: draft.nameEn ?? draft.name,
          channel_id: draft.channelCode ? channels.get(draft.channelCode) : null,
          customer_group: draft.customerGroup ?? null,
          currency: draft.currency,
          prices_include_tax: draft.pricesIncludeTax,
          valid_from: draft.validFrom ?? null,
          valid_to: draft.validTo ?? null,
          active: draft.active ?? true,
        })),
      ),
    ],
  )
  const byCode = new Map(rows.map((row) => [row.code, row]))
  return drafts.map(({ code }) => {
    const row = byCode.get(code)
    // A list whose currency changed would reprice every order of the past that names it.
    if (!row) throw new DomainError('price-list.currency-is-fixed', { code })
    if (onlyNew && !row.fresh) throw new DomainError('catalog.code-taken', { code }, 409)
    const subject = { entity: 'price-list', id: row.id }
    emit(tx, { type: `price-list.${row.fresh ? 'created' : 'changed'}@1`, subject, data: { code } })
    audit(tx, { action: `price-list.${row.fresh ? 'create' : 'change'}`, ...subject, after: { code } })
    return { id: row.id, code }
  })
}

interface Ask {
  id: string
  listId: string
  variantId: string
  minQuantity: string
  unitPrice: string
  validFrom: string
  validTo: string | null
}

interface Replaced extends Omit<Ask, 'validTo'> {
  validTo: string | null
  askNo: number
}

/**
 * Sets prices from a day on (the business day of `tx.now` unless given). Whatever price of the same list, variant and
 * quantity stands in that period is superseded; what it still covers before and after is kept. Constant statements.
 * Refuses `variant.unknown`, `price-list.unknown`, `price.period-runs-backward`, `price.twice`.
 */
export async function setPrices(
  tx: Tx,
  drafts: readonly PriceDraft[],
): Promise<{ set: number; superseded: number }> {
  if (drafts.length === 0) return { set: 0, superseded: 0 }
  if (drafts.length > batchLimit) throw new DomainError('kernel.too-many', { max: batchLimit })
  const asks = await asksOf(tx, drafts)
  const replaced = await tx.rows<Replaced>('catalog.supersede_prices', supersedeSql, [
    tx.now,
    asks.map((ask) => ask.listId),
    asks.map((ask) => ask.variantId),
    asks.map((ask) => ask.minQuantity),
    asks.map((ask) => ask.validFrom),
    asks.map((ask) => ask.validTo),
  ])
  const rows = [...asks, ...replaced.flatMap((old) => remainders(old, asks[old.askNo - 1]))]
  await tx.exec(
    'catalog.insert_prices',
    `insert into catalog.price
       (id, company_id, price_list_id, variant_id, min_quantity, unit_price, valid_from, valid_to, created_by, created_at)
     select p.id, $1, p.list_id, p.variant_id, p.min_quantity, p.unit_price, p.valid_from, p.valid_to, $2, $3
     from unnest($4::uuid[], $5::uuid[], $6::uuid[], $7::numeric[], $8::numeric[], $9::date[], $10::date[])
       as p(id, list_id, variant_id, min_quantity, unit_price, valid_from, valid_to)`,
    [
      tx.principal.companyId,
      tx.principal.id,
      tx.now,
      rows.map((row) => row.id),
      rows.map((row) => row.listId),
      rows.map((row) => row.variantId),
      rows.map((row) => row.minQuantity),
      rows.map((row) => row.unitPrice),
      rows.map((row) => row.validFrom),
      rows.map((row) => row.validTo),
    ],
  )
  for (const listId of new Set(asks.map((ask) => ask.listId))) {
    const count = asks.filter((ask) => ask.listId === listId).length
    emit(tx, { type: 'price-list.priced@1', subject: { entity: 'price-list', id: listId }, data: { count } })
    audit(tx, { action: 'price-list.price', entity: 'price-list', id: listId, after: { count } })
  }
  return { set: asks.length, superseded: replaced.length }
}

async function asksOf(tx: Tx, drafts: readonly PriceDraft[]): Promise<Ask[]> {
  const { companyId } = tx.principal
  const lists = await idsByCode(tx, 'price_list', {
    companyId,
    codes: drafts.map((draft) => draft.priceListCode),
  })
  const variants = await tx.rows<{ id: string; sku: string }>(
    'catalog.variants_of_prices',
    'select id, sku from catalog.variant where company_id = $1 and (sku = any($2) or id = any($3))',
    [
      companyId,
      drafts.flatMap(({ sku }) => (sku === undefined ? [] : [sku])),
      drafts.flatMap(({ variantId }) => (variantId === undefined ? [] : [variantId])),
    ],
  )
  const bySku = new Map(variants.map((row) => [row.sku, row.id]))
  const ids = new Set(bySku.values())
  const today = businessDate(tx)
  const seen = new Set<string>()
  return drafts.map((draft) => {
    const variantId = draft.sku === undefined ? draft.variantId : bySku.get(draft.sku)
    if (variantId === undefined || !ids.has(variantId)) {
      throw new DomainError('variant.unknown', { sku: draft.sku ?? draft.variantId ?? '' })
    }
    const ask: Ask = {
      id: newId(),
      listId: lists.get(draft.priceListCode) ?? '',
      variantId,
      minQuantity: canonical(draft.minQuantity ?? '0'),
      unitPrice: canonical(draft.unitPrice),
      validFrom: draft.validFrom ?? today,
      validTo: draft.validTo ?? null,
    }
    if (ask.validTo !== null && ask.validTo < ask.validFrom) {
      throw new DomainError('price.period-runs-backward', { sku: draft.sku ?? '' })
    }
    const key = [ask.listId, ask.variantId, ask.minQuantity].join()
    if (seen.has(key)) throw new DomainError('price.twice', { sku: draft.sku ?? draft.variantId ?? '' })
    seen.add(key)
    return ask
  })
}

/** The parts of a superseded price that the new one does not cover. */
function remainders(old: Replaced, ask: Ask | undefined): Ask[] {
  if (!ask) return []
  const parts: Ask[] = []
  if (old.validFrom < ask.validFrom) parts.push({ ...old, id: newId(), validTo: addDays(ask.validFrom, -1) })
  if (ask.validTo !== null && (old.validTo === null || old.validTo > ask.validTo)) {
    parts.push({ ...old, id: newId(), validFrom: addDays(ask.validTo, 1) })
  }
  return parts
}

const supersedeSql = `
update catalog.price p
set superseded_at = $1
from unnest($2::uuid[], $3::uuid[], $4::numeric[], $5::date[], $6::date[]) with ordinality
  as a(list_id, variant_id, min_quantity, valid_from, valid_to, no)
where p.price_list_id = a.list_id
  and p.variant_id = a.variant_id
  and p.min_quantity = a.min_quantity
  and p.superseded_at is null
  and daterange(p.valid_from, p.valid_to, '[]') && daterange(a.valid_from, a.valid_to, '[]')
returning p.price_list_id as list_id, p.variant_id, p.min_quantity, p.unit_price, p.valid_from, p.valid_to, a.no::int as ask_no`
