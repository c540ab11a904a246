import { currencyOf } from '../../../kernel/server/company-clock.ts'
import { may } from '../../../kernel/server/principal.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { DomainError } from '../../../kernel/shared/errors.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import { type Currency, majorText, toCurrency } from '../../../kernel/shared/money.ts'
import {
  type ChannelFacts,
  channels,
  type Quote,
  type QuoteAsk,
  quote,
  type VariantFacts,
  variantsById,
  variantsBySku,
} from '../../catalog/api.ts'
import { priceLines, type TaxClass } from '../shared/amounts.ts'
import type { OrderDraft, OrderLineDraft } from '../shared/order.ts'
import type { OrderLineRow } from './order.tables.ts'
import type { Customer, Placement } from './order-intake.types.ts'

export interface PricedOrder {
  currency: string
  netMinor: bigint
  vatMinor: bigint
  discountMinor: bigint
  totalMinor: bigint
  lines: OrderLineRow[]
}

const shippingSku = 'SHIPPING'

/**
 * Prices many orders at once: one lookup of SKUs, one of prices. The answer of each order is its priced lines or the
 * refusal it earned; one order's refusal never touches another.
 */
export async function priceOrders(
  tx: Tx,
  placements: readonly Placement[],
  customers: ReadonlyMap<string, Customer>,
  on: string,
): Promise<(PricedOrder | DomainError)[]> {
  const shops = await shopsOf(tx)
  const baseCurrency = await currencyOf(tx, tx.principal.companyId)
  const lines = placements.flatMap(({ draft }) => draft.lines.map((line) => ({ line, draft })))
  const asks = lines.map(({ line, draft }): QuoteAsk => {
    const currency = draft.currency ?? shops.get(draft.channel)?.currency ?? baseCurrency
    const customerGroup = (draft.partyId && customers.get(draft.partyId)?.customerGroup) || null
    const wanted = line.variantId === undefined ? { sku: line.sku } : { variantId: line.variantId }
    return {
      ...wanted,
      channelCode: draft.channel,
      customerGroup,
      currency,
      quantity: line.quantity.toString(),
      on,
    }
  })
  const quotes = await quote(tx, asks, tx.principal.companyId)
  const variants = await variantsOf(
    tx,
    lines.flatMap(({ line }, index) => (quotes[index] ? [] : [line])),
  )
  let next = 0
  return placements.map((placement) => {
    const own = quotes.slice(next, next + placement.draft.lines.length)
    next += placement.draft.lines.length
    const channel = shops.get(placement.draft.channel)
    if (!channel?.active)
      return new DomainError('order.unknown-channel', { channel: placement.draft.channel })
    try {
      return priceOne(placement, channel, own, variants)
    } catch (error) {
      if (error instanceof DomainError) return error
      throw error
    }
  })
}

const shopsStaleMs = 1_000
const shopsKnown = new Map<string, { at: number; shops: Map<string, ChannelFacts> }>()

/** The company's channels; a change reaches every process within a second. */
async function shopsOf(tx: Tx): Promise<Map<string, ChannelFacts>> {
  const { companyId } = tx.principal
  const known = shopsKnown.get(companyId)
  if (known && Date.now() - known.at < shopsStaleMs) return known.shops
  const shops = new Map((await channels(tx, companyId)).map((channel) => [channel.code, channel]))
  shopsKnown.set(companyId, { at: Date.now(), shops })
  return shops
}

function priceOne(
  { id, draft, act }: Placement,
  channel: ChannelFacts,
  quotes: readonly (Quote | undefined)[],
  variants: VariantLookup,
): PricedOrder {
  const overrules =
    (draft.discount ?? 0n) > 0n ||
    draft.lines.some((line) => line.unitPrice !== undefined || (line.discount ?? 0n) > 0n)
  if (overrules && !may(act.principal, 'order.price'))
    throw new DomainError('order.price-not-allowed', {}, 403)
  const currency = toCurrency(draft.currency ?? channel.currency)
  const lines = draft.lines.map((line, index) => {
    const found = quotes[index]
    const variant = found ? undefined : variants(line)
    const known = found ?? variant
    const variantId = found?.variantId ?? variant?.id
    if (!known || variantId === undefined)
      throw new DomainError('order.unknown-product', { line: index + 1, sku: line.sku ?? line.variantId })
    const unitPrice = line.unitPrice ?? found?.unitPrice
    if (unitPrice === undefined) throw new DomainError('order.no-price', { line: index + 1, sku: known.sku })
    return {
      line,
      variantId,
      sku: known.sku,
      stocked: known.stocked,
      name: nameOf(line, found, variant),
      toPrice: {
        unitPrice: String(unitPrice),
        quantity: line.quantity,
        discountMinor: line.discount ?? 0n,
        taxClass: known.taxClass,
        pricesIncludeTax: found?.pricesIncludeTax ?? channel.pricesIncludeTax,
      },
    }
  })
  const amounts = amountsOf(
    lines.map((line) => line.toPrice),
    draft,
    currency,
  )
  const rows = lines.map((line, index) => lineRow(id, index + 1, line, line.toPrice, amounts[index]))
  if (draft.shippingFee) rows.push(shippingLine(id, rows.length + 1, draft.shippingFee, currency))
  return {
    currency,
    lines: rows,
    netMinor: total(rows, 'netMinor'),
    vatMinor: total(rows, 'vatMinor'),
    discountMinor: total(rows, 'discountMinor'),
    totalMinor: total(rows, 'totalMinor'),
  }
}

