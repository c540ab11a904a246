import fc from 'fast-check'
import type { Calendar, CalendarException, Recurrence, Shift, Weekday } from './calendar.model.ts'
import { dayOf } from './clock.ts'
import { firstMorning } from './project.fixture.ts'

export const words = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12 }),
  fc.constantFrom('기초 공사', 'a < b & c > "d"', '🏗️ crane', 'line\nbreak'),
)
export const maybe = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined })
const weekday = fc.integer({ min: 0, max: 6 }) as fc.Arbitrary<Weekday>

const shifts: fc.Arbitrary<Shift[]> = fc
  .uniqueArray(fc.integer({ min: 0, max: 48 }), { minLength: 2, maxLength: 6 })
  .map((marks) => {
    const sorted = marks.sort((a, b) => a - b)
    const made: Shift[] = []
    for (let place = 0; place + 1 < sorted.length; place += 2)
      made.push({ fromMinute: (sorted[place] as number) * 30, toMinute: (sorted[place + 1] as number) * 30 })
    return made
  })

const on = fc.record({
  position: fc.constantFrom<1 | 2 | 3 | 4 | 5>(1, 2, 3, 4, 5),
  day: fc.oneof(fc.constantFrom<'day' | 'weekday' | 'weekend-day'>('day', 'weekday', 'weekend-day'), weekday),
})
const interval = fc.integer({ min: 1, max: 3 })
const month = fc.integer({ min: 1, max: 12 })
const monthDay = fc.integer({ min: 1, max: 31 })
const recurrence: fc.Arbitrary<Recurrence> = fc.oneof(
  fc.record({ every: fc.constant('day' as const), interval }),
  fc.record({
    every: fc.constant('week' as const),
    interval,
    weekdays: fc.uniqueArray(weekday, { minLength: 1 }).map((days) => days.sort((a, b) => a - b)),
  }),
  fc.record({ every: fc.constant('month' as const), interval, monthDay }),
  fc.record({ every: fc.constant('month' as const), interval, on }),
  fc.record({ every: fc.constant('year' as const), month, monthDay }),
  fc.record({ every: fc.constant('year' as const), month, on }),
)

const exception: fc.Arbitrary<CalendarException> = fc
  .record({
    name: maybe(words),
    from: fc.integer({ min: 0, max: 120 }),
    days: fc.integer({ min: 0, max: 5 }),
    shifts: fc.oneof(fc.constant([]), shifts),
    recurrence: maybe(recurrence),
    occurrences: maybe(fc.integer({ min: 1, max: 6 })),
  })
  .map(({ name, from, days, shifts: worked, recurrence: again, occurrences }) => ({
    ...(name === undefined ? {} : { name }),
    fromDay: dayOf(firstMorning) + from,
    toDay: dayOf(firstMorning) + from + (again ? 90 : days),
    shifts: worked,
    ...(again ? { recurrence: again } : {}),
    ...(occurrences === undefined ? {} : { occurrences }),
  }))

/** A calendar that works on Mondays at least, or says that of its base. */
export function generatedCalendar(id: string, baseId: string | undefined): fc.Arbitrary<Calendar> {
  const someDay =
    baseId === undefined
      ? fc.oneof(fc.constant([]), shifts)
      : fc.oneof(fc.constant(null), fc.constant([]), shifts)
  return fc
    .record({
      name: words,
      monday: baseId === undefined ? shifts : fc.oneof(fc.constant(null), shifts),
      others: fc.tuple(someDay, someDay, someDay, someDay, someDay, someDay),
      workWeeks: fc.array(
        fc.record({
          from: fc.integer({ min: 0, max: 90 }),
          week: fc.tuple(someDay, shifts, someDay, someDay, someDay, someDay, someDay),
        }),
        { maxLength: 1 },
      ),
      exceptions: fc.array(exception, { maxLength: 3 }),
    })
    .map(({ name, monday, others: [sunday, ...rest], workWeeks, exceptions }) => ({
      id,
      name,
      ...(baseId === undefined ? {} : { baseId }),
      week: [sunday, monday, ...rest],
      workWeeks: workWeeks.map(({ from, week }) => ({
        name: 'Summer',
        fromDay: dayOf(firstMorning) + from,
        toDay: dayOf(firstMorning) + from + 30,
        week,
      })),
      exceptions,
    }))
}
