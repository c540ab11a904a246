import { describe, expect, it } from 'vitest'
import { parityFaults } from '../../../kernel/server/testkit.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import { createChannels } from '../../catalog/api.ts'
import { availability, reserve } from '../api.ts'
import { binEntity, warehouseEntity } from '../shared/warehouse.ts'
import { stockFixture } from './stock-fixture.ts'

const f = await stockFixture()
const keeper = f.t.as(
  f.t.person([
    'stock.read',
    'stock.receive',
    'stock.adjust',
    'warehouse.read',
    'warehouse.change',
    'product.read',
  ]),
)
const { seoul, busan } = f.warehouseIds

describe('stock over the API', () => {
  it('[OMS-02] columns and declarations agree', async () => {
    for (const entity of [warehouseEntity, binEntity])
      expect(await parityFaults(f.t.database, entity)).toEqual([])
  })

  it('[OMS-02] goods come in, are counted, moved and seen, and the books are told the value', async () => {
    const variantId = await f.variant()
    const receipt = await keeper.post('/inventory/receipts', {
      warehouseId: seoul,
      reference: 'PO-1',
      lines: [{ variantId, quantity: '10', unitCost: '1234.5' }],
    })
    expect(receipt.body).toMatchObject({ value: { amount: '12345', currency: 'KRW' } })
    const told = await f.t.database.row<{ data: Record<string, unknown> }>(
      '',
      `select data from kernel.event where type = 'stock.received@1' and data->>'documentId' = $1`,
      [receipt.body.documentId],
    )
    expect(told?.data).toMatchObject({
      companyId: f.t.companyId,
      valueMinor: '12345',
      currency: 'KRW',
      movementIds: receipt.body.movementIds,
    })
    const counted = await keeper.post('/inventory/adjustments', {
      warehouseId: seoul,
      reason: '정기 실사',
      lines: [{ variantId, counted: '8' }],
    })
    expect(counted.body).toMatchObject({ value: { amount: '-2469' } })
    const moved = await keeper.post('/inventory/transfers', {
      fromWarehouseId: seoul,
      toWarehouseId: busan,
      lines: [{ variantId, quantity: '3' }],
    })
    expect(moved.status).toBe(201)
    const { body } = await keeper.get(`/inventory/stock/${variantId}`)
    expect(body).toMatchObject({ onHand: '8', value: { amount: '9876' } })
    expect(body.places).toMatchObject([
      { warehouseCode: 'ICN', onHand: '5' },
      { warehouseCode: 'PUS', onHand: '3', value: { amount: '3704' } },
    ])
    const movements = await keeper.get(`/inventory/movements?filter[variantId]=${variantId}`)
    expect(movements.body.items.map((row: { kind: string }) => row.kind).sort()).toEqual([
      'adjustment',
      'receipt',
      'transfer-in',
      'transfer-out',
    ])
    expect(movements.body.items[0].sku).not.toBe('')
    const nothing = await keeper.post('/inventory/adjustments', {
      warehouseId: seoul,
      reason: '정기 실사',
      lines: [{ variantId, counted: '5' }],
    })
    expect([nothing.status, nothing.body.code]).toEqual([409, 'stock.nothing-differs'])
  })

  it('[OMS-02] what is promised to an order cannot be adjusted or moved away', async () => {
    const variantId = await f.variant()
    await f.put(variantId, { seoul: 5n })
    const lines = [{ lineId: newId(), variantId, quantity: 4n }]
    await f.t.transaction((tx) => reserve(tx, [{ orderId: newId(), lines }]))
    const adjusted = await keeper.post('/inventory/adjustments', {
      warehouseId: seoul,
      reason: '파손',
      lines: [{ variantId, quantity: '-2' }],
    })
    expect([adjusted.status, adjusted.body.code]).toEqual([422, 'stock.not-enough'])
    const closed = await keeper.post(`/inventory/warehouses/${seoul}/close`)
    expect(closed.body.code).toBe('warehouse.still-promised')
  })

  it('[OMS-02] a channel promises less than there is: safety stock and excluded warehouses', async () => {
    const variantId = await f.variant()
    await f.put(variantId, { seoul: 5n, busan: 5n })
    await f.t.transaction((tx) =>
      createChannels(tx, [
        { code: 'mall', name: '몰', kind: 'marketplace', currency: 'KRW', pricesIncludeTax: true },
      ]),
    )
    await keeper.send('PUT', '/inventory/channel-rules', {
      channelCode: 'mall',
      variantId,
      safetyQuantity: '2',
    })
    await keeper.send('PUT', '/inventory/channel-rules', {
      channelCode: 'mall',
      warehouseId: busan,
      excluded: true,
    })
    const [free] = await availability(f.t.database, [variantId], { companyId: f.t.companyId, code: 'mall' })
    expect(free).toMatchObject({ available: 10n, promise: 3n })
    const wish = (quantity: bigint) => ({
      orderId: newId(),
      lines: [{ lineId: newId(), variantId, quantity }],
      channelCode: 'mall',
    })
    const [four, three] = await f.t.transaction((tx) => reserve(tx, [wish(4n), wish(3n)]))
    expect(four).toMatchObject({ ok: false, short: [{ available: 3n }] })
    expect(three?.ok).toBe(true)
    const { body } = await keeper.get('/inventory/channel-rules')
    expect(body.items).toHaveLength(2)
  })

  it('[OMS-02] the explorer lists every stocked variant by SKU and tells why goods were allocated', async () => {
    const variantId = await f.variant()
    await f.put(variantId, { seoul: 1n, busan: 2n })
    const orderId = newId()
    const lines = [{ lineId: newId(), variantId, quantity: 2n }]
    await f.t.transaction((tx) => reserve(tx, [{ orderId, lines }]))
    const why = await keeper.get(`/inventory/allocations/${orderId}`)
    expect(why.body.choices[0]).toMatchObject({ strategy: 'fewest-parcels', parcels: 1 })
    expect(why.body.choices[0].lines).toMatchObject([
      { quantity: '2', from: [{ code: 'PUS', quantity: '2' }] },
    ])
    const seen: string[] = []
    let cursor = ''
    do {
      const { body } = await keeper.get(`/inventory/stock?limit=2&cursor=${encodeURIComponent(cursor)}`)
      seen.push(...body.items.map((item: { sku: string }) => item.sku))
      cursor = body.nextCursor ?? ''
    } while (cursor !== '')
    expect(seen).toEqual([...new Set(seen)].sort())
    expect(seen.length).toBeGreaterThan(3)
  })
})
