import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { publicFolder } from '../../runner/public-data.fixture.ts'
import { checkPlan } from '../check/check-plan.ts'
import { readBestKnown } from './best-known.ts'
import { generateInstance } from './generate-instance.ts'
import * as texts from './instance.texts.fixture.ts'
import { readInstance } from './read-instance.ts'
import { InstanceFault } from './routing.instance.ts'
import { bestOfSolution, readSolution } from './solution.reader.ts'

const data = publicFolder('routing')

function fault(text: string): InstanceFault {
  try {
    readInstance(text, 'odd.txt')
  } catch (error) {
    if (error instanceof InstanceFault) return error
    throw error
  }
  throw new Error('it was read')
}

describe('instances', () => {
  it('[TMS-01] Solomon: fleet, windows, services and double-precision distances', () => {
    const { name, kind, problem } = readInstance(texts.solomonText, 'folder/renamed.txt')
    expect({ name, kind }).toEqual({ name: 'TINY', kind: 'vrptw' })
    expect(problem.vehicleTypes[0]).toMatchObject({ count: 3, capacity: [20], shift: { endSeconds: 100 } })
    expect(problem.stops[1]).toEqual({
      id: '2',
      location: 2,
      delivery: [10],
      serviceSeconds: 2,
      windows: [{ startSeconds: 10, endSeconds: 60 }],
    })
    expect(problem.profiles[0]?.distanceMeters[2]).toBe(5)
    expect(problem.objective).toEqual({ kind: 'hierarchical' })
  })

  it('[TMS-01] Li and Lim: rows that name each other are shipments', () => {
    const { kind, problem } = readInstance(texts.liLimText, 'x.txt')
    expect(kind).toBe('pdptw')
    expect(problem.shipments).toEqual([{ id: '1-2', pickup: '1', delivery: '2', amount: [10] }])
    expect(problem.stops[0]?.delivery).toBeUndefined()
  })

  it('[TMS-01] CVRPLIB: distances rounded as TSPLIB rounds, or the matrix as it is given', () => {
    const plane = readInstance(texts.cvrpText, 'tiny.vrp')
    expect(plane).toMatchObject({ name: 'tiny-n4', kind: 'cvrp' })
    expect([...(plane.problem.profiles[0]?.distanceMeters ?? [])].slice(0, 4)).toEqual([0, 1, 5, 2])
    expect(plane.problem.vehicleTypes[0]?.count).toBeUndefined()
    const counted = readInstance(texts.cvrpText.replace('CAPACITY', 'VEHICLES : 1\nCAPACITY'), 'tiny.vrp')
    expect(counted.problem.vehicleTypes[0]?.count).toBeUndefined()
    expect(plane.problem.stops.map(({ id }) => id)).toEqual(['2', '3', '4'])
    const given = readInstance(texts.explicitText, 'given.vrp')
    expect([...(given.problem.profiles[0]?.distanceMeters ?? [])].slice(12)).toEqual([8, 9, 10, 0])
  })

  it('[TMS-05] several depots with windows, in double precision, vehicles by their depot', () => {
    const { kind, problem } = readInstance(texts.depotsText, 'two.vrp')
    expect(kind).toBe('mdvrptw')
    expect(problem.vehicleTypes).toMatchObject([
      { count: 2, startLocation: 0, maxDutySeconds: 45, shift: { endSeconds: 100 } },
      { count: 2, startLocation: 1, endLocation: 1, shift: { endSeconds: 90 } },
    ])
    expect(problem.stops).toMatchObject([
      { id: '3', serviceSeconds: 3 },
      { id: '4', delivery: [6] },
    ])
    expect(problem.profiles[0]?.distanceMeters[2]).toBe(Math.SQRT2)
  })

  it('[TMS-05] vehicles that are alike are one type with their costs', () => {
    const { kind, problem } = readInstance(texts.fleetDialectText, 'mixed.vrp')
    expect(kind).toBe('hfvrp')
    expect(problem.vehicleTypes).toMatchObject([
      { count: 2, capacity: [10], fixedCost: 100, costPerMeter: 80 },
      { count: 1, capacity: [20], fixedCost: 150, costPerMeter: 100 },
    ])
  })

  it('[TMS-05] Cordeau: depots last, limits for each, windows after the list of combinations', () => {
    const { kind, problem } = readInstance(texts.cordeauText, 'pr01.txt')
    expect(kind).toBe('mdvrptw')
    expect(problem.vehicleTypes).toMatchObject([
      {
        id: 'depot-1',
        count: 2,
        capacity: [50],
        maxDutySeconds: 200,
        startLocation: 2,
        shift: { endSeconds: 100 },
      },
      { id: 'depot-2', count: 2, capacity: [60], startLocation: 3 },
    ])
    expect(problem.vehicleTypes[1]?.maxDutySeconds).toBeUndefined()
    expect(problem.stops[1]).toMatchObject({ delivery: [12], windows: [{ startSeconds: 5, endSeconds: 80 }] })
  })

  it('[TMS-01] a periodic file with given days is a stop a day; a choice of several sets is refused', () => {
    const { problem } = readInstance(texts.periodicText, 'p.txt')
    expect(problem.stops.map(({ id, allowedVehicles }) => [id, allowedVehicles])).toEqual([
      ['1@1', ['day-1']],
      ['1@2', ['day-2']],
      ['2', ['day-1', 'day-2']],
    ])
    const choice = texts.periodicText.replace('2 3 4 1 6 1 2 2 1', '2 3 4 1 6 2 2 3 1')
    expect(fault(choice)).toMatchObject({ code: 'routing.instance.unsupported', details: { line: 6 } })
  })

  it('[TMS-05] mixed fleets: on a plane, and on the roads of a matrix with fixed costs in kilometres', () => {
    const plane = readInstance(texts.fleetText, 'vfmp.txt')
    expect(plane).toMatchObject({ kind: 'hfvrp', statedBest: 18.25 })
    expect(plane.problem.vehicleTypes).toMatchObject([
      { count: 4, fixedCost: 0, costPerMeter: 1 },
      { count: 1, fixedCost: 7, costPerMeter: 1.5 },
    ])
    expect(plane.problem.stops).toMatchObject([{ location: 1, delivery: [12] }, { location: 2 }])
    const roads = readInstance(texts.citiesText, 'dlp.txt')
    expect(roads.problem.vehicleTypes[0]).toMatchObject({ fixedCost: 500, costPerMeter: 1.2 })
    expect(roads.problem.profiles[0]?.distanceMeters[6]).toBe(2_100)
  })

  it('[TMS-01] nonsense is refused with its line', () => {
    const odd: [string, string, number | undefined][] = [
      [texts.solomonText.replace('3         0         10', '3         x         10'), '.not-a-number', 11],
      [texts.solomonText.replace('        50         2', ''), '.columns', 11],
      [texts.solomonText.replace('10        60', '99        60'), '.value', 12],
      [texts.solomonText.replace('    2      3', '    1      3'), '.value', 12],
      [texts.liLimText.replace('-10', '-9'), '.value', 3],
      [texts.liLimText.replace('2\t1\t0', '2\t7\t0'), '.value', 3],
      [texts.cvrpText.replace('DIMENSION : 4', 'DIMENSION : 9'), '.count', undefined],
      [texts.cvrpText.replace('EUC_2D', 'XRAY1'), '.unsupported', 5],
      [texts.explicitText.replace('9 10\n', '9\n'), '.count', 10],
      [texts.cordeauText.replace('6 2 2 2', '6 2 9 2'), '.count', 7],
      [texts.fleetText.replace(' 3  4  9\n', ''), '.count', 7],
      ['hello\nworld', '.unknown-format', undefined],
    ]
    for (const [text, code, line] of odd) {
      const found = fault(text)
      expect(found.code, text.slice(0, 20)).toBe(`routing.instance${code}`)
      expect(found.details).toMatchObject({ file: 'odd.txt' })
      if (line !== undefined) expect(found.details.line, code).toBe(line)
    }
  })

  it('[TMS-01] line ends, tabs, capitals and blank lines do not matter', () => {
    const plain = readInstance(texts.solomonText, 'x').problem
    const other = `\uFEFF${texts.solomonText.replaceAll('\r\n', '\n\n').replaceAll('    ', '\t').toLowerCase()}`
    expect(readInstance(other, 'x').problem).toEqual(plain)
    const vrp = readInstance(texts.cvrpText, 'x').problem
    expect(readInstance(texts.cvrpText.replaceAll('\n', '\r\n').replaceAll(' : ', ':'), 'x').problem).toEqual(
      vrp,
    )
  })

  it('[TMS-01] published solutions are counted anew in the units of the instance', () => {
    const instance = readInstance(texts.cvrpText, 'tiny.vrp')
    const solution = readSolution('Route #1: 1 2\nRoute #2: 3\nCost 14\n')
    expect(solution).toEqual({ routes: [[1, 2], [3]], statedCost: 14 })
    const scaled = 'Route #1: 1 2\nRoute #2: 3\nCost 0.14\n'
    expect(bestOfSolution(instance, scaled)).toEqual({ vehicles: 2, cost: 14 })
    expect(bestOfSolution(instance, 'Route #1: 1 2 3\nCost 14\n')).toEqual({ cost: 14 })
    expect(bestOfSolution(instance, 'nothing')).toBeUndefined()
  })

  it('[TMS-01] best known values are understood in every form they come in', () => {
    const hier = readBestKnown(
      '{"C101": {"hier": {"vehicles": 10, "distance": 828.94}, "dist": {"distance": 828.9}}}',
    )
    expect(hier.get('c101')).toEqual({ vehicles: 10, cost: 828.94, freeFleetCost: 828.9 })
    expect(readBestKnown('{"X-n101-k25.vrp": 27591}').get('x-n101-k25')).toEqual({ cost: 27_591 })
    const scripts =
      '{"LRC2": {"vehicles": 250, "jobs": 9, "solved_with_vehicles": 11, "best_known_cost": 29898.82}}'
    expect(readBestKnown(scripts).get('lrc2')).toEqual({ vehicles: 11, cost: 29_898.82 })
    const csv = readBestKnown('Instance;Vehicles;Distance\r\nlc101;10;828.94\r\n;;\r\n')
    expect([...csv]).toEqual([['lc101', { vehicles: 10, cost: 828.94 }]])
    expect(readBestKnown('[{"name": "a", "cost": 5}, {"name": "b"}, 7]').size).toBe(1)
  })

  it('[TMS-01] generated instances of every kind can be served as they were made', () => {
    const kinds = ['cvrp', 'vrptw', 'pdptw', 'mdvrp', 'mdvrptw', 'hfvrp'] as const
    fc.assert(
      fc.property(
        fc.record({
          kind: fc.constantFrom(...kinds),
          customers: fc.integer({ min: 4, max: 40 }),
          seed: fc.integer({ min: 1, max: 1_000_000 }),
          layout: fc.constantFrom('clustered', 'random', 'mixed'),
          windows: fc.constantFrom('tight', 'wide'),
          korean: fc.boolean(),
        }),
        (wish) => {
          const made = generateInstance(wish)
          expect(generateInstance(wish)).toEqual(made)
          expect(checkPlan(made.problem, made.reference).report.violations).toEqual([])
        },
      ),
      { numRuns: 60 },
    )
  })

  it.skipIf(!data)('[TMS-01] every public instance at hand is read (skipped where there are none)', () => {
    for (const folder of ['solomon100', 'gh200', 'pdptw100']) {
      const best = readBestKnown(readFileSync(join(data ?? '', `${folder}-bks.json`), 'utf8'))
      for (const file of readdirSync(join(data ?? '', folder))) {
        const { name, problem } = readInstance(readFileSync(join(data ?? '', folder, file), 'utf8'), file)
        expect(problem.stops.length).toBeGreaterThanOrEqual(100)
        expect(best.get(name.toLowerCase())?.vehicles, name).toBeGreaterThan(1)
      }
    }
  })
})
