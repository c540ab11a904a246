import type { Calendar, CalendarException, Shift, WeekPattern } from './calendar.model.ts'
import { toTenths, weekdayOf } from './clock.ts'
import { ProjectError } from './project.error.ts'
import { daysOfException } from './recurrence.ts'

/**
 * A calendar compiled into prefix sums of working minutes, so that every question is one binary search over days and a
 * look at the shifts of one day. It covers a span of days that grows when a question reaches beyond it.
 *
 * Everything follows from three functions: `elapsedWork(at)`, the working minutes since a fixed beginning;
 * `earliestAt(work)` and `latestAt(work)`, the first and last instant with so much work behind it. Between them lie the
 * non-working hours: `earliestAt` gives the end of a shift, `latestAt` the beginning of the next.
 */
export interface WorkingTime {
  readonly calendarId: string
  /** Whether it works regularly: in the four weeks before everything and after everything the table was made for. */
  readonly works: boolean
  elapsedWork(at: number): number
  earliestAt(work: number): number
  latestAt(work: number): number
  shiftsOfDay(day: number): readonly Shift[]
}

/** The instant after so many working minutes: the end of a shift rather than the start of the next. Negative goes back. */
export function addWork(time: WorkingTime, at: number, minutes: number): number {
  if (minutes > 0) return time.earliestAt(toTenths(time.elapsedWork(at) + minutes))
  return minutes < 0 ? time.latestAt(toTenths(time.elapsedWork(at) + minutes)) : at
}

/** The instant itself when work can start then, else the start of the next shift. */
export function nextWorkStart(time: WorkingTime, at: number): number {
  return time.latestAt(time.elapsedWork(at))
}

/** The instant itself when work can end then, else the end of the last shift. */
export function previousWorkFinish(time: WorkingTime, at: number): number {
  return time.earliestAt(time.elapsedWork(at))
}

/** Working minutes between two instants; negative when `to` is the earlier one. */
export function workBetween(time: WorkingTime, { from, to }: { from: number; to: number }): number {
  return toTenths(time.elapsedWork(to) - time.elapsedWork(from))
}

/** Round the clock: for elapsed durations. */
export const roundTheClock: WorkingTime = {
  calendarId: '',
  works: true,
  elapsedWork: (at) => at,
  earliestAt: (work) => work,
  latestAt: (work) => work,
  shiftsOfDay: () => [{ fromMinute: 0, toMinute: 1440 }],
}

/** A calendar with its bases, nearest first. */
export interface CalendarChain {
  calendarId: string
  calendars: readonly Calendar[]
}

/**
 * Compiles calendars. Several chains together work when all of them do: the working time of a task with its own calendar
 * and a resource.
 * @throws ProjectError `calendar.no-working-time` when a question finds no working time within 200 years.
 */
export function compileCalendar(chains: readonly CalendarChain[], aroundDay: number): WorkingTime {
  const calendarId = chains.map((chain) => chain.calendarId).join('∩')
  const zeroDay = aroundDay - daysBefore
  let table = tableOf(chains, { firstDay: zeroDay, lastDay: aroundDay + daysAfter, zeroDay })

  function grow(direction: 'before' | 'after'): void {
    const { firstDay } = table
    const days = table.patternOfDay.length
    if (days > mostDays) throw new ProjectError('calendar.no-working-time', { calendarId })
    table = tableOf(chains, {
      firstDay: direction === 'before' ? firstDay - days : firstDay,
      lastDay: direction === 'after' ? firstDay + 2 * days : firstDay + days,
      zeroDay,
    })
  }
  /** The place of a day in the table, which grows to have it. */
  function indexOf(day: number): number {
    if (!(Math.abs(day - zeroDay) < mostDays))
      throw new ProjectError('calendar.out-of-range', { calendarId, day })
    while (day < table.firstDay) grow('before')
    while (day >= table.firstDay + table.patternOfDay.length) grow('after')
    return day - table.firstDay
  }
  const patternAt = (index: number) => table.patterns[table.patternOfDay[index] as number] as DayPattern

  return {
    calendarId,
    works:
      worksBetween(table, 0, 28) &&
      worksBetween(table, table.patternOfDay.length - 28, table.patternOfDay.length),
    elapsedWork(at) {
      const day = Math.floor(at / minutesPerWallDay)
      const index = indexOf(day)
      return toTenths(
        (table.before[index] as number) + workUntil(patternAt(index), at - day * minutesPerWallDay),
      )
    },
    earliestAt(work) {
      while (!(work <= (table.before[table.before.length - 1] as number))) grow('after')
      while (work <= (table.before[0] as number)) grow('before')
      const index = lastPlaced(table.before, work, false)
      const minute = earliestMinute(patternAt(index), work - (table.before[index] as number))
      return toTenths((table.firstDay + index) * minutesPerWallDay + minute)
    },
    latestAt(work) {
      while (!(work < (table.before[table.before.length - 1] as number))) grow('after')
      while (work < (table.before[0] as number)) grow('before')
      const index = lastPlaced(table.before, work, true)
      const minute = latestMinute(patternAt(index), work - (table.before[index] as number))
      return toTenths((table.firstDay + index) * minutesPerWallDay + minute)
    },
    shiftsOfDay(day) {
      return patternAt(indexOf(day)).shifts
    },
  }
}

