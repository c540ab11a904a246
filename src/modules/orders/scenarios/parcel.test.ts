import { describe, expect, it } from 'vitest'
import { modules } from '../../../app/modules.ts'
import { openShop } from '../../../app/shop.fixture.ts'
import { enqueue } from '../../../kernel/server/jobs.ts'
import { testKit } from '../../../kernel/server/testkit.ts'
import { bookWaybillJob } from '../server/carrier/carrier.port.ts'
import { carriersOf, useCarriers } from '../server/carrier/carriers.ts'
import { embeddedCarrier } from '../server/carrier/embedded-carrier.ts'
import { followParcels, lateAfterDays } from '../server/carrier/track-shipments.job.ts'
import { isWaybillNumber } from '../server/carrier/waybill-number.ts'

const t = await testKit(modules)
await openShop(t)
const clerk = t.as(t.system)
const shipTo = {
  name: '김서연',
  phone: '010-1234-5678',
  postalCode: '48058',
  line1: '부산광역시 해운대구 센텀중앙로 79',
  line2: '1203호',
  country: 'KR',
}
const hourMs = 3_600_000

interface Parcel {
  id: string
  waybillNumber: string
  shippedAt: string
}

async function packed(): Promise<string> {
  const order = await clerk.post('/orders/orders', {
    channel: 'phone',
    lines: [{ sku: 'TEA-1', quantity: '1' }],
    shipTo,
    payment: { terms: 'received', method: 'cash', reference: 'till-1' },
  })
  await clerk.post(`/orders/orders/${order.body.id}/release`, {})
  const page = await clerk.get(`/orders/orders/${order.body.id}`)
  const id = page.body.shipments[0].id as string
  await clerk.post(`/orders/shipments/${id}/pack`, { parcels: [{ weightGrams: 640 }] })
  await t.settle()
  return id
}

async function shipped(): Promise<Parcel> {
  const id = await packed()
  await clerk.post(`/orders/shipments/${id}/ship`, {})
  return (await clerk.get(`/orders/shipments/${id}`)).body
}

function follow(parcel: Parcel, hours: number) {
  const now = new Date(new Date(parcel.shippedAt).getTime() + hours * hourMs)
  return followParcels(t.database, { companyId: t.companyId, now })
}

