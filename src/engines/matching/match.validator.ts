import type { MatchingProblem, MatchingResult, MatchRecord } from './matching.problem.ts'

export interface MatchViolation {
  rule:
    | 'unknown_record'
    | 'matched_twice'
    | 'currency'
    | 'sum_wrong'
    | 'difference_unexplained'
    | 'beyond_tolerance'
    | 'outside_window'
    | 'contributions'
    | 'confidence'
    | 'remainder'
    | 'neither_matched_nor_named'
  ids: string[]
}

/**
 * Checks proposals against the records and rules with arithmetic of its own: every record at most once and accounted
 * for, sums right, differences adding up, what no fee explains within the tolerance, every pair of days in the window.
 */
export function matchViolations(problem: MatchingProblem, result: MatchingResult): MatchViolation[] {
  const { left, right, rules } = problem
  const violations: MatchViolation[] = []
  const records = { left: byId(left), right: byId(right) }
  const used = { left: new Set<string>(), right: new Set<string>() }
  for (const proposal of result.proposals) {
    const ids = [...proposal.left, ...proposal.right]
    const add = (rule: MatchViolation['rule']) => violations.push({ rule, ids })
    for (const side of ['left', 'right'] as const)
      for (const id of proposal[side]) {
        if (used[side].has(id)) add('matched_twice')
        used[side].add(id)
      }
    const ours = proposal.left.flatMap((id) => records.left.get(id) ?? [])
    const theirs = proposal.right.flatMap((id) => records.right.get(id) ?? [])
    if (ours.length + theirs.length < ids.length || ours.length === 0 || theirs.length === 0) {
      add('unknown_record')
      continue
    }
    if (theirs.some(({ currency }) => currency !== proposal.currency)) add('currency')
    const sum = theirs.reduce((total, { amount }) => total + amount, 0n)
    const foreign = ours.some(({ currency }) => currency !== proposal.currency)
    const gross = ours.reduce((total, { amount }) => total + amount, 0n)
    if (proposal.rightMinor !== sum || (!foreign && proposal.leftMinor !== gross)) add('sum_wrong')
    if (foreign && !nearRate(ours, proposal.leftMinor, proposal.currency, problem)) add('sum_wrong')
    const explained = proposal.differences.reduce((total, { amountMinor }) => total + amountMinor, 0n)
    if (explained !== proposal.differenceMinor || proposal.leftMinor - proposal.rightMinor !== explained)
      add('difference_unexplained')
    if (!feesRight(proposal, ours, rules)) add('difference_unexplained')
    if (!remainderRight(proposal, ours, theirs, foreign)) add('remainder')
    if (!withinTolerance(proposal, ours, foreign, rules)) add('beyond_tolerance')
    if (ours.some((one) => theirs.some((other) => !inWindow(one.date, other.date, rules.window))))
      add('outside_window')
    const total = proposal.contributions.reduce((all, { contribution }) => all + contribution, 0)
    if (Math.abs(total - proposal.score) > 1e-6) add('contributions')
    if (!(proposal.confidence > 0 && proposal.confidence < 1 + 1e-12)) add('confidence')
  }
  for (const side of ['left', 'right'] as const) {
    const named = new Set(result.unmatched.flatMap((one) => (one.side === side ? [one.id] : [])))
    for (const id of records[side].keys())
      if (used[side].has(id) === named.has(id))
        violations.push({ rule: 'neither_matched_nor_named', ids: [id] })
  }
  return violations
}

function byId(records: readonly MatchRecord[]): Map<string, MatchRecord> {
  return new Map(records.map((record) => [record.id, record]))
}

type Proposal = MatchingResult['proposals'][number]

/** A fee booked is what its rule says of the gross sum, give or take one unit of rounding a record. */
function feesRight(
  proposal: Proposal,
  left: readonly MatchRecord[],
  { fees = [] }: MatchingProblem['rules'],
): boolean {
  const records = left.length
  const owed = left.filter(({ amount }) => amount * proposal.leftMinor > 0n).length
  const credits = left.filter(({ amount }) => amount * proposal.leftMinor < 0n).length
  // Of what stays open no fee has been kept.
  const open = proposal.remainder?.side === 'left' ? proposal.remainder.amountMinor : 0n
  const gross = Math.abs(Number(proposal.leftMinor - open))
  return proposal.differences.every(({ reason, amountMinor, rule: name }) => {
    if (reason !== 'fee' && reason !== 'fee_vat') return true
    const rule = fees.find((one) => one.name === name)
    if (!rule) return false
    const fee = Number(rule.fixedMinor) * (owed - credits) + (gross * rule.ratePercent) / 100
    const expected = reason === 'fee' ? fee : (fee * rule.vatPercent) / 100
    const kept = Number(amountMinor) * Math.sign(Number(proposal.leftMinor))
    return Math.abs(kept - expected) <= records + 1
  })
}

