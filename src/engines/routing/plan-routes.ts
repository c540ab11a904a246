import type { EngineTask } from '../runner/pool.ts'
import type { Search } from '../runner/search.ts'
import { pairRules } from './insertion.pairs.ts'
import { simulatedRules } from './insertion.simulated.ts'
import { windowRules } from './insertion.windows.ts'
import { buildPlan } from './plan.build.ts'
import type { RoutingPlan, RoutingProblem } from './routing.problem.ts'
import { ruinAndRecreate } from './ruin-and-recreate.ts'
import { buildSearchModel } from './search-model.ts'
import type { Snapshot } from './search-state.ts'

/**
 * Plans routes: slack induction by string removals (Christiaens and Vanden Berghe, "Slack induction by string removals
 * for vehicle routing problems", Transportation Science 2020). The same seed and iterations give the same plan; more of
 * them never a worse one; a cancelled search answers the best so far.
 * @throws RoutingProblemFault when the problem contradicts itself.
 */
export function planRoutes(problem: RoutingProblem, search: Search<RoutingPlan>): RoutingPlan {
  const model = buildSearchModel(problem)
  const rules = model.features.general
    ? simulatedRules(model)
    : model.features.pairs
      ? pairRules(model)
      : windowRules(model)
  const inner: Search<Snapshot> = {
    ...search,
    improved: (best) => search.improved(() => buildPlan(model, best())),
  }
  return buildPlan(model, ruinAndRecreate(model, rules, inner))
}

/** For `createEnginePool`. */
export const planRoutesTask: EngineTask<RoutingProblem, RoutingPlan> = {
  module: import.meta.url,
  name: 'planRoutes',
}
