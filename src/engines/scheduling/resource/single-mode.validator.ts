import type { SingleModeProblem } from './single-mode.problem.ts'

export type ScheduleFault =
  | { kind: 'missing'; activityId: string }
  | { kind: 'unknown'; extra: number }
  | { kind: 'early'; activityId: string; start: number }
  | { kind: 'precedence'; before: string; after: string }
  | { kind: 'capacity'; resourceId: string; period: number; used: number; capacity: number }
  | { kind: 'makespan'; stated: number; actual: number }

/**
 * Checks a schedule from the problem as it was entered; shares nothing with the solver. An empty answer means: every
 * activity once, none before 0, no successor before its predecessor ends, no resource overdrawn in any period, and the
 * makespan is the last finish.
 */
export function scheduleFaults(
  { activities, resources }: SingleModeProblem,
  { starts, makespan }: { starts: readonly number[]; makespan: number },
): ScheduleFault[] {
  const faults: ScheduleFault[] = []
  if (starts.length > activities.length)
    faults.push({ kind: 'unknown', extra: starts.length - activities.length })
  const startOf = new Map<string, number>()
  const used = resources.map(() => new Map<number, number>())
  let last = 0
  activities.forEach(({ id, duration, demand }, index) => {
    const start = starts[index]
    if (start === undefined || !Number.isInteger(start)) {
      faults.push({ kind: 'missing', activityId: id })
      return
    }
    if (start < 0) faults.push({ kind: 'early', activityId: id, start })
    startOf.set(id, start)
    last = Math.max(last, start + duration)
    used.forEach((periods, at) => {
      const units = demand[at] ?? 0
      if (units === 0) return
      for (let period = start; period < start + duration; period++)
        periods.set(period, (periods.get(period) ?? 0) + units)
    })
  })
  for (const { id, duration, successors } of activities) {
    const start = startOf.get(id)
    if (start === undefined) continue
    for (const after of successors) {
      const next = startOf.get(after)
      if (next !== undefined && next < start + duration)
        faults.push({ kind: 'precedence', before: id, after })
    }
  }
  resources.forEach(({ id, capacity }, at) => {
    for (const [period, units] of used[at] ?? [])
      if (units > capacity) faults.push({ kind: 'capacity', resourceId: id, period, used: units, capacity })
  })
  if (last !== makespan) faults.push({ kind: 'makespan', stated: makespan, actual: last })
  return faults
}
