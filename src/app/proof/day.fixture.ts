import type { TestKit } from '../../kernel/server/testkit.ts'
import { newId } from '../../kernel/shared/ids.ts'

/** A day with one of each: delivered, returned, cancelled, on account, half picked and still waiting. */
export async function tradeADay(t: TestKit): Promise<void> {
  const clerk = t.as(t.system)
  const received = { terms: 'received', method: 'cash', reference: 'till-1' }
  const place = async (payment: object, more: object = {}) => {
    const body = { channel: 'phone', lines: [{ sku: 'TEA-1', quantity: '3' }], payment, ...more }
    return (await clerk.post('/orders/orders', body, { 'idempotency-key': newId() })).body
  }
  const deliver = async (id: string) => {
    await clerk.post(`/orders/orders/${id}/release`)
    const { shipments } = (await clerk.get(`/orders/orders/${id}`)).body
    for (const shipment of shipments)
      await clerk.post(`/orders/shipments/${shipment.id}/pack`, { parcels: [] })
    await t.settle()
    for (const shipment of shipments) {
      await clerk.post(`/orders/shipments/${shipment.id}/ship`)
      await clerk.post(`/orders/shipments/${shipment.id}/deliver`)
    }
  }
  const delivered = await place(received, { discount: '100', shippingFee: '3000' })
  await deliver(delivered.id)
  await clerk.post(`/orders/orders/${delivered.id}/return`, {
    lines: [{ lineId: delivered.lines[0].id, quantity: '1' }],
    reason: '단순 변심',
    warehouseId: (await clerk.get('/inventory/warehouses')).body.items[0].id,
  })
  const cancelled = await place(received)
  await clerk.post(`/orders/orders/${cancelled.id}/cancel`, { reason: '고객 변심' })
  const customer = (await clerk.get('/parties/parties')).body.items[0]
  if (customer) await deliver((await place({ terms: 'on-account' }, { partyId: customer.id })).id)
  await place(received)
  await clerk.post(`/orders/orders/${(await place(received)).id}/release`)
  await t.settle()
}
