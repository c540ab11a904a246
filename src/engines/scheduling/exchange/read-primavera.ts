import type { Calendar, CalendarException, Shift } from '../project/calendar.model.ts'
import { dayOf } from '../project/clock.ts'
import type {
  Assignment,
  Constraint,
  Dependency,
  LagCalendar,
  Progress,
  Project,
  Resource,
  Task,
} from '../project/project.model.ts'
import { type ElementReader, elementReader } from './element-reader.ts'
import type { ProjectFile, StoredDates } from './exchange.model.ts'
import { forgetNumberedCodes } from './numbered-codes.ts'
import { keepOwnDurations } from './own-durations.ts'
import { optional } from './read-context.ts'
import { shiftsInOrder } from './shifts-in-order.ts'
import { unreadNotes } from './unread-notes.ts'
import { childOf, childrenOf, type XmlElement } from './xml-tree.ts'

/**
 * Reads a project out of the XML format of Primavera P6: the first project of the file with its work breakdown, activities,
 * relationships, calendars, resources and assignments. Elements of the breakdown become summaries with ids `wbs-…`.
 */
export function readPrimavera(root: XmlElement): ProjectFile {
  const read = elementReader()
  const [element, ...others] = childrenOf(root, 'Project')
  for (const other of others) read.leftOut(other, 'one project is read from a file')
  const all = (name: string) => [...childrenOf(root, name), ...childrenOf(element, name)]
  const calendars = withOwnIds(all('Calendar'), read).map((calendar) => calendarOf(calendar, read))
  const calendarIds = new Set(calendars.map(({ id }) => id))
  for (const calendar of calendars) if (!calendarIds.has(calendar.baseId ?? '')) delete calendar.baseId
  const known = (id: string | undefined) => (id !== undefined && calendarIds.has(id) ? id : undefined)
  const calendarId =
    known(read.text(element, 'ActivityDefaultCalendarObjectId')) ?? calendars[0]?.id ?? 'standard'
  if (calendars.length === 0) calendars.push({ ...empty, id: calendarId, name: 'Standard', week: officeWeek })
  const hours = (name: string) => read.number(childrenOf(root, 'Calendar')[0], name) || undefined

  const { tasks, stored } = tasksOf(element, read, known)
  const taskIds = new Set(tasks.map(({ id }) => id))
  const resources = withOwnIds(all('Resource'), read).map((resource) => resourceOf(resource, read, known))
  const dependencies = childrenOf(element, 'Relationship').flatMap((link) =>
    dependencyOf(link, read, taskIds),
  )
  const assignments = childrenOf(element, 'ResourceAssignment').flatMap((assignment) =>
    assignmentOf(assignment, read, taskIds, new Set(resources.map(({ id }) => id))),
  )
  const starts = stored.flatMap(({ startAt }) => startAt ?? [])
  const project: Project = {
    name: read.words(element, 'Name') ?? '',
    startAt: read.at(element, 'PlannedStartDate') ?? (starts.length > 0 ? Math.min(...starts) : 0),
    scheduleFrom: 'start',
    ...optional('statusAt', read.at(element, 'DataDate')),
    calendarId,
    minutesPerDay: (hours('HoursPerDay') ?? 8) * 60,
    minutesPerWeek: (hours('HoursPerWeek') ?? 40) * 60,
    daysPerMonth: Math.max(1, Math.round((hours('HoursPerMonth') ?? 160) / (hours('HoursPerDay') ?? 8))),
    dayStartMinute: 480,
    dayFinishMinute: 1020,
    currency: { code: '', digits: 2 },
    criticalFloatDays: Math.max(
      0,
      (read.number(element, 'CriticalActivityFloatThreshold') ?? 0) / (hours('HoursPerDay') ?? 8),
    ),
    multipleCriticalPaths: read.flag(element, 'MakeOpenEndedActivitiesCritical') ?? false,
    constraintsPrevail: false,
    outOfSequence:
      read.text(element, 'OutOfSequenceScheduleType') === 'Progress Override'
        ? 'progress-override'
        : 'retained-logic',
    lagCalendar: lagCalendars[read.text(element, 'RelationshipLagCalendar') ?? ''] ?? 'predecessor',
    // Primavera never plans what is open before the data date.
    remainingAfterStatus: true,
    calendars,
    tasks,
    dependencies,
    resources,
    assignments,
    baselines: [],
  }
  return { project, stored, notes: [...read.notes, ...unreadNotes(root)] }
}

