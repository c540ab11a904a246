import type { EngineTask } from '../runner/pool.ts'
import type { Search } from '../runner/search.ts'
import { type Candidate, createWeigher } from './candidate.ts'
import { crossCandidates, groupCandidates } from './group-candidates.ts'
import { chooseMatches } from './match-choice.ts'
import { contributionsOf, logistic } from './match-score.ts'
import { checkMatching } from './matching.check.ts'
import type {
  MatchAlternative,
  MatchingLearning,
  MatchingProblem,
  MatchingResult,
  MatchProposal,
  UnmatchedRecord,
} from './matching.problem.ts'
import { differencesOf } from './money-rules.ts'
import { pairCandidates } from './pair-candidates.ts'
import { likelyParts, namedParts } from './part-candidates.ts'
import { type Prepared, type PreparedSides, prepareRecords } from './prepared-records.ts'
import { remainderOf } from './remainder.ts'

/** A pair this likely by its reference needs no groups tried. */
const settledScore = 4
const mostAlternatives = 3
/** An alternative within this of the log-odds makes a proposal ambiguous: it is at least a third as likely. */
const ambiguousWithin = Math.log(3)

/**
 * Proposes which records belong together: pairs and groups within tolerances and dates, chosen together so that the
 * whole is likeliest, each explained. Nothing is changed or decided. An iteration of the search is one set of records
 * that compete; stopped early, the rest is chosen by the quick rule from the candidates found by then. The order of input does not matter.
 * Payments that leave a rest compete with whole matches where a number names them; those for which only the counterparty speaks
 * come last, among what nothing else was found for.
 * @throws MatchingError `matching.rules_invalid`, `matching.learning_invalid`, `matching.record_invalid`, `matching.id_repeated`,
 *   `matching.amount_too_large`, `matching.date_invalid`
 */
export function proposeMatches(problem: MatchingProblem, search: Search<MatchingResult>): MatchingResult {
  checkMatching(problem)
  const { rules, learning } = problem
  const least = rules.leastConfidence ?? 0.3
  const threshold = Math.log(least / (1 - least))
  const sides = prepareRecords(problem)
  const weighers = createWeigher(sides, rules, learning)
  const weigh = weighers.whole
  const parts = rules.parts ?? 'likely'
  // Looking for candidates is no iteration, and still hears of cancel and clock.
  const stopped = () => search.done(0)
  const pairs = pairCandidates(sides, rules, weigh, stopped)
  const settledLeft = new Set<Prepared>()
  const settledRight = new Set<Prepared>()
  for (const { left, right, score, values } of pairs.candidates)
    if (score >= settledScore && values.reference === 1 && values.amount === 1) {
      settledLeft.add(left[0] as Prepared)
      settledRight.add(right[0] as Prepared)
    }
  const settled = (record: Prepared, side: 'left' | 'right') =>
    (side === 'left' ? settledLeft : settledRight).has(record)
  const groups = groupCandidates(sides, rules, weigh, settled, stopped)
  const named = parts === 'none' ? [] : namedParts(sides, rules, weighers, settled, stopped)
  const candidates = [...pairs.candidates, ...groups.candidates, ...named]
  const first = chooseMatches(candidates, threshold, search, 0)
  const taken = takenBy(first.chosen)
  const free = (record: Prepared, side: 'left' | 'right') => !taken[side].has(record)
  const crossed = crossCandidates(sides, rules, weigh, free)
  const second = chooseMatches(crossed.candidates, threshold, search, first.iterations)

  for (const { left, right } of second.chosen) {
    for (const one of left) taken.left.add(one)
    for (const one of right) taken.right.add(one)
  }
  const likely = parts === 'likely' ? likelyParts(sides, rules, weighers, free, stopped) : []
  const third = chooseMatches(likely, threshold, search, second.iterations)

  const chosen = [...first.chosen, ...second.chosen, ...third.chosen]
  const all = [...candidates, ...crossed.candidates, ...likely]
  const proposals = proposed(chosen, all, learning.weights)
  const times = {
    candidates: pairs.cutLefts,
    references: pairs.commonReferences,
    pool: groups.cutPools + crossed.cutPools,
    subsets: groups.cutSubsets + crossed.cutSubsets,
    nodes: first.cut + second.cut + third.cut,
  }
  const result: MatchingResult = {
    proposals,
    unmatched: unmatchedOf(sides, chosen, all, threshold),
    value: chosen.reduce((sum, { score }) => sum + score - threshold, 0),
    limits: Object.entries(times).flatMap(([limit, count]) =>
      count > 0 ? [{ limit: limit as keyof typeof times, times: count }] : [],
    ),
  }
  search.improved(() => result)
  return result
}

export const proposeMatchesTask: EngineTask<MatchingProblem, MatchingResult> = {
  module: import.meta.url,
  name: 'proposeMatches',
}

