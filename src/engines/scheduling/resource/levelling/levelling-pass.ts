import type { CompiledPlan } from '../../project/compile-plan.ts'
import { type ForwardDates, forwardPass } from '../../project/forward-pass.ts'
import type { Task } from '../../project/project.model.ts'
import { openPlan } from '../../project/schedule-plan.ts'
import { roundStart, type TaskTiming } from '../../project/task-timing.ts'
import type { LevellingProblem } from './levelling.model.ts'
import { levellingOrder } from './levelling-order.ts'
import { assignmentsByTask, intervalsOf, type Occupation, occupationsOf } from './resource-use.ts'
import { type UseProfile, useProfile } from './use-profile.ts'

/** What a pass makes of an order of tasks. */
export interface LevelledDates {
  /** Wall-clock minutes by place. */
  delays: Float64Array
  finishAt: number
  /** Minutes by which deadlines are missed in all. */
  missedMinutes: number
  /** Minutes that tasks are delayed in all. */
  delayMinutes: number
  /** Unit-minutes in use beyond what is there. */
  overdrawn: number
  /** What first stood in the way of a delayed task, by place. */
  shortages: Map<number, { resourceId: string; fromAt: number; toAt: number }[]>
}

export interface LevellingPasses {
  /** Late starts by place: the first order of a search. */
  lateStarts: Float64Array
  /** From the start of the project to its finish before levelling. */
  spanMinutes: number
  /** Nothing delayed. */
  asItIs(): LevelledDates
  /** Of the tasks that may come next the one with the highest priority, then the smallest key, is placed first. */
  level(keys: Float64Array): LevelledDates
}

/** Strides of keys between priorities: longer than any project, so that priority always comes first. */
const minutesPerPriority = 1e9
const mostAttempts = 10_000

/** Prepares a project, whose delays have been cleared, for many passes. */
export function levellingPasses({ project, reach, resourceIds }: LevellingProblem): LevellingPasses {
  const live = openPlan(project)
  const { plan, early, late, projectStartAt } = live
  const count = plan.tasks.length
  const order = levellingOrder(plan)
  const isLevelled = (id: string, levelled: boolean) =>
    resourceIds === undefined ? levelled : resourceIds.includes(id)
  const assignments = assignmentsByTask(project)
  const occupations = plan.tasks.map((task) =>
    occupationsOf(task, assignments.get(task.id) ?? [], plan.calendars).filter(({ resource }) =>
      isLevelled(resource.id, resource.levelled),
    ),
  )
  const resources = new Map(occupations.flat().map(({ resource }) => [resource.id, resource]))
  const movable = plan.tasks.map((task, place) => isMovable(plan, task, place) && occupations[place]?.length)
  const baseTasks = [...plan.tasks]

  function pass(keys: Float64Array, mayMove: boolean): LevelledDates {
    const run: CompiledPlan = { ...plan, tasks: [...baseTasks] }
    const dates: ForwardDates = {
      start: early.start.slice(),
      finish: early.finish.slice(),
      begin: early.begin.slice(),
    }
    const profiles = new Map([...resources].map(([id, resource]) => [id, useProfile(resource)]))
    const ranked = Float64Array.from(
      keys,
      (key, place) => key - (baseTasks[place] as Task).priority * minutesPerPriority,
    )
    const delays = new Float64Array(count)
    const shortages: LevelledDates['shortages'] = new Map()
    const dirty = new Uint8Array(2 * count)
    let overdrawn = 0
    const occupy = (place: number) => {
      for (const occupation of occupations[place] ?? [])
        for (const interval of intervalsOf(occupation, dates.start[place] as number))
          overdrawn += profiles.get(occupation.resource.id)?.take(interval, occupation.units) ?? 0
    }
    // Dates that nothing can move are there before anyone else chooses.
    baseTasks.forEach((task, place) => {
      if (isAnchored(plan, task, place)) occupy(place)
    })
    for (const place of order.leaves(ranked)) {
      const task = baseTasks[place] as Task
      if (!plan.timings[place]?.active || isAnchored(plan, task, place)) continue
      if (!mayMove || !movable[place]) {
        occupy(place)
        continue
      }
      const own = occupations[place] as Occupation[]
      const startAt = dates.start[place] as number
      const latestAt =
        reach === 'within-float' ? (late.start[place] as number) : latestStart(plan, task, late, place)
      const found = firstRoom(own, plan.timings[place] as TaskTiming, profiles, { startAt, latestAt })
      if (found && found.startAt > startAt) {
        const delayTo = (delay: number) => {
          delays[place] = delay
          run.tasks[place] = { ...task, levellingDelayMinutes: delay }
          dirty[place] = 1
          forwardPass(run, dates, { projectStartAt, dirty })
        }
        delayTo(found.startAt - startAt)
        // Where calendars differ, late dates promise now and then more than there is.
        if (reach === 'within-float' && lastFinish(plan, dates) > live.projectFinishAt) delayTo(0)
        else shortages.set(place, found.shortages)
      }
      occupy(place)
    }
    return { delays, shortages, overdrawn, ...figuresOf(run, dates, delays) }
  }
  return {
    lateStarts: late.start.slice(),
    spanMinutes: live.projectFinishAt - projectStartAt,
    asItIs: () => pass(late.start, false),
    level: (keys) => pass(keys, true),
  }
}

