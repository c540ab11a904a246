import type { FastifyInstance } from 'fastify'
import { createServer } from '../../kernel/server/http/server.ts'
import { changeSetting } from '../../kernel/server/services/settings.ts'
import { type TestKit, testKit } from '../../kernel/server/testkit.ts'
import {
  createCategories,
  createChannels,
  createPriceLists,
  createProducts,
  setPrices,
  shopBankAccount,
  shopDelivery,
} from '../../modules/catalog/api.ts'
import { createWarehouses, receive } from '../../modules/inventory/api.ts'
import { openBooks } from '../../modules/ledger/api.ts'
import { modules } from '../modules.ts'
import { serveWeb } from '../web-files.ts'
import { serveSite } from './site.ts'

export interface OpenSite {
  t: TestKit
  app: FastifyInstance
  variants: Map<string, string>
  /** A browser without scripts: keeps cookies, follows nothing. */
  browser(): Browser
}

export interface Browser {
  cookies: Map<string, string>
  get(url: string, headers?: Record<string, string>): Promise<Answer>
  /** Sends a form, with the token of the last page seen unless told otherwise. */
  post(url: string, fields: Record<string, string>, headers?: Record<string, string>): Promise<Answer>
  /** Value of a hidden field on the last page. */
  hidden(name: string): string
}

export interface Answer {
  status: number
  html: string
  location: string
  headers: Record<string, unknown>
}

/** A small shop with a web channel, three products and stock, served as in production. */
export async function openSite(): Promise<OpenSite> {
  const t = await testKit(modules)
  const stocked = await t.transaction(async (tx) => {
    await openBooks(tx, { companyId: tx.principal.companyId, currency: 'KRW' })
    await createChannels(tx, [
      { code: 'web', name: '온라인', kind: 'web', currency: 'KRW', pricesIncludeTax: true },
    ])
    await createPriceLists(tx, [{ code: 'retail', name: '소매', currency: 'KRW', pricesIncludeTax: true }])
    await createCategories(tx, [
      { code: 'food', name: '식품', nameEn: 'Food' },
      { code: 'tea', name: '차', nameEn: 'Tea', parentCode: 'food' },
    ])
    const products = await createProducts(tx, [
      {
        code: 'TEA-GR',
        name: '제주 녹차',
        nameEn: 'Jeju green tea',
        description: '첫물 잎 </script><script>alert(1)</script>',
        categoryCode: 'tea',
        variants: [
          { sku: 'TEA-GR-1', name: '50g', weightGrams: 120 },
          { sku: 'TEA-GR-2', name: '100g', weightGrams: 180 },
        ],
      },
      {
        code: 'CUP/1',
        name: '백자 머그',
        nameEn: 'Porcelain mug',
        variants: [{ sku: 'CUP-1', weightGrams: 380 }],
      },
      {
        code: 'RICE',
        name: '이천 쌀',
        nameEn: 'Icheon rice',
        taxClass: 'exempt',
        variants: [{ sku: 'RICE-1', weightGrams: 10_000 }],
      },
    ])
    const variants = new Map(products.flatMap((product) => product.variants.map(({ sku, id }) => [sku, id])))
    await setPrices(tx, [
      { priceListCode: 'retail', sku: 'TEA-GR-1', unitPrice: '14500' },
      { priceListCode: 'retail', sku: 'TEA-GR-2', unitPrice: '26000' },
      { priceListCode: 'retail', sku: 'CUP-1', unitPrice: '15800' },
      { priceListCode: 'retail', sku: 'RICE-1', unitPrice: '38900' },
    ])
    const [warehouse] = await createWarehouses(tx, [{ code: 'W1', name: '이천 센터', postalCode: '17336' }])
    const warehouseId = warehouse?.id ?? ''
    const units = { 'TEA-GR-1': 30n, 'CUP-1': 3n } as const
    await receive(tx, [
      {
        warehouseId,
        reason: 'opening',
        reference: 'opening',
        lines: Object.entries(units).map(([sku, quantity]) => ({
          variantId: variants.get(sku) ?? '',
          quantity,
          unitCost: '7000',
        })),
      },
    ])
    await changeSetting(tx, shopBankAccount, {
      value: { bank: '한빛은행', number: '110-222-333444', holder: '한울상사' },
      version: undefined,
    })
    await changeSetting(tx, shopDelivery, { value: { fee: '3000', freeFrom: '50000' }, version: undefined })
    return { variants }
  })
  await t.settle()
  const app = await createServer({ database: t.database, modules, authenticate: async () => undefined })
  await serveWeb(app)
  await serveSite(app, { secret: Buffer.alloc(32, 7) })
  await app.ready()
  return { t, app, ...stocked, browser: () => browserOf(app) }
}

let browsers = 0

function browserOf(app: FastifyInstance): Browser {
  const cookies = new Map<string, string>()
  browsers += 1
  // Limits are by address: every browser of a test sits somewhere else.
  const remoteAddress = `198.51.100.${browsers % 256}`
  let page = ''
  async function send(
    method: 'GET' | 'POST',
    url: string,
    headers: Record<string, string>,
    payload?: string,
  ) {
    const answer = await app.inject({
      method,
      url,
      remoteAddress,
      headers: {
        ...(cookies.size > 0
          ? { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
          : {}),
        ...(payload === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        ...headers,
      },
      ...(payload === undefined ? {} : { payload }),
    })
    for (const { name, value, maxAge, expires } of answer.cookies) {
      if (maxAge === 0 || (expires && expires.getTime() < Date.now())) cookies.delete(name)
      else cookies.set(name, value)
    }
    if (String(answer.headers['content-type']).includes('html')) page = answer.body
    return {
      status: answer.statusCode,
      html: answer.body,
      location: String(answer.headers.location ?? ''),
      headers: answer.headers,
    }
  }
  const hidden = (name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? ''
  return {
    cookies,
    hidden,
    get: (url, headers = {}) => send('GET', url, headers),
    post: (url, fields, headers = {}) =>
      send('POST', url, headers, new URLSearchParams({ csrf: hidden('csrf'), ...fields }).toString()),
  }
}
