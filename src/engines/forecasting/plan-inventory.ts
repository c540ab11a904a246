import type { EngineTask } from '../runner/pool.ts'
import type { Search } from '../runner/search.ts'
import { ForecastingError } from './forecasting.errors.ts'
import { type InventoryPolicy, type InventoryProblem, inventoryPolicy } from './inventory-policy.ts'

/** Items whose stock is to be planned, each as one question of `inventoryPolicy`. */
export interface InventoryPlanProblem {
  items: readonly ({ id: string } & InventoryProblem)[]
}

export interface InventoryPlan {
  /** Items done: fewer than all only when the search was cut. */
  completed: number
  /** Of each completed item in turn; undefined where it was refused. */
  policies: (InventoryPolicy | undefined)[]
  refused: { id: string; code: string }[]
}

/**
 * Policies for thousands of items, one after the other; an iteration is an item. Cancelled or out of time, it answers those it has
 * completed. An item that cannot be answered is refused by code, the others are not held up.
 */
export function planInventory({ items }: InventoryPlanProblem, search: Search<InventoryPlan>): InventoryPlan {
  const plan: InventoryPlan = { completed: 0, policies: [], refused: [] }
  for (const [index, { id, ...problem }] of items.entries()) {
    if (search.done(index)) break
    try {
      plan.policies.push(inventoryPolicy(problem))
    } catch (error) {
      if (!(error instanceof ForecastingError)) throw error
      plan.policies.push(undefined)
      plan.refused.push({ id, code: error.code })
    }
    plan.completed = index + 1
    search.improved(() => plan)
  }
  return plan
}

export const planInventoryTask: EngineTask<InventoryPlanProblem, InventoryPlan> = {
  module: import.meta.url,
  name: 'planInventory',
}
