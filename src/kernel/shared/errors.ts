/** HTTP status by which a refusal is answered (RFC 9110); the code says which rule refused. */
export type RefusalStatus = 400 | 401 | 403 | 404 | 409 | 412 | 413 | 415 | 422 | 429 | 503

export type ErrorDetails = Record<string, unknown>

/** A fault at one place of the input; `pointer` is a JSON pointer (RFC 6901) into the body. */
export interface FieldFault {
  pointer: string
  code: string
  detail?: string
}

/**
 * A refusal the caller can understand and act on. `code` is stable and dotted; its words live in the catalogues under
 * `errors.<code>` in both languages. A broken invariant is not a refusal: assert, and crash.
 */
export class DomainError extends Error {
  readonly code: string
  readonly details: ErrorDetails
  readonly status: RefusalStatus
  readonly faults: readonly FieldFault[]

  constructor(
    code: string,
    details: ErrorDetails = {},
    status: RefusalStatus = 422,
    faults: readonly FieldFault[] = [],
  ) {
    super(`${code} ${safeJson(details)}`)
    this.name = 'DomainError'
    this.code = code
    this.details = details
    this.status = status
    this.faults = faults
  }
}

export function notFound(entity: string, id: string): DomainError {
  return new DomainError('kernel.not-found', { entity, id }, 404)
}

export function forbidden(permission: string): DomainError {
  return new DomainError('kernel.forbidden', { permission }, 403)
}

/** Asserts an invariant of our own code; failing it is a bug, never a refusal. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Invariant broken: ${message}`)
}

function safeJson(details: ErrorDetails): string {
  return JSON.stringify(details, (_key, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  )
}
