import type { LivePlan } from './live-plan.ts'
import { compileNetwork, type Network } from './network.ts'
import { ProjectError } from './project.error.ts'
import type { Assignment, Dependency, Project, Task } from './project.model.ts'
import { calculate, type DirtyNodes, openPlan } from './schedule-plan.ts'
import { type TaskTiming, timingOf } from './task-timing.ts'

/** A change to a plan. Everything that is not named stays. */
export interface PlanEdit {
  /** Tasks that replace those of the same id, in the same place of the breakdown. */
  tasks?: readonly Task[]
  /** All dependencies of the plan, when one was drawn, changed or removed. */
  dependencies?: readonly Dependency[]
  /** All assignments of the plan, when one of the tasks in `tasks` works with others or otherwise. */
  assignments?: readonly Assignment[]
}

/**
 * Applies an edit and works out anew only what depends on it. The plan is changed in place; the answer equals that of a
 * plan opened with the edited project. Edits of the outline, of calendars and of resources need a plan opened anew.
 * @throws ProjectError as `compilePlan`, and `task.unknown` or `task.moved` for tasks that are not in the plan or name
 * another parent; the plan is then as it was.
 */
export function recalculatePlan(live: LivePlan, edit: PlanEdit): void {
  const { plan } = live
  const { breakdown, calendars } = plan
  const edited = (edit.tasks ?? []).map((task) => ({ task, place: placeOf(live, task) }))
  const tasks = [...plan.tasks]
  for (const { task, place } of edited) tasks[place] = task
  const { dependencies = plan.project.dependencies, assignments = plan.project.assignments } = edit
  const project: Project = {
    ...plan.project,
    tasks,
    dependencies: [...dependencies],
    assignments: [...assignments],
  }
  if (edited.some(({ task, place }) => changesMoreThanDates(plan.tasks[place] as Task, task))) {
    Object.assign(live, openPlan(project))
    return
  }
  const network = edit.dependencies ? compileNetwork(project, breakdown, calendars) : plan.network
  const timings = [...plan.timings]
  for (const { task, place } of edited) {
    const own = project.assignments.filter(({ taskId }) => taskId === task.id)
    timings[place] = { ...(timings[place] as TaskTiming), ...timingOf(task, own, calendars) }
  }
  const isWhole = edit.dependencies !== undefined || edited.some(({ place }) => timings[place]?.summary)
  live.plan = { ...plan, project, tasks, network, timings }
  calculate(
    live,
    isWhole
      ? undefined
      : dirtyNodes(
          network,
          timings,
          edited.map(({ place }) => place),
        ),
  )
}

function placeOf({ plan }: LivePlan, task: Task): number {
  const place = plan.breakdown.placeOf.get(task.id)
  if (place === undefined) throw new ProjectError('task.unknown', { taskId: task.id })
  if (plan.tasks[place]?.parentId !== task.parentId) throw new ProjectError('task.moved', { taskId: task.id })
  return place
}

/** Edits after which more has to be compiled than the task's own timing. */
function changesMoreThanDates(before: Task, after: Task): boolean {
  return before.active !== after.active || before.wbs !== after.wbs || before.calendarId !== after.calendarId
}

/** The edited tasks, and their neighbours: lags may be a share of an edited duration. */
function dirtyNodes(network: Network, timings: readonly TaskTiming[], places: readonly number[]): DirtyNodes {
  const count = timings.length
  const forward = new Uint8Array(2 * count)
  const backward = new Uint8Array(2 * count)
  for (const place of places) {
    forward[place] = 1
    backward[place] = 1
    for (const { successor } of network.outOf[place] ?? []) forward[successor] = 1
    for (const { predecessor } of network.into[place] ?? [])
      backward[timings[predecessor]?.summary ? predecessor + count : predecessor] = 1
  }
  return { forward, backward }
}
