import { describe, expect, it } from 'vitest'
import { testKit } from '../../../kernel/server/testkit.ts'
import {
  createCategories,
  createChannels,
  createPriceLists,
  createProducts,
  type QuoteAsk,
  quote,
  setPrices,
  variantByBarcode,
  variantsBySku,
} from '../api.ts'
import catalog from '../module.ts'

const t = await testKit([catalog])

const ask = { channelCode: 'web', customerGroup: null, currency: 'KRW', quantity: '1', on: '2026-06-15' }

async function company(): Promise<string> {
  const [product] = await t.transaction(async (tx) => {
    await createChannels(tx, [
      { code: 'web', name: '온라인몰', kind: 'web', currency: 'KRW', pricesIncludeTax: true },
      { code: 'phone', name: '전화 주문', kind: 'phone', currency: 'KRW', pricesIncludeTax: true },
    ])
    await createPriceLists(tx, [
      { code: 'base', name: '기본가', currency: 'KRW', pricesIncludeTax: true },
      { code: 'web', name: '온라인가', channelCode: 'web', currency: 'KRW', pricesIncludeTax: true },
      { code: 'vip', name: '우수 고객가', customerGroup: 'vip', currency: 'KRW', pricesIncludeTax: true },
      {
        code: 'june',
        name: '6월 행사',
        channelCode: 'web',
        currency: 'KRW',
        pricesIncludeTax: true,
        validFrom: '2026-06-01',
        validTo: '2026-06-30',
      },
      { code: 'gbp', name: 'Sterling', currency: 'GBP', pricesIncludeTax: false },
    ])
    return createProducts(tx, [{ name: '참기름', variants: [{ sku: `OIL-${crypto.randomUUID()}` }] }])
  })
  return product?.variants[0]?.id ?? ''
}

async function priceOf(variantId: string, more: Partial<QuoteAsk> = {}) {
  const [found] = await quote(t.database, [{ ...ask, ...more, variantId }], t.companyId)
  return found?.unitPrice
}

