import type { Locale } from '../../kernel/server/catalogue.ts'
import type { Db } from '../../kernel/server/connection.ts'
import { majorText } from '../../kernel/shared/money.ts'
import { quote, shelfProducts } from '../../modules/catalog/api.ts'
import { availability } from '../../modules/inventory/api.ts'
import { priceLines } from '../../modules/orders/shared/amounts.ts'
import { type CartLine, maxCartLines } from './cart.ts'
import { productName, productPath, shown, tile, unitPriceMinor } from './goods.ts'
import { deliveryFee, type Shop, shelfOf } from './shop.ts'

export interface BasketLine {
  variantId: string
  quantity: number
  name: string
  option: string
  href: string
  tint: number
  glyph: string
  unitPrice: string
  total: string
  /** Why this line cannot be ordered as it stands. */
  fault?: 'soldOut' | 'short' | 'gone'
}

/** A cart as it would be ordered now: priced by the same arithmetic as the order, and held against the shelves. */
export interface Basket {
  lines: BasketLine[]
  orderable: boolean
  totalMinor: bigint
  deliveryMinor: bigint
  goods: string
  delivery: string
  deliveryIsFree: boolean
  total: string
  vat: string
  /** What is still missing to free delivery; empty when nothing is. */
  freeMore: string
}

export async function basketOf(
  db: Db,
  shop: Shop,
  { cart, locale }: { cart: readonly CartLine[]; locale: Locale },
): Promise<Basket> {
  const shelf = shelfOf(shop)
  const ids = cart.map((line) => line.variantId)
  const products =
    ids.length > 0
      ? await shelfProducts(db, shelf, { variantIds: ids, order: 'name', limit: maxCartLines, offset: 0 })
      : []
  const known = new Map(
    products.flatMap((product) =>
      product.variants.map((variant) => [variant.id, { product, variant }] as const),
    ),
  )
  const asks = cart.map(({ variantId, quantity }) => ({
    variantId,
    channelCode: shop.channelCode,
    customerGroup: null,
    currency: shop.currency,
    quantity: String(quantity),
    on: shelf.on,
  }))
  const quotes = asks.length > 0 ? await quote(db, asks, shop.companyId) : []
  const promised = await promisesOf(db, shop, ids)
  const money = (minor: bigint): string => shown(minor, shop.currency, locale)
  let goodsMinor = 0n
  let vatMinor = 0n
  const lines = cart.map(({ variantId, quantity }, index): BasketLine => {
    const found = known.get(variantId)
    const price = quotes[index]
    if (!found || !price) return { ...unknownLine, variantId, quantity, fault: 'gone' }
    const { unitPrice, taxClass, pricesIncludeTax, stocked } = price
    const toPrice = {
      unitPrice: String(unitPrice),
      quantity: BigInt(quantity),
      discountMinor: 0n,
      taxClass,
      pricesIncludeTax,
    }
    const amounts = priceLines([toPrice], 0n, shop.currency)[0]
    goodsMinor += amounts?.totalMinor ?? 0n
    vatMinor += amounts?.vatMinor ?? 0n
    const left = stocked ? (promised.get(variantId) ?? 0n) : BigInt(quantity)
    const fault = left === 0n ? 'soldOut' : left < BigInt(quantity) ? 'short' : undefined
    return {
      variantId,
      quantity,
      name: productName(found.product, locale),
      option: found.variant.name,
      href: productPath(found.product),
      ...tile(found.product, locale),
      unitPrice: money(unitPriceMinor(price, shop.currency)),
      total: money(amounts?.totalMinor ?? 0n),
      ...(fault ? { fault } : {}),
    }
  })
  const deliveryMinor = deliveryFee(shop, goodsMinor)
  const { freeFromMinor } = shop.delivery
  const missing = freeFromMinor !== null && deliveryMinor > 0n ? freeFromMinor - goodsMinor : 0n
  return {
    lines,
    orderable: lines.length > 0 && lines.every((line) => line.fault === undefined),
    totalMinor: goodsMinor + deliveryMinor,
    deliveryMinor,
    goods: money(goodsMinor),
    delivery: money(deliveryMinor),
    deliveryIsFree: deliveryMinor === 0n,
    total: money(goodsMinor + deliveryMinor),
    vat: money(vatMinor + vatOfDelivery(deliveryMinor, shop)),
    freeMore: missing > 0n ? money(missing) : '',
  }
}

const unknownLine = { name: '', option: '', href: '', tint: 0, glyph: '·', unitPrice: '', total: '' }

async function promisesOf(db: Db, shop: Shop, ids: readonly string[]): Promise<Map<string, bigint>> {
  if (ids.length === 0) return new Map()
  const rows = await availability(db, ids, { companyId: shop.companyId, code: shop.channelCode })
  return new Map(rows.map((row) => [row.variantId, row.promise]))
}

/** The fee is a line of its own in the order, tax included. */
function vatOfDelivery(feeMinor: bigint, shop: Shop): bigint {
  const taxed = { quantity: 1n, discountMinor: 0n, taxClass: 'taxable', pricesIncludeTax: true } as const
  const fee = { ...taxed, unitPrice: majorText(feeMinor, shop.currency) }
  return priceLines([fee], 0n, shop.currency)[0]?.vatMinor ?? 0n
}
