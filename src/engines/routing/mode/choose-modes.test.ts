import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createEnginePool } from '../../runner/pool.ts'
import { chooseModes, solveModesTask } from './choose-modes.ts'
import { demandTimes, optionsOf } from './mode.options.ts'
import {
  type Cargo,
  ModeFault,
  type ModeOption,
  type ModeProblem,
  type TransportService,
} from './mode.problem.ts'
import { validateModes } from './validate-modes.ts'

const hour = 3_600

/** Seoul to Busan: lorries, a train from a terminal near Seoul, a flight and a parcel network. */
function corridor(cargo: Partial<Cargo>[], change: (problem: ModeProblem) => void = () => {}): ModeProblem {
  const problem: ModeProblem = {
    services: [
      {
        id: 'lorry',
        mode: 'road',
        from: 'Seoul',
        to: 'Busan',
        onDemand: { durationSeconds: 6 * hour },
        price: {},
        load: { cost: 600, maxWeightKilograms: 11_000, maxVolumeCubicMeters: 40 },
        carries: { dangerousClasses: ['3'], temperatures: ['ambient', 'chilled'] },
      },
      {
        id: 'to-uiwang',
        mode: 'road',
        from: 'Seoul',
        to: 'Uiwang',
        onDemand: { durationSeconds: hour },
        price: { perKilogram: 0.01 },
        carries: { dangerousClasses: ['3'] },
      },
      {
        id: 'train',
        mode: 'rail',
        from: 'Uiwang',
        to: 'Busan',
        departures: [{ departureSeconds: 20 * hour, arrivalSeconds: 28 * hour, cutoffSeconds: 2 * hour }],
        price: {},
        load: { cost: 300, maxWeightKilograms: 20_000, maxVolumeCubicMeters: 60, count: 2 },
      },
      {
        id: 'flight',
        mode: 'air',
        from: 'Seoul',
        to: 'Busan',
        departures: [{ departureSeconds: 10 * hour, arrivalSeconds: 11 * hour }],
        price: { perKilogram: 2, minimum: 50, volumetricKilogramsPerCubicMeter: 167 },
        carries: { maxPieceKilograms: 150, maxPieceLengthMeters: 3 },
      },
      {
        id: 'parcel',
        mode: 'parcel',
        from: 'Seoul',
        to: 'Busan',
        onDemand: { durationSeconds: 24 * hour },
        price: { perShipment: 4, perKilogram: 0.5 },
        carries: { maxShipmentKilograms: 30 },
      },
    ],
    terminals: [{ place: 'Uiwang', handlingSeconds: hour, costPerShipment: 5 }],
    cargo: cargo.map((one, index) => ({
      id: `cargo-${index + 1}`,
      from: 'Seoul',
      to: 'Busan',
      readySeconds: 8 * hour,
      weightKilograms: 1_000,
      volumeCubicMeters: 3,
      ...one,
    })),
  }
  change(problem)
  return problem
}

async function solved(problem: ModeProblem) {
  const plan = await chooseModes(problem, { seconds: 20 })
  expect(validateModes(problem, plan)).toEqual([])
  return plan
}

function waysOf(plan: Awaited<ReturnType<typeof solved>>): string[] {
  return plan.journeys.map(({ options, chosen }) => options[chosen]?.serviceIds.join('+') ?? '')
}

