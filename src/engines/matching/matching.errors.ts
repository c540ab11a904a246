/** What was asked of the matching engine cannot be answered. `code` is stable; the text for people lives with the caller. */
export class MatchingError extends Error {
  readonly code: `matching.${string}`
  readonly details: Record<string, unknown>

  constructor(code: `matching.${string}`, details: Record<string, unknown> = {}) {
    super(`${code} ${JSON.stringify(details)}`)
    this.name = 'MatchingError'
    this.code = code
    this.details = details
  }
}
