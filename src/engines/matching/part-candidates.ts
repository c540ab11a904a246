import type { Candidate, Weighers } from './candidate.ts'
import type { MatchingRules } from './matching.problem.ts'
import { referenceIndex } from './pair-candidates.ts'
import type { Prepared, PreparedSides } from './prepared-records.ts'

/** Open records of one counterparty a payment on account may run over. */
const mostOnAccount = 24

type Side = 'left' | 'right'

/**
 * Payments that leave a rest, where numbers say what is paid: one line for one or several invoices (the oldest are settled first), several
 * lines for one invoice.
 */
export function namedParts(
  sides: PreparedSides,
  rules: MatchingRules,
  weigh: Weighers,
  settled: (record: Prepared, side: Side) => boolean,
  stopped: () => boolean,
): Candidate[] {
  const candidates: Candidate[] = []
  const lefts = referenceIndex(sides.left).index
  const rights = referenceIndex(sides.right).index
  const linesOf = (one: Prepared) =>
    sharing(one, rights).filter(
      (line) => !settled(line, 'right') && inWindow(one, line, rules) && line.amount * one.amount > 0,
    )
  for (const line of sides.right) {
    if (stopped()) return candidates
    if (settled(line, 'right')) continue
    const named = sharing(line, lefts).filter((one) => !settled(one, 'left') && inWindow(one, line, rules))
    for (const [, some] of Map.groupBy(named, ({ currency }) => currency)) {
      if (some.length > longest(rules)) continue
      const all = byAge(some)
      const account = all.length > 1 ? upTo(all, line, rules, weigh) : []
      push(candidates, weigh.part(account, [line], 0))
      // A number in the memo may be there by accident: each of them alone is another way to read it.
      for (const one of all)
        if (account.length !== 1 || account[0] !== one)
          push(candidates, weigh.part([one], [line], 0, all.length > 1 || linesOf(one).length > 1))
    }
  }
  for (const one of sides.left) {
    if (stopped()) return candidates
    if (settled(one, 'left')) continue
    for (const [, some] of Map.groupBy(linesOf(one), ({ currency }) => currency))
      if (some.length > 1 && some.length <= longest(rules))
        push(candidates, weigh.part([one], byAge(some), 0))
  }
  return candidates
}

/**
 * Payments that leave a rest, where the counterparty alone speaks for them, among records nothing better was found for: a line that pays one
 * of its open invoices in part, or the oldest of them on account; all lines of a counterparty for the one invoice that is open.
 */
export function likelyParts(
  sides: PreparedSides,
  rules: MatchingRules,
  weigh: Weighers,
  free: (record: Prepared, side: Side) => boolean,
  stopped: () => boolean,
): Candidate[] {
  const candidates: Candidate[] = []
  for (const [party, row] of sides.leftOfParty.entries()) {
    if (stopped()) return candidates
    const lefts = row.filter((one) => free(one, 'left'))
    const rights = (sides.rightOfParty[party] as Prepared[]).filter((line) => free(line, 'right'))
    if (lefts.length === 0 || lefts.length > mostOnAccount || rights.length > mostOnAccount) continue
    for (const line of rights) {
      const open = byAge(lefts.filter((one) => one.amount * line.amount > 0 && inWindow(one, line, rules)))
      for (const [, some] of Map.groupBy(open, ({ currency }) => currency)) {
        const rarity = 1 / (some.length * rights.length)
        for (const one of some) push(candidates, weigh.part([one], [line], rarity))
        const account = upTo(some, line, rules, weigh)
        if (account.length > 1 && account.length <= longest(rules))
          push(candidates, weigh.part(account, [line], rarity))
      }
    }
    const [only] = lefts
    if (lefts.length > 1 || rights.length < 2 || rights.length > longest(rules) || !only) continue
    const lines = rights.filter((line) => line.amount * only.amount > 0 && inWindow(only, line, rules))
    if (lines.length > 1) push(candidates, weigh.part([only], byAge(lines), 1))
  }
  return candidates
}

function push(candidates: Candidate[], candidate: Candidate | undefined): void {
  if (candidate) candidates.push(candidate)
}

function longest({ groupSize = 6 }: MatchingRules): number {
  return groupSize
}

function sharing(record: Prepared, index: ReadonlyMap<string, readonly Prepared[]>): Prepared[] {
  return [...new Set([...record.references].flatMap((key) => index.get(key) ?? []))]
}

function inWindow(left: Prepared, right: Prepared, { window }: MatchingRules): boolean {
  return right.day >= left.day - window.daysBefore && right.day <= left.day + window.daysAfter
}

/** The oldest first, as they are settled. */
function byAge(records: readonly Prepared[]): Prepared[] {
  return records.toSorted((one, other) => one.day - other.day || one.index - other.index)
}

/** So many of the oldest as the line reaches, the last of them in part; credit notes all. All, when it is more than they are. */
function upTo(
  oldestFirst: readonly Prepared[],
  line: Prepared,
  { groupSize = 6 }: MatchingRules,
  weigh: Weighers,
): Prepared[] {
  const credits = oldestFirst.filter(({ amount }) => amount * line.amount < 0)
  const owed = oldestFirst.filter(({ amount }) => amount * line.amount > 0).slice(0, groupSize)
  for (let count = 1; count < owed.length; count++) {
    const some = [...owed.slice(0, count), ...credits]
    // Just these, in full: no rest and nothing to propose here.
    if (weigh.whole(some, [line], 0)) return []
    const balance = weigh.part(some, [line], 0)?.balance
    if (balance && balance.remainder * line.amount > 0) return some
  }
  return [...owed, ...credits]
}