const minutesPerWallDay = 1440
const daysBefore = 400
const daysAfter = 1600
const mostDays = 73_000

interface DayPattern {
  shifts: readonly Shift[]
  /** Working minutes of the day before each shift, and of the whole day at the end. */
  before: readonly number[]
}

interface Table {
  firstDay: number
  /** Days that look alike share a pattern. */
  patterns: readonly DayPattern[]
  patternOfDay: Uint16Array
  /** Working minutes from the zero day to the beginning of each day; one entry more than there are days. */
  before: Float64Array
}

function tableOf(
  chains: readonly CalendarChain[],
  { firstDay, lastDay, zeroDay }: { firstDay: number; lastDay: number; zeroDay: number },
): Table {
  const sources = chains.map((chain) => shiftsByDay(chain.calendars, lastDay))
  const days = lastDay - firstDay
  const patterns: DayPattern[] = []
  const places = new Map<string, number>()
  const patternOfDay = new Uint16Array(days)
  const before = new Float64Array(days + 1)
  for (let index = 0; index < days; index++) {
    let shifts: readonly Shift[] = sources[0]?.(firstDay + index) ?? []
    for (let other = 1; other < sources.length; other++)
      shifts = common(shifts, sources[other]?.(firstDay + index) ?? [])
    const key = shifts.map(({ fromMinute, toMinute }) => `${fromMinute}-${toMinute}`).join()
    let place = places.get(key)
    if (place === undefined) {
      place = patterns.push(patternOf(shifts)) - 1
      places.set(key, place)
    }
    patternOfDay[index] = place
    const pattern = patterns[place] as DayPattern
    before[index + 1] = (before[index] as number) + (pattern.before[shifts.length] as number)
  }
  const zero = before[zeroDay - firstDay] as number
  for (let index = 0; index <= days; index++) before[index] = (before[index] as number) - zero
  return { firstDay, patterns, patternOfDay, before }
}

function worksBetween({ before }: Table, from: number, to: number): boolean {
  return (before[from] as number) < (before[to] as number)
}

function patternOf(shifts: readonly Shift[]): DayPattern {
  const before = [0]
  for (const { fromMinute, toMinute } of shifts) before.push((before.at(-1) ?? 0) + toMinute - fromMinute)
  return { shifts, before }
}

/** What each day works by the rules of `Calendar`: its own exceptions, weeks and week, then those of its bases. */
function shiftsByDay(calendars: readonly Calendar[], lastDay: number): (day: number) => readonly Shift[] {
  const layers = calendars.map((calendar) => {
    const exceptions = new Map<number, readonly Shift[]>()
    for (const exception of calendar.exceptions) rememberDays(exceptions, exception, lastDay)
    return { calendar, exceptions }
  })
  return (day) => {
    const weekday = weekdayOf(day)
    for (const { calendar, exceptions } of layers) {
      const shifts = exceptions.get(day) ?? weekOn(calendar, day)[weekday] ?? calendar.week[weekday]
      if (shifts) return shifts
    }
    return []
  }
}

function rememberDays(
  days: Map<number, readonly Shift[]>,
  exception: CalendarException,
  lastDay: number,
): void {
  for (const day of daysOfException(exception, lastDay)) days.set(day, exception.shifts)
}

function weekOn(calendar: Calendar, day: number): WeekPattern {
  for (const { fromDay, toDay, week } of calendar.workWeeks) if (day >= fromDay && day <= toDay) return week
  return calendar.week
}

function common(some: readonly Shift[], others: readonly Shift[]): Shift[] {
  const shifts: Shift[] = []
  for (const one of some)
    for (const other of others) {
      const fromMinute = Math.max(one.fromMinute, other.fromMinute)
      const toMinute = Math.min(one.toMinute, other.toMinute)
      if (fromMinute < toMinute) shifts.push({ fromMinute, toMinute })
    }
  return shifts
}

function workUntil({ shifts, before }: DayPattern, minute: number): number {
  for (let at = shifts.length - 1; at >= 0; at--) {
    const shift = shifts[at] as Shift
    if (minute >= shift.fromMinute)
      return (before[at] as number) + Math.min(minute, shift.toMinute) - shift.fromMinute
  }
  return 0
}

/** `work` is more than nothing and at most the day's. */
function earliestMinute({ shifts, before }: DayPattern, work: number): number {
  let at = 0
  while ((before[at + 1] as number) < work) at++
  return (shifts[at] as Shift).fromMinute + work - (before[at] as number)
}

/** `work` is less than the day's. */
function latestMinute({ shifts, before }: DayPattern, work: number): number {
  let at = 0
  while ((before[at + 1] as number) <= work) at++
  return (shifts[at] as Shift).fromMinute + work - (before[at] as number)
}

/** The last place whose sum is less than the wanted one, or as much where `same` is asked for. */
function lastPlaced(sums: Float64Array, wanted: number, same: boolean): number {
  let low = 0
  let high = sums.length - 1
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    const sum = sums[middle] as number
    if (same ? sum <= wanted : sum < wanted) low = middle
    else high = middle - 1
  }
  return low
}
