import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { beginSearch } from '../runner/search.ts'
import { type MatchViolation, matchViolations } from './match.validator.ts'
import { generatedMatching } from './matching.fixture.ts'
import type { MatchingResult, MatchProposal } from './matching.problem.ts'
import { assignPairs } from './pair-assignment.ts'
import { proposeMatches } from './propose-matches.ts'
import { referenceKeys, referencesIn } from './references.ts'
import { packRecords } from './set-packing.ts'
import { subsetsNear } from './subset-sum.ts'
import { jaroWinkler, likeness, normalisedText } from './text-likeness.ts'

describe('text', () => {
  it.each([
    ['(주) 한성물산', '한성물산주식회사'],
    ['㈜한성물산', '주)한성물산'],
    ['Acme Trading Co., Ltd.', 'ACME TRADING'],
    ['ＡＣＭＥ　Inc.', 'acme'],
    ['타행이체 대양상사', '대양상사'],
  ])('%s is %s', (one, other) => {
    expect(normalisedText(one)).toBe(normalisedText(other))
  })
  it('names cut off by banks, names in memos, slips of the pen; strangers are not alike', () => {
    expect(likeness('한성물산', '한성물산테크')).toBe(0.95)
    expect(likeness('borealistrading', 'invoiceborealistradingmarch')).toBe(0.9)
    expect(likeness('borealistrading', 'boraelistrading')).toBeGreaterThan(0.75)
    expect(likeness('한성물산', '대양상사')).toBeLessThan(0.2)
    expect(likeness('', '한성물산')).toBe(0)
  })
  it('Jaro–Winkler as published: MARTHA–MARHTA 0.961, DIXON–DICKSONX 0.813', () => {
    expect(jaroWinkler('martha', 'marhta')).toBeCloseTo(0.961, 3)
    expect(jaroWinkler('dixon', 'dicksonx')).toBeCloseTo(0.813, 3)
  })
  it('likeness is symmetric and within [0, 1]', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (one, other) => {
        const like = likeness(normalisedText(one), normalisedText(other))
        expect(like).toBeGreaterThanOrEqual(0)
        expect(like).toBeLessThanOrEqual(1)
        expect(likeness(normalisedText(other), normalisedText(one))).toBeCloseTo(like, 12)
      }),
    )
  })
})

describe('references', () => {
  it('are found inside free text, however written', () => {
    const [whole] = referenceKeys('INV-2025-000123')
    expect(referencesIn('청구서 INV-2025-000123 대금', 5n)).toContain(whole)
    expect(referencesIn('INV2025000123건', 5n)).toContain(whole)
    expect(referencesIn('2025-000123', 5n)).toContain('2025000123')
    expect(referenceKeys('INV-2025-000123')).toContain('2025000123')
  })
  it('dates, the amount itself and short numbers are none', () => {
    expect(referencesIn('20250303 결제 11000 원 3건', 11_000n)).toEqual([])
    expect(referencesIn('2025-03-03', 1n)).toEqual([])
  })
})

describe('subset sums', () => {
  it('every subset within tolerance is found, as by trying them all', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -20, max: 40 }), { minLength: 2, maxLength: 10 }),
        fc.integer({ min: -20, max: 100 }),
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: 2, max: 5 }),
        (values, target, tolerance, size) => {
          let expected = 0
          for (let mask = 0; mask < 1 << values.length; mask++) {
            const members = values.filter((_, index) => (mask >> index) & 1)
            const sum = members.reduce((total, value) => total + value, 0)
            if (members.length >= 2 && members.length <= size && Math.abs(sum - target) <= tolerance)
              expected++
          }
          const { subsets, count, cut } = subsetsNear(values, target, tolerance, { size, answers: 5 })
          expect(cut).toBe(false)
          expect(count).toBe(expected)
          expect(subsets.length).toBe(Math.min(5, expected))
          for (const { members, off } of subsets)
            expect(members.reduce((sum, index) => sum + (values[index] as number), 0) - target).toBe(off)
        },
      ),
    )
  })
  it('a pool too large is refused', () => {
    expect(() => subsetsNear(new Array(25).fill(1), 3, 0, { size: 3, answers: 1 })).toThrow(RangeError)
  })
})