function amountsOf(
  lines: Parameters<typeof priceLines>[0],
  draft: OrderDraft,
  currency: Currency,
): ReturnType<typeof priceLines> {
  try {
    return priceLines(lines, draft.discount ?? 0n, currency)
  } catch (error) {
    if (error instanceof RangeError) throw new DomainError('order.discount-too-large')
    throw error
  }
}

function lineRow(
  orderId: string,
  lineNo: number,
  line: { variantId: string | null; sku: string; name: string | null; stocked: boolean },
  priced: { unitPrice: string; quantity: bigint; taxClass: TaxClass },
  amounts: ReturnType<typeof priceLines>[number] | undefined,
): OrderLineRow {
  const none = { discountMinor: 0n, netMinor: 0n, vatMinor: 0n, totalMinor: 0n }
  return {
    id: newId(),
    orderId,
    lineNo,
    kind: line.stocked ? 'goods' : 'service',
    variantId: line.variantId,
    sku: line.sku,
    name: line.name,
    quantity: priced.quantity,
    unitPrice: priced.unitPrice,
    taxClass: priced.taxClass,
    ...(amounts ?? none),
    ...untouched,
  }
}

const untouched = {
  cancelledQuantity: 0n,
  cancelledMinor: 0n,
  cancelledNetMinor: 0n,
  shippedQuantity: 0n,
  shippedMinor: 0n,
  shippedNetMinor: 0n,
  returnedQuantity: 0n,
  returnedMinor: 0n,
  returnedNetMinor: 0n,
}

/** The delivery fee as a line of its own, tax included, so that one arithmetic carries all that a customer pays. */
function shippingLine(orderId: string, lineNo: number, feeMinor: bigint, currency: Currency): OrderLineRow {
  const fee = { unitPrice: majorText(feeMinor, currency), quantity: 1n, taxClass: 'taxable' } as const
  const [amounts] = priceLines([{ ...fee, discountMinor: 0n, pricesIncludeTax: true }], 0n, currency)
  const line = lineRow(
    orderId,
    lineNo,
    { variantId: null, sku: shippingSku, name: null, stocked: false },
    fee,
    amounts,
  )
  return { ...line, kind: 'shipping' }
}

type VariantLookup = (line: OrderLineDraft) => VariantFacts | undefined

/** What is known of lines that have no price in their channel: a given price may still sell them. */
async function variantsOf(tx: Tx, lines: readonly OrderLineDraft[]): Promise<VariantLookup> {
  const skus = lines.flatMap((line) =>
    line.variantId === undefined && line.sku !== undefined ? [line.sku] : [],
  )
  const ids = lines.flatMap((line) => line.variantId ?? [])
  const none = new Map<string, VariantFacts>()
  const bySku = skus.length > 0 ? await variantsBySku(tx, tx.principal.companyId, skus) : none
  const byId = ids.length > 0 ? await variantsById(tx, ids, tx.principal.companyId) : none
  return (line) => (line.variantId === undefined ? bySku.get(line.sku ?? '') : byId.get(line.variantId))
}

/** The line's own words go before the catalog's; words left empty on purpose stay empty. */
function nameOf(
  line: OrderLineDraft,
  found: Quote | undefined,
  variant: VariantFacts | undefined,
): string | null {
  if (line.description !== undefined) return line.description === '' ? null : line.description
  if (found) return joined(found.productName, found.variantName)
  return variant ? joined(variant.productName, variant.name) : null
}

function joined(productName: string, variantName: string): string {
  return variantName ? `${productName} ${variantName}` : productName
}

function total(
  rows: readonly OrderLineRow[],
  key: 'netMinor' | 'vatMinor' | 'discountMinor' | 'totalMinor',
): bigint {
  return rows.reduce((sum, row) => sum + row[key], 0n)
}
