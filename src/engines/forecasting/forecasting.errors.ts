/** What was asked of the forecasting engine cannot be answered. `code` is stable; the text for people lives with the caller. */
export class ForecastingError extends Error {
  readonly code: `forecasting.${string}`
  readonly details: Record<string, unknown>

  constructor(code: `forecasting.${string}`, details: Record<string, unknown> = {}) {
    super(`${code} ${JSON.stringify(details)}`)
    this.name = 'ForecastingError'
    this.code = code
    this.details = details
  }
}
