import { checkSchedule } from '../../project/check-schedule.ts'
import type { Project, Split, Task } from '../../project/project.model.ts'
import type { Schedule } from '../../project/schedule.model.ts'
import { schedulePlan } from '../../project/schedule-plan.ts'
import type { LevellingPlan, LevellingProblem, OverAllocation } from './levelling.model.ts'
import type { LevellingFault } from './levelling-fault.ts'
import { type Overload, overloads } from './resource-load.validator.ts'
import { supplyFaults } from './supply.validator.ts'

/**
 * Checks a levelling by scheduling the project with its delays and pauses anew and counting what everybody does at every
 * time. Only the scheduler of dates is shared with levelling, and its schedule is checked too.
 */
export function levellingFaults(problem: LevellingProblem, plan: LevellingPlan): LevellingFault[] {
  const { project, reach, resourceIds } = problem
  const delayOf = new Map(plan.delays.map((delay) => [delay.taskId, delay.levellingDelayMinutes]))
  const pausesOf = new Map(plan.splits.map(({ taskId, splits }) => [taskId, splits]))
  const faults: LevellingFault[] = [...delayFaults(project, delayOf), ...pauseFaults(problem, pausesOf)]
  const ownPauses = ({ splits }: Task) => splits.filter(({ byLevelling }) => !byLevelling)
  const cleared: Project = {
    ...project,
    tasks: project.tasks.map((task) => ({ ...task, levellingDelayMinutes: 0, splits: ownPauses(task) })),
  }
  const levelled: Project = {
    ...project,
    tasks: project.tasks.map((task) => ({
      ...task,
      levellingDelayMinutes: Math.max(0, delayOf.get(task.id) ?? 0),
      splits: pausesOf.get(task.id) ?? ownPauses(task),
    })),
  }
  const before = schedulePlan(cleared)
  const after = schedulePlan(levelled)
  const known = new Set(checkSchedule(cleared, before).map((violation) => JSON.stringify(violation)))
  for (const violation of checkSchedule(levelled, after))
    if (!known.has(JSON.stringify(violation))) faults.push({ kind: 'schedule', violation })
  for (const [statedAt, actualAt] of [
    [plan.finishBeforeAt, before.finishAt],
    [plan.finishAfterAt, after.finishAt],
  ] as const)
    if (statedAt !== actualAt) faults.push({ kind: 'finish-stated', statedAt, actualAt })
  if (reach === 'within-float' && after.finishAt > before.finishAt)
    faults.push({ kind: 'beyond-float', finishBeforeAt: before.finishAt, finishAfterAt: after.finishAt })
  const tasks = new Map(project.tasks.map((task) => [task.id, task]))
  const left = overloads(levelled, after.tasks)
  faults.push(...statedFaults('before', plan.before, overloads(cleared, before.tasks)))
  faults.push(...statedFaults('after', plan.after, left))
  if (reach === 'beyond-float')
    for (const { resourceId, day, taskIds } of left) {
      const resource = project.resources.find(({ id }) => id === resourceId)
      const chosen = resourceIds ? resourceIds.includes(resourceId) : resource?.levelled
      const couldMove = taskIds.every((id) => {
        const task = tasks.get(id)
        return task && !isFixed(project, task) && fitsSomeday(project, task)
      })
      if (chosen && couldMove) faults.push({ kind: 'over-allocated', resourceId, day, taskIds })
    }
  faults.push(...supplyFaults(problem, plan, { cleared, before, after }))
  faults.push(...moveFaults(plan, { before, after, delayOf }))
  return faults
}

function* delayFaults(project: Project, delayOf: ReadonlyMap<string, number>): Generator<LevellingFault> {
  for (const [taskId, delay] of delayOf) {
    const task = project.tasks.find(({ id }) => id === taskId)
    if (!task) yield { kind: 'unknown-task', taskId }
    else if (isFixed(project, task)) yield { kind: 'fixed-task-delayed', taskId }
    if (delay < 0) yield { kind: 'negative-delay', taskId }
  }
}

function* pauseFaults(
  { project, maySplit }: LevellingProblem,
  pausesOf: ReadonlyMap<string, readonly Split[]>,
): Generator<LevellingFault> {
  for (const [taskId, pauses] of pausesOf) {
    const task = project.tasks.find(({ id }) => id === taskId)
    if (!task) {
      yield { kind: 'unknown-task', taskId }
      continue
    }
    const { progress, durationMinutes, scheduling, priority, levellingMaySplit } = task
    const isDone = progress.actualFinishAt !== undefined
    if (!maySplit || !levellingMaySplit || isDone || scheduling === 'manual' || priority >= 1000)
      yield { kind: 'fixed-task-paused', taskId }
    const done = progress.actualStartAt === undefined ? 0 : (durationMinutes * progress.percentComplete) / 100
    const first = progress.actualDurationMinutes ?? Math.round(done * 10) / 10
    const isOutside = ({ afterMinutes, pauseMinutes, byLevelling }: Split) =>
      afterMinutes >= durationMinutes || !(pauseMinutes > 0) || (byLevelling && afterMinutes < first)
    if (pauses.some((pause) => isOutside(pause) || !(pause.afterMinutes > 0)))
      yield { kind: 'pause-outside-work', taskId }
    const kept = pauses.filter(({ byLevelling }) => !byLevelling).map((pause) => JSON.stringify(pause))
    const own = task.splits.filter(({ byLevelling }) => !byLevelling).map((pause) => JSON.stringify(pause))
    if (kept.join() !== own.join()) yield { kind: 'own-pause-lost', taskId }
  }
}

function* statedFaults(
  when: 'before' | 'after',
  stated: readonly OverAllocation[],
  counted: readonly Overload[],
): Generator<LevellingFault> {
  const key = ({ resourceId, day }: { resourceId: string; day: number }) => JSON.stringify([resourceId, day])
  const all = new Map([...stated, ...counted].map((one) => [key(one), one]))
  const byKey = (list: readonly Overload[]) => new Map(list.map((one) => [key(one), one.overMinutes]))
  const [told, found] = [byKey(stated), byKey(counted)]
  for (const [at, { resourceId, day }] of all)
    if (Math.abs((told.get(at) ?? 0) - (found.get(at) ?? 0)) > 0.05)
      yield { kind: 'over-allocation-stated', when, resourceId, day }
}

function* moveFaults(
  { moves }: LevellingPlan,
  { before, after, delayOf }: { before: Schedule; after: Schedule; delayOf: ReadonlyMap<string, number> },
): Generator<LevellingFault> {
  const moveOf = new Map(moves.map((move) => [move.taskId, move]))
  for (const [place, is] of after.tasks.entries()) {
    const was = before.tasks[place]
    if (!was || is.summary) continue
    const { taskId } = is
    const changed = was.startAt !== is.startAt || was.finishAt !== is.finishAt
    const move = moveOf.get(taskId)
    if (changed && !move) yield { kind: 'move-missing', taskId }
    if (!changed && move) yield { kind: 'move-without-change', taskId }
    if (!move) continue
    const isRight =
      move.startBeforeAt === was.startAt &&
      move.finishBeforeAt === was.finishAt &&
      move.startAfterAt === is.startAt &&
      move.finishAfterAt === is.finishAt &&
      move.levellingDelayMinutes === (delayOf.get(taskId) ?? 0)
    if (!isRight) yield { kind: 'move-stated', taskId }
  }
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
