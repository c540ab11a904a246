import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createEnginePool } from '../runner/pool.ts'
import { sourceOrder } from './source-order.ts'
import { solveSourcingTask, sourceOrders } from './source-orders.ts'
import {
  type SourcedOrder,
  SourcingFault,
  type SourcingPlan,
  type SourcingProblem,
} from './sourcing.problem.ts'
import { validateSourcing } from './validate-sourcing.ts'

/** Seoul is near and has little, Daejeon is middling, Busan is far and has everything. */
function shop(
  orders: Partial<SourcedOrder>[],
  change: (problem: SourcingProblem) => void = () => {},
): SourcingProblem {
  const problem: SourcingProblem = {
    warehouses: [{ id: 'seoul' }, { id: 'daejeon' }, { id: 'busan' }],
    stock: [
      { warehouseId: 'seoul', sku: 'cup', quantity: 3 },
      { warehouseId: 'daejeon', sku: 'cup', quantity: 10 },
      { warehouseId: 'daejeon', sku: 'pot', quantity: 2 },
      { warehouseId: 'busan', sku: 'cup', quantity: 50 },
      { warehouseId: 'busan', sku: 'pot', quantity: 50 },
      { warehouseId: 'busan', sku: 'tea', quantity: 50 },
    ],
    orders: orders.map((one, index) => ({
      id: `order-${index + 1}`,
      lines: [{ id: 'a', sku: 'cup', quantity: 2, unitGrams: 500 }],
      ...one,
    })),
    lanes: [],
    splitPenalty: 1_000,
  }
  for (const { id: orderId } of problem.orders)
    problem.lanes.push(
      { warehouseId: 'seoul', orderId, costPerParcel: 2_500, leadSeconds: 86_400 },
      { warehouseId: 'daejeon', orderId, costPerParcel: 3_000, leadSeconds: 86_400 },
      {
        warehouseId: 'busan',
        orderId,
        costPerParcel: 3_000,
        distanceMeters: 400_000,
        costPerKilometer: 1,
        costPerKilogram: 100,
        leadSeconds: 172_800,
      },
    )
  change(problem)
  return problem
}

const lines = (...wanted: [sku: string, quantity: number][]) => ({
  lines: wanted.map(([sku, quantity]) => ({ id: sku, sku, quantity, unitGrams: 500 })),
})

function sound(problem: SourcingProblem, plan: SourcingPlan): SourcingPlan {
  expect(validateSourcing(problem, plan)).toEqual([])
  return plan
}
const one = (problem: SourcingProblem) => sound(problem, sourceOrder(problem))
const many = async (problem: SourcingProblem) => sound(problem, await sourceOrders(problem, { seconds: 20 }))
const from = (plan: SourcingPlan, at = 0) => plan.orders[at]?.parcels.map(({ warehouseId }) => warehouseId)

