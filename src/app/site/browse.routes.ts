import type { FastifyInstance } from 'fastify'
import { type Locale, text } from '../../kernel/server/catalogue.ts'
import { addDays } from '../../kernel/shared/calendar.ts'
import { bestSellers } from '../../modules/analytics/server/best-sellers.queries.ts'
import { type ShelfProduct, shelfProduct, shelfProducts, shelfSearch } from '../../modules/catalog/api.ts'
import { type Category, pathTo, withBelow } from './categories.ts'
import {
  type Card,
  cardOf,
  type Goods,
  goodsOf,
  productJsonLd,
  productName,
  productPath,
  shown,
  tile,
} from './goods.ts'
import { sharedPage } from './pages.ts'
import { type Shop, shelfOf } from './shop.ts'
import { PageMissing, type PageOf, type Scene, type Stand, scene, textOf } from './stand.ts'
import { marks } from './theme.ts'

const onHome = 8
const onPage = 24
const lastPage = 200
const popularDays = 60
const longestQuery = 80

/** Home, categories, search and products: the same for everyone. */
export function browseRoutes(app: FastifyInstance, stand: Stand): void {
  app.get('/shop', async (request, reply) => {
    const at = await scene(stand, request, reply)
    return sharedPage(at, async () => ({ ...(await homePage(stand, at)), categories: at.categories }))
  })
  app.get('/shop/all', async (request, reply) => {
    const at = await scene(stand, request, reply)
    return sharedPage(at, async () => ({
      ...(await listPage(stand, at, undefined)),
      categories: at.categories,
    }))
  })
  app.get('/shop/c/:code', async (request, reply) => {
    const at = await scene(stand, request, reply)
    const { code } = request.params as { code: string }
    const category = at.categories.find((candidate) => candidate.code === code)
    if (!category) throw new PageMissing()
    return sharedPage(at, async () => ({
      ...(await listPage(stand, at, category)),
      categories: at.categories,
    }))
  })
  app.get('/shop/search', async (request, reply) => {
    const at = await scene(stand, request, reply)
    return sharedPage(at, async () => ({ ...(await searchPage(stand, at)), categories: at.categories }))
  })
  app.get('/shop/p/:code', async (request, reply) => {
    const at = await scene(stand, request, reply)
    return sharedPage(at, async () => ({ ...(await productPage(stand, at)), categories: at.categories }))
  })
}

async function homePage({ database }: Stand, { request, shop }: Scene): Promise<PageOf> {
  const { locale } = request.visitor
  const shelf = shelfOf(shop)
  const sellers = await bestSellers(database, {
    companyId: shop.companyId,
    from: addDays(shelf.on, -popularDays),
    limit: onHome * 3,
  })
  const [newest, wanted] = await Promise.all([
    shelfProducts(database, shelf, { order: 'newest', limit: onHome, offset: 0 }),
    sellers.length > 0
      ? shelfProducts(database, shelf, { variantIds: sellers, order: 'name', limit: onHome * 3, offset: 0 })
      : [],
  ])
  const rank = (product: ShelfProduct): number =>
    Math.min(...product.variants.map(({ id }) => sellers.indexOf(id)).filter((place) => place >= 0))
  const popular = wanted.toSorted((a, b) => rank(a) - rank(b)).slice(0, onHome)
  return {
    name: 'home',
    head: { title: '', path: '/shop', jsonLd: shopJsonLd(shop, locale) },
    scope: {
      newest: await cards(database, shop, newest, locale),
      popular: await cards(database, shop, popular, locale),
    },
  }
}

async function listPage(
  { database }: Stand,
  { request, shop, categories }: Scene,
  category: Category | undefined,
): Promise<PageOf> {
  const { locale } = request.visitor
  const { page, sort } = pageAsked(request.query)
  const found = await shelfProducts(database, shelfOf(shop), {
    order: sort,
    limit: onPage + 1,
    offset: (page - 1) * onPage,
    ...(category ? { categoryIds: withBelow(categories, category.id).map(({ id }) => id) } : {}),
  })
  const base = category ? `/shop/c/${encodeURIComponent(category.code)}` : '/shop/all'
  const path = (to: number, by: string): string => {
    const query = [...(by === 'newest' ? [] : [`sort=${by}`]), ...(to === 1 ? [] : [`page=${to}`])].join('&')
    return query === '' ? base : `${base}?${query}`
  }
  const name = category ? categoryName(category, locale) : text(locale, 'shop.all')
  return {
    name: 'list',
    head: { title: name, path: path(page, sort) },
    scope: {
      heading: name,
      crumbs: category
        ? pathTo(categories, category)
            .slice(0, -1)
            .map((step) => crumbOf(step, locale))
        : [],
      below: category
        ? categories.filter(({ parentId }) => parentId === category.id).map((step) => crumbOf(step, locale))
        : [],
      cards: await cards(database, shop, found.slice(0, onPage), locale),
      sorts: (['newest', 'name'] as const).map((by) => ({
        href: path(1, by),
        name: text(locale, `shop.sort.${by}`),
        now: by === sort,
      })),
      pages: pagesOf(page, found.length > onPage, (to) => path(to, sort)),
    },
  }
}

