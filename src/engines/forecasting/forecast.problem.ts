import type { Holiday, Period } from './calendar.ts'
import type { Adjustment } from './cleaning.ts'
import type { ForecastComponents } from './fitted-model.ts'
import type { DemandPattern } from './intermittent.ts'

/**
 * `automatic` lets the series decide; `backtested` lets the past decide between the families by rolling origins, which
 * costs several times as much.
 */
export type ForecastMethod =
  | 'automatic'
  | 'backtested'
  | 'ets'
  | 'theta'
  | 'combination'
  | 'croston'
  | 'sba'
  | 'tsb'
  | 'seasonal_naive'

/** One series and what is wanted of it. */
export interface ForecastRequest {
  /** One value per period, oldest first; NaN where missing. */
  values: Float64Array
  /** Lengths of the seasons in periods, shortest first, such as [12] or [7, 365.25]; empty when there is none. */
  seasonLengths: readonly number[]
  /** Periods ahead. */
  horizon: number
  /** Levels of prediction intervals in per cent, such as [80, 95]. */
  levels: readonly number[]
  method?: ForecastMethod
  /** Needed for holidays: what a value covers and where the first stands. */
  timeline?: { period: Period; start: string }
  holidays?: readonly Holiday[]
  /** Forecasts and bounds do not fall below zero. Default: true when no value of the past does. */
  nonNegative?: boolean
  /** Outliers and level shifts are treated unless this is false. Missing values always are. */
  cleaning?: boolean
  /** The one-step errors of the past are wanted, for reconciliation. */
  errors?: boolean
  /** Values used at most, the latest. */
  historyPeriods?: number
}

export interface Interval {
  levelPercent: number
  lower: Float64Array
  upper: Float64Array
}

/** Why the model is what it is; codes are stable, texts lie with the caller. */
export interface ForecastReason {
  code:
    | 'no_demand'
    | 'too_short'
    | 'constant'
    | 'intermittent'
    | 'asked_for'
    | 'aicc'
    | 'combined'
    | 'backtest'
    | 'long_season'
    | 'holidays'
  details: Record<string, number | string>
}

export interface SeriesForecast {
  mean: Float64Array
  intervals: Interval[]
  /** Family, as `FittedModel.method` or an intermittent method. */
  method: string
  /** `ETS(M,Ad,M) + DOTM`, `SBA`, … */
  model: string
  parameters: Record<string, number>
  /** Parts that add up to `mean`. */
  components: ForecastComponents
  reasons: ForecastReason[]
  /** The forms that were fitted, best first. */
  candidates: { model: string; aicc: number }[]
  adjustments: Adjustment[]
  /** Effect of each holiday: a factor when `calendarMultiplies`, else a summand. */
  holidayEffects: { name: string; effect: number }[]
  calendarMultiplies: boolean
  pattern: DemandPattern
  /** When asked for: what each value of the past was above its one-step forecast, with today's parameters; 0 where unknown. */
  errors?: Float64Array
  /** Standard deviation of the forecast error for each period ahead, for inventory. */
  deviations: Float64Array
}