describe('sourcing', () => {
  it('[OMS-02] one order goes from where it costs least, and says what the others would have meant', () => {
    const plan = one(shop([lines(['cup', 2])]))
    expect(from(plan)).toEqual(['seoul'])
    expect(plan.orders[0]).toMatchObject({ filled: 'all', cost: { parcels: 2_500, total: 2_500 } })
    expect(plan.orders[0]?.candidates).toMatchObject([
      { warehouseId: 'seoul', short: [], costAlone: 2_500 },
      { warehouseId: 'daejeon', short: [], costAlone: 3_000 },
      { warehouseId: 'busan', short: [], costAlone: 3_500 },
    ])
  })

  it('[OMS-02] two parcels only where one warehouse cannot, or costs more than both', () => {
    const together = one(shop([lines(['cup', 2], ['pot', 1])]))
    expect(from(together)).toEqual(['daejeon'])
    const all = one(shop([lines(['cup', 2], ['tea', 1])]))
    expect(from(all)).toEqual(['busan'])
    const cheapSplit = shop([lines(['cup', 3], ['tea', 1])], (problem) => {
      problem.splitPenalty = 0
      for (const lane of problem.lanes) if (lane.warehouseId === 'busan') lane.costPerKilogram = 5_000
    })
    const split = one(cheapSplit)
    expect(from(split)).toEqual(['seoul', 'busan'])
    expect(split.orders[0]?.candidates[0]).toMatchObject({
      warehouseId: 'busan',
      costAlone: 3_000 + 400 + 10_000,
    })
  })

  it('[OMS-02] a promise pulls an order to where it is in time', () => {
    const late = shop([{ ...lines(['pot', 1]), promisedSeconds: 90_000, latenessCostPerSecond: 1 }])
    expect(from(one(late))).toEqual(['daejeon'])
    const far = shop([{ ...lines(['tea', 1]), promisedSeconds: 86_400, latenessCostPerSecond: 0.01 }])
    expect(one(far).orders[0]?.cost.lateness).toBeCloseTo(864, 6)
  })

  it('[OMS-02] all or nothing, unless a part is welcome', () => {
    const much = lines(['cup', 70])
    expect(one(shop([much])).orders[0]).toMatchObject({
      filled: 'none',
      short: [{ lineId: 'cup', quantity: 70 }],
    })
    const part = one(shop([{ ...much, partial: true }]))
    expect(part.orders[0]).toMatchObject({ filled: 'part', short: [{ quantity: 7 }] })
    expect(from(part)).toEqual(['seoul', 'daejeon', 'busan'])
  })

  it('[OMS-02] a line may be kept whole and to certain warehouses', () => {
    const whole = shop([{ ...lines(['cup', 12]), splitLines: false }])
    expect(from(one(whole))).toEqual(['busan'])
    const bound = shop([{ lines: [{ id: 'a', sku: 'cup', quantity: 1, allowedWarehouses: ['daejeon'] }] }])
    expect(from(one(bound))).toEqual(['daejeon'])
  })

  it('[OMS-02] many orders share the stock so that all together cost least', async () => {
    // Seoul has three cups: better one order of three from there than one of two and a split.
    const plan = await many(shop([lines(['cup', 2]), lines(['cup', 3])]))
    expect(plan).toMatchObject({ method: 'exact', status: 'optimal', gap: 0, cost: 2_500 + 3_000 })
  })

  it('[OMS-02] where stock is short the more important order is filled', async () => {
    const short = shop([lines(['cup', 40]), { ...lines(['cup', 40]), priority: 5 }])
    const plan = await many(short)
    expect(plan.orders.map(({ filled }) => filled)).toEqual(['none', 'all'])
  })

  it('[OMS-02] heavy orders are several parcels, and a warehouse sends only so many', async () => {
    const heavy = shop([lines(['cup', 10])], (problem) => {
      for (const warehouse of problem.warehouses) warehouse.maxParcelGrams = 2_000
    })
    expect(() => sourceOrder(heavy)).toThrow(SourcingFault)
    const plan = await many(heavy)
    expect(plan.orders[0]?.parcels).toMatchObject([{ warehouseId: 'daejeon', count: 3, weightGrams: 5_000 }])
    const busy = shop([lines(['cup', 1]), lines(['cup', 1])], (problem) => {
      Object.assign(problem.warehouses[0] ?? {}, { maxParcels: 1 })
    })
    expect((await many(busy)).orders.map(({ parcels }) => parcels[0]?.warehouseId).toSorted()).toEqual([
      'daejeon',
      'seoul',
    ])
  })

  it('[OMS-02] too many to be solved together: one after the other, and it is said', async () => {
    const problem = shop(
      Array.from({ length: 30 }, (_, index) => ({ ...lines(['cup', 2]), priority: 1 + (index % 3) })),
    )
    const plan = sound(problem, await sourceOrders(problem, { seconds: 5, maxVariables: 20 }))
    expect(plan).toMatchObject({ method: 'greedy', status: 'feasible' })
    expect(plan.orders.every(({ filled }) => filled === 'all')).toBe(true)
    for (const warehouse of problem.warehouses) warehouse.maxParcelGrams = 900
    const heavy = sound(problem, await sourceOrders(problem, { seconds: 20, maxVariables: 20 }))
    expect(heavy.orders.every(({ filled, parcels }) => filled === 'all' && parcels[0]?.count === 2)).toBe(
      true,
    )
  })

  it('[OMS-02] it runs in a thread, so that the event loop stays free', async () => {
    const pool = createEnginePool({ threads: 1 })
    try {
      const { result } = await pool.run(solveSourcingTask, shop([{}, {}]), {
        limits: { seed: 1, seconds: 10 },
      })
      expect(result).toMatchObject({ method: 'exact', status: 'optimal' })
    } finally {
      await pool.close()
    }
  })

  it('[OMS-02] nonsense is refused', () => {
    const odd: [string, (problem: SourcingProblem) => void][] = [
      ['sourcing.duplicate-id', (problem) => problem.warehouses.push({ id: 'seoul' })],
      [
        'sourcing.unknown-warehouse',
        (problem) => problem.stock.push({ warehouseId: 'jeju', sku: 'cup', quantity: 1 }),
      ],
      [
        'sourcing.unknown-order',
        (problem) =>
          problem.lanes.push({ warehouseId: 'seoul', orderId: 'x', costPerParcel: 1, leadSeconds: 1 }),
      ],
      ['sourcing.value', (problem) => Object.assign(problem.stock[0] ?? {}, { quantity: 1.5 })],
    ]
    for (const [code, change] of odd)
      expect(() => sourceOrder(shop([{}], change))).toThrow(expect.objectContaining({ code }))
  })

  it('[OMS-02] the validator sees a plan spoiled in every way', async () => {
    const problem = shop([lines(['cup', 2], ['pot', 1]), lines(['cup', 3])])
    const plan = await many(problem)
    const spoiled = (spoil: (copy: SourcingPlan) => void, rules = problem) => {
      const copy = structuredClone(plan)
      spoil(copy)
      return validateSourcing(rules, copy).map(({ kind }) => kind)
    }
    const first = (copy: SourcingPlan) => copy.orders[0] as SourcingPlan['orders'][number]
    expect(spoiled((copy) => Object.assign(copy, { cost: 1 }))).toEqual(['cost'])
    expect(spoiled((copy) => copy.orders.pop())).toContain('missing')
    expect(spoiled((copy) => copy.orders.push(first(copy)))).toContain('duplicate')
    expect(spoiled((copy) => first(copy).allocations.pop())).toEqual(
      expect.arrayContaining(['short', 'incomplete']),
    )
    expect(spoiled((copy) => Object.assign(first(copy).allocations[0] ?? {}, { quantity: 60 }))).toEqual(
      expect.arrayContaining(['quantity', 'stock']),
    )
    expect(spoiled((copy) => Object.assign(first(copy).allocations[0] ?? {}, { lineId: 'z' }))).toContain(
      'unknown',
    )
    expect(
      spoiled((copy) => Object.assign(first(copy).allocations[0] ?? {}, { warehouseId: 'jeju' })),
    ).toContain('warehouse')
    expect(spoiled((copy) => Object.assign(first(copy).parcels[0] ?? {}, { count: 2 }))).toContain('parcels')
    expect(
      spoiled(
        (copy) => {
          const [cups] = first(copy).allocations
          if (cups)
            first(copy).allocations.splice(
              0,
              1,
              { ...cups, quantity: 1 },
              { ...cups, quantity: 1, warehouseId: 'busan' },
            )
        },
        { ...problem, orders: problem.orders.map((order) => ({ ...order, splitLines: false })) },
      ),
    ).toContain('split-line')
  })

  it('[OMS-02] tiny instances: exactly as good as trying everything, one order by enumeration and by the model', async () => {
    const quantity = fc.integer({ min: 0, max: 3 })
    const money = fc.integer({ min: 0, max: 9 })
    const order = fc.record({
      cups: fc.integer({ min: 1, max: 3 }),
      pots: fc.integer({ min: 0, max: 2 }),
      priority: fc.integer({ min: 1, max: 3 }),
      partial: fc.boolean(),
      splitLines: fc.boolean(),
      late: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(order, { minLength: 1, maxLength: 2 }),
        fc.array(quantity, { minLength: 4, maxLength: 4 }),
        fc.array(money, { minLength: 6, maxLength: 6 }),
        fc.boolean(),
        async (orders, stock, costs, limited) => {
          const problem = tiny(orders, stock, costs, limited)
          const best = tryAll(problem)
          const plan = await many(problem)
          expect(unfilledOf(problem, plan)).toBeCloseTo(best.unfilled, 9)
          expect(plan.cost).toBeCloseTo(best.cost, 6)
          if (orders.length === 1 && !limited && !problem.orders[0]?.partial)
            expect(one(problem).cost).toBeCloseTo(best.cost, 6)
        },
      ),
      { numRuns: 60 },
    )
  })
})

