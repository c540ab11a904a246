import { toTenths } from './clock.ts'
import type { CompiledPlan } from './compile-plan.ts'
import { boundsStart, countsFromStart, linkLimit, type TaskDates } from './link-dates.ts'
import type { LivePlan } from './live-plan.ts'
import type { Link } from './network.ts'
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
  const freeFloats = summaryFreeFloats(live)
  for (let place = rows.length - 1; place >= 0; place--) {
    const row = rows[place]
    if (!row?.summary) continue
    rollUpRow(rows, plan, place, breakdown.end)
    row.freeFloatMinutes = Math.min(freeFloats[place] as number, Math.max(0, row.totalFloatMinutes))
  }
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

/** How far a task can slip before a link of it, or of a summary above it, moves a successor. */
function freeFloat(
  { plan, planned }: LivePlan,
  place: number,
  { time }: TaskTiming,
  totalFloatMinutes: number,
): number {
  const { breakdown, network } = plan
  let float = Number.POSITIVE_INFINITY
  for (let above = place; above >= 0; above = breakdown.parent[above] as number)
    for (const link of network.outOf[above] ?? []) {
      if (!canBeMoved(plan, link)) continue
      const from = (countsFromStart(link) ? planned.start : planned.finish)[place] as number
      // Only the child that starts first moves the start of its summary.
      if (above !== place && countsFromStart(link) && from > (planned.start[above] as number)) continue
      float = Math.min(float, workBetween(time, { from, to: limitOf(plan, planned, link) }))
    }
  return Math.max(0, Math.min(float, Math.max(0, totalFloatMinutes)))
}

function canBeMoved({ tasks, timings }: CompiledPlan, { successor }: Link): boolean {
  return timings[successor]?.active === true && tasks[successor]?.progress.actualFinishAt === undefined
}

/** Where the link's end of the predecessor may be at most, with the successor where it stands. */
function limitOf(plan: CompiledPlan, planned: TaskDates, link: Link): number {
  return linkLimit(
    plan,
    planned,
    link,
    (boundsStart(link) ? planned.start : planned.finish)[link.successor] as number,
  )
}

/** How far each summary can slip as a whole before a link that leads out of it moves a task. */
function summaryFreeFloats({ plan, planned }: LivePlan): Float64Array {
  const { breakdown, network, timings } = plan
  const floats = new Float64Array(timings.length).fill(Number.POSITIVE_INFINITY)
  for (const link of network.links) {
    const { predecessor, successor } = link
    const isInside = (above: number) => successor >= above && successor < (breakdown.end[above] as number)
    const first = timings[predecessor]?.summary ? predecessor : (breakdown.parent[predecessor] as number)
    if (first < 0 || !timings[predecessor]?.active || !canBeMoved(plan, link)) continue
    const from = (countsFromStart(link) ? planned.start : planned.finish)[predecessor] as number
    const float = workBetween(plan.calendars.project, { from, to: limitOf(plan, planned, link) })
    for (let above = first; above >= 0 && !isInside(above); above = breakdown.parent[above] as number)
      floats[above] = Math.min(floats[above] as number, Math.max(0, float))
  }
  return floats
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
  let duration = 0
  let done = 0
  for (let child = place + 1; child < (end[place] as number); child = end[child] as number) {
    const below = rows[child] as ScheduledTask
    if (!below.active) continue
    if (below.percentComplete < 100 || below.summary) lowest = Math.min(lowest, below.totalFloatMinutes)
    if (below.critical) row.critical = row.active
    duration += below.durationMinutes
    done += (below.durationMinutes * below.percentComplete) / 100
  }
  row.totalFloatMinutes = lowest === Number.POSITIVE_INFINITY ? 0 : lowest
  row.percentComplete =
    duration > 0 ? (100 * done) / duration : (plan.tasks[place] as Task).progress.percentComplete
}
