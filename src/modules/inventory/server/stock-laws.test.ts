import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { enqueue } from '../../../kernel/server/jobs.ts'
import { DomainError } from '../../../kernel/shared/errors.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import { adjust, issue, receive, release, reserve, takeBack, transferStock } from '../api.ts'
import { stockInvariants } from './invariants.ts'
import { stockFixture } from './stock-fixture.ts'

const f = await stockFixture()
const places = Object.values(f.warehouseIds)

type Step =
  | { act: 'receive' | 'adjust'; place: number; quantity: number; cost: number }
  | { act: 'reserve'; quantity: number }
  | { act: 'release' | 'issue' | 'return'; pick: number; quantity: number }
  | { act: 'transfer'; place: number; quantity: number }

const place = fc.nat(2)
const quantity = fc.integer({ min: 1, max: 7 })
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    act: fc.constant('receive' as const),
    place,
    quantity,
    cost: fc.integer({ min: 0, max: 99_999 }),
  }),
  fc.record({
    act: fc.constant('adjust' as const),
    place,
    quantity: fc.integer({ min: -5, max: 5 }),
    cost: fc.nat(999),
  }),
  fc.record({ act: fc.constant('reserve' as const), quantity }),
  fc.record({
    act: fc.constantFrom('release' as const, 'issue' as const, 'return' as const),
    pick: fc.nat(20),
    quantity,
  }),
  fc.record({ act: fc.constant('transfer' as const), place, quantity }),
)

interface Held {
  orderId: string
  lineId: string
  warehouseId: string
}

describe('the laws of stock', () => {
  it('[OMS-02] hold after any sequence of receipts, promises, issues, returns, transfers and counts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const variantId = await f.variant()
        const held: Held[] = []
        let issuedMinor = 0n
        let givenMinor = 0n
        for (const one of steps) {
          await willing(async () => {
            const change = await take(variantId, one, held)
            issuedMinor += change.outMinor
            givenMinor += change.inMinor
          })
        }
        const stock = await f.stockOf(variantId)
        const valueMinor = stock.reduce((sum, row) => sum + row.valueMinor, 0n)
        expect(valueMinor).toBe(givenMinor - issuedMinor)
        expect(stock.filter((row) => row.onHand === 0n && row.valueMinor !== 0n)).toEqual([])
      }),
      { numRuns: 25 },
    )
    for (const law of stockInvariants) {
      const { checked, faults } = await law.find(f.t.database)
      expect({ law: law.name, faults }).toEqual({ law: law.name, faults: [] })
      expect(checked).toBeGreaterThan(10n)
    }
  })

  it('[OMS-02] a broken law is found and named', async () => {
    const variantId = await f.variant()
    await f.put(variantId, { seoul: 5n })
    await f.t.database.rows(
      '',
      'update inventory.stock set on_hand = 6, reserved = 1, value_minor = 1 where variant_id = $1',
      [variantId],
    )
    const found = await Promise.all(stockInvariants.map((law) => law.find(f.t.database)))
    for (const { faults } of found) {
      expect(faults).toHaveLength(1)
      expect(faults[0]).toContain(variantId)
    }
    await f.t.database.rows(
      '',
      'update inventory.stock set on_hand = 5, reserved = 0, value_minor = 5000 where variant_id = $1',
      [variantId],
    )
  })

  it('[OMS-02] a promise that nobody kept in time is given back and told', async () => {
    const variantId = await f.variant()
    await f.put(variantId, { seoul: 5n })
    const orderId = newId()
    const lines = [{ lineId: newId(), variantId, quantity: 2n }]
    await f.t.transaction((tx) =>
      reserve(tx, [
        { orderId, lines, expiresAt: new Date(tx.now.getTime() - 1000) },
        { orderId: newId(), lines, expiresAt: null },
      ]),
    )
    await f.t.transaction((tx) => enqueue(tx, { kind: 'inventory.expire-reservations', input: {} }))
    await f.t.settle()
    expect(await f.stockOf(variantId)).toMatchObject([{ onHand: 5n, reserved: 2n }])
    const told = await f.t.database.rows<{ data: unknown }>(
      '',
      `select data from kernel.event where type = 'reservation.expired@1' and record_id = $1`,
      [orderId],
    )
    expect(told).toMatchObject([{ data: { orderId, lines: [{ variantId, quantity: '2' }] } }])
  })

  it('[OMS-02] orders that wait for each other’s goods in opposite order never stand still', async () => {
    const [a, b] = await Promise.all([f.variant(), f.variant()])
    await f.put(a, { seoul: 1000n })
    await f.put(b, { seoul: 1000n })
    const line = (variantId: string) => ({ lineId: newId(), variantId, quantity: 1n })
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        f.t.transaction(async (tx) => {
          const orderId = newId()
          await reserve(tx, [{ orderId, lines: index % 2 ? [line(a), line(b)] : [line(b), line(a)] }])
          if (index % 4 === 0) await release(tx, [{ orderId }])
        }),
      ),
    )
    expect(await f.stockOf(a)).toMatchObject([{ reserved: 30n }])
  })
})

async function take(
  variantId: string,
  one: Step,
  held: Held[],
): Promise<{ inMinor: bigint; outMinor: bigint }> {
  const nothing = { inMinor: 0n, outMinor: 0n }
  const q = BigInt(one.quantity)
  switch (one.act) {
    case 'receive':
    case 'adjust': {
      if (q === 0n) return nothing
      const line = { variantId, quantity: q, unitCost: `${one.cost}.37` }
      const document = { warehouseId: places[one.place] ?? '', reason: 'test', reference: '', lines: [line] }
      const [result] = await f.t.transaction((tx) =>
        one.act === 'receive' ? receive(tx, [document]) : adjust(tx, [document]),
      )
      return { ...nothing, inMinor: result?.valueMinor ?? 0n }
    }
    case 'reserve': {
      const request = { orderId: newId(), lines: [{ lineId: newId(), variantId, quantity: q }] }
      const [outcome] = await f.t.transaction((tx) => reserve(tx, [request]))
      if (outcome?.ok) {
        for (const { lineId, warehouseId } of outcome.allocations)
          held.push({ orderId: request.orderId, lineId, warehouseId })
      }
      return nothing
    }
    case 'transfer': {
      const request = {
        fromWarehouseId: places[one.place] ?? '',
        toWarehouseId: places[(one.place + 1) % 3] ?? '',
        reference: '',
        lines: [{ variantId, quantity: q }],
      }
      await f.t.transaction((tx) => transferStock(tx, [request]))
      return nothing
    }
    default: {
      const target = held[one.pick % Math.max(1, held.length)]
      if (!target) return nothing
      const line = { lineId: target.lineId, variantId, quantity: q }
      if (one.act === 'release') {
        await f.t.transaction((tx) => release(tx, [{ orderId: target.orderId, lines: [line] }]))
        return nothing
      }
      if (one.act === 'issue') {
        const [out] = await f.t.transaction((tx) =>
          issue(tx, [{ shipmentId: newId(), ...target, lines: [line] }]),
        )
        return { ...nothing, outMinor: out?.costMinor ?? 0n }
      }
      const [back] = await f.t.transaction((tx) =>
        takeBack(tx, [{ returnId: newId(), ...target, lines: [line] }]),
      )
      return { ...nothing, inMinor: back?.costMinor ?? 0n }
    }
  }
}

/** A refusal is an answer like any other: nothing of the step may remain. */
async function willing(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
  }
}
