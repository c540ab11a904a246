/**
 * Business dates are text 'YYYY-MM-DD' in the company's zone, as PostgreSQL's `date` comes back: they sort as text and
 * know no time of day. Holidays are handed in as a set of such dates; weekends are Saturday and Sunday.
 */
export type BusinessDate = string

/** A calendar month, 'YYYY-MM'. */
export type BusinessMonth = string

export const seoul = 'Asia/Seoul'

const dayMs = 86_400_000
const datePattern = /^\d{4}-\d{2}-\d{2}$/
/** No country rests longer than this at a stretch; past it the holiday set itself is wrong. */
const longestRestDays = 60

/** True for a date that exists: not 2026-02-29. */
export function isDate(text: string): boolean {
  return datePattern.test(text) && textOf(Date.parse(`${text}T00:00:00Z`)) === text
}

/** Throws RangeError for a date that does not exist. */
export function addDays(date: BusinessDate, days: number): BusinessDate {
  return textOf(at(date) + days * dayMs)
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: BusinessDate, to: BusinessDate): number {
  return (at(to) - at(from)) / dayMs
}

/** 1 = Monday … 7 = Sunday (ISO 8601). */
export function dayOfWeek(date: BusinessDate): number {
  return new Date(at(date)).getUTCDay() || 7
}

/** The date on the wall calendar of a zone at an instant. */
export function dateInZone(instant: Date, zone: string = seoul): BusinessDate {
  const part = partsInZone(instant, zone)
  return `${part.year}-${part.month}-${part.day}`
}

/** 'HH:MM' on the wall clock of a zone at an instant. */
export function timeInZone(instant: Date, zone: string = seoul): string {
  const part = partsInZone(instant, zone)
  return `${part.hour}:${part.minute}`
}

/** The instant at which a date begins in a zone; where midnight is skipped by daylight saving, the first that exists. */
export function startOfDay(date: BusinessDate, zone: string = seoul): Date {
  const midnight = at(date)
  let guess = midnight - offsetMs(midnight, zone)
  guess = midnight - offsetMs(guess, zone)
  if (dateInZone(new Date(guess), zone) < date) guess += 3_600_000
  return new Date(guess)
}

/**
 * The instant a wall clock of a zone shows 'HH:MM' on a date; where it shows that twice, the first of them, and where
 * it leaps over it, as long after the leap.
 */
export function instantAt(date: BusinessDate, time: string, zone: string = seoul): Date {
  const [hours = '0', minutes = '0'] = time.split(':')
  const wall = at(date) + (Number(hours) * 60 + Number(minutes)) * 60_000
  const before = wall - offsetMs(wall - dayMs, zone)
  const after = wall - offsetMs(wall + dayMs, zone)
  const shown = [before, after].find((instant) => instant + offsetMs(instant, zone) === wall)
  return new Date(shown ?? before)
}

function isWeekend(date: BusinessDate): boolean {
  return dayOfWeek(date) >= 6
}

export function isBusinessDay(date: BusinessDate, holidays: ReadonlySet<BusinessDate>): boolean {
  return !isWeekend(date) && !holidays.has(date)
}

/** The date itself if people work on it, else the next on which they do. Throws RangeError if none comes. */
export function nextBusinessDay(date: BusinessDate, holidays: ReadonlySet<BusinessDate>): BusinessDate {
  return seek(date, 1, holidays)
}

/** The date itself if people work on it, else the last on which they did: salaries due on a Sunday are paid on Friday. */
export function previousBusinessDay(date: BusinessDate, holidays: ReadonlySet<BusinessDate>): BusinessDate {
  return seek(date, -1, holidays)
}

/** `count` business days later (earlier when negative); with 0, the date itself or the next business day. */
export function addBusinessDays(
  date: BusinessDate,
  count: number,
  holidays: ReadonlySet<BusinessDate>,
): BusinessDate {
  if (count === 0) return nextBusinessDay(date, holidays)
  const step = count > 0 ? 1 : -1
  let day = date
  for (let remaining = Math.abs(count); remaining > 0; remaining -= 1)
    day = seek(addDays(day, step), step, holidays)
  return day
}

