import type { EngineTask } from '../../runner/pool.ts'
import type { Search } from '../../runner/search.ts'
import { CustomerValueError } from '../customer-value.error.ts'
import { requireRising } from './find-itemsets.ts'
import { createPatternStore, type MinedPatterns, type PatternLimits, requireMined } from './pattern-limits.ts'

/**
 * Sequences of baskets, end to end. Sequence s (a customer) is the baskets `sequenceStart[s] … sequenceStart[s+1] − 1`
 * in the order of time; basket b holds `items[basketStart[b]] … items[basketStart[b+1] − 1]`; items are coded from 0.
 */
export interface Sequences {
  sequenceStart: Uint32Array
  basketStart: Uint32Array
  items: Int32Array
}

export interface SequentialPattern {
  /** Baskets in order of time, items rising within each. Other baskets may lie between. */
  baskets: number[][]
  /** Sequences that hold the pattern. */
  count: number
}

/** For each sequence that holds a pattern: the earliest basket its last basket can be matched with. */
interface Projection {
  sequence: number[]
  basket: number[]
}

/**
 * Frequent sequences of itemsets by PrefixSpan (Pei et al. 2001), with projections as pointers. One iteration of the
 * search is one projection.
 * @throws CustomerValueError `customer-value.input.*`.
 */
export function findSequences(
  { sequences, limits }: { sequences: Sequences; limits: PatternLimits },
  search: Search<MinedPatterns<SequentialPattern>>,
): MinedPatterns<SequentialPattern> {
  const { sequenceStart, basketStart } = sequences
  const { items, codes } = sortedBaskets(sequences)
  const total = sequenceStart.length - 1
  const store = createPatternStore<SequentialPattern>(limits, total)
  const lengthMost = limits.lengthMost ?? 4
  const after = createTally(codes.length)
  const within = createTally(codes.length)
  let iteration = 0
  let complete = true
  const answer = (): MinedPatterns<SequentialPattern> => ({
    patterns: store.patterns().toSorted(byCountThenItems),
    total,
    countLeast: store.countLeast,
    complete,
  })
  // Before the first basket: every basket is "after" it.
  grow([], {
    sequence: Array.from({ length: total }, (_, s) => s),
    basket: Array.from({ length: total }, (_, s) => (sequenceStart[s] as number) - 1),
  })
  return answer()

  function grow(prefix: number[][], projection: Projection): void {
    if (search.done(iteration++)) {
      complete = false
      return
    }
    const length = prefix.reduce((sum, basket) => sum + basket.length, 0)
    const last = prefix.at(-1)
    for (let i = 0; i < projection.sequence.length; i++) {
      const end = sequenceStart[(projection.sequence[i] as number) + 1] as number
      const matched = projection.basket[i] as number
      after.next()
      within.next()
      for (let basket = matched; basket < end; basket++) {
        if (basket < 0) continue
        const from = basketStart[basket] as number
        const to = basketStart[basket + 1] as number
        if (basket > matched) for (let at = from; at < to; at++) after.count(items[at] as number)
        if (last && holds(basket, last)) {
          const highestOfLast = last.at(-1) as number
          for (let at = from; at < to; at++)
            if ((items[at] as number) > highestOfLast) within.count(items[at] as number)
        }
      }
    }
    const [joined, followed] = [within.take(store.countLeast), after.take(store.countLeast)]
    for (const [item, count] of joined)
      extend([...prefix.slice(0, -1), [...(last ?? []), item]], count, 'with')
    for (const [item, count] of followed) extend([...prefix, [item]], count, 'after')

    function extend(baskets: number[][], count: number, how: 'with' | 'after'): void {
      if (!complete || count < store.countLeast) return
      store.add({ baskets: baskets.map((basket) => basket.map((item) => codes[item] as number)), count })
      search.improved(answer)
      if (length + 1 >= lengthMost) return
      const wanted = baskets.at(-1) as number[]
      const next: Projection = { sequence: [], basket: [] }
      for (let i = 0; i < projection.sequence.length; i++) {
        const sequence = projection.sequence[i] as number
        const end = sequenceStart[sequence + 1] as number
        const matched = projection.basket[i] as number
        for (let basket = how === 'after' ? matched + 1 : matched; basket < end; basket++) {
          if (!holds(basket, wanted)) continue
          next.sequence.push(sequence)
          next.basket.push(basket)
          break
        }
      }
      grow(baskets, next)
    }
  }
  function holds(basket: number, wanted: readonly number[]): boolean {
    let at = basketStart[basket] as number
    const to = basketStart[basket + 1] as number
    for (const item of wanted) {
      while (at < to && (items[at] as number) < item) at++
      if (at === to || items[at] !== item) return false
    }
    return true
  }
}

