import { type Candidate, rulesFor, type Weigher } from './candidate.ts'
import type { FeeRule, MatchingRules } from './matching.problem.ts'
import { balance, converted, feeOf, rateBetween } from './money-rules.ts'
import { referenceIndex } from './pair-candidates.ts'
import type { Prepared, PreparedSides } from './prepared-records.ts'
import { largestPool, subsetsNear } from './subset-sum.ts'

/** Different groups weighed for one record. */
const mostGroups = 6
/** Credit notes of one counterparty that a payment may be less by. */
const mostCredits = 6
/** Days' sales of one counterparty that one payout may cover. */
const longestRun = 500

export interface GroupCandidates {
  candidates: Candidate[]
  cutPools: number
  cutSubsets: number
}

/** One record against several of the other side: one payment for many invoices, one invoice paid in parts. */
export function groupCandidates(
  sides: PreparedSides,
  rules: MatchingRules,
  weigh: Weigher,
  settled: (record: Prepared, side: 'left' | 'right') => boolean,
  stopped: () => boolean,
): GroupCandidates {
  const answer: GroupCandidates = { candidates: [], cutPools: 0, cutSubsets: 0 }
  const size = rules.groupSize ?? 6
  if (size < 2) return answer
  const lefts = referenceIndex(sides.left).index
  const rights = referenceIndex(sides.right).index
  const { daysBefore, daysAfter } = rules.window
  for (const side of ['left', 'right'] as const) {
    const [targets, ofParty, byReference, back, ahead] =
      side === 'right'
        ? ([sides.right, sides.leftOfParty, lefts, daysAfter, daysBefore] as const)
        : ([sides.left, sides.rightOfParty, rights, daysBefore, daysAfter] as const)
    const other = side === 'right' ? 'left' : 'right'
    for (const target of targets) {
      if (stopped()) return answer
      if (settled(target, side)) continue
      const inTime = (one: Prepared) => one.day >= target.day - back && one.day <= target.day + ahead
      // A payment may be less by credit notes; what comes back from a bank is a matter of its own.
      const inWindow = (one: Prepared) =>
        inTime(one) && (side === 'right' ? one.amount !== 0 : one.amount * target.amount > 0)
      const named = new Set<Prepared>()
      for (const key of target.references)
        for (const one of byReference.get(key) ?? []) if (inWindow(one)) named.add(one)
      const kin = new Set(named)
      // Who is named by one number pays others of the same party, too.
      const parties = new Set([...target.parties, ...[...named].flatMap((one) => one.parties)])
      for (const party of parties)
        for (const one of ofParty[party] as Prepared[]) if (inWindow(one)) kin.add(one)
      for (const [, all] of Map.groupBy(kin, ({ currency }) => currency)) {
        const pool = withFewCredits(all, target, named)
        if (!pool.some((one) => one.amount * target.amount > 0)) continue
        groupsOf(target, pool, named, side, rules, size, (one) => settled(one, other), weigh, answer)
      }
    }
  }
  return answer
}

/**
 * Several against several, for what is left when all else is done: the smallest sets of one party's records with equal
 * sums, and all that is left of both sides when it is equal.
 */
export function crossCandidates(
  sides: PreparedSides,
  rules: MatchingRules,
  weigh: Weigher,
  free: (record: Prepared, side: 'left' | 'right') => boolean,
): GroupCandidates {
  const answer: GroupCandidates = { candidates: [], cutPools: 0, cutSubsets: 0 }
  const size = rules.groupSize ?? 6
  if (size < 2) return answer
  for (const [party, row] of sides.leftOfParty.entries()) {
    const left = row.filter((one) => free(one, 'left'))
    const right = (sides.rightOfParty[party] as Prepared[]).filter((one) => free(one, 'right'))
    if (left.length < 2 || right.length < 2) continue
    const add = (candidate: Candidate | undefined) => candidate && answer.candidates.push(candidate)
    if (left.length <= longestRun && right.length <= longestRun) add(weigh(left, right, 1))
    const half = largestPool / 2
    if (left.length > half || right.length > half) answer.cutPools++
    const ours = left.slice(0, half)
    const theirs = right.slice(0, half)
    const [first] = ours
    const [there] = theirs
    if (!first || !there) continue
    for (const rule of [undefined, ...rulesFor(ours, rules)]) {
      const values = [
        ...ours.map((one) => netOf(one, there.currency, rule, rules)),
        ...theirs.map(({ amount }) => -amount),
      ]
      if (values.some(Number.isNaN)) continue
      const slack = balance(ours, theirs, rules, rule, undefined).allowed
      const { subsets, cut } = subsetsNear(values, 0, Math.min(slack, 100), { size: 2 * size, answers: 24 })
      if (cut) answer.cutSubsets++
      for (const { members } of subsets) {
        const some = members.filter((index) => index < ours.length).map((index) => ours[index] as Prepared)
        const others = members
          .filter((index) => index >= ours.length)
          .map((index) => theirs[index - ours.length] as Prepared)
        if (some.length === 0 || others.length === 0 || some.length + others.length < 3) continue
        add(weigh(some, others, 1 / subsets.length))
      }
    }
  }
  return answer
}

