import { fewestParcels } from './fewest-parcels.ts'
import { nearest } from './nearest.ts'
import { oldestStock } from './oldest-stock.ts'
import type { Explanation, Plan, SourceLine, Strategy, StrategyName } from './strategy.ts'

export const strategies: Record<StrategyName, Strategy> = {
  'fewest-parcels': fewestParcels,
  nearest,
  'oldest-stock': oldestStock,
}

export function explanationOf(strategy: StrategyName, lines: readonly SourceLine[], plan: Plan): Explanation {
  return {
    strategy,
    parcels: plan.candidates.filter((candidate) => candidate.chosen).length,
    candidates: plan.candidates,
    lines: lines.map(({ lineId, variantId, quantity }) => ({
      lineId,
      variantId,
      quantity: quantity.toString(),
      from: plan.allocations
        .filter((allocation) => allocation.lineId === lineId)
        .map((allocation) => ({
          warehouseId: allocation.warehouseId,
          quantity: allocation.quantity.toString(),
        })),
    })),
  }
}
