import { describe, expect, it } from 'vitest'
import { newId } from '../../../kernel/shared/ids.ts'
import { cancelPicks, createBins, startPicks } from '../api.ts'
import { stockFixture } from './stock-fixture.ts'

const f = await stockFixture()
const person = f.t.person(['pick.read', 'pick.work'])
const picker = f.t.as(person)
const { seoul } = f.warehouseIds

async function sku(variantId: string): Promise<string> {
  const row = await f.t.database.row<{ sku: string }>('', 'select sku from catalog.variant where id = $1', [
    variantId,
  ])
  return row?.sku ?? ''
}

async function pick(
  lines: { variantId: string; quantity: bigint }[],
  more: { priority?: number; orderNumber?: string } = {},
): Promise<{ id: string; shipmentId: string }> {
  const shipmentId = newId()
  const [made] = await f.t.transaction((tx) =>
    startPicks(tx, [
      {
        shipmentId,
        orderId: newId(),
        orderNumber: more.orderNumber ?? `SO-2026-${shipmentId.slice(-6)}`,
        warehouseId: seoul,
        priority: more.priority ?? 0,
        lines: lines.map((line) => ({ lineId: newId(), ...line })),
      },
    ]),
  )
  return { id: made?.pickId ?? '', shipmentId }
}

