import { toTenths } from '../project/clock.ts'
import type {
  Baseline,
  BaselineTask,
  Constraint,
  Dependency,
  Progress,
  Task,
} from '../project/project.model.ts'
import { baselineElements } from './baseline-elements.ts'
import type { StoredDates } from './exchange.model.ts'
import {
  accruals,
  constraintKinds,
  dependencyTypes,
  lagKey,
  lagKindOf,
  taskTypes,
} from './ms-project.values.ts'
import { forgetNumberedCodes } from './numbered-codes.ts'
import { keepOwnDurations } from './own-durations.ts'
import { pausesIn, sharesIn } from './own-fields.ts'
import { baselineOf, optional, type ReadContext } from './read-context.ts'
import { childrenOf, markSeen, type XmlElement } from './xml-tree.ts'

export interface TasksRead {
  tasks: Task[]
  dependencies: Dependency[]
  stored: StoredDates[]
  baselines: Map<number, Baseline>
}

/**
 * Reads tasks in the order of the file; the outline is the depth of each. Blank rows and the row that stands for the
 * project itself are no tasks.
 */
export function readMsTasks(elements: readonly XmlElement[], context: ReadContext): TasksRead {
  const { read, taskIds, ownFieldsOf } = context
  const tasks: Task[] = []
  const stored: StoredDates[] = []
  const baselines = new Map<number, Baseline>()
  const above: { task: Task; level: number; children: number }[] = []
  const kept: { element: XmlElement; id: string }[] = []
  let topLevel = 0
  for (const element of elements) {
    const uid = read.text(element, 'UID')
    if (read.flag(element, 'IsNull')) {
      markSeen(element)
      continue
    }
    if (uid === undefined || taskIds.has(uid)) {
      read.leftOut(element, uid === undefined ? 'without number' : 'number used twice')
      continue
    }
    const level = levelOf(element, context)
    if (level === 0) {
      skipProjectRow(element, context)
      continue
    }
    const own = ownFieldsOf(element)
    const id = own.id ?? uid
    taskIds.set(uid, id)
    const pauses = pausesIn(own.pauses)
    if (pauses.length > 0) context.levellingPauses.set(id, pauses)
    while (above.length > 0 && (above.at(-1)?.level ?? 0) >= level) above.pop()
    const parent = above.at(-1)
    const number = parent ? ++parent.children : ++topLevel
    const auto = parent ? `${parent.task.wbs}.${number}` : String(number)
    const task = taskOf(element, id, parent?.task.id, context)
    // While children are read the code is always there; a code that numbering gives anyway is taken away afterwards.
    task.wbs = read.words(element, 'WBS') ?? auto
    tasks.push(task)
    above.push({ task, level, children: 0 })
    kept.push({ element, id })
    stored.push(storedDatesOf(element, id, context))
    for (const { number: baseline, values } of baselinesOf(element, context))
      baselineOf(baselines, baseline).tasks.push({ taskId: id, ...values })
  }
  forgetNumberedCodes(tasks)
  const parents = new Set(tasks.map(({ parentId }) => parentId))
  // What a summary lasts follows from its children.
  for (const task of tasks)
    if (parents.has(task.id) && task.scheduling === 'automatic') task.durationMinutes = 0
  const dependencies = kept.flatMap(({ element, id }) => dependenciesOf(element, id, context))
  return { tasks, dependencies, stored, baselines }
}

function levelOf(element: XmlElement, { read }: ReadContext): number {
  const level = read.number(element, 'OutlineLevel')
  const outlineNumber = read.text(element, 'OutlineNumber')
  if (level !== undefined) return level
  return outlineNumber === undefined || outlineNumber === '0' ? 1 : outlineNumber.split('.').length
}

/** The project's own row repeats what its tasks add up to; its notes and custom fields stay to be reported. */
function skipProjectRow(element: XmlElement, { read, ownFieldsOf }: ReadContext): void {
  ownFieldsOf(element)
  read.words(element, 'Name')
  for (const child of element.children)
    if (child.name !== 'Notes' && child.name !== 'ExtendedAttribute') markSeen(child)
}

