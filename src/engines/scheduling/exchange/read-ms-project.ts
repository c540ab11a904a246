import { compileCalendars } from '../project/calendars-of-project.ts'
import { atOf, toTenths } from '../project/clock.ts'
import type { Baseline, Project, Split, Task } from '../project/project.model.ts'
import { progressOf } from '../project/task-timing.ts'
import { workBetween } from '../project/working-time.ts'
import { baselineElements } from './baseline-elements.ts'
import { constraintsPrevailIn } from './constraints-or-links.ts'
import { type ElementReader, elementReader } from './element-reader.ts'
import type { ProjectFile, StoredDates } from './exchange.model.ts'
import type { ProjectExtras } from './ms-project.values.ts'
import { extrasIn, ownFieldReader } from './own-fields.ts'
import { baselineOf, optional, type ReadContext } from './read-context.ts'
import { type AssignmentsRead, readMsAssignments, splitsOf } from './read-ms-assignments.ts'
import { readMsCalendars } from './read-ms-calendars.ts'
import { readMsResources } from './read-ms-resources.ts'
import { readMsTasks } from './read-ms-tasks.ts'
import { unreadNotes } from './unread-notes.ts'
import { childOf, childrenOf, type XmlElement } from './xml-tree.ts'

/** Reads a project out of the XML format of Microsoft Project (MSPDI, schema mspdi_pj12 and its neighbours). */
export function readMsProject(root: XmlElement): ProjectFile {
  root.seen = true
  const read = elementReader()
  const context = contextOf(root, read)
  const taskElements = childrenOf(childOf(root, 'Tasks'), 'Task')
  const extras = extrasOf(taskElements, context)
  context.lagShares = extras.lags ?? {}

  const calendars = readMsCalendars(childOf(root, 'Calendars'), read)
  for (const calendar of calendars) {
    const uid = calendar.id
    calendar.id = extras.calendars?.[uid] ?? uid
    context.calendarIds.set(uid, calendar.id)
  }
  for (const calendar of calendars)
    if (calendar.baseId !== undefined) calendar.baseId = context.calendarIds.get(calendar.baseId) as string
  const resources = readMsResources(childOf(root, 'Resources'), context)
  for (const { id, kind } of resources) {
    if (kind === 'material') context.materialIds.add(id)
    if (kind === 'cost') context.costResourceIds.add(id)
  }
  const { tasks, dependencies, stored, baselines } = readMsTasks(taskElements, context)
  const assignmentElements = childrenOf(childOf(root, 'Assignments'), 'Assignment')
  const { assignments, periods } = readMsAssignments(assignmentElements, context, baselines)
  readResourceBaselines(root, context, baselines)
  for (const [number, savedAt] of Object.entries(extras.baselines ?? {}))
    baselineOf(baselines, Number(number)).savedAt = savedAt

  const project: Project = {
    ...projectFields(root, context),
    lagCalendar: extras.lagCalendar ?? 'successor',
    ...optional('criticalFloatDays', extras.criticalFloatDays),
    calendars,
    tasks,
    dependencies,
    resources,
    assignments,
    baselines: [...baselines.values()].sort((a, b) => a.number - b.number),
  }
  giveCalendar(project, read, context)
  measureDurations(project, context)
  restorePauses(project, periods, context)
  settleConstraints(project, stored, read)
  return { project, stored, notes: [...read.notes, ...unreadNotes(root)] }
}

const mostDigits = 4

function contextOf(root: XmlElement, read: ElementReader): ReadContext {
  const currencyDigits = Math.min(
    mostDigits,
    Math.max(0, Math.round(read.number(root, 'CurrencyDigits') ?? 2)),
  )
  const scale = 10 ** (currencyDigits - 2)
  return {
    read,
    ownFieldsOf: ownFieldReader(root, read),
    habits: {
      minutesPerDay: read.number(root, 'MinutesPerDay') || 480,
      minutesPerWeek: read.number(root, 'MinutesPerWeek') || 2400,
      daysPerMonth: read.number(root, 'DaysPerMonth') || 20,
    },
    currencyDigits,
    minorOf: (hundredths) => Math.round(hundredths * scale * 1e6) / 1e6,
    hasEditedCosts: read.flag(root, 'EditableActualCosts') ?? false,
    calendarIds: new Map(),
    taskIds: new Map(),
    resourceIds: new Map(),
    materialIds: new Set(),
    costResourceIds: new Set(),
    levellingPauses: new Map(),
    lagShares: {},
    withoutDuration: new Map(),
  }
}