describe('mode choice', () => {
  it('[TMS-03] what is small goes by parcel, what is urgent by air, what is heavy and patient by rail', async () => {
    const plan = await solved(
      corridor([
        { weightKilograms: 2, volumeCubicMeters: 0.05 },
        { weightKilograms: 100, volumeCubicMeters: 0.4, dueSeconds: 12 * hour },
        { weightKilograms: 9_000, volumeCubicMeters: 30 },
      ]),
    )
    expect(waysOf(plan)).toEqual(['parcel', 'flight', 'to-uiwang+train'])
    expect(plan).toMatchObject({ method: 'exact', status: 'optimal', gap: 0 })
    // 4 + 1; 200; 90 for the lorry to the terminal, 5 there, 300 for the container.
    expect(plan.cost).toBeCloseTo(5 + 200 + 395, 6)
  })

  it('[TMS-05] shipments share a load, and what that saved is told', async () => {
    const plan = await solved(
      corridor([
        { dueSeconds: 20 * hour },
        { dueSeconds: 20 * hour },
        { dueSeconds: 20 * hour, readySeconds: 9 * hour },
      ]),
    )
    expect(plan.loads).toMatchObject([
      {
        serviceId: 'lorry',
        departureSeconds: 9 * hour,
        cargoIds: ['cargo-1', 'cargo-2', 'cargo-3'],
        cost: 600,
        saved: 1_200,
      },
    ])
    expect(plan).toMatchObject({ cost: 600, costAlone: 1_800 })
    for (const { cost } of plan.journeys) expect(cost).toBeCloseTo(200, 6)
  })

  it('[TMS-05] loads are filled whole shipment by whole shipment, and groups kept apart', async () => {
    const two = { weightKilograms: 6_000, dueSeconds: 20 * hour }
    const over = await solved(corridor([two, two, { ...two, weightKilograms: 5_000 }]))
    expect(over.loads.map(({ cargoIds }) => cargoIds.length).toSorted()).toEqual([1, 2])
    const mixed = corridor(
      [
        { group: 'food', dueSeconds: 20 * hour },
        { group: 'paint', dueSeconds: 20 * hour },
      ],
      (problem) => {
        problem.keepApart = [['food', 'paint']]
      },
    )
    expect((await solved(mixed)).loads).toHaveLength(2)
  })

  it('[TMS-03] every way is told with its cost and arrival, or why it is closed', async () => {
    const plan = await solved(
      corridor([
        { dangerousClass: '3', heaviestPieceKilograms: 400, longestPieceMeters: 4, dueSeconds: 20 * hour },
      ]),
    )
    const options = new Map(plan.journeys[0]?.options.map((one) => [one.serviceIds.join('+'), one]))
    expect(options.get('lorry')).toMatchObject({ costAlone: 600, arrivalSeconds: 14 * hour, refusals: [] })
    expect(options.get('to-uiwang+train')?.refusals).toEqual([
      { kind: 'dangerous', serviceId: 'train' },
      { kind: 'late', by: 8 * hour },
    ])
    expect(options.get('flight')?.refusals.map(({ kind, by }) => [kind, by])).toEqual([
      ['dangerous', undefined],
      ['piece-weight', 250],
      ['piece-length', 1],
    ])
    expect(options.get('parcel')?.refusals.map(({ kind }) => kind)).toEqual([
      'dangerous',
      'shipment-weight',
      'late',
    ])
  })

  it('[TMS-03] chilled goods, forbidden modes and missed trains are told apart', async () => {
    const plan = await solved(
      corridor([
        { temperature: 'chilled' },
        { forbiddenModes: ['road', 'parcel', 'air'] },
        { readySeconds: 19 * hour, forbiddenModes: ['parcel'] },
      ]),
    )
    const reasons = (at: number, way: string) =>
      [...(plan.journeys[at]?.options ?? []), ...(plan.unserved[0]?.options ?? [])]
        .find(({ serviceIds }) => serviceIds.join('+') === way)
        ?.refusals.map(({ kind }) => kind)
    expect(reasons(0, 'to-uiwang+train')).toEqual(['temperature', 'temperature'])
    expect(plan.unserved.map(({ cargoId }) => cargoId)).toEqual(['cargo-2'])
    expect(reasons(1, 'to-uiwang+train')).toEqual(['no-departure'])
  })

  it('[TMS-03] lateness may be bought, and a shipment left where that is cheaper', async () => {
    const late = await solved(
      corridor([
        { weightKilograms: 9_000, volumeCubicMeters: 30, dueSeconds: 27 * hour, latenessCostPerSecond: 0.01 },
      ]),
    )
    expect(waysOf(late)).toEqual(['to-uiwang+train'])
    expect(late.cost).toBeCloseTo(395 + 36, 6)
    const left = await solved(corridor([{ unservedCost: 100 }]))
    expect(left).toMatchObject({ cost: 100, journeys: [], unserved: [{ cargoId: 'cargo-1', cost: 100 }] })
  })

  it('[TMS-05] the containers of a train are only so many', async () => {
    const heavy = { weightKilograms: 19_000, volumeCubicMeters: 30, forbiddenModes: ['air' as const] }
    const plan = await solved(corridor([heavy, heavy, heavy]))
    expect(plan.loads).toHaveLength(2)
    expect(plan.unserved).toHaveLength(1)
  })

  it('[TMS-03] a model too large is solved greedily, says so, and knows how far from best it can be', async () => {
    const problem = corridor(Array.from({ length: 8 }, (_, index) => ({ weightKilograms: 1_000 + index })))
    const greedy = await chooseModes(problem, { seconds: 5, maxVariables: 10 })
    expect(validateModes(problem, greedy)).toEqual([])
    const exact = await solved(problem)
    expect(greedy).toMatchObject({ method: 'greedy', status: 'feasible' })
    expect(greedy.bound).toBeLessThanOrEqual(exact.cost + 1e-6)
    expect(greedy.cost).toBeGreaterThanOrEqual(exact.cost - 1e-6)
  })

  it('[TMS-03] it runs in a thread, so that the event loop stays free', async () => {
    const pool = createEnginePool({ threads: 1 })
    try {
      const { result } = await pool.run(solveModesTask, corridor([{}, {}]), {
        limits: { seed: 1, seconds: 10 },
      })
      expect(result).toMatchObject({ method: 'exact', status: 'optimal' })
    } finally {
      await pool.close()
    }
  })

  it('[TMS-03] nonsense is refused', async () => {
    const twice = corridor([{ id: 'one' }, { id: 'one' }])
    await expect(chooseModes(twice, { seconds: 1 })).rejects.toBeInstanceOf(ModeFault)
    await expect(chooseModes(corridor([{ weightKilograms: -1 }]), { seconds: 1 })).rejects.toMatchObject({
      code: 'mode.value',
    })
  })

  it('[TMS-03] the validator sees a plan spoiled in every way', async () => {
    const problem = corridor([{ dueSeconds: 20 * hour }, { weightKilograms: 9_000, volumeCubicMeters: 30 }])
    const plan = await solved(problem)
    const spoiled = (spoil: (copy: typeof plan) => void) => {
      const copy = structuredClone(plan)
      spoil(copy)
      return validateModes(problem, copy).map(({ kind }) => kind)
    }
    const option = (copy: typeof plan, at: number) =>
      copy.journeys[at]?.options[copy.journeys[at]?.chosen ?? -1] as ModeOption
    expect(spoiled((copy) => Object.assign(copy, { cost: 1 }))).toEqual(['cost'])
    expect(spoiled((copy) => copy.journeys.pop())).toContain('missing')
    expect(spoiled((copy) => copy.journeys.push(structuredClone(copy.journeys[0]) as never))).toContain(
      'duplicate',
    )
    expect(spoiled((copy) => option(copy, 1).legs.shift())).toContain('connection')
    expect(
      spoiled((copy) =>
        Object.assign(option(copy, 0).legs[0] as object, {
          departureSeconds: 1 * hour,
          arrivalSeconds: 7 * hour,
        }),
      ),
    ).toContain('time')
    expect(
      spoiled((copy) => Object.assign(option(copy, 0).legs[0] as object, { arrivalSeconds: 9 * hour })),
    ).toContain('departure')
    expect(
      spoiled((copy) => Object.assign(option(copy, 0).legs[0] as object, { serviceId: 'ship' })),
    ).toContain('unknown')
    expect(
      spoiled((copy) =>
        Object.assign(option(copy, 0).legs[0] as object, {
          departureSeconds: 15 * hour,
          arrivalSeconds: 21 * hour,
        }),
      ),
    ).toContain('late')
    expect(spoiled((copy) => Object.assign(copy.journeys[0] as object, { units: [undefined] }))).toContain(
      'load',
    )
    const strict = structuredClone(problem)
    ;(strict.services[0] as TransportService).carries = { temperatures: ['frozen'] }
    expect(validateModes(strict, plan).map(({ kind }) => kind)).toContain('restriction')
    const small = structuredClone(problem)
    for (const { load } of small.services)
      if (load) Object.assign(load, { maxWeightKilograms: 500, count: 0 })
    expect(validateModes(small, plan).map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['load', 'load-count']),
    )
    const apart = {
      ...problem,
      cargo: problem.cargo.map((one) => ({ ...one, group: 'x' })),
      keepApart: [['x', 'x']] as [string, string][],
    }
    const shared = await chooseModes(corridor([{ dueSeconds: 20 * hour }, { dueSeconds: 20 * hour }]), {
      seconds: 5,
    })
    expect(validateModes(apart, shared).map(({ kind }) => kind)).toContain('apart')
  })

  it('[TMS-03] tiny instances: exactly as good as trying everything', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            weightKilograms: fc.integer({ min: 1, max: 20 }),
            volumeCubicMeters: fc.integer({ min: 1, max: 6 }),
            readySeconds: fc.integer({ min: 0, max: 2 }),
            dueSeconds: fc.integer({ min: 6, max: 14 }),
            group: fc.constantFrom('a', 'b'),
            dangerousClass: fc.constantFrom(undefined, undefined, '3'),
            unservedCost: fc.constantFrom(undefined, 30),
          }),
          { minLength: 1, maxLength: 3 },
        ),
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 6, maxLength: 6 }),
        fc.boolean(),
        async (cargo, costs, apart) => {
          const problem = tiny(cargo, costs, apart)
          const plan = await chooseModes(problem, { seconds: 20 })
          expect(validateModes(problem, plan)).toEqual([])
          const best = tryAll(problem)
          expect(plan.unserved.filter((one) => one.cost === 0).length).toBe(best.forced)
          expect(plan.cost).toBeCloseTo(best.cost, 6)
        },
      ),
      { numRuns: 60 },
    )
  })
})

