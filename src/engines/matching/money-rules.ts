import type { DifferencePart, ExchangeRate, FeeRule, MatchingRules, Tolerance } from './matching.problem.ts'

/** ISO 4217: decimals of currencies that do not have two. */
const decimalsOf: Readonly<Record<string, number>> = {
  KRW: 0,
  JPY: 0,
  VND: 0,
  CLP: 0,
  ISK: 0,
  PYG: 0,
  UGX: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  RWF: 0,
  KMF: 0,
  GNF: 0,
  DJF: 0,
  BIF: 0,
  VUV: 0,
  KWD: 3,
  BHD: 3,
  OMR: 3,
  JOD: 3,
  TND: 3,
  IQD: 3,
  LYD: 3,
}

export interface Fee {
  fee: number
  vat: number
}

/** Fee and VAT on it of one gross amount, each rounded half away from zero; they have the sign of the amount. */
export function feeOf({ fixedMinor, ratePercent, vatPercent }: FeeRule, gross: number): Fee {
  const sign = Math.sign(gross)
  const fee = Math.round(Number(fixedMinor) + (Math.abs(gross) * ratePercent) / 100)
  return { fee: sign * fee, vat: sign * Math.round((fee * vatPercent) / 100) }
}

export function applies(rule: FeeRule, kind: string | undefined, counterparty: string | undefined): boolean {
  if (rule.kinds && !rule.kinds.includes(kind ?? '')) return false
  return !rule.counterparties || rule.counterparties.includes(counterparty ?? '')
}

/** Amount in minor units of another currency. */
export function converted(amount: number, { from, to, rate }: ExchangeRate): number {
  return Math.round(amount * rate * 10 ** ((decimalsOf[to] ?? 2) - (decimalsOf[from] ?? 2)))
}

/** The rate as given, or the inverse of the one the other way; undefined where there is none. */
export function rateBetween(
  rates: readonly ExchangeRate[],
  from: string,
  to: string,
): ExchangeRate | undefined {
  const direct = rates.find((one) => one.from === from && one.to === to)
  if (direct) return direct
  const inverse = rates.find((one) => one.from === to && one.to === from)
  return inverse && { from, to, rate: 1 / inverse.rate, tolerancePercent: inverse.tolerancePercent }
}

export function toleranceFor(rules: MatchingRules, kind: string | undefined): Tolerance {
  const { tolerance, toleranceByKind = {} } = rules
  // A kind called `constructor` is a kind like any other.
  return (
    (kind !== undefined && Object.hasOwn(toleranceByKind, kind) ? toleranceByKind[kind] : undefined) ??
    tolerance
  )
}

export interface Balance {
  /** Left converted, before fees. */
  leftMinor: number
  rightMinor: number
  rule: FeeRule | undefined
  fee: number
  vat: number
  /** Left less fees less right: what no fee explains. */
  residual: number
  /** What of it is allowed. */
  allowed: number
  rate: ExchangeRate | undefined
  records: number
  /** What neither fee nor tolerance explains and stays over: of the left with its sign, of the right with the other one. 0: nothing. */
  remainder: number
}

interface Side {
  amount: number
  kind: string | undefined
  counterparty: string | undefined
}

/** Both sides of a possible match held against each other under one fee rule (or none). */
export function balance(
  left: readonly Side[],
  right: readonly Side[],
  rules: MatchingRules,
  rule: FeeRule | undefined,
  rate: ExchangeRate | undefined,
): Balance {
  let leftMinor = 0
  let fee = 0
  let vat = 0
  let allowed = 0
  for (const { amount, kind } of left) {
    const there = rate ? converted(amount, rate) : amount
    leftMinor += there
    if (rule) {
      const part = feeOf(rule, there)
      fee += part.fee
      vat += part.vat
    }
    const tolerance = toleranceFor(rules, kind)
    allowed = Math.max(allowed, Number(tolerance.absoluteMinor))
  }
  const rightMinor = right.reduce((sum, { amount }) => sum + amount, 0)
  const net = leftMinor - fee - vat
  const percent = Math.max(...left.map(({ kind }) => toleranceFor(rules, kind).percent))
  allowed += (Math.abs(leftMinor) * (percent + (rate?.tolerancePercent ?? 0))) / 100
  // Fees and conversions are rounded once per record by us and perhaps once in all by others.
  if (rule || rate) allowed = Math.max(allowed, left.length)
  return {
    leftMinor,
    rightMinor,
    rule,
    fee,
    vat,
    residual: net - rightMinor,
    allowed,
    rate,
    records: left.length,
    remainder: 0,
  }
}

/**
 * The same where too little or too much came: undefined when it is enough, or the signs differ. A fee that goes with the kind or
 * the counterparty is kept of what is settled: p − fee(p) came.
 */
export function partBalance(
  left: readonly Side[],
  right: readonly Side[],
  rules: MatchingRules,
  rule: FeeRule | undefined,
  rate: ExchangeRate | undefined,
): Balance | undefined {
  const whole = balance(left, right, rules, rule, rate)
  const { leftMinor, rightMinor, residual, allowed } = whole
  const sign = Math.sign(leftMinor)
  if (sign === 0 || sign !== Math.sign(rightMinor) || Math.abs(residual) <= allowed) return undefined
  if (Math.sign(residual) !== sign || !rule) return { ...whole, residual: 0, remainder: residual }
  const { fixedMinor, ratePercent, vatPercent } = rule
  const onTop = 1 + vatPercent / 100
  // The fee of a credit note comes back.
  const fees = left.reduce((sum, { amount }) => sum + sign * Math.sign(amount), 0)
  const fixed = Number(fixedMinor) * Math.max(0, fees)
  const settled = (Math.abs(rightMinor) + fixed * onTop) / (1 - (ratePercent / 100) * onTop)
  if (!(settled > 0 && settled < Math.abs(leftMinor))) return undefined
  const fee = sign * Math.round(fixed + (settled * ratePercent) / 100)
  const vat = sign * Math.round((Math.abs(fee) * vatPercent) / 100)
  return { ...whole, fee, vat, residual: 0, remainder: leftMinor - fee - vat - rightMinor }
}

/** Names what makes up the difference; the parts sum to left − right exactly. */
export function differencesOf({
  rule,
  fee,
  vat,
  residual,
  rate,
  records,
  remainder,
}: Balance): DifferencePart[] {
  const parts: DifferencePart[] = []
  if (rule && fee !== 0) parts.push({ reason: 'fee', amountMinor: BigInt(fee), rule: rule.name })
  if (rule && vat !== 0) parts.push({ reason: 'fee_vat', amountMinor: BigInt(vat), rule: rule.name })
  if (residual !== 0) {
    const rounding = (rule || rate) && Math.abs(residual) <= records
    const reason = rounding ? 'rounding' : rate ? 'exchange' : 'tolerance'
    parts.push({ reason, amountMinor: BigInt(residual) })
  }
  if (remainder !== 0) parts.push({ reason: 'remainder', amountMinor: BigInt(remainder) })
  return parts
}