describe('picking', () => {
  it('[OMS-05] is confirmed by barcode: a wrong product, an unknown code or one too many is refused', async () => {
    const [a, b] = [await f.variant(), await f.variant()]
    const { id } = await pick([{ variantId: a, quantity: 2n }])
    const scan = (barcode: string, quantity = '1') =>
      picker.post(`/inventory/picks/${id}/scan`, { barcode, quantity })
    expect((await scan('0000')).body.code).toBe('pick.unknown-barcode')
    expect((await scan(await sku(b))).body.code).toBe('pick.wrong-product')
    expect((await scan(await sku(a), '3')).body.code).toBe('pick.too-many')
    expect((await picker.post(`/inventory/picks/${id}/finish`)).body.code).toBe('kernel.wrong-state')
    expect((await scan(await sku(a))).body).toMatchObject({ remaining: '1', finished: [] })
    expect((await picker.post(`/inventory/picks/${id}/finish`)).body.code).toBe('pick.lines-open')
    expect((await scan(await sku(a))).body).toMatchObject({ remaining: '0', finished: [id] })
    expect((await scan(await sku(a))).body.code).toBe('pick.not-under-way')
    const { body } = await picker.get(`/inventory/picks/${id}`)
    expect(body).toMatchObject({ state: 'picked', pickerName: person.name })
  })

  it('[OMS-05] recognises a GTIN with the scanner’s own prefix', async () => {
    const variantId = await f.variant()
    await f.t.database.rows('', `update catalog.variant set gtin = '8801234567893' where id = $1`, [
      variantId,
    ])
    const { id } = await pick([{ variantId, quantity: 1n }])
    const { body } = await picker.post(`/inventory/picks/${id}/scan`, { barcode: ']E08801234567893' })
    expect(body.finished).toEqual([id])
  })

  it('[OMS-05] packs into parcels, prints a slip and tells the shipment', async () => {
    const variantId = await f.variant()
    const { id, shipmentId } = await pick([{ variantId, quantity: 1n }], { orderNumber: 'SO-2026-000777' })
    await picker.post(`/inventory/picks/${id}/scan`, { barcode: await sku(variantId) })
    const none = await picker.post(`/inventory/picks/${id}/pack`, { parcels: [] })
    expect(none.status).toBe(400)
    const packed = await picker.post(`/inventory/picks/${id}/pack`, {
      parcels: [{ weightGrams: 820, box: 'A' }],
    })
    expect(packed.body).toMatchObject({ state: 'packed' })
    const told = await f.t.database.row<{ data: unknown; refs: string[] }>(
      '',
      `select data, refs from kernel.event where type = 'pick.packed@1' and record_id = $1`,
      [id],
    )
    expect(told).toMatchObject({ data: { shipmentId, parcels: [{ weightGrams: 820, box: 'A' }] } })
    expect(told?.refs).toContain(`shipment:${shipmentId}`)
    const slip = await picker.get(`/inventory/picks/${id}/packing-slip.pdf`)
    expect(slip.status).toBe(200)
    expect(slip.headers['content-type']).toBe('application/pdf')
    expect(String(slip.body).slice(0, 5)).toBe('%PDF-')
    await expect(f.t.transaction((tx) => cancelPicks(tx, [shipmentId]))).rejects.toThrow(
      'pick.already-packed',
    )
  })

  it('[OMS-05] walks the bins in their sequence and lists urgent orders first', async () => {
    const [far, near, loose] = [await f.variant(), await f.variant(), await f.variant()]
    await f.t.transaction((tx) =>
      createBins(tx, [
        { warehouseId: seoul, code: 'B-09', zone: 'B', pickSequence: 900, variantIds: [far] },
        { warehouseId: seoul, code: 'A-01', zone: 'A', pickSequence: 10, variantIds: [near] },
      ]),
    )
    const lines = [far, loose, near].map((variantId) => ({ variantId, quantity: 1n }))
    const { id } = await pick(lines)
    const urgent = await pick([{ variantId: near, quantity: 1n }], { priority: 5 })
    const { body } = await picker.get(`/inventory/picks/${id}`)
    expect(body.stops.map((stop: { binCode: string | null }) => stop.binCode)).toEqual(['A-01', 'B-09', null])
    const queue = await picker.get(`/inventory/pick-queue?warehouseId=${seoul}&states=waiting`)
    expect(queue.body.items[0].id).toBe(urgent.id)
  })

  it('[OMS-05] of several orders is one walk: each unit goes to the tote of an order that lacks it', async () => {
    const variantId = await f.variant()
    const first = await pick([{ variantId, quantity: 2n }], { priority: 9, orderNumber: 'URGENT' })
    const second = await pick([{ variantId, quantity: 1n }])
    const wave = await picker.post('/inventory/waves', { warehouseId: seoul, pickIds: [second.id, first.id] })
    expect(wave.body).toMatchObject({ picks: 2 })
    const twice = await picker.post('/inventory/waves', { warehouseId: seoul, pickIds: [first.id] })
    expect([twice.status, twice.body.code]).toEqual([409, 'wave.pick-not-waiting'])
    const { body } = await picker.get(`/inventory/waves/${wave.body.id}`)
    expect(body.stops).toMatchObject([
      { quantity: '3', parts: [{ orderNumber: 'URGENT', slot: 1 }, { slot: 2 }] },
    ])
    const scanned = await picker.post(`/inventory/waves/${wave.body.id}/scan`, {
      barcode: await sku(variantId),
      quantity: '3',
    })
    expect(scanned.body.placed).toMatchObject([
      { pickId: first.id, slot: 1, quantity: '2' },
      { pickId: second.id, slot: 2, quantity: '1' },
    ])
    expect(new Set(scanned.body.finished)).toEqual(new Set([first.id, second.id]))
  })

  it('[OMS-05] is put back for someone else, and cancelled with its shipment', async () => {
    const variantId = await f.variant()
    const { id, shipmentId } = await pick([{ variantId, quantity: 2n }])
    await picker.post(`/inventory/picks/${id}/scan`, { barcode: await sku(variantId) })
    await picker.post(`/inventory/picks/${id}/putBack`, { reason: '교대' })
    const { body } = await picker.get(`/inventory/picks/${id}`)
    expect(body).toMatchObject({ state: 'waiting', pickerId: null, stops: [{ picked: '0' }] })
    await f.t.transaction((tx) => cancelPicks(tx, [shipmentId]))
    const scan = await picker.post(`/inventory/picks/${id}/scan`, { barcode: await sku(variantId) })
    expect([scan.status, scan.body.code]).toEqual([409, 'pick.not-under-way'])
  })

  it('[OMS-05] two scanners on one pick never confirm more than was asked', async () => {
    const variantId = await f.variant()
    const { id } = await pick([{ variantId, quantity: 5n }])
    const barcode = await sku(variantId)
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => picker.post(`/inventory/picks/${id}/scan`, { barcode })),
    )
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(5)
  })

  it('[OMS-05] shows people of other units nothing', async () => {
    const unit = newId()
    await f.t.database.rows('', 'update inventory.warehouse set org_unit_id = $2 where id = $1', [
      f.warehouseIds.busan,
      unit,
    ])
    const outsider = f.t.as(f.t.person(['pick.read', 'warehouse.read'], { orgUnitIds: [newId()] }))
    const insider = f.t.as(f.t.person(['pick.read', 'warehouse.read'], { orgUnitIds: [unit] }))
    const codes = async (who: typeof outsider) =>
      (await who.get('/inventory/warehouses')).body.items.map((item: { code: string }) => item.code)
    expect(await codes(outsider)).not.toContain('PUS')
    expect(await codes(insider)).toContain('PUS')
    expect((await outsider.get(`/inventory/warehouses/${f.warehouseIds.busan}`)).status).toBe(404)
    const stranger = f.t.as(f.t.person(['warehouse.change', 'pick.work'], { orgUnitIds: [newId()] }))
    expect((await stranger.post(`/inventory/warehouses/${f.warehouseIds.busan}/close`)).status).toBe(404)
    const { id } = await pick([{ variantId: await f.variant(), quantity: 1n }])
    await f.t.database.rows('', 'update inventory.warehouse set org_unit_id = $2 where id = $1', [
      seoul,
      unit,
    ])
    expect((await stranger.post(`/inventory/picks/${id}/start`)).status).toBe(404)
    expect((await stranger.post(`/inventory/picks/${id}/scan`, { barcode: 'x' })).status).toBe(404)
  })
})
