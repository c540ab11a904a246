import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { beginSearch } from '../../../runner/search.ts'
import { materialStock } from './material-stock.ts'
import { scheduleStaff } from './schedule-staff.ts'
import { matched } from './skill-matching.ts'
import type { PlacedActivity, StaffingPlan, StaffingProblem } from './staffing.problem.ts'
import { staffingFaults } from './staffing.validator.ts'
import { activityOf, modeOf, nights, randomStaffing, staffingOf } from './staffing-problem.fixture.ts'

const plan = (problem: StaffingProblem, iterations = 200) =>
  scheduleStaff(problem, beginSearch<StaffingPlan>({ seed: 1, iterations }))
const of = ({ placed }: StaffingPlan, id: string) =>
  placed.find(({ activityId }) => activityId === id) as PlacedActivity
const machine = { id: 'crane', capacity: 1, calendar: [], costPerUnitPeriod: 0 }
const onCrane = { demand: [{ resourceId: 'crane', units: 1 }] }

describe('placing', () => {
  it('[PMS-03] work pauses at a gap when it may, and else waits for the next morning', () => {
    const result = plan(
      staffingOf([activityOf('long', 10, { splittable: true }), activityOf('whole', 6, { release: 4 })], {
        gaps: nights,
      }),
    )
    expect(of(result, 'long').working).toEqual([
      { from: 0, to: 8 },
      { from: 24, to: 26 },
    ])
    expect(of(result, 'whole')).toMatchObject({ start: 24, finish: 30, waitedFor: 'calendar' })
  })

  it('[PMS-03] lags of all four types hold', () => {
    const result = plan(
      staffingOf(
        ['a', 'b', 'c', 'd', 'e'].map((id) => activityOf(id, 4)),
        {
          links: [
            { before: 'a', after: 'b', type: 'FS', lag: 2 },
            { before: 'a', after: 'c', type: 'SS', lag: 3 },
            { before: 'a', after: 'd', type: 'FF', lag: 5 },
            { before: 'c', after: 'e', type: 'SF', lag: 6 },
          ],
        },
      ),
    )
    expect(result.placed.map(({ start }) => start)).toEqual([0, 6, 3, 5, 5])
  })

  it('[PMS-03] a machine that is away for a while pauses what needs it', () => {
    const away = { ...machine, calendar: [{ from: 2, to: 5, capacity: 0 }] }
    const activity = activityOf('a', 4, { modes: [modeOf(4, onCrane)], splittable: true })
    expect(of(plan(staffingOf([activity], { resources: [away] })), 'a').working).toEqual([
      { from: 0, to: 2 },
      { from: 5, to: 7 },
    ])
  })

  it('[PMS-03] people are named by skill, and the versatile is left for what only they can do', () => {
    const needs = (skill: string) => ({ modes: [modeOf(3, { skills: [{ skill, people: 1 }] })] })
    const problem = staffingOf([activityOf('x', 3, needs('weld')), activityOf('y', 3, needs('wire'))], {
      people: [
        { id: 'both', skills: ['weld', 'wire'], costPerPeriod: 1 },
        { id: 'welder', skills: ['weld'], costPerPeriod: 1 },
      ],
    })
    const result = plan(problem, 1)
    expect(result.makespan).toBe(3)
    expect(result.placed.map(({ people }) => people[0]?.personId)).toEqual(['welder', 'both'])
    expect(result.cost).toBe(6)
  })

  it('[PMS-03] two places of one activity are filled by exchanging people', () => {
    expect(matched([[0, 1], [0]])).toEqual([1, 0])
    expect(matched([[0], [0]])).toBeUndefined()
  })

  it('[PMS-03] work waits for material, and does not take what is promised to a later taker', () => {
    const takes = (units: number) => ({ modes: [modeOf(2, { materials: [{ materialId: 'steel', units }] })] })
    const result = plan(
      staffingOf([activityOf('a', 2, takes(3)), activityOf('b', 2, { ...takes(3), release: 9 })], {
        materials: [
          {
            id: 'steel',
            costPerUnit: 1,
            arrivals: [
              { at: 4, units: 4 },
              { at: 20, units: 2 },
            ],
          },
        ],
      }),
    )
    expect(of(result, 'a')).toMatchObject({ start: 4, waitedFor: 'material' })
    expect(of(result, 'b').start).toBe(20)
    const stock = materialStock([{ at: 0, units: 5 }])
    stock.take(10, 4)
    expect(stock.firstWith(2)).toBeUndefined()
    expect(stock.firstWith(1)).toBe(0)
  })

  it('[PMS-03] what cannot be done is left out with its reason, and so is what waits for it', () => {
    const problem = staffingOf(
      [
        activityOf('late', 9, { deadline: 5 }),
        activityOf('after', 1),
        activityOf('odd', 2, { modes: [modeOf(2, { skills: [{ skill: 'fly', people: 1 }] })] }),
        activityOf('dry', 2, { modes: [modeOf(2, { materials: [{ materialId: 'steel', units: 1 }] })] }),
      ],
      {
        links: [{ before: 'late', after: 'after', type: 'FS', lag: 0 }],
        materials: [{ id: 'steel', costPerUnit: 0, arrivals: [] }],
      },
    )
    expect(plan(problem, 5).unplaced).toEqual(
      expect.arrayContaining([
        { activityId: 'late', reason: 'deadline' },
        { activityId: 'after', reason: 'predecessor-unplaced' },
        { activityId: 'odd', reason: 'people' },
        { activityId: 'dry', reason: 'material' },
      ]),
    )
  })
})

