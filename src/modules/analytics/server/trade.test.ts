import { describe, expect, it } from 'vitest'
import { modules } from '../../../app/modules.ts'
import { openShop } from '../../../app/shop.fixture.ts'
import { testKit } from '../../../kernel/server/testkit.ts'
import { addDays, dateInZone } from '../../../kernel/shared/calendar.ts'
import { tradeNow } from './trade.queries.ts'

const t = await testKit(modules)
await openShop(t)
const clerk = t.as(t.system)
const received = { terms: 'received', method: 'cash', reference: 'till-1' }

async function place(body: Record<string, unknown>) {
  const answer = await clerk.post('/orders/orders', { channel: 'phone', payment: received, ...body })
  expect(answer.status).toBe(201)
  return answer.body
}

async function trade() {
  await t.settle()
  const answer = await t.as(t.person(['trade.read'])).get('/analytics/trade')
  expect(answer.status).toBe(200)
  return answer.body
}

describe('live trade', () => {
  it('[CORE-12] [OMS-09] counts what was placed, by channel and product, and what was taken back', async () => {
    await place({ lines: [{ sku: 'TEA-1', quantity: '2' }] })
    await place({
      channel: 'store',
      lines: [
        { sku: 'CUP-1', quantity: '1' },
        { sku: 'TEA-1', quantity: '1' },
      ],
    })
    const cut = await place({ lines: [{ sku: 'RICE-1', quantity: '2' }] })
    await clerk.post(`/orders/orders/${cut.id}/cancel-lines`, {
      lines: [{ lineId: cut.lines[0].id, quantity: '1' }],
      reason: '고객 변심',
    })
    await t.settle()
    await clerk.post(`/orders/orders/${cut.id}/cancel`, { reason: '고객 변심' })
    const { today, channels, products } = await trade()
    expect(today).toMatchObject({
      orders: '3',
      placed: { amount: '110900', currency: 'KRW' },
      cancelledOrders: '1',
      cancelled: { amount: '66000' },
      captured: { amount: '110900' },
      refunded: { amount: '66000' },
    })
    expect(channels).toMatchObject([
      { channelCode: 'phone', name: '전화', orders: '2', placed: { amount: '90000' } },
      { channelCode: 'store', name: '매장', orders: '1', placed: { amount: '20900' } },
    ])
    expect(
      products.map((product: { sku: string; quantity: string }) => [product.sku, product.quantity]),
    ).toEqual([
      ['RICE-1', '2'],
      ['TEA-1', '3'],
      ['CUP-1', '1'],
    ])
  })

  it('[CORE-12] a draft counts when it is confirmed', async () => {
    const before = await trade()
    const draft = await place({
      lines: [{ sku: 'TEA-1', quantity: '1' }],
      payment: { terms: 'bank-transfer' },
      draft: true,
    })
    expect((await trade()).today.orders).toBe(before.today.orders)
    await clerk.post(`/orders/orders/${draft.id}/confirm`, {})
    expect(Number((await trade()).today.orders)).toBe(Number(before.today.orders) + 1)
  })

  it('[CORE-12] compares a morning with a morning', async () => {
    const today = dateInZone(new Date())
    const yesterday = addDays(today, -1)
    await place({ lines: [{ sku: 'TEA-1', quantity: '1' }], orderedAt: `${yesterday}T02:00:00Z` })
    await place({ lines: [{ sku: 'CUP-1', quantity: '1' }], orderedAt: `${yesterday}T04:00:00Z` })
    await t.settle()
    const noon = await tradeNow(t.database, t.person(['trade.read']), new Date(`${today}T03:00:00Z`))
    expect(noon.yesterdaySoFar).toMatchObject({ orders: 1n, placed: { amount: '12000' } })
    expect((noon.days as unknown[]).at(-2)).toMatchObject({
      on: yesterday,
      orders: 2n,
      placed: { amount: '20900' },
    })
  })

  it('[CORE-12] names what has waited too long, and nothing else', async () => {
    const old = new Date(Date.now() - 30 * 3_600_000).toISOString()
    await place({ lines: [{ sku: 'TEA-1', quantity: '1' }], payment: { terms: 'bank-transfer' } })
    const late = await place({
      lines: [{ sku: 'TEA-1', quantity: '1' }],
      payment: { terms: 'bank-transfer' },
      orderedAt: old,
    })
    const held = await place({ lines: [{ sku: 'TEA-1', quantity: '1' }] })
    await clerk.post(`/orders/orders/${held.id}/hold`, { reason: '주소 확인' })
    const { exceptions, states } = await trade()
    expect(exceptions.waitingForPayment).toMatchObject({ count: '1', items: [{ number: late.number }] })
    expect(exceptions.onHold).toMatchObject({
      count: '1',
      items: [{ number: held.number, reason: '주소 확인' }],
    })
    expect(states.find((row: { state: string }) => row.state === 'on-hold').orders).toBe('1')
  })

  it('[CORE-12] counted anew from the first event, comes to the same figures', async () => {
    const before = await trade()
    const rebuilt = await t.as(t.person(['trade.rebuild'])).post('/analytics/trade/rebuild')
    expect(rebuilt.status).toBe(202)
    const after = await trade()
    expect({ ...after, asOf: '', exceptions: {} }).toEqual({ ...before, asOf: '', exceptions: {} })
  })

  it('[PLAT-05] is for those who may see it', async () => {
    expect((await t.as(t.person(['order.read'])).get('/analytics/trade')).status).toBe(403)
    expect((await t.as(t.person(['trade.read'])).post('/analytics/trade/rebuild')).status).toBe(403)
  })
})
