import type { EngineTask } from '../../runner/pool.ts'
import { type BackwardDates, backwardPass } from './backward-pass.ts'
import { type CompiledPlan, compilePlan } from './compile-plan.ts'
import { type ForwardDates, forwardPass } from './forward-pass.ts'
import type { LivePlan } from './live-plan.ts'
import type { Project } from './project.model.ts'
import type { Schedule } from './schedule.model.ts'
import { scheduleWarnings } from './schedule-warnings.ts'
import { scheduledTasks } from './scheduled-tasks.ts'
import { waits } from './task-timing.ts'

/**
 * Schedules a project: early and late dates, floats, warnings.
 * Source: Kelley and Walker, Critical-Path Planning and Scheduling, 1959; precedence diagramming with lags after Fondahl,
 * 1961; calendars, constraints and progress as Microsoft Project treats them.
 * @throws ProjectError as `compilePlan`; `calendar.no-working-time` when work finds no working time.
 */
export function schedulePlan(project: Project): Schedule {
  return scheduleOf(openPlan(project))
}

export const schedulePlanTask: EngineTask<Project, Schedule> = {
  module: import.meta.url,
  name: 'schedulePlan',
}

/** Compiles and calculates a plan, to be read by `scheduleOf` and changed by `recalculatePlan`. */
export function openPlan(project: Project): LivePlan {
  const plan = compilePlan(project)
  const early = forwardDates(plan.tasks.length)
  const late = backwardDates(plan.tasks.length)
  const live = { plan, early, late, planned: early, projectStartAt: Number.NaN, projectFinishAt: Number.NaN }
  calculate(live)
  return live
}

/** The rows and warnings of a calculated plan. */
export function scheduleOf(live: LivePlan): Schedule {
  const { plan, planned } = live
  let startAt = Number.POSITIVE_INFINITY
  let finishAt = Number.NEGATIVE_INFINITY
  plan.timings.forEach(({ active, summary }, place) => {
    if (!active || summary) return
    startAt = Math.min(startAt, planned.start[place] as number)
    finishAt = Math.max(finishAt, planned.finish[place] as number)
  })
  if (startAt > finishAt) {
    startAt = live.projectStartAt
    finishAt = live.projectFinishAt
  }
  const tasks = scheduledTasks(live)
  return { startAt, finishAt, tasks, warnings: scheduleWarnings(live, tasks) }
}

/** Nodes to work out anew in either direction; everything when missing. */
export interface DirtyNodes {
  forward: Uint8Array
  backward: Uint8Array
}

/** Runs the passes. */
export function calculate(live: LivePlan, dirty?: DirtyNodes): void {
  const { plan, early, late } = live
  const { project } = plan
  const count = plan.tasks.length
  const backwardOf = new Uint8Array(count)
  const changed = (place: number) => {
    backwardOf[place] = 1
  }
  if (project.scheduleFrom === 'start') {
    live.projectStartAt = project.startAt
    forwardPass(plan, early, {
      projectStartAt: project.startAt,
      changed,
      ...(dirty && { dirty: dirty.forward }),
    })
    const projectFinishAt = lastFinish(plan, early) ?? project.startAt
    const isWhole = !dirty || projectFinishAt !== live.projectFinishAt || needsWholeBackwardPass(plan)
    live.projectFinishAt = projectFinishAt
    if (!isWhole) for (let place = 0; place < count; place++) if (backwardOf[place]) dirty.backward[place] = 1
    backwardPass(plan, late, { projectFinishAt, early, ...(isWhole ? {} : { dirty: dirty.backward }) })
  } else {
    // Early dates only tell which child starts its summary; the true ones need the late ones first.
    forwardPass(plan, early, { projectStartAt: project.startAt })
    live.projectFinishAt = project.finishAt ?? lastFinish(plan, early) ?? project.startAt
    backwardPass(plan, late, { projectFinishAt: live.projectFinishAt, early })
    live.projectStartAt = firstStart(plan, late) ?? live.projectFinishAt
    forwardPass(plan, early, { projectStartAt: live.projectStartAt })
  }
  live.planned = early
  if (
    plan.tasks.some(
      (task, place) => waits(task) && plan.timings[place]?.active && !plan.timings[place]?.summary,
    )
  ) {
    live.planned = forwardDates(count)
    forwardPass(plan, live.planned, { projectStartAt: live.projectStartAt, late })
  }
}

/** Where late dates depend on early ones of other tasks, marking by links is not enough. */
function needsWholeBackwardPass({ project, network, timings }: CompiledPlan): boolean {
  return (
    project.multipleCriticalPaths ||
    network.links.some(
      ({ predecessor, dependency }) =>
        timings[predecessor]?.summary &&
        (dependency.type === 'SS' || dependency.type === 'SF' || dependency.lag.kind.endsWith('percent')),
    )
  )
}

function lastFinish({ timings }: CompiledPlan, { finish }: ForwardDates): number | undefined {
  let last = Number.NEGATIVE_INFINITY
  timings.forEach(({ active, summary }, place) => {
    if (active && !summary && (finish[place] as number) > last) last = finish[place] as number
  })
  return last === Number.NEGATIVE_INFINITY ? undefined : last
}

function firstStart({ timings }: CompiledPlan, { start }: BackwardDates): number | undefined {
  let first = Number.POSITIVE_INFINITY
  timings.forEach(({ active, summary }, place) => {
    if (active && !summary && (start[place] as number) < first) first = start[place] as number
  })
  return first === Number.POSITIVE_INFINITY ? undefined : first
}

function forwardDates(count: number): ForwardDates {
  const empty = () => new Float64Array(count).fill(Number.NaN)
  return { start: empty(), finish: empty(), begin: empty() }
}

function backwardDates(count: number): BackwardDates {
  const empty = () => new Float64Array(count).fill(Number.NaN)
  return { start: empty(), finish: empty(), endLimit: empty(), startLimit: empty(), finishLimit: empty() }
}
