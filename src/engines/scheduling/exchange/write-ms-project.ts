import type { EngineTask } from '../../runner/pool.ts'
import { compileCalendars } from '../project/calendars-of-project.ts'
import { textOf } from '../project/clock.ts'
import type { Project } from '../project/project.model.ts'
import type { Schedule } from '../project/schedule.model.ts'
import { schedulePlan } from '../project/schedule-plan.ts'
import { lagKey, ownFieldIds, ownFields, type ProjectExtras } from './ms-project.values.ts'
import { type NumberedIds, numberIds } from './number-ids.ts'
import { timeOf, type WriteContext } from './write-context.ts'
import { writeMsAssignments } from './write-ms-assignments.ts'
import { writeMsCalendars } from './write-ms-calendars.ts'
import { writeMsResources } from './write-ms-resources.ts'
import { writeMsTasks } from './write-ms-tasks.ts'
import { type XmlWriter, xmlWriter } from './xml-tree.ts'

export interface PlanToWrite {
  project: Project
  /** Its dates; worked out when missing. */
  schedule?: Schedule
}

/**
 * Writes a project in the XML format of Microsoft Project (MSPDI), with the dates of its schedule. Reading the file again
 * gives the same project: what the format has no place for (ids that are no numbers, skills, equipment, when baselines were
 * saved) is kept in custom text fields. Summaries get the duration they span.
 * @throws ProjectError as `schedulePlan`, when no schedule is given.
 */
export function writeMsProject({ project, schedule = schedulePlan(project) }: PlanToWrite): string {
  const xml = xmlWriter()
  const ids = numberIds(project)
  const scale = 10 ** (2 - project.currency.digits)
  const context: WriteContext = {
    xml,
    project,
    schedule,
    ids,
    calendars: compileCalendars(project),
    hundredthsOf: (minor) => Math.round(minor * scale * 1e8) / 1e8,
    extras: extrasOf(project, ids),
  }
  xml.element('Project xmlns="http://schemas.microsoft.com/project"', () => {
    writeProjectFields(context)
    writeOwnFieldDefinitions(xml)
    writeMsCalendars(context)
    writeMsTasks(context)
    writeMsResources(context)
    writeMsAssignments(context)
  })
  return xml.text()
}

export const writeMsProjectTask: EngineTask<PlanToWrite, string> = {
  module: import.meta.url,
  name: 'writeMsProject',
}

function extrasOf(
  { baselines, lagCalendar, criticalFloatDays, dependencies }: Project,
  ids: NumberedIds,
): ProjectExtras {
  const saved: [string, number][] = []
  for (const { number, savedAt } of baselines)
    if (savedAt !== undefined) saved.push([String(number), savedAt])
  const lags = dependencies.flatMap(({ predecessorId, successorId, lag }): [string, number][] => {
    const isShare = lag.kind === 'percent' || lag.kind === 'elapsed-percent'
    const key = lagKey(ids.tasks.get(predecessorId), ids.tasks.get(successorId))
    return isShare && !Number.isInteger(lag.value) ? [[key, lag.value]] : []
  })
  const renamed = [...ids.calendars]
    .filter(([id, uid]) => id !== String(uid))
    .map(([id, uid]) => [String(uid), id])
  return {
    ...(renamed.length > 0 ? { calendars: Object.fromEntries(renamed) } : {}),
    ...(lagCalendar === 'successor' ? {} : { lagCalendar }),
    ...(lags.length > 0 ? { lags: Object.fromEntries(lags) } : {}),
    ...(Number.isInteger(criticalFloatDays) ? {} : { criticalFloatDays }),
    ...(saved.length > 0 ? { baselines: Object.fromEntries(saved) } : {}),
  }
}

function writeProjectFields({ xml, project, schedule, ids }: WriteContext): void {
  const hasEditedCosts =
    project.assignments.some(({ actualCostMinor }) => actualCostMinor !== undefined) ||
    project.tasks.some(({ progress }) => progress.actualCostMinor !== undefined)
  xml.value('SaveVersion', 14)
  xml.value('Name', project.name)
  xml.value('Title', project.name)
  xml.value('ScheduleFromStart', project.scheduleFrom === 'start')
  xml.value('StartDate', textOf(project.startAt))
  xml.value('FinishDate', textOf(project.finishAt ?? schedule.finishAt))
  xml.value('CriticalSlackLimit', Math.round(project.criticalFloatDays))
  xml.value('CurrencyDigits', project.currency.digits)
  xml.value('CurrencySymbol', project.currency.symbol)
  xml.value('CurrencyCode', project.currency.code)
  xml.value('CalendarUID', ids.calendars.get(project.calendarId))
  xml.value('DefaultStartTime', timeOf(project.dayStartMinute))
  xml.value('DefaultFinishTime', timeOf(project.dayFinishMinute))
  xml.value('MinutesPerDay', project.minutesPerDay)
  xml.value('MinutesPerWeek', project.minutesPerWeek)
  xml.value('DaysPerMonth', project.daysPerMonth)
  xml.value('DurationFormat', 7)
  xml.value('EditableActualCosts', hasEditedCosts)
  xml.value('HonorConstraints', !project.constraintsPrevail)
  xml.value('MultipleCriticalPaths', project.multipleCriticalPaths)
  xml.value('SplitsInProgressTasks', project.outOfSequence === 'retained-logic')
  xml.value('MoveRemainingStartsForward', project.remainingAfterStatus)
  xml.value('StatusDate', project.statusAt === undefined ? undefined : textOf(project.statusAt))
}

function writeOwnFieldDefinitions(xml: XmlWriter): void {
  const definitions: [number, string, string][] = [
    [ownFieldIds.task.id, 'Text30', ownFields.id],
    [ownFieldIds.task.project, 'Text29', ownFields.project],
    [ownFieldIds.task.pauses, 'Text28', ownFields.pauses],
    [ownFieldIds.task.shares, 'Text27', ownFields.shares],
    [ownFieldIds.resource.id, 'Text30', ownFields.id],
    [ownFieldIds.resource.kind, 'Text29', ownFields.kind],
    [ownFieldIds.resource.skills, 'Text28', ownFields.skills],
    [ownFieldIds.assignment.id, 'Text30', ownFields.id],
    [ownFieldIds.assignment.requiredSkills, 'Text29', ownFields.requiredSkills],
  ]
  xml.element('ExtendedAttributes', () => {
    for (const [fieldId, fieldName, alias] of definitions)
      xml.element('ExtendedAttribute', () => {
        xml.value('FieldID', fieldId)
        xml.value('FieldName', fieldName)
        xml.value('Alias', alias)
      })
  })
}