/** What we keep on the project's own row. */
function extrasOf(tasks: readonly XmlElement[], { read, ownFieldsOf }: ReadContext): ProjectExtras {
  const row = tasks.find((task) => read.text(task, 'UID') === '0')
  const text = row ? ownFieldsOf(row).project : undefined
  return extrasIn(text)
}

function projectFields(root: XmlElement, { read, habits, currencyDigits, calendarIds }: ReadContext) {
  const title = read.words(root, 'Title')
  const row = childrenOf(childOf(root, 'Tasks'), 'Task').find((task) => read.text(task, 'UID') === '0')
  const name = title ?? read.words(row, 'Name') ?? read.words(root, 'Name') ?? ''
  const scheduleFrom: Project['scheduleFrom'] =
    read.flag(root, 'ScheduleFromStart') === false ? 'finish' : 'start'
  const finishAt = read.at(root, 'FinishDate')
  return {
    name,
    startAt: read.at(root, 'StartDate') ?? finishAt ?? firstStart(root, read),
    ...optional('finishAt', scheduleFrom === 'finish' ? finishAt : undefined),
    scheduleFrom,
    ...optional('statusAt', read.at(root, 'StatusDate')),
    calendarId: calendarIds.get(read.text(root, 'CalendarUID') ?? '') ?? '',
    ...habits,
    dayStartMinute: read.minuteOfDay(root, 'DefaultStartTime') ?? 480,
    dayFinishMinute: read.minuteOfDay(root, 'DefaultFinishTime') || 1020,
    currency: {
      code: read.text(root, 'CurrencyCode') ?? '',
      ...optional('symbol', read.text(root, 'CurrencySymbol')),
      digits: currencyDigits,
    },
    criticalFloatDays: read.number(root, 'CriticalSlackLimit') ?? 0,
    multipleCriticalPaths: read.flag(root, 'MultipleCriticalPaths') ?? false,
    // Files of projects that were never asked say 0, and Microsoft Project lets constraints prevail unless told otherwise.
    constraintsPrevail: !(read.flag(root, 'HonorConstraints') ?? false),
    outOfSequence:
      (read.flag(root, 'SplitsInProgressTasks') ?? true)
        ? ('retained-logic' as const)
        : ('progress-override' as const),
    remainingAfterStatus: read.flag(root, 'MoveRemainingStartsForward') ?? false,
  }
}

function firstStart(root: XmlElement, read: ElementReader): number {
  const starts = childrenOf(childOf(root, 'Tasks'), 'Task').flatMap((task) => read.at(task, 'Start') ?? [])
  return starts.length > 0 ? Math.min(...starts) : atOf('2000-01-03T08:00')
}

/**
 * The flag is contested: Microsoft Project writes 0 where constraints prevail, other programs take it by its name. Where the
 * dates of the file tell which is meant, they are believed.
 */
function settleConstraints(project: Project, stored: readonly StoredDates[], read: ElementReader): void {
  const told = constraintsPrevailIn(project, stored)
  if (told === undefined || told === project.constraintsPrevail) return
  project.constraintsPrevail = told
  const flag = (value: boolean) => (value ? 'constraints prevail' : 'links prevail')
  read.notes.push({
    kind: 'repaired',
    path: 'Project/HonorConstraints',
    line: 1,
    value: flag(!told),
    as: flag(told),
  })
}

