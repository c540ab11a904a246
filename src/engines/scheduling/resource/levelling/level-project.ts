import type { EngineTask } from '../../../runner/pool.ts'
import type { Search } from '../../../runner/search.ts'
import { compileCalendars } from '../../project/calendars-of-project.ts'
import type { Project, Task } from '../../project/project.model.ts'
import type { Schedule } from '../../project/schedule.model.ts'
import { schedulePlan } from '../../project/schedule-plan.ts'
import { timingOf } from '../../project/task-timing.ts'
import { SchedulingError } from '../scheduling.error.ts'
import { levelledProject, unlevelledProject } from './levelled-project.ts'
import type { LevellingMove, LevellingPlan, LevellingProblem } from './levelling.model.ts'
import { type LevelledDates, levellingPasses } from './levelling-pass.ts'
import { overAllocations } from './over-allocations.ts'
import { assignmentsByTask, intervalsOf, occupationsOf, restStart } from './resource-use.ts'

export const levelProjectTask: EngineTask<LevellingProblem, LevellingPlan> = {
  module: import.meta.url,
  name: 'levelProject',
}

/**
 * Levels a project: delays and, where asked to, interrupts tasks until nobody has more to do than time allows. Serial levelling on working minutes with
 * the project's own network, calendars and constraints: tasks of higher priority are placed first, and each at the first
 * instant at which everyone it needs is free. The first pass orders tasks by late start (Kolisch 1996); the search then
 * tries other orders for the shortest plan and, among those, the least delay. One iteration is one pass.
 * With `maySplit`, tasks are done piece by piece where that ends them earlier, and what is left of begun ones may pause.
 * Existing levelling delays and pauses are cleared first. Finished, started (but for such pauses) and manual tasks, fixed
 * dates and priority 1000 stay.
 * @throws SchedulingError `levelling.from_finish` for a project scheduled from its finish
 * @throws ProjectError as `schedulePlan`
 */
export function levelProject(problem: LevellingProblem, search: Search<LevellingPlan>): LevellingPlan {
  const project = unlevelledProject(problem.project)
  if (project.scheduleFrom === 'finish') throw new SchedulingError('levelling.from_finish')
  const passes = levellingPasses({ ...problem, project })
  const { chance } = search
  const count = project.tasks.length
  const keys = new Float64Array(count)
  let bestKeys = passes.lateStarts.slice()
  let best = passes.asItIs()
  const first = passes.level(bestKeys)
  if (compare(first, best) < 0) best = first
  const answer = () => planOf(project, best, passes.supplied)
  search.improved(answer)
  for (let pass = 1; !search.done(pass); pass++) {
    // Wide noise finds other plans, narrow noise improves this one: the widths follow each other in a fixed cycle.
    const widthMinutes = passes.spanMinutes * (noiseShares[pass % noiseShares.length] as number)
    for (let place = 0; place < count; place++)
      keys[place] = (bestKeys[place] as number) + (chance.next() - 0.5) * widthMinutes
    const found = passes.level(keys)
    const order = compare(found, best)
    if (order > 0) continue
    bestKeys = keys.slice()
    best = found
    if (order < 0) search.improved(answer)
  }
  return answer()
}

const noiseShares = [0.5, 0.1, 0.02, 0.2, 0.05, 0.01]

/** Below zero when the first is better: less overdrawn, fewer without supply, deadlines missed by less, an earlier finish, less delay in all. */
function compare(one: LevelledDates, other: LevelledDates): number {
  const overdrawn = one.overdrawn - other.overdrawn
  return (
    // Six seconds of a tenth of somebody are told apart, sums of fractions are not.
    (Math.abs(overdrawn) > 1e-3 ? overdrawn : 0) ||
    one.unsupplied.size - other.unsupplied.size ||
    one.missedMinutes - other.missedMinutes ||
    one.finishAt - other.finishAt ||
    one.delayMinutes - other.delayMinutes
  )
}

function planOf(
  project: Project,
  { delays, splits, shortages, awaited, unsupplied }: LevelledDates,
  supplied: readonly (string | undefined)[],
): LevellingPlan {
  const kept: Pick<LevellingPlan, 'delays' | 'splits'> = { delays: [], splits: [] }
  project.tasks.forEach(({ id }, place) => {
    const levellingDelayMinutes = delays[place] as number
    if (levellingDelayMinutes > 0) kept.delays.push({ taskId: id, levellingDelayMinutes })
    const paused = splits.get(place)
    if (paused) kept.splits.push({ taskId: id, splits: paused })
  })
  const levelled = levelledProject(project, kept)
  const before = schedulePlan(project)
  const after = schedulePlan(levelled)
  return {
    ...kept,
    moves: movesOf(levelled, { before, after, shortages, awaited }),
    unsupplied: [...unsupplied].flatMap(([place, needs]) =>
      needs.map(({ supply, quantity }) => {
        const resourceId = supplied[supply]
        return {
          taskId: (project.tasks[place] as Task).id,
          ...(resourceId === undefined ? {} : { resourceId }),
          quantity,
        }
      }),
    ),
    finishBeforeAt: before.finishAt,
    finishAfterAt: after.finishAt,
    before: overAllocations(project, before),
    after: overAllocations(levelled, after),
  }
}

/** Tasks whose dates changed, in the order of the plan, each with those who had the resource it wanted. */
function movesOf(
  levelled: Project,
  {
    before,
    after,
    shortages,
    awaited,
  }: { before: Schedule; after: Schedule } & Pick<LevelledDates, 'shortages' | 'awaited'>,
): LevellingMove[] {
  const usesOf = usesByResource(levelled, after)
  return levelled.tasks.flatMap((task, place) => {
    const was = before.tasks[place]
    const is = after.tasks[place]
    if (!was || !is || is.summary || (was.startAt === is.startAt && was.finishAt === is.finishAt)) return []
    const awaits = awaited.get(place)
    const because = (shortages.get(place) ?? []).map(({ resourceId, fromAt, toAt }) => {
      const others = (usesOf.get(resourceId) ?? []).filter(
        (use) => use.taskId !== task.id && use.fromAt < toAt && use.toAt > fromAt,
      )
      return { resourceId, fromAt, taskIds: [...new Set(others.map(({ taskId }) => taskId))] }
    })
    return [
      {
        taskId: task.id,
        startBeforeAt: was.startAt,
        startAfterAt: is.startAt,
        finishBeforeAt: was.finishAt,
        finishAfterAt: is.finishAt,
        levellingDelayMinutes: task.levellingDelayMinutes,
        because,
        ...(awaits?.length ? { awaits } : {}),
      },
    ]
  })
}

function usesByResource(project: Project, schedule: Schedule) {
  const uses = new Map<string, { taskId: string; fromAt: number; toAt: number }[]>()
  const assignments = assignmentsByTask(project)
  const calendars = compileCalendars(project)
  project.tasks.forEach((task, place) => {
    const row = schedule.tasks[place]
    if (!row?.active || row.summary) return
    const own = assignments.get(task.id) ?? []
    const isUnderWay = task.progress.actualStartAt !== undefined && task.progress.actualFinishAt === undefined
    const restAt = isUnderWay ? restStart(timingOf(task, own, calendars), row.finishAt) : row.startAt
    for (const occupation of occupationsOf(task, own, calendars)) {
      const known = uses.get(occupation.resource.id) ?? []
      uses.set(occupation.resource.id, known)
      for (const interval of intervalsOf(occupation, row.startAt, restAt))
        known.push({ taskId: task.id, ...interval })
    }
  })
  return uses
}
