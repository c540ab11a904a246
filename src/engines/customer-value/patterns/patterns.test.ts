import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { beginSearch, type Search } from '../../runner/search.ts'
import { associationRules } from './association-rules.ts'
import { type Baskets, findItemsets } from './find-itemsets.ts'
import { findSequences, type Sequences, sequenceRules } from './find-sequences.ts'

const search = <Best>(iterations = 1_000_000): Search<Best> => beginSearch<Best>({ seed: 1, iterations })

function basketsOf(lists: readonly (readonly number[])[]): Baskets {
  const start = Uint32Array.from({ length: lists.length + 1 }, (_, i) =>
    lists.slice(0, i).reduce((sum, list) => sum + list.length, 0),
  )
  return { start, items: Int32Array.from(lists.flat()) }
}

function sequencesOf(customers: readonly (readonly (readonly number[])[])[]): Sequences {
  const { start, items } = basketsOf(customers.flat())
  const sequenceStart = Uint32Array.from({ length: customers.length + 1 }, (_, i) =>
    customers.slice(0, i).reduce((sum, baskets) => sum + baskets.length, 0),
  )
  return { sequenceStart, basketStart: start, items }
}

/** Every set of up to `most` of the items 0 … 5. */
function setsOf(most: number): number[][] {
  return Array.from({ length: 63 }, (_, i) =>
    [0, 1, 2, 3, 4, 5].filter((item) => (i + 1) & (1 << item)),
  ).filter((set) => set.length <= most)
}

const smallBaskets = fc.array(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 7 }), {
  minLength: 1,
  maxLength: 25,
})

describe('frequent itemsets', () => {
  it('[CRM-15] FP-growth finds exactly what counting every set finds', () => {
    fc.assert(
      fc.property(smallBaskets, fc.integer({ min: 1, max: 10 }), (lists, tenths) => {
        const found = findItemsets(
          { baskets: basketsOf(lists), limits: { supportLeast: tenths / 10, lengthMost: 4 } },
          search(),
        )
        const counted = setsOf(4)
          .map((items) => ({
            items,
            count: lists.filter((list) => items.every((item) => list.includes(item))).length,
          }))
          .filter(({ count }) => count > 0 && count >= (tenths / 10) * lists.length - 1e-9)
        const key = ({ items, count }: { items: number[]; count: number }) => `${items.join()}=${count}`
        expect(found.patterns.map(key).toSorted()).toEqual(counted.map(key).toSorted())
        expect(found.complete).toBe(true)
      }),
      { numRuns: 150, seed: 1 },
    )
  })

  it('[CRM-15] too many patterns raise the support until they fit, and what is kept is all there is at that support', () => {
    const everything = Array.from({ length: 12 }, (_, i) =>
      Array.from({ length: 12 }, (_, item) => item).filter((item) => item !== i),
    )
    const limits = { supportLeast: 0.01, lengthMost: 6 }
    const all = findItemsets({ baskets: basketsOf(everything), limits }, search())
    const few = findItemsets(
      { baskets: basketsOf(everything), limits: { ...limits, patternsMost: 100 } },
      search(),
    )
    expect(all.patterns.length).toBeGreaterThan(2_000)
    expect(few.patterns.length).toBeLessThanOrEqual(100)
    expect(few.countLeast).toBeGreaterThan(all.countLeast)
    expect(few.patterns).toEqual(all.patterns.filter(({ count }) => count >= few.countLeast))
  })

  it('[CRM-15] a cut search keeps true patterns and says that they are not all', () => {
    const baskets = basketsOf([
      [0, 1, 2, 3, 4],
      [0, 1, 2, 3],
      [0, 1, 2],
    ])
    const cut = findItemsets({ baskets, limits: { supportLeast: 0.3 } }, search(2))
    expect(cut.complete).toBe(false)
    for (const { items, count } of cut.patterns)
      expect(count).toBe([5, 4, 3].filter((length) => items.every((item) => item < length)).length)
    expect(() => findItemsets({ baskets, limits: { supportLeast: 0 } }, search())).toThrow(
      /option-out-of-range/,
    )
    expect(() => findItemsets({ baskets, limits: { supportLeast: 0.5, lengthMost: 40 } }, search())).toThrow(
      /option-out-of-range/,
    )
  })
})

