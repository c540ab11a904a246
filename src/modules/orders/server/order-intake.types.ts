import type { Principal } from '../../../kernel/server/principal.ts'
import type { DomainError } from '../../../kernel/shared/errors.ts'
import type { OrderDraft, ShipTo } from '../shared/order.ts'
import type { Order } from './order.tables.ts'

/** One order on its way in: what was asked, by whom, under which number if it succeeds. */
export interface Placement {
  id: string
  number: string
  draft: OrderDraft
  /** The day it counts for; the day of ordering in the house's zone when left out. */
  businessDate?: string
  act: { principal: Principal; traceId: string }
}

export interface Customer {
  id: string
  name: string
  customerGroup: string | null
  shipTo: ShipTo | null
}

export type Placed = { ok: true; order: Order } | { ok: false; refusal: DomainError }
