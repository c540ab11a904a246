import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Database } from '../../kernel/server/database.ts'
import type { IntakeLane } from '../../modules/orders/server/order-intake.lane.ts'
import type { Category } from './categories.ts'
import type { PageHead, Stage } from './pages.ts'
import type { Shop } from './shop.ts'
import type { Signer } from './site-secret.ts'
import type { Theme } from './theme.ts'

/** What every route of the shop stands on. */
export interface Stand {
  database: Database
  theme: Theme
  signer: Signer
  lane: IntakeLane
  shop(): Promise<Shop | undefined>
  categories(companyId: string): Promise<readonly Category[]>
}

/** No company sells to strangers yet, or no longer. */
export class ShopClosed extends Error {}

/** There is no such page; `order` when a link to an order leads nowhere. */
export class PageMissing extends Error {
  readonly kind: 'page' | 'order'

  constructor(kind: 'page' | 'order' = 'page') {
    super(`no such ${kind}`)
    this.kind = kind
  }
}

async function openShop(stand: Stand): Promise<Shop> {
  const shop = await stand.shop()
  if (!shop) throw new ShopClosed()
  return shop
}

export interface Scene extends Stage {
  shop: Shop
  categories: readonly Category[]
}

/** Everything a page needs of the shop for one request. */
export async function scene(stand: Stand, request: FastifyRequest, reply: FastifyReply): Promise<Scene> {
  const shop = await openShop(stand)
  return { request, reply, theme: stand.theme, shop, categories: await stand.categories(shop.companyId) }
}

/** The words a page carries: its name, its head and what it shows. */
export interface PageOf {
  name: string
  head: PageHead
  scope: object
}

/** A short text from a form or a query; nothing that a database cannot store. */
export function textOf(value: unknown, most: number): string {
  return typeof value === 'string'
    ? value
        .replace(/\p{Cc}+/gu, ' ')
        .trim()
        .slice(0, most)
    : ''
}
