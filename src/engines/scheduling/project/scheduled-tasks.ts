import { toTenths } from './clock.ts'
import type { CompiledPlan } from './compile-plan.ts'
import { boundsStart, countsFromStart, linkLimit } from './link-dates.ts'
import type { LivePlan } from './live-plan.ts'
import type { Task } from './project.model.ts'
import type { ScheduledTask } from './schedule.model.ts'
import { progressOf, type TaskTiming, waits } from './task-timing.ts'
import { type WorkingTime, workBetween } from './working-time.ts'

/** The rows of a schedule: dates, floats, what is critical, percentages rolled up by duration. */
export function scheduledTasks(live: LivePlan): ScheduledTask[] {
  const { plan, early, late, planned } = live
  const { project, tasks, timings, breakdown } = plan
  const criticalFloatMinutes = project.criticalFloatDays * project.minutesPerDay
  const rows: ScheduledTask[] = tasks.map((task, place) => {
    const timing = timings[place] as TaskTiming
    const { active, summary } = timing
    const startAt = planned.start[place] as number
    const finishAt = planned.finish[place] as number
    const isWaiting = !summary && waits(task)
    const hasStarted = task.progress.actualStartAt !== undefined
    const isDone = task.progress.actualFinishAt !== undefined
    const totalFloatMinutes = summary || !active || isDone ? 0 : totalFloat(live, place, timing)
    return {
      taskId: task.id,
      wbs: plan.codes[place] as string,
      summary,
      active,
      startAt,
      finishAt,
      durationMinutes: summary
        ? workBetween(plan.calendars.project, { from: startAt, to: finishAt })
        : durationOf(task, timing, { startAt, finishAt }),
      earlyStartAt: (isWaiting ? early : planned).start[place] as number,
      earlyFinishAt: (isWaiting ? early : planned).finish[place] as number,
      lateStartAt: hasStarted && !summary ? startAt : (late.start[place] as number),
      lateFinishAt: late.finish[place] as number,
      totalFloatMinutes,
      freeFloatMinutes: summary || !active || isDone ? 0 : freeFloat(live, place, timing, totalFloatMinutes),
      critical: active && !summary && !isDone && totalFloatMinutes <= criticalFloatMinutes,
      percentComplete: isDone ? 100 : task.progress.percentComplete,
    }
  })
  // Children stand after their parents, so going backwards every summary finds its children finished.
  for (let place = rows.length - 1; place >= 0; place--)
    if (rows[place]?.summary) rollUpRow(rows, plan, place, breakdown.end)
  return rows
}

/** The smaller of the floats of start and finish; of a task that has started, the float of its finish. */
function totalFloat({ planned, late, plan }: LivePlan, place: number, { time }: TaskTiming): number {
  const finish = workBetween(time, {
    from: planned.finish[place] as number,
    to: late.finish[place] as number,
  })
  if ((plan.tasks[place] as Task).progress.actualStartAt !== undefined) return finish
  return Math.min(
    finish,
    workBetween(time, { from: planned.start[place] as number, to: late.start[place] as number }),
  )
}

function freeFloat(
  { plan, planned }: LivePlan,
  place: number,
  { time }: TaskTiming,
  totalFloatMinutes: number,
): number {
  const { breakdown, network, timings, tasks } = plan
  let float = Number.POSITIVE_INFINITY
  for (let above = place; above >= 0; above = breakdown.parent[above] as number)
    for (const link of network.outOf[above] ?? []) {
      const successor = tasks[link.successor] as Task
      if (!timings[link.successor]?.active || successor.progress.actualFinishAt !== undefined) continue
      const to = (boundsStart(link) ? planned.start : planned.finish)[link.successor] as number
      const limit = linkLimit(plan, planned, link, to)
      const from = (countsFromStart(link) ? planned.start : planned.finish)[place] as number
      if (above !== place && countsFromStart(link) && from > (planned.start[above] as number)) continue
      float = Math.min(float, workBetween(time, { from, to: limit }))
    }
  return Math.max(
    0,
    float === Number.POSITIVE_INFINITY ? totalFloatMinutes : Math.min(float, Math.max(0, totalFloatMinutes)),
  )
}

function durationOf(
  task: Task,
  { time, spans }: TaskTiming,
  dates: { startAt: number; finishAt: number },
): number {
  if (task.scheduling === 'manual') return workBetween(time, { from: dates.startAt, to: dates.finishAt })
  if (spans.length > 1)
    return minutesAnyoneWorks(
      spans.map((span) => span.time),
      dates,
    )
  const { doneMinutes, leftMinutes } = progressOf(task)
  return task.progress.actualFinishAt === undefined && task.progress.actualStartAt !== undefined
    ? toTenths(doneMinutes + leftMinutes)
    : task.durationMinutes
}

/** Minutes between two instants in which at least one of the calendars works. */
function minutesAnyoneWorks(
  times: readonly WorkingTime[],
  { startAt, finishAt }: { startAt: number; finishAt: number },
): number {
  let minutes = 0
  for (let day = Math.floor(startAt / 1440); day * 1440 < finishAt; day++) {
    const shifts = times.flatMap((time) => time.shiftsOfDay(day)).sort((a, b) => a.fromMinute - b.fromMinute)
    let doneUntil = Math.max(startAt - day * 1440, 0)
    for (const { fromMinute, toMinute } of shifts) {
      const from = Math.max(fromMinute, doneUntil)
      const to = Math.min(toMinute, finishAt - day * 1440)
      if (to > from) {
        minutes += to - from
        doneUntil = to
      }
    }
  }
  return toTenths(minutes)
}

function rollUpRow(rows: ScheduledTask[], plan: CompiledPlan, place: number, end: Int32Array): void {
  const row = rows[place] as ScheduledTask
  let lowest = Number.POSITIVE_INFINITY
  let free = Number.POSITIVE_INFINITY
  let duration = 0
  let done = 0
  for (let child = place + 1; child < (end[place] as number); child = end[child] as number) {
    const below = rows[child] as ScheduledTask
    if (!below.active) continue
    if (below.percentComplete < 100 || below.summary) lowest = Math.min(lowest, below.totalFloatMinutes)
    free = Math.min(free, below.freeFloatMinutes)
    if (below.critical) row.critical = row.active
    duration += below.durationMinutes
    done += (below.durationMinutes * below.percentComplete) / 100
  }
  row.totalFloatMinutes = lowest === Number.POSITIVE_INFINITY ? 0 : lowest
  row.freeFloatMinutes = free === Number.POSITIVE_INFINITY ? 0 : free
  row.percentComplete =
    duration > 0 ? (100 * done) / duration : (plan.tasks[place] as Task).progress.percentComplete
}