function tiny(
  orders: readonly {
    cups: number
    pots: number
    priority: number
    partial: boolean
    splitLines: boolean
    late: boolean
  }[],
  stock: readonly number[],
  costs: readonly number[],
  limited: boolean,
): SourcingProblem {
  const [parcel = 0, far = 0, kilo = 0, otherKilo = 0, split = 0, late = 0] = costs
  return {
    warehouses: [
      { id: 'x', ...(limited && { maxParcelGrams: 1_500 }) },
      { id: 'y', ...(limited && { maxParcels: 2 }) },
    ],
    stock: ['x', 'y'].flatMap((warehouseId, at) => [
      { warehouseId, sku: 'cup', quantity: stock[at * 2] ?? 0 },
      { warehouseId, sku: 'pot', quantity: stock[at * 2 + 1] ?? 0 },
    ]),
    orders: orders.map(({ cups, pots, late: promised, ...rest }, index) => ({
      id: `o${index}`,
      ...rest,
      lines: [
        { id: 'c', sku: 'cup', quantity: cups, unitGrams: 700 },
        ...(pots > 0 ? [{ id: 'p', sku: 'pot', quantity: pots, unitGrams: 1_300 }] : []),
      ],
      ...(promised && { promisedSeconds: 5, latenessCostPerSecond: late / 3 }),
    })),
    lanes: orders.flatMap((_, index) => [
      {
        warehouseId: 'x',
        orderId: `o${index}`,
        costPerParcel: parcel,
        costPerKilogram: kilo,
        leadSeconds: 4,
      },
      {
        warehouseId: 'y',
        orderId: `o${index}`,
        costPerParcel: 1,
        distanceMeters: far * 1_000,
        costPerKilometer: 1,
        costPerKilogram: otherKilo,
        leadSeconds: 8,
      },
    ]),
    splitPenalty: split,
  }
}