const lagCalendars: Readonly<Record<string, LagCalendar>> = {
  'Predecessor Activity Calendar': 'predecessor',
  'Successor Activity Calendar': 'successor',
  'Project Default Calendar': 'project',
  '24 Hour Calendar': 'round-the-clock',
}

const office: readonly Shift[] = [
  { fromMinute: 480, toMinute: 720 },
  { fromMinute: 780, toMinute: 1020 },
]
const officeWeek = [[], office, office, office, office, office, []]
const empty: Omit<Calendar, 'id' | 'name' | 'week'> = { workWeeks: [], exceptions: [] }
const dayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

function calendarOf(element: XmlElement, read: ElementReader): Calendar {
  const week: (readonly Shift[] | null)[] = [null, null, null, null, null, null, null]
  for (const day of childrenOf(childOf(element, 'StandardWorkWeek'), 'StandardWorkHours')) {
    const weekday = dayNames.indexOf(read.text(day, 'DayOfWeek') ?? '')
    if (weekday >= 0) week[weekday] = shiftsOf(day, read)
  }
  const exceptions = childrenOf(childOf(element, 'HolidayOrExceptions'), 'HolidayOrException').flatMap(
    (exception): CalendarException[] => {
      const at = read.at(exception, 'Date')
      if (at === undefined) return []
      return [{ fromDay: dayOf(at), toDay: dayOf(at), shifts: shiftsOf(exception, read) }]
    },
  )
  return {
    id: read.text(element, 'ObjectId') ?? '',
    name: read.words(element, 'Name') ?? '',
    ...optional('baseId', read.text(element, 'BaseCalendarObjectId')),
    week,
    workWeeks: [],
    exceptions,
  }
}

/** Ends are the last minute worked: 11:59 is noon. */
function shiftsOf(day: XmlElement, read: ElementReader): Shift[] {
  const shifts: Shift[] = []
  for (const time of childrenOf(day, 'WorkTime')) {
    const fromMinute = read.minuteOfDay(time, 'Start')
    const lastMinute = read.minuteOfDay(time, 'Finish')
    if (fromMinute === undefined || lastMinute === undefined) continue
    const ends = lastMinute === 0 ? 1440 : lastMinute % 10 === 9 ? lastMinute + 1 : lastMinute
    if (ends > fromMinute) shifts.push({ fromMinute, toMinute: ends })
  }
  return shiftsInOrder(shifts)
}

type KnownCalendar = (id: string | undefined) => string | undefined

/** The breakdown with the activities under it, in outline order. */
function tasksOf(project: XmlElement | undefined, read: ElementReader, known: KnownCalendar) {
  const tasks: Task[] = []
  const stored: StoredDates[] = []
  const elements = withOwnIds(childrenOf(project, 'WBS'), read)
  const ids = new Set(elements.map((wbs) => read.text(wbs, 'ObjectId')))
  const parentOf = (wbs: XmlElement) => {
    const parent = read.text(wbs, 'ParentObjectId')
    return ids.has(parent) ? parent : undefined
  }
  const inOrder = [...elements].sort(
    (a, b) => (read.number(a, 'SequenceNumber') ?? 0) - (read.number(b, 'SequenceNumber') ?? 0),
  )
  const activities = withOwnIds(childrenOf(project, 'Activity'), read).sort((a, b) =>
    (read.text(a, 'Id') ?? '').localeCompare(read.text(b, 'Id') ?? '', 'en', { numeric: true }),
  )
  const placed = new Set<XmlElement>()
  const addActivity = (activity: XmlElement, parentId: string | undefined) => {
    placed.add(activity)
    const task = activityTask(activity, parentId, read, known)
    tasks.push(task)
    stored.push(storedOf(activity, task.id, read))
  }
  function addWbs(parent: string | undefined, parentId: string | undefined): void {
    for (const wbs of inOrder) {
      if (parentOf(wbs) !== parent) continue
      const objectId = read.text(wbs, 'ObjectId')
      const id = `wbs-${objectId}`
      tasks.push({
        ...plainTask(id, read.words(wbs, 'Name') ?? ''),
        ...optional('parentId', parentId),
        ...optional('wbs', read.words(wbs, 'Code')),
      })
      stored.push({ taskId: id })
      for (const activity of activities)
        if (read.text(activity, 'WBSObjectId') === objectId) addActivity(activity, id)
      addWbs(objectId, id)
    }
  }
  addWbs(undefined, undefined)
  // What hangs on no branch, or on branches that hang on each other, stands at the top.
  for (const activity of activities) if (!placed.has(activity)) addActivity(activity, undefined)
  forgetNumberedCodes(tasks)
  return { tasks, stored }
}