/** A project without calendar gets the first base calendar, or Monday to Friday from eight to five. */
function giveCalendar(project: Project, read: ElementReader, { calendarIds }: ReadContext): void {
  if (project.calendars.some(({ id }) => id === project.calendarId)) return
  const base = project.calendars.find(({ baseId }) => baseId === undefined)
  const as = base?.id ?? 'standard'
  if (!base) {
    const day = [
      { fromMinute: 480, toMinute: 720 },
      { fromMinute: 780, toMinute: 1020 },
    ]
    project.calendars.push({
      id: as,
      name: 'Standard',
      week: [[], day, day, day, day, day, []],
      workWeeks: [],
      exceptions: [],
    })
    calendarIds.set(as, as)
  }
  read.notes.push({ kind: 'repaired', path: 'Project/CalendarUID', line: 1, value: project.calendarId, as })
  project.calendarId = as
}

function readResourceBaselines(
  root: XmlElement,
  context: ReadContext,
  baselines: Map<number, Baseline>,
): void {
  const { read, resourceIds, minorOf } = context
  for (const element of childrenOf(childOf(root, 'Resources'), 'Resource')) {
    const resourceId = resourceIds.get(read.text(element, 'UID') ?? '')
    if (resourceId === undefined) continue
    for (const { number, baseline } of baselineElements(element, read)) {
      const cost = read.number(baseline, 'Cost')
      baselineOf(baselines, number).resources.push({
        resourceId,
        ...optional('workMinutes', read.minutes(baseline, 'Work')),
        ...optional('costMinor', cost === undefined ? undefined : minorOf(cost)),
      })
    }
  }
}

/** The duration of tasks without one is the working time between their dates. */
function measureDurations(project: Project, { withoutDuration }: ReadContext): void {
  const calendars = compileCalendars(project)
  const parents = new Set(project.tasks.map(({ parentId }) => parentId))
  for (const task of project.tasks) {
    const dates = withoutDuration.get(task.id)
    if (dates && !parents.has(task.id))
      task.durationMinutes = Math.max(0, workBetween(calendars.ofTask(task), dates))
  }
}

/**
 * Pauses stand in the periods of assignments; where work resumes after its stop is a pause too only if time lies between.
 * A calendar that never works shows none.
 */
function restorePauses(
  project: Project,
  periods: AssignmentsRead['periods'],
  { levellingPauses }: ReadContext,
): void {
  const calendars = compileCalendars(project)
  const resources = new Map(project.resources.map((resource) => [resource.id, resource]))
  const tasks = new Map<string, Task>(project.tasks.map((task) => [task.id, task]))
  for (const { taskId, resourceId, planned } of periods) {
    const task = tasks.get(taskId)
    if (!task || task.splits.length > 0) continue
    const resource = resourceId === undefined ? undefined : resources.get(resourceId)
    if (resource && resource.kind !== 'people' && resource.kind !== 'equipment') continue
    task.splits = splitsOf(task, calendars.ofAssignment(task, resource), planned)
  }
  for (const [taskId, pauses] of levellingPauses) {
    const task = tasks.get(taskId)
    if (task) task.splits = withLevellingApart(task.splits, pauses)
  }
  for (const task of project.tasks) {
    const { actualStartAt, resumeAt } = task.progress
    if (resumeAt === undefined || actualStartAt === undefined) continue
    const time = calendars.ofTask(task)
    const doneAt = time.elapsedWork(actualStartAt) + progressOf(task).doneMinutes
    if (time.elapsedWork(resumeAt) <= doneAt) delete task.progress.resumeAt
  }
}

/** The file tells pauses at one place as one; what levelling has made of them is told apart again. */
function withLevellingApart(
  splits: readonly Split[],
  pauses: readonly (readonly [number, number])[],
): Split[] {
  const own = splits.map((split) => ({ ...split }))
  const made: Split[] = []
  for (const [afterMinutes, pauseMinutes] of pauses) {
    const split = own.find((one) => one.afterMinutes === afterMinutes && one.pauseMinutes >= pauseMinutes)
    if (!split) continue
    split.pauseMinutes = toTenths(split.pauseMinutes - pauseMinutes)
    made.push({ afterMinutes, pauseMinutes, byLevelling: true })
  }
  return [...own.filter(({ pauseMinutes }) => pauseMinutes > 0), ...made].sort(
    (one, other) => one.afterMinutes - other.afterMinutes,
  )
}
