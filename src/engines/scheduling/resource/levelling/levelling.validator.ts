import { checkSchedule, type ScheduleViolation } from '../../project/check-schedule.ts'
import type { Project, Task } from '../../project/project.model.ts'
import { schedulePlan } from '../../project/schedule-plan.ts'
import type { LevellingPlan, LevellingProblem } from './levelling.model.ts'
import { overAllocations } from './over-allocations.ts'

export type LevellingFault =
  | { kind: 'unknown-task'; taskId: string }
  | { kind: 'negative-delay'; taskId: string }
  /** Delays work that has begun, is done, scheduled by hand, tied to a date or of priority 1000. */
  | { kind: 'fixed-task-delayed'; taskId: string }
  | { kind: 'schedule'; violation: ScheduleViolation }
  | { kind: 'finish-stated'; statedAt: number; actualAt: number }
  /** Levelling within float has made the project longer. */
  | { kind: 'beyond-float'; finishBeforeAt: number; finishAfterAt: number }
  /** More in use than there is though every task there could have moved on. */
  | { kind: 'over-allocated'; resourceId: string; day: number; taskIds: string[] }
  | { kind: 'move-missing' | 'move-without-change'; taskId: string }

/** Checks a levelling by scheduling the project with its delays anew and counting what everybody does at every time. */
export function levellingFaults(
  { project, reach, resourceIds }: LevellingProblem,
  plan: LevellingPlan,
): LevellingFault[] {
  const faults: LevellingFault[] = []
  const tasks = new Map(project.tasks.map((task) => [task.id, task]))
  const delayOf = new Map(
    plan.delays.map(({ taskId, levellingDelayMinutes }) => [taskId, levellingDelayMinutes]),
  )
  for (const [taskId, delay] of delayOf) {
    const task = tasks.get(taskId)
    if (!task) faults.push({ kind: 'unknown-task', taskId })
    else if (isFixed(project, task)) faults.push({ kind: 'fixed-task-delayed', taskId })
    if (delay < 0) faults.push({ kind: 'negative-delay', taskId })
  }
  const withDelays = (delay: (task: Task) => number): Project => ({
    ...project,
    tasks: project.tasks.map((task) => ({ ...task, levellingDelayMinutes: Math.max(0, delay(task)) })),
  })
  const cleared = withDelays(() => 0)
  const levelled = withDelays(({ id }) => delayOf.get(id) ?? 0)
  const before = schedulePlan(cleared)
  const after = schedulePlan(levelled)
  const known = new Set(checkSchedule(cleared, before).map((violation) => JSON.stringify(violation)))
  for (const violation of checkSchedule(levelled, after))
    if (!known.has(JSON.stringify(violation))) faults.push({ kind: 'schedule', violation })
  if (after.finishAt !== plan.finishAfterAt)
    faults.push({ kind: 'finish-stated', statedAt: plan.finishAfterAt, actualAt: after.finishAt })
  if (reach === 'within-float' && after.finishAt > before.finishAt)
    faults.push({ kind: 'beyond-float', finishBeforeAt: before.finishAt, finishAfterAt: after.finishAt })
  if (reach === 'beyond-float')
    for (const { resourceId, day, taskIds } of overAllocations(levelled, after)) {
      const resource = project.resources.find(({ id }) => id === resourceId)
      const chosen = resourceIds ? resourceIds.includes(resourceId) : resource?.levelled
      const couldMove = taskIds.every((id) => {
        const task = tasks.get(id)
        return task && !isFixed(project, task) && fitsSomeday(project, task)
      })
      if (chosen && couldMove) faults.push({ kind: 'over-allocated', resourceId, day, taskIds })
    }
  const moved = new Set(plan.moves.map(({ taskId }) => taskId))
  project.tasks.forEach(({ id }, place) => {
    const was = before.tasks[place]
    const is = after.tasks[place]
    if (is?.summary) return
    const changed = was?.startAt !== is?.startAt || was?.finishAt !== is?.finishAt
    if (changed && !moved.has(id)) faults.push({ kind: 'move-missing', taskId: id })
    if (!changed && moved.has(id)) faults.push({ kind: 'move-without-change', taskId: id })
  })
  return faults
}

function isFixed(
  { constraintsPrevail }: Project,
  { progress, scheduling, priority, constraint }: Task,
): boolean {
  const { actualStartAt, actualFinishAt } = progress
  if (actualStartAt !== undefined || actualFinishAt !== undefined) return true
  if (scheduling === 'manual' || priority >= 1000 || constraint.kind === 'as-late-as-possible') return true
  return constraintsPrevail && constraint.kind.startsWith('must')
}

/** None of its assignments asks for more than its resource ever has at the end, and no constraint holds it back. */
function fitsSomeday(project: Project, task: Task): boolean {
  if (project.constraintsPrevail && task.constraint.kind.endsWith('no-later-than')) return false
  const wanted = new Map<string, number>()
  for (const { taskId, resourceId, units } of project.assignments)
    if (taskId === task.id && resourceId !== undefined)
      wanted.set(resourceId, (wanted.get(resourceId) ?? 0) + units)
  return project.resources.every(({ id, maxUnits, availability }) => {
    const last = availability.find(({ toAt }) => toAt === undefined)
    const units = last ? last.units : maxUnits
    return (wanted.get(id) ?? 0) <= units + 1e-6
  })
}
