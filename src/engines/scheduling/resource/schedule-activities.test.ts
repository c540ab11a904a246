import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { publicFolder } from '../../runner/public-data.fixture.ts'
import { beginSearch } from '../../runner/search.ts'
import { activityNetwork } from './activity-network.ts'
import { randomNetwork } from './network.fixture.ts'
import { readBestKnown, readPsplib } from './psplib.reader.ts'
import { scheduleActivities } from './schedule-activities.ts'
import { serialGeneration } from './serial-generation.ts'
import type { SingleModeProblem, SingleModeSchedule } from './single-mode.problem.ts'
import { scheduleFaults } from './single-mode.validator.ts'

const schedule = (problem: SingleModeProblem, iterations: number, seed = 1) =>
  scheduleActivities(problem, beginSearch<SingleModeSchedule>({ seed, iterations }))

/** Three activities of 3, 2 and 2 periods that need 2, 1 and 1 of 2 workers, and one after the first. */
const small: SingleModeProblem = {
  name: 'small',
  resources: [{ id: 'worker', capacity: 2 }],
  activities: [
    { id: 'a', duration: 3, demand: [2], successors: ['d'] },
    { id: 'b', duration: 2, demand: [1], successors: [] },
    { id: 'c', duration: 2, demand: [1], successors: [] },
    { id: 'd', duration: 1, demand: [1], successors: [] },
  ],
}

const psplib = `projects : 1
PRECEDENCE RELATIONS:
jobnr. #modes #successors successors
1\t1 2 2 3
2 1 1 4
3 1 1 4
4 1 0
****
REQUESTS/DURATIONS:
jobnr. mode duration R 1
--------
1 1 0 0
2 1 3 2
3 1 4 1

4 1 0 0
****
Resourceavailabilities:
 R 1
 2
`

describe('serial generation', () => {
  it('[PMS-03] starts each activity of the list as early as predecessors and workers allow', () => {
    const starts = new Int32Array(4)
    const generate = serialGeneration(activityNetwork(small))
    expect(generate(Int32Array.from([1, 0, 2, 3]), starts, 'forward')).toBe(6)
    expect([...starts]).toEqual([2, 0, 0, 5])
    expect(generate(Int32Array.from([3, 0, 1, 2]), starts, 'backward')).toBe(6)
    expect([...starts]).toEqual([1, 4, 4, 0])
  })

  it('[PMS-03] four small resources at once and any number one by one give the same schedules', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9_999 }), (seed) => {
        const problem = randomNetwork(seed, { activities: 20 })
        const wider: SingleModeProblem = {
          ...problem,
          resources: [...problem.resources, { id: 'idle', capacity: 1_000 }],
          activities: problem.activities.map((one) => ({ ...one, demand: [...one.demand, 0] })),
        }
        const list = activityNetwork(problem).topological
        const [starts, same] = [new Int32Array(22), new Int32Array(22)]
        serialGeneration(activityNetwork(problem))(list, starts, 'forward')
        serialGeneration(activityNetwork(wider))(list, same, 'forward')
        expect([...starts]).toEqual([...same])
      }),
      { numRuns: 30 },
    )
  })
})

describe('scheduling activities', () => {
  it('[PMS-03] finds the shortest schedule of a small problem and knows its bounds', () => {
    const found = schedule(small, 50)
    expect(found).toMatchObject({ makespan: 6, criticalPath: 4, lowerBound: 6 })
    expect(scheduleFaults(small, found)).toEqual([])
  })

  it('[PMS-03] any network: no fault, not below the bound, the same by seed, more schedules never longer', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9_999 }),
        fc.integer({ min: 2, max: 40 }),
        fc.constantFrom(0.1, 0.5),
        (seed, activities, strength) => {
          const problem = randomNetwork(seed, { activities, strength })
          const few = schedule(problem, 60, seed)
          const many = schedule(problem, 700, seed)
          for (const found of [few, many]) {
            expect(scheduleFaults(problem, found)).toEqual([])
            expect(found.makespan).toBeGreaterThanOrEqual(found.lowerBound)
          }
          expect(many.makespan).toBeLessThanOrEqual(few.makespan)
          expect(schedule(problem, 700, seed)).toEqual(many)
          const cancelled = beginSearch<SingleModeSchedule>({ seed, seconds: 60 }, { cancelled: () => true })
          expect(scheduleFaults(problem, scheduleActivities(problem, cancelled))).toEqual([])
        },
      ),
      { numRuns: 25 },
    )
  })

  it('[PMS-03] grows on past the first populations without getting worse', () => {
    const problem = randomNetwork(4, { activities: 30, strength: 0.1, factor: 1 })
    const makespans = [1_000, 6_000, 25_000].map((iterations) => schedule(problem, iterations).makespan)
    expect(makespans).toEqual(makespans.toSorted((one, other) => other - one))
  })

  it('[PMS-03] contradictions are refused', () => {
    const [a, ...rest] = small.activities
    const with_ = (change: Partial<NonNullable<typeof a>>) => () =>
      schedule({ ...small, activities: [{ ...(a as NonNullable<typeof a>), ...change }, ...rest] }, 5)
    expect(with_({ successors: ['x'] })).toThrow(/unknown_activity/)
    expect(with_({ successors: ['a'] })).toThrow(/cycle/)
    expect(with_({ demand: [3] })).toThrow(/demand_above_capacity/)
    expect(with_({ duration: -1 })).toThrow(/negative/)
    expect(with_({ id: 'b' })).toThrow(/duplicate_activity/)
    expect(with_({ duration: 9_000_000 })).toThrow(/horizon_too_long/)
  })
})