async function searchPage({ database }: Stand, { request, shop }: Scene): Promise<PageOf> {
  const { locale } = request.visitor
  const q = textOf((request.query as { q?: unknown }).q, longestQuery)
  const { page } = pageAsked(request.query)
  const shelf = shelfOf(shop)
  const ids = q === '' ? [] : await shelfSearch(database, shelf, q)
  const found =
    ids.length === 0
      ? []
      : await shelfProducts(database, shelf, {
          productIds: ids,
          order: 'name',
          limit: onPage + 1,
          offset: (page - 1) * onPage,
        })
  const path = (to: number): string =>
    `/shop/search?q=${encodeURIComponent(q)}${to === 1 ? '' : `&page=${to}`}`
  const title = q === '' ? text(locale, 'shop.search.open') : text(locale, 'shop.search.title', { q })
  return {
    name: 'search',
    head: { title, path: path(page), hidden: true, q },
    scope: {
      q,
      heading: title,
      cards: await cards(database, shop, found.slice(0, onPage), locale),
      pages: pagesOf(page, found.length > onPage, path),
    },
  }
}

async function productPage({ database }: Stand, { request, shop, categories }: Scene): Promise<PageOf> {
  const { locale } = request.visitor
  const code = textOf((request.params as { code: string }).code, 200)
  const product = await shelfProduct(database, shelfOf(shop), code)
  const [goods] = product ? await goodsOf(database, shop, [product]) : []
  if (!goods) throw new PageMissing()
  const category = categories.find(({ id }) => id === goods.product.categoryId)
  const name = productName(goods.product, locale)
  const path = productPath(goods.product)
  const card = cardOf(goods, shop, locale)
  const url = `${marks.origin}${path}${locale === 'en' ? '?lang=en' : ''}`
  return {
    name: 'product',
    head: {
      title: name,
      path,
      description: goods.product.description.slice(0, 160) || `${name} · ${card.price}`,
      jsonLd: productJsonLd(goods, { shop, locale, url }),
    },
    scope: {
      ...tile(goods.product, locale),
      name,
      code: goods.product.code,
      brand: goods.product.brand,
      paragraphs: goods.product.description.split(/\n+/).filter((part) => part.trim() !== ''),
      price: card.price,
      from: card.from,
      soldOut: card.soldOut,
      taxClass: goods.offers[0]?.taxClass ?? 'taxable',
      crumbs: category ? pathTo(categories, category).map((step) => crumbOf(step, locale)) : [],
      offers: offersShown(goods, shop, locale),
      delivery: deliveryWords(shop, locale),
    },
  }
}

function offersShown({ offers }: Goods, shop: Shop, locale: Locale): object[] {
  const first = offers.find((offer) => !offer.soldOut)
  return offers.map((offer) => ({
    variantId: offer.variantId,
    name: offer.name || offer.sku,
    price: shown(offer.priceMinor, shop.currency, locale),
    soldOut: offer.soldOut,
    chosen: offer === first,
  }))
}

function deliveryWords(shop: Shop, locale: Locale): string {
  const { feeMinor, freeFromMinor } = shop.delivery
  const fee = shown(feeMinor, shop.currency, locale)
  if (feeMinor === 0n) return text(locale, 'shop.product.deliveryFree')
  if (freeFromMinor === null) return text(locale, 'shop.product.deliveryFee', { fee })
  return text(locale, 'shop.product.deliveryFreeFrom', {
    fee,
    from: shown(freeFromMinor, shop.currency, locale),
  })
}

async function cards(
  database: Stand['database'],
  shop: Shop,
  products: readonly ShelfProduct[],
  locale: Locale,
): Promise<Card[]> {
  return (await goodsOf(database, shop, products)).map((goods) => cardOf(goods, shop, locale))
}

function categoryName(category: Category, locale: Locale): string {
  return locale === 'en' ? category.nameEn || category.name : category.name
}

function crumbOf(category: Category, locale: Locale): { href: string; name: string } {
  return { href: `/shop/c/${encodeURIComponent(category.code)}`, name: categoryName(category, locale) }
}

function pageAsked(query: unknown): { page: number; sort: 'newest' | 'name' } {
  const { page, sort } = query as { page?: unknown; sort?: unknown }
  const asked = typeof page === 'string' && /^\d{1,4}$/.test(page) ? Number(page) : 1
  return { page: Math.min(Math.max(asked, 1), lastPage), sort: sort === 'name' ? 'name' : 'newest' }
}

function pagesOf(page: number, more: boolean, path: (to: number) => string): object {
  return {
    now: page,
    previous: page > 1 ? path(page - 1) : '',
    next: more && page < lastPage ? path(page + 1) : '',
  }
}

function shopJsonLd(shop: Shop, locale: Locale): Record<string, unknown> {
  return {
    '@context': 'https://schema.org',
    '@type': 'WebSite',
    name: locale === 'en' ? shop.nameEn : shop.name,
    url: `${marks.origin}/shop`,
    potentialAction: {
      '@type': 'SearchAction',
      target: `${marks.origin}/shop/search?q={search_term_string}`,
      'query-input': 'required name=search_term_string',
    },
  }
}
