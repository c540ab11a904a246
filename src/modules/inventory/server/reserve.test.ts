import { describe, expect, it } from 'vitest'
import { openDatabase } from '../../../kernel/server/database.ts'
import { applicationRole } from '../../../kernel/server/migrations.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import { issue, type ReservationRequest, release, reserve, takeBack } from '../api.ts'
import { stockFixture } from './stock-fixture.ts'

const f = await stockFixture()

function wish(
  variantId: string,
  quantity: bigint,
  more: Partial<ReservationRequest> = {},
): ReservationRequest {
  return { orderId: newId(), lines: [{ lineId: newId(), variantId, quantity }], ...more }
}

describe('reserving', () => {
  it('[OMS-02] 20 orders race for the last unit: one wins', async () => {
    const variantId = await f.variant()
    await f.put(variantId, { seoul: 1n })
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => f.t.transaction((tx) => reserve(tx, [wish(variantId, 1n)]))),
    )
    expect(outcomes.flat().filter((outcome) => outcome.ok)).toHaveLength(1)
    expect(await f.stockOf(variantId)).toMatchObject([{ onHand: 1n, reserved: 1n }])
  })

  it('[OMS-02] [PLAT-08] 200 buyers for 50 units over two processes: 50 winners', async () => {
    const variantId = await f.variant()
    await f.put(variantId, { seoul: 30n, busan: 20n })
    const pools = [1, 2].map(() => openDatabase({ url: f.t.url, role: applicationRole, poolSize: 8 }))
    const outcomes = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        pools[index % 2]?.transaction({ principal: f.t.system }, (tx) => reserve(tx, [wish(variantId, 1n)])),
      ),
    )
    await Promise.all(pools.map((pool) => pool.close()))
    expect(outcomes.flat().filter((outcome) => outcome?.ok)).toHaveLength(50)
    const stock = await f.stockOf(variantId)
    expect(stock.reduce((sum, row) => sum + row.reserved, 0n)).toBe(50n)
  })

  it('[OMS-02] serves a batch in the order it stands and says what was short', async () => {
    const variantId = await f.variant()
    await f.put(variantId, { seoul: 3n })
    const wishes = [wish(variantId, 2n), wish(variantId, 2n), wish(variantId, 1n)]
    const outcomes = await f.t.transaction((tx) => reserve(tx, wishes))
    expect(outcomes.map((outcome) => outcome.ok)).toEqual([true, false, true])
    expect(outcomes[1]).toMatchObject({ ok: false, short: [{ variantId, asked: 2n, available: 1n }] })
  })

  it('[OMS-02] takes at most four statements for a hundred orders', async () => {
    const variants = await Promise.all([f.variant(), f.variant(), f.variant()])
    for (const variantId of variants) await f.put(variantId, { seoul: 500n, busan: 500n, daejeon: 500n })
    const requests = Array.from({ length: 100 }, () => ({
      orderId: newId(),
      lines: variants.map((variantId) => ({ lineId: newId(), variantId, quantity: 2n })),
      channelCode: 'web',
    }))
    let statements = 0
    const outcomes = await f.t.transaction((tx) => {
      const count = <Args extends unknown[], Answer>(run: (...args: Args) => Answer) => ({
        value(...args: Args) {
          statements += 1
          return run(...args)
        },
      })
      const counted = Object.create(tx, { rows: count(tx.rows), exec: count(tx.exec) }) as typeof tx
      return reserve(counted, requests)
    })
    expect(outcomes.every((outcome) => outcome.ok)).toBe(true)
    expect(statements).toBeLessThanOrEqual(4)
  })

  it('[OMS-02] explains why goods were allocated where they were', async () => {
    const [a, b] = await Promise.all([f.variant(), f.variant()])
    await f.put(a, { seoul: 5n, busan: 5n })
    await f.put(b, { busan: 5n, daejeon: 5n })
    const request = {
      orderId: newId(),
      lines: [
        { lineId: newId(), variantId: a, quantity: 1n },
        { lineId: newId(), variantId: b, quantity: 1n },
      ],
      destination: { postalCode: '06236' },
    }
    const [outcome] = await f.t.transaction((tx) => reserve(tx, [request]))
    expect(outcome).toMatchObject({ ok: true, explanation: { strategy: 'fewest-parcels', parcels: 1 } })
    const kept = await f.t.database.row<{
      explanation: { candidates: { code: string; chosen: boolean; reason: string }[] }
    }>('', 'select explanation from inventory.allocation_choice where order_id = $1', [request.orderId])
    const byCode = new Map(kept?.explanation.candidates.map((candidate) => [candidate.code, candidate]))
    expect(byCode.get('PUS')).toMatchObject({ chosen: true, reason: 'ships-all' })
    expect(byCode.get('ICN')).toMatchObject({ chosen: false, reason: 'needs-more-parcels' })
  })
})

