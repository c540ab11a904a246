import { compileCalendars } from './calendars-of-project.ts'
import { planAmounts } from './plan-amounts.ts'
import { ProjectError } from './project.error.ts'
import type { Baseline, Project } from './project.model.ts'
import type { Schedule } from './schedule.model.ts'
import { workBetween } from './working-time.ts'

/** Freezes the plan as it stands: dates, durations, work and cost of tasks, assignments and resources. */
export function takeBaseline(
  project: Project,
  schedule: Schedule,
  { number, savedAt }: { number: number; savedAt?: number },
): Baseline {
  const amounts = planAmounts(project, schedule)
  const rows = new Map(schedule.tasks.map((row) => [row.taskId, row]))
  const totals = new Map(project.resources.map(({ id }) => [id, { workMinutes: 0, costMinor: 0 }]))
  const assignments = project.assignments.map(({ id, taskId, resourceId, workMinutes }, place) => {
    const row = rows.get(taskId)
    const costMinor = amounts.assignmentCostsMinor[place] ?? 0
    const total = totals.get(resourceId ?? '')
    if (total) {
      total.workMinutes += workMinutes
      total.costMinor += costMinor
    }
    return {
      assignmentId: id,
      ...(row ? { startAt: row.startAt, finishAt: row.finishAt } : {}),
      workMinutes,
      costMinor,
    }
  })
  return {
    number,
    ...(savedAt === undefined ? {} : { savedAt }),
    tasks: schedule.tasks.map(({ taskId, startAt, finishAt, durationMinutes }, place) => ({
      taskId,
      startAt,
      finishAt,
      durationMinutes,
      workMinutes: amounts.tasks[place]?.workMinutes ?? 0,
      costMinor: amounts.tasks[place]?.costMinor ?? 0,
    })),
    assignments,
    resources: project.resources.map(({ id }) => ({ resourceId: id, ...totals.get(id) })),
  }
}

/** How far a task is from its baseline; later, longer and dearer are positive. Missing where the baseline has no value. */
export interface TaskVariance {
  taskId: string
  /** `added`: not in the baseline. */
  state: 'compared' | 'added'
  /** Working minutes of the task's calendar. */
  startMinutes?: number
  finishMinutes?: number
  durationMinutes?: number
  workMinutes?: number
  costMinor?: number
}

export interface BaselineVariance {
  tasks: TaskVariance[]
  /** Tasks of the baseline that are no longer in the plan. */
  removedTaskIds: string[]
}

/** @throws ProjectError `baseline.unknown` when the project has no baseline of that number. */
export function baselineVariance(project: Project, schedule: Schedule, number = 0): BaselineVariance {
  const baseline = baselineOfNumber(project, number)
  const calendars = compileCalendars(project)
  const amounts = planAmounts(project, schedule)
  const frozen = new Map(baseline.tasks.map((task) => [task.taskId, task]))
  const tasks = project.tasks.map((task, place): TaskVariance => {
    const before = frozen.get(task.id)
    const row = schedule.tasks[place]
    if (!before || !row) return { taskId: task.id, state: 'added' }
    const time = calendars.ofTask(task)
    const minus = (now: number | undefined, then: number | undefined) =>
      now === undefined || then === undefined ? undefined : now - then
    const apart = (from: number | undefined, to: number) =>
      from === undefined ? undefined : workBetween(time, { from, to })
    return {
      taskId: task.id,
      state: 'compared',
      ...defined('startMinutes', apart(before.startAt, row.startAt)),
      ...defined('finishMinutes', apart(before.finishAt, row.finishAt)),
      ...defined('durationMinutes', minus(row.durationMinutes, before.durationMinutes)),
      ...defined('workMinutes', minus(amounts.tasks[place]?.workMinutes, before.workMinutes)),
      ...defined('costMinor', minus(amounts.tasks[place]?.costMinor, before.costMinor)),
    }
  })
  const ids = new Set(project.tasks.map(({ id }) => id))
  return { tasks, removedTaskIds: baseline.tasks.flatMap(({ taskId }) => (ids.has(taskId) ? [] : [taskId])) }
}

export function baselineOfNumber(project: Project, number: number): Baseline {
  const baseline = project.baselines.find((one) => one.number === number)
  if (!baseline) throw new ProjectError('baseline.unknown', { number })
  return baseline
}

function defined<Name extends string>(name: Name, value: number | undefined): { [Key in Name]?: number } {
  return (value === undefined ? {} : { [name]: value }) as { [Key in Name]?: number }
}
