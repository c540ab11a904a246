/**
 * One thing to be matched: an invoice, an expected receipt, a card sale, a bank line. Left is what we expect (gross),
 * right what came (net of fees). The engine reads records and never changes them.
 */
export interface MatchRecord {
  id: string
  /** Minor units, signed; both sides of a match have the same sign. */
  amount: bigint
  /** ISO 4217. */
  currency: string
  /** ISO date. */
  date: string
  /** Numbers that identify it: invoice, order, approval. */
  references?: readonly string[]
  /** Free text as it came: remitter, memo, description. */
  texts?: readonly string[]
  counterparty?: string
  counterpartyName?: string
  /** Chooses tolerances and fees: `card`, `freight`, … */
  kind?: string
}

/** A difference allowed: both parts together. */
export interface Tolerance {
  absoluteMinor: bigint
  percent: number
}

/** What somebody keeps of each left record before it arrives on the right: fixed + rate, and VAT on that fee. */
export interface FeeRule {
  name: string
  fixedMinor: bigint
  ratePercent: number
  vatPercent: number
  /** Only for left records of these kinds, or of these counterparties; absent: for all. */
  kinds?: readonly string[]
  counterparties?: readonly string[]
}

/** `rate` units of `to` for one unit of `from`, both in major units. */
export interface ExchangeRate {
  from: string
  to: string
  rate: number
  tolerancePercent: number
}

/** How many days the right may come before and after the left. */
export interface DateWindow {
  daysBefore: number
  daysAfter: number
  /** Days are business days: neither weekends nor these holidays (ISO dates). */
  business: boolean
  holidays?: readonly string[]
}

export interface MatchingRules {
  tolerance: Tolerance
  /** By kind of the left record; others take `tolerance`. */
  toleranceByKind?: Readonly<Record<string, Tolerance>>
  fees?: readonly FeeRule[]
  rates?: readonly ExchangeRate[]
  window: DateWindow
  /** Records one side of a match may have. 1: only pairs. Runs of days of one counterparty may be longer. Default 6. */
  groupSize?: number
  /**
   * Payments that leave a rest: of less than what is owed, or more. `named`: where a number says what is paid; `likely` (when not given):
   * also where the counterparty alone does; `none`: never.
   */
  parts?: 'none' | 'named' | 'likely'
  /** Proposals below this confidence are not made. Default 0.3. */
  leastConfidence?: number
}

export type Criterion =
  | 'bias'
  | 'amount'
  | 'rarity'
  | 'reference'
  | 'text'
  | 'counterparty'
  | 'date'
  | 'extra_records'
  | 'fee'
  | 'part'

/** What was learnt from decisions: plain data, given and returned. Made by `freshLearning`, changed by `learn`. */
export interface MatchingLearning {
  weights: Record<Criterion, number>
  /** How sure each weight is: the inverse of its variance. */
  precisions: Record<Criterion, number>
  /** By text as normalised, then by counterparty: how often people said yes and no. */
  aliases: Record<string, Record<string, { accepted: number; rejected: number }>>
  decisions: number
}

export interface MatchingProblem {
  left: readonly MatchRecord[]
  right: readonly MatchRecord[]
  rules: MatchingRules
  learning: MatchingLearning
}

/** One criterion's part in the score: contribution = value × weight; contributions add up to the log-odds. */
export interface Contribution {
  criterion: Criterion
  value: number
  weight: number
  contribution: number
}

/** Where the difference between both sides is to be booked. They add up to `differenceMinor`. */
export interface DifferencePart {
  reason: 'fee' | 'fee_vat' | 'exchange' | 'rounding' | 'tolerance' | 'remainder'
  amountMinor: bigint
  /** Name of the fee rule. */
  rule?: string
}

/**
 * What a payment leaves over: of what is owed (`left` stays open) or of what came (`right` is more than was owed). The oldest are settled
 * first, credit notes before all.
 */
export interface MatchRemainder {
  side: 'left' | 'right'
  /** In the currency of the proposal, signed as the records. */
  amountMinor: bigint
  /** Records that are not settled in full, oldest first, in their own currency: settled + open is their amount. */
  records: { id: string; settledMinor: bigint; openMinor: bigint }[]
}

export interface MatchAlternative {
  left: string[]
  right: string[]
  confidence: number
  /** It would leave a rest. */
  part: boolean
}

export interface MatchProposal {
  left: string[]
  right: string[]
  /** In (0, 1): that this is right, given all other ways its records could be matched. */
  confidence: number
  /** Log-odds of the criteria alone. */
  score: number
  contributions: Contribution[]
  /** Currency of the right side, in which left is converted and all differences are. */
  currency: string
  leftMinor: bigint
  rightMinor: bigint
  /** left − right. */
  differenceMinor: bigint
  differences: DifferencePart[]
  /** Where a rest stays over; whole matches have none. */
  remainder?: MatchRemainder
  /** Other ways for the same records, best first. */
  alternatives: MatchAlternative[]
  /** An alternative is about as good: somebody should look. */
  ambiguous: boolean
}

export interface UnmatchedRecord {
  side: 'left' | 'right'
  id: string
  reason: 'no_candidate' | 'below_confidence' | 'taken_by_better'
  nearest: MatchAlternative[]
}

export interface MatchingResult {
  proposals: MatchProposal[]
  unmatched: UnmatchedRecord[]
  /** Sum of what the proposals are worth above the least confidence: what the search maximises. */
  value: number
  /** Limits that were reached: what may be missing. */
  limits: { limit: 'pool' | 'subsets' | 'nodes' | 'candidates' | 'references'; times: number }[]
}
