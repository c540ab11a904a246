import type { CalendarsOfProject } from '../../project/calendars-of-project.ts'
import { dayOf } from '../../project/clock.ts'
import type { Assignment, Project, Resource, Task } from '../../project/project.model.ts'
import type { WorkingTime } from '../../project/working-time.ts'

/** An assignment that occupies people or machines: units on a calendar, in stretches of working minutes from the start. */
export interface Occupation {
  resource: Resource
  units: number
  time: WorkingTime
  stretches: readonly { fromMinutes: number; toMinutes: number }[]
}

export interface Interval {
  fromAt: number
  toAt: number
}

const minutesPerWallDay = 1440

/** What a task occupies, whenever it starts. Material, cost and work without anybody occupy nothing. */
export function occupationsOf(
  task: Task,
  assignments: readonly Assignment[],
  calendars: CalendarsOfProject,
): Occupation[] {
  return assignments.flatMap((assignment) => {
    const resource = calendars.resourceOf(assignment)
    const { units, workMinutes, overtimeWorkMinutes, delayMinutes, contour } = assignment
    const regularMinutes = workMinutes - overtimeWorkMinutes
    if (!resource || (resource.kind !== 'people' && resource.kind !== 'equipment')) return []
    if (!(units > 0) || regularMinutes <= 0) return []
    const isShaped = contour !== 'flat' || task.type === 'fixed-duration' || task.elapsed
    const endMinutes = isShaped ? task.durationMinutes : delayMinutes + regularMinutes / units
    const time = calendars.ofAssignment(task, resource)
    return [{ resource, units, time, stretches: stretchesOf(task, delayMinutes, endMinutes) }]
  })
}

/** Interruptions of the task push what comes after them back. */
function stretchesOf(task: Task, fromMinutes: number, endMinutes: number) {
  const stretches: { fromMinutes: number; toMinutes: number }[] = []
  let from = fromMinutes
  let shift = 0
  for (const { afterMinutes, pauseMinutes } of task.splits) {
    if (afterMinutes > from && afterMinutes < endMinutes) {
      stretches.push({ fromMinutes: from + shift, toMinutes: afterMinutes + shift })
      from = afterMinutes
    }
    if (afterMinutes > 0 && afterMinutes < endMinutes) shift += pauseMinutes
  }
  if (endMinutes > from) stretches.push({ fromMinutes: from + shift, toMinutes: endMinutes + shift })
  return stretches
}

/** The wall-clock intervals in which an occupation of a task that starts at an instant is at work, shift by shift. */
export function intervalsOf({ time, stretches }: Occupation, startAt: number): Interval[] {
  const intervals: Interval[] = []
  const begun = time.elapsedWork(startAt)
  for (const { fromMinutes, toMinutes } of stretches) {
    const fromAt = time.latestAt(begun + fromMinutes)
    const toAt = time.earliestAt(begun + toMinutes)
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
  return intervals
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