/** Business days after `from` up to and including `to`; 0 when `to` is not later. */
export function businessDaysBetween(
  from: BusinessDate,
  to: BusinessDate,
  holidays: ReadonlySet<BusinessDate>,
): number {
  let count = 0
  for (let day = addDays(from, 1); day <= to; day = addDays(day, 1))
    if (isBusinessDay(day, holidays)) count += 1
  return count
}

export function monthOf(date: BusinessDate): BusinessMonth {
  return date.slice(0, 7)
}

export function firstOfMonth(dateOrMonth: BusinessDate | BusinessMonth): BusinessDate {
  return `${dateOrMonth.slice(0, 7)}-01`
}

export function lastOfMonth(dateOrMonth: BusinessDate | BusinessMonth): BusinessDate {
  return addDays(addMonths(firstOfMonth(dateOrMonth), 1), -1)
}

export function daysInMonth(dateOrMonth: BusinessDate | BusinessMonth): number {
  return Number(lastOfMonth(dateOrMonth).slice(8))
}

/** The same day `months` later, or the last of that month when it is shorter: 31 January + 1 = 28 February. */
export function addMonths(date: BusinessDate, months: number): BusinessDate {
  const start = new Date(at(date))
  const first = Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + months, 1)
  const length = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + months + 1, 0)).getUTCDate()
  return textOf(first + (Math.min(start.getUTCDate(), length) - 1) * dayMs)
}

/** Months from `from` to `to` without their days: '2026-01' to '2026-03' is 2. */
export function monthsBetween(from: BusinessDate | BusinessMonth, to: BusinessDate | BusinessMonth): number {
  const ordinal = (text: string) => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7))
  return ordinal(to) - ordinal(from)
}

/** 1 … 4. */
export function quarterOf(date: BusinessDate | BusinessMonth): number {
  return Math.ceil(Number(date.slice(5, 7)) / 3)
}

/** Week and week-numbering year of ISO 8601: week 1 holds the year's first Thursday. */
export function isoWeek(date: BusinessDate): { year: number; week: number } {
  const thursday = addDays(date, 4 - dayOfWeek(date))
  const year = Number(thursday.slice(0, 4))
  return { year, week: Math.floor(daysBetween(`${thursday.slice(0, 4)}-01-01`, thursday) / 7) + 1 }
}

/** Monday of the date's week. */
export function startOfWeek(date: BusinessDate): BusinessDate {
  return addDays(date, 1 - dayOfWeek(date))
}

/** Every date from `from` to `to`, both included. */
export function datesBetween(from: BusinessDate, to: BusinessDate): BusinessDate[] {
  return Array.from({ length: Math.max(0, daysBetween(from, to) + 1) }, (_, index) => addDays(from, index))
}

function seek(date: BusinessDate, step: 1 | -1, holidays: ReadonlySet<BusinessDate>): BusinessDate {
  let day = date
  for (let tried = 0; tried <= longestRestDays; tried += 1) {
    if (isBusinessDay(day, holidays)) return day
    day = addDays(day, step)
  }
  throw new RangeError(`No business day within ${longestRestDays} days of ${date}`)
}

function at(date: BusinessDate): number {
  const ms = datePattern.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN
  if (Number.isNaN(ms) || textOf(ms) !== date) throw new RangeError(`No such date: ${date}`)
  return ms
}

function textOf(ms: number): BusinessDate {
  return Number.isNaN(ms) ? '' : new Date(ms).toISOString().slice(0, 10)
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** Making an Intl format costs far more than using one, so each zone's is kept. */
function partsInZone(instant: Date, zone: string): Record<string, string> {
  let format = formats.get(zone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
    formats.set(zone, format)
  }
  return Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]))
}

function offsetMs(instant: number, zone: string): number {
  const part = partsInZone(new Date(instant), zone)
  const wall = Date.parse(
    `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}:${part.second}Z`,
  )
  return wall - Math.floor(instant / 1000) * 1000
}
