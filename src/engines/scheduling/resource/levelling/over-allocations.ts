import { compileCalendars } from '../../project/calendars-of-project.ts'
import { dayOf, toTenths } from '../../project/clock.ts'
import type { Project, Resource } from '../../project/project.model.ts'
import type { ScheduledTask } from '../../project/schedule.model.ts'
import { timingOf } from '../../project/task-timing.ts'
import type { OverAllocation } from './levelling.model.ts'
import { assignmentsByTask, intervalsOf, occupationsOf, restStart, unitsAt } from './resource-use.ts'

interface Use {
  taskId: string
  fromAt: number
  toAt: number
  units: number
}

/** Units are fractions of a person; sums of tenths must not count as more than the whole. */
export const unitTolerance = 1e-6

const minutesPerWallDay = 1440

/**
 * Every resource and day on which more units are in use at one time than are there, from the dates of a schedule alone:
 * all uses of a resource are swept in order of time. Finished tasks do not count: nobody can move them.
 */
export function overAllocations(
  project: Project,
  schedule: {
    tasks: readonly Pick<ScheduledTask, 'taskId' | 'startAt' | 'finishAt' | 'active' | 'summary'>[]
  },
): OverAllocation[] {
  const calendars = compileCalendars(project)
  const assignments = assignmentsByTask(project)
  const tasks = new Map(project.tasks.map((task) => [task.id, task]))
  const uses = new Map<Resource, Use[]>()
  for (const { taskId, startAt, finishAt, active, summary } of schedule.tasks) {
    const task = tasks.get(taskId)
    if (!task || !active || summary || task.progress.actualFinishAt !== undefined) continue
    const own = assignments.get(taskId) ?? []
    const isUnderWay = task.progress.actualStartAt !== undefined
    const restAt = isUnderWay ? restStart(timingOf(task, own, calendars), finishAt) : startAt
    for (const occupation of occupationsOf(task, own, calendars)) {
      const { resource, units } = occupation
      const known = uses.get(resource) ?? []
      uses.set(resource, known)
      for (const interval of intervalsOf(occupation, startAt, restAt))
        known.push({ taskId, units, ...interval })
    }
  }
  const found: OverAllocation[] = []
  for (const [resource, ofResource] of uses) found.push(...sweep(resource, ofResource))
  return found.sort((one, other) => one.day - other.day || (one.resourceId < other.resourceId ? -1 : 1))
}

/** Goes from one change of use or availability to the next, cut at midnights. */
function sweep(resource: Resource, uses: Use[]): OverAllocation[] {
  const byDay = new Map<number, OverAllocation>()
  const sorted = uses.toSorted((one, other) => one.fromAt - other.fromAt)
  let running: Use[] = []
  let next = 0
  let at = sorted[0]?.fromAt ?? 0
  while (next < sorted.length || running.length > 0) {
    if (running.length === 0) at = Math.max(at, sorted[next]?.fromAt ?? at)
    while (next < sorted.length && (sorted[next] as Use).fromAt <= at) running.push(sorted[next++] as Use)
    const { units: availableUnits, untilAt } = unitsAt(resource, at)
    const day = dayOf(at)
    const nextAt = Math.min(
      untilAt,
      (day + 1) * minutesPerWallDay,
      sorted[next]?.fromAt ?? Number.POSITIVE_INFINITY,
      ...running.map(({ toAt }) => toAt),
    )
    const units = running.reduce((sum, use) => sum + use.units, 0)
    if (units > availableUnits + unitTolerance) {
      const entry = byDay.get(day) ?? {
        resourceId: resource.id,
        day,
        peakUnits: 0,
        availableUnits,
        overMinutes: 0,
        taskIds: [],
      }
      byDay.set(day, entry)
      entry.overMinutes = toTenths(entry.overMinutes + nextAt - at)
      if (units > entry.peakUnits) {
        entry.peakUnits = units
        entry.availableUnits = availableUnits
      }
      entry.taskIds = [...new Set([...entry.taskIds, ...running.map(({ taskId }) => taskId)])]
    }
    at = nextAt
    running = running.filter(({ toAt }) => toAt > at)
  }
  return [...byDay.values()]
}
