import {
  type Cargo,
  type ModeProblem,
  solveModesTask,
  type TransportService,
  validateModes,
} from '../src/engines/routing/public.ts'
import { chance } from '../src/engines/runner/chance.ts'
import { type EngineCase, engineOptions, mean, runCases } from './engine-bench.ts'
import type { BenchOptions, EngineMeasurement } from './main.ts'

const hour = 3_600
const towns = ['Seoul', 'Incheon', 'Suwon']

/**
 * `npm run bench -- modes [--seconds N] [--seeds K] [--json]`: shipments from three towns to Busan by lorry, parcel, air,
 * or a train from a terminal, 10 to 80 of them. Prints the proved gap and what travelling together saved; every plan is
 * judged by the validator.
 */
export async function run({ args, print }: BenchOptions): Promise<EngineMeasurement> {
  const { seconds, seeds, threads } = engineOptions(args, { seconds: 20 })
  const sizes = [10, 20, 40, 80]
  const cases = sizes.flatMap((size) =>
    Array.from(
      { length: seeds },
      (_, seed): EngineCase<ModeProblem> => ({
        name: `${size} shipments #${seed + 1}`,
        input: corridor(size, seed + 1),
        limits: { seconds, clock: 'wall' },
      }),
    ),
  )
  const runs = await runCases(solveModesTask, cases, {
    seeds: 1,
    threads,
    ended: ({ case: { name, input }, result, cpuSeconds }) => {
      const saved = 100 * (1 - result.cost / result.costAlone)
      const faults = validateModes(input, result)
      print(
        `${name}: ${result.method} ${result.status} ${result.cost.toFixed(0)} gap ${(100 * result.gap).toFixed(2)} % saved ${saved.toFixed(1)} % ${cpuSeconds.toFixed(2)} CPU s${faults.length > 0 ? ` INVALID ${JSON.stringify(faults[0])}` : ''}`,
      )
    },
  })
  return {
    name: 'modes',
    goal: 'proved best up to 40 shipments; the gap told beyond',
    instances: cases.length,
    seconds,
    gapPercent: 100 * mean(runs.map(({ result }) => result.gap)),
    savedPercent: 100 * mean(runs.map(({ result }) => 1 - result.cost / result.costAlone)),
    provedBest: runs.filter(({ result }) => result.status === 'optimal').length,
    invalid: runs.filter(({ case: { input }, result }) => validateModes(input, result).length > 0).length,
    secondsPerInstance: mean(runs.map(({ cpuSeconds }) => cpuSeconds)),
  }
}

function corridor(shipments: number, seed: number): ModeProblem {
  const luck = chance(seed)
  const fromTown = towns.flatMap((from): TransportService[] => [
    {
      id: `lorry ${from}`,
      mode: 'road',
      from,
      to: 'Busan',
      onDemand: { durationSeconds: 6 * hour },
      price: {},
      load: { cost: 600, maxWeightKilograms: 11_000, maxVolumeCubicMeters: 40 },
    },
    {
      id: `feeder ${from}`,
      mode: 'road',
      from,
      to: 'Uiwang',
      onDemand: { durationSeconds: hour },
      price: { perKilogram: 0.01 },
    },
    {
      id: `parcel ${from}`,
      mode: 'parcel',
      from,
      to: 'Busan',
      onDemand: { durationSeconds: 24 * hour },
      price: { perShipment: 4, perKilogram: 0.5 },
      carries: { maxShipmentKilograms: 30 },
    },
  ])
  const trunk: TransportService[] = [
    {
      id: 'train',
      mode: 'rail',
      from: 'Uiwang',
      to: 'Busan',
      departures: [20, 44].map((at) => ({ departureSeconds: at * hour, arrivalSeconds: (at + 8) * hour })),
      price: {},
      load: { cost: 300, maxWeightKilograms: 20_000, maxVolumeCubicMeters: 60, count: 3 },
    },
    {
      id: 'flight',
      mode: 'air',
      from: 'Seoul',
      to: 'Busan',
      departures: [{ departureSeconds: 10 * hour, arrivalSeconds: 11 * hour }],
      price: { perKilogram: 2, minimum: 50 },
    },
  ]
  const cargo = Array.from(
    { length: shipments },
    (_, index): Cargo => ({
      id: `shipment ${index + 1}`,
      from: luck.pick(towns),
      to: 'Busan',
      readySeconds: luck.between(6, 16) * hour,
      dueSeconds: luck.between(24, 60) * hour,
      weightKilograms: luck.pick([20, 300, 1_500, 4_000, 8_000]),
      volumeCubicMeters: luck.between(1, 20),
    }),
  )
  const terminals = [{ place: 'Uiwang', handlingSeconds: hour, costPerShipment: 5 }]
  return { services: [...fromTown, ...trunk], cargo, terminals }
}
