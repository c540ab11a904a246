/** How stock is chosen for an order. Strategies are pure: the same problem always gives the same plan. */
export const strategyNames = ['fewest-parcels', 'nearest', 'oldest-stock'] as const

export type StrategyName = (typeof strategyNames)[number]

export interface Place {
  postalCode?: string | null | undefined
  latitude?: number | null | undefined
  longitude?: number | null | undefined
}

export interface SourceWarehouse extends Place {
  id: string
  code: string
  /** Smaller goes first where nothing else decides. */
  priority: number
}

export interface SourceLine {
  lineId: string
  variantId: string
  quantity: bigint
}

export interface SourceStock {
  available: bigint
  /** Business date since which goods stand there. */
  heldSince: string | null
}

/** One order's wish; `stock` answers what is free to promise now. The whole wish can be met, or no strategy is asked. */
export interface SourcingProblem {
  lines: readonly SourceLine[]
  warehouses: readonly SourceWarehouse[]
  stock(variantId: string, warehouseId: string): SourceStock
  destination?: Place | undefined
}

export interface PlannedAllocation {
  lineId: string
  variantId: string
  warehouseId: string
  quantity: bigint
}

/** Why a warehouse was taken or not; the words live in i18n under `why.<reason>`. */
export type CandidateReason =
  | 'ships-all'
  | 'part-of-fewest'
  | 'nearest-with-stock'
  | 'oldest-with-stock'
  | 'no-stock'
  | 'needs-more-parcels'
  | 'farther'
  | 'newer-stock'
  | 'later-in-order'

export interface Candidate {
  warehouseId: string
  code: string
  chosen: boolean
  reason: CandidateReason
  /** Lines it could fill by itself. */
  fullLines: number
  /** Lines it has anything of. */
  partLines: number
  /** Kilometres to the destination, and what the figure rests on; null where nothing is known. */
  distanceKm: number | null
  distanceBasis: 'coordinates' | 'postal-code' | null
  /** The earliest day among the stock it holds of the order. */
  heldSince: string | null
}

export interface Plan {
  allocations: PlannedAllocation[]
  candidates: Candidate[]
}

export interface Strategy {
  name: StrategyName
  plan(problem: SourcingProblem): Plan
}

/** What is kept of a choice and shown to whoever asks why goods were allocated where they were. */
export interface Explanation {
  strategy: StrategyName
  parcels: number
  candidates: Candidate[]
  lines: {
    lineId: string
    variantId: string
    quantity: string
    from: { warehouseId: string; quantity: string }[]
  }[]
}
