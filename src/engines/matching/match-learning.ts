import { logistic } from './match-score.ts'
import { checkLearning, faultOf } from './matching.check.ts'
import { MatchingError } from './matching.errors.ts'
import type { MatchingLearning, MatchProposal, MatchRecord } from './matching.problem.ts'
import { normalisedText } from './text-likeness.ts'

/** Somebody's yes or no to a proposal, with the records as they were. */
export interface MatchDecision {
  proposal: Pick<MatchProposal, 'contributions'>
  left: readonly MatchRecord[]
  right: readonly MatchRecord[]
  accepted: boolean
}

const mostAliasTexts = 50_000

/**
 * What is known after some decisions: logistic regression taught one decision at a time (each weight's normal posterior
 * by Laplace's approximation, its precision growing with what it has seen: Spiegelhalter & Lauritzen 1990), and aliases
 * — this text is that counterparty. The state given is not changed.
 * @throws MatchingError `matching.learning_invalid`, `matching.decision_invalid`
 */
export function learn(learning: MatchingLearning, decisions: readonly MatchDecision[]): MatchingLearning {
  checkLearning(learning)
  const next = structuredClone(learning)
  for (const [row, decision] of decisions.entries()) {
    if (!sound(decision, next)) throw new MatchingError('matching.decision_invalid', { row })
    const { proposal, left, right, accepted } = decision
    const score = proposal.contributions.reduce(
      (sum, { criterion, value }) => sum + value * next.weights[criterion],
      0,
    )
    const p = logistic(score)
    const surprise = (accepted ? 1 : 0) - p
    for (const { criterion, value } of proposal.contributions) {
      next.precisions[criterion] += p * (1 - p) * value * value
      next.weights[criterion] += (surprise * value) / next.precisions[criterion]
    }
    learnAliases(next, left, right, accepted)
    learnAliases(next, right, left, accepted)
    next.decisions++
  }
  return next
}

/** Values of criteria lie within a few units of 0; what is a thousand times more was never proposed. */
const largestValue = 1_000

function sound(decision: MatchDecision, { weights }: MatchingLearning): boolean {
  const contributions = decision?.proposal?.contributions
  return (
    Array.isArray(contributions) &&
    contributions.every(
      (one) => Object.hasOwn(weights, one?.criterion) && Math.abs(one.value) <= largestValue,
    ) &&
    [decision.left, decision.right].every(
      (records) => Array.isArray(records) && records.every((record) => faultOf(record) === undefined),
    )
  )
}

/** Key under which a text's counterparty is remembered: its letters; numbers change from line to line. */
export function aliasKey(text: string): string {
  return normalisedText(text).replace(/\p{N}+/gu, '')
}

/** How sure the text means the counterparty, in [−1, 1]; 0 when nobody has said anything. */
export function aliasStrength(learning: MatchingLearning, text: string, counterparty: string): number {
  const known = learning.aliases[text]
  if (!known || !Object.hasOwn(learning.aliases, text)) return 0
  const own = Object.hasOwn(known, counterparty) ? known[counterparty] : undefined
  if (!own) return -0.3
  return (own.accepted - own.rejected) / (own.accepted + own.rejected + 0.5)
}

function learnAliases(
  learning: MatchingLearning,
  named: readonly MatchRecord[],
  texted: readonly MatchRecord[],
  accepted: boolean,
): void {
  const parties = new Set(
    named.flatMap(({ counterparty }) => (counterparty === undefined ? [] : [counterparty])),
  )
  const [party] = parties
  if (party === undefined || parties.size > 1) return
  const unnamed = texted.filter(({ counterparty }) => counterparty === undefined)
  const keys = new Set(
    unnamed.flatMap(({ texts = [], counterpartyName }) =>
      [...texts, counterpartyName ?? ''].map(aliasKey).filter((key) => key.length >= 2),
    ),
  )
  for (const key of keys) {
    if (!Object.hasOwn(learning.aliases, key)) {
      if (Object.keys(learning.aliases).length >= mostAliasTexts) continue
      learning.aliases[key] = {}
    }
    const known = learning.aliases[key] as Record<string, { accepted: number; rejected: number }>
    const own = Object.hasOwn(known, party)
      ? (known[party] as { accepted: number; rejected: number })
      : { accepted: 0, rejected: 0 }
    known[party] = {
      accepted: own.accepted + (accepted ? 1 : 0),
      rejected: own.rejected + (accepted ? 0 : 1),
    }
  }
}
