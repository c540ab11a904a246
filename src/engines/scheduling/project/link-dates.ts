import { toTenths } from './clock.ts'
import type { CompiledPlan } from './compile-plan.ts'
import type { Link } from './network.ts'
import { addWork, workBetween } from './working-time.ts'

/** Dates of every task by place, as the passes fill them. */
export interface TaskDates {
  start: Float64Array
  finish: Float64Array
}

/** Whether the link speaks of the successor's start (FS, SS) or of its finish (FF, SF). */
export function boundsStart(link: Link): boolean {
  const { type } = link.dependency
  return type === 'FS' || type === 'SS'
}

/** Whether the link counts from the predecessor's start (SS, SF) or from its finish (FS, FF). */
export function countsFromStart(link: Link): boolean {
  const { type } = link.dependency
  return type === 'SS' || type === 'SF'
}

/** The earliest date the link allows for the end of the successor that it speaks of. */
export function linkBound(plan: CompiledPlan, dates: TaskDates, link: Link): number {
  const from = (countsFromStart(link) ? dates.start : dates.finish)[link.predecessor] as number
  const { kind, value } = link.dependency.lag
  if (value === 0) return from
  const minutes = kind === 'working' || kind === 'elapsed' ? value : lagOfDuration(plan, dates, link)
  if (runsOnTheClock(plan, link)) return toTenths(from + minutes)
  // A lead to a finish asks for the end of a shift; the start of the next would be the same moment told later.
  if (minutes < 0 && !boundsStart(link))
    return link.time.earliestAt(toTenths(link.time.elapsedWork(from) + minutes))
  return addWork(link.time, from, minutes)
}

/** The latest date of the predecessor's end that the link counts from, when the successor's end is to be at `at`. */
export function linkLimit(plan: CompiledPlan, dates: TaskDates, link: Link, at: number): number {
  const { kind, value } = link.dependency.lag
  if (value === 0) return at
  const minutes = kind === 'working' || kind === 'elapsed' ? value : lagOfDuration(plan, dates, link)
  if (runsOnTheClock(plan, link)) return toTenths(at - minutes)
  return minutes === 0 ? at : link.time.latestAt(toTenths(link.time.elapsedWork(at) - minutes))
}

/** A share of the predecessor's duration; of a summary, of the time it spans. */
function lagOfDuration({ tasks, timings, calendars }: CompiledPlan, dates: TaskDates, link: Link): number {
  const { predecessor, dependency } = link
  const ofSummary = timings[predecessor]?.summary
  const durationMinutes = ofSummary
    ? workBetween(calendars.project, {
        from: dates.start[predecessor] as number,
        to: dates.finish[predecessor] as number,
      })
    : (tasks[predecessor]?.durationMinutes ?? 0)
  return toTenths((durationMinutes * dependency.lag.value) / 100)
}

/** A share of an elapsed duration is elapsed too. */
function runsOnTheClock({ tasks }: CompiledPlan, { dependency, predecessor }: Link): boolean {
  const { kind } = dependency.lag
  if (kind === 'elapsed' || kind === 'elapsed-percent') return true
  return kind === 'percent' && tasks[predecessor]?.elapsed === true
}
