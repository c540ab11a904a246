import { textOf } from '../project/clock.ts'
import type { Baseline, Dependency, Task } from '../project/project.model.ts'
import type { ScheduledTask } from '../project/schedule.model.ts'
import { progressOf } from '../project/task-timing.ts'
import { workBreakdown } from '../project/work-breakdown.ts'
import { addWork } from '../project/working-time.ts'
import {
  accruals,
  constraintKinds,
  dependencyTypes,
  durationOfMinutes,
  ownFieldIds,
  taskTypes,
} from './ms-project.values.ts'
import { type WriteContext, writeOwnField } from './write-context.ts'

export function writeMsTasks(context: WriteContext): void {
  const { xml, project, schedule } = context
  const { level } = workBreakdown(project.tasks)
  const linksTo = new Map<string, Dependency[]>()
  for (const dependency of project.dependencies) {
    const known = linksTo.get(dependency.successorId)
    if (known) known.push(dependency)
    else linksTo.set(dependency.successorId, [dependency])
  }
  xml.element('Tasks', () => {
    xml.element('Task', () => writeProjectRow(context))
    project.tasks.forEach((task, place) => {
      const row = schedule.tasks[place]
      if (!row) return
      xml.element('Task', () => {
        xml.value('UID', context.ids.tasks.get(task.id))
        xml.value('ID', place + 1)
        writeTask(context, task, row, (level[place] as number) + 1)
        for (const dependency of linksTo.get(task.id) ?? [])
          xml.element('PredecessorLink', () => writeLink(context, dependency))
        const isNumber = String(context.ids.tasks.get(task.id)) === task.id
        writeOwnField(xml, ownFieldIds.task.id, isNumber ? undefined : task.id)
        writeOwnField(xml, ownFieldIds.task.shares, sharesOf(task))
        const levelled = task.splits.filter(({ byLevelling }) => byLevelling)
        const pauses = levelled.map(({ afterMinutes, pauseMinutes }) => [afterMinutes, pauseMinutes])
        writeOwnField(xml, ownFieldIds.task.pauses, pauses.length > 0 ? JSON.stringify(pauses) : undefined)
        writeBaselines(context, task.id)
      })
    })
  })
}

/** Per cents that are not whole, where the format knows only whole ones. */
function sharesOf({ progress }: Task): string | undefined {
  const { percentComplete, physicalPercentComplete } = progress
  const isWhole = (value: number | undefined) => value === undefined || Number.isInteger(value)
  if (isWhole(percentComplete) && isWhole(physicalPercentComplete)) return undefined
  return JSON.stringify({ percentComplete, physicalPercentComplete })
}

/** Row 0 stands for the project. */
function writeProjectRow({ xml, project, schedule, extras }: WriteContext): void {
  xml.value('UID', 0)
  xml.value('ID', 0)
  xml.value('Name', project.name)
  xml.value('Type', 1)
  xml.value('IsNull', false)
  xml.value('WBS', '0')
  xml.value('OutlineNumber', '0')
  xml.value('OutlineLevel', 0)
  xml.value('Start', textOf(schedule.startAt))
  xml.value('Finish', textOf(schedule.finishAt))
  xml.value('Summary', true)
  writeOwnField(
    xml,
    ownFieldIds.task.project,
    Object.keys(extras).length > 0 ? JSON.stringify(extras) : undefined,
  )
}

const tenths = (minutes: number) => Math.round(minutes * 10)

