/** The problem cannot be answered as put. `code` is stable; the words for people are the caller's. */
export class LoadingFault extends Error {
  readonly code: LoadingFaultCode
  readonly details: Record<string, string | number>

  constructor(code: LoadingFaultCode, details: Record<string, string | number> = {}) {
    super(`${code} ${JSON.stringify(details)}`)
    this.name = 'LoadingFault'
    this.code = code
    this.details = details
  }
}

export type LoadingFaultCode =
  | 'loading.no-vehicle'
  | 'loading.duplicate-id'
  | 'loading.bad-length'
  | 'loading.bad-count'
  | 'loading.bad-weight'
  | 'loading.bad-share'
  | 'loading.bad-stop'
  | 'loading.bad-axles'
  | 'loading.bad-balance'
  | 'loading.bad-stacking'
  | 'loading.bad-choice'
  | 'loading.no-orientation'
  | 'loading.unknown-class'
