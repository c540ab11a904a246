import type { CompiledPlan } from '../../project/compile-plan.ts'
import { type ForwardDates, forwardPass } from '../../project/forward-pass.ts'
import type { Split, Task } from '../../project/project.model.ts'
import { openPlan, scheduleOf } from '../../project/schedule-plan.ts'
import {
  finishOf,
  progressOf,
  roundStart,
  type Span,
  type TaskTiming,
  timingOf,
} from '../../project/task-timing.ts'
import type { LevellingProblem } from './levelling.model.ts'
import { levellingOrder } from './levelling-order.ts'
import {
  isAnchored,
  isDrawnFirst,
  isHeldBack,
  isMovable,
  isOnOneCalendar,
  isUnderWay,
} from './levelling-scope.ts'
import { type PiecedPlace, piecedRoom } from './pieced-room.ts'
import { assignmentsByTask, intervalsOf, type Occupation, occupationsOf, restStart } from './resource-use.ts'
import { type Need, noSupplies, suppliedFrom, suppliesOf } from './supplies.ts'
import { useProfile } from './use-profile.ts'
import { type Shortage, wholeRoom } from './whole-room.ts'

/** What a pass makes of an order of tasks. */
export interface LevelledDates {
  /** Wall-clock minutes by place. */
  delays: Float64Array
  finishAt: number
  /** Minutes by which deadlines are missed in all. */
  missedMinutes: number
  /** All pauses, by place, of tasks that levelling interrupts. */
  splits: Map<number, Split[]>
  /** Minutes that tasks are delayed and paused in all. */
  delayMinutes: number
  /** Unit-minutes in use beyond what is there. */
  overdrawn: number
  /** What first stood in the way of a delayed task, by place. */
  shortages: Map<number, Shortage[]>
  /** What a task waits for, and what it has not got, by place. */
  awaited: Map<number, { resourceId?: string; untilAt: number }[]>
  unsupplied: Map<number, Need[]>
}

export interface LevellingPasses {
  /** Late starts by place: the first order of a search. */
  lateStarts: Float64Array
  /** From the start of the project to its finish before levelling. */
  spanMinutes: number
  /** The material of each supply; none for money. */
  supplied: readonly (string | undefined)[]
  /** Nothing delayed. */
  asItIs(): LevelledDates
  /** Of the tasks that may come next the one with the highest priority, then the smallest key, is placed first. */
  level(keys: Float64Array): LevelledDates
}

/** Strides of keys between priorities: longer than any project, so that priority always comes first. */
const minutesPerPriority = 1e9