describe('association rules', () => {
  const lists = [[0, 1], [0, 1], [0, 1, 2], [0], [1], [2], [2], [2, 3]]
  const mined = findItemsets({ baskets: basketsOf(lists), limits: { supportLeast: 0.1 } }, search())

  it('[CRM-15] support, confidence, lift, conviction and leverage, by hand', () => {
    const { rules } = associationRules(mined, { confidenceLeast: 0.5 })
    const rule = rules.find(
      ({ antecedent, consequent }) => antecedent.join() === '0' && consequent.join() === '1',
    )
    expect(rule).toMatchObject({ count: 3, support: 3 / 8, confidence: 3 / 4 })
    expect(rule?.lift).toBeCloseTo(3 / 4 / (4 / 8), 12)
    expect(rule?.conviction).toBeCloseTo((1 - 1 / 2) / (1 - 3 / 4), 12)
    expect(rule?.leverage).toBeCloseTo(3 / 8 - 1 / 4, 12)
    const certain = rules.find(({ antecedent }) => antecedent.join() === '3')
    expect(certain?.conviction).toBe(Number.POSITIVE_INFINITY)
  })

  it('[CRM-15] limits hold: confidence, lift, size of the consequent, number of rules', () => {
    const { rules, found } = associationRules(mined, { confidenceLeast: 0, consequentMost: 2, rulesMost: 3 })
    expect(rules).toHaveLength(3)
    expect(found).toBeGreaterThan(3)
    expect(
      associationRules(mined, { confidenceLeast: 0.9 }).rules.every(({ confidence }) => confidence >= 0.9),
    ).toBe(true)
    expect(
      associationRules(mined, { confidenceLeast: 0, liftLeast: 1.2 }).rules.every(({ lift }) => lift >= 1.2),
    ).toBe(true)
    expect(() => associationRules(mined, { confidenceLeast: 2 })).toThrow(/option-out-of-range/)
  })
})

describe('frequent sequences', () => {
  /** Every sequence of up to three items 0 … 2 in baskets, and its count by plain matching. */
  function counted(customers: readonly (readonly (readonly number[])[])[]) {
    const sets = [[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]]
    const sequences: number[][][] = []
    const spread = (prefix: number[][], left: number) => {
      for (const set of sets)
        if (set.length <= left) {
          sequences.push([...prefix, set])
          spread([...prefix, set], left - set.length)
        }
    }
    spread([], 3)
    const holds = (baskets: readonly (readonly number[])[], pattern: number[][]): boolean => {
      let at = 0
      for (const basket of baskets) {
        const wanted = pattern[at]
        if (wanted?.every((item) => basket.includes(item))) at++
      }
      return at === pattern.length
    }
    return sequences.map((baskets) => ({
      baskets,
      count: customers.filter((customer) => holds(customer, baskets)).length,
    }))
  }

  it('[CRM-15] PrefixSpan finds exactly what matching every sequence finds', () => {
    const basket = fc.uniqueArray(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 3 })
    const customers = fc.array(fc.array(basket, { maxLength: 4 }), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(customers, fc.integer({ min: 1, max: 8 }), (list, tenths) => {
        const limits = { supportLeast: tenths / 10, lengthMost: 3 }
        const found = findSequences({ sequences: sequencesOf(list), limits }, search())
        const wanted = counted(list).filter(
          ({ count }) => count > 0 && count >= (tenths / 10) * list.length - 1e-9,
        )
        const key = ({ baskets, count }: { baskets: number[][]; count: number }) =>
          `${JSON.stringify(baskets)}=${count}`
        expect(found.patterns.map(key).toSorted()).toEqual(wanted.map(key).toSorted())
      }),
      { numRuns: 150, seed: 1 },
    )
  })

  it('[CRM-15] what usually comes next, with confidence and lift', () => {
    const customers = [[[0], [1]], [[0], [2], [1]], [[0, 2]], [[1], [0]], [[3]]]
    const mined = findSequences(
      { sequences: sequencesOf(customers), limits: { supportLeast: 0.2 } },
      search(),
    )
    const rule = sequenceRules(mined, { confidenceLeast: 0.4 }).find(
      ({ before, then }) => JSON.stringify([before, then]) === '[[[0]],[1]]',
    )
    expect(rule).toMatchObject({ count: 2, confidence: 0.5 })
    expect(rule?.lift).toBeCloseTo(0.5 / 0.6, 12)
  })

  it('[CRM-15] a cut search and a limit on patterns keep the answer true and small', () => {
    const customers = Array.from({ length: 10 }, (_, i) =>
      Array.from({ length: 8 }, (_, j) => [(i + j) % 5, 5 + (j % 3)]),
    )
    const sequences = sequencesOf(customers)
    const cut = findSequences({ sequences, limits: { supportLeast: 0.1 } }, search(5))
    expect(cut.complete).toBe(false)
    const all = findSequences({ sequences, limits: { supportLeast: 0.1 } }, search())
    const few = findSequences({ sequences, limits: { supportLeast: 0.1, patternsMost: 40 } }, search())
    expect(few.patterns.length).toBeLessThanOrEqual(40)
    expect(few.patterns).toEqual(all.patterns.filter(({ count }) => count >= few.countLeast))
    const keys = new Set(all.patterns.map((pattern) => JSON.stringify(pattern)))
    expect(cut.patterns.every((pattern) => keys.has(JSON.stringify(pattern)))).toBe(true)
  })
})