function withOwnIds(elements: readonly XmlElement[], read: ElementReader): XmlElement[] {
  const ids = new Set<string>()
  return elements.filter((element) => {
    const id = read.text(element, 'ObjectId')
    const isOwn = id !== undefined && !ids.has(id)
    if (isOwn) ids.add(id)
    else read.leftOut(element, id === undefined ? 'without number' : 'number used twice')
    return isOwn
  })
}

function plainTask(id: string, name: string): Task {
  return {
    id,
    name,
    milestone: false,
    active: true,
    scheduling: 'automatic',
    durationMinutes: 0,
    elapsed: false,
    estimated: false,
    type: 'fixed-duration',
    effortDriven: false,
    constraint: { kind: 'as-soon-as-possible' },
    priority: 500,
    ignoresResourceCalendars: false,
    splits: [],
    progress: { percentComplete: 0 },
    fixedCostMinor: 0,
    fixedCostAccrual: 'prorated',
    levellingDelayMinutes: 0,
    levellingMaySplit: false,
  }
}

const constraints: Readonly<Record<string, Constraint['kind']>> = {
  'Start On': 'must-start-on',
  'Start On or Before': 'start-no-later-than',
  'Start On or After': 'start-no-earlier-than',
  'Finish On': 'must-finish-on',
  'Finish On or Before': 'finish-no-later-than',
  'Finish On or After': 'finish-no-earlier-than',
  'As Late As Possible': 'as-late-as-possible',
  'Mandatory Start': 'must-start-on',
  'Mandatory Finish': 'must-finish-on',
}
const priorities: Readonly<Record<string, number>> = {
  Top: 900,
  High: 700,
  Normal: 500,
  Low: 300,
  Lowest: 100,
}

function activityTask(
  element: XmlElement,
  parentId: string | undefined,
  read: ElementReader,
  known: KnownCalendar,
): Task {
  const minutes = (name: string) => {
    const hours = read.number(element, name)
    return hours === undefined ? undefined : Math.max(0, Math.round(hours * 600) / 10)
  }
  const { startAt: actualStartAt, finishAt: actualFinishAt } = read.actualDates(element, {
    start: 'ActualStartDate',
    finish: 'ActualFinishDate',
  })
  const planned = minutes('PlannedDuration') ?? 0
  const remaining = minutes('RemainingDuration')
  const actual = minutes('ActualDuration')
  const isUnderWay = actualStartAt !== undefined && actualFinishAt === undefined
  const kind = constraints[read.text(element, 'PrimaryConstraintType') ?? ''] ?? 'as-soon-as-possible'
  const at = read.at(element, 'PrimaryConstraintDate')
  const needsDate = kind !== 'as-soon-as-possible' && kind !== 'as-late-as-possible'
  const share = read.number(element, 'PercentComplete') ?? 0
  const durationMinutes = isUnderWay
    ? (actual ?? 0) + (remaining ?? planned)
    : actualFinishAt === undefined
      ? (remaining ?? planned)
      : planned
  const progress: Progress = {
    ...optional('actualStartAt', actualStartAt),
    ...optional('actualFinishAt', actualFinishAt),
    percentComplete: Math.min(100, Math.max(0, Math.round((share <= 1 ? share * 100 : share) * 100) / 100)),
  }
  if (isUnderWay)
    keepOwnDurations(progress, { durationMinutes, actualMinutes: actual, remainingMinutes: remaining })
  return {
    ...plainTask(read.text(element, 'ObjectId') ?? '', read.words(element, 'Name') ?? ''),
    ...optional('parentId', parentId),
    ...optional('wbs', read.words(element, 'Id')),
    milestone: read.text(element, 'Type')?.endsWith('Milestone') ?? false,
    durationMinutes,
    constraint:
      needsDate && at === undefined ? { kind: 'as-soon-as-possible' } : needsDate ? { kind, at } : { kind },
    priority: priorities[read.text(element, 'LevelingPriority') ?? ''] ?? 500,
    ...optional('calendarId', known(read.text(element, 'CalendarObjectId'))),
    progress,
  }
}