function tiny(cargo: Partial<Cargo>[], costs: readonly number[], apart: boolean): ModeProblem {
  const [lorry = 1, box = 1, flight = 1, feeder = 1, handling = 1, kilogram = 1] = costs
  return {
    services: [
      {
        id: 'lorry',
        mode: 'road',
        from: 'A',
        to: 'C',
        onDemand: { durationSeconds: 8 },
        price: {},
        load: { cost: lorry, maxWeightKilograms: 25, maxVolumeCubicMeters: 9 },
        carries: { dangerousClasses: ['3'] },
      },
      {
        id: 'feeder',
        mode: 'road',
        from: 'A',
        to: 'B',
        onDemand: { durationSeconds: 1 },
        price: {},
        load: { cost: feeder, maxWeightKilograms: 22, maxVolumeCubicMeters: 8, count: 2 },
      },
      {
        id: 'train',
        mode: 'rail',
        from: 'B',
        to: 'C',
        departures: [
          { departureSeconds: 3, arrivalSeconds: 9 },
          { departureSeconds: 5, arrivalSeconds: 11 },
        ],
        price: { perShipment: 1 },
        load: { cost: box, maxWeightKilograms: 30, maxVolumeCubicMeters: 12, count: 1 },
      },
      {
        id: 'flight',
        mode: 'air',
        from: 'A',
        to: 'C',
        departures: [{ departureSeconds: 2, arrivalSeconds: 4 }],
        price: { perKilogram: kilogram / 10, minimum: flight },
      },
    ],
    terminals: [{ place: 'B', handlingSeconds: 1, costPerShipment: handling / 10 }],
    ...(apart && { keepApart: [['a', 'b']] as [string, string][] }),
    cargo: cargo.map((one, index) => ({
      id: `c${index}`,
      from: 'A',
      to: 'C',
      readySeconds: 0,
      weightKilograms: 1,
      volumeCubicMeters: 1,
      ...one,
    })),
  }
}

