import { compilePlan } from '../../project/compile-plan.ts'
import type { Project } from '../../project/project.model.ts'
import { schedulePlan } from '../../project/schedule-plan.ts'
import { addWork, workBetween } from '../../project/working-time.ts'
import { SchedulingError } from '../scheduling.error.ts'
import type { Distribution, RiskProblem, RiskResult } from './risk.problem.ts'

/** What is not certain about a project; durations in working minutes, by task. Other tasks take what the plan says. */
export interface ProjectUncertainty {
  durations: { taskId: string; duration: Distribution }[]
  events: RiskProblem['events']
  correlations: RiskProblem['correlations']
}

/**
 * The network of a project for the simulation, in working minutes of the project's calendar from its start: leaves that
 * take part, with the links into and out of summaries handed to their leaves, lags and "no earlier than" constraints.
 * Work that is finished takes no more time, work that has begun what is left. Calendars of tasks and resources are taken
 * into account by what the planned duration spans on the project's calendar.
 * @throws SchedulingError `risk.from_finish` for a project scheduled from its finish
 * @throws ProjectError as `compilePlan`
 */
export function projectRisk(project: Project, uncertainty: ProjectUncertainty): RiskProblem {
  if (project.scheduleFrom === 'finish') throw new SchedulingError('risk.from_finish')
  const { breakdown, timings, network, calendars } = compilePlan(project)
  const { tasks } = schedulePlan(project)
  const own = new Map(uncertainty.durations.map(({ taskId, duration }) => [taskId, duration]))
  const time = calendars.project
  const offset = (at: number) => workBetween(time, { from: project.startAt, to: at })
  const leavesOf = (place: number): number[] => {
    const leaves: number[] = []
    for (let at = place; at < (breakdown.end[place] as number); at++)
      if (timings[at]?.active && !timings[at]?.summary) leaves.push(at)
    return leaves
  }
  const leaves = project.tasks.flatMap((_, place) =>
    timings[place]?.active && !timings[place]?.summary ? [place] : [],
  )
  const activities = leaves.map((place) => {
    const task = project.tasks[place] as Project['tasks'][number]
    const row = tasks[place] as (typeof tasks)[number]
    const planned = Math.max(0, workBetween(time, { from: row.startAt, to: row.finishAt }))
    const isDone = task.progress.actualFinishAt !== undefined
    const isHeld = task.progress.actualStartAt !== undefined || task.scheduling === 'manual'
    const { kind, at } = task.constraint
    const releases: number[] = []
    // A levelled task waits for somebody: it starts no earlier than planned.
    if (isHeld || task.levellingDelayMinutes > 0) releases.push(offset(row.startAt))
    if (!isHeld && at !== undefined) {
      if (kind === 'start-no-earlier-than' || kind === 'must-start-on') releases.push(offset(at))
      if (kind === 'finish-no-earlier-than' || kind === 'must-finish-on') releases.push(offset(at) - planned)
    }
    const duration = isDone ? undefined : own.get(task.id)
    return {
      id: task.id,
      duration: duration ?? { kind: 'fixed' as const, value: planned },
      plannedDuration: planned,
      ...(releases.length > 0 ? { releaseAt: Math.max(...releases) } : {}),
    }
  })
  const links = network.links.flatMap(({ dependency, predecessor, successor }) => {
    const { type, lag } = dependency
    const before = tasks[predecessor] as (typeof tasks)[number]
    const share = lag.kind === 'percent' || lag.kind === 'elapsed-percent'
    const own = project.tasks[predecessor] as Project['tasks'][number]
    // Pauses are no part of a duration.
    const length = timings[predecessor]?.summary
      ? workBetween(time, { from: before.startAt, to: before.finishAt })
      : own.durationMinutes
    const minutes = share ? (length * lag.value) / 100 : lag.value
    const from = type === 'FS' || type === 'FF' ? before.finishAt : before.startAt
    // A wait on the clock is what it spans on the calendar where the plan has it.
    const isOnTheClock = lag.kind.startsWith('elapsed') || (lag.kind === 'percent' && own.elapsed)
    const worked = isOnTheClock ? workBetween(time, { from, to: from + minutes }) : minutes
    const toLeaves = leavesOf(successor).filter(
      (place) =>
        project.tasks[place]?.progress.actualStartAt === undefined &&
        project.tasks[place]?.scheduling !== 'manual',
    )
    return leavesOf(predecessor).flatMap((leaf) =>
      toLeaves.map((to) => ({
        predecessorId: (project.tasks[leaf] as Project['tasks'][number]).id,
        successorId: (project.tasks[to] as Project['tasks'][number]).id,
        type,
        lag: worked,
      })),
    )
  })
  const free = heldByLinksAlone(links)
  return {
    activities: activities.map((one) =>
      one.releaseAt === undefined && free.has(one.id) ? { ...one, releaseAt: anyTime } : one,
    ),
    links,
    events: uncertainty.events,
    correlations: uncertainty.correlations,
  }
}

/** A start that a link alone decides may lie before the project. */
const anyTime = -Number.MAX_SAFE_INTEGER

/** As in the plan: a task that waits for a finish by its own finish starts with the project at the earliest. */
function heldByLinksAlone(links: RiskProblem['links']): Set<string> {
  const held = new Set(links.map(({ successorId }) => successorId))
  for (const { successorId, type } of links) if (type === 'FF') held.delete(successorId)
  return held
}

/** The dates of the percentiles of a simulation made by `projectRisk`. */
export function riskDates(project: Project, { percentiles, plannedFinish, meanFinish }: RiskResult) {
  const { project: time } = compilePlan(project).calendars
  const dateOf = (minutes: number) => addWork(time, project.startAt, minutes)
  return {
    plannedFinishAt: dateOf(plannedFinish),
    meanFinishAt: dateOf(meanFinish),
    percentiles: percentiles.map(({ percent, finish }) => ({ percent, finishAt: dateOf(finish) })),
  }
}
