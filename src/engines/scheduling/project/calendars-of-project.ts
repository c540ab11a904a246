import type { Calendar } from './calendar.model.ts'
import { dayOf } from './clock.ts'
import { ProjectError } from './project.error.ts'
import type { Assignment, Project, Resource, Task } from './project.model.ts'
import { type CalendarChain, compileCalendar, roundTheClock, type WorkingTime } from './working-time.ts'

/** The calendars of a project, compiled when first asked for. */
export interface CalendarsOfProject {
  project: WorkingTime
  byId(calendarId: string): WorkingTime
  /** The calendar on which the task's lags, floats and duration count. */
  ofTask(task: Task): WorkingTime
  /**
   * When the resource works on the task: its own calendar, and the task's where the task has one. Where the two have no
   * time in common, the task's alone.
   */
  ofAssignment(task: Task, resource: Resource | undefined): WorkingTime
  resourceOf(assignment: Assignment): Resource | undefined
  /** Whether a task with a calendar of its own and the resource ever work at the same time. */
  haveCommonTime(task: Task, resource: Resource): boolean
}

/** @throws ProjectError `calendar.duplicate`, `calendar.unknown`, `calendar.base-cycle`, `calendar.week`, `calendar.shifts`. */
export function compileCalendars(project: Project): CalendarsOfProject {
  const calendars = new Map<string, Calendar>()
  for (const calendar of project.calendars) {
    if (calendars.has(calendar.id)) throw new ProjectError('calendar.duplicate', { calendarId: calendar.id })
    checkCalendar(calendar)
    calendars.set(calendar.id, calendar)
  }
  const resources = new Map(project.resources.map((resource) => [resource.id, resource]))
  const compiled = new Map<string, WorkingTime>()
  const aroundDay = dayOf(project.startAt)

  /** The calendar and its bases; one that says nothing itself is its base, so that both share a table. */
  function chainOf(calendarId: string): CalendarChain {
    const chain: Calendar[] = []
    const seen = new Set<string>()
    for (let id: string | undefined = calendarId; id !== undefined; ) {
      if (seen.has(id)) throw new ProjectError('calendar.base-cycle', { calendarId: id })
      seen.add(id)
      const calendar = calendars.get(id)
      if (!calendar) throw new ProjectError('calendar.unknown', { calendarId: id })
      if (!saysNothing(calendar)) chain.push(calendar)
      id = calendar.baseId
    }
    return { calendarId: chain[0]?.id ?? calendarId, calendars: chain }
  }
  function compiledFor(...calendarIds: string[]): WorkingTime {
    const key = calendarIds.join('\n')
    const known = compiled.get(key)
    if (known) return known
    const chains = calendarIds.map(chainOf)
    const distinct = chains.filter(
      ({ calendarId }, at) => chains.findIndex((chain) => chain.calendarId === calendarId) === at,
    )
    const ownKey = distinct.map(({ calendarId }) => calendarId).join('\n')
    const time = compiled.get(`own\n${ownKey}`) ?? compileCalendar(distinct, aroundDay)
    compiled.set(`own\n${ownKey}`, time)
    compiled.set(key, time)
    return time
  }
  const ofTask = (task: Task) =>
    task.elapsed ? roundTheClock : compiledFor(task.calendarId ?? project.calendarId)
  return {
    project: compiledFor(project.calendarId),
    byId: (calendarId) => compiledFor(calendarId),
    ofTask,
    ofAssignment(task, resource) {
      if (task.elapsed) return roundTheClock
      if (task.calendarId !== undefined && (task.ignoresResourceCalendars || !resource?.calendarId))
        return compiledFor(task.calendarId)
      const own = resource?.calendarId ?? project.calendarId
      if (task.calendarId === undefined) return compiledFor(own)
      const both = compiledFor(task.calendarId, own)
      return both.works ? both : compiledFor(task.calendarId)
    },
    haveCommonTime(task, { calendarId = project.calendarId }) {
      if (task.elapsed || task.ignoresResourceCalendars || task.calendarId === undefined) return true
      return compiledFor(task.calendarId, calendarId).works
    },
    resourceOf: ({ resourceId }) => (resourceId === undefined ? undefined : resources.get(resourceId)),
  }
}

function saysNothing({ week, workWeeks, exceptions, baseId }: Calendar): boolean {
  return (
    baseId !== undefined &&
    workWeeks.length === 0 &&
    exceptions.length === 0 &&
    week.every((day) => day === null)
  )
}

function checkCalendar({ id, week, workWeeks, exceptions }: Calendar): void {
  for (const pattern of [week, ...workWeeks.map((workWeek) => workWeek.week)]) {
    if (pattern.length !== 7)
      throw new ProjectError('calendar.week', { calendarId: id, days: pattern.length })
  }
  const days = [
    ...week,
    ...workWeeks.flatMap((workWeek) => workWeek.week),
    ...exceptions.map((e) => e.shifts),
  ]
  for (const shifts of days) {
    let last = 0
    for (const { fromMinute, toMinute } of shifts ?? []) {
      if (!(fromMinute >= last && toMinute > fromMinute && toMinute <= 1440))
        throw new ProjectError('calendar.shifts', { calendarId: id, fromMinute, toMinute })
      last = toMinute
    }
  }
}
