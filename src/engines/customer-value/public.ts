/** What modules may use of the customer-value engine. */
export { CustomerValueError, type CustomerValueErrorCode } from './customer-value.error.ts'
export type { PeriodKind } from './history/calendar-periods.ts'
export { type ChurnFeatures, churnFeatures } from './history/churn-features.ts'
export { type ChurnPeriod, churnTable } from './history/churn-table.ts'
export { type Cohort, cohortTable } from './history/cohort-table.ts'
export { type Purchases, type SummarisedPurchases, summarisePurchases } from './history/purchases.ts'
export {
  measureRfm,
  type RfmMeasures,
  type RfmScheme,
  type RfmScores,
  type RfmSegment,
  rfmSegment,
  scoreRfm,
} from './history/score-rfm.ts'
export {
  type HistoryAnswers,
  type HistoryQuestions,
  tellHistory,
  tellHistoryTask,
} from './history/tell-history.ts'
export type { BgNbdParameters } from './lifetime/bg-nbd.ts'
export {
  fitBgNbd,
  fitBgNbdTask,
  fitGammaGamma,
  fitGammaGammaTask,
  fitParetoNbd,
  fitParetoNbdTask,
  type LifetimeFitProblem,
} from './lifetime/fit-lifetime.ts'
export type { GammaGammaParameters, SpendSummary } from './lifetime/gamma-gamma.ts'
export { integrateCustomer, integrateSpend } from './lifetime/integrate-customer.ts'
export type { LikelihoodFit } from './lifetime/maximise-likelihood.ts'
export {
  bgNbdAlive,
  bgNbdCountProbability,
  bgNbdExpected,
  gammaGammaExpectedSpend,
  paretoNbdAlive,
  paretoNbdExpected,
} from './lifetime/one-customer.ts'
export type { ParetoNbdParameters } from './lifetime/pareto-nbd.ts'
export type { PurchaseSummary } from './lifetime/purchase-summary.ts'
export { type SimulatedBuyers, simulateBuyers } from './lifetime/simulate-buyers.ts'
export {
  type CustomerValueProblem,
  type CustomerValues,
  type LifetimeModel,
  valueCustomers,
  valueCustomersTask,
} from './lifetime/value-customers.ts'
export { type AssociationRule, associationRules, type RuleLimits } from './patterns/association-rules.ts'
export { type Baskets, findItemsets, findItemsetsTask, type Itemset } from './patterns/find-itemsets.ts'
export {
  findSequences,
  findSequencesTask,
  type SequenceRule,
  type Sequences,
  type SequentialPattern,
  sequenceRules,
} from './patterns/find-sequences.ts'
export type { MinedPatterns, PatternLimits } from './patterns/pattern-limits.ts'
export type { Candidate } from './response/candidate-models.ts'
export type { Evaluation } from './response/evaluate-scores.ts'
export { evaluateScores } from './response/evaluate-scores.ts'
export {
  type ExplainedScore,
  explainScores,
  explainScoresTask,
  type Reason,
} from './response/explain-scores.ts'
export { type ColumnInspection, inspectColumns, type LeakagePolicy } from './response/guard-leakage.ts'
export { type LiftBand, liftTable, type ReliabilityBand } from './response/measure-scores.ts'
export {
  type ColumnImportance,
  permutationImportance,
  permutationImportanceTask,
} from './response/permutation-importance.ts'
export { scoreResponses, scoreResponsesTask } from './response/response-model.ts'
export type { ColumnRole, ResponseColumn, ResponseTable } from './response/response-table.ts'
export type { ResponseModel } from './response/score-model.ts'
export {
  type ResponseTrainingProblem,
  type TrainedResponse,
  trainResponse,
  trainResponseTask,
} from './response/train-response.ts'
export type { FeatureMatrix, Standardisation } from './segments/feature-matrix.ts'
export type { MixedRows } from './segments/mixed-rows.ts'
export {
  type Segmentation,
  type SegmentationProblem,
  segmentCustomers,
  segmentCustomersTask,
} from './segments/segment-customers.ts'