describe('what was reserved', () => {
  it('[OMS-02] is given back in part and then in whole', async () => {
    const variantId = await f.variant()
    await f.put(variantId, { seoul: 10n })
    const request = wish(variantId, 6n)
    await f.t.transaction((tx) => reserve(tx, [request]))
    const lineId = request.lines[0]?.lineId ?? ''
    await f.t.transaction((tx) =>
      release(tx, [{ orderId: request.orderId, lines: [{ lineId, quantity: 2n }] }]),
    )
    expect(await f.stockOf(variantId)).toMatchObject([{ reserved: 4n }])
    await f.t.transaction((tx) => release(tx, [{ orderId: request.orderId }]))
    expect(await f.stockOf(variantId)).toMatchObject([{ onHand: 10n, reserved: 0n }])
  })

  it('[OMS-02] leaves at the moving average, the last unit with the rest, and comes back at the cost it left with', async () => {
    const variantId = await f.variant()
    await f.put(variantId, { seoul: 3n }, { unitCost: '333.333333' })
    expect(await f.stockOf(variantId)).toMatchObject([{ onHand: 3n, valueMinor: 1000n }])
    const request = wish(variantId, 3n)
    await f.t.transaction((tx) => reserve(tx, [request]))
    const lineId = request.lines[0]?.lineId ?? ''
    const costs: bigint[] = []
    for (let turn = 0; turn < 3; turn++) {
      const [line] = await f.t.transaction((tx) =>
        issue(tx, [
          {
            shipmentId: newId(),
            orderId: request.orderId,
            warehouseId: f.warehouseIds.seoul,
            lines: [{ lineId, variantId, quantity: 1n }],
          },
        ]),
      )
      costs.push(line?.costMinor ?? -1n)
    }
    expect(costs).toEqual([333n, 334n, 333n])
    expect(await f.stockOf(variantId)).toMatchObject([{ onHand: 0n, reserved: 0n, valueMinor: 0n }])
    const returns = { orderId: request.orderId, warehouseId: f.warehouseIds.seoul }
    const [first] = await f.t.transaction((tx) =>
      takeBack(tx, [{ returnId: newId(), ...returns, lines: [{ lineId, variantId, quantity: 2n }] }]),
    )
    const [second] = await f.t.transaction((tx) =>
      takeBack(tx, [{ returnId: newId(), ...returns, lines: [{ lineId, variantId, quantity: 1n }] }]),
    )
    expect((first?.costMinor ?? 0n) + (second?.costMinor ?? 0n)).toBe(1000n)
    await expect(
      f.t.transaction((tx) =>
        takeBack(tx, [{ returnId: newId(), ...returns, lines: [{ lineId, variantId, quantity: 1n }] }]),
      ),
    ).rejects.toThrow('stock.returned-too-much')
  })

  it('[OMS-02] cannot be issued twice, nor more than was promised', async () => {
    const variantId = await f.variant()
    await f.put(variantId, { seoul: 10n })
    const request = wish(variantId, 2n)
    await f.t.transaction((tx) => reserve(tx, [request]))
    const line = { lineId: request.lines[0]?.lineId ?? '', variantId, quantity: 1n }
    const shipment = {
      shipmentId: newId(),
      orderId: request.orderId,
      warehouseId: f.warehouseIds.seoul,
      lines: [line],
    }
    await f.t.transaction((tx) => issue(tx, [shipment]))
    await expect(f.t.transaction((tx) => issue(tx, [shipment]))).rejects.toThrow('kernel.already-there')
    const tooMuch = { ...shipment, shipmentId: newId(), lines: [{ ...line, quantity: 2n }] }
    await expect(f.t.transaction((tx) => issue(tx, [tooMuch]))).rejects.toThrow('stock.not-reserved')
  })

  it('[OMS-02] movements cannot be changed or removed', async () => {
    await expect(f.t.database.rows('', 'update inventory.movement set quantity = 1')).rejects.toThrow(
      'permission denied',
    )
    await expect(f.t.database.rows('', 'delete from inventory.movement')).rejects.toThrow('permission denied')
  })
})
