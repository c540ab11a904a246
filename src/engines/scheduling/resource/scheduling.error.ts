/** What is wrong with a scheduling problem or its file. `code` is stable; texts for people live elsewhere. */
export class SchedulingError extends Error {
  readonly code: string
  readonly details: Record<string, unknown>
  constructor(code: string, details: Record<string, unknown> = {}) {
    super(`${code} ${JSON.stringify(details)}`)
    this.name = 'SchedulingError'
    this.code = code
    this.details = details
  }
}