/** Confidence counts the rivals: what else the records of a match could be part of, less what that would undo elsewhere. */
function proposed(
  chosen: readonly Candidate[],
  all: readonly Candidate[],
  weights: MatchingLearning['weights'],
): MatchProposal[] {
  const ownerLeft = new Map<Prepared, Candidate>()
  const ownerRight = new Map<Prepared, Candidate>()
  for (const candidate of chosen) {
    for (const one of candidate.left) ownerLeft.set(one, candidate)
    for (const one of candidate.right) ownerRight.set(one, candidate)
  }
  const rivals = new Map<Candidate, { rival: Candidate; score: number }[]>()
  for (const rival of all) {
    const touched = new Set<Candidate>()
    for (const one of rival.left) {
      const owner = ownerLeft.get(one)
      if (owner) touched.add(owner)
    }
    for (const one of rival.right) {
      const owner = ownerRight.get(one)
      if (owner) touched.add(owner)
    }
    if (touched.has(rival)) continue
    let undone = 0
    for (const owner of touched) undone += Math.max(0, owner.score)
    for (const owner of touched) {
      if (within(rival, owner)) continue
      const score = rival.score - (undone - Math.max(0, owner.score))
      const row = rivals.get(owner)
      if (row) row.push({ rival, score })
      else rivals.set(owner, [{ rival, score }])
    }
  }
  return chosen
    .map((candidate) => {
      const competing = (rivals.get(candidate) ?? []).sort((one, other) => other.score - one.score)
      const odds = (score: number) => Math.exp(Math.min(50, score))
      const total = 1 + odds(candidate.score) + competing.reduce((sum, { score }) => sum + odds(score), 0)
      const { balance, values } = candidate
      const remainder = remainderOf(candidate)
      return {
        ...idsOf(candidate),
        confidence: odds(candidate.score) / total,
        score: candidate.score,
        contributions: contributionsOf(values, weights),
        currency: (candidate.right[0] as Prepared).currency,
        leftMinor: BigInt(balance.leftMinor),
        rightMinor: BigInt(balance.rightMinor),
        differenceMinor: BigInt(balance.leftMinor - balance.rightMinor),
        differences: differencesOf(balance),
        ...(remainder ? { remainder } : {}),
        alternatives: competing
          .slice(0, mostAlternatives)
          .map(({ rival, score }) => ({ ...alternativeOf(rival), confidence: odds(score) / total })),
        ambiguous: competing.some(({ score }) => score >= candidate.score - ambiguousWithin),
      }
    })
    .sort(
      (one, other) =>
        other.confidence - one.confidence || ((one.left[0] as string) < (other.left[0] as string) ? -1 : 1),
    )
}

/** A payment that leaves a rest, of records the other has all: it reads less, and says nothing against it. */
function within(part: Candidate, whole: Candidate): boolean {
  return (
    part.balance.remainder !== 0 &&
    part.left.every((one) => whole.left.includes(one)) &&
    part.right.every((one) => whole.right.includes(one))
  )
}

function unmatchedOf(
  sides: PreparedSides,
  chosen: readonly Candidate[],
  all: readonly Candidate[],
  threshold: number,
): UnmatchedRecord[] {
  const taken = takenBy(chosen)
  const possible = { left: new Map<Prepared, Candidate[]>(), right: new Map<Prepared, Candidate[]>() }
  for (const candidate of all)
    for (const side of ['left', 'right'] as const)
      for (const one of candidate[side]) {
        if (taken[side].has(one)) continue
        const row = possible[side].get(one)
        if (row) row.push(candidate)
        else possible[side].set(one, [candidate])
      }
  return (['left', 'right'] as const).flatMap((side) =>
    sides[side].flatMap((record): UnmatchedRecord[] => {
      if (taken[side].has(record)) return []
      const row = (possible[side].get(record) ?? []).sort((one, other) => other.score - one.score)
      const nearest = row.slice(0, mostAlternatives).map(
        (candidate): MatchAlternative => ({
          ...alternativeOf(candidate),
          confidence: logistic(candidate.score),
        }),
      )
      const reason =
        row.length === 0
          ? 'no_candidate'
          : (row[0] as Candidate).score > threshold
            ? 'taken_by_better'
            : 'below_confidence'
      return [{ side, id: record.id, reason, nearest }]
    }),
  )
}

function takenBy(chosen: readonly Candidate[]): { left: Set<Prepared>; right: Set<Prepared> } {
  return {
    left: new Set(chosen.flatMap(({ left }) => left)),
    right: new Set(chosen.flatMap(({ right }) => right)),
  }
}

function alternativeOf(candidate: Candidate): Omit<MatchAlternative, 'confidence'> {
  return { ...idsOf(candidate), part: candidate.balance.remainder !== 0 }
}

function idsOf({ left, right }: Candidate): { left: string[]; right: string[] } {
  return { left: left.map(({ id }) => id).sort(), right: right.map(({ id }) => id).sort() }
}
