import { type IntegerModel, integerModel } from '../runner/integer-model.ts'
import type { EngineTask } from '../runner/pool.ts'
import type { Search } from '../runner/search.ts'
import {
  distanceCost,
  laneOf,
  mayFill,
  outcomeOf,
  type SourcingContext,
  sourcingContext,
  stockOf,
} from './order.outcome.ts'
import { canEnumerate, concerned, enumerated } from './source-order.ts'
import {
  type OrderSourcing,
  refuseNonsense,
  type SourcedOrder,
  type SourcingPlan,
  type SourcingProblem,
} from './sourcing.problem.ts'

/** Variables beyond which orders are sourced one after the other. */
const mostVariables = 30_000

export interface SourcingLimits {
  /** Of the exact search. */
  seconds: number
  maxVariables?: number
}

/**
 * Sources many orders that compete for the same stock: first as much as the stock and the priorities allow, then at the
 * least cost of parcels, weight, distance, splits and lateness together. Two whole-number models, one after the other,
 * so that no weight has to say how much money a filled order is worth.
 * @throws SourcingFault
 */
export async function sourceOrders(problem: SourcingProblem, limits: SourcingLimits): Promise<SourcingPlan> {
  refuseNonsense(problem)
  return (await together(problem, limits)) ?? (await oneByOne(problem, limits))
}

/** All orders in one model; undefined where that is too large or no answer came in time. */
async function together(problem: SourcingProblem, limits: SourcingLimits): Promise<SourcingPlan | undefined> {
  const context = sourcingContext(problem)
  const first = await integerModel()
  describe(first, context, 'unfilled')
  if (first.variables > (limits.maxVariables ?? mostVariables)) return undefined
  const filled = first.solve({ seconds: limits.seconds / 2 })
  if (filled.status !== 'optimal' && filled.status !== 'feasible') return undefined
  const second = await integerModel()
  const terms = describe(second, context, 'cost')
  second.row(
    -Infinity,
    terms.flatMap(({ unfilled }) => unfilled),
    filled.objective + 1e-6,
  )
  const answer = second.solve({ seconds: limits.seconds / 2 })
  const values = answer.status === 'optimal' || answer.status === 'feasible' ? answer.values : filled.values
  const orders = terms.map(({ order, flows }) =>
    outcomeOf(
      context,
      order,
      flows.flatMap(({ lineId, warehouseId, variable }) => {
        const quantity = Math.round(values[variable] ?? 0)
        return quantity > 0 ? [{ lineId, warehouseId, quantity }] : []
      }),
    ),
  )
  const cost = total(orders)
  const proved = filled.status === 'optimal' && answer.status === 'optimal'
  const bound = proved ? cost : Math.min(cost, Math.max(0, answer.bound))
  return {
    method: 'exact',
    status: proved ? 'optimal' : 'feasible',
    cost,
    bound,
    gap: (cost - bound) / Math.max(1e-9, cost),
    orders,
  }
}

/** The same for a thread of the engine pool; the seconds of its limits are those of the search (30 without any). */
export function solveSourcing(
  problem: SourcingProblem,
  { limits }: Search<SourcingPlan>,
): Promise<SourcingPlan> {
  return sourceOrders(problem, { seconds: limits.seconds ?? 30 })
}

export const solveSourcingTask: EngineTask<SourcingProblem, SourcingPlan> = {
  module: import.meta.url,
  name: 'solveSourcing',
}

interface Terms {
  order: SourcedOrder
  flows: { lineId: string; warehouseId: string; variable: number }[]
  /** What of the order's priority stays unfilled, as a sum over variables. */
  unfilled: [variable: number, weight: number][]
}