function taskOf(element: XmlElement, id: string, parentId: string | undefined, context: ReadContext): Task {
  const { read, calendarIds } = context
  const isManual = read.flag(element, 'Manual') ?? false
  const format = read.number(element, 'DurationFormat')
  const duration = read.minutes(element, 'Duration')
  const manualDuration = read.minutes(element, 'ManualDuration')
  const from = read.at(element, 'Start')
  const to = read.at(element, 'Finish')
  if (duration === undefined && manualDuration === undefined && from !== undefined && to !== undefined)
    context.withoutDuration.set(id, { from, to })
  const durationMinutes = Math.max(0, (isManual ? (manualDuration ?? duration) : duration) ?? 0)
  return {
    id,
    ...optional('parentId', parentId),
    name: read.words(element, 'Name') ?? '',
    ...optional('notes', read.words(element, 'Notes')),
    milestone: read.flag(element, 'Milestone') ?? duration === 0,
    active: read.flag(element, 'Active') ?? true,
    scheduling: isManual ? 'manual' : 'automatic',
    ...optional(
      'manualStartAt',
      isManual ? (read.at(element, 'ManualStart') ?? read.at(element, 'Start')) : undefined,
    ),
    ...optional(
      'manualFinishAt',
      isManual ? (read.at(element, 'ManualFinish') ?? read.at(element, 'Finish')) : undefined,
    ),
    durationMinutes,
    elapsed: format !== undefined && lagKindOf(format) === 'elapsed',
    estimated: read.flag(element, 'Estimated') ?? false,
    type: taskTypes[read.number(element, 'Type') ?? 0] ?? 'fixed-units',
    effortDriven: read.flag(element, 'EffortDriven') ?? false,
    constraint: constraintOf(element, context),
    ...optional('deadlineAt', read.at(element, 'Deadline')),
    priority: read.number(element, 'Priority') ?? 500,
    ...optional('calendarId', calendarIds.get(read.text(element, 'CalendarUID') ?? '')),
    ignoresResourceCalendars: read.flag(element, 'IgnoreResourceCalendar') ?? false,
    splits: [],
    progress: readProgress(element, durationMinutes, context),
    fixedCostMinor: context.minorOf(read.number(element, 'FixedCost') ?? 0),
    fixedCostAccrual: accruals[(read.number(element, 'FixedCostAccrual') ?? 3) - 1] ?? 'prorated',
    levellingDelayMinutes: toTenths((read.number(element, 'LevelingDelay') ?? 0) / 10),
    levellingMaySplit: read.flag(element, 'LevelingCanSplit') ?? true,
  }
}

function constraintOf(element: XmlElement, { read }: ReadContext): Constraint {
  const kind = constraintKinds[read.number(element, 'ConstraintType') ?? 0] ?? 'as-soon-as-possible'
  const at = read.at(element, 'ConstraintDate')
  if (kind === 'as-soon-as-possible' || kind === 'as-late-as-possible') return { kind }
  if (at !== undefined) return { kind, at }
  read.notes.push({
    kind: 'repaired',
    path: 'Task/ConstraintDate',
    line: element.line,
    value: kind,
    as: 'as-soon-as-possible',
  })
  return { kind: 'as-soon-as-possible' }
}

