import { aliasStrength } from './match-learning.ts'
import { type CriterionValues, scoreOf } from './match-score.ts'
import type { FeeRule, MatchingLearning, MatchingRules } from './matching.problem.ts'
import { applies, type Balance, balance, partBalance, rateBetween } from './money-rules.ts'
import type { Prepared, PreparedSides } from './prepared-records.ts'

/** A way to match some records. */
export interface Candidate {
  left: Prepared[]
  right: Prepared[]
  values: CriterionValues
  score: number
  balance: Balance
}

/**
 * Builds candidates: undefined where the rules forbid the match. A part that leaves out records which numbers name as much as those it
 * takes `neglects` them.
 */
export type Weigher = (
  left: Prepared[],
  right: Prepared[],
  rarity: number,
  neglects?: boolean,
) => Candidate | undefined

export interface Weighers {
  /** Matches within tolerance. */
  whole: Weigher
  /** Payments that leave a rest. */
  part: Weigher
}

/** Shares of a sum that people pay on purpose. */
const plainShares = [1 / 2, 1 / 3, 2 / 3, 1 / 4, 3 / 4, 0.1, 0.2, 0.3, 0.4, 0.6, 0.7, 0.8, 0.9]
const amountOfPlainShare = 0.5
const amountOfAnyShare = 0.2

export function createWeigher(
  sides: PreparedSides,
  rules: MatchingRules,
  learning: MatchingLearning,
): Weighers {
  const { daysBefore, daysAfter } = rules.window
  const weigherOf =
    (balanceOf: typeof bestBalance): Weigher =>
    (left, right, rarity, neglects = false) => {
      const gap = widestGap(left, right)
      if (gap.before > daysBefore || gap.after > daysAfter) return undefined
      const found = balanceOf(left, right, rules)
      return found && weighed(left, right, { rarity, neglects }, found, gap)
    }
  return { whole: weigherOf(bestBalance), part: weigherOf(bestPartBalance) }

  function weighed(
    left: Prepared[],
    right: Prepared[],
    { rarity, neglects }: { rarity: number; neglects: boolean },
    found: Balance,
    gap: { before: number; after: number },
  ): Candidate {
    const span = gap.after >= gap.before ? Math.max(1, daysAfter) : Math.max(1, daysBefore)
    const isPart = found.remainder !== 0
    const values: CriterionValues = {
      amount: amountValue(found),
      rarity,
      reference: meanOver(left, right, referenceValue),
      text: meanOver(left, right, (one, other) => {
        const like = sides.textLikeness(one, other)
        return like === undefined ? 0 : Math.max(-0.3, (like - 0.3) / 0.7)
      }),
      counterparty: meanOver(left, right, (one, other) => counterpartyValue(one, other, learning)),
      date: 1 - (2 * Math.max(gap.before, gap.after)) / span,
      // Of a part the number of records proves nothing: amounts do not have to meet.
      extra_records: isPart ? 0 : Math.log2(left.length + right.length - 1),
      fee: found.rule ? 1 : 0,
      part: isPart ? (neglects ? 2 : 1) : 0,
    }
    return { left, right, values, score: scoreOf(values, learning.weights), balance: found }
  }
}

function amountValue({ residual, allowed, remainder, leftMinor, records }: Balance): number {
  if (remainder === 0) return residual === 0 ? 1 : 1 - (0.6 * Math.abs(residual)) / allowed
  const settled = leftMinor - remainder
  const plain = plainShares.some((share) => Math.abs(share * leftMinor - settled) <= records)
  return plain ? amountOfPlainShare : amountOfAnyShare
}

/** What stays over when it is no whole match under any fee. A fee that holds for everybody is not supposed of a part. */
function bestPartBalance(
  left: readonly Prepared[],
  right: readonly Prepared[],
  rules: MatchingRules,
): Balance | undefined {
  const common = comparable(left, right, rules)
  if (!common || bestBalance(left, right, rules)) return undefined
  const rule = rulesFor(left, rules).find(({ kinds, counterparties }) => kinds ?? counterparties)
  return partBalance(left, right, rules, rule, common.rate)
}