function unfilledOf(problem: SourcingProblem, plan: SourcingPlan): number {
  return problem.orders.reduce((sum, order) => {
    const short = plan.orders.find(({ orderId }) => orderId === order.id)?.short ?? []
    const lack = short.reduce((total, { quantity }) => total + quantity, 0)
    const units = order.lines.reduce((total, { quantity }) => total + quantity, 0)
    if (lack === 0) return sum
    return sum + (order.priority ?? 1) * (order.partial ? lack / units : 1)
  }, 0)
}

/** Every quantity of every line from either warehouse. */
function tryAll(problem: SourcingProblem): { unfilled: number; cost: number } {
  const slots = problem.orders.flatMap((order) => order.lines.map((line) => ({ order, line })))
  let best = { unfilled: Number.POSITIVE_INFINITY, cost: Number.POSITIVE_INFINITY }
  const go = (
    at: number,
    chosen: { orderId: string; lineId: string; warehouseId: string; quantity: number }[],
  ) => {
    const slot = slots[at]
    if (!slot) {
      const plan = planOf(problem, chosen)
      if (validateSourcing(problem, plan).some(({ kind }) => kind !== 'cost')) return
      const cost = plan.cost - (validateSourcing(problem, plan)[0]?.by ?? 0)
      const unfilled = unfilledOf(problem, plan)
      if (unfilled < best.unfilled - 1e-9 || (unfilled < best.unfilled + 1e-9 && cost < best.cost))
        best = { unfilled, cost }
      return
    }
    const { order, line } = slot
    for (let x = 0; x <= line.quantity; x++)
      for (let y = 0; x + y <= line.quantity; y++)
        go(at + 1, [
          ...chosen,
          ...[['x', x] as const, ['y', y] as const]
            .filter(([, quantity]) => quantity > 0)
            .map(([warehouseId, quantity]) => ({
              orderId: order.id,
              lineId: line.id,
              warehouseId,
              quantity,
            })),
        ])
  }
  go(0, [])
  return best
}

function planOf(
  problem: SourcingProblem,
  chosen: readonly { orderId: string; lineId: string; warehouseId: string; quantity: number }[],
): SourcingPlan {
  const none = { parcels: 0, weight: 0, distance: 0, split: 0, lateness: 0, total: 0 }
  const orders = problem.orders.map((order): SourcingPlan['orders'][number] => {
    const allocations = chosen
      .filter(({ orderId }) => orderId === order.id)
      .map(({ orderId: _, ...rest }) => rest)
    const short = order.lines.flatMap(({ id, quantity }) => {
      const got = allocations.reduce((sum, one) => sum + (one.lineId === id ? one.quantity : 0), 0)
      return got < quantity ? [{ lineId: id, quantity: quantity - got }] : []
    })
    const parcels = problem.warehouses.flatMap(({ id, maxParcelGrams = Number.POSITIVE_INFINITY }) => {
      const weightGrams = allocations.reduce(
        (sum, { lineId, warehouseId, quantity }) =>
          sum +
          (warehouseId === id
            ? quantity * (order.lines.find((line) => line.id === lineId)?.unitGrams ?? 0)
            : 0),
        0,
      )
      return weightGrams > 0
        ? [
            {
              warehouseId: id,
              count: Math.max(1, Math.ceil(weightGrams / maxParcelGrams)),
              weightGrams,
              arrivalSeconds: 0,
            },
          ]
        : []
    })
    return {
      orderId: order.id,
      filled: 'all',
      allocations,
      parcels,
      short,
      arrivalSeconds: 0,
      cost: none,
      candidates: [],
    }
  })
  return { method: 'exact', status: 'optimal', cost: 0, bound: 0, gap: 0, orders }
}
