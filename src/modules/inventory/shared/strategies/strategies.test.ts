import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { strategies } from './choose.ts'
import { distanceBetween } from './distance.ts'
import { type SourceWarehouse, type SourcingProblem, strategyNames } from './strategy.ts'

const seoul = {
  id: 's',
  code: 'SEL',
  priority: 1,
  latitude: 37.5665,
  longitude: 126.978,
  postalCode: '04524',
}
const daejeon = {
  id: 'd',
  code: 'DJN',
  priority: 1,
  latitude: 36.3504,
  longitude: 127.3845,
  postalCode: '34100',
}
const busan = {
  id: 'b',
  code: 'PUS',
  priority: 1,
  latitude: 35.1796,
  longitude: 129.0756,
  postalCode: '47545',
}

type Shelf = Record<string, Record<string, bigint | [bigint, string]>>

function problem(
  lines: Record<string, bigint>,
  shelf: Shelf,
  more: Partial<SourcingProblem> = {},
): SourcingProblem {
  return {
    lines: Object.entries(lines).map(([variantId, quantity]) => ({
      lineId: `l-${variantId}`,
      variantId,
      quantity,
    })),
    warehouses: [seoul, daejeon, busan],
    stock(variantId, warehouseId) {
      const found = shelf[warehouseId]?.[variantId]
      if (Array.isArray(found)) return { available: found[0], heldSince: found[1] }
      return { available: found ?? 0n, heldSince: found === undefined ? null : '2026-01-01' }
    },
    ...more,
  }
}

function from(plan: {
  allocations: { variantId: string; warehouseId: string; quantity: bigint }[]
}): string[] {
  return plan.allocations.map(
    ({ variantId, warehouseId, quantity }) => `${variantId}:${warehouseId}:${quantity}`,
  )
}

describe('sourcing', () => {
  it('[OMS-02] fewest parcels: one far warehouse that has all beats two near ones', () => {
    const wish = problem(
      { a: 2n, b: 1n },
      { s: { a: 2n }, d: { b: 1n }, b: { a: 5n, b: 5n } },
      { destination: seoul },
    )
    const plan = strategies['fewest-parcels'].plan(wish)
    expect(from(plan)).toEqual(['a:b:2', 'b:b:1'])
    expect(plan.candidates.find((candidate) => candidate.warehouseId === 's')).toMatchObject({
      chosen: false,
      reason: 'needs-more-parcels',
      fullLines: 1,
    })
  })

  it('[OMS-02] fewest parcels: of equal covers the nearer, and it says so of the other', () => {
    const shelf = { s: { a: 1n }, b: { a: 1n } }
    const plan = strategies['fewest-parcels'].plan(
      problem({ a: 1n }, shelf, { destination: { postalCode: '48058' } }),
    )
    expect(from(plan)).toEqual(['a:b:1'])
    expect(plan.candidates.find((candidate) => candidate.warehouseId === 's')?.reason).toBe('farther')
    expect(plan.candidates.find((candidate) => candidate.warehouseId === 'd')?.reason).toBe('no-stock')
  })

  it('[OMS-02] nearest: takes what the nearest has and the rest from the next', () => {
    const shelf = { s: { a: 1n }, d: { a: 1n }, b: { a: 9n } }
    const plan = strategies.nearest.plan(
      problem({ a: 3n }, shelf, { destination: { latitude: 37.4, longitude: 127.1 } }),
    )
    expect(from(plan)).toEqual(['a:s:1', 'a:d:1', 'a:b:1'])
  })

  it('[OMS-02] oldest stock: goods that have stood longest leave first, wherever they are', () => {
    const shelf: Shelf = { s: { a: [5n, '2026-05-01'] }, b: { a: [2n, '2025-11-01'] } }
    const plan = strategies['oldest-stock'].plan(problem({ a: 3n }, shelf, { destination: seoul }))
    expect(from(plan)).toEqual(['a:b:2', 'a:s:1'])
  })

  it('[OMS-02] distance: great circle with coordinates, an estimate with postal codes, nothing without either', () => {
    expect(distanceBetween(seoul, busan)?.km).toBeCloseTo(325, -1)
    expect(distanceBetween({ postalCode: '06236' }, { postalCode: '06141' })).toMatchObject({
      basis: 'postal-code',
    })
    const near = distanceBetween({ postalCode: '06236' }, { postalCode: '06241' })?.km ?? 0
    const far = distanceBetween({ postalCode: '06236' }, { postalCode: '48058' })?.km ?? 0
    expect(near).toBeLessThan(far)
    expect(distanceBetween({}, seoul)).toBeUndefined()
  })
})

const warehouseCount = 6
const world = fc.record({
  shelves: fc.array(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 3, maxLength: 3 }), {
    minLength: warehouseCount,
    maxLength: warehouseCount,
  }),
  demand: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }),
})

describe('every strategy', () => {
  it.each(strategyNames)(
    '[OMS-02] %s fills the order exactly, never takes more than there is, and repeats itself',
    (name) => {
      fc.assert(
        fc.property(world, ({ shelves, demand }) => {
          const wish = randomProblem(shelves, demand)
          fc.pre(feasible(wish))
          const plan = strategies[name].plan(wish)
          for (const line of wish.lines) {
            const given = plan.allocations.filter(({ lineId }) => lineId === line.lineId)
            expect(given.reduce((sum, { quantity }) => sum + quantity, 0n)).toBe(line.quantity)
          }
          for (const { variantId, warehouseId, quantity } of plan.allocations) {
            expect(quantity).toBeGreaterThan(0n)
            expect(quantity).toBeLessThanOrEqual(wish.stock(variantId, warehouseId).available)
          }
          expect(strategies[name].plan(wish)).toEqual(plan)
        }),
      )
    },
  )

  it('[OMS-02] fewest parcels never needs more warehouses than any other choice', () => {
    fc.assert(
      fc.property(world, ({ shelves, demand }) => {
        const wish = randomProblem(shelves, demand)
        fc.pre(feasible(wish))
        const used = new Set(
          strategies['fewest-parcels'].plan(wish).allocations.map(({ warehouseId }) => warehouseId),
        )
        expect(used.size).toBe(smallestCover(wish))
      }),
    )
  })
})

function randomProblem(shelves: number[][], demand: number[]): SourcingProblem {
  const warehouses: SourceWarehouse[] = shelves.map((_, index) => ({
    id: `w${index}`,
    code: `W${index}`,
    priority: 1,
  }))
  return {
    warehouses,
    lines: demand.map((quantity, index) => ({
      lineId: `l${index}`,
      variantId: `v${index}`,
      quantity: BigInt(quantity),
    })),
    stock: (variantId, warehouseId) => ({
      available: BigInt(shelves[Number(warehouseId.slice(1))]?.[Number(variantId.slice(1))] ?? 0),
      heldSince: null,
    }),
  }
}

function feasible(wish: SourcingProblem): boolean {
  return covered(wish, wish.warehouses)
}

function covered(wish: SourcingProblem, warehouses: readonly SourceWarehouse[]): boolean {
  return wish.lines.every(
    ({ variantId, quantity }) =>
      warehouses.reduce((sum, { id }) => sum + wish.stock(variantId, id).available, 0n) >= quantity,
  )
}

/** By trying every subset there is: slow and plainly right. */
function smallestCover(wish: SourcingProblem): number {
  let best = Number.POSITIVE_INFINITY
  for (let mask = 1; mask < 1 << wish.warehouses.length; mask++) {
    const chosen = wish.warehouses.filter((_, index) => mask & (1 << index))
    if (chosen.length < best && covered(wish, chosen)) best = chosen.length
  }
  return best
}
