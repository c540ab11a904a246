import { describe, expect, it } from 'vitest'
import { verifyAll } from '../../../app/cli/verify.command.ts'
import { modules } from '../../../app/modules.ts'
import { openShop } from '../../../app/shop.fixture.ts'
import { testKit } from '../../../kernel/server/testkit.ts'
import { balances } from '../../ledger/api.ts'
import { account } from '../../ledger/shared/accounts.ts'

const t = await testKit(modules)
const shop = await openShop(t)
const clerk = t.as(t.system)
const customer = (await clerk.post('/parties/parties', { kind: 'organisation', name: '가람상사' })).body.id

async function held(): Promise<{ advances: bigint; receivables: bigint }> {
  const rows = await balances(t.database, { companyId: t.companyId, currency: 'KRW' })
  const of = (code: string) => rows.find((row) => row.code === code)?.postedMinor ?? 0n
  return { advances: -of(account.advanceReceived), receivables: of(account.tradeReceivable) }
}

async function place(more: object = {}) {
  const lines = [{ sku: 'TEA-1', quantity: '3' }]
  const payment = { terms: 'on-account' }
  return (
    await clerk.post('/orders/orders', { channel: 'phone', partyId: customer, lines, payment, ...more })
  ).body
}

async function deliver(id: string): Promise<void> {
  await clerk.post(`/orders/orders/${id}/release`)
  const { shipments } = (await clerk.get(`/orders/orders/${id}`)).body
  for (const shipment of shipments) await clerk.post(`/orders/shipments/${shipment.id}/pack`, { parcels: [] })
  await t.settle()
  for (const shipment of shipments) await clerk.post(`/orders/shipments/${shipment.id}/ship`)
}

/** A transfer comes to the bank and is matched to what the order still owes. */
async function transfer(orderId: string, amount: string): Promise<void> {
  await clerk.post('/payments/bank-lines', {
    currency: 'KRW',
    text: `2026-11-20 10:00:00\t가람상사\t${amount}\t${orderId.slice(-6)}`,
  })
  const line = (await clerk.get('/payments/bank-lines?filter[state]=open')).body.items[0]
  const { payments } = (await clerk.get(`/orders/orders/${orderId}`)).body
  const open = payments.find((payment: { state: string }) => payment.state === 'pending')
  const matched = await clerk.post(`/payments/bank-lines/${line.id}/match`, { paymentId: open.id })
  expect(matched.status, JSON.stringify(matched.body)).toBe(200)
  const posted = await clerk.post(`/payments/bank-lines/${line.id}/post`)
  expect(posted.status, JSON.stringify(posted.body)).toBe(200)
  await t.settle()
}

describe('an order on account', () => {
  it('[OMS-04] [CORE-10] is a receivable once delivered, and paid by transfers, in parts', async () => {
    const order = await place()
    expect([order.state, order.paymentPath]).toEqual(['confirmed', undefined])
    await deliver(order.id)
    expect(await held()).toEqual({ advances: 0n, receivables: 36_000n })
    await transfer(order.id, '16,000')
    expect(await held()).toEqual({ advances: 0n, receivables: 20_000n })
    await transfer(order.id, '20,000')
    expect(await held()).toEqual({ advances: 0n, receivables: 0n })
    const page = (await clerk.get(`/orders/orders/${order.id}`)).body
    expect([page.due.amount, page.position.amount, page.paid.amount]).toEqual(['0', '0', '36000'])
  })

  it('[OMS-04] [CORE-10] paid ahead is an advance; goods that come back are owed to the customer', async () => {
    const order = await place()
    await transfer(order.id, '36,000')
    expect(await held()).toEqual({ advances: 36_000n, receivables: 0n })
    await deliver(order.id)
    expect(await held()).toEqual({ advances: 0n, receivables: 0n })
    await clerk.post(`/orders/orders/${order.id}/return`, {
      lines: [{ lineId: order.lines[0].id, quantity: '1' }],
      reason: '단순 변심',
      warehouseId: shop.warehouses[0]?.id,
    })
    await t.settle()
    expect(await held()).toEqual({ advances: 12_000n, receivables: 0n })
    const { items } = (await clerk.get('/payments/refunds')).body
    const paidOut = await clerk.post(`/payments/refunds/${items[0].id}/paid-out`)
    expect(paidOut.status, JSON.stringify(paidOut.body)).toBe(200)
    await t.settle()
    expect(await held()).toEqual({ advances: 0n, receivables: 0n })
  })

  it('[OMS-04] returned before it was paid owes less, and what is left can still be paid', async () => {
    const order = await place()
    await deliver(order.id)
    await clerk.post(`/orders/orders/${order.id}/return`, {
      lines: [{ lineId: order.lines[0].id, quantity: '1' }],
      reason: '파손',
      warehouseId: shop.warehouses[0]?.id,
    })
    await t.settle()
    expect(await held()).toEqual({ advances: 0n, receivables: 24_000n })
    await transfer(order.id, '24,000')
    expect(await held()).toEqual({ advances: 0n, receivables: 0n })
  })

  it('[OMS-01] [OMS-04] a draft is billed when it is confirmed; one that is cancelled is billed no longer', async () => {
    const draft = await place({ draft: true })
    expect((await clerk.get(`/orders/orders/${draft.id}`)).body.payments).toEqual([])
    await clerk.post(`/orders/orders/${draft.id}/confirm`)
    const confirmed = (await clerk.get(`/orders/orders/${draft.id}`)).body
    expect(confirmed.payments).toMatchObject([
      { state: 'pending', method: 'bank', amount: { amount: '36000' } },
    ])
    await clerk.post(`/orders/orders/${draft.id}/cancel`, { reason: '고객 변심' })
    await t.settle()
    const cancelled = (await clerk.get(`/orders/orders/${draft.id}`)).body
    expect(cancelled.payments).toMatchObject([{ state: 'voided' }])
  })

  it('[CORE-11] leaves every law true', async () => {
    await t.settle()
    const laws = await verifyAll(t.database)
    expect(laws.filter((law) => law.faults.length > 0)).toEqual([])
  })
})
