import { baselineOfNumber } from './baseline.ts'
import { compileCalendars } from './calendars-of-project.ts'
import { planAmounts } from './plan-amounts.ts'
import type { BaselineTask, Project, Task } from './project.model.ts'
import type { Schedule } from './schedule.model.ts'
import { workBreakdown } from './work-breakdown.ts'
import { type WorkingTime, workBetween } from './working-time.ts'

/** What is counted: money in minor units, or minutes of work where nothing has a price. */
export type EarnedValueMeasure = 'cost' | 'work'

/**
 * How the cost at completion is forecast: the rest as efficient as so far (`cpi`), as planned (`plan`), or hampered by both
 * cost and schedule (`cpi-spi`).
 */
export type EstimateMethod = 'cpi' | 'plan' | 'cpi-spi'

export interface EarnedValueOptions {
  statusAt: number
  baseline?: number
  measure?: EarnedValueMeasure
  estimate?: EstimateMethod
}

/** Figures of earned value. Ratios are missing where they would divide by nothing. */
export interface EarnedValue {
  /** Budget at completion. */
  bac: number
  plannedValue: number
  earnedValue: number
  actualCost: number
  scheduleVariance: number
  costVariance: number
  schedulePerformanceIndex?: number
  costPerformanceIndex?: number
  estimateAtCompletion?: number
  estimateToComplete?: number
  varianceAtCompletion?: number
  /** How efficient the rest must be to keep the budget. */
  toCompletePerformanceIndex?: number
}

export interface EarnedValueReport {
  project: EarnedValue
  /** In the order of `project.tasks`; summaries have the sums of their children. */
  tasks: (EarnedValue & { taskId: string })[]
}

/**
 * Earned value of a plan against a baseline at a status date, by task and in all.
 * Source: PMI, Practice Standard for Earned Value Management (2nd ed., 2011); ANSI/EIA-748. SV = EV − PV, CV = EV − AC,
 * SPI = EV / PV, CPI = EV / AC, EAC = BAC / CPI (or AC + BAC − EV, or AC + (BAC − EV) / (CPI × SPI)), ETC = EAC − AC,
 * VAC = BAC − EAC, TCPI = (BAC − EV) / (BAC − AC). What is earned is the physical percentage where one is given, else the
 * percentage of the duration; planned value runs evenly over the working time of the baseline's dates.
 * @throws ProjectError `baseline.unknown`.
 */
export function earnedValue(
  project: Project,
  schedule: Schedule,
  options: EarnedValueOptions,
): EarnedValueReport {
  const { statusAt, estimate = 'cpi' } = options
  const parts = partsOf(project, schedule, options)
  const sums = parts.map(({ bac, time, dates, earnedShare, actual }) => ({
    bac,
    plannedValue: bac * shareUntil(time, dates, statusAt),
    earnedValue: bac * earnedShare,
    actualCost: actual,
  }))
  const { parent } = workBreakdown(project.tasks)
  const total = { bac: 0, plannedValue: 0, earnedValue: 0, actualCost: 0 }
  for (let place = sums.length - 1; place >= 0; place--) {
    const own = sums[place]
    if (!own) continue
    const above = sums[parent[place] as number] ?? total
    above.bac += own.bac
    above.plannedValue += own.plannedValue
    above.earnedValue += own.earnedValue
    above.actualCost += own.actualCost
  }
  return {
    project: figures(total, estimate),
    tasks: sums.map((sum, place) => ({ taskId: project.tasks[place]?.id ?? '', ...figures(sum, estimate) })),
  }
}

/** A point of the curves. Earned value and actual cost are known up to the status date only. */
export interface EarnedValuePoint {
  at: number
  plannedValue: number
  earnedValue?: number
  actualCost?: number
}

/**
 * The three curves of earned value at the given dates. What is earned and spent on a task is spread evenly over the working
 * time between its actual start and its actual finish, or the status date.
 */
export function earnedValueCurve(
  project: Project,
  schedule: Schedule,
  options: EarnedValueOptions,
  dates: readonly number[],
): EarnedValuePoint[] {
  const parts = partsOf(project, schedule, options)
  return dates.map((at) => {
    let plannedValue = 0
    let earned = 0
    let actualCost = 0
    for (const { bac, time, dates: planned, earnedShare, actual, task } of parts) {
      plannedValue += bac * shareUntil(time, planned, at)
      const { actualStartAt, actualFinishAt = options.statusAt } = task.progress
      if (actualStartAt === undefined) continue
      const done = shareUntil(
        time,
        { startAt: actualStartAt, finishAt: Math.max(actualStartAt, actualFinishAt) },
        at,
      )
      earned += bac * earnedShare * done
      actualCost += actual * done
    }
    return at <= options.statusAt
      ? { at, plannedValue, earnedValue: earned, actualCost }
      : { at, plannedValue }
  })
}

