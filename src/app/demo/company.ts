import { type Chance, chance } from '../../engines/runner/chance.ts'
import type { Database } from '../../kernel/server/database.ts'
import { createCompany } from '../../kernel/server/identity/owner.ts'
import { systemPrincipal } from '../../kernel/server/principal.ts'
import type { Tx } from '../../kernel/server/transaction.ts'
import { makeBusinessNumber } from '../../kernel/shared/business-number.ts'
import { addDays, dateInZone } from '../../kernel/shared/calendar.ts'
import { withGtinCheckDigit } from '../../kernel/shared/gtin.ts'
import { newId } from '../../kernel/shared/ids.ts'
import {
  createCategories,
  createChannels,
  createPriceLists,
  createProducts,
  setPrices,
} from '../../modules/catalog/api.ts'
import { createBins, createWarehouses } from '../../modules/inventory/api.ts'
import { openBooks } from '../../modules/ledger/api.ts'
import { createParties, type PartyDraft } from '../../modules/parties/api.ts'
import { roles } from '../roles.ts'
import { categories, goods } from './goods.ts'
import { openUnits } from './organisation.ts'
import { firmName, foreignName, koreanName } from './people-names.ts'
import { koreanAddress, mobileNumber } from './places.ts'
import { furnishShop } from './shop-front.ts'

export const demoCode = 'HANUL'
export const daysOfTrade = 365
const seed = 20_260_101
const partyBatch = 500

export interface DemoCompany {
  id: string
  /** Product SKUs with what one unit costs. */
  items: { sku: string; variantId: string; price: number; unitCost: string }[]
  warehouses: { id: string; code: string }[]
}

export interface DemoCustomer {
  id: string
  name: string
  organisation: boolean
  phone: string
  address: ReturnType<typeof koreanAddress>
}

/** Makes the company, its books, shelves and price lists, or finds them as an earlier start left them. */
export async function demoCompany(database: Database): Promise<DemoCompany> {
  const known = await database.row<{ id: string }>('', 'select id from kernel.company where code = $1', [
    demoCode,
  ])
  const id = known?.id ?? newId()
  const start = new Date(`${addDays(dateInZone(new Date()), -daysOfTrade - 1)}T00:00:00Z`)
  return database.transaction({ principal: systemPrincipal(id, 'demo'), now: start }, async (tx) => {
    if (!known) {
      await createCompany(
        tx,
        id,
        {
          code: demoCode,
          name: '한울상사',
          nameEn: 'Hanul Trading',
          currency: 'KRW',
          businessNumber: makeBusinessNumber({ office: 901, type: 81, serial: 1 }),
        },
        roles,
      )
      await openUnits(tx)
      await furnishShop(tx)
    }
    await openBooks(tx, { companyId: id, currency: 'KRW', firstYear: start.getUTCFullYear() })
    await openChannels(tx)
    const items = await stockCatalog(tx)
    const warehouses = await openWarehouses(
      tx,
      items.map((item) => item.variantId),
    )
    return { id, items, warehouses }
  })
}

/** Customers, most of them people, some firms, a few from abroad; the n-th is always the same. */
export async function demoCustomers(
  database: Database,
  companyId: string,
  count: number,
): Promise<DemoCustomer[]> {
  const luck = chance(seed)
  const drafts = Array.from({ length: count }, (_, n) => customerDraft(luck, n))
  const customers: DemoCustomer[] = []
  for (let from = 0; from < drafts.length; from += partyBatch) {
    const batch = drafts.slice(from, from + partyBatch)
    const created = await database.transaction({ principal: systemPrincipal(companyId, 'demo') }, (tx) =>
      createParties(
        tx,
        batch.map(({ draft }) => draft),
      ),
    )
    batch.forEach(({ draft, address }, index) => {
      customers.push({
        id: created[index]?.id ?? '',
        name: draft.name,
        organisation: draft.kind === 'organisation',
        phone: draft.phone ?? '',
        address,
      })
    })
  }
  return customers
}

function customerDraft(
  luck: Chance,
  n: number,
): { draft: PartyDraft; address: ReturnType<typeof koreanAddress> } {
  const organisation = luck.happens(0.22)
  const foreign = !organisation && luck.happens(0.04)
  const firm = organisation ? firmName(luck) : undefined
  const name = firm?.name ?? (foreign ? foreignName(luck).name : koreanName(luck))
  const address = koreanAddress(luck)
  const phone = mobileNumber(luck)
  const draft: PartyDraft = {
    kind: organisation ? 'organisation' : 'person',
    name,
    phone,
    email: `customer${n + 1}@example.com`,
    languages: [foreign ? 'en' : 'ko'],
    customerGroup: organisation ? 'wholesale' : luck.happens(0.1) ? 'vip' : null,
    roles: ['customer'],
    addresses: [{ kind: 'main', recipient: name, phone, ...address }],
    reference: { system: 'demo', key: `customer-${n + 1}` },
    ...(organisation
      ? {
          industry: firm?.industry ?? null,
          businessNumber: makeBusinessNumber({
            office: luck.between(902, 989),
            type: 81,
            serial: luck.between(1, 9999),
          }),
        }
      : {}),
  }
  return { draft, address }
}

