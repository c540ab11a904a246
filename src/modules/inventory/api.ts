// What other modules may ask of the inventory inside their own transaction. Quantities are whole stock units.
export {
  type AllocationChoice,
  allocationsOf,
  explanationsOf,
  type OpenAllocation,
} from './server/allocation.queries.ts'
export { type Availability, availability } from './server/availability.queries.ts'
export { type IssueRequest, issue, type TakeBackRequest, takeBack } from './server/issue.ts'
export { packUnattended } from './server/pack-unattended.ts'
export { cancelPicks, type PickDraft, startPicks } from './server/pick.service.ts'
export {
  type AdjustmentDraft,
  adjust,
  type ReceiptDraft,
  receive,
  type StockDocumentResult,
  type TransferRequest,
  transferStock,
} from './server/receive.ts'
export { extendReservations, type ReleaseRequest, release } from './server/release.ts'
export {
  type Allocation,
  type ReservationOutcome,
  type ReservationRequest,
  reserve,
  type Shortage,
} from './server/reserve.ts'
export { stockValues } from './server/stock.queries.ts'
export { createBins, createWarehouses, type WarehouseFacts, warehouses } from './server/warehouse.service.ts'
export { requireWarehouses } from './server/warehouse-scope.ts'
export type { Explanation, Place, StrategyName } from './shared/strategies/strategy.ts'
export type { BinDraft, WarehouseDraft } from './shared/warehouse.ts'