describe('objectives', () => {
  const three = ['a', 'b', 'c'].map((id) => activityOf(id, 4, { modes: [modeOf(4, onCrane)] }))

  it('[PMS-03] the mode that makes the whole shortest, or cheapest, is taken', () => {
    const ways = [modeOf(4, { id: 'fast', cost: 50 }), modeOf(9, { id: 'slow', cost: 5 })]
    const problem = staffingOf([activityOf('a', 4, { modes: ways })])
    expect(of(plan(problem), 'a').modeId).toBe('fast')
    const cheap = { ...problem, objective: { makespan: 0.001, tardiness: 0, unevenness: 0, cost: 1 } }
    expect(of(plan(cheap), 'a').modeId).toBe('slow')
  })

  it('[PMS-03] weighted tardiness: the heavy one goes first', () => {
    const [a, b, c] = three
    const activities = [a, b, { ...c, due: 4, tardinessWeight: 9 }] as StaffingProblem['activities']
    const problem = staffingOf(activities, {
      resources: [machine],
      objective: { makespan: 0.1, tardiness: 1, unevenness: 0, cost: 0 },
    })
    const result = plan(problem)
    expect(of(result, 'c').start).toBe(0)
    expect(result.weightedTardiness).toBe(0)
  })

  it('[PMS-03] levelling spreads what could be done at once', () => {
    const problem = staffingOf([...three, activityOf('frame', 12)], {
      resources: [{ ...machine, capacity: 3 }],
      objective: { makespan: 1, tardiness: 0, unevenness: 1, cost: 0 },
    })
    const result = plan(problem, 3_000)
    expect(result).toMatchObject({ makespan: 12, unevenness: 12 })
  })
})

