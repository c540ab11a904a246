import type { Locale } from '../../kernel/server/catalogue.ts'
import type { Db } from '../../kernel/server/connection.ts'
import { formatMoneyInWords } from '../../kernel/shared/format.ts'
import { type Currency, majorText, moneyOf } from '../../kernel/shared/money.ts'
import { type Quote, quote, type ShelfProduct } from '../../modules/catalog/api.ts'
import { availability } from '../../modules/inventory/api.ts'
import { priceLines } from '../../modules/orders/shared/amounts.ts'
import { type Shop, shelfOf } from './shop.ts'

export interface Offer {
  variantId: string
  sku: string
  name: string
  /** What one unit costs, tax included. */
  priceMinor: bigint
  taxClass: Quote['taxClass']
  gtin: string | null
  soldOut: boolean
}

export interface Goods {
  product: ShelfProduct
  offers: Offer[]
}

export interface Card {
  href: string
  name: string
  brand: string
  price: string
  /** Several prices: the lowest is shown. */
  from: boolean
  soldOut: boolean
  tint: number
  glyph: string
}

const tints = 6

/** What products cost by the web channel and whether they can be had; products nobody can be quoted for are left out. */
export async function goodsOf(db: Db, shop: Shop, products: readonly ShelfProduct[]): Promise<Goods[]> {
  const { on } = shelfOf(shop)
  const variants = products.flatMap((product) => product.variants)
  if (variants.length === 0) return []
  const ask = {
    channelCode: shop.channelCode,
    customerGroup: null,
    currency: shop.currency,
    quantity: '1',
    on,
  }
  const quotes = await quote(
    db,
    variants.map((variant) => ({ ...ask, variantId: variant.id })),
    shop.companyId,
  )
  const quoted = new Map(quotes.flatMap((found) => (found ? [[found.variantId, found] as const] : [])))
  const stocked = variants.flatMap((variant) => (variant.stocked ? [variant.id] : []))
  const channel = { companyId: shop.companyId, code: shop.channelCode }
  const stock = stocked.length > 0 ? await availability(db, stocked, channel) : []
  const gone = new Set(stock.flatMap((row) => (row.promise > 0n ? [] : [row.variantId])))
  return products.flatMap((product) => {
    const offers = product.variants.flatMap((variant): Offer[] => {
      const found = quoted.get(variant.id)
      if (!found) return []
      return [
        {
          variantId: variant.id,
          sku: variant.sku,
          name: variant.name,
          priceMinor: unitPriceMinor(found, shop.currency),
          taxClass: found.taxClass,
          gtin: variant.gtin,
          soldOut: gone.has(variant.id),
        },
      ]
    })
    return offers.length > 0 ? [{ product, offers }] : []
  })
}

/** A unit as the customer pays it, whether the list's prices include the tax or not. */
export function unitPriceMinor(found: Quote, currency: Currency): bigint {
  const { unitPrice, taxClass, pricesIncludeTax } = found
  const unit = { unitPrice: String(unitPrice), quantity: 1n, discountMinor: 0n, taxClass, pricesIncludeTax }
  return priceLines([unit], 0n, currency)[0]?.totalMinor ?? 0n
}

export function cardOf({ product, offers }: Goods, shop: Shop, locale: Locale): Card {
  const prices = offers.map((offer) => offer.priceMinor)
  const [lowest = 0n] = prices.toSorted((a, b) => (a < b ? -1 : 1))
  return {
    href: productPath(product),
    name: productName(product, locale),
    brand: product.brand,
    price: shown(lowest, shop.currency, locale),
    from: prices.some((price) => price !== lowest),
    soldOut: offers.every((offer) => offer.soldOut),
    ...tile(product, locale),
  }
}

/** The tile that stands where a picture would: the first letter on one of a few quiet colours. */
export function tile(product: ShelfProduct, locale: Locale): { tint: number; glyph: string } {
  const sum = [...product.code].reduce(
    (total, letter) => (total * 31 + (letter.codePointAt(0) ?? 0)) % 9973,
    7,
  )
  const glyph = /[\p{L}\p{N}]/u.exec(productName(product, locale))?.[0] ?? '·'
  return { tint: sum % tints, glyph: glyph.toUpperCase() }
}

export function productName(product: { name: string; nameEn: string }, locale: Locale): string {
  return locale === 'en' ? product.nameEn || product.name : product.name
}

/** Codes may hold any letters; one that would make an overlong address gives way to the id. */
export function productPath(product: { id: string; code: string }): string {
  const slug = encodeURIComponent(product.code)
  return `/shop/p/${slug.length > 150 || /^\.+$/.test(slug) ? product.id : slug}`
}

export function shown(amountMinor: bigint, currency: Currency, locale: Locale): string {
  return formatMoneyInWords(moneyOf(amountMinor, currency), locale)
}

/** schema.org Product with one Offer per variant, as search engines read it. */
export function productJsonLd(
  goods: Goods,
  look: { shop: Shop; locale: Locale; url: string },
): Record<string, unknown> {
  const { product, offers } = goods
  const availabilityOf = (soldOut: boolean): string =>
    `https://schema.org/${soldOut ? 'OutOfStock' : 'InStock'}`
  return {
    '@context': 'https://schema.org',
    '@type': 'Product',
    name: productName(product, look.locale),
    sku: product.code,
    ...(product.description ? { description: product.description } : {}),
    ...(product.brand ? { brand: { '@type': 'Brand', name: product.brand } } : {}),
    ...(offers.length === 1 && offers[0]?.gtin ? { gtin: offers[0].gtin } : {}),
    offers: offers.map((offer) => ({
      '@type': 'Offer',
      sku: offer.sku,
      ...(offer.name ? { name: offer.name } : {}),
      price: majorText(offer.priceMinor, look.shop.currency),
      priceCurrency: look.shop.currency,
      availability: availabilityOf(offer.soldOut),
      itemCondition: 'https://schema.org/NewCondition',
      url: look.url,
      seller: { '@type': 'Organization', name: look.locale === 'en' ? look.shop.nameEn : look.shop.name },
    })),
  }
}
