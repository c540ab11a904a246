import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addBusinessDays,
  addDays,
  addMonths,
  businessDaysBetween,
  dateInZone,
  datesBetween,
  dayOfWeek,
  daysBetween,
  daysInMonth,
  firstOfMonth,
  instantAt,
  isBusinessDay,
  isDate,
  isoWeek,
  lastOfMonth,
  monthOf,
  monthsBetween,
  nextBusinessDay,
  previousBusinessDay,
  quarterOf,
  startOfDay,
  startOfWeek,
  timeInZone,
} from './calendar.ts'

const dates = fc.integer({ min: -20_000, max: 40_000 }).map((days) => addDays('2000-01-01', days))
const counts = fc.integer({ min: -40, max: 40 })
/** The Chuseok of 2025 with its substitute day. */
const chuseok = new Set(['2025-10-03', '2025-10-06', '2025-10-07', '2025-10-08', '2025-10-09'])

describe('business dates', () => {
  it('exist or are refused', () => {
    expect(
      ['2024-02-29', '2026-02-29', '2026-13-01', '2026-1-1', '2026-01-01T00:00', ''].map(isDate),
    ).toEqual([true, false, false, false, false, false])
    expect(() => addDays('2026-02-30', 1)).toThrow(RangeError)
    expect(() => daysBetween('2026-01-01', 'tomorrow')).toThrow(RangeError)
  })

  it('adding days and counting them undo each other, and text order is time order', () => {
    fc.assert(
      fc.property(dates, counts, (date, days) => {
        const other = addDays(date, days)
        expect(daysBetween(date, other)).toBe(days)
        expect(other < date).toBe(days < 0)
      }),
    )
    expect(addDays('2024-02-28', 1)).toBe('2024-02-29')
    expect(datesBetween('2025-12-30', '2026-01-02')).toEqual([
      '2025-12-30',
      '2025-12-31',
      '2026-01-01',
      '2026-01-02',
    ])
  })

  it('begin at midnight in their zone', () => {
    expect(dateInZone(new Date('2026-11-20T15:00:00Z'))).toBe('2026-11-21')
    expect(dateInZone(new Date('2026-11-20T14:59:59Z'))).toBe('2026-11-20')
    expect(timeInZone(new Date('2026-11-20T15:05:00Z'))).toBe('00:05')
    expect(startOfDay('2026-11-21').toISOString()).toBe('2026-11-20T15:00:00.000Z')
    expect(startOfDay('2026-03-29', 'Europe/London').toISOString()).toBe('2026-03-29T00:00:00.000Z')
    expect(startOfDay('2026-03-30', 'Europe/London').toISOString()).toBe('2026-03-29T23:00:00.000Z')
    expect(instantAt('2026-10-25', '01:30', 'Europe/London').toISOString()).toBe('2026-10-25T00:30:00.000Z')
    expect(instantAt('2026-03-29', '01:30', 'Europe/London').toISOString()).toBe('2026-03-29T01:30:00.000Z')
    expect(instantAt('2026-11-01', '12:00', 'America/New_York').toISOString()).toBe(
      '2026-11-01T17:00:00.000Z',
    )
    const zones = fc.constantFrom(
      'Asia/Seoul',
      'America/New_York',
      'Pacific/Apia',
      'Asia/Kolkata',
      'Africa/Cairo',
    )
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 5_000 }).map((days) => addDays('2015-01-01', days)),
        zones,
        (date, zone) => {
          const start = startOfDay(date, zone)
          expect(dateInZone(start, zone)).toBe(date)
          expect(dateInZone(new Date(start.getTime() - 1), zone) < date).toBe(true)
          const noon = instantAt(date, '12:30', zone)
          expect(`${dateInZone(noon, zone)} ${timeInZone(noon, zone)}`).toBe(`${date} 12:30`)
        },
      ),
    )
  })
})

describe('business days', () => {
  it('skip weekends and holidays', () => {
    expect(isBusinessDay('2025-10-02', chuseok)).toBe(true)
    expect(isBusinessDay('2025-10-04', chuseok)).toBe(false)
    expect(nextBusinessDay('2025-10-03', chuseok)).toBe('2025-10-10')
    expect(previousBusinessDay('2025-10-09', chuseok)).toBe('2025-10-02')
    expect(addBusinessDays('2025-10-02', 1, chuseok)).toBe('2025-10-10')
    expect(addBusinessDays('2025-10-10', -1, chuseok)).toBe('2025-10-02')
    expect(addBusinessDays('2025-10-04', 0, chuseok)).toBe('2025-10-10')
    expect(businessDaysBetween('2025-10-02', '2025-10-13', chuseok)).toBe(2)
  })

  it('n business days later are n business days away, and back again', () => {
    fc.assert(
      fc.property(dates, fc.integer({ min: 1, max: 30 }), (date, count) => {
        const start = nextBusinessDay(date, chuseok)
        const end = addBusinessDays(start, count, chuseok)
        expect(isBusinessDay(end, chuseok)).toBe(true)
        expect(businessDaysBetween(start, end, chuseok)).toBe(count)
        expect(addBusinessDays(end, -count, chuseok)).toBe(start)
      }),
    )
  })

  it('a year of holidays is refused rather than searched for ever', () => {
    const always = new Set(datesBetween('2026-01-01', '2026-12-31'))
    expect(() => nextBusinessDay('2026-03-01', always)).toThrow(RangeError)
  })
})

describe('months and weeks', () => {
  it('a month later is the same day, or the last of a shorter month', () => {
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28')
    expect(addMonths('2024-01-31', 1)).toBe('2024-02-29')
    expect(addMonths('2026-03-15', -3)).toBe('2025-12-15')
    expect(monthOf('2026-11-21')).toBe('2026-11')
    expect(firstOfMonth('2026-11')).toBe('2026-11-01')
    expect(lastOfMonth('2026-11-21')).toBe('2026-11-30')
    expect([daysInMonth('2024-02'), daysInMonth('2026-02')]).toEqual([29, 28])
    expect(monthsBetween('2025-11-30', '2026-02-01')).toBe(3)
    expect(['2026-01', '2026-03', '2026-04', '2026-12-31'].map(quarterOf)).toEqual([1, 1, 2, 4])
  })

  it('weeks follow ISO 8601', () => {
    expect(dayOfWeek('2026-11-21')).toBe(6)
    expect(dayOfWeek('2026-11-22')).toBe(7)
    expect(startOfWeek('2026-11-22')).toBe('2026-11-16')
    expect(isoWeek('2021-01-03')).toEqual({ year: 2020, week: 53 })
    expect(isoWeek('2021-01-04')).toEqual({ year: 2021, week: 1 })
    expect(isoWeek('2024-12-30')).toEqual({ year: 2025, week: 1 })
    expect(isoWeek('2026-11-21')).toEqual({ year: 2026, week: 47 })
  })

  it('all seven days of a week share its number', () => {
    fc.assert(
      fc.property(dates, fc.integer({ min: 0, max: 6 }), (date, day) => {
        expect(isoWeek(addDays(startOfWeek(date), day))).toEqual(isoWeek(date))
      }),
    )
  })
})
