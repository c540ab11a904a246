import type { CalendarException, MonthPosition, Shift, WeekPattern } from '../project/calendar.model.ts'
import { atOfDay, textOf } from '../project/clock.ts'
import { timeOf, type WriteContext } from './write-context.ts'
import type { XmlWriter } from './xml-tree.ts'

export function writeMsCalendars({ xml, project, ids }: WriteContext): void {
  xml.element('Calendars', () => {
    for (const { id, name, baseId, week, workWeeks, exceptions } of project.calendars)
      xml.element('Calendar', () => {
        xml.value('UID', ids.calendars.get(id))
        xml.value('Name', name)
        xml.value('IsBaseCalendar', baseId === undefined)
        xml.value('BaseCalendarUID', baseId === undefined ? -1 : ids.calendars.get(baseId))
        writeWeek(xml, week)
        if (exceptions.length > 0)
          xml.element('Exceptions', () => {
            for (const exception of exceptions) xml.element('Exception', () => writeException(xml, exception))
          })
        if (workWeeks.length > 0)
          xml.element('WorkWeeks', () => {
            for (const workWeek of workWeeks)
              xml.element('WorkWeek', () => {
                writePeriod(xml, workWeek)
                xml.value('Name', workWeek.name)
                writeWeek(xml, workWeek.week)
              })
          })
      })
  })
}

function writeWeek(xml: XmlWriter, week: WeekPattern): void {
  if (week.every((day) => day === null)) return
  xml.element('WeekDays', () => {
    week.forEach((shifts, weekday) => {
      if (shifts === null) return
      xml.element('WeekDay', () => {
        xml.value('DayType', weekday + 1)
        writeShifts(xml, shifts)
      })
    })
  })
}

function writeShifts(xml: XmlWriter, shifts: readonly Shift[]): void {
  xml.value('DayWorking', shifts.length > 0)
  if (shifts.length === 0) return
  xml.element('WorkingTimes', () => {
    for (const { fromMinute, toMinute } of shifts)
      xml.element('WorkingTime', () => {
        xml.value('FromTime', timeOf(fromMinute))
        xml.value('ToTime', timeOf(toMinute))
      })
  })
}

function writePeriod(xml: XmlWriter, { fromDay, toDay }: { fromDay: number; toDay: number }): void {
  xml.element('TimePeriod', () => {
    xml.value('FromDate', textOf(atOfDay(fromDay)))
    xml.value('ToDate', textOf(atOfDay(toDay) + 1439))
  })
}

const monthItems: readonly MonthPosition['day'][] = ['day', 'weekday', 'weekend-day', 0, 1, 2, 3, 4, 5, 6]

function writeException(xml: XmlWriter, exception: CalendarException): void {
  const { name, fromDay, toDay, shifts, recurrence, occurrences } = exception
  xml.value('EnteredByOccurrences', occurrences !== undefined)
  writePeriod(xml, exception)
  xml.value('Occurrences', occurrences ?? (recurrence ? undefined : toDay - fromDay + 1))
  xml.value('Name', name)
  const writeOn = ({ position, day }: MonthPosition) => {
    xml.value('MonthItem', monthItems.indexOf(day))
    xml.value('MonthPosition', position - 1)
  }
  if (!recurrence) xml.value('Type', 1)
  else if (recurrence.every === 'day') {
    xml.value('Type', 7)
    xml.value('Period', recurrence.interval)
  } else if (recurrence.every === 'week') {
    xml.value('Type', 6)
    xml.value('Period', recurrence.interval)
    xml.value(
      'DaysOfWeek',
      recurrence.weekdays.reduce<number>((mask, weekday) => mask | (1 << weekday), 0),
    )
  } else {
    const isYearly = recurrence.every === 'year'
    xml.value('Type', (isYearly ? 2 : 4) + ('on' in recurrence ? 1 : 0))
    if (!isYearly) xml.value('Period', recurrence.interval)
    if ('on' in recurrence) writeOn(recurrence.on)
    if (isYearly) xml.value('Month', recurrence.month - 1)
    if (!('on' in recurrence)) xml.value('MonthDay', recurrence.monthDay)
  }
  writeShifts(xml, shifts)
}
