import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Locale } from '../../kernel/server/catalogue.ts'
import { unitsOf } from './cart.ts'
import type { Category } from './categories.ts'
import type { Shop } from './shop.ts'
import { marks, type Theme } from './theme.ts'

/** What a page says of itself in its head. */
export interface PageHead {
  title: string
  description?: string
  /** Address without the language; the query only where it makes another page. */
  path: string
  /** Pages of one visitor are no search engine's business. */
  hidden?: boolean
  jsonLd?: unknown
  /** Words in the search box. */
  q?: string
  /** Seconds after which the page asks for news of itself. */
  liveSeconds?: number
}

interface Rendered {
  at: number
  html: string
}

const cacheTtlMs = 15_000
const cacheSize = 500
const cache = new Map<string, Rendered>()

/**
 * A page that is the same for everyone, rendered at most every few seconds. What belongs to one visitor (cart count,
 * form token) is put in on the way out, and the tag tells whether the visitor has exactly this.
 */
export async function sharedPage(
  { request, reply, theme, shop }: Stage,
  render: () => Promise<{ name: string; head: PageHead; scope: object; categories: readonly Category[] }>,
): Promise<FastifyReply> {
  const { locale } = request.visitor
  const key = `${shop?.companyId ?? ''}|${locale}|${addressOf(request)}`
  const known = cache.get(key)
  let html = known && Date.now() - known.at < cacheTtlMs ? known.html : undefined
  if (html === undefined) {
    const { name, head, scope, categories } = await render()
    html = await theme.page(name, { ...scope, head: headOf(head, locale) }, frameOf(locale, shop, categories))
    if (cache.size >= cacheSize) cache.delete(cache.keys().next().value ?? '')
    cache.delete(key)
    cache.set(key, { at: Date.now(), html })
  }
  const body = filled(html, request)
  const tag = `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  void reply.header('etag', tag).header('cache-control', 'private, no-cache').header('vary', 'cookie')
  if (request.headers['if-none-match'] === tag) return reply.code(304).send()
  return reply.type('text/html; charset=utf-8').send(body)
}

/** A page of one visitor: never kept. */
export async function ownPage(
  { request, reply, theme, shop }: Stage,
  page: {
    name: string
    head: PageHead
    scope: object
    categories: readonly Category[]
    status?: number
  },
): Promise<FastifyReply> {
  const { locale } = request.visitor
  const scope = { ...page.scope, head: headOf({ ...page.head, hidden: true }, locale) }
  const html = await theme.page(page.name, scope, frameOf(locale, shop, page.categories))
  return reply
    .code(page.status ?? 200)
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(filled(html, request))
}

export interface Stage {
  request: FastifyRequest
  reply: FastifyReply
  theme: Theme
  shop: Shop | undefined
}

/** A page's address with only what makes it another page, in one order. */
function addressOf(request: FastifyRequest): string {
  const query = (request.query ?? {}) as Record<string, unknown>
  const parts = ['q', 'sort', 'page'].map((name) => (typeof query[name] === 'string' ? query[name] : ''))
  return `${request.url.split('?')[0]}?${JSON.stringify(parts)}`
}

function headOf(head: PageHead, locale: Locale): object {
  const [path = '', query = ''] = head.path.split('?')
  const inLanguage = (lang: Locale): string => `${path}?${query === '' ? '' : `${query}&`}lang=${lang}`
  return {
    ...head,
    canonical: locale === 'ko' ? head.path : inLanguage('en'),
    ko: inLanguage('ko'),
    en: inLanguage('en'),
  }
}

function frameOf(locale: Locale, shop: Shop | undefined, categories: readonly Category[]): object {
  return {
    locale,
    shop: shop && {
      name: locale === 'en' ? shop.nameEn : shop.name,
      businessNumber: shop.businessNumber ?? '',
      seller: { ...shop.seller },
    },
    categories: categories.map(({ code, name, nameEn, parentId }) => ({
      href: `/shop/c/${encodeURIComponent(code)}`,
      name: locale === 'en' ? nameEn || name : name,
      top: parentId === null,
    })),
  }
}

function filled(html: string, request: FastifyRequest): string {
  return html
    .replaceAll(marks.formToken, request.visitor.formToken)
    .replaceAll(marks.cartCount, String(unitsOf(request.visitor.cart)))
    .replaceAll(marks.origin, originOf(request))
}

/** Absolute addresses for search engines; a host name that is none is left out rather than echoed. */
function originOf(request: FastifyRequest): string {
  return /^[\w.-]+(:\d{1,5})?$/.test(request.host) ? `${request.protocol}://${request.host}` : ''
}
