export { sourceOrder } from './source-order.ts'
export { type SourcingLimits, solveSourcing, solveSourcingTask, sourceOrders } from './source-orders.ts'
export {
  type Lane,
  type OrderSourcing,
  type SourcedOrder,
  type SourcingCandidate,
  type SourcingCost,
  SourcingFault,
  type SourcingPlan,
  type SourcingProblem,
  type Warehouse,
} from './sourcing.problem.ts'
export { type SourcingViolation, validateSourcing } from './validate-sourcing.ts'
