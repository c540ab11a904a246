import { describe, expect, it } from 'vitest'
import { modules } from '../../../app/modules.ts'
import { openShop } from '../../../app/shop.fixture.ts'
import { testKit } from '../../../kernel/server/testkit.ts'

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

  it('[OMS-06] orders say what else may be done to them, to those who may', async () => {
    const [number] = await numbers('limit=1')
    const page = await clerk.get(`/orders/orders/${number}`)
    expect(page.body.offers.map((offer: { name: string }) => offer.name)).toEqual(['change', 'cancel-lines'])
    const reader = await t.as(t.person(['order.read'])).get(`/orders/orders/${number}`)
    expect(reader.body.offers).toEqual([])
  })
})
