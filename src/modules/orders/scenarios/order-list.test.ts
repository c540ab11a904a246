import { describe, expect, it } from 'vitest'
import { modules } from '../../../app/modules.ts'
import { openShop } from '../../../app/shop.fixture.ts'
import { systemPrincipal } from '../../../kernel/server/principal.ts'
import { testKit } from '../../../kernel/server/testkit.ts'
import {
  createChannels,
  createPriceLists,
  createProducts,
  setPrices,
  variantsBySku,
} from '../../catalog/api.ts'
import { createWarehouses, receive } from '../../inventory/api.ts'
import { openBooks } from '../../ledger/api.ts'

const t = await testKit(modules)
await openShop(t)
const clerk = t.as(t.system)

async function placeAt(orderedAt: string): Promise<string> {
  const answer = await clerk.post('/orders/orders', {
    channel: 'phone',
    lines: [{ sku: 'TEA-1', quantity: '1' }],
    orderedAt,
    payment: { terms: 'received', method: 'cash', reference: 'till-1' },
  })
  return answer.body.number
}

async function numbers(query: string): Promise<string[]> {
  const answer = await clerk.get(`/orders/orders?sort=orderedAt&${query}`)
  expect(answer.status).toBe(200)
  return answer.body.items.map((order: { number: string }) => order.number)
}

describe('the order list', () => {
  it('[OMS-01] a day means the whole day on the wall calendar of Seoul', async () => {
    const before = await placeAt('2026-03-01T14:59:59Z')
    const first = await placeAt('2026-03-01T15:00:00Z')
    const last = await placeAt('2026-03-02T14:59:59Z')
    const after = await placeAt('2026-03-02T15:00:00Z')
    const day = '2026-03-02'
    expect(await numbers(`filter[orderedAt][gte]=${day}&filter[orderedAt][lte]=${day}`)).toEqual([
      first,
      last,
    ])
    expect(await numbers(`filter[orderedAt][lt]=${day}`)).toEqual([before])
    expect(await numbers(`filter[orderedAt][gt]=${day}`)).toEqual([after])
    expect(await numbers('filter[orderedAt][gte]=2026-03-02T15:00:00Z')).toEqual([after])
  })

  it('[OMS-04] an order that was paid has a receipt for 80 mm paper, one that was not has none', async () => {
    const number = await placeAt('2026-03-04T05:00:00Z')
    const receipt = await clerk.get(`/orders/orders/${number}/receipt.pdf`)
    expect(receipt.headers['content-type']).toBe('application/pdf')
    expect(receipt.bytes.toString('latin1')).toContain('/MediaBox [0 0 226.771654')
    const draft = await clerk.post('/orders/orders', {
      channel: 'phone',
      lines: [{ sku: 'TEA-1', quantity: '1' }],
      customerName: '김서연',
      payment: { terms: 'bank-transfer' },
    })
    const none = await clerk.get(`/orders/orders/${draft.body.number}/receipt.pdf`)
    expect(none.body.code).toBe('order.nothing-paid')
    expect((await t.as(t.person([])).get(`/orders/orders/${number}/receipt.pdf`)).status).toBe(403)
  })

  it('[OMS-01] [PLAT-06] a London company sells after midnight while UTC is still at the day before', async () => {
    const companyId = await t.company({ timeZone: 'Europe/London', currency: 'GBP' })
    const system = systemPrincipal(companyId)
    await t.transaction(async (tx) => {
      await openBooks(tx, { companyId, currency: 'GBP' })
      await createChannels(tx, [
        { code: 'phone', name: 'Phone', kind: 'phone', currency: 'GBP', pricesIncludeTax: true },
      ])
      await createPriceLists(tx, [
        { code: 'retail', name: 'Retail', currency: 'GBP', pricesIncludeTax: true },
      ])
      await createProducts(tx, [
        { code: 'TEA', name: 'Tea', taxClass: 'taxable', variants: [{ sku: 'TEA', weightGrams: 300 }] },
      ])
      await setPrices(tx, [{ priceListCode: 'retail', sku: 'TEA', unitPrice: '4.50' }])
      const [depot] = await createWarehouses(tx, [{ code: 'LON', name: 'London' }])
      const lines = [
        {
          variantId: (await variantsBySku(tx, companyId, ['TEA'])).get('TEA')?.id ?? '',
          quantity: 9n,
          unitCost: '2',
        },
      ]
      await receive(tx, [{ warehouseId: depot?.id ?? '', reason: 'opening', reference: 'opening', lines }])
    }, system)
    const seller = t.as(t.person(['order.create', 'order.read'], { companyId }))
    const placed = await seller.post('/orders/orders', {
      channel: 'phone',
      lines: [{ sku: 'TEA', quantity: '2' }],
      orderedAt: '2026-07-14T23:30:00Z',
      payment: { terms: 'received', method: 'cash', reference: 'till-1' },
    })
    const order = await seller.get(`/orders/orders/${placed.body.number}`)
    expect(order.body).toMatchObject({
      businessDate: '2026-07-15',
      total: { amount: '900', currency: 'GBP' },
    })
  })

  it('[OMS-06] orders say what else may be done to them, to those who may', async () => {
    const [number] = await numbers('limit=1')
    const page = await clerk.get(`/orders/orders/${number}`)
    expect(page.body.offers.map((offer: { name: string }) => offer.name)).toEqual(['change', 'cancel-lines'])
    const reader = await t.as(t.person(['order.read'])).get(`/orders/orders/${number}`)
    expect(reader.body.offers).toEqual([])
  })
})
