import type { CalendarsOfProject } from '../../project/calendars-of-project.ts'
import { dayOf, toTenths } from '../../project/clock.ts'
import type { Assignment, Project, Resource, Task } from '../../project/project.model.ts'
import { progressOf, startOf, type TaskTiming } from '../../project/task-timing.ts'
import type { WorkingTime } from '../../project/working-time.ts'

/** Working minutes from an instant. */
export interface Stretch {
  fromMinutes: number
  toMinutes: number
}

/** An assignment that occupies people or machines: units on a calendar, in stretches of working minutes. */
export interface Occupation {
  resource: Resource
  units: number
  /** When it works. */
  time: WorkingTime
  /** What its stretches are counted on: the task's own calendar where the duration is fixed, else `time`. */
  span: WorkingTime
  /** Which minutes of the task's work it takes part in, pauses not counted. */
  work: Stretch
  /** From the start of the task: all of it, or what is done of a task that has begun. */
  stretches: readonly Stretch[]
  /** What is left of a task that has begun, from the instant at which work goes on. */
  rest: readonly Stretch[]
}

export interface Interval {
  fromAt: number
  toAt: number
}

const minutesPerWallDay = 1440

/** What a task occupies, wherever it stands. Material, cost and work without anybody occupy nothing. */
export function occupationsOf(
  task: Task,
  assignments: readonly Assignment[],
  calendars: CalendarsOfProject,
): Occupation[] {
  const { actualStartAt, actualFinishAt } = task.progress
  const isUnderWay =
    actualStartAt !== undefined && actualFinishAt === undefined && task.scheduling === 'automatic'
  const occupying = assignments.flatMap((assignment) => {
    const resource = calendars.resourceOf(assignment)
    const { units, workMinutes, overtimeWorkMinutes } = assignment
    if (!resource || (resource.kind !== 'people' && resource.kind !== 'equipment')) return []
    if (!(units > 0) || workMinutes <= overtimeWorkMinutes) return []
    return [{ assignment, resource, units, time: calendars.ofAssignment(task, resource) }]
  })
  const isFixed = task.type === 'fixed-duration' || task.elapsed
  const pauses = task.splits.filter(({ afterMinutes }) => afterMinutes > 0)
  const isTogether = isFixed || new Set(occupying.map(({ time }) => time)).size <= 1
  return occupying.map(({ assignment, resource, units, time }) => {
    const { workMinutes, overtimeWorkMinutes, actualWorkMinutes, delayMinutes, contour } = assignment
    const isShaped = contour !== 'flat' || isFixed
    const regularMinutes = (workMinutes - overtimeWorkMinutes) / units
    const toMinutes = isShaped ? task.durationMinutes : delayMinutes + regularMinutes
    const work = { fromMinutes: delayMinutes, toMinutes }
    const span = isFixed ? calendars.ofTask(task) : time
    const occupation = { resource, units, time, span, work }
    if (!isUnderWay) return { ...occupation, stretches: stretchesOf(pauses, work), rest: [] }
    if (isTogether) return { ...occupation, ...partsUnderWay(task, work) }
    // On calendars of their own, each has done the share of the work that was reported.
    const done = toMinutes - (toMinutes - delayMinutes) * Math.max(0, 1 - actualWorkMinutes / workMinutes)
    return {
      ...occupation,
      stretches: stretchesOf([], { fromMinutes: delayMinutes, toMinutes: done }),
      rest: stretchesOf([], { fromMinutes: 0, toMinutes: toMinutes - done }),
    }
  })
}