describe('a price', () => {
  it('[OMS-11] is the most specific: customer group over channel over base, a campaign over a standing list', async () => {
    const variantId = await company()
    await t.transaction((tx) =>
      setPrices(tx, [
        { priceListCode: 'base', variantId, unitPrice: '10000', validFrom: '2026-01-01' },
        { priceListCode: 'web', variantId, unitPrice: '9500', validFrom: '2026-01-01' },
        { priceListCode: 'vip', variantId, unitPrice: '9000', validFrom: '2026-01-01' },
        { priceListCode: 'june', variantId, unitPrice: '8800', validFrom: '2026-01-01' },
        { priceListCode: 'gbp', variantId, unitPrice: '5.955', validFrom: '2026-01-01' },
      ]),
    )
    expect(await priceOf(variantId, { channelCode: 'phone' })).toBe('10000')
    expect(await priceOf(variantId, { on: '2026-05-31' })).toBe('9500')
    expect(await priceOf(variantId)).toBe('8800')
    expect(await priceOf(variantId, { customerGroup: 'vip' })).toBe('9000')
    expect(await priceOf(variantId, { currency: 'GBP' })).toBe('5.955')
    expect(await priceOf(variantId, { currency: 'USD' })).toBeUndefined()
    expect(await priceOf(variantId, { on: '2025-12-31' })).toBeUndefined()
  })

  it('[OMS-11] falls with the quantity, at its breaks', async () => {
    const variantId = await company()
    await t.transaction((tx) =>
      setPrices(tx, [
        { priceListCode: 'base', variantId, unitPrice: '1000', validFrom: '2026-01-01' },
        { priceListCode: 'base', variantId, unitPrice: '900', minQuantity: '10', validFrom: '2026-01-01' },
        {
          priceListCode: 'base',
          variantId,
          unitPrice: '0.123456',
          minQuantity: '1000',
          validFrom: '2026-01-01',
        },
      ]),
    )
    expect(await priceOf(variantId, { quantity: '9.999' })).toBe('1000')
    expect(await priceOf(variantId, { quantity: '10' })).toBe('900')
    expect(await priceOf(variantId, { quantity: '5000' })).toBe('0.123456')
  })

  it('[CRM-16] keeps its history: a campaign inside a standing price gives the days around it back', async () => {
    const variantId = await company()
    const at = { priceListCode: 'base', variantId }
    await t.transaction((tx) => setPrices(tx, [{ ...at, unitPrice: '1000', validFrom: '2026-01-01' }]))
    await t.transaction((tx) =>
      setPrices(tx, [{ ...at, unitPrice: '800', validFrom: '2026-03-01', validTo: '2026-03-31' }]),
    )
    await t.transaction((tx) => setPrices(tx, [{ ...at, unitPrice: '1100', validFrom: '2026-05-01' }]))
    const days = ['2026-02-28', '2026-03-01', '2026-03-31', '2026-04-01', '2026-05-01']
    expect(await Promise.all(days.map((on) => priceOf(variantId, { on, channelCode: 'phone' })))).toEqual([
      '1000',
      '800',
      '800',
      '1000',
      '1100',
    ])
    const kept = await t.database.row<{ count: bigint }>(
      '',
      'select count(*) from catalog.price where variant_id = $1 and superseded_at is not null',
      [variantId],
    )
    expect(kept?.count).toBe(2n)
  })

  it('[CRM-16] cannot overlap another of the same list and quantity, even past our own code', async () => {
    const variantId = await company()
    await t.transaction((tx) =>
      setPrices(tx, [{ priceListCode: 'base', variantId, unitPrice: '1000', validFrom: '2026-01-01' }]),
    )
    await expect(
      t.database.rows(
        '',
        `insert into catalog.price (id, company_id, price_list_id, variant_id, unit_price, valid_from, created_by, created_at)
         select gen_random_uuid(), company_id, price_list_id, variant_id, 1, '2026-02-01', created_by, now()
         from catalog.price where variant_id = $1`,
        [variantId],
      ),
    ).rejects.toThrow('one_price_at_a_time')
  })

  it('[CRM-16] is not given where the product is hidden, retired or unknown', async () => {
    const variantId = await company()
    await t.transaction((tx) =>
      setPrices(tx, [{ priceListCode: 'base', variantId, unitPrice: '1000', validFrom: '2026-01-01' }]),
    )
    await t.database.rows(
      '',
      `update catalog.product set visible_channels = '{phone}' where id = (select product_id from catalog.variant where id = $1)`,
      [variantId],
    )
    expect(await priceOf(variantId)).toBeUndefined()
    expect(await priceOf(variantId, { channelCode: 'phone' })).toBe('1000')
    expect(await quote(t.database, [{ ...ask, variantId: t.companyId }], t.companyId)).toEqual([undefined])
  })
})

describe('a product', () => {
  it('[CRM-16] is created once and changed by the same call, known by its SKU', async () => {
    const draft = {
      name: '무선 이어폰',
      brand: '하늘',
      variants: [{ sku: 'EAR-1', gtin: '4006381333931', weightGrams: 50 }],
    }
    const [first] = await t.transaction((tx) => createProducts(tx, [draft]))
    const [again] = await t.transaction((tx) =>
      createProducts(tx, [{ name: '무선 이어폰 2세대', variants: [{ sku: 'EAR-1' }, { sku: 'EAR-2' }] }]),
    )
    expect(again).toMatchObject({ productId: first?.productId, code: 'EAR-1', created: false })
    expect(first?.created).toBe(true)
    const found = await variantsBySku(t.database, t.companyId, ['EAR-1', 'EAR-2', 'EAR-9'])
    expect([...found.keys()].sort()).toEqual(['EAR-1', 'EAR-2'])
    expect(found.get('EAR-1')).toMatchObject({
      weightGrams: 50,
      productName: '무선 이어폰 2세대',
      gtin: '4006381333931',
    })
    expect((await variantByBarcode(t.database, t.companyId, '4006381333931'))?.sku).toBe('EAR-1')
  })

  it('[OMS-11] stands in a tree of categories', async () => {
    await t.transaction((tx) =>
      createCategories(tx, [
        { code: 'food', name: '식품' },
        { code: 'oil', name: '기름', parentCode: 'food' },
      ]),
    )
    await expect(
      t.transaction((tx) => createCategories(tx, [{ code: 'x', name: 'x', parentCode: 'nowhere' }])),
    ).rejects.toThrow('category.unknown-parent')
    await expect(
      t.transaction((tx) =>
        createProducts(tx, [{ name: '들기름', categoryCode: 'nowhere', variants: [{ sku: 'P-1' }] }]),
      ),
    ).rejects.toThrow('category.unknown')
  })
})
