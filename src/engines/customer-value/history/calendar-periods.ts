import { CustomerValueError } from '../customer-value.error.ts'

/** Periods of the calendar. Weeks begin on Monday (ISO 8601). */
export type PeriodKind = 'week' | 'month' | 'quarter'

const dayMs = 86_400_000

/** @throws CustomerValueError `customer-value.input.option-out-of-range` for any other period. */
export function requirePeriod(period: PeriodKind): void {
  if (period !== 'week' && period !== 'month' && period !== 'quarter')
    throw new CustomerValueError('customer-value.input.option-out-of-range', {
      option: 'period',
      value: period,
    })
}

/** The number of the period a day falls in; periods of one kind are numbered without gaps. Day 0 is 1970-01-01. */
export function periodOfDay(kind: PeriodKind, day: number): number {
  // 1970-01-01 was a Thursday: three days into its week.
  if (kind === 'week') return Math.floor((day + 3) / 7)
  const date = new Date(day * dayMs)
  const month = date.getUTCFullYear() * 12 + date.getUTCMonth()
  return kind === 'month' ? month : Math.floor(month / 3)
}

/** First day of a period. */
export function firstDayOfPeriod(kind: PeriodKind, period: number): number {
  if (kind === 'week') return period * 7 - 3
  const month = kind === 'month' ? period : period * 3
  return Date.UTC(Math.floor(month / 12), ((month % 12) + 12) % 12, 1) / dayMs
}
