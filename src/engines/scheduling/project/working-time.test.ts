import fc from 'fast-check'
import { expect, it } from 'vitest'
import { atOf, dayOf, textOf } from './clock.ts'
import { generatedProject } from './generated-project.fixture.ts'
import { ProjectError } from './project.error.ts'
import { firstMorning, officeCalendar } from './project.fixture.ts'
import { daysOfException } from './recurrence.ts'
import { addWork, compileCalendar, nextWorkStart, previousWorkFinish, workBetween } from './working-time.ts'

const office = compileCalendar([{ calendarId: '1', calendars: [officeCalendar] }], dayOf(firstMorning))
const at = (text: string) => atOf(text)

it('[PMS-02] working minutes are added over nights, lunches and weekends', () => {
  expect(textOf(addWork(office, at('2026-03-06T16:00'), 61))).toBe('2026-03-09T08:01:00')
  expect(textOf(addWork(office, at('2026-03-06T16:00'), 60))).toBe('2026-03-06T17:00:00')
  expect(textOf(addWork(office, at('2026-03-09T08:00'), -60))).toBe('2026-03-06T16:00:00')
  expect(textOf(addWork(office, at('2026-03-09T09:00'), -60))).toBe('2026-03-09T08:00:00')
  expect(textOf(nextWorkStart(office, at('2026-03-06T17:00')))).toBe('2026-03-09T08:00:00')
  expect(textOf(previousWorkFinish(office, at('2026-03-09T08:00')))).toBe('2026-03-06T17:00:00')
  expect(workBetween(office, { from: at('2026-03-06T11:00'), to: at('2026-03-09T14:00') })).toBe(
    60 + 240 + 300,
  )
})

it('[PMS-02] tables grow as far as a question reaches', () => {
  expect(textOf(addWork(office, firstMorning, 480 * 5 * 52 * 30))).toBe('2056-01-21T17:00:00')
  expect(textOf(addWork(office, firstMorning, -480 * 5 * 52 * 30))).toBe('1996-04-08T08:00:00')
})

it('[PMS-02] a calendar that never works is refused', () => {
  const never = compileCalendar(
    [{ calendarId: 'n', calendars: [{ ...officeCalendar, week: [[], [], [], [], [], [], []] }] }],
    0,
  )
  expect(() => addWork(never, 0, 1)).toThrow(ProjectError)
})

it('[PMS-02] recurring exceptions fall on their days', () => {
  const from = at('2026-03-02') / 1440
  const until = at('2026-12-31') / 1440
  const days = (recurrence: Parameters<typeof daysOfException>[0]['recurrence'], occurrences = 3) =>
    daysOfException({ fromDay: from, toDay: until, shifts: [], recurrence, occurrences }, until).map((day) =>
      textOf(day * 1440).slice(5, 10),
    )
  expect(days({ every: 'day', interval: 10 })).toEqual(['03-02', '03-12', '03-22'])
  expect(days({ every: 'week', interval: 2, weekdays: [1, 5] })).toEqual(['03-02', '03-06', '03-16'])
  expect(days({ every: 'month', interval: 1, monthDay: 31 })).toEqual(['03-31', '05-31', '07-31'])
  expect(days({ every: 'month', interval: 1, on: { position: 5, day: 'weekday' } })).toEqual([
    '03-31',
    '04-30',
    '05-29',
  ])
  expect(days({ every: 'month', interval: 2, on: { position: 2, day: 2 } })).toEqual([
    '03-10',
    '05-12',
    '07-14',
  ])
  expect(days({ every: 'year', month: 5, monthDay: 5 }, 1)).toEqual(['05-05'])
})

it('[PMS-02] the sums agree with counting minute by minute, for generated calendars', () => {
  fc.assert(
    fc.property(
      generatedProject({ tasks: 1 }),
      fc.integer({ min: 0, max: 20_000 }),
      fc.integer({ min: 1, max: 900 }),
      (project, offset, minutes) => {
        const [main, night, alone] = project.calendars
        if (!main || !night || !alone) return
        const time = compileCalendar(
          [
            { calendarId: 'n', calendars: [night, main] },
            { calendarId: 'a', calendars: [alone] },
          ],
          dayOf(firstMorning),
        )
        const works = (minute: number) =>
          time.shiftsOfDay(dayOf(minute)).some(({ fromMinute, toMinute }) => {
            const ofDay = minute - dayOf(minute) * 1440
            return ofDay >= fromMinute && ofDay < toMinute
          })
        const from = firstMorning + offset
        let counted = 0
        for (let minute = from; minute < from + minutes; minute++) if (works(minute)) counted++
        expect(workBetween(time, { from, to: from + minutes })).toBe(counted)
        if (counted > 0) {
          const reachedAt = addWork(time, from, counted)
          expect(reachedAt <= from + minutes && works(reachedAt - 1)).toBe(true)
          expect(workBetween(time, { from, to: reachedAt })).toBe(counted)
        }
      },
    ),
    { seed: 3, numRuns: 100 },
  )
})
