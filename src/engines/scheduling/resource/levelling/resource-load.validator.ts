import { compileCalendars } from '../../project/calendars-of-project.ts'
import type { Assignment, Project, Resource, Split, Task } from '../../project/project.model.ts'
import type { ScheduledTask } from '../../project/schedule.model.ts'
import type { WorkingTime } from '../../project/working-time.ts'

/** Minutes in which a resource has more to do on a day than it has units. */
export interface Overload {
  resourceId: string
  day: number
  overMinutes: number
  taskIds: string[]
}

interface Load {
  taskId: string
  units: number
  fromAt: number
  toAt: number
}

const tenth = (minutes: number) => Math.round(minutes * 10) / 10

/**
 * What everybody does at every time, by walking through the shifts of each assignment from the dates of the schedule. It
 * shares the model and the calendars with levelling, and nothing of its reckoning.
 */
export function overloads(project: Project, rows: readonly ScheduledTask[]): Overload[] {
  const calendars = compileCalendars(project)
  const loads = new Map<string, Load[]>()
  const rowOf = new Map(rows.map((row) => [row.taskId, row]))
  const resources = new Map(project.resources.map((resource) => [resource.id, resource]))
  const assignmentsOf = Map.groupBy(project.assignments, ({ taskId }) => taskId)
  for (const task of project.tasks) {
    const row = rowOf.get(task.id)
    if (!row?.active || row.summary || task.progress.actualFinishAt !== undefined) continue
    const working: Worker[] = []
    for (const assignment of assignmentsOf.get(task.id) ?? []) {
      const resource = resources.get(assignment.resourceId ?? '')
      if (!resource || resource.kind === 'material' || resource.kind === 'cost') continue
      if (assignment.units <= 0 || assignment.workMinutes <= assignment.overtimeWorkMinutes) continue
      const time = calendars.ofAssignment(task, resource)
      // Where the duration is fixed, whoever works does so within the task's own hours.
      const counted = task.type === 'fixed-duration' || task.elapsed ? calendars.ofTask(task) : time
      working.push({ assignment, resource, time, counted })
    }
    for (const { assignment, resource, fromAt, toAt } of atWork(task, row, working)) {
      const known = loads.get(resource.id) ?? []
      loads.set(resource.id, known)
      known.push({ taskId: task.id, units: assignment.units, fromAt, toAt })
    }
  }
  return project.resources.flatMap((resource) => overloadsOf(resource, loads.get(resource.id) ?? []))
}

interface Worker {
  assignment: Assignment
  resource: Resource
  time: WorkingTime
  counted: WorkingTime
}

function* atWork(task: Task, row: ScheduledTask, workers: readonly Worker[]) {
  const { actualStartAt, percentComplete, actualDurationMinutes, remainingDurationMinutes, resumeAt } =
    task.progress
  const follows = task.type === 'fixed-duration' || task.elapsed
  const asOne = follows || new Set(workers.map(({ time }) => time)).size === 1
  const used =
    actualDurationMinutes ??
    (remainingDurationMinutes === undefined
      ? tenth((task.durationMinutes * percentComplete) / 100)
      : Math.max(0, task.durationMinutes - remainingDurationMinutes))
  const left = remainingDurationMinutes ?? Math.max(0, tenth(task.durationMinutes - used))
  const ahead = task.splits
    .filter(({ afterMinutes }) => afterMinutes > used || (afterMinutes === used && resumeAt === undefined))
    .map((pause) => ({ ...pause, afterMinutes: tenth(pause.afterMinutes - used) }))
  const plans = workers.map((worker) => {
    const { assignment } = worker
    const { workMinutes, overtimeWorkMinutes, actualWorkMinutes, delayMinutes, units, contour } = assignment
    const length = (workMinutes - overtimeWorkMinutes) / units
    const to = follows || contour !== 'flat' ? task.durationMinutes : delayMinutes + length
    const share = Math.min(1, actualWorkMinutes / workMinutes)
    return { worker, from: delayMinutes, to, alone: delayMinutes + (to - delayMinutes) * share }
  })
  if (actualStartAt === undefined || task.scheduling === 'manual') {
    const pauses = task.splits.filter(({ afterMinutes }) => afterMinutes > 0)
    for (const { worker, from, to } of plans)
      for (const piece of pieces(worker, row.startAt, { from, to, pauses })) yield { ...worker, ...piece }
    return
  }
  const rests = plans.map(({ worker, from, to, alone }) => {
    const untilTheEnd = to >= task.durationMinutes
    const rest = asOne
      ? { from: Math.max(0, from - used), to: untilTheEnd ? left : to - used, pauses: ahead }
      : { from: 0, to: to - alone, pauses: [] as Split[] }
    // The task's end fixes where its rest goes on: as long before as all of it takes.
    const paused = (asOne ? ahead : task.splits).reduce((sum, { pauseMinutes }) => sum + pauseMinutes, 0)
    const whole = asOne ? left + paused : rest.to + (ahead.length > 0 ? paused : 0)
    return { worker, rest, goesOnAt: back(worker.counted, row.finishAt, whole) }
  })
  const goesOnAt = Math.min(...rests.map((one) => one.goesOnAt))
  for (const [place, { worker, rest }] of rests.entries()) {
    const { from = 0, to = 0, alone = 0 } = plans[place] ?? {}
    const done = asOne
      ? { from, to: Math.min(to, used), pauses: task.splits }
      : { from, to: alone, pauses: [] }
    for (const piece of pieces(worker, row.startAt, done)) yield { ...worker, ...piece }
    for (const piece of pieces(worker, goesOnAt, rest)) yield { ...worker, ...piece }
  }
}