function writeTask(context: WriteContext, task: Task, row: ScheduledTask, level: number): void {
  const { xml, ids, hundredthsOf } = context
  const isManual = task.scheduling === 'manual'
  const optionalDate = (name: string, at: number | undefined) =>
    xml.value(name, at === undefined ? undefined : textOf(at))
  xml.value('Name', task.name)
  xml.value('Active', task.active)
  xml.value('Manual', isManual)
  xml.value('Type', taskTypes.indexOf(task.type))
  xml.value('IsNull', false)
  xml.value('WBS', row.wbs)
  xml.value('OutlineLevel', level)
  xml.value('Priority', task.priority)
  optionalDate('Start', row.startAt)
  optionalDate('Finish', row.finishAt)
  xml.value(
    'Duration',
    durationOfMinutes(row.summary && !isManual ? row.durationMinutes : task.durationMinutes),
  )
  if (isManual) {
    optionalDate('ManualStart', task.manualStartAt)
    optionalDate('ManualFinish', task.manualFinishAt)
    xml.value('ManualDuration', durationOfMinutes(task.durationMinutes))
  }
  xml.value('DurationFormat', (task.elapsed ? 8 : 7) + (task.estimated ? 32 : 0))
  writeStop(context, task)
  xml.value('EffortDriven', task.effortDriven)
  xml.value('Estimated', task.estimated)
  xml.value('Milestone', task.milestone)
  xml.value('Summary', row.summary)
  xml.value('Critical', row.critical)
  optionalDate('EarlyStart', row.earlyStartAt)
  optionalDate('EarlyFinish', row.earlyFinishAt)
  optionalDate('LateStart', row.lateStartAt)
  optionalDate('LateFinish', row.lateFinishAt)
  xml.value('FreeSlack', tenths(row.freeFloatMinutes))
  xml.value('TotalSlack', tenths(row.totalFloatMinutes))
  xml.value('FixedCost', hundredthsOf(task.fixedCostMinor))
  xml.value('FixedCostAccrual', accruals.indexOf(task.fixedCostAccrual) + 1)
  writeProgress(context, task)
  xml.value('ConstraintType', constraintKinds.indexOf(task.constraint.kind))
  xml.value('CalendarUID', task.calendarId === undefined ? -1 : ids.calendars.get(task.calendarId))
  optionalDate('ConstraintDate', task.constraint.at)
  optionalDate('Deadline', task.deadlineAt)
  xml.value('LevelingCanSplit', task.levellingMaySplit)
  xml.value('LevelingDelay', tenths(task.levellingDelayMinutes))
  xml.value('LevelingDelayFormat', 8)
  xml.value('IgnoreResourceCalendar', task.ignoresResourceCalendars)
  xml.value('Notes', task.notes)
  const { physicalPercentComplete } = task.progress
  if (physicalPercentComplete === undefined) return
  xml.value('PhysicalPercentComplete', Math.round(physicalPercentComplete))
  xml.value('EarnedValueMethod', 1)
}

/** Where work under way has stopped and goes on. */
function writeStop({ xml, calendars }: WriteContext, task: Task): void {
  const { actualStartAt, actualFinishAt, resumeAt } = task.progress
  if (actualStartAt === undefined || actualFinishAt !== undefined) return
  const stopAt = addWork(calendars.ofTask(task), actualStartAt, progressOf(task).doneMinutes)
  xml.value('Stop', textOf(stopAt))
  xml.value('Resume', textOf(resumeAt ?? stopAt))
}

function writeProgress({ xml, hundredthsOf }: WriteContext, task: Task): void {
  const { doneMinutes, leftMinutes } = progressOf(task)
  const { actualStartAt, actualFinishAt, percentComplete, actualCostMinor } = task.progress
  xml.value('PercentComplete', Math.round(percentComplete))
  if (actualStartAt !== undefined) xml.value('ActualStart', textOf(actualStartAt))
  if (actualFinishAt !== undefined) xml.value('ActualFinish', textOf(actualFinishAt))
  xml.value('ActualDuration', durationOfMinutes(doneMinutes))
  if (actualCostMinor !== undefined) xml.value('ActualCost', hundredthsOf(actualCostMinor))
  xml.value('RemainingDuration', durationOfMinutes(leftMinutes))
}

function writeLink({ xml, ids }: WriteContext, { predecessorId, type, lag }: Dependency): void {
  const isTime = lag.kind === 'working' || lag.kind === 'elapsed'
  const formats = { working: 7, elapsed: 8, percent: 19, 'elapsed-percent': 20 }
  xml.value('PredecessorUID', ids.tasks.get(predecessorId))
  xml.value('Type', dependencyTypes.indexOf(type))
  xml.value('CrossProject', false)
  xml.value('LinkLag', isTime ? tenths(lag.value) : Math.round(lag.value))
  xml.value('LagFormat', formats[lag.kind])
}

function writeBaselines({ xml, project, hundredthsOf }: WriteContext, taskId: string): void {
  for (const baseline of project.baselines) {
    const found = baselineTask(baseline, taskId)
    if (!found) continue
    const { startAt, finishAt, durationMinutes, workMinutes, costMinor } = found
    xml.element('Baseline', () => {
      xml.value('Number', baseline.number)
      xml.value('Start', startAt === undefined ? undefined : textOf(startAt))
      xml.value('Finish', finishAt === undefined ? undefined : textOf(finishAt))
      xml.value('Duration', durationMinutes === undefined ? undefined : durationOfMinutes(durationMinutes))
      xml.value('DurationFormat', 7)
      xml.value('Work', workMinutes === undefined ? undefined : durationOfMinutes(workMinutes))
      xml.value('Cost', costMinor === undefined ? undefined : hundredthsOf(costMinor))
    })
  }
}

/** Baselines of large plans are looked up once, not searched per task. */
const byTask = new WeakMap<Baseline, Map<string, Baseline['tasks'][number]>>()

function baselineTask(baseline: Baseline, taskId: string) {
  const known = byTask.get(baseline) ?? new Map(baseline.tasks.map((task) => [task.taskId, task]))
  byTask.set(baseline, known)
  return known.get(taskId)
}