function storedOf(element: XmlElement, taskId: string, read: ElementReader): StoredDates {
  return {
    taskId,
    ...optional('startAt', read.at(element, 'StartDate')),
    ...optional('finishAt', read.at(element, 'FinishDate')),
    ...optional('earlyStartAt', read.at(element, 'EarlyStartDate')),
    ...optional('earlyFinishAt', read.at(element, 'EarlyFinishDate')),
    ...optional('lateStartAt', read.at(element, 'LateStartDate')),
    ...optional('lateFinishAt', read.at(element, 'LateFinishDate')),
  }
}

const types: Readonly<Record<string, Dependency['type']>> = {
  'Finish to Start': 'FS',
  'Start to Start': 'SS',
  'Finish to Finish': 'FF',
  'Start to Finish': 'SF',
}

function dependencyOf(link: XmlElement, read: ElementReader, taskIds: ReadonlySet<string>): Dependency[] {
  const predecessorId = read.text(link, 'PredecessorActivityObjectId') ?? ''
  const successorId = read.text(link, 'SuccessorActivityObjectId') ?? ''
  if (!taskIds.has(predecessorId) || !taskIds.has(successorId)) {
    read.leftOut(link, 'an activity is not in the file')
    return []
  }
  const value = Math.round((read.number(link, 'Lag') ?? 0) * 600) / 10
  const type = types[read.text(link, 'Type') ?? ''] ?? 'FS'
  return [{ predecessorId, successorId, type, lag: { kind: 'working', value } }]
}

function resourceOf(element: XmlElement, read: ElementReader, known: KnownCalendar): Resource {
  const type = read.text(element, 'ResourceType')
  const kind = type === 'Material' ? 'material' : type === 'Nonlabor' ? 'equipment' : 'people'
  return {
    id: read.text(element, 'ObjectId') ?? '',
    name: read.words(element, 'Name') ?? '',
    ...optional('code', read.words(element, 'Id')),
    ...optional('email', read.words(element, 'EmailAddress')),
    kind,
    generic: false,
    active: read.flag(element, 'IsActive') ?? true,
    skills: [],
    ...optional(
      'calendarId',
      kind === 'material' ? undefined : known(read.text(element, 'CalendarObjectId')),
    ),
    maxUnits: 1,
    availability: [],
    rates: [],
    accrual: 'prorated',
    levelled: true,
  }
}

function assignmentOf(
  element: XmlElement,
  read: ElementReader,
  taskIds: ReadonlySet<string>,
  resourceIds: ReadonlySet<string>,
): Assignment[] {
  const taskId = read.text(element, 'ActivityObjectId') ?? ''
  const resourceId = read.text(element, 'ResourceObjectId')
  if (!taskIds.has(taskId) || (resourceId !== undefined && !resourceIds.has(resourceId))) {
    read.leftOut(element, 'activity or resource is not in the file')
    return []
  }
  const minutes = (name: string) => Math.round((read.number(element, name) ?? 0) * 600) / 10
  return [
    {
      id: read.text(element, 'ObjectId') ?? `${taskId}/${resourceId}`,
      taskId,
      ...optional('resourceId', resourceId),
      units: read.number(element, 'PlannedUnitsPerTime') || 1,
      workMinutes: minutes('PlannedUnits'),
      actualWorkMinutes: minutes('ActualUnits'),
      overtimeWorkMinutes: 0,
      delayMinutes: minutes('PlannedLag'),
      levellingDelayMinutes: 0,
      contour: 'flat',
      rateTable: 'A',
      costMinor: 0,
      requiredSkills: [],
      timephased: [],
    },
  ]
}
