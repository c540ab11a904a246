/**
 * A calendar as a person enters it. What a calendar does not say it takes from its base; what no calendar says is
 * non-working. A day is decided by the first of: the last exception that falls on it, the working week whose period
 * contains it, the week; first of the calendar itself, then of its base.
 */
export interface Calendar {
  id: string
  name: string
  baseId?: string
  /** Seven entries, Sunday first. `null` takes the day from the base; an empty day is non-working. */
  week: WeekPattern
  /** Other weeks for a period, such as shorter days in summer. */
  workWeeks: WorkWeek[]
  exceptions: CalendarException[]
}

export type WeekPattern = readonly (readonly Shift[] | null)[]

/** Minutes of the day, 0 … 1440, in order and not overlapping. A night shift is split at midnight. */
export interface Shift {
  fromMinute: number
  toMinute: number
}

export interface WorkWeek {
  name?: string
  /** Days since 1970-01-01, both included. */
  fromDay: number
  toDay: number
  week: WeekPattern
}

/** A holiday (no shifts) or a day worked differently. Without a recurrence it covers every day from first to last. */
export interface CalendarException {
  name?: string
  fromDay: number
  toDay: number
  shifts: readonly Shift[]
  recurrence?: Recurrence
  /** The recurrence ends after so many days even if `toDay` is later. */
  occurrences?: number
}

/** 0 Sunday … 6 Saturday. */
export type Weekday = 0 | 1 | 2 | 3 | 4 | 5 | 6

/** Which day of a month: the first … fourth or last (5) day, weekday, weekend day, or named day of the week. */
export interface MonthPosition {
  position: 1 | 2 | 3 | 4 | 5
  day: 'day' | 'weekday' | 'weekend-day' | Weekday
}

/** `interval` 2 is every other one, counted from the exception's first day. Months are 1 … 12. */
export type Recurrence =
  | { every: 'day'; interval: number }
  | { every: 'week'; interval: number; weekdays: readonly Weekday[] }
  | { every: 'month'; interval: number; monthDay: number }
  | { every: 'month'; interval: number; on: MonthPosition }
  | { every: 'year'; month: number; monthDay: number }
  | { every: 'year'; month: number; on: MonthPosition }