describe('choice', () => {
  const graphs = fc.array(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 4, maxLength: 4 }), {
    minLength: 1,
    maxLength: 5,
  })
  it('pairs: as heavy as the best of all assignments', () => {
    fc.assert(
      fc.property(graphs, (weights) => {
        const edges = weights.map((row) =>
          row.flatMap((weight, right) => (weight > 0 ? [{ right, weight }] : [])),
        )
        const found = assignPairs(edges, 4)
        const used = [...found].filter((right) => right >= 0)
        expect(new Set(used).size).toBe(used.length)
        const value = found.reduce(
          (sum, right, left) => sum + (right < 0 ? 0 : (weights[left]?.[right] as number)),
          0,
        )
        const best = (left: number, taken: number): number => {
          const row = weights[left]
          if (!row) return 0
          return row.reduce(
            (most, weight, right) =>
              (taken >> right) & 1 ? most : Math.max(most, weight + best(left + 1, taken | (1 << right))),
            best(left + 1, taken),
          )
        }
        expect(value).toBe(best(0, 0))
      }),
    )
  })
  it('groups: as heavy as the best of all packings', () => {
    const packages = fc.array(
      fc.record({
        records: fc.uniqueArray(fc.integer({ min: 0, max: 7 }), { minLength: 1, maxLength: 3 }),
        weight: fc.integer({ min: 1, max: 9 }),
      }),
      { maxLength: 9 },
    )
    fc.assert(
      fc.property(packages, (rows) => {
        const { chosen } = packRecords(rows)
        const used = chosen.flatMap((index) => rows[index]?.records ?? [])
        expect(new Set(used).size).toBe(used.length)
        const best = (at: number, taken: ReadonlySet<number>): number => {
          const row = rows[at]
          if (!row) return 0
          const without = best(at + 1, taken)
          if (row.records.some((one) => taken.has(one))) return without
          return Math.max(without, row.weight + best(at + 1, new Set([...taken, ...row.records])))
        }
        expect(chosen.reduce((sum, index) => sum + (rows[index]?.weight ?? 0), 0)).toBe(best(0, new Set()))
      }),
    )
  })
})

describe('validator of matches', () => {
  const { problem } = generatedMatching(60, 2, { groupShare: 0.4 })
  const good = proposeMatches(problem, beginSearch<MatchingResult>({ seed: 1, iterations: 10_000 }))
  const first = (result: MatchingResult) => result.proposals[0] as MatchProposal
  const broken: [MatchViolation['rule'], (result: MatchingResult) => void][] = [
    ['unknown_record', (result) => first(result).left.push('nobody')],
    ['matched_twice', (result) => result.proposals.push(structuredClone(first(result)))],
    ['currency', (result) => (first(result).currency = 'EUR')],
    ['sum_wrong', (result) => (first(result).rightMinor += 1n)],
    ['difference_unexplained', (result) => (first(result).differenceMinor += 1n)],
    [
      'beyond_tolerance',
      (result) => first(result).differences.push({ reason: 'tolerance', amountMinor: 100_000n }),
    ],
    ['contributions', (result) => (first(result).score += 1)],
    ['confidence', (result) => (first(result).confidence = 1.2)],
    ['neither_matched_nor_named', (result) => result.proposals.shift()],
  ]
  it('finds nothing in what the engine proposes', () => {
    expect(good.proposals.length).toBeGreaterThan(30)
    expect(matchViolations(problem, good)).toEqual([])
  })
  it.each(broken)('sees %s', (rule, spoil) => {
    const result = structuredClone(good)
    spoil(result)
    expect(matchViolations(problem, result).map((one) => one.rule)).toContain(rule)
  })
  it('sees days outside the window and fees no rule gives', () => {
    const strict = {
      ...problem,
      rules: { ...problem.rules, window: { daysBefore: 0, daysAfter: 0, business: false }, fees: [] },
    }
    const rules = new Set(matchViolations(strict, good).map(({ rule }) => rule))
    expect(rules).toContain('outside_window')
    expect(rules).toContain('difference_unexplained')
  })
})
