import { describe, expect, it } from 'vitest'
import { parityFaults, testKit } from '../../../kernel/server/testkit.ts'
import { createCategories, createProducts } from '../api.ts'
import catalog from '../module.ts'
import { categoryEntity, channelEntity } from '../shared/channel.ts'
import { priceListEntity } from '../shared/price.ts'
import { productEntity, variantEntity } from '../shared/product.ts'

const t = await testKit([catalog])
const keeper = t.as(
  t.person([
    'product.read',
    'product.create',
    'product.change',
    'price.read',
    'price.change',
    'channel.read',
    'channel.change',
  ]),
)

async function found(q: string): Promise<string[]> {
  const { body } = await keeper.get(`/catalog/products?q=${encodeURIComponent(q)}&sort=name`)
  return body.items.map((item: { name: string }) => item.name)
}

describe('products', () => {
  it('[CRM-16] columns and declarations agree', async () => {
    for (const entity of [productEntity, variantEntity, channelEntity, categoryEntity, priceListEntity]) {
      expect(await parityFaults(t.database, entity)).toEqual([])
    }
  })

  it('[OMS-11] are found by part of a name, initials, SKU, barcode, wrong keyboard and with a slip', async () => {
    await t.transaction((tx) =>
      createProducts(tx, [
        { name: '국산 참기름', nameEn: 'Sesame oil', variants: [{ sku: 'OIL-320', gtin: '4006381333931' }] },
        { name: '무선 이어폰', brand: '하늘전자', variants: [{ sku: 'EAR-1' }] },
        { name: '스테인리스 텀블러', variants: [{ sku: 'TUM-500' }] },
      ]),
    )
    expect(await found('참기')).toEqual(['국산 참기름'])
    expect(await found('ㅁㅅㅇㅇㅍ')).toEqual(['무선 이어폰'])
    expect(await found('ear-1')).toEqual(['무선 이어폰'])
    expect(await found('4006381333931')).toEqual(['국산 참기름'])
    expect(await found('sesame')).toEqual(['국산 참기름'])
    expect(await found('xjaqmffj')).toEqual(['스테인리스 텀블러'])
    expect(await found('스테인레스')).toEqual(['스테인리스 텀블러'])
    expect(await found('이어픈')).toEqual(['무선 이어폰'])
    expect(await found('냉장고')).toEqual([])
  })

  it('[CRM-16] are created, changed and retired over the API, with two clerks kept apart', async () => {
    const created = await keeper.post('/catalog/products', {
      name: '도자기 머그',
      taxClass: 'taxable',
      state: 'draft',
      variants: [{ sku: 'MUG-W', name: '흰색', options: { 색상: '흰색' }, weightGrams: 350 }],
    })
    expect(created.status).toBe(201)
    const url = `/catalog/products/${created.body.id}`
    const again = await keeper.post('/catalog/products', { name: '다른 머그', variants: [{ sku: 'MUG-W' }] })
    expect([again.status, again.body.code]).toEqual([409, 'variant.sku-taken'])
    const changed = await keeper.send('PATCH', url, { brand: '흙과 손' }, { 'if-match': '"1"' })
    expect(changed.body).toMatchObject({ version: 2 })
    const stale = await keeper.send('PATCH', url, { brand: '늦은 손' }, { 'if-match': '"1"' })
    expect(stale.status).toBe(412)
    await keeper.post(`${url}/variants`, { variants: [{ sku: 'MUG-B', name: '검정' }] })
    const activated = await keeper.post(`${url}/activate`)
    expect(activated.status).toBe(200)
    const { body } = await keeper.get(url)
    expect(body).toMatchObject({
      state: 'active',
      brand: '흙과 손',
      variants: [{ sku: 'MUG-B' }, { sku: 'MUG-W' }],
    })
    expect(body.actions.map((action: { name: string }) => action.name)).toEqual(['retire'])
    const wrong = await keeper.send('PATCH', `/catalog/variants/${body.variants[0].id}`, {
      gtin: '4006381333932',
    })
    expect(wrong.status).toBe(400)
  })

  it('[CRM-16] meant for some roles are seen by nobody else', async () => {
    await t.transaction((tx) =>
      createProducts(tx, [{ name: '사내 전용 노트북', visibleRoles: ['it'], variants: [{ sku: 'IT-1' }] }]),
    )
    const clerk = t.as(t.person(['product.read']))
    const list = await clerk.get('/catalog/products?q=IT-1')
    expect(list.body.items).toEqual([])
    const full = await keeper.get('/catalog/products?q=IT-1')
    expect(full.body.items).toHaveLength(1)
    expect((await clerk.get(`/catalog/products/${full.body.items[0].id}`)).status).toBe(404)
  })

  it('[CRM-16] of another company are not there', async () => {
    const stranger = t.as(t.person(['product.read', 'product.change'], { companyId: await t.company() }))
    const { body } = await keeper.get('/catalog/products?limit=1')
    expect((await stranger.get('/catalog/products')).body.items).toEqual([])
    expect((await stranger.get(`/catalog/products/${body.items[0].id}`)).status).toBe(404)
    expect(
      (await stranger.send('PATCH', `/catalog/products/${body.items[0].id}`, { brand: 'x' })).status,
    ).toBe(404)
  })

  it('[OMS-11] categories form a tree that can never become a circle', async () => {
    await t.transaction((tx) =>
      createCategories(tx, [
        { code: 'home', name: '생활' },
        { code: 'kitchen', name: '주방', parentCode: 'home' },
      ]),
    )
    const tree = await keeper.get('/catalog/category-tree')
    const home = tree.body.items.find((item: { code: string }) => item.code === 'home')
    const refused = await keeper.send('PATCH', `/catalog/categories/${home.id}`, { parentCode: 'kitchen' })
    expect([refused.status, refused.body.code]).toEqual([422, 'category.under-itself'])
  })
})

