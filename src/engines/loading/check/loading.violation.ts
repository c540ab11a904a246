export type LoadingViolationKind =
  | 'unknown-item'
  | 'unknown-vehicle'
  | 'vehicle-count'
  | 'item-count'
  | 'orientation'
  | 'outside'
  | 'door'
  | 'overlap'
  | 'support'
  | 'stack-weight'
  | 'stack-pressure'
  | 'stack-layers'
  | 'payload'
  | 'axle'
  | 'balance'
  | 'unloading-order'
  | 'separation'
  | 'step-order'
  | 'measures'

/** A rule a plan breaks, and where. Steps count from 0 within their load. */
export interface LoadingViolation {
  kind: LoadingViolationKind
  /** Position of the load in the plan; undefined when the plan as a whole is meant. */
  load?: number
  step?: number
  other?: number
  item?: string
  details?: Record<string, string | number>
}
