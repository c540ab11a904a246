import { criteria } from './match-score.ts'
import { MatchingError } from './matching.errors.ts'
import type { MatchingLearning, MatchingProblem, MatchingRules, MatchRecord } from './matching.problem.ts'

/**
 * Refuses what cannot be matched, so that a file read wrong is told by its record and never becomes a NaN in a score.
 * @throws MatchingError `matching.rules_invalid`, `matching.learning_invalid`, `matching.record_invalid`
 */
export function checkMatching({ left, right, rules, learning }: MatchingProblem): void {
  checkRules(rules)
  checkLearning(learning)
  for (const [side, records] of [
    ['left', left],
    ['right', right],
  ] as const) {
    if (!Array.isArray(records)) throw new MatchingError('matching.record_invalid', { side })
    for (const [row, record] of records.entries()) {
      const field = faultOf(record)
      if (field !== undefined) throw new MatchingError('matching.record_invalid', { side, row, field })
    }
  }
}

/** @throws MatchingError `matching.learning_invalid` */
export function checkLearning(learning: MatchingLearning): void {
  const refuse: Refuse = (field) => {
    throw new MatchingError('matching.learning_invalid', { field })
  }
  if (!isRecord(learning)) refuse('learning')
  const { weights, precisions, aliases, decisions } = learning
  if (!isRecord(weights) || criteria.some((one) => !Number.isFinite(weights[one]))) refuse('weights')
  if (!isRecord(precisions) || criteria.some((one) => !(precisions[one] > 0))) refuse('precisions')
  if (!isRecord(aliases) || !Object.values(aliases).every(isRecord)) refuse('aliases')
  if (!Number.isFinite(decisions)) refuse('decisions')
}

/** The first field of a record that is not what it should be. Dates and sizes of amounts are looked at where they are read. */
export function faultOf(record: MatchRecord): string | undefined {
  if (!isRecord(record)) return 'record'
  const {
    id,
    amount,
    currency,
    date,
    references = [],
    texts = [],
    counterparty,
    counterpartyName,
    kind,
  } = record
  if (typeof id !== 'string') return 'id'
  if (typeof amount !== 'bigint') return 'amount'
  if (typeof currency !== 'string') return 'currency'
  if (typeof date !== 'string') return 'date'
  for (const [field, list] of Object.entries({ references, texts }))
    if (!Array.isArray(list) || !list.every((one) => typeof one === 'string')) return field
  for (const [field, text] of Object.entries({ counterparty, counterpartyName, kind }))
    if (text !== undefined && typeof text !== 'string') return field
  return undefined
}

function checkRules(rules: MatchingRules): void {
  const refuse: Refuse = (field) => {
    throw new MatchingError('matching.rules_invalid', { field })
  }
  if (!isRecord(rules)) refuse('rules')
  const { tolerance, toleranceByKind = {}, fees = [], rates = [], window } = rules
  const { groupSize = 6, leastConfidence = 0.3, parts = 'likely' } = rules
  const between = (value: number, low: number, high: number) => value >= low && value <= high
  if (!isRecord(toleranceByKind)) refuse('tolerance')
  for (const one of [tolerance, ...Object.values(toleranceByKind)])
    if (
      !isRecord(one) ||
      typeof one.absoluteMinor !== 'bigint' ||
      one.absoluteMinor < 0n ||
      !between(one.percent, 0, 100)
    )
      refuse('tolerance')
  if (!Array.isArray(fees)) refuse('fees')
  for (const fee of fees) {
    if (!isRecord(fee) || typeof fee.name !== 'string' || typeof fee.fixedMinor !== 'bigint') refuse('fees')
    const { fixedMinor, ratePercent, vatPercent, kinds = [], counterparties = [] } = fee
    // Fee and VAT on it must leave something of what is paid.
    const kept = (ratePercent / 100) * (1 + vatPercent / 100)
    if (fixedMinor < 0n || !(ratePercent >= 0) || !between(vatPercent, 0, 1_000) || !(kept < 1))
      refuse('fees')
    if (!Array.isArray(kinds) || !Array.isArray(counterparties)) refuse('fees')
  }
  if (!Array.isArray(rates)) refuse('rates')
  for (const rate of rates)
    if (
      !isRecord(rate) ||
      !(rate.rate > 0) ||
      !Number.isFinite(rate.rate) ||
      !between(rate.tolerancePercent, 0, 100)
    )
      refuse('rates')
  if (!isRecord(window) || !between(window.daysBefore, 0, 36_525) || !between(window.daysAfter, 0, 36_525))
    refuse('window')
  if (!Array.isArray(window.holidays ?? [])) refuse('window')
  if (!Number.isInteger(groupSize) || groupSize < 1 || groupSize > 24) refuse('groupSize')
  if (!(leastConfidence > 0 && leastConfidence < 1)) refuse('leastConfidence')
  if (!['none', 'named', 'likely'].includes(parts)) refuse('parts')
}

type Refuse = (field: string) => never

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}