/** Levelling moves automatic work that has not begun and is not tied to a date. */
function isMovable({ timings, project }: CompiledPlan, task: Task, place: number): boolean {
  const { scheduling, progress, constraint, priority } = task
  const timing = timings[place] as TaskTiming
  if (!timing.active || timing.summary || scheduling === 'manual' || priority >= 1000) return false
  if (progress.actualStartAt !== undefined || progress.actualFinishAt !== undefined) return false
  const isTied =
    project.constraintsPrevail &&
    (constraint.kind === 'must-start-on' || constraint.kind === 'must-finish-on')
  return !isTied && constraint.kind !== 'as-late-as-possible'
}

/** Where the task stands is known before anything is levelled. */
function isAnchored({ timings, project }: CompiledPlan, task: Task, place: number): boolean {
  const { progress, scheduling, manualStartAt, constraint } = task
  const timing = timings[place] as TaskTiming
  if (!timing.active || timing.summary || progress.actualFinishAt !== undefined) return false
  return (
    progress.actualStartAt !== undefined ||
    (scheduling === 'manual' && manualStartAt !== undefined) ||
    (scheduling === 'automatic' && project.constraintsPrevail && constraint.kind.startsWith('must'))
  )
}

/** A constraint that prevails would pull the task back from anywhere later. */
function latestStart(
  { project }: CompiledPlan,
  { constraint }: Task,
  late: { start: Float64Array },
  place: number,
): number {
  const isBound = project.constraintsPrevail && constraint.kind.endsWith('no-later-than')
  return isBound ? (late.start[place] as number) : Number.POSITIVE_INFINITY
}

/** The first start at which every occupation of the task finds room; nothing when there is none in reach. */
function firstRoom(
  occupations: readonly Occupation[],
  { spans }: TaskTiming,
  profiles: ReadonlyMap<string, UseProfile>,
  { startAt, latestAt }: { startAt: number; latestAt: number },
) {
  const shortages: { resourceId: string; fromAt: number; toAt: number }[] = []
  if (occupations.some(({ resource, units }) => units > (profiles.get(resource.id)?.mostUnits ?? 0) + 1e-6))
    return undefined
  let at = startAt
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const blocked = firstShortage(occupations, profiles, at)
    if (blocked === undefined) return { startAt: at, shortages }
    if (attempt === 0) shortages.push(blocked)
    if (blocked.toAt === Number.POSITIVE_INFINITY) return undefined
    const { time } = blocked.occupation
    // As much work as lies between the start of the blocked stretch and the end of the shortage.
    const later = time.elapsedWork(blocked.toAt) - time.elapsedWork(blocked.stretchAt)
    const shifted = time.latestAt(time.elapsedWork(at) + Math.max(later, 0.1))
    at = roundStart(spans, Math.max(shifted, at + 0.1))
    if (at > latestAt) return undefined
  }
  return undefined
}

function firstShortage(
  occupations: readonly Occupation[],
  profiles: ReadonlyMap<string, UseProfile>,
  startAt: number,
) {
  for (const occupation of occupations) {
    const { resource, units, time, stretches } = occupation
    const profile = profiles.get(resource.id)
    for (const stretch of stretches) {
      const stretchAt = time.latestAt(time.elapsedWork(startAt) + stretch.fromMinutes)
      for (const interval of intervalsOf({ ...occupation, stretches: [stretch] }, startAt)) {
        const found = profile?.shortage(interval, units)
        if (found) return { resourceId: resource.id, ...found, stretchAt, occupation }
      }
    }
  }
  return undefined
}

function figuresOf(plan: CompiledPlan, dates: ForwardDates, delays: Float64Array) {
  let missedMinutes = 0
  plan.timings.forEach(({ active }, place) => {
    const { deadlineAt = Number.POSITIVE_INFINITY } = plan.tasks[place] as Task
    if (active) missedMinutes += Math.max(0, (dates.finish[place] as number) - deadlineAt)
  })
  const delayMinutes = delays.reduce((sum, delay) => sum + delay, 0)
  return { finishAt: lastFinish(plan, dates), missedMinutes, delayMinutes }
}

function lastFinish({ timings }: CompiledPlan, { finish }: ForwardDates): number {
  let last = Number.NEGATIVE_INFINITY
  timings.forEach(({ active, summary }, place) => {
    if (active && !summary) last = Math.max(last, finish[place] as number)
  })
  return last
}
