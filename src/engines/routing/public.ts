export { checkPlan, type PlanCheck, type VehicleSequence } from './check/check-plan.ts'
export type { PlanReport, PlanViolation, ViolationKind } from './check/plan.violation.ts'
export { validatePlan } from './check/validate-plan.ts'
export { type BestKnown, readBestKnown } from './instances/best-known.ts'
export { generateInstance } from './instances/generate-instance.ts'
export { readInstance } from './instances/read-instance.ts'
export type { RoutingInstance } from './instances/routing.instance.ts'
export { bestOfSolution } from './instances/solution.reader.ts'
export { workingDayInstance, workingDayRules } from './instances/working-day.instances.ts'
export { type CallQuota, memoryCallQuota, type QuotaLimits } from './matrix/call.quota.ts'
export { graphhopperService } from './matrix/graphhopper.service.ts'
export { kakaoService } from './matrix/kakao.service.ts'
export type { HttpPolicy, MatrixHttp } from './matrix/matrix.http.ts'
export {
  type GeoPoint,
  MatrixFault,
  type MatrixProvider,
  type MatrixRequest,
  type TravelMatrix,
  type TravelVehicle,
} from './matrix/matrix.provider.ts'
export {
  greatCircleMeters,
  koreanRoads,
  offlineMatrix,
  type RoadEstimate,
  travelProfile,
} from './matrix/offline.matrix.ts'
export { osrmService } from './matrix/osrm.service.ts'
export { type CachedPair, memoryPairCache, type PairCache } from './matrix/pair.cache.ts'
export { type RemoteMatrixOptions, type RoadService, remoteMatrix } from './matrix/remote.matrix.ts'
export { valhallaService } from './matrix/valhalla.service.ts'
export { chooseModes, solveModes, solveModesTask } from './mode/choose-modes.ts'
export type * from './mode/mode.problem.ts'
export { ModeFault } from './mode/mode.problem.ts'
export { type ModeViolation, validateModes } from './mode/validate-modes.ts'
export {
  type AlternativesQuestion,
  type PlanAlternative,
  type PlanFigures,
  type PlanWish,
  planAlternatives,
  planAlternativesTask,
} from './plan-alternatives.ts'
export { planRoutes, planRoutesTask } from './plan-routes.ts'
export type * from './routing.problem.ts'
export { RoutingProblemFault } from './routing.problem.ts'
