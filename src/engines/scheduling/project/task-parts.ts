import type { LivePlan } from './live-plan.ts'
import type { Split, Task } from './project.model.ts'
import { progressOf, startOf, type TaskTiming } from './task-timing.ts'
import { addWork, nextWorkStart, type WorkingTime } from './working-time.ts'

/** A stretch of a task without interruption (nights and weekends are none). */
export interface TaskPart {
  fromAt: number
  toAt: number
  /** Work that is done. */
  done: boolean
}

/** The stretches of a task between its pauses, as bars draw them. A task without length has one of no length. */
export function taskParts({ plan, planned }: LivePlan, taskId: string): TaskPart[] {
  const place = plan.breakdown.placeOf.get(taskId)
  if (place === undefined) return []
  const task = plan.tasks[place] as Task
  const timing = plan.timings[place] as TaskTiming
  const fromAt = planned.start[place] as number
  const toAt = planned.finish[place] as number
  const { actualStartAt, actualFinishAt } = task.progress
  const [span] = timing.spans
  const isPlain = timing.summary || timing.spans.length !== 1 || !span || task.durationMinutes === 0
  if (isPlain || actualFinishAt !== undefined || task.scheduling === 'manual')
    return [{ fromAt, toAt, done: actualFinishAt !== undefined }]
  if (actualStartAt === undefined)
    return framed(
      stretches(span.time, fromAt, task.durationMinutes, task.splits).map((part) => ({
        ...part,
        done: false,
      })),
      { fromAt, toAt },
    )

  const { doneMinutes, leftMinutes } = progressOf(task)
  const before = task.splits.filter(({ afterMinutes }) => afterMinutes < doneMinutes)
  const after = task.splits
    .filter(({ afterMinutes }) => afterMinutes > doneMinutes)
    .map(({ afterMinutes, pauseMinutes }) => ({ afterMinutes: afterMinutes - doneMinutes, pauseMinutes }))
  const restFrom =
    leftMinutes > 0 ? nextWorkStart(span.time, startOf(restSpans(span.time, leftMinutes, after), toAt)) : toAt
  const done = stretches(span.time, fromAt, doneMinutes, before).map((part) => ({ ...part, done: true }))
  const left =
    leftMinutes > 0
      ? stretches(span.time, restFrom, leftMinutes, after).map((part) => ({ ...part, done: false }))
      : []
  return framed([...done, ...left], { fromAt, toAt })
}

/** A start or a finish in free time belongs to the part next to it: bars begin and end with their task. */
function framed(parts: TaskPart[], { fromAt, toAt }: { fromAt: number; toAt: number }): TaskPart[] {
  const [first] = parts
  const last = parts.at(-1)
  if (first?.done) first.fromAt = Math.min(first.fromAt, fromAt)
  if (last) last.toAt = Math.max(last.toAt, toAt)
  return parts
}

function restSpans(time: WorkingTime, minutes: number, splits: readonly Split[]) {
  return [{ time, minutes: splits.reduce((sum, { pauseMinutes }) => sum + pauseMinutes, minutes) }]
}

function stretches(time: WorkingTime, startAt: number, minutes: number, splits: readonly Split[]) {
  const parts: { fromAt: number; toAt: number }[] = []
  let at = startAt
  let doneMinutes = 0
  const work = (until: number) => {
    if (until <= doneMinutes) return
    const fromAt = nextWorkStart(time, at)
    at = addWork(time, fromAt, until - doneMinutes)
    parts.push({ fromAt, toAt: at })
    doneMinutes = until
  }
  for (const { afterMinutes, pauseMinutes } of splits) {
    if (afterMinutes >= minutes) break
    work(afterMinutes)
    at = addWork(time, at, pauseMinutes)
  }
  work(minutes)
  return parts
}