function withinTolerance(
  proposal: Proposal,
  left: readonly MatchRecord[],
  foreign: boolean,
  { tolerance, toleranceByKind = {}, rates = [] }: MatchingProblem['rules'],
): boolean {
  let absolute = 0
  let percent = 0
  for (const { kind } of left) {
    const own =
      (kind !== undefined && Object.hasOwn(toleranceByKind, kind) && toleranceByKind[kind]) || tolerance
    absolute = Math.max(absolute, Number(own.absoluteMinor))
    percent = Math.max(percent, own.percent)
  }
  if (foreign) percent += Math.max(0, ...rates.map(({ tolerancePercent }) => tolerancePercent))
  const fee = proposal.differences.some(({ reason }) => reason === 'fee' || reason === 'fee_vat')
  const gross = Math.abs(Number(proposal.leftMinor))
  const allowed = Math.max(absolute + (gross * percent) / 100, fee || foreign ? left.length : 0)
  const open = proposal.differences
    .filter(({ reason }) => !['fee', 'fee_vat', 'remainder'].includes(reason))
    .reduce((sum, { amountMinor }) => sum + Number(amountMinor), 0)
  return Math.abs(open) <= allowed + 1e-6
}

/** What stays over is named as a difference, is part of one side and not all of it, and lies with its youngest records. */
function remainderRight(
  { remainder, differences, leftMinor, rightMinor }: Proposal,
  left: readonly MatchRecord[],
  right: readonly MatchRecord[],
  foreign: boolean,
): boolean {
  const named = differences.flatMap(({ reason, amountMinor }) =>
    reason === 'remainder' ? [amountMinor] : [],
  )
  if (!remainder) return named.length === 0
  const { side, amountMinor, records } = remainder
  const whole = side === 'left' ? leftMinor : rightMinor
  if (named.length !== 1 || named[0] !== (side === 'left' ? amountMinor : -amountMinor)) return false
  const size = (value: bigint) => (value < 0n ? -value : value)
  if (amountMinor * whole <= 0n || size(amountMinor) >= size(whole)) return false
  const own = new Map((side === 'left' ? left : right).map((record) => [record.id, record]))
  const open = new Map(records.map(({ id, openMinor }) => [id, openMinor]))
  for (const { id, settledMinor, openMinor } of records) {
    const record = own.get(id)
    if (!record || settledMinor + openMinor !== record.amount || settledMinor * record.amount < 0n)
      return false
    if (openMinor * record.amount < 0n) return false
  }
  const sum = records.reduce((total, { openMinor }) => total + openMinor, 0n)
  if (!(foreign && side === 'left') && sum !== amountMinor) return false
  const oldestOpen = records.map(({ id }) => own.get(id)?.date ?? '').sort()[0] ?? ''
  return [...own.values()].every(
    ({ id, date, amount }) => date <= oldestOpen || open.has(id) || amount * amountMinor < 0n,
  )
}

function nearRate(
  left: readonly MatchRecord[],
  there: bigint,
  currency: string,
  { rules: { rates = [] } }: MatchingProblem,
): boolean {
  const none = new Set('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' '))
  const three = new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '))
  const unit = (code: string) => (none.has(code) ? 1 : three.has(code) ? 1_000 : 100)
  let sum = 0
  for (const { amount, currency: from } of left) {
    const direct = rates.find((one) => one.from === from && one.to === currency)?.rate
    const back = rates.find((one) => one.from === currency && one.to === from)?.rate
    const rate = from === currency ? 1 : (direct ?? (back === undefined ? Number.NaN : 1 / back))
    sum += (Number(amount) / unit(from)) * rate * unit(currency)
  }
  return Math.abs(sum - Number(there)) <= left.length
}

function inWindow(left: string, right: string, window: MatchingProblem['rules']['window']): boolean {
  const { daysBefore, daysAfter, business, holidays = [] } = window
  const days = countDays(left, right, business, holidays)
  return days >= -daysBefore && days <= daysAfter
}

/** Days from one date to another, walked one by one. */
function countDays(from: string, to: string, business: boolean, holidays: readonly string[]): number {
  if (from > to) return -countDays(to, from, business, holidays)
  let count = 0
  const day = new Date(`${from}T00:00:00Z`)
  while (day.toISOString().slice(0, 10) < to) {
    day.setUTCDate(day.getUTCDate() + 1)
    const off = day.getUTCDay() % 6 === 0 || holidays.includes(day.toISOString().slice(0, 10))
    if (!business || !off) count++
  }
  return count
}
