import type { OfferedAction } from '../../shared/lifecycle.ts'

export type { OfferedAction }

/** What every record that moves by a lifecycle answers. */
export interface RecordDocument {
  id: string
  version?: number
  state?: string
  actions?: readonly OfferedAction[]
}
