/** What the engine refuses. `code` is stable and dotted; `details` name the value, row or column at fault. */
export class CustomerValueError extends Error {
  readonly code: CustomerValueErrorCode
  readonly details: Record<string, unknown>

  constructor(code: CustomerValueErrorCode, details: Record<string, unknown> = {}) {
    super(`${code} ${JSON.stringify(details)}`)
    this.name = 'CustomerValueError'
    this.code = code
    this.details = details
  }
}

export type CustomerValueErrorCode =
  | 'customer-value.input.empty'
  | 'customer-value.input.lengths-differ'
  | 'customer-value.input.value-out-of-range'
  | 'customer-value.input.option-out-of-range'
  | 'customer-value.input.thresholds-not-rising'
  | 'customer-value.spend.infinite-mean'
  | 'customer-value.table.column-unknown'
  | 'customer-value.table.column-twice'
  | 'customer-value.table.no-usable-column'
  | 'customer-value.target.not-binary'
  | 'customer-value.target.one-class'
  | 'customer-value.model.damaged'
  | 'customer-value.leakage.declared'
  | 'customer-value.leakage.suspected'
