import type { LeftOut } from '../loading.plan.ts'
import type { LoadingModel } from '../model/loading.model.ts'
import type { FleetLoad } from './fleet.search.ts'

/** For every kind of which something stays behind: how much, and the rule that keeps it. */
export function explainLeftOut(model: LoadingModel, loads: readonly FleetLoad[]): LeftOut[] {
  const left = model.kinds.map(({ item }) => item.count)
  for (const { pieces } of loads) for (const { kind } of pieces) left[kind] = (left[kind] as number) - 1
  return model.kinds.flatMap(({ item }, kind): LeftOut[] =>
    (left[kind] as number) > 0 ? [{ item: item.id, pieces: left[kind] as number, reason: 'no-space' }] : [],
  )
}