function describe(model: IntegerModel, context: SourcingContext, aim: 'unfilled' | 'cost'): Terms[] {
  const { problem, warehouses } = context
  const price = (value: number) => (aim === 'cost' ? value : 0)
  const taken = new Map<string, [number, number][]>()
  const sent = new Map<string, [number, number][]>()
  const note = (into: Map<string, [number, number][]>, key: string, variable: number) => {
    into.set(key, [...(into.get(key) ?? []), [variable, 1]])
  }
  const terms = problem.orders.map((order): Terms => {
    const units = order.lines.reduce((sum, { quantity }) => sum + quantity, 0)
    const priority = order.priority ?? 1
    const open = concerned(context, order)
    const used = new Map<string, number>()
    const weights = new Map<string, [number, number][]>()
    for (const id of open) {
      const lane = laneOf(context, id, order)
      if (!lane) continue
      const limited = warehouses.get(id)?.maxParcelGrams !== undefined
      const one = model.variable(
        price(distanceCost(lane) + problem.splitPenalty + (limited ? 0 : lane.costPerParcel)),
      )
      used.set(id, one)
      weights.set(id, [])
    }
    // The first warehouse is no split; an order that is not sent at all has none to spare.
    const sentAtAll = model.variable(price(-problem.splitPenalty))
    model.row(-Infinity, [[sentAtAll, 1], ...[...used.values()].map((one) => [one, -1] as const)], 0)

    const whole = order.partial === true ? undefined : model.variable(aim === 'unfilled' ? priority : 0)
    const flows: Terms['flows'] = []
    const unfilled: Terms['unfilled'] = whole === undefined ? [] : [[whole, priority]]
    for (const line of order.lines) {
      const own: [number, number][] = []
      const sources: number[] = []
      for (const [id, one] of used) {
        const there = Math.min(line.quantity, stockOf(context, id, line.sku))
        if (!mayFill(line, id) || there === 0) continue
        const kilograms = (line.unitGrams ?? 0) / 1_000
        const perKilogram = laneOf(context, id, order)?.costPerKilogram ?? 0
        const variable = model.variable(price(kilograms * perKilogram), { upper: there })
        flows.push({ lineId: line.id, warehouseId: id, variable })
        own.push([variable, 1])
        weights.get(id)?.push([variable, line.unitGrams ?? 0])
        note(taken, `${id}/${line.sku}`, variable)
        model.row(
          -Infinity,
          [
            [variable, 1],
            [one, -there],
          ],
          0,
        )
        if (order.splitLines === false) {
          const source = model.variable(0)
          sources.push(source)
          model.row(
            -Infinity,
            [
              [variable, 1],
              [source, -there],
            ],
            0,
          )
        }
      }
      if (sources.length > 0)
        model.row(
          0,
          sources.map((source) => [source, 1] as const),
          1,
        )
      const lack =
        whole ?? model.variable(aim === 'unfilled' ? priority / units : 0, { upper: line.quantity })
      if (whole === undefined) unfilled.push([lack, priority / units])
      model.row(line.quantity, [...own, [lack, whole === undefined ? 1 : line.quantity]], line.quantity)
    }
    for (const [id, one] of used) {
      const lane = laneOf(context, id, order)
      const limit = warehouses.get(id)?.maxParcelGrams
      let parcels = one
      if (limit !== undefined && lane) {
        const all = order.lines.reduce((sum, { quantity, unitGrams = 0 }) => sum + quantity * unitGrams, 0)
        parcels = model.variable(price(lane.costPerParcel), { upper: Math.ceil(all / limit) + 1 })
        model.row(
          0,
          [
            [parcels, 1],
            [one, -1],
          ],
          Infinity,
        )
        model.row(-Infinity, [...(weights.get(id) ?? []), [parcels, -limit]], 0)
      }
      note(sent, id, parcels)
    }
    addLateness(model, context, order, used, price)
    return { order, flows, unfilled }
  })
  for (const [key, variables] of taken) model.row(-Infinity, variables, context.stock.get(key) ?? 0)
  for (const { id, maxParcels } of problem.warehouses)
    if (maxParcels !== undefined) model.row(-Infinity, sent.get(id) ?? [], maxParcels)
  return terms
}

/** Lateness of an order is that of its latest parcel. */
function addLateness(
  model: IntegerModel,
  context: SourcingContext,
  order: SourcedOrder,
  used: Map<string, number>,
  price: (value: number) => number,
): void {
  const { promisedSeconds, latenessCostPerSecond = 0 } = order
  if (promisedSeconds === undefined || latenessCostPerSecond === 0) return
  const late = [...used].flatMap(([id, one]): [number, number][] => {
    const seconds = (laneOf(context, id, order)?.leadSeconds ?? 0) - promisedSeconds
    return seconds > 0 ? [[one, seconds]] : []
  })
  if (late.length === 0) return
  const latest = model.variable(price(latenessCostPerSecond), { upper: Infinity, whole: false })
  for (const [one, seconds] of late)
    model.row(
      0,
      [
        [latest, 1],
        [one, -seconds],
      ],
      Infinity,
    )
}

/** Orders one after the other, those of most priority first, each as well as what is left allows. */
async function oneByOne(problem: SourcingProblem, { seconds }: SourcingLimits): Promise<SourcingPlan> {
  const stock = new Map(problem.stock.map((one) => [`${one.warehouseId}/${one.sku}`, { ...one }]))
  const warehouses = problem.warehouses.map((one) => ({ ...one }))
  const found = new Map<string, OrderSourcing>()
  const context = sourcingContext(problem)
  const byPriority = problem.orders.toSorted((one, other) => (other.priority ?? 1) - (one.priority ?? 1))
  for (const order of byPriority) {
    const lanes = problem.lanes.filter(({ orderId }) => orderId === order.id)
    const alone = { ...problem, warehouses, stock: [...stock.values()], orders: [order], lanes }
    const here = sourcingContext(alone)
    const outcome = canEnumerate(here, order)
      ? enumerated(here, order)
      : (await together(alone, { seconds: seconds / problem.orders.length }))?.orders[0]
    const allocations = outcome?.allocations ?? []
    for (const { lineId, warehouseId, quantity } of allocations) {
      const left = stock.get(`${warehouseId}/${order.lines.find(({ id }) => id === lineId)?.sku}`)
      if (left) left.quantity -= quantity
    }
    for (const { warehouseId, count } of outcome?.parcels ?? []) {
      const warehouse = warehouses.find(({ id }) => id === warehouseId)
      if (warehouse?.maxParcels !== undefined) warehouse.maxParcels -= count
    }
    found.set(order.id, outcomeOf(context, order, allocations))
  }
  const orders = problem.orders.flatMap(({ id }) => found.get(id) ?? [])
  const cost = total(orders)
  return { method: 'greedy', status: 'feasible', cost, bound: 0, gap: cost > 0 ? 1 : 0, orders }
}

function total(orders: readonly OrderSourcing[]): number {
  return orders.reduce((sum, { cost }) => sum + cost.total, 0)
}