async function openChannels(tx: Tx): Promise<void> {
  await createChannels(tx, [
    {
      code: 'web',
      name: '온라인 상점',
      nameEn: 'Web shop',
      kind: 'web',
      currency: 'KRW',
      pricesIncludeTax: true,
    },
    {
      code: 'phone',
      name: '전화 주문',
      nameEn: 'Phone desk',
      kind: 'phone',
      currency: 'KRW',
      pricesIncludeTax: true,
    },
    {
      code: 'store',
      name: '성수 매장',
      nameEn: 'Seongsu store',
      kind: 'store',
      currency: 'KRW',
      pricesIncludeTax: true,
    },
    {
      code: 'market',
      name: '오픈마켓',
      nameEn: 'Marketplace',
      kind: 'marketplace',
      currency: 'KRW',
      pricesIncludeTax: true,
    },
    {
      code: 'api',
      name: '제휴 API',
      nameEn: 'Partner API',
      kind: 'api',
      currency: 'KRW',
      pricesIncludeTax: true,
    },
  ])
  await createPriceLists(tx, [
    { code: 'retail', name: '기본 소매가', nameEn: 'Retail', currency: 'KRW', pricesIncludeTax: true },
    {
      code: 'market',
      name: '오픈마켓가',
      nameEn: 'Marketplace',
      channelCode: 'market',
      currency: 'KRW',
      pricesIncludeTax: true,
    },
    {
      code: 'wholesale',
      name: '도매가',
      nameEn: 'Wholesale',
      customerGroup: 'wholesale',
      currency: 'KRW',
      pricesIncludeTax: true,
    },
  ])
}

async function stockCatalog(tx: Tx): Promise<DemoCompany['items']> {
  await createCategories(
    tx,
    categories.map(({ code, name, nameEn, parentCode }, position) => ({
      code,
      name,
      nameEn,
      position,
      ...(parentCode ? { parentCode } : {}),
    })),
  )
  let barcode = 880_123_400_000
  const products = await createProducts(
    tx,
    goods.map((good) => ({
      code: good.code,
      name: good.name,
      nameEn: good.nameEn,
      categoryCode: good.category,
      taxClass: good.taxClass,
      variants: good.options.map((option, index) => ({
        sku: good.options.length === 1 ? good.code : `${good.code}-${index + 1}`,
        name: option,
        weightGrams: good.weightGrams,
        gtin: withGtinCheckDigit(String(barcode++)),
        ...(option === '' ? {} : { options: { 구분: option } }),
      })),
    })),
  )
  const items = goods.flatMap((good, index) =>
    (products[index]?.variants ?? []).map(({ sku, id }, option) => {
      const price = Math.round((good.price * (1 + option * 0.35)) / 100) * 100
      return { sku, variantId: id, price, unitCost: String(Math.round((price * good.costShare) / 10) * 10) }
    }),
  )
  await setPrices(
    tx,
    items.flatMap(({ sku, price }) => [
      { priceListCode: 'retail', sku, unitPrice: String(price) },
      { priceListCode: 'market', sku, unitPrice: String(Math.round((price * 1.05) / 100) * 100) },
      { priceListCode: 'wholesale', sku, unitPrice: String(Math.round((price * 0.86) / 10) * 10) },
      {
        priceListCode: 'wholesale',
        sku,
        unitPrice: String(Math.round((price * 0.8) / 10) * 10),
        minQuantity: '20',
      },
    ]),
  )
  return items
}

async function openWarehouses(tx: Tx, variantIds: readonly string[]): Promise<DemoCompany['warehouses']> {
  const warehouses = await createWarehouses(tx, [
    {
      code: 'ICN',
      name: '이천 물류센터',
      nameEn: 'Icheon',
      address: '경기도 이천시 마장면 서이천로 577',
      postalCode: '17389',
      latitude: 37.2549,
      longitude: 127.3934,
      priority: 1,
    },
    {
      code: 'PUS',
      name: '부산 물류센터',
      nameEn: 'Busan',
      address: '부산광역시 강서구 녹산산단로 101',
      postalCode: '46752',
      latitude: 35.0936,
      longitude: 128.8564,
      priority: 2,
    },
    {
      code: 'SSU',
      name: '성수 매장',
      nameEn: 'Seongsu store',
      address: '서울특별시 성동구 연무장길 42',
      postalCode: '04782',
      latitude: 37.5428,
      longitude: 127.0567,
      priority: 3,
    },
  ])
  await createBins(
    tx,
    warehouses.flatMap(({ id }) =>
      variantIds.map((variantId, n) => ({
        warehouseId: id,
        code: `${String.fromCharCode(65 + Math.floor(n / 16))}-${String((n % 16) + 1).padStart(2, '0')}`,
        zone: String.fromCharCode(65 + Math.floor(n / 16)),
        pickSequence: n * 10,
        variantIds: [variantId],
      })),
    ),
  )
  return warehouses.map(({ id, code }) => ({ id, code }))
}