function groupsOf(
  target: Prepared,
  pool: readonly Prepared[],
  named: ReadonlySet<Prepared>,
  side: 'left' | 'right',
  rules: MatchingRules,
  size: number,
  isSettled: (one: Prepared) => boolean,
  weigh: Weigher,
  answer: GroupCandidates,
): void {
  const [first] = pool
  if (!first || pool.length < 2) return
  const seen = new Set<string>()
  const add = (members: readonly Prepared[], rarity: number) => {
    const key = members
      .map(({ index }) => index)
      .sort((one, other) => one - other)
      .join(' ')
    if (members.length < 2 || seen.has(key)) return
    seen.add(key)
    const candidate =
      side === 'right' ? weigh([...members], [target], rarity) : weigh([target], [...members], rarity)
    if (candidate) answer.candidates.push(candidate)
  }
  if (named.size > 1)
    add(
      [...named].filter((one) => pool.includes(one)),
      1,
    )
  const open = pool.filter((one) => named.has(one) || !isSettled(one))
  const nearest = open.toSorted(
    (one, other) =>
      Number(named.has(other)) - Number(named.has(one)) ||
      Math.abs(one.day - target.day) - Math.abs(other.day - target.day) ||
      one.index - other.index,
  )
  const rulesHere = side === 'left' ? rulesFor([target], rules) : rulesFor([first], rules)
  for (const rule of [undefined, ...rulesHere]) {
    const fits = (one: Prepared) => side === 'left' || !rule || rulesFor([one], rules).includes(rule)
    const goal = side === 'left' ? netOf(target, first.currency, rule, rules) : target.amount
    const brings = (one: Prepared) =>
      side === 'left' ? one.amount : fits(one) ? netOf(one, target.currency, rule, rules) : Number.NaN
    if (Number.isNaN(goal)) continue
    const [lefts, rights] = side === 'right' ? [[first], [target]] : [[target], [first]]
    const slack = slackOf(goal, balance(lefts, rights, rules, rule, undefined).allowed, target, rules, first)
    const credit = nearest.reduce((sum, one) => sum + (brings(one) * goal < 0 ? Math.abs(brings(one)) : 0), 0)
    const usable = nearest.filter((one) => {
      const value = brings(one)
      return !Number.isNaN(value) && Math.abs(value) <= Math.abs(goal) + slack + credit
    })
    const owed = usable.filter((one) => brings(one) * goal > 0)
    for (const run of runsOf(owed, brings, goal, slack)) add(run, 1)
    if (usable.length > largestPool) answer.cutPools++
    const few = usable.slice(0, largestPool)
    const { subsets, count, cut } = subsetsNear(few.map(brings), goal, slack, { size, answers: mostGroups })
    if (cut) answer.cutSubsets++
    for (const [rank, { members }] of subsets.entries()) {
      const exact = subsets.filter(
        ({ off }) => Math.abs(off) <= Math.abs((subsets[rank] as { off: number }).off),
      ).length
      add(
        members.map((index) => few[index] as Prepared),
        1 / Math.max(exact, rank === subsets.length - 1 ? count : exact),
      )
    }
  }
}

/** Credit notes stand in a pool beside what is owed, but few of them: each may be left out, and chance has its way with many. */
function withFewCredits(
  pool: readonly Prepared[],
  target: Prepared,
  named: ReadonlySet<Prepared>,
): readonly Prepared[] {
  const credits = pool.filter((one) => one.amount * target.amount < 0)
  if (credits.length <= mostCredits) return pool
  const kept = new Set(
    credits
      .toSorted(
        (one, other) =>
          Number(named.has(other)) - Number(named.has(one)) ||
          Math.abs(one.day - target.day) - Math.abs(other.day - target.day) ||
          one.index - other.index,
      )
      .slice(0, mostCredits),
  )
  return pool.filter((one) => one.amount * target.amount > 0 || kept.has(one))
}

/** What a left record brings in the currency of the right, after the fee; NaN without a rate. */
function netOf(one: Prepared, currency: string, rule: FeeRule | undefined, rules: MatchingRules): number {
  const rate = one.currency === currency ? undefined : rateBetween(rules.rates ?? [], one.currency, currency)
  if (one.currency !== currency && !rate) return Number.NaN
  const there = rate ? converted(one.amount, rate) : one.amount
  const { fee, vat } = rule ? feeOf(rule, there) : { fee: 0, vat: 0 }
  return there - fee - vat
}

/** The weigher is the judge of tolerance; this only must not be narrower by much nor so wide that chance fills it. */
function slackOf(goal: number, least: number, target: Prepared, rules: MatchingRules, one: Prepared): number {
  const rate =
    target.currency === one.currency
      ? undefined
      : rateBetween(rules.rates ?? [], one.currency, target.currency)
  const percent = rules.tolerance.percent + (rate?.tolerancePercent ?? 0)
  return Math.max(least, (Math.abs(goal) * percent) / 100)
}

/** Runs of neighbours in time that sum to the goal: a day's or a week's sales paid at once. */
function runsOf(
  records: readonly Prepared[],
  brings: (one: Prepared) => number,
  goal: number,
  slack: number,
): Prepared[][] {
  const inTime = records.toSorted((one, other) => one.day - other.day || one.index - other.index)
  const runs: Prepared[][] = []
  let sum = 0
  let from = 0
  for (let to = 0; to < inTime.length; to++) {
    sum += Math.abs(brings(inTime[to] as Prepared))
    // Each record of a run may be rounded once.
    const allowed = slack + (to - from)
    while (from < to && (sum > Math.abs(goal) + allowed || to - from >= longestRun)) {
      sum -= Math.abs(brings(inTime[from] as Prepared))
      from++
    }
    if (to > from && Math.abs(sum - Math.abs(goal)) <= allowed) runs.push(inTime.slice(from, to + 1))
    if (runs.length >= mostGroups) break
  }
  return runs
}