/** Prepares a project, whose delays have been cleared, for many passes. */
export function levellingPasses({
  project,
  reach,
  resourceIds,
  maySplit = false,
  supplies,
  funds,
}: LevellingProblem): LevellingPasses {
  const live = openPlan(project)
  const { plan, early, late, projectStartAt } = live
  const count = plan.tasks.length
  const order = levellingOrder(plan)
  const isLevelled = (id: string, levelled: boolean) =>
    resourceIds === undefined ? levelled : resourceIds.includes(id)
  const assignments = assignmentsByTask(project)
  const occupationsOfTask = (task: Task) =>
    occupationsOf(task, assignments.get(task.id) ?? [], plan.calendars).filter(({ resource }) =>
      isLevelled(resource.id, resource.levelled),
    )
  const occupations = plan.tasks.map(occupationsOfTask)
  const resources = new Map(occupations.flat().map(({ resource }) => [resource.id, resource]))
  const supply = supplies || funds ? suppliesOf({ supplies, funds }, project, scheduleOf(live)) : noSupplies
  const movable = plan.tasks.map(
    (task, place) =>
      isMovable(plan, task, place) && (occupations[place]?.length || supply.needs[place]?.length),
  )
  const splittable = plan.tasks.map(
    (task, place) => maySplit && task.levellingMaySplit && isOnOneCalendar(plan, place, occupations[place]),
  )
  const pausable = plan.tasks.map((task, place) => splittable[place] && isUnderWay(plan, task, place))
  const baseTasks = [...plan.tasks]
  // What stands already has taken, or will take, its part before others choose.
  const drawingFirst = baseTasks
    .flatMap((task, place) => (isDrawnFirst(plan, task, place) ? [place] : []))
    .sort((one, other) => (early.start[one] as number) - (early.start[other] as number))

  function pass(keys: Float64Array, mayMove: boolean): LevelledDates {
    const run: CompiledPlan = { ...plan, tasks: [...baseTasks], timings: [...plan.timings] }
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
    const splits: LevelledDates['splits'] = new Map()
    const shortages: LevelledDates['shortages'] = new Map()
    const awaited: LevelledDates['awaited'] = new Map()
    const unsupplied: LevelledDates['unsupplied'] = new Map()
    const stocks = supply.stocks()
    const dirty = new Uint8Array(2 * count)
    let overdrawn = 0
    const draw = (place: number) => {
      for (const need of supply.needs[place] ?? []) {
        const stock = stocks[need.supply]
        const from = stock?.firstWith(need.quantity - 1e-6)
        if (from !== undefined && from <= (dates.start[place] as number))
          stock?.take(dates.start[place] as number, need.quantity)
        else unsupplied.set(place, [...(unsupplied.get(place) ?? []), need])
      }
    }
    const occupy = (place: number, part: 'all' | 'done' | 'rest' = 'all') => {
      const startAt = dates.start[place] as number
      const restAt = restStart(run.timings[place] as TaskTiming, dates.finish[place] as number)
      const own = splits.has(place) ? occupationsOfTask(run.tasks[place] as Task) : occupations[place]
      for (const { resource, units, time, span, stretches, rest } of own ?? []) {
        const parts = {
          time,
          span,
          stretches: part === 'rest' ? [] : stretches,
          rest: part === 'done' ? [] : rest,
        }
        for (const interval of intervalsOf(parts, startAt, restAt))
          overdrawn += profiles.get(resource.id)?.take(interval, units) ?? 0
      }
    }
    const change = (place: number, task: Task) => {
      run.tasks[place] = task
      if (task.splits !== baseTasks[place]?.splits)
        run.timings[place] = {
          ...(run.timings[place] as TaskTiming),
          ...timingOf(task, assignments.get(task.id) ?? [], plan.calendars),
        }
      else run.timings[place] = plan.timings[place] as TaskTiming
      dirty[place] = 1
      forwardPass(run, dates, { projectStartAt, dirty })
    }
    // Dates that nothing can move are there before anyone else chooses.
    baseTasks.forEach((task, place) => {
      if (isAnchored(plan, task, place)) occupy(place, mayMove && pausable[place] ? 'done' : 'all')
    })
    for (const place of drawingFirst) draw(place)
    for (const place of order.leaves(ranked)) {
      const task = baseTasks[place] as Task
      if (!plan.timings[place]?.active) continue
      const begun = mayMove && pausable[place] === true
      if (isAnchored(plan, task, place) && !begun) continue
      if (!mayMove || (!movable[place] && !begun)) {
        occupy(place)
        if (!begun) draw(place)
        continue
      }
      const own = occupations[place] as Occupation[]
      const timing = plan.timings[place] as TaskTiming
      const startAt = begun ? (dates.start[place] as number) : suppliedStart(place)
      const isWithin = reach === 'within-float' || isHeldBack(plan, task)
      const latestAt = isWithin ? (late.start[place] as number) : Number.POSITIVE_INFINITY
      const whole =
        begun || startAt > latestAt ? undefined : wholeRoom(own, timing, profiles, { startAt, latestAt })
      const pieces = splittable[place] ? pieced(place, { begun, startAt }) : undefined
      // What can be done in one go by the same time is not interrupted.
      const found =
        pieces && whole && finishIfAt(place, whole.startAt) <= pieces.finishAt ? whole : (pieces ?? whole)
      if (found) settle(place, found)
      occupy(place, begun ? 'rest' : 'all')
      if (!begun) draw(place)
    }

    /** Where it starts at the earliest, with all that it takes. */
    function suppliedStart(place: number): number {
      const startAt = dates.start[place] as number
      const needs = supply.needs[place] ?? []
      const found = suppliedFrom(needs, stocks)
      if ('missing' in found || found.at <= startAt) return startAt
      awaited.set(
        place,
        needs.flatMap((need) => {
          const from = suppliedFrom([need], stocks)
          if ('missing' in from || from.at <= startAt) return []
          const resourceId = supply.resourceIds[need.supply]
          return [{ ...(resourceId === undefined ? {} : { resourceId }), untilAt: from.at }]
        }),
      )
      return roundStart((plan.timings[place] as TaskTiming).spans, found.at)
    }

    function finishIfAt(place: number, startAt: number): number {
      return finishOf((plan.timings[place] as TaskTiming).spans, startAt)
    }
    function pieced(
      place: number,
      { begun, startAt }: { begun: boolean; startAt: number },
    ): PiecedPlace | undefined {
      const task = baseTasks[place] as Task
      const [span] = (plan.timings[place] as TaskTiming).spans
      const finishAt = dates.finish[place] as number
      const isWithin = reach === 'within-float' || isHeldBack(plan, task)
      return piecedRoom(occupations[place] as Occupation[], profiles, {
        time: (span as Span).time,
        fromMinutes: begun ? progressOf(task).doneMinutes : 0,
        toMinutes: task.durationMinutes,
        splits: task.splits,
        startAt: begun ? restStart(plan.timings[place] as TaskTiming, finishAt) : startAt,
        begun,
        latestFinishAt: isWithin ? (late.finish[place] as number) : Number.POSITIVE_INFINITY,
      })
    }
    function settle(place: number, found: PiecedPlace | { startAt: number; shortages: Shortage[] }): void {
      const task = baseTasks[place] as Task
      const paused = 'splits' in found && found.splits.length > task.splits.length ? found.splits : undefined
      const interrupted = paused ? { ...task, splits: paused } : task
      if (paused) {
        splits.set(place, paused)
        // Whoever must end with another starts the earlier for being interrupted.
        change(place, interrupted)
      }
      const delay = pausable[place] ? 0 : Math.max(0, found.startAt - (dates.start[place] as number))
      if (delay === 0 && !paused) return
      delays[place] = delay
      if (delay > 0) change(place, { ...interrupted, levellingDelayMinutes: delay })
      // Where calendars differ, late dates promise now and then more than there is.
      if (reach === 'within-float' && lastFinish(plan, dates) > live.projectFinishAt) {
        delays[place] = 0
        splits.delete(place)
        change(place, task)
      } else shortages.set(place, found.shortages)
    }
    return {
      delays,
      splits,
      shortages,
      awaited,
      unsupplied,
      overdrawn,
      ...figuresOf(run, dates, { delays, splits }),
    }
  }
  return {
    lateStarts: late.start.slice(),
    supplied: supply.resourceIds,
    spanMinutes: live.projectFinishAt - projectStartAt,
    asItIs: () => pass(late.start, false),
    level: (keys) => pass(keys, true),
  }
}

function figuresOf(
  plan: CompiledPlan,
  dates: ForwardDates,
  { delays, splits }: Pick<LevelledDates, 'delays' | 'splits'>,
) {
  let missedMinutes = 0
  plan.timings.forEach(({ active }, place) => {
    const { deadlineAt = Number.POSITIVE_INFINITY } = plan.tasks[place] as Task
    if (active) missedMinutes += Math.max(0, (dates.finish[place] as number) - deadlineAt)
  })
  let delayMinutes = delays.reduce((sum, delay) => sum + delay, 0)
  for (const pauses of splits.values())
    for (const { pauseMinutes, byLevelling } of pauses) if (byLevelling) delayMinutes += pauseMinutes
  return { finishAt: lastFinish(plan, dates), missedMinutes, delayMinutes }
}

function lastFinish({ timings }: CompiledPlan, { finish }: ForwardDates): number {
  let last = Number.NEGATIVE_INFINITY
  timings.forEach(({ active, summary }, place) => {
    if (active && !summary) last = Math.max(last, finish[place] as number)
  })
  return last
}
