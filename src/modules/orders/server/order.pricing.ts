import { DomainError } from '../../../kernel/shared/errors.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import { type Currency, majorText, toCurrency } from '../../../kernel/shared/money.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { may } from '../../../kernel/server/principal.ts'
import { type Quote, quote, variantsById, variantsBySku } from '../../catalog/api.ts'
import { priceLines, type TaxClass } from '../shared/amounts.ts'
import type { OrderDraft } from '../shared/order.ts'
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

interface Variant {
  variantId: string
  sku: string
  name: string
  taxClass: TaxClass
  stocked: boolean
  weightGrams: number
}

export const shippingSku = 'SHIPPING'

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
  const variants = await resolveVariants(tx, placements)
  const asks: Parameters<typeof quote>[1][number][] = []
  for (const { draft } of placements) {
    const customerGroup = (draft.partyId && customers.get(draft.partyId)?.customerGroup) || null
    for (const line of draft.lines) {
      const variantId = line.variantId ?? variants.bySku.get(line.sku ?? '')?.variantId
      if (variantId === undefined) continue
      const currency = draft.currency ?? 'KRW'
      asks.push({ variantId, channelCode: draft.channel, customerGroup, currency, quantity: line.quantity.toString(), on })
    }
  }
  const quotes = await quote(tx, asks, tx.principal.companyId)
  let next = 0
  return placements.map((placement) => {
    const priced = placement.draft.lines.map((line) => {
      const found = line.variantId ?? variants.bySku.get(line.sku ?? '')?.variantId
      return found === undefined ? undefined : quotes[next++]
    })
    try {
      return priceOne(placement, priced, variants)
    } catch (error) {
      if (error instanceof DomainError) return error
      throw error
    }
  })
}

function priceOne(
  { id, draft, act }: Placement,
  quotes: readonly (Quote | undefined)[],
  variants: { bySku: ReadonlyMap<string, Variant>; byId: ReadonlyMap<string, Variant> },
): PricedOrder {
  const overrules = draft.lines.some((line) => line.unitPrice !== undefined) || draft.discount !== undefined
  if (overrules && !may(act.principal, 'order.price')) throw new DomainError('order.price-not-allowed', {}, 403)
  const currency = toCurrency(draft.currency ?? 'KRW')
  const lines = draft.lines.map((line, index) => {
    const found = quotes[index]
    const variant = line.variantId ? variants.byId.get(line.variantId) : variants.bySku.get(line.sku ?? '')
    const known = found ?? variant
    if (!known) throw new DomainError('order.unknown-product', { line: index + 1, sku: line.sku ?? line.variantId })
    const unitPrice = line.unitPrice ?? found?.unitPrice
    if (unitPrice === undefined) throw new DomainError('order.no-price', { line: index + 1, sku: known.sku })
    return {
      line,
      variantId: known.variantId,
      sku: known.sku,
      stocked: known.stocked,
      name: line.description ?? (found ? nameOf(found) : (variant?.name ?? null)),
      toPrice: {
        unitPrice: String(unitPrice),
        quantity: line.quantity,
        discountMinor: line.discount ?? 0n,
        taxClass: known.taxClass,
        pricesIncludeTax: found?.pricesIncludeTax ?? true,
      },
    }
  })
  const amounts = amountsOf(lines.map((line) => line.toPrice), draft, currency)
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
  const line = lineRow(orderId, lineNo, { variantId: null, sku: shippingSku, name: null, stocked: false }, fee, amounts)
  return { ...line, kind: 'shipping' }
}

async function resolveVariants(
  tx: Tx,
  placements: readonly Placement[],
): Promise<{ bySku: Map<string, Variant>; byId: Map<string, Variant> }> {
  const skus = new Set<string>()
  const ids = new Set<string>()
  for (const { draft } of placements) {
    for (const line of draft.lines) {
      if (line.variantId === undefined && line.sku !== undefined) skus.add(line.sku)
      else if (line.variantId !== undefined && line.unitPrice !== undefined) ids.add(line.variantId)
    }
  }
  const bySku = skus.size > 0 ? await variantsBySku(tx, tx.principal.companyId, [...skus]) : []
  const byId = ids.size > 0 ? await variantsById(tx, [...ids]) : []
  return {
    bySku: new Map(bySku.map((variant) => [variant.sku, variant])),
    byId: new Map(byId.map((variant) => [variant.variantId, variant])),
  }
}

function nameOf(found: Quote): string {
  return found.variantName ? `${found.productName} ${found.variantName}` : found.productName
}

function total(rows: readonly OrderLineRow[], key: 'netMinor' | 'vatMinor' | 'discountMinor' | 'totalMinor'): bigint {
  return rows.reduce((sum, row) => sum + row[key], 0n)
}