/** One currency on each side, and a rate between the two where they differ; else nothing can be compared. */
function comparable(left: readonly Prepared[], right: readonly Prepared[], rules: MatchingRules) {
  const [first] = left
  const [there] = right
  if (!first || !there || !oneCurrency(left) || !oneCurrency(right)) return undefined
  if (first.currency === there.currency) return { rate: undefined }
  const rate = rateOf(first, there, rules)
  return rate && { rate }
}

function oneCurrency([first, ...others]: readonly Prepared[]): boolean {
  return others.every(({ currency }) => currency === first?.currency)
}

function rateOf(one: Prepared, other: Prepared, { rates = [] }: MatchingRules) {
  return rateBetween(rates, one.currency, other.currency)
}

/** The fee rule (or none) that explains the difference best, if any does within the tolerance. */
function bestBalance(
  left: readonly Prepared[],
  right: readonly Prepared[],
  rules: MatchingRules,
): Balance | undefined {
  const common = comparable(left, right, rules)
  if (!common) return undefined
  let best: Balance | undefined
  for (const rule of [undefined, ...rulesFor(left, rules)]) {
    const found = balance(left, right, rules, rule, common.rate)
    if (Math.sign(found.leftMinor) !== Math.sign(found.rightMinor)) continue
    if (Math.abs(found.residual) > found.allowed) continue
    if (!best || Math.abs(found.residual) < Math.abs(best.residual)) best = found
  }
  return best
}

/** Fee rules that hold for all of the records. */
export function rulesFor(left: readonly Prepared[], { fees = [] }: MatchingRules): FeeRule[] {
  return fees.filter((rule) => left.every(({ kind, counterparty }) => applies(rule, kind, counterparty)))
}

/** 1: a number given on one side stands on the other; less: only numbers found in text, or both give others. */
function referenceValue(one: Prepared, other: Prepared): number {
  let text = false
  for (const key of one.references) {
    if (!other.references.has(key)) continue
    if (one.given.has(key) || other.given.has(key)) return 1
    text = true
  }
  if (text) return 0.7
  return one.given.size > 0 && other.given.size > 0 ? -0.5 : 0
}

function counterpartyValue(one: Prepared, other: Prepared, learning: MatchingLearning): number {
  if (one.counterparty !== undefined && other.counterparty !== undefined)
    return one.counterparty === other.counterparty ? 1 : -1
  const [named, texted] = one.counterparty === undefined ? [other, one] : [one, other]
  if (named.counterparty === undefined) return 0
  let strongest = 0
  for (const alias of texted.aliases) {
    const strength = aliasStrength(learning, alias, named.counterparty)
    if (Math.abs(strength) > Math.abs(strongest)) strongest = strength
  }
  return strongest
}

/** Days by which the right comes before and after the left, at the most. */
function widestGap(left: readonly Prepared[], right: readonly Prepared[]): { before: number; after: number } {
  let earliest = Number.POSITIVE_INFINITY
  let latest = Number.NEGATIVE_INFINITY
  for (const { day } of left) {
    earliest = Math.min(earliest, day)
    latest = Math.max(latest, day)
  }
  let before = 0
  let after = 0
  for (const { day } of right) {
    before = Math.max(before, latest - day)
    after = Math.max(after, day - earliest)
  }
  return { before, after }
}

/** Each record's best partner counts: in a match of many, not everybody need know everybody. */
function meanOver(
  left: readonly Prepared[],
  right: readonly Prepared[],
  value: (one: Prepared, other: Prepared) => number,
): number {
  const [many, few] = left.length >= right.length ? [left, right] : [right, left]
  let sum = 0
  for (const one of many) {
    let best = Number.NEGATIVE_INFINITY
    for (const other of few) best = Math.max(best, many === left ? value(one, other) : value(other, one))
    sum += best
  }
  return sum / many.length
}
