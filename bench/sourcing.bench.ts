import { chance } from '../src/engines/runner/chance.ts'
import {
  type SourcingProblem,
  solveSourcingTask,
  sourceOrder,
  validateSourcing,
} from '../src/engines/sourcing/public.ts'
import { type EngineCase, engineOptions, mean, runCases } from './engine-bench.ts'
import type { BenchOptions, EngineMeasurement } from './main.ts'

/**
 * `npm run bench -- sourcing [--seconds N] [--seeds K] [--json]`: 20 to 300 orders over five warehouses with short stock,
 * and one order alone, which is what order intake waits for. Every plan is judged by the validator.
 */
export async function run({ args, print }: BenchOptions): Promise<EngineMeasurement> {
  const { seconds, seeds, threads } = engineOptions(args, { seconds: 20 })
  const cases = [20, 100, 300].flatMap((orders) =>
    Array.from(
      { length: seeds },
      (_, seed): EngineCase<SourcingProblem> => ({
        name: `${orders} orders #${seed + 1}`,
        input: shop(orders, seed + 1),
        limits: { seconds, clock: 'wall' },
      }),
    ),
  )
  const runs = await runCases(solveSourcingTask, cases, {
    seeds: 1,
    threads,
    ended: ({ case: { name, input }, result, cpuSeconds }) => {
      const filled = result.orders.filter((one) => one.filled === 'all').length
      const faults = validateSourcing(input, result)
      print(
        `${name}: ${result.method} ${result.status} gap ${(100 * result.gap).toFixed(2)} % ${filled} filled ${cpuSeconds.toFixed(2)} CPU s${faults.length > 0 ? ` INVALID ${JSON.stringify(faults[0])}` : ''}`,
      )
    },
  })
  const one = shop(1, 1)
  const rounds = 1_000
  const startedMs = performance.now()
  for (let round = 0; round < rounds; round++) sourceOrder(one)
  return {
    name: 'sourcing',
    goal: '300 orders proved best within seconds; one order within a millisecond',
    instances: cases.length,
    seconds,
    gapPercent: 100 * mean(runs.map(({ result }) => result.gap)),
    provedBest: runs.filter(({ result }) => result.status === 'optimal').length,
    invalid: runs.filter(({ case: { input }, result }) => validateSourcing(input, result).length > 0).length,
    secondsPerInstance: mean(runs.map(({ cpuSeconds }) => cpuSeconds)),
    millisecondsForOneOrder: (performance.now() - startedMs) / rounds,
  }
}

function shop(orders: number, seed: number): SourcingProblem {
  const luck = chance(seed)
  const warehouses = Array.from({ length: 5 }, (_, index) => ({ id: `warehouse ${index + 1}` }))
  const skus = Array.from({ length: 40 }, (_, index) => `article ${index + 1}`)
  const stock = warehouses.flatMap(({ id: warehouseId }) =>
    skus
      .filter(() => luck.happens(0.7))
      .map((sku) => ({ warehouseId, sku, quantity: luck.between(1, Math.max(4, Math.floor(orders / 4))) })),
  )
  const ordered = Array.from({ length: orders }, (_, index) => {
    const first = luck.between(0, skus.length - 1)
    return {
      id: `order ${index + 1}`,
      priority: luck.between(1, 3),
      lines: Array.from({ length: luck.between(1, 4) }, (_, line) => ({
        id: `line ${line + 1}`,
        sku: skus[(first + line * 7) % skus.length] ?? '',
        quantity: luck.between(1, 3),
        unitGrams: 400,
      })),
    }
  })
  const lanes = ordered.flatMap(({ id: orderId }) =>
    warehouses.map(({ id: warehouseId }) => ({
      orderId,
      warehouseId,
      costPerParcel: luck.between(2_000, 4_000),
      distanceMeters: luck.between(5, 400) * 1_000,
      costPerKilometer: 2,
      costPerKilogram: luck.between(0, 200),
      leadSeconds: 86_400,
    })),
  )
  return { warehouses, stock, orders: ordered, lanes, splitPenalty: 1_000 }
}
