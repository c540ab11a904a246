/** What is wrong with a project, a calendar or a file of projects. `code` is stable; texts for people live elsewhere. */
export class ProjectError extends Error {
  readonly code: string
  readonly details: Record<string, unknown>
  constructor(code: string, details: Record<string, unknown> = {}) {
    super(`${code} ${JSON.stringify(details)}`)
    this.name = 'ProjectError'
    this.code = code
    this.details = details
  }
}
