import type { Holiday, Period } from './calendar.ts'
import type { ForecastMethod, ForecastRequest } from './forecast.problem.ts'
import { ForecastingError } from './forecasting.errors.ts'

const periods: readonly Period[] = ['hour', 'day', 'week', 'month', 'quarter', 'year']
const methods: readonly ForecastMethod[] = [
  'automatic',
  'backtested',
  'ets',
  'theta',
  'combination',
  'croston',
  'sba',
  'tsb',
  'seasonal_naive',
]
const longestHorizon = 10_000
const longestSeason = 100_000
/** Days before or after a feast that can have an effect of their own. */
const widestWindowDays = 60
/** Squares of squares of larger values are no numbers any more. */
const largestValue = 1e60

/**
 * Refuses requests that cannot be answered, with the field at fault.
 * @throws ForecastingError `forecasting.request_invalid`, `forecasting.series_empty`
 */
export function checkRequest(request: ForecastRequest): void {
  const { values, horizon, levels, seasonLengths, holidays = [], timeline, historyPeriods = 1 } = request
  const { method = 'automatic' } = request
  const refuse: (field: string) => never = (field) => {
    throw new ForecastingError('forecasting.request_invalid', { field })
  }
  if (!(values instanceof Float64Array)) refuse('values')
  if (!Number.isInteger(horizon) || horizon < 1 || horizon > longestHorizon) refuse('horizon')
  if (!Array.isArray(levels) || levels.some((level) => !(level > 0 && level < 100))) refuse('levels')
  if (!Array.isArray(seasonLengths)) refuse('seasonLengths')
  if (
    seasonLengths.some(
      (one, index) => !(one > 1 && one <= longestSeason) || one <= (seasonLengths[index - 1] ?? 0),
    )
  )
    refuse('seasonLengths')
  if (!methods.includes(method)) refuse('method')
  if (!Number.isInteger(historyPeriods) || historyPeriods < 1) refuse('historyPeriods')
  if (!Array.isArray(holidays) || !holidays.every(isHoliday)) refuse('holidays')
  if (holidays.length > 0 && !timeline) refuse('timeline')
  if (timeline && (!periods.includes(timeline.period) || typeof timeline.start !== 'string'))
    refuse('timeline')
  if (values.some((value) => Math.abs(value) > largestValue)) refuse('values')
  if (values.every((value) => Number.isNaN(value))) throw new ForecastingError('forecasting.series_empty')
}

function isHoliday(holiday: Holiday): boolean {
  const { name, dates, leadDays = 0, lagDays = 0 } = holiday ?? {}
  return (
    typeof name === 'string' &&
    Array.isArray(dates) &&
    [leadDays, lagDays].every((days) => Number.isInteger(days) && days >= 0 && days <= widestWindowDays)
  )
}
