import { textOf } from '../project/clock.ts'
import type { Assignment, BaselineAssignment, Task, TimephasedWork } from '../project/project.model.ts'
import { addWork, nextWorkStart, type WorkingTime } from '../project/working-time.ts'
import { contours, durationOfMinutes, ownFieldIds, rateTables, rateUnitNumbers } from './ms-project.values.ts'
import { nobodyUid } from './read-ms-assignments.ts'
import { type WriteContext, writeOwnField } from './write-context.ts'

export function writeMsAssignments(context: WriteContext): void {
  const { xml, project, ids } = context
  const baselines = project.baselines.map(({ number, assignments }) => ({
    number,
    byAssignment: new Map(assignments.map((assignment) => [assignment.assignmentId, assignment])),
  }))
  let nextUid = Math.max(0, ...ids.assignments.values()) + 1
  xml.element('Assignments', () => {
    for (const assignment of project.assignments)
      xml.element('Assignment', () => writeAssignment(context, assignment, baselines))
    // Pauses stand in the periods of an assignment: of nobody's, so that they change nobody's work.
    for (const task of project.tasks)
      if (task.splits.length > 0) {
        xml.element('Assignment', () => writeCarrier(context, task, nextUid))
        nextUid++
      }
  })
}

interface FrozenAssignments {
  number: number
  byAssignment: ReadonlyMap<string, BaselineAssignment>
}

function writeAssignment(
  context: WriteContext,
  assignment: Assignment,
  baselines: readonly FrozenAssignments[],
): void {
  const { xml, ids, hundredthsOf } = context
  const { id, taskId, resourceId, materialPer } = assignment
  const uid = ids.assignments.get(id)
  xml.value('UID', uid)
  xml.value('TaskUID', ids.tasks.get(taskId))
  xml.value('ResourceUID', resourceId === undefined ? nobodyUid : ids.resources.get(resourceId))
  if (assignment.actualCostMinor !== undefined)
    xml.value('ActualCost', hundredthsOf(assignment.actualCostMinor))
  xml.value('ActualWork', durationOfMinutes(assignment.actualWorkMinutes))
  xml.value('Cost', assignment.costMinor === 0 ? undefined : hundredthsOf(assignment.costMinor))
  xml.value('CostRateTable', rateTables.indexOf(assignment.rateTable))
  xml.value('RateScale', materialPer === undefined ? undefined : rateUnitNumbers[materialPer])
  xml.value('Delay', Math.round(assignment.delayMinutes * 10))
  xml.value('HasFixedRateUnits', materialPer === undefined)
  xml.value('LevelingDelay', Math.round(assignment.levellingDelayMinutes * 10))
  xml.value('LevelingDelayFormat', 8)
  xml.value('OvertimeWork', durationOfMinutes(assignment.overtimeWorkMinutes))
  xml.value('RegularWork', durationOfMinutes(assignment.workMinutes - assignment.overtimeWorkMinutes))
  xml.value('RemainingWork', durationOfMinutes(assignment.workMinutes - assignment.actualWorkMinutes))
  xml.value('Units', assignment.units)
  xml.value('Work', durationOfMinutes(assignment.workMinutes))
  xml.value('WorkContour', contours.indexOf(assignment.contour))
  writeOwnField(
    xml,
    ownFieldIds.assignment.id,
    String(uid) === id && !(resourceId === undefined && assignment.workMinutes === 0) ? undefined : id,
  )
  const { requiredSkills } = assignment
  writeOwnField(
    xml,
    ownFieldIds.assignment.requiredSkills,
    requiredSkills.length > 0 ? JSON.stringify(requiredSkills) : undefined,
  )
  for (const { number, byAssignment } of baselines) {
    const found = byAssignment.get(id)
    if (!found) continue
    xml.element('Baseline', () => {
      xml.value('Number', number)
      xml.value('Start', found.startAt === undefined ? undefined : textOf(found.startAt))
      xml.value('Finish', found.finishAt === undefined ? undefined : textOf(found.finishAt))
      xml.value('Work', found.workMinutes === undefined ? undefined : durationOfMinutes(found.workMinutes))
      xml.value('Cost', found.costMinor === undefined ? undefined : hundredthsOf(found.costMinor))
    })
  }
  for (const period of assignment.timephased) writePeriod(context, uid, period)
}

function writeCarrier(context: WriteContext, task: Task, uid: number): void {
  const { xml, ids, schedule, project, calendars } = context
  const row = schedule.tasks[project.tasks.indexOf(task)]
  xml.value('UID', uid)
  xml.value('TaskUID', ids.tasks.get(task.id))
  xml.value('ResourceUID', nobodyUid)
  xml.value('Units', 1)
  xml.value('Work', durationOfMinutes(0))
  xml.value('WorkContour', contours.indexOf('contoured'))
  for (const period of periodsOf(
    task,
    calendars.ofAssignment(task, undefined),
    row?.startAt ?? project.startAt,
  ))
    writePeriod(context, uid, period)
}

/** Work and pauses of an interrupted task one after the other. */
function periodsOf(task: Task, time: WorkingTime, startAt: number): TimephasedWork[] {
  const periods: TimephasedWork[] = []
  let at = nextWorkStart(time, startAt)
  let doneMinutes = 0
  const add = (minutes: number, isWork: boolean) => {
    if (minutes <= 0) return
    const toAt = addWork(time, at, minutes)
    periods.push({ kind: 'planned', fromAt: at, toAt, workMinutes: isWork ? minutes : 0 })
    at = toAt
  }
  for (const { afterMinutes, pauseMinutes } of task.splits) {
    add(afterMinutes - doneMinutes, true)
    add(pauseMinutes, false)
    doneMinutes = afterMinutes
  }
  add(task.durationMinutes - doneMinutes, true)
  return periods
}

function writePeriod({ xml }: WriteContext, uid: number | undefined, period: TimephasedWork): void {
  xml.element('TimephasedData', () => {
    xml.value('Type', period.kind === 'planned' ? 1 : 2)
    xml.value('UID', uid)
    xml.value('Start', textOf(period.fromAt))
    xml.value('Finish', textOf(period.toAt))
    xml.value('Unit', 1)
    xml.value('Value', durationOfMinutes(period.workMinutes))
  })
}
