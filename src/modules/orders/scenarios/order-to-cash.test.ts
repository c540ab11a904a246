import { describe, expect, it } from 'vitest'
import { verifyAll } from '../../../app/cli/verify.command.ts'
import { modules } from '../../../app/modules.ts'
import { openShop } from '../../../app/shop.fixture.ts'
import { testKit } from '../../../kernel/server/testkit.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import { balances } from '../../ledger/api.ts'
import { account } from '../../ledger/shared/accounts.ts'

const t = await testKit(modules)
const shop = await openShop(t)
const clerk = t.as(t.system)

async function balanceOf(code: string): Promise<bigint> {
  const rows = await balances(t.database, { companyId: t.companyId, currency: 'KRW' })
  return rows.find((row) => row.code === code)?.postedMinor ?? 0n
}

async function capture(body: Record<string, unknown>, headers: Record<string, string> = {}) {
  return clerk.post('/orders/orders', { channel: 'phone', ...body }, headers)
}

const received = { terms: 'received', method: 'cash', reference: 'till-1' }

describe('an order from the phone to the door', () => {
  it('[OMS-01] [CORE-01] is captured once per key, whatever is repeated', async () => {
    const body = { lines: [{ sku: 'TEA-1', quantity: '2' }], payment: received }
    const headers = { 'idempotency-key': newId() }
    const [first, second] = await Promise.all([capture(body, headers), capture(body, headers)])
    const third = await capture(body, headers)
    expect(first.status).toBe(201)
    expect(second.body).toEqual(first.body)
    expect(third.body).toEqual(first.body)
    const other = await capture({ ...body, note: 'other' }, headers)
    expect(other.status).toBe(422)
    expect(other.body.code).toBe('kernel.idempotency-mismatch')
    expect(first.body.total).toEqual({ amount: '24000', currency: 'KRW' })
    expect(first.body.lines[0].net.amount).toBe('21818')
    expect(first.body.lines[0].vat.amount).toBe('2182')
  })

  it('[OMS-02] refuses what is not there, and says how much is', async () => {
    const refused = await capture({ lines: [{ sku: 'CUP-1', quantity: '41' }], payment: received })
    expect(refused.status).toBe(409)
    expect(refused.body.code).toBe('order.out-of-stock')
    expect(refused.body.details.shortages).toEqual([{ line: 1, sku: 'CUP-1', asked: '41', available: '40' }])
  })

  it('[CORE-10] [OMS-05] [OMS-06] goes through picking and shipping into the books', async () => {
    const salesBefore = await balanceOf(account.sales)
    const body = {
      lines: [
        { sku: 'TEA-1', quantity: '3' },
        { sku: 'RICE-1', quantity: '1' },
      ],
      shippingFee: '3000',
      payment: received,
    }
    const order = (await capture(body)).body
    expect(order.total.amount).toBe('72000')
    const released = await clerk.post(`/orders/orders/${order.id}/release`, {})
    expect(released.body.state).toBe('fulfilling')
    const page = (await clerk.get(`/orders/orders/${order.id}`)).body
    expect(page.shipments.length).toBeGreaterThan(0)
    for (const shipment of page.shipments) {
      await clerk.post(`/orders/shipments/${shipment.id}/pack`, { parcels: [{ weightGrams: 900 }] })
    }
    await t.settle()
    for (const shipment of page.shipments) {
      const shipped = await clerk.post(`/orders/shipments/${shipment.id}/ship`, {})
      expect(shipped.body).toMatchObject({ state: 'shipped' })
      await clerk.post(`/orders/shipments/${shipment.id}/deliver`, {})
    }
    const done = (await clerk.get(`/orders/orders/${order.id}`)).body
    expect(done.state).toBe('delivered')
    expect(done.position.amount).toBe('0')
    // 33,000 of rice without VAT, 36,000 of tea and 3,000 of delivery with it.
    expect(salesBefore - (await balanceOf(account.sales))).toBe(33_000n + 32_727n)
    expect(-(await balanceOf(account.shippingIncome))).toBe(2_727n)
  })

  it('[OMS-04] [CORE-01] gives back exactly the share of what is cancelled, and all of it in the end', async () => {
    const body = {
      lines: [{ sku: 'TEA-1', quantity: '3', discount: '1000' }],
      discount: '1',
      payment: received,
    }
    const order = (await capture(body)).body
    expect(order.total.amount).toBe('34999')
    const line = order.lines[0].id
    for (const _ of [1, 2]) {
      const cut = await clerk.post(`/orders/orders/${order.id}/cancel-lines`, {
        lines: [{ lineId: line, quantity: '1' }],
        reason: '고객 변심',
      })
      expect(cut.status).toBe(200)
    }
    await t.settle()
    const last = await clerk.post(`/orders/orders/${order.id}/cancel`, { reason: '고객 변심' })
    expect(last.body).toMatchObject({ state: 'cancelled' })
    await t.settle()
    const page = (await clerk.get(`/orders/orders/${order.id}`)).body
    expect(page.cancelled.amount).toBe('34999')
    expect(page.refunded.amount).toBe('34999')
  })

  it('[OMS-01] [CORE-10] is over at once when it is sold over a counter, from the shelf of that counter alone', async () => {
    const warehouseId = shop.warehouses[1]?.id
    const body = {
      channel: 'store',
      lines: [{ sku: 'TEA-1', quantity: '2' }],
      handOver: { warehouseId },
      payment: received,
    }
    const sold = (await capture(body)).body
    expect(sold.state).toBe('delivered')
    const page = (await clerk.get(`/orders/orders/${sold.id}`)).body
    expect(page.shipments).toMatchObject([{ state: 'delivered', warehouseId }])
    expect(page.position.amount).toBe('0')
    // Cups lie only in the other warehouse.
    const refused = await capture({ ...body, lines: [{ sku: 'CUP-1', quantity: '1' }] })
    expect(refused.body.code).toBe('order.out-of-stock')
    const unpaid = await capture({ ...body, payment: { terms: 'card' } })
    expect(unpaid.body.code).toBe('order.counter-needs-payment')
  })

  it('[OMS-02] 20 orders race for the last units: as many win as there are', async () => {
    const variantId = shop.variants.get('CUP-1')
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        capture({ lines: [{ variantId, quantity: '10' }], payment: received }),
      ),
    )
    const won = answers.filter((answer) => answer.status === 201)
    expect(won).toHaveLength(4)
    expect(answers.filter((answer) => answer.status === 409)).toHaveLength(16)
  })

  it('[CORE-11] leaves every law of the house true', async () => {
    await t.settle()
    const laws = await verifyAll(t.database)
    expect(laws.filter((law) => law.faults.length > 0)).toEqual([])
    expect(laws.some((law) => law.checked !== '0')).toBe(true)
  })
})