describe('a parcel', () => {
  it('[OMS-06] gets its waybill from the carrier once it is packed, and cannot leave without', async () => {
    const id = await packed()
    const { body } = await clerk.get(`/orders/shipments/${id}`)
    expect(body.carrierCode).toBe('wheel-express')
    expect(isWaybillNumber(body.waybillNumber)).toBe(true)
    expect(body.waybillNumber).toMatch(/^48/)
    expect(body.actions.find((action: { name: string }) => action.name === 'ship').refusal).toBeNull()
  })

  it('[OMS-06] booked again, after a crash or by hand, keeps its waybill', async () => {
    const id = await packed()
    const before = (await clerk.get(`/orders/shipments/${id}`)).body
    await t.database.rows(
      '',
      'update orders.shipment set waybill_number = null, carrier_code = null where id = $1',
      [id],
    )
    await t.transaction((tx) => enqueue(tx, { kind: bookWaybillJob, input: { shipmentId: id } }))
    await t.settle()
    expect((await clerk.get(`/orders/shipments/${id}`)).body.waybillNumber).toBe(before.waybillNumber)
  })

  it('[OMS-06] has a label that prints the same twice, for those who ship', async () => {
    const id = await packed()
    const first = await clerk.get(`/orders/shipments/${id}/label.pdf`)
    const again = await clerk.get(`/orders/shipments/${id}/label.pdf`)
    expect(first.headers['content-type']).toBe('application/pdf')
    expect(first.body).toBe(again.body)
    const reader = t.as(t.person(['shipment.read', 'order.read']))
    expect((await reader.get(`/orders/shipments/${id}/label.pdf`)).status).toBe(403)
    const stranger = t.as(t.person(['shipment.ship'], { companyId: '0193aaaa-0000-7000-8000-000000000000' }))
    expect((await stranger.get(`/orders/shipments/${id}/label.pdf`)).status).toBe(404)
  })

  it('[OMS-06] the labels of many are one file, for those who ship, or none at all', async () => {
    const ids = [await packed(), await packed()]
    const labels = await clerk.post('/orders/shipments/labels.pdf', { ids })
    expect(labels.status).toBe(200)
    expect(labels.headers['content-type']).toBe('application/pdf')
    expect(labels.bytes.toString('latin1').match(/\/Type \/Page\b/g)).toHaveLength(2)
    const reader = t.as(t.person(['shipment.read', 'order.read']))
    expect((await reader.post('/orders/shipments/labels.pdf', { ids })).status).toBe(403)
    const elsewhere = t.as(t.person(['shipment.ship'], { companyId: await t.company() }))
    expect((await elsewhere.post('/orders/shipments/labels.pdf', { ids })).status).toBe(404)
    expect((await clerk.post('/orders/shipments/labels.pdf', { ids: Array(101).fill(ids[0]) })).status).toBe(
      400,
    )
    await t.database.rows('', 'update orders.shipment set waybill_number = null where id = $1', [ids[1]])
    expect((await clerk.post('/orders/shipments/labels.pdf', { ids })).body.code).toBe(
      'shipment.labels-waiting',
    )
  })

  it('[OMS-06] is followed from hub to hub; the same report told twice counts once; the door closes the order', async () => {
    const parcel = await shipped()
    expect(await follow(parcel, 12)).toMatchObject({ delivered: 0 })
    const half = (await clerk.get(`/orders/shipments/${parcel.id}`)).body
    expect(half.tracking.length).toBeGreaterThanOrEqual(2)
    expect(await follow(parcel, 12)).toMatchObject({ reports: 0, delivered: 0 })
    await follow(parcel, 24 * 9)
    const done = (await clerk.get(`/orders/shipments/${parcel.id}`)).body
    expect(done.state).toBe('delivered')
    expect(done.tracking.at(-1).code).toBe('delivered')
    expect(done.deliveredAt).toBe(done.tracking.at(-1).at)
    const order = (await clerk.get(`/orders/orders/${done.orderId}`)).body
    expect(order.state).toBe('delivered')
  })

  it('[OMS-06] that does not arrive is reported late once', async () => {
    useCarriers(t.database, [embeddedCarrier(t.database, { deliveryHours: 24 * 30 })])
    const parcel = await shipped()
    expect(await follow(parcel, lateAfterDays * 24 - 1)).toMatchObject({ delayed: 0 })
    expect(await follow(parcel, lateAfterDays * 24 + 1)).toMatchObject({ delayed: 1 })
    expect(await follow(parcel, lateAfterDays * 24 + 2)).toMatchObject({ delayed: 0 })
  })

  it('[OMS-06] of a carrier that does not answer waits, and the others move on', async () => {
    const parcel = await shipped()
    const deaf = { ...carriersOf(t.database).standard, track: () => Promise.reject(new Error('timeout')) }
    useCarriers(t.database, [deaf])
    expect(await follow(parcel, 10)).toMatchObject({ reports: 0 })
    expect((await clerk.get(`/orders/shipments/${parcel.id}`)).body.state).toBe('shipped')
  })
})

describe('a quote', () => {
  it('[OMS-01] costs what the order will, and leaves no trace', async () => {
    const draft = {
      channel: 'phone',
      lines: [
        { sku: 'TEA-1', quantity: '2', discount: '500' },
        { sku: 'RICE-1', quantity: '1' },
      ],
      shippingFee: '3000',
    }
    const before = await t.database.row<{ events: bigint }>('', 'select count(*) as events from kernel.event')
    const quote = await clerk.post('/orders/orders/quote', draft)
    expect(quote.status).toBe(200)
    expect(quote.body.lines[0]).toMatchObject({
      sku: 'TEA-1',
      unitPrice: '12000',
      total: { amount: '23500', currency: 'KRW' },
    })
    expect(Number(quote.body.lines[0].available)).toBeGreaterThan(0)
    expect(await t.database.row('', 'select count(*) as events from kernel.event')).toEqual(before)
    const placed = await clerk.post('/orders/orders', {
      ...draft,
      payment: { terms: 'received', method: 'cash', reference: 'till' },
    })
    expect(placed.body.total).toEqual(quote.body.total)
    expect(placed.body.vat).toEqual(quote.body.vat)
  })

  it('[OMS-01] refuses what the order would refuse', async () => {
    const unknown = await clerk.post('/orders/orders/quote', {
      channel: 'phone',
      lines: [{ sku: 'NOPE', quantity: '1' }],
    })
    expect(unknown.body.code).toBe('order.unknown-product')
    const clerkWithoutPrice = t.as(t.person(['order.create']))
    const cheap = await clerkWithoutPrice.post('/orders/orders/quote', {
      channel: 'phone',
      lines: [{ sku: 'TEA-1', quantity: '1' }],
      discount: '1000',
    })
    expect(cheap.status).toBe(403)
    expect(cheap.body.code).toBe('order.price-not-allowed')
  })
})
