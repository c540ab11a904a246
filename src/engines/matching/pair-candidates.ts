import { type Candidate, rulesFor, type Weigher } from './candidate.ts'
import type { MatchingRules } from './matching.problem.ts'
import { converted, feeOf, rateBetween, toleranceFor } from './money-rules.ts'
import type { Prepared, PreparedSides } from './prepared-records.ts'

/** Rights weighed for one left at most: those that share a reference or a party first, then the nearest in amount and day. */
const mostWeighed = 64
/** The best that each record keeps. */
const mostKept = 12
/** A reference on more records than this tells nothing. */
const mostSharing = 40

export interface PairCandidates {
  candidates: Candidate[]
  /** Lefts for which more came into question than were weighed. */
  cutLefts: number
  commonReferences: number
}

/** Pairs within tolerance and window, found through sorted amounts, each with its score. */
export function pairCandidates(
  sides: PreparedSides,
  rules: MatchingRules,
  weigh: Weigher,
  stopped: () => boolean,
): PairCandidates {
  const { left, right } = sides
  const currencies = new Map<string, AmountIndex>()
  for (const [currency, records] of Map.groupBy(right, (record) => record.currency))
    currencies.set(currency, amountIndex(records))
  const { index: byReference, common } = referenceIndex(right)
  const { daysBefore, daysAfter } = rules.window
  let cutLefts = 0
  const pairs: { one: Prepared; other: Prepared; rivals: number }[] = []
  const askers = new Int32Array(right.length)
  for (const one of left) {
    if (stopped()) break
    const fitting = new Map<Prepared, true>()
    for (const [low, high, currency] of rangesOf(one, rules, currencies.keys())) {
      const index = currencies.get(currency)
      if (index) collect(index, low, high, one.day - daysBefore, one.day + daysAfter, fitting)
    }
    let chosen = [...fitting.keys()]
    const rivals = chosen.length
    if (rivals > mostWeighed) {
      cutLefts++
      const sharing = new Set<Prepared>()
      for (const key of one.references) for (const other of byReference.get(key) ?? []) sharing.add(other)
      const near = (other: Prepared) =>
        (sharing.has(other) ? 4 : 0) +
        (other.parties.some((party) => one.parties.includes(party)) ? 2 : 0) +
        1 / (2 + Math.abs(other.day - one.day))
      chosen = chosen
        .map((other) => ({ other, near: near(other) }))
        .sort((a, b) => b.near - a.near || a.other.index - b.other.index)
        .slice(0, mostWeighed)
        .map(({ other }) => other)
    }
    for (const other of chosen) {
      askers[other.index] = (askers[other.index] as number) + 1
      pairs.push({ one, other, rivals })
    }
  }
  const candidates: Candidate[] = []
  for (const { one, other, rivals } of pairs) {
    const candidate = weigh([one], [other], 1 / Math.max(rivals, askers[other.index] as number))
    if (candidate) candidates.push(candidate)
  }
  return { candidates: bestOfEach(candidates), cutLefts, commonReferences: common }
}

/** Records by reference, without references that stand on too many. */
export function referenceIndex(records: readonly Prepared[]): {
  index: Map<string, Prepared[]>
  common: number
} {
  const index = new Map<string, Prepared[]>()
  for (const record of records)
    for (const key of record.references) {
      const row = index.get(key)
      if (row) row.push(record)
      else index.set(key, [record])
    }
  let common = 0
  for (const [key, row] of index)
    if (row.length > mostSharing) {
      index.delete(key)
      common++
    }
  return { index, common }
}

interface AmountIndex {
  /** Ascending, each once. */
  amounts: Float64Array
  /** Records of each amount in order of day. */
  rows: Prepared[][]
}

function amountIndex(records: readonly Prepared[]): AmountIndex {
  const rows = [...Map.groupBy(records, ({ amount }) => amount)].sort(([one], [other]) => one - other)
  return {
    amounts: Float64Array.from(rows, ([amount]) => amount),
    rows: rows.map(([, row]) => row.sort((one, other) => one.day - other.day || one.index - other.index)),
  }
}

/** Amounts on the right that would do for a left record, by fee rule and currency. */
function rangesOf(
  one: Prepared,
  rules: MatchingRules,
  currencies: Iterable<string>,
): [low: number, high: number, currency: string][] {
  const ranges: [number, number, string][] = []
  const { absoluteMinor, percent } = toleranceFor(rules, one.kind)
  for (const currency of currencies) {
    const rate =
      currency === one.currency ? undefined : rateBetween(rules.rates ?? [], one.currency, currency)
    if (currency !== one.currency && !rate) continue
    const there = rate ? converted(one.amount, rate) : one.amount
    const slack = Number(absoluteMinor) + (Math.abs(there) * (percent + (rate?.tolerancePercent ?? 0))) / 100
    for (const rule of [undefined, ...rulesFor([one], rules)]) {
      const part = rule ? feeOf(rule, there) : { fee: 0, vat: 0 }
      const net = there - part.fee - part.vat
      const allowed = rule || rate ? Math.max(slack, 1) : slack
      ranges.push([net - allowed, net + allowed, currency])
    }
  }
  return ranges
}

function collect(
  { amounts, rows }: AmountIndex,
  low: number,
  high: number,
  fromDay: number,
  toDay: number,
  found: Map<Prepared, true>,
): void {
  let at = firstAtLeast(amounts.length, (index) => (amounts[index] as number) >= low)
  for (; at < amounts.length && (amounts[at] as number) <= high; at++) {
    const row = rows[at] as Prepared[]
    let day = firstAtLeast(row.length, (index) => (row[index] as Prepared).day >= fromDay)
    for (; day < row.length; day++) {
      const record = row[day] as Prepared
      if (record.day > toDay) break
      found.set(record, true)
    }
  }
}

function firstAtLeast(length: number, holds: (index: number) => boolean): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}

/** Keeps a candidate when it is among the best of one of its records. */
function bestOfEach(candidates: Candidate[]): Candidate[] {
  candidates.sort(
    (one, other) =>
      other.score - one.score ||
      (one.left[0] as Prepared).index - (other.left[0] as Prepared).index ||
      (one.right[0] as Prepared).index - (other.right[0] as Prepared).index,
  )
  const ofLeft = new Map<number, number>()
  const ofRight = new Map<number, number>()
  return candidates.filter(({ left, right }) => {
    const one = (left[0] as Prepared).index
    const other = (right[0] as Prepared).index
    const before = ofLeft.get(one) ?? 0
    const there = ofRight.get(other) ?? 0
    ofLeft.set(one, before + 1)
    ofRight.set(other, there + 1)
    return before < mostKept || there < mostKept
  })
}
