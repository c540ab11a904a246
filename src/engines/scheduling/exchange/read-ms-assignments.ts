import { toTenths } from '../project/clock.ts'
import type {
  Assignment,
  Baseline,
  BaselineAssignment,
  Split,
  Task,
  TimephasedWork,
} from '../project/project.model.ts'
import { type WorkingTime, workBetween } from '../project/working-time.ts'
import { baselineElements } from './baseline-elements.ts'
import { contours, rateTables, rateUnitOf } from './ms-project.values.ts'
import { wordsIn } from './own-fields.ts'
import { baselineOf, optional, type ReadContext } from './read-context.ts'
import { childrenOf, markSeen, type XmlElement } from './xml-tree.ts'

/** The number that stands for "nobody" in assignments. */
export const nobodyUid = '-65535'

export interface AssignmentsRead {
  assignments: Assignment[]
  /** Work by period of every assignment of the file, also of those that only carry the pauses of a task. */
  periods: { taskId: string; resourceId?: string; planned: TimephasedWork[] }[]
}

export function readMsAssignments(
  elements: readonly XmlElement[],
  context: ReadContext,
  baselines: Map<number, Baseline>,
): AssignmentsRead {
  const { read, taskIds, resourceIds, ownFieldsOf } = context
  const assignments: Assignment[] = []
  const periods: AssignmentsRead['periods'] = []
  const uids = new Set<string>()
  for (const element of elements) {
    const uid = read.text(element, 'UID') ?? ''
    const taskId = taskIds.get(read.text(element, 'TaskUID') ?? '')
    const resourceUid = read.text(element, 'ResourceUID') ?? nobodyUid
    const resourceId = resourceIds.get(resourceUid)
    const isNobody = resourceId === undefined && (resourceUid === nobodyUid || resourceUid === '0')
    if (taskId === undefined || (resourceId === undefined && !isNobody)) {
      // The project's own row carries a placeholder too.
      if (isNobody) markSeen(element)
      else read.leftOut(element, `task or resource ${resourceUid} is not in the file`)
      continue
    }
    const planned = timephasedOf(element, context)
    periods.push({
      taskId,
      ...optional('resourceId', resourceId),
      planned: planned.filter((p) => p.kind === 'planned'),
    })
    const own = ownFieldsOf(element)
    const workMinutes = read.minutes(element, 'Work') ?? 0
    if (isNobody && workMinutes === 0 && own.id === undefined) {
      markSeen(element)
      continue
    }
    const id = own.id ?? (uids.has(uid) || uid === '' ? `${taskId}/${resourceId ?? ''}/${uids.size}` : uid)
    uids.add(id)
    const contour = contours[read.number(element, 'WorkContour') ?? 0] ?? 'flat'
    const scale = read.number(element, 'RateScale')
    const actualCost = read.number(element, 'ActualCost')
    const isVariable = read.flag(element, 'HasFixedRateUnits') === false && scale !== undefined && scale > 0
    const isCost = context.costResourceIds.has(resourceId ?? '')
    assignments.push({
      id,
      taskId,
      ...optional('resourceId', resourceId),
      units: read.number(element, 'Units') ?? 1,
      ...optional('materialPer', isVariable ? rateUnitOf(scale) : undefined),
      workMinutes: context.materialIds.has(resourceId ?? '') || isCost ? 0 : workMinutes,
      actualWorkMinutes:
        context.materialIds.has(resourceId ?? '') || isCost ? 0 : (read.minutes(element, 'ActualWork') ?? 0),
      overtimeWorkMinutes: read.minutes(element, 'OvertimeWork') ?? 0,
      delayMinutes: toTenths((read.number(element, 'Delay') ?? 0) / 10),
      levellingDelayMinutes: toTenths((read.number(element, 'LevelingDelay') ?? 0) / 10),
      contour,
      rateTable: rateTables[read.number(element, 'CostRateTable') ?? 0] ?? 'A',
      costMinor: isCost ? context.minorOf(read.number(element, 'Cost') ?? 0) : 0,
      ...optional(
        'actualCostMinor',
        context.hasEditedCosts && actualCost !== undefined ? context.minorOf(actualCost) : undefined,
      ),
      requiredSkills: wordsIn(own.requiredSkills),
      timephased: contour === 'contoured' ? planned.filter((period) => period.workMinutes > 0) : [],
    })
    for (const { number, values } of baselinesOf(element, context))
      baselineOf(baselines, number).assignments.push({ assignmentId: id, ...values })
  }
  return { assignments, periods }
}

/**
 * The pauses of a task: periods without work between periods with work, counted in the working time of its calendar.
 * A pause is only believed when everyone on the task pauses, that is, when the first carrier with periods shows it.
 */
export function splitsOf(task: Task, time: WorkingTime, planned: readonly TimephasedWork[]): Split[] {
  const splits: Split[] = []
  let doneMinutes = 0
  let pauseMinutes = 0
  for (const { fromAt, toAt, workMinutes } of planned) {
    const minutes = workBetween(time, { from: fromAt, to: toAt })
    if (workMinutes === 0) {
      if (doneMinutes > 0) pauseMinutes = toTenths(pauseMinutes + minutes)
      continue
    }
    if (pauseMinutes > 0 && minutes > 0) {
      splits.push({ afterMinutes: doneMinutes, pauseMinutes })
      pauseMinutes = 0
    }
    doneMinutes = toTenths(doneMinutes + minutes)
  }
  return splits.filter(({ afterMinutes }) => afterMinutes < task.durationMinutes)
}

/** Planned (1) and actual (2) work by period; the other kinds repeat baselines and costs. */
function timephasedOf(element: XmlElement, { read }: ReadContext): TimephasedWork[] {
  const periods: TimephasedWork[] = []
  for (const data of childrenOf(element, 'TimephasedData')) {
    const type = read.number(data, 'Type')
    const fromAt = read.at(data, 'Start')
    const toAt = read.at(data, 'Finish')
    if ((type !== 1 && type !== 2) || fromAt === undefined || toAt === undefined || toAt < fromAt) continue
    markSeen(data)
    const workMinutes = read.minutes(data, 'Value') ?? 0
    periods.push({ kind: type === 1 ? 'planned' : 'actual', fromAt, toAt, workMinutes })
  }
  return periods
}

function baselinesOf(element: XmlElement, { read, minorOf }: ReadContext) {
  return baselineElements(element, read).map(({ number, baseline }) => {
    const cost = read.number(baseline, 'Cost')
    const values: Omit<BaselineAssignment, 'assignmentId'> = {
      ...optional('startAt', read.at(baseline, 'Start')),
      ...optional('finishAt', read.at(baseline, 'Finish')),
      ...optional('workMinutes', read.minutes(baseline, 'Work')),
      ...optional('costMinor', cost === undefined ? undefined : minorOf(cost)),
    }
    return { number, values }
  })
}