describe('prices over the API', () => {
  it('[OMS-11] are pasted in bulk: good rows are set, bad ones answered with their reason', async () => {
    await keeper.post('/catalog/channels', {
      code: 'shop',
      name: '매장',
      kind: 'store',
      currency: 'KRW',
      pricesIncludeTax: true,
    })
    const list = await keeper.post('/catalog/price-lists', {
      code: 'base',
      name: '기본가',
      currency: 'KRW',
      pricesIncludeTax: true,
    })
    await t.transaction((tx) =>
      createProducts(tx, [{ name: '연필', variants: [{ sku: 'PEN-1' }, { sku: 'PEN-2' }] }]),
    )
    const prices = [
      { sku: 'PEN-1', unitPrice: '500' },
      { sku: 'PEN-1', unitPrice: '450', minQuantity: '12' },
      { sku: 'PEN-1', unitPrice: '499' },
      { sku: 'PEN-2', unitPrice: '오백원' },
      { sku: 'NONE', unitPrice: '1' },
    ]
    const url = `/catalog/price-lists/${list.body.id}/prices`
    const preview = await keeper.post(url, { prices, preview: true })
    expect(preview.body).toMatchObject({ done: 2, refused: 3 })
    expect((await keeper.get(url)).body.items).toEqual([])
    const set = await keeper.post(url, { prices })
    expect(set.body.rows.map((row: { code: string | null }) => row.code)).toEqual([
      null,
      null,
      'price.twice',
      'price.row-unreadable',
      'variant.unknown',
    ])
    const shown = await keeper.get(`${url}?q=${encodeURIComponent('ㅇㅍ')}`)
    expect(shown.body.items.map((row: { unitPrice: string }) => row.unitPrice).sort()).toEqual(['450', '500'])
    const product = await keeper.get('/catalog/products?q=PEN-1')
    const effective = await keeper.get(`/catalog/products/${product.body.items[0].id}/prices?quantity=20`)
    expect(effective.body.items).toMatchObject([
      { channelCode: 'shop', unitPrice: '450', priceListCode: 'base' },
    ])
  })

  it('[CRM-16] a clerk without the permission neither sees nor sets them', async () => {
    const clerk = t.as(t.person(['product.read']))
    expect((await clerk.get('/catalog/price-lists')).status).toBe(403)
    expect((await clerk.post('/catalog/price-lists', {})).status).toBe(403)
  })
})
