import type { CalendarException, MonthPosition, Recurrence } from './calendar.model.ts'
import { dateOf, dayOfDate, weekdayOf } from './clock.ts'

/** The days on which an exception falls, in order, none after `lastDay`. */
export function daysOfException(exception: CalendarException, lastDay: number): number[] {
  const { fromDay, recurrence, occurrences = Number.POSITIVE_INFINITY } = exception
  const toDay = Math.min(exception.toDay, lastDay)
  const days: number[] = []
  for (let day = fromDay; day <= toDay && days.length < occurrences; day++)
    if (!recurrence || fallsOn(recurrence, { day, fromDay })) days.push(day)
  return days
}

function fallsOn(recurrence: Recurrence, { day, fromDay }: { day: number; fromDay: number }): boolean {
  switch (recurrence.every) {
    case 'day':
      return (day - fromDay) % recurrence.interval === 0
    case 'week': {
      const weeks = (sundayOf(day) - sundayOf(fromDay)) / 7
      return (
        weeks % recurrence.interval === 0 && recurrence.weekdays.some((weekday) => weekday === weekdayOf(day))
      )
    }
    case 'month': {
      const date = dateOf(day)
      const from = dateOf(fromDay)
      const months = (date.year - from.year) * 12 + date.month - from.month
      if (months % recurrence.interval !== 0) return false
      return 'on' in recurrence ? isAt(recurrence.on, day) : date.monthDay === recurrence.monthDay
    }
    case 'year': {
      const date = dateOf(day)
      if (date.month !== recurrence.month) return false
      return 'on' in recurrence ? isAt(recurrence.on, day) : date.monthDay === recurrence.monthDay
    }
  }
}

/** Whether the day is, say, the last weekday of its month. */
function isAt({ position, day: wanted }: MonthPosition, day: number): boolean {
  if (!matches(wanted, day)) return false
  const { year, month } = dateOf(day)
  if (position === 5) {
    const lastDay = dayOfDate({ year, month: month + 1, monthDay: 0 })
    for (let later = day + 1; later <= lastDay; later++) if (matches(wanted, later)) return false
    return true
  }
  let count = 0
  for (let earlier = dayOfDate({ year, month, monthDay: 1 }); earlier <= day; earlier++)
    if (matches(wanted, earlier)) count++
  return count === position
}

function matches(wanted: MonthPosition['day'], day: number): boolean {
  const weekday = weekdayOf(day)
  const isWeekend = weekday === 0 || weekday === 6
  if (wanted === 'day') return true
  if (wanted === 'weekday') return !isWeekend
  if (wanted === 'weekend-day') return isWeekend
  return weekday === wanted
}

function sundayOf(day: number): number {
  return day - weekdayOf(day)
}