/** What is done of a task, from its start, and what is left of it, from where it goes on. */
function partsUnderWay(task: Task, { fromMinutes, toMinutes }: Stretch) {
  const { doneMinutes, leftMinutes } = progressOf(task)
  const { resumeAt } = task.progress
  const later = task.splits.flatMap(({ afterMinutes, pauseMinutes }) => {
    const isAhead = resumeAt === undefined ? afterMinutes >= doneMinutes : afterMinutes > doneMinutes
    return isAhead && afterMinutes > 0 ? [{ afterMinutes: afterMinutes - doneMinutes, pauseMinutes }] : []
  })
  const untilTheEnd = toMinutes >= task.durationMinutes
  return {
    stretches: stretchesOf(task.splits, { fromMinutes, toMinutes: Math.min(toMinutes, doneMinutes) }),
    rest: stretchesOf(later, {
      fromMinutes: Math.max(0, fromMinutes - doneMinutes),
      toMinutes: untilTheEnd ? leftMinutes : toMinutes - doneMinutes,
    }),
  }
}

/** Interruptions push what comes after them back; those at the very beginning push all of it. */
function stretchesOf(splits: Task['splits'], { fromMinutes, toMinutes }: Stretch): Stretch[] {
  const stretches: Stretch[] = []
  let from = fromMinutes
  let shift = 0
  for (const { afterMinutes, pauseMinutes } of splits) {
    if (afterMinutes > from && afterMinutes < toMinutes) {
      stretches.push({ fromMinutes: from + shift, toMinutes: afterMinutes + shift })
      from = afterMinutes
    }
    if (afterMinutes < toMinutes) shift += pauseMinutes
  }
  if (toMinutes > from) stretches.push({ fromMinutes: from + shift, toMinutes: toMinutes + shift })
  return stretches
}

/** Where what is left of a task that has begun goes on, from the finish that it leads to. */
export function restStart({ remaining }: Pick<TaskTiming, 'remaining'>, finishAt: number): number {
  return startOf(remaining, finishAt)
}

/** The wall-clock intervals in which an occupation is at work: of a task that has begun, what is left goes on at `restAt`. */
export function intervalsOf(
  { time, span, stretches, rest }: Pick<Occupation, 'time' | 'span' | 'stretches' | 'rest'>,
  startAt: number,
  restAt = startAt,
): Interval[] {
  const intervals: Interval[] = []
  for (const stretch of stretches) addIntervals(intervals, { time, span, startAt, stretch })
  for (const stretch of rest) addIntervals(intervals, { time, span, startAt: restAt, stretch })
  return intervals
}

/** Shift by shift. */
function addIntervals(
  intervals: Interval[],
  {
    time,
    span,
    startAt,
    stretch,
  }: { time: WorkingTime; span: WorkingTime; startAt: number; stretch: Stretch },
): void {
  const begun = span.elapsedWork(startAt)
  const fromAt = span.latestAt(toTenths(begun + stretch.fromMinutes))
  const toAt = span.earliestAt(toTenths(begun + stretch.toMinutes))
  for (let day = dayOf(fromAt); day <= dayOf(toAt); day++)
    for (const { fromMinute, toMinute } of time.shiftsOfDay(day)) {
      const from = Math.max(fromAt, day * minutesPerWallDay + fromMinute)
      const to = Math.min(toAt, day * minutesPerWallDay + toMinute)
      if (from >= to) continue
      const last = intervals.at(-1)
      if (last?.toAt === from) last.toAt = to
      else intervals.push({ fromAt: from, toAt: to })
    }
}

/** Units of a resource at an instant, and when they next change. */
export function unitsAt(
  { maxUnits, availability }: Resource,
  at: number,
): { units: number; untilAt: number } {
  let untilAt = Number.POSITIVE_INFINITY
  let units = maxUnits
  for (const period of availability) {
    const { fromAt = Number.NEGATIVE_INFINITY, toAt = Number.POSITIVE_INFINITY } = period
    if (at >= fromAt && at < toAt) {
      units = period.units
      untilAt = Math.min(untilAt, toAt)
    } else if (fromAt > at) untilAt = Math.min(untilAt, fromAt)
  }
  return { units, untilAt }
}

/** Assignments by task, in the order of `project.assignments`. */
export function assignmentsByTask({ assignments }: Project): Map<string, Assignment[]> {
  return Map.groupBy(assignments, ({ taskId }) => taskId)
}