/** Every choice of options, each departure's shipments in every way of loads. Mandatory ones left count before money. */
function tryAll(problem: ModeProblem): { cost: number; forced: number } {
  const times = demandTimes(problem)
  const options = problem.cargo.map((cargo) =>
    optionsOf(problem, cargo, times).filter((one) => one.refusals.length === 0),
  )
  const services = new Map(problem.services.map((service) => [service.id, service]))
  let best = { cost: Number.POSITIVE_INFINITY, forced: Number.POSITIVE_INFINITY }
  const go = (
    at: number,
    cost: number,
    forced: number,
    runs: Map<string, { service: TransportService; cargo: Cargo[] }>,
  ) => {
    const cargo = problem.cargo[at]
    if (!cargo) {
      let total = cost
      for (const { service, cargo: aboard } of runs.values()) {
        const loads = service.load ? fewestLoads(problem, service, aboard) : 0
        if (loads === undefined) return
        total += loads * (service.load?.cost ?? 0)
      }
      if (forced < best.forced || (forced === best.forced && total < best.cost))
        best = { cost: total, forced }
      return
    }
    for (const option of options[at] ?? []) {
      const next = new Map([...runs].map(([key, run]) => [key, { ...run, cargo: [...run.cargo] }]))
      for (const { serviceId, departureSeconds } of option.legs) {
        const service = services.get(serviceId) as TransportService
        const key = `${serviceId} ${departureSeconds}`
        const run = next.get(key) ?? { service, cargo: [] }
        run.cargo.push(cargo)
        next.set(key, run)
      }
      go(at + 1, cost + option.price + option.handling + option.lateness, forced, next)
    }
    go(at + 1, cost + (cargo.unservedCost ?? 0), forced + (cargo.unservedCost === undefined ? 1 : 0), runs)
  }
  go(0, 0, 0, new Map())
  return best
}

function fewestLoads(
  problem: ModeProblem,
  { load }: TransportService,
  aboard: readonly Cargo[],
): number | undefined {
  if (!load) return 0
  const most = Math.min(load.count ?? aboard.length, aboard.length)
  const fits = (bin: readonly Cargo[]) =>
    bin.reduce((sum, one) => sum + one.weightKilograms, 0) <= load.maxWeightKilograms &&
    bin.reduce((sum, one) => sum + one.volumeCubicMeters, 0) <= load.maxVolumeCubicMeters &&
    !(problem.keepApart && new Set(bin.map(({ group }) => group)).size > 1)
  let fewest: number | undefined
  const place = (index: number, bins: Cargo[][]) => {
    const one = aboard[index]
    if (!one) {
      if (bins.length <= most && (fewest === undefined || bins.length < fewest)) fewest = bins.length
      return
    }
    bins.forEach((bin, at) => {
      if (fits([...bin, one]))
        place(
          index + 1,
          bins.map((other, place) => (place === at ? [...bin, one] : other)),
        )
    })
    if (fits([one])) place(index + 1, [...bins, [one]])
  }
  place(0, [])
  return fewest
}
