const minutesPerWallDay = 1440
const msPerMinute = 60_000

/**
 * Wall-clock minutes since 1970-01-01T00:00 of `2026-03-02`, `2026-03-02T08:00` or `2026-03-02T08:00:30`. A zone at the
 * end is passed over: the clock on the wall counts.
 * @throws RangeError when the text is no date of this form.
 */
export function atOf(text: string): number {
  const found =
    /^\s*(-?\d{4,6})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?)?(?:Z|[+-]\d\d:?\d\d)?\s*$/.exec(
      text,
    )
  if (!found) throw new RangeError(`not a date and time: ${text}`)
  const [, year, month, day, hour = '0', minute = '0', second = '0'] = found
  const ms = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  )
  const isDay = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day)
  const isTime =
    Number(minute) < 60 && Number(second) < 60 && Number(hour) * 60 + Number(minute) <= minutesPerWallDay
  if (!isDay || !isTime || !(Number(month) >= 1 && Number(month) <= 12))
    throw new RangeError(`no such day or time: ${text}`)
  return toTenths(ms / msPerMinute)
}

/** `2026-03-02T08:00:00`. */
export function textOf(at: number): string {
  return new Date(Math.round(at * msPerMinute)).toISOString().slice(0, 19)
}

export function dayOf(at: number): number {
  return Math.floor(at / minutesPerWallDay)
}

export function atOfDay(day: number): number {
  return day * minutesPerWallDay
}

/** 0 Sunday … 6 Saturday. 1970-01-01 was a Thursday. */
export function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7
}

/** Year, month (1 … 12) and day of the month of a day. */
export function dateOf(day: number): { year: number; month: number; monthDay: number } {
  const date = new Date(day * minutesPerWallDay * msPerMinute)
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, monthDay: date.getUTCDate() }
}

export function dayOfDate({
  year,
  month,
  monthDay,
}: {
  year: number
  month: number
  monthDay: number
}): number {
  return Math.round(Date.UTC(year, month - 1, monthDay) / (minutesPerWallDay * msPerMinute))
}

/** The grain of the engine is a tenth of a minute; without this, sums of tenths would differ in their last bit. */
export function toTenths(minutes: number): number {
  return Number.isInteger(minutes) ? minutes : Math.round(minutes * 10) / 10
}
