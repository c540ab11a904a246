import { compileCalendars } from '../../project/calendars-of-project.ts'
import { minutesPerRateUnit, taskAmounts } from '../../project/costs.ts'
import type { Project } from '../../project/project.model.ts'
import type { Schedule } from '../../project/schedule.model.ts'
import { type MaterialStock, materialStock } from '../staffing/material-stock.ts'
import type { LevellingProblem } from './levelling.model.ts'
import { assignmentsByTask } from './resource-use.ts'

/** What a task takes of one supply. */
export interface Need {
  supply: number
  quantity: number
}

export interface Supplies {
  /** The material of each supply; none for money. */
  resourceIds: (string | undefined)[]
  /** By place of the task. */
  needs: Need[][]
  /** Full stocks for one pass. */
  stocks(): MaterialStock[]
}

/**
 * Material and money as stocks that arrive on dates. A task takes all its material and all its cost when it starts; its cost
 * is that of the schedule given, whatever rates apply after it was moved.
 */
export function suppliesOf(
  { supplies = [], funds }: { [Name in 'supplies' | 'funds']: LevellingProblem[Name] | undefined },
  project: Project,
  schedule: Schedule,
): Supplies {
  const arrivals = supplies.map((supply) =>
    supply.arrivals.map(({ at, quantity }) => ({ at, units: quantity })),
  )
  if (funds) arrivals.push(funds.map(({ at, amountMinor }) => ({ at, units: amountMinor })))
  const supplyOf = new Map(supplies.map(({ resourceId }, supply) => [resourceId, supply]))
  const calendars = compileCalendars(project)
  const assignments = assignmentsByTask(project)
  const needs = project.tasks.map((task, place): Need[] => {
    const row = schedule.tasks[place]
    if (arrivals.length === 0 || !row?.active || row.summary) return []
    const own = assignments.get(task.id) ?? []
    const taken = new Map<number, number>()
    for (const { resourceId, units, materialPer } of own) {
      const supply = supplyOf.get(resourceId ?? '')
      if (supply === undefined) continue
      const times = materialPer ? task.durationMinutes / minutesPerRateUnit(materialPer, project) : 1
      taken.set(supply, (taken.get(supply) ?? 0) + units * times)
    }
    if (funds) taken.set(supplies.length, taskAmounts(project, calendars, task, own, row).costMinor)
    return [...taken].flatMap(([supply, quantity]) => (quantity > 0 ? [{ supply, quantity }] : []))
  })
  return {
    resourceIds: [...supplies.map(({ resourceId }) => resourceId), ...(funds ? [undefined] : [])],
    needs,
    stocks: () => arrivals.map(materialStock),
  }
}

export const noSupplies: Supplies = { resourceIds: [], needs: [], stocks: () => [] }

/** The first instant from which on all that is needed is there for good; where something never is, what that is. */
export function suppliedFrom(
  needs: readonly Need[],
  stocks: readonly MaterialStock[],
): { at: number } | { missing: Need } {
  let at = Number.NEGATIVE_INFINITY
  for (const need of needs) {
    const from = stocks[need.supply]?.firstWith(need.quantity - 1e-6)
    if (from === undefined) return { missing: need }
    // A stock that is never short is there from the beginning.
    if (from > 0) at = Math.max(at, from)
  }
  return { at }
}
