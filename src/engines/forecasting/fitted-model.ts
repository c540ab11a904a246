/** The parts a forecast is the sum of, for each period ahead. */
export interface ForecastComponents {
  level: Float64Array
  trend: Float64Array
  season: Float64Array
  /** Holidays, longer seasons and whatever else the calendar explains. */
  calendar: Float64Array
}

/** A model fitted to one series, able to forecast from any time of its past with the parameters it has now. */
export interface FittedModel {
  method: 'ets' | 'theta' | 'seasonal_naive' | 'combination' | 'mean'
  /** As the field writes it: `ETS(M,Ad,M)`, `DOTM`, `SNaive(12)`. */
  name: string
  parameters: Record<string, number>
  aicc?: number
  /** First time from which `forecastFrom` may be asked. */
  firstOrigin: number
  length: number
  /** Point forecasts after the first `at` values were seen. */
  forecastFrom(at: number, horizon: number): Float64Array
  /** Standard deviation of the forecast error for each period ahead, as the model itself believes. */
  deviations(horizon: number): Float64Array
  components(horizon: number): ForecastComponents
}

export function forecastOf(model: FittedModel, horizon: number): Float64Array {
  return model.forecastFrom(model.length, horizon)
}

export function emptyComponents(horizon: number): ForecastComponents {
  return {
    level: new Float64Array(horizon),
    trend: new Float64Array(horizon),
    season: new Float64Array(horizon),
    calendar: new Float64Array(horizon),
  }
}
