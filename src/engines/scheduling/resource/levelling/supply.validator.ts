import { planAmounts } from '../../project/plan-amounts.ts'
import type { Assignment, Project } from '../../project/project.model.ts'
import type { Schedule } from '../../project/schedule.model.ts'
import type { LevellingPlan, LevellingProblem } from './levelling.model.ts'
import type { LevellingFault } from './levelling-fault.ts'

interface Take {
  taskId: string
  at: number
  quantity: number
}

/** At no time has more been taken than has come; what is left without has a reason. */
export function* supplyFaults(
  { supplies = [], funds }: LevellingProblem,
  plan: LevellingPlan,
  { cleared, before, after }: { cleared: Project; before: Schedule; after: Schedule },
): Generator<LevellingFault> {
  const leaves = after.tasks.filter(({ active, summary }) => active && !summary)
  const placeOf = new Map(after.tasks.map(({ taskId }, place) => [taskId, place]))
  const takesOf = (quantityOf: (taskId: string, place: number) => number): Take[] =>
    leaves.flatMap(({ taskId, startAt }) => {
      const quantity = quantityOf(taskId, placeOf.get(taskId) ?? -1)
      return quantity > 0 ? [{ taskId, at: startAt, quantity }] : []
    })
  for (const { resourceId, arrivals } of supplies) {
    const used = new Map<string, number>()
    for (const one of cleared.assignments)
      if (one.resourceId === resourceId)
        used.set(one.taskId, (used.get(one.taskId) ?? 0) + usedBy(cleared, one))
    const takes = takesOf((taskId) => used.get(taskId) ?? 0)
    yield* stockFaults(plan, { resourceId, takes, arrivals })
  }
  if (!funds) return
  const { tasks } = planAmounts(cleared, before)
  const arrivals = funds.map(({ at, amountMinor }) => ({ at, quantity: amountMinor }))
  yield* stockFaults(plan, { takes: takesOf((_, place) => tasks[place]?.costMinor ?? 0), arrivals })
}

const minutesOf = {
  minute: () => 1,
  hour: () => 60,
  day: ({ minutesPerDay }: Project) => minutesPerDay,
  week: ({ minutesPerWeek }: Project) => minutesPerWeek,
  month: ({ minutesPerDay, daysPerMonth }: Project) => minutesPerDay * daysPerMonth,
  year: ({ minutesPerWeek }: Project) => minutesPerWeek * 52,
}

function usedBy(project: Project, { taskId, units, materialPer }: Assignment): number {
  if (materialPer === undefined) return units
  const task = project.tasks.find(({ id }) => id === taskId)
  return (units * (task?.durationMinutes ?? 0)) / minutesOf[materialPer](project)
}

function* stockFaults(
  { unsupplied }: LevellingPlan,
  {
    resourceId,
    takes,
    arrivals,
  }: { resourceId?: string; takes: readonly Take[]; arrivals: readonly { at: number; quantity: number }[] },
): Generator<LevellingFault> {
  const named = resourceId === undefined ? {} : { resourceId }
  const without = new Set(unsupplied.flatMap((one) => (one.resourceId === resourceId ? [one.taskId] : [])))
  const taken = takes.filter(({ taskId }) => !without.has(taskId))
  const balance = (until: number) =>
    arrivals.reduce((sum, { at, quantity }) => (at <= until ? sum + quantity : sum), 0) -
    taken.reduce((sum, { at, quantity }) => (at <= until ? sum + quantity : sum), 0)
  for (const { at } of taken)
    if (balance(at) < -1e-4) yield { kind: 'supply', ...named, at, missing: -balance(at) }
  const times = [...taken, ...arrivals].map(({ at }) => at)
  for (const taskId of without) {
    const take = takes.find((one) => one.taskId === taskId)
    // Enough from its start on for good: nothing kept it from its part.
    const isThere =
      take &&
      [take.at, ...times.filter((at) => at > take.at)].every((at) => balance(at) >= take.quantity - 1e-7)
    if (!take || isThere) yield { kind: 'unsupplied-stated', taskId, ...named }
  }
}
