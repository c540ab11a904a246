import { ForecastingError } from './forecasting.errors.ts'

/** What one value of a series covers. Weeks begin on the weekday of the first period. */
export type Period = 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year'

/**
 * A holiday with the days it moves. Fixed feasts give the same day each year, moving ones (설날, 추석, Easter) their
 * dates, past and coming. Each of the `leadDays` before and `lagDays` after has an effect of its own in daily series; in
 * longer periods the days of the window that fall into the period count.
 */
export interface Holiday {
  name: string
  /** ISO dates. */
  dates: readonly string[]
  leadDays?: number
  lagDays?: number
}

export interface Timeline {
  period: Period
  /** ISO date of the first value. */
  start: string
}

/** One explaining column over `length` periods. */
export interface Regressor {
  name: string
  values: Float64Array
}

const dayMs = 86_400_000

/** Days since 1970-01-01 of an ISO date. @throws ForecastingError `forecasting.date_invalid` */
export function dayOf(date: string): number {
  const ms =
    typeof date === 'string' && /^\d{4}-\d{2}-\d{2}/.test(date)
      ? Date.parse(`${date.slice(0, 10)}T00:00:00Z`)
      : Number.NaN
  // The 31st of February would be read as a day of March.
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== date.slice(0, 10))
    throw new ForecastingError('forecasting.date_invalid', { date })
  return Math.round(ms / dayMs)
}

/** Columns for the holidays that touch the first `known` periods; a holiday never seen before cannot be learnt. */
export function holidayRegressors(
  holidays: readonly Holiday[],
  timeline: Timeline,
  known: number,
  length: number,
): Regressor[] {
  const bounds = periodStarts(timeline, length + 1)
  const columns: Regressor[] = []
  for (const { name, dates, leadDays = 0, lagDays = 0 } of holidays) {
    const days = dates.map(dayOf)
    if (timeline.period === 'day')
      for (let offset = -leadDays; offset <= lagDays; offset++) {
        const column = new Float64Array(length)
        for (const day of days) {
          const t = day + offset - (bounds[0] as number)
          if (t >= 0 && t < length) column[t] = 1
        }
        const signed = offset === 0 ? '' : offset > 0 ? `+${offset}` : `${offset}`
        columns.push({ name: `${name}${signed}`, values: column })
      }
    else if (timeline.period !== 'hour' && timeline.period !== 'year') {
      const column = new Float64Array(length)
      for (const day of days)
        for (let offset = -leadDays; offset <= lagDays; offset++) {
          const t = periodAt(bounds, day + offset)
          if (t >= 0 && t < length) column[t] = (column[t] as number) + 1
        }
      const season = timeline.period === 'month' ? 12 : timeline.period === 'quarter' ? 4 : 0
      // What a holiday does every year alike is the season's; only its moving is left to explain.
      if (season > 0) lessSeason(column, season, known)
      columns.push({ name, values: column })
    }
  }
  return columns.filter(({ values }) => values.subarray(0, known).some((value) => Math.abs(value) > 1e-9))
}

/** Pairs of sine and cosine of a season of any length, the slowest first. */
export function fourierRegressors(
  name: string,
  seasonLength: number,
  harmonics: readonly number[],
  length: number,
): Regressor[] {
  return harmonics.flatMap((harmonic) => {
    const turn = (2 * Math.PI * harmonic) / seasonLength
    return [
      {
        name: `${name} sin ${harmonic}`,
        values: Float64Array.from({ length }, (_, t) => Math.sin(turn * t)),
      },
      {
        name: `${name} cos ${harmonic}`,
        values: Float64Array.from({ length }, (_, t) => Math.cos(turn * t)),
      },
    ]
  })
}

/** First days (since 1970) of `count` periods. */
function periodStarts({ period, start }: Timeline, count: number): Int32Array {
  const first = dayOf(start)
  const date = new Date(first * dayMs)
  const months = period === 'month' ? 1 : period === 'quarter' ? 3 : period === 'year' ? 12 : 0
  return Int32Array.from({ length: count }, (_, t) => {
    if (months > 0) return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + t * months, 1) / dayMs
    if (period === 'hour') return first + Math.floor(t / 24)
    return first + t * (period === 'week' ? 7 : 1)
  })
}

function periodAt(starts: Int32Array, day: number): number {
  let low = 0
  let high = starts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((starts[middle] as number) <= day) low = middle + 1
    else high = middle
  }
  return low - 1
}

function lessSeason(column: Float64Array, season: number, known: number): void {
  for (let index = 0; index < season; index++) {
    let sum = 0
    let count = 0
    for (let t = index; t < known; t += season) {
      sum += column[t] as number
      count++
    }
    for (let t = index; count > 0 && t < column.length; t += season)
      column[t] = (column[t] as number) - sum / count
  }
}