interface Part {
  task: Task
  bac: number
  time: WorkingTime
  /** Of the baseline. */
  dates: { startAt?: number; finishAt?: number }
  earnedShare: number
  actual: number
}

/** What every task contributes itself: leaves all, summaries only the fixed cost that is theirs alone. */
function partsOf(
  project: Project,
  schedule: Schedule,
  { baseline: number = 0, measure = 'cost' }: EarnedValueOptions,
): Part[] {
  const frozen = new Map(baselineOfNumber(project, number).tasks.map((task) => [task.taskId, task]))
  const calendars = compileCalendars(project)
  const amounts = planAmounts(project, schedule)
  const { parent } = workBreakdown(project.tasks)
  const budgetOf = (task: BaselineTask | undefined) =>
    (measure === 'cost' ? task?.costMinor : task?.workMinutes) ?? 0
  const actualOf = (place: number) => {
    const own = amounts.tasks[place]
    return (measure === 'cost' ? own?.actualCostMinor : own?.actualWorkMinutes) ?? 0
  }
  const ofChildren = project.tasks.map(() => ({ bac: 0, actual: 0 }))
  project.tasks.forEach(({ id }, place) => {
    const above = ofChildren[parent[place] as number]
    if (!above) return
    above.bac += budgetOf(frozen.get(id))
    above.actual += actualOf(place)
  })
  return project.tasks.map((task, place) => {
    const before = frozen.get(task.id)
    const below = ofChildren[place] ?? { bac: 0, actual: 0 }
    const { actualFinishAt, physicalPercentComplete } = task.progress
    const percent = physicalPercentComplete ?? schedule.tasks[place]?.percentComplete ?? 0
    return {
      task,
      bac: Math.max(0, budgetOf(before) - below.bac),
      time: calendars.ofTask(task),
      dates: { startAt: before?.startAt, finishAt: before?.finishAt },
      earnedShare: actualFinishAt === undefined ? percent / 100 : 1,
      actual: actualOf(place) - below.actual,
    }
  })
}

/** The part of the working time between two dates that lies before an instant. */
function shareUntil(
  time: WorkingTime,
  { startAt, finishAt }: { startAt?: number; finishAt?: number },
  at: number,
): number {
  if (startAt === undefined || finishAt === undefined) return 0
  if (at >= finishAt) return 1
  if (at <= startAt) return 0
  const whole = workBetween(time, { from: startAt, to: finishAt })
  return whole > 0 ? workBetween(time, { from: startAt, to: at }) / whole : 1
}

function figures(
  {
    bac,
    plannedValue,
    earnedValue: earned,
    actualCost,
  }: Pick<EarnedValue, 'bac' | 'plannedValue' | 'earnedValue' | 'actualCost'>,
  estimate: EstimateMethod,
): EarnedValue {
  const spi = plannedValue > 0 ? earned / plannedValue : undefined
  const cpi = actualCost > 0 ? earned / actualCost : undefined
  const rest = bac - earned
  const efficiency =
    estimate === 'cpi'
      ? cpi
      : estimate === 'plan'
        ? 1
        : cpi !== undefined && spi !== undefined
          ? cpi * spi
          : undefined
  const estimateAtCompletion =
    efficiency === undefined || efficiency === 0 ? undefined : actualCost + rest / efficiency
  return {
    bac,
    plannedValue,
    earnedValue: earned,
    actualCost,
    scheduleVariance: earned - plannedValue,
    costVariance: earned - actualCost,
    ...(spi === undefined ? {} : { schedulePerformanceIndex: spi }),
    ...(cpi === undefined ? {} : { costPerformanceIndex: cpi }),
    ...(estimateAtCompletion === undefined
      ? {}
      : {
          estimateAtCompletion,
          estimateToComplete: estimateAtCompletion - actualCost,
          varianceAtCompletion: bac - estimateAtCompletion,
        }),
    ...(bac > actualCost ? { toCompletePerformanceIndex: rest / (bac - actualCost) } : {}),
  }
}
