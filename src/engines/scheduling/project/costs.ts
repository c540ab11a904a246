import type { CalendarsOfProject } from './calendars-of-project.ts'
import type { Assignment, Project, Rate, RateUnit, Resource, Task } from './project.model.ts'
import { workBetween } from './working-time.ts'

/** Working minutes in a unit of a rate, by the habits of the project; a year has 52 weeks. */
export function minutesPerRateUnit(
  unit: RateUnit,
  {
    minutesPerDay,
    minutesPerWeek,
    daysPerMonth,
  }: Pick<Project, 'minutesPerDay' | 'minutesPerWeek' | 'daysPerMonth'>,
): number {
  const minutes: Record<RateUnit, number> = {
    minute: 1,
    hour: 60,
    day: minutesPerDay,
    week: minutesPerWeek,
    month: minutesPerDay * daysPerMonth,
    year: minutesPerWeek * 52,
  }
  return minutes[unit]
}

export interface Dates {
  startAt: number
  finishAt: number
}

/** A cost by when it falls due. */
export interface AccruedCost {
  atStartMinor: number
  proratedMinor: number
  atEndMinor: number
}

export const noCost: AccruedCost = { atStartMinor: 0, proratedMinor: 0, atEndMinor: 0 }

export function totalMinor({ atStartMinor, proratedMinor, atEndMinor }: AccruedCost): number {
  return atStartMinor + proratedMinor + atEndMinor
}

export function plus(a: AccruedCost, b: AccruedCost): AccruedCost {
  return {
    atStartMinor: a.atStartMinor + b.atStartMinor,
    proratedMinor: a.proratedMinor + b.proratedMinor,
    atEndMinor: a.atEndMinor + b.atEndMinor,
  }
}

/** What it costs that a task is assigned so, with the rates of the days on which it stands. */
export function assignmentCost(
  project: Project,
  calendars: CalendarsOfProject,
  task: Task,
  assignment: Assignment,
  dates: Dates,
): AccruedCost {
  const resource = calendars.resourceOf(assignment)
  if (!resource) return noCost
  return accrued(resource.accrual, workOrThings(project, calendars, task, resource, assignment, dates))
}

function workOrThings(
  project: Project,
  calendars: CalendarsOfProject,
  task: Task,
  resource: Resource,
  assignment: Assignment,
  dates: Dates,
): number {
  const { units, workMinutes, overtimeWorkMinutes, materialPer, costMinor } = assignment
  if (resource.kind === 'cost') return costMinor
  const shares = rateShares(project, calendars, resource, assignment, dates)
  const perUseMinor = shares[0]?.rate.perUseMinor ?? 0
  let minor = 0
  for (const { rate, share } of shares) {
    if (resource.kind === 'material') {
      const minutes = materialPer === undefined ? 1 : minutesPerRateUnit(materialPer, project)
      const pieces = materialPer === undefined ? units : (units * task.durationMinutes) / minutes
      minor += share * pieces * rate.standardMinor
    } else {
      const regular = (workMinutes - overtimeWorkMinutes) / minutesPerRateUnit(rate.per, project)
      const overtime = overtimeWorkMinutes / minutesPerRateUnit(rate.overtimePer, project)
      minor += share * (regular * rate.standardMinor + overtime * rate.overtimeMinor)
    }
  }
  // A use is one of every unit: half a person costs half the call-out.
  return minor + perUseMinor * (resource.kind === 'material' ? 1 : units)
}

/** Which part of an assignment falls under which rate. */
function rateShares(
  { calendarId }: Project,
  calendars: CalendarsOfProject,
  { rates }: Resource,
  { rateTable }: Assignment,
  { startAt, finishAt }: Dates,
): { rate: Rate; share: number }[] {
  const table = rates.filter(({ table: name }) => name === rateTable)
  const before = table.filter(({ fromAt }) => fromAt === undefined || fromAt <= startAt)
  const current = before.at(-1)
  const during = table.filter(({ fromAt }) => fromAt !== undefined && fromAt > startAt && fromAt < finishAt)
  if (during.length === 0) return current ? [{ rate: current, share: 1 }] : []
  const time = calendars.byId(calendarId)
  const whole = workBetween(time, { from: startAt, to: finishAt })
  const marks = [...(current ? [current] : []), ...during]
  return marks.map((rate, place) => {
    const from = Math.max(startAt, rate.fromAt ?? startAt)
    const to = marks[place + 1]?.fromAt ?? finishAt
    return { rate, share: whole > 0 ? workBetween(time, { from, to }) / whole : place === 0 ? 1 : 0 }
  })
}

function accrued(accrual: Resource['accrual'], minor: number): AccruedCost {
  if (accrual === 'start') return { ...noCost, atStartMinor: minor }
  return accrual === 'end' ? { ...noCost, atEndMinor: minor } : { ...noCost, proratedMinor: minor }
}

/** Work and cost of a leaf, planned and so far. */
export interface TaskAmounts {
  workMinutes: number
  actualWorkMinutes: number
  cost: AccruedCost
  costMinor: number
  actualCostMinor: number
}

/**
 * Work and cost of a task: its assignments and its fixed cost. Actual cost is what was entered, else the part of the work
 * that is done at its rates, with what falls due at the start or the end once the task has started or ended.
 */
export function taskAmounts(
  project: Project,
  calendars: CalendarsOfProject,
  task: Task,
  assignments: readonly Assignment[],
  dates: Dates,
): TaskAmounts {
  const { progress } = task
  const hasStarted = progress.actualStartAt !== undefined || progress.percentComplete > 0
  const hasEnded = progress.actualFinishAt !== undefined
  const share = hasEnded ? 1 : progress.percentComplete / 100
  const soFar = (cost: AccruedCost, part: number) =>
    (hasStarted ? cost.atStartMinor : 0) + cost.proratedMinor * part + (hasEnded ? cost.atEndMinor : 0)
  const fixed = accrued(task.fixedCostAccrual, task.fixedCostMinor)
  let cost = fixed
  let actualMinor = soFar(fixed, share)
  let workMinutes = 0
  let actualWorkMinutes = 0
  for (const assignment of assignments) {
    const own = assignmentCost(project, calendars, task, assignment, dates)
    const part = assignment.workMinutes > 0 ? assignment.actualWorkMinutes / assignment.workMinutes : share
    cost = plus(cost, own)
    actualMinor += assignment.actualCostMinor ?? soFar(own, part)
    workMinutes += assignment.workMinutes
    actualWorkMinutes += assignment.actualWorkMinutes
  }
  const actualCostMinor = progress.actualCostMinor ?? actualMinor
  return { workMinutes, actualWorkMinutes, cost, costMinor: totalMinor(cost), actualCostMinor }
}

/** Assignments by task. */
export function assignmentsByTask(project: Project): ReadonlyMap<string, Assignment[]> {
  const byTask = new Map<string, Assignment[]>()
  for (const assignment of project.assignments) {
    const known = byTask.get(assignment.taskId)
    if (known) known.push(assignment)
    else byTask.set(assignment.taskId, [assignment])
  }
  return byTask
}