describe('any problem', () => {
  it('[PMS-03] no fault by the validator; the same by seed; more is never worse; a cancelled search has a plan', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 1, max: 20 }), (seed, count) => {
        const problem = randomStaffing(seed, count)
        const few = plan(problem, 10)
        expect(few.unplaced).toEqual([])
        expect(staffingFaults(problem, few)).toEqual([])
        const many = plan(problem, 60)
        expect(staffingFaults(problem, many)).toEqual([])
        expect(many.score).toBeLessThanOrEqual(few.score)
        expect(plan(problem, 60)).toEqual(many)
        const cancelled = beginSearch<StaffingPlan>({ seed: 1, seconds: 60 }, { cancelled: () => true })
        expect(staffingFaults(problem, scheduleStaff(problem, cancelled))).toEqual([])
      }),
      { numRuns: 40 },
    )
  })

  it('[PMS-03] contradictions are refused', () => {
    const refused = (problem: StaffingProblem) => {
      try {
        plan(problem, 1)
        return undefined
      } catch (error) {
        return (error as { code?: string }).code
      }
    }
    const a = activityOf('a', 1)
    const ring = { before: 'a', after: 'a', type: 'FS' as const, lag: 0 }
    expect(refused(staffingOf([a], { links: [ring] }))).toBe('scheduling.cycle')
    expect(refused(staffingOf([a, a]))).toBe('scheduling.duplicate_activity')
    expect(refused(staffingOf([a], { links: [{ ...ring, before: 'x' }] }))).toBe(
      'scheduling.unknown_activity',
    )
    expect(refused(staffingOf([a], { horizon: 0 }))).toBe('staffing.horizon')
    expect(refused(staffingOf([{ ...a, modes: [] }]))).toBe('staffing.mode')
    expect(
      refused(staffingOf([a], { objective: { makespan: 0, tardiness: 0, unevenness: 0, cost: 0 } })),
    ).toBe('staffing.objective')
    expect(refused(staffingOf([{ ...a, modes: [modeOf(1, onCrane)] }]))).toBe('scheduling.unknown_resource')
  })
})

describe('the validator of staffing', () => {
  const problem = staffingOf(
    [
      activityOf('a', 4, {
        release: 1,
        modes: [
          modeOf(4, {
            ...onCrane,
            skills: [{ skill: 'weld', people: 1 }],
            materials: [{ materialId: 'steel', units: 2 }],
          }),
        ],
      }),
      activityOf('b', 4, { modes: [modeOf(4, { ...onCrane, skills: [{ skill: 'weld', people: 1 }] })] }),
    ],
    {
      gaps: [{ from: 20, to: 30 }],
      links: [{ before: 'a', after: 'b', type: 'FS', lag: 1 }],
      resources: [machine],
      materials: [{ id: 'steel', costPerUnit: 1, arrivals: [{ at: 1, units: 2 }] }],
      people: [
        { id: 'kim', skills: ['weld'], costPerPeriod: 1, availability: [{ from: 0, to: 40 }] },
        { id: 'lee', skills: [], costPerPeriod: 1 },
      ],
    },
  )
  const good = plan(problem, 5)
  const broken = (id: string, change: Partial<PlacedActivity>) => ({
    ...good,
    placed: good.placed.map((placed) => (placed.activityId === id ? { ...placed, ...change } : placed)),
  })
  const at = (start: number) => ({ start, finish: start + 4, working: [{ from: start, to: start + 4 }] })
  const kinds = (one: StaffingPlan) => staffingFaults(problem, one).map(({ kind }) => kind)

  it('[PMS-03] finds nothing in a good plan', () => expect(kinds(good)).toEqual([]))

  it('[PMS-03] finds each kind of fault', () => {
    expect(kinds({ ...good, placed: good.placed.slice(1) })).toContain('missing')
    expect(kinds({ ...good, placed: [...good.placed, of(good, 'a')] })).toContain('twice')
    expect(kinds(broken('a', { activityId: 'z' }))).toContain('unknown')
    expect(kinds(broken('a', { modeId: 'z' }))).toContain('mode')
    expect(kinds(broken('a', at(0)))).toEqual(expect.arrayContaining(['window', 'material']))
    expect(kinds(broken('a', { working: [{ from: 1, to: 3 }] }))).toContain('working-time')
    expect(
      kinds(
        broken('b', {
          finish: 12,
          working: [
            { from: 6, to: 8 },
            { from: 10, to: 12 },
          ],
        }),
      ),
    ).toContain('split')
    expect(kinds(broken('b', at(22)))).toContain('split')
    expect(kinds(broken('b', at(3)))).toEqual(expect.arrayContaining(['lag', 'capacity', 'double-booked']))
    expect(kinds(broken('b', { people: [{ personId: 'lee', skill: 'weld' }] }))).toContain('skill')
    expect(kinds(broken('b', { people: [] }))).toContain('crew')
    expect(kinds(broken('b', at(50)))).toEqual(expect.arrayContaining(['absent', 'figure']))
  })
})
