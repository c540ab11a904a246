import type {
  Calendar,
  CalendarException,
  MonthPosition,
  Recurrence,
  Shift,
  Weekday,
  WorkWeek,
} from '../project/calendar.model.ts'
import { dayOf } from '../project/clock.ts'
import type { ElementReader } from './element-reader.ts'
import { shiftsInOrder } from './shifts-in-order.ts'
import { childOf, childrenOf, markSeen, type XmlElement } from './xml-tree.ts'

/** Reads the calendars of a file. Ids are the numbers they have there. */
export function readMsCalendars(calendars: XmlElement | undefined, read: ElementReader): Calendar[] {
  const found: Calendar[] = []
  for (const element of childrenOf(calendars, 'Calendar')) {
    const id = read.text(element, 'UID')
    if (id === undefined || found.some((calendar) => calendar.id === id)) {
      read.leftOut(element, id === undefined ? 'without number' : 'number used twice')
      continue
    }
    const baseId = read.text(element, 'BaseCalendarUID')
    const days = childrenOf(childOf(element, 'WeekDays'), 'WeekDay')
    const exceptions = childrenOf(childOf(element, 'Exceptions'), 'Exception')
    // Their repetition for older programs says nothing more.
    if (exceptions.length > 0) for (const day of days) if (read.number(day, 'DayType') === 0) markSeen(day)
    const hasBase = baseId !== undefined && baseId !== '-1' && baseId !== '0' && baseId !== id
    found.push({
      id,
      name: read.words(element, 'Name') ?? '',
      ...(hasBase ? { baseId } : {}),
      week: weekOf(days, read),
      workWeeks: childrenOf(childOf(element, 'WorkWeeks'), 'WorkWeek').flatMap((week) =>
        workWeekOf(week, read),
      ),
      // Older files keep exceptions as days of type 0; newer ones repeat them there for older programs.
      exceptions:
        exceptions.length > 0
          ? exceptions.flatMap((exception) => exceptionOf(exception, read))
          : days.filter((day) => read.number(day, 'DayType') === 0).flatMap((day) => exceptionOf(day, read)),
    })
  }
  for (const calendar of found)
    if (calendar.baseId !== undefined && !reachesEnd(found, calendar)) {
      delete calendar.baseId
      read.notes.push({
        kind: 'repaired',
        path: 'Calendar/BaseCalendarUID',
        line: 0,
        value: calendar.id,
        as: '',
      })
    }
  return found
}

/** Whether every base is in the file and none comes back to the calendar. */
function reachesEnd(calendars: readonly Calendar[], from: Calendar): boolean {
  const seen = new Set<string>()
  for (let id: string | undefined = from.id; id !== undefined; ) {
    const calendar: Calendar | undefined = calendars.find((one) => one.id === id)
    if (!calendar || seen.has(id)) return false
    seen.add(id)
    id = calendar.baseId
  }
  return true
}

/** Days that are not mentioned are the base's; in a calendar without base they are not worked anyway. */
function weekOf(days: readonly XmlElement[], read: ElementReader): (readonly Shift[] | null)[] {
  const week: (readonly Shift[] | null)[] = [null, null, null, null, null, null, null]
  for (const day of days) {
    const type = read.number(day, 'DayType')
    if (type !== undefined && type >= 1 && type <= 7) week[type - 1] = shiftsOf(day, read)
  }
  return week
}

function shiftsOf(day: XmlElement, read: ElementReader): Shift[] {
  const shifts: Shift[] = []
  const isWorking = read.flag(day, 'DayWorking') ?? false
  const times = childrenOf(childOf(day, 'WorkingTimes'), 'WorkingTime')
  for (const time of times) {
    const fromMinute = read.minuteOfDay(time, 'FromTime')
    const endMinute = read.minuteOfDay(time, 'ToTime')
    if (fromMinute === undefined || endMinute === undefined) continue
    const toMinute = endMinute === 0 ? 1440 : endMinute
    if (toMinute > fromMinute) shifts.push({ fromMinute, toMinute })
    else read.leftOut(time, 'ends before it begins')
  }
  if (!isWorking) return []
  return shiftsInOrder(shifts)
}

function periodOf(element: XmlElement, read: ElementReader): { fromDay: number; toDay: number } | undefined {
  const period = childOf(element, 'TimePeriod')
  const fromAt = read.at(period, 'FromDate')
  const toAt = read.at(period, 'ToDate')
  if (fromAt === undefined || toAt === undefined || toAt < fromAt) {
    read.leftOut(element, 'without period')
    return undefined
  }
  return { fromDay: dayOf(fromAt), toDay: dayOf(toAt) }
}

function workWeekOf(element: XmlElement, read: ElementReader): WorkWeek[] {
  const period = periodOf(element, read)
  if (!period) return []
  const name = read.words(element, 'Name')
  const week = weekOf(childrenOf(childOf(element, 'WeekDays'), 'WeekDay'), read)
  return [{ ...(name === undefined ? {} : { name }), ...period, week }]
}

function exceptionOf(element: XmlElement, read: ElementReader): CalendarException[] {
  const period = periodOf(element, read)
  if (!period) return []
  const name = read.words(element, 'Name')
  const occurrences = read.number(element, 'Occurrences')
  const recurrence = recurrenceOf(element, read)
  const isCounted = read.flag(element, 'EnteredByOccurrences') === true && occurrences !== undefined
  return [
    {
      ...(name === undefined ? {} : { name }),
      ...period,
      shifts: shiftsOf(element, read),
      ...(recurrence ? { recurrence } : {}),
      ...(isCounted ? { occurrences } : {}),
    },
  ]
}

const months = 1
const monthItems: readonly MonthPosition['day'][] = ['day', 'weekday', 'weekend-day', 0, 1, 2, 3, 4, 5, 6]

function recurrenceOf(element: XmlElement, read: ElementReader): Recurrence | undefined {
  const type = read.number(element, 'Type')
  const interval = Math.max(1, read.number(element, 'Period') ?? 1)
  const month = (read.number(element, 'Month') ?? 0) + months
  const monthDay = read.number(element, 'MonthDay') ?? 1
  const position = Math.min(5, Math.max(1, (read.number(element, 'MonthPosition') ?? 0) + 1)) as
    | 1
    | 2
    | 3
    | 4
    | 5
  const on: MonthPosition = { position, day: monthItems[read.number(element, 'MonthItem') ?? 0] ?? 'day' }
  const mask = read.number(element, 'DaysOfWeek') ?? 0
  switch (type) {
    case 1:
      return interval > 1 ? { every: 'day', interval } : undefined
    case 2:
      return { every: 'year', month, monthDay }
    case 3:
      return { every: 'year', month, on }
    case 4:
      return { every: 'month', interval, monthDay }
    case 5:
      return { every: 'month', interval, on }
    case 6: {
      const weekdays = ([0, 1, 2, 3, 4, 5, 6] as Weekday[]).filter((weekday) => mask & (1 << weekday))
      return { every: 'week', interval, weekdays }
    }
    case 7:
      return { every: 'day', interval }
    default:
      return undefined
  }
}
