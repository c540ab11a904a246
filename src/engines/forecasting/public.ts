export { type Accuracy, accuracyOf } from './accuracy.ts'
export { type BacktestProblem, type BacktestResult, backtest, backtestSeriesTask } from './backtest.ts'
export type { Holiday, Period } from './calendar.ts'
export {
  type DemandDistribution,
  type LeadTime,
  leadTimeDemand,
  observedDemand,
  periodDemand,
} from './demand-distribution.ts'
export { type DemandPaths, demandPaths } from './demand-paths.ts'
export { economicOrder, type OrderTerms } from './economic-order.ts'
export type * from './forecast.problem.ts'
export { forecastViolations } from './forecast.validator.ts'
export {
  type DemandForecast,
  type DemandProblem,
  forecastDemand,
  forecastDemandTask,
} from './forecast-demand.ts'
export { forecastSeries } from './forecast-series.ts'
export { ForecastingError } from './forecasting.errors.ts'
export { type InventoryPolicy, type InventoryProblem, inventoryPolicy } from './inventory-policy.ts'
export { type SimulatedService, simulateInventory } from './inventory-simulation.ts'
export { type KoreanHoliday, koreanHolidayEffects, koreanHolidays } from './korean-holidays.ts'
export {
  type InventoryPlan,
  type InventoryPlanProblem,
  planInventory,
  planInventoryTask,
} from './plan-inventory.ts'
export {
  type Hierarchy,
  incoherentRows,
  type Reconciliation,
  type ReconciliationProblem,
  reconcileForecasts,
  reconcileLevelsTask,
} from './reconcile-forecasts.ts'