/** Durations used and left are only kept where they are not what the percentage says. */
function readProgress(element: XmlElement, durationMinutes: number, context: ReadContext): Progress {
  const { read, hasEditedCosts } = context
  const actual = read.actualDates(element, { start: 'ActualStart', finish: 'ActualFinish' })
  const actualFinishAt = actual.finishAt
  const shares = sharesIn(context.ownFieldsOf(element).shares)
  // Whoever has changed the whole per cent since has the last word.
  const exact = (share: number | undefined, whole: number | undefined) =>
    share !== undefined && Math.round(share) === whole ? share : whole
  const percent = exact(shares.percentComplete, read.number(element, 'PercentComplete'))
  const percentComplete = Math.min(100, Math.max(0, percent ?? 0))
  const physical = exact(shares.physicalPercentComplete, read.number(element, 'PhysicalPercentComplete'))
  const isPhysical = read.number(element, 'EarnedValueMethod') === 1 || (physical ?? 0) > 0
  const progress: Progress = {
    ...optional('actualStartAt', actual.startAt),
    ...optional('actualFinishAt', actualFinishAt),
    percentComplete,
    ...optional('physicalPercentComplete', isPhysical ? (physical ?? 0) : undefined),
  }
  const actualMinutes = read.minutes(element, 'ActualDuration')
  const remainingMinutes = read.minutes(element, 'RemainingDuration')
  const actualCost = read.number(element, 'ActualCost')
  if (hasEditedCosts && actualCost !== undefined) progress.actualCostMinor = context.minorOf(actualCost)
  const stopAt = read.at(element, 'Stop')
  const resumeAt = read.at(element, 'Resume')
  if (actualFinishAt !== undefined || progress.actualStartAt === undefined) return progress
  keepOwnDurations(progress, { durationMinutes, actualMinutes, remainingMinutes })
  if (resumeAt !== undefined && stopAt !== undefined && resumeAt > stopAt) progress.resumeAt = resumeAt
  return progress
}

function dependenciesOf(element: XmlElement, successorId: string, context: ReadContext): Dependency[] {
  const { read, taskIds, lagShares } = context
  const found: Dependency[] = []
  const successorUid = read.text(element, 'UID')
  for (const link of childrenOf(element, 'PredecessorLink')) {
    const uid = read.text(link, 'PredecessorUID')
    const predecessorId = taskIds.get(uid ?? '')
    const isDoubled = found.some((dependency) => dependency.predecessorId === predecessorId)
    if (
      predecessorId === undefined ||
      predecessorId === successorId ||
      isDoubled ||
      read.flag(link, 'CrossProject')
    ) {
      read.leftOut(link, `predecessor ${uid} is not in the file, or named twice`)
      continue
    }
    const kind = lagKindOf(read.number(link, 'LagFormat') ?? 7)
    const whole = read.number(link, 'LinkLag') ?? 0
    const share = lagShares[lagKey(uid, successorUid)]
    const isShare = kind === 'percent' || kind === 'elapsed-percent'
    const value = isShare && share !== undefined && Math.round(share) === whole ? share : whole
    found.push({
      predecessorId,
      successorId,
      type: dependencyTypes[read.number(link, 'Type') ?? 1] ?? 'FS',
      lag: { kind, value: isShare ? value : toTenths(value / 10) },
    })
  }
  return found
}

function baselinesOf(element: XmlElement, { read, minorOf }: ReadContext) {
  return baselineElements(element, read).map(({ number, baseline }) => {
    const cost = read.number(baseline, 'Cost')
    const values: Omit<BaselineTask, 'taskId'> = {
      ...optional('startAt', read.at(baseline, 'Start')),
      ...optional('finishAt', read.at(baseline, 'Finish')),
      ...optional('durationMinutes', read.minutes(baseline, 'Duration')),
      ...optional('workMinutes', read.minutes(baseline, 'Work')),
      ...optional('costMinor', cost === undefined ? undefined : minorOf(cost)),
    }
    return { number, values }
  })
}

function storedDatesOf(element: XmlElement, taskId: string, { read, minorOf }: ReadContext): StoredDates {
  const slack = (name: string) => {
    const tenths = read.number(element, name)
    return tenths === undefined ? undefined : toTenths(tenths / 10)
  }
  const cost = read.number(element, 'Cost')
  return {
    taskId,
    ...optional('startAt', read.at(element, 'Start')),
    ...optional('finishAt', read.at(element, 'Finish')),
    ...optional('earlyStartAt', read.at(element, 'EarlyStart')),
    ...optional('earlyFinishAt', read.at(element, 'EarlyFinish')),
    ...optional('lateStartAt', read.at(element, 'LateStart')),
    ...optional('lateFinishAt', read.at(element, 'LateFinish')),
    ...optional('totalFloatMinutes', slack('TotalSlack')),
    ...optional('freeFloatMinutes', slack('FreeSlack')),
    ...optional('costMinor', cost === undefined ? undefined : minorOf(cost)),
  }
}