describe('the validator of schedules', () => {
  const good = { starts: [0, 3, 3, 5], makespan: 6 }
  const kinds = (change: Partial<typeof good>) =>
    scheduleFaults(small, { ...good, ...change }).map(({ kind }) => kind)

  it('[PMS-03] finds nothing in a good schedule', () => expect(kinds({})).toEqual([]))
  it('[PMS-03] finds each kind of fault', () => {
    expect(kinds({ starts: [0, 3, 3] })).toContain('missing')
    expect(kinds({ starts: [0, 3, 3, 5, 7] })).toContain('unknown')
    expect(kinds({ starts: [-1, 3, 3, 5] })).toContain('early')
    expect(kinds({ starts: [0, 3, 3, 2] })).toEqual(
      expect.arrayContaining(['precedence', 'capacity', 'makespan']),
    )
    expect(kinds({ makespan: 5 })).toEqual(['makespan'])
  })
})

describe('PSPLIB files', () => {
  it('[PMS-03] are read whatever their white space and line ends', () => {
    const problem = readPsplib(psplib.replaceAll('\n', '\r\n').toLowerCase(), 'x.sm')
    expect(problem.resources).toEqual([{ id: 'R1', capacity: 2 }])
    expect(problem.activities[1]).toEqual({ id: '2', duration: 3, demand: [2], successors: ['4'] })
    expect(schedule(problem, 10).makespan).toBe(7)
  })

  it('[PMS-03] nonsense is refused with file and line', () => {
    const refusal = (text: string) => {
      try {
        return readPsplib(text, 'x.sm') && undefined
      } catch (error) {
        return (error as { details?: unknown }).details
      }
    }
    expect(refusal(psplib.replace('2 1 3 2', '2 1 3'))).toEqual({
      file: 'x.sm',
      line: 13,
      expected: '1 requests',
    })
    expect(refusal(psplib.replace('3 1 1 4', '3 1 2 4'))).toMatchObject({ line: 6 })
    expect(refusal(psplib.replace('2 1 1 4', '2 3 1 4'))).toMatchObject({ line: 5, expected: 'one mode' })
    expect(refusal('hello')).toMatchObject({ file: 'x.sm' })
  })

  it('[PMS-03] best known values are an optimum, a range or an upper bound', () => {
    const known = readBestKnown('problem,optimum\nA.sm,43\r\nb.sm;104..105\nc.sm,..114\n', 'bks.csv')
    expect(Object.fromEntries(known)).toEqual({
      'a.sm': { lower: 43, upper: 43 },
      'b.sm': { lower: 104, upper: 105 },
      'c.sm': { upper: 114 },
    })
    expect(() => readBestKnown('x,1\na.sm,good\n', 'bks.csv')).toThrow(/best_known/)
  })

  const folder = publicFolder('scheduling')
  it.skipIf(folder === undefined)(
    '[PMS-03] public instances: none below its bound, most small ones optimal',
    () => {
      const known = readBestKnown(readFileSync(join(folder ?? '', 'j30-bks.csv'), 'utf8'), 'j30-bks.csv')
      const files = readdirSync(join(folder ?? '', 'j30')).filter((_, at) => at % 6 === 0)
      let optimal = 0
      for (const file of files) {
        const problem = readPsplib(readFileSync(join(folder ?? '', 'j30', file), 'utf8'), file)
        const found = schedule(problem, 3_000)
        expect(scheduleFaults(problem, found)).toEqual([])
        const best = known.get(file.toLowerCase())?.upper ?? 0
        expect(found.makespan).toBeGreaterThanOrEqual(best)
        if (found.makespan === best) optimal++
      }
      expect(optimal / files.length).toBeGreaterThan(0.9)
    },
  )
})
