import { MatchingError } from './matching.errors.ts'
import type { DateWindow } from './matching.problem.ts'

const dayMs = 86_400_000

/** Days since 1970-01-01; the 31st of February is none. @throws MatchingError `matching.date_invalid` */
export function dayOf(date: string): number {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== date)
    throw new MatchingError('matching.date_invalid', { date })
  return ms / dayMs
}

/**
 * Numbers days so that differences are days of the window: calendar days as they are, business days counted, a day off
 * having the number of the business day before it. Days between `first` and `last` (since 1970).
 */
export function dayNumbers(window: DateWindow, first: number, last: number): (day: number) => number {
  if (!window.business) return (day) => day
  const off = new Set((window.holidays ?? []).map(dayOf))
  const numbers = new Int32Array(last - first + 1)
  let number = 0
  for (let day = first; day <= last; day++) {
    const weekday = (((day + 4) % 7) + 7) % 7
    if (weekday !== 0 && weekday !== 6 && !off.has(day)) number++
    numbers[day - first] = number
  }
  return (day) => numbers[day - first] ?? Number.NaN
}