export const findSequencesTask: EngineTask<
  { sequences: Sequences; limits: PatternLimits },
  MinedPatterns<SequentialPattern>
> = { module: import.meta.url, name: 'findSequences' }

/** Who has made the first baskets of a pattern makes the last one too, later. */
export interface SequenceRule {
  before: number[][]
  then: number[]
  count: number
  /** Of those with `before`, the share who go on to `then`. */
  confidence: number
  /** confidence / share of all sequences with `then` anywhere. */
  lift: number
}

/**
 * Rules from frequent sequences of two or more baskets, by falling lift, then count.
 * @throws CustomerValueError `customer-value.input.*`
 */
export function sequenceRules(
  { patterns, total }: MinedPatterns<SequentialPattern>,
  { confidenceLeast }: { confidenceLeast: number },
): SequenceRule[] {
  requireMined(patterns, total)
  if (!(confidenceLeast >= 0 && confidenceLeast <= 1))
    throw new CustomerValueError('customer-value.input.option-out-of-range', { confidenceLeast })
  const counts = new Map(patterns.map(({ baskets, count }) => [keyOf(baskets), count]))
  const rules = patterns.flatMap(({ baskets, count }): SequenceRule[] => {
    const then = baskets.at(-1)
    const before = baskets.slice(0, -1)
    if (then === undefined || before.length === 0) return []
    const ofBefore = counts.get(keyOf(before))
    const ofThen = counts.get(keyOf([then]))
    if (ofBefore === undefined || ofThen === undefined) return []
    const confidence = count / ofBefore
    return confidence < confidenceLeast
      ? []
      : [{ before, then, count, confidence, lift: (confidence * total) / ofThen }]
  })
  return rules.sort((one, other) => other.lift - one.lift || other.count - one.count)
}

/** Counts the sequences an item turns up in, each once. */
function createTally(items: number) {
  const counts = new Int32Array(items)
  // As doubles: a long search visits more sequences than 32 bits can number.
  const seen = new Float64Array(items)
  const touched: number[] = []
  let sequence = 0
  return {
    /** Begins the next sequence. */
    next() {
      sequence++
    },
    count(item: number) {
      if (seen[item] === sequence) return
      seen[item] = sequence
      if (counts[item] === 0) touched.push(item)
      counts[item] = (counts[item] as number) + 1
    },
    /** Items with at least so many, rising, and their counts; all counts go back to 0. */
    take(least: number): [item: number, count: number][] {
      const taken = touched.flatMap((item): [number, number][] =>
        (counts[item] as number) >= least ? [[item, counts[item] as number]] : [],
      )
      for (const item of touched) counts[item] = 0
      touched.length = 0
      return taken.sort(([one], [other]) => one - other)
    },
  }
}

function keyOf(baskets: readonly (readonly number[])[]): string {
  return baskets.map((basket) => basket.join()).join('|')
}

function byCountThenItems(one: SequentialPattern, other: SequentialPattern): number {
  if (one.count !== other.count) return other.count - one.count
  const [a, b] = [keyOf(one.baskets), keyOf(other.baskets)]
  return a < b ? -1 : a > b ? 1 : 0
}

/** Items by their place among all that occur, rising within each basket, so that tallies are no longer than there are items. */
function sortedBaskets({ sequenceStart, basketStart, items }: Sequences): {
  items: Int32Array
  codes: Int32Array
} {
  if (sequenceStart.length < 2)
    throw new CustomerValueError('customer-value.input.empty', { what: 'sequences' })
  requireRising('sequenceStart', sequenceStart)
  requireRising('basketStart', basketStart)
  const baskets = basketStart.length - 1
  if (sequenceStart.at(-1) !== baskets || basketStart.at(-1) !== items.length)
    throw new CustomerValueError('customer-value.input.lengths-differ', { baskets, items: items.length })
  const bad = items.findIndex((item) => item < 0)
  if (bad >= 0)
    throw new CustomerValueError('customer-value.input.value-out-of-range', { at: bad, item: items[bad] })
  const codes = Int32Array.from(new Set(items)).sort()
  const placeOf = new Map(Array.from(codes, (code, place) => [code, place]))
  const sorted = items.map((item) => placeOf.get(item) as number)
  for (let basket = 0; basket < baskets; basket++)
    sorted.subarray(basketStart[basket] as number, basketStart[basket + 1] as number).sort()
  return { items: sorted, codes }
}