const mostDays = 40_000

/** Walks through the shifts, counting work and pauses, and gives the times between two amounts of work. */
function* pieces(
  { time, counted }: Worker,
  startAt: number,
  { from, to, pauses }: { from: number; to: number; pauses: readonly Split[] },
): Generator<{ fromAt: number; toAt: number }> {
  const ahead = [...pauses].sort((one, other) => one.afterMinutes - other.afterMinutes)
  let worked = 0
  let pause = 0
  let run: { fromAt: number; toAt: number } | undefined
  const first = Math.floor(startAt / 1440)
  for (let day = first; day < first + mostDays && worked < to; day++)
    for (const { fromMinute, toMinute } of counted.shiftsOfDay(day)) {
      const endAt = day * 1440 + toMinute
      for (let at = Math.max(startAt, day * 1440 + fromMinute); at < endAt && worked < to; ) {
        const [next] = ahead
        if (pause > 0) {
          if (run) yield* within(time, run)
          run = undefined
          const step = Math.min(pause, tenth(endAt - at))
          pause = tenth(pause - step)
          at = tenth(at + step)
        } else if (next && next.afterMinutes <= worked) {
          pause = next.pauseMinutes
          ahead.shift()
        } else {
          const event = Math.min(next?.afterMinutes ?? to, worked < from ? from : to, to)
          const step = Math.min(endAt - at, event - worked)
          if (worked >= from) run = { fromAt: run?.fromAt ?? at, toAt: tenth(at + step) }
          worked = tenth(worked + step)
          at = tenth(at + step)
        }
      }
    }
  if (run) yield* within(time, run)
}

/** The part of a time that lies in somebody's shifts. */
function* within(time: WorkingTime, { fromAt, toAt }: { fromAt: number; toAt: number }) {
  for (let day = Math.floor(fromAt / 1440); day * 1440 < toAt; day++)
    for (const { fromMinute, toMinute } of time.shiftsOfDay(day)) {
      const from = Math.max(fromAt, day * 1440 + fromMinute)
      const to = Math.min(toAt, day * 1440 + toMinute)
      if (from < to) yield { fromAt: from, toAt: to }
    }
}

/** So many working minutes before an instant, day by day. */
function back(time: WorkingTime, at: number, minutes: number): number {
  let left = tenth(minutes)
  const last = Math.floor(at / 1440)
  for (let day = last; left > 0 && day > last - mostDays; day--)
    for (const { fromMinute, toMinute } of [...time.shiftsOfDay(day)].reverse()) {
      const toAt = Math.min(at, day * 1440 + toMinute)
      const length = tenth(toAt - (day * 1440 + fromMinute))
      if (length <= 0) continue
      if (length >= left) return tenth(toAt - left)
      left = tenth(left - length)
    }
  return at
}

/** Adds up between every two changes, whether of use, of units or of the day. */
function overloadsOf(resource: Resource, loads: readonly Load[]): Overload[] {
  const marks = new Set<number>()
  for (const { fromAt, toAt } of loads) {
    marks.add(fromAt).add(toAt)
    for (let day = Math.floor(fromAt / 1440) + 1; day * 1440 < toAt; day++) marks.add(day * 1440)
  }
  for (const { fromAt, toAt } of resource.availability) {
    if (fromAt !== undefined) marks.add(fromAt)
    if (toAt !== undefined) marks.add(toAt)
  }
  const times = [...marks].sort((one, other) => one - other)
  const starting = [...loads].sort((one, other) => one.fromAt - other.fromAt)
  let running: Load[] = []
  let next = 0
  const byDay = new Map<number, Overload>()
  times.forEach((at, place) => {
    const untilAt = times[place + 1]
    if (untilAt === undefined) return
    running = running.filter(({ toAt }) => toAt > at)
    for (let load = starting[next]; load && load.fromAt <= at; load = starting[next]) {
      running.push(load)
      next++
    }
    const inUse = running.reduce((sum, { units }) => sum + units, 0)
    const period = resource.availability.findLast(
      ({ fromAt = at, toAt = untilAt }) => fromAt <= at && toAt > at,
    )
    if (inUse <= (period?.units ?? resource.maxUnits) + 1e-6) return
    const day = Math.floor(at / 1440)
    const known = byDay.get(day) ?? { resourceId: resource.id, day, overMinutes: 0, taskIds: [] }
    known.overMinutes += untilAt - at
    known.taskIds = [...new Set([...known.taskIds, ...running.map(({ taskId }) => taskId)])]
    byDay.set(day, known)
  })
  return [...byDay.values()].map((one) => ({ ...one, overMinutes: tenth(one.overMinutes) }))
}
