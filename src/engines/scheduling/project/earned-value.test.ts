import { expect, it } from 'vitest'
import { baselineVariance, takeBaseline } from './baseline.ts'
import { atOf } from './clock.ts'
import { earnedValue, earnedValueCurve } from './earned-value.ts'
import { planAmounts } from './plan-amounts.ts'
import { assignmentOf, firstMorning, linkOf, projectOf, resourceOf, taskOf } from './project.fixture.ts'
import type { Project, Rate } from './project.model.ts'
import { schedulePlan } from './schedule-plan.ts'

const day = 480
const rate = (standardMinor: number, more: Partial<Rate> = {}): Rate => ({
  table: 'A',
  standardMinor,
  per: 'hour',
  overtimeMinor: 2 * standardMinor,
  overtimePer: 'hour',
  perUseMinor: 0,
  ...more,
})

/** Two tasks of 5 days one after the other in a phase, one person at 1,000 an hour: 40,000 each. */
function phase(): Project {
  const project = projectOf(
    [taskOf('p', 0), taskOf('a', 5 * day, { parentId: 'p' }), taskOf('b', 5 * day, { parentId: 'p' })],
    [linkOf('a', 'b')],
  )
  project.resources = [resourceOf('r', { rates: [rate(1000)] })]
  project.assignments = [
    assignmentOf('1', 'a', 'r', { workMinutes: 5 * day }),
    assignmentOf('2', 'b', 'r', { workMinutes: 5 * day }),
  ]
  project.baselines = [takeBaseline(project, schedulePlan(project), { number: 0 })]
  return project
}

it('[PMS-02] work is paid by rate, overtime, use and unit; material by the piece; the day of a new rate counts', () => {
  const project = projectOf([taskOf('a', 2 * day, { fixedCostMinor: 7 })])
  project.resources = [
    resourceOf('half', { rates: [rate(1000, { perUseMinor: 500 })] }),
    resourceOf('dearer', { rates: [rate(1000), rate(3000, { fromAt: atOf('2026-03-03T08:00') })] }),
    resourceOf('bricks', { kind: 'material', rates: [rate(20)] }),
    resourceOf('diesel', { kind: 'material', rates: [rate(3)] }),
    resourceOf('fee', { kind: 'cost' }),
  ]
  project.assignments = [
    assignmentOf('1', 'a', 'half', { units: 0.5, workMinutes: day, overtimeWorkMinutes: 60 }),
    assignmentOf('2', 'a', 'dearer', { workMinutes: 2 * day }),
    assignmentOf('3', 'a', 'bricks', { units: 100 }),
    assignmentOf('4', 'a', 'diesel', { units: 10, materialPer: 'day' }),
    assignmentOf('5', 'a', 'fee', { costMinor: 999 }),
  ]
  const { assignmentCostsMinor, tasks } = planAmounts(project, schedulePlan(project))
  // 7 h × 1,000 + 1 h × 2,000 + half of 500; 8 h × 1,000 + 8 h × 3,000; 100 × 20; 10 × 2 days × 3; 999.
  expect(assignmentCostsMinor).toEqual([9250, 32_000, 2000, 60, 999])
  expect(tasks[0]?.costMinor).toBe(9250 + 32_000 + 2000 + 60 + 999 + 7)
})

it('[PMS-05] a baseline freezes dates, work and cost, and variance tells what has changed since', () => {
  const project = phase()
  expect(project.baselines[0]?.tasks[0]).toMatchObject({
    taskId: 'p',
    workMinutes: 10 * day,
    costMinor: 80_000,
  })
  project.tasks = project.tasks.map((task) =>
    task.id === 'a' ? { ...task, durationMinutes: 7 * day } : task,
  )
  project.assignments = project.assignments.map((one) =>
    one.id === '1' ? { ...one, workMinutes: 7 * day } : one,
  )
  project.tasks.push(taskOf('new', day))
  const { tasks } = baselineVariance(project, schedulePlan(project))
  expect(tasks).toEqual([
    {
      taskId: 'p',
      state: 'compared',
      startMinutes: 0,
      finishMinutes: 2 * day,
      durationMinutes: 2 * day,
      workMinutes: 2 * day,
      costMinor: 16_000,
    },
    {
      taskId: 'a',
      state: 'compared',
      startMinutes: 0,
      finishMinutes: 2 * day,
      durationMinutes: 2 * day,
      workMinutes: 2 * day,
      costMinor: 16_000,
    },
    {
      taskId: 'b',
      state: 'compared',
      startMinutes: 2 * day,
      finishMinutes: 2 * day,
      durationMinutes: 0,
      workMinutes: 0,
      costMinor: 0,
    },
    { taskId: 'new', state: 'added' },
  ])
})

/** A done in 6 days for 48,000; B at 25 %, with 12,000 spent, at the evening of the eighth day. */
function underWay(): { project: Project; statusAt: number } {
  const project = phase()
  project.tasks = project.tasks.map((task) => {
    if (task.id === 'a')
      return {
        ...task,
        progress: {
          actualStartAt: firstMorning,
          actualFinishAt: atOf('2026-03-09T17:00'),
          percentComplete: 100,
        },
      }
    if (task.id === 'b')
      return { ...task, progress: { actualStartAt: atOf('2026-03-10T08:00'), percentComplete: 25 } }
    return task
  })
  project.assignments = project.assignments.map((one) =>
    one.id === '1'
      ? { ...one, workMinutes: 6 * day, actualWorkMinutes: 6 * day }
      : { ...one, actualWorkMinutes: 1.25 * day, actualCostMinor: 12_000 },
  )
  return { project, statusAt: atOf('2026-03-11T17:00') }
}

it('[PMS-05] earned value by the usual formulas', () => {
  const { project, statusAt } = underWay()
  const report = earnedValue(project, schedulePlan(project), { statusAt })
  // Planned: A 40,000 and three of five days of B; earned: A and a quarter of B; spent 48,000 and 12,000.
  expect(report.project).toEqual({
    bac: 80_000,
    plannedValue: 64_000,
    earnedValue: 50_000,
    actualCost: 60_000,
    scheduleVariance: -14_000,
    costVariance: -10_000,
    schedulePerformanceIndex: 50 / 64,
    costPerformanceIndex: 50 / 60,
    estimateAtCompletion: 96_000,
    estimateToComplete: 36_000,
    varianceAtCompletion: -16_000,
    toCompletePerformanceIndex: 1.5,
  })
  expect(report.tasks.map(({ taskId, earnedValue: earned }) => [taskId, earned])).toEqual([
    ['p', 50_000],
    ['a', 40_000],
    ['b', 10_000],
  ])
  const asPlanned = earnedValue(project, schedulePlan(project), { statusAt, estimate: 'plan' })
  expect(asPlanned.project.estimateAtCompletion).toBe(90_000)
  const both = earnedValue(project, schedulePlan(project), { statusAt, estimate: 'cpi-spi' })
  expect(both.project.estimateAtCompletion).toBeCloseTo(60_000 + 30_000 / ((50 / 64) * (50 / 60)), 6)
  const inWork = earnedValue(project, schedulePlan(project), { statusAt, measure: 'work' })
  expect(inWork.project).toMatchObject({ bac: 10 * day, earnedValue: 6.25 * day, actualCost: 7.25 * day })
})

it('[PMS-05] the physical percentage is what is earned where there is one', () => {
  const { project, statusAt } = underWay()
  project.tasks = project.tasks.map((task) =>
    task.id === 'b' ? { ...task, progress: { ...task.progress, physicalPercentComplete: 10 } } : task,
  )
  expect(earnedValue(project, schedulePlan(project), { statusAt }).project.earnedValue).toBe(44_000)
})

it('[PMS-05] the curves meet the figures at the status date and go on as planned', () => {
  const { project, statusAt } = underWay()
  const dates = [firstMorning, atOf('2026-03-03T17:00'), statusAt, atOf('2026-03-13T17:00')]
  expect(earnedValueCurve(project, schedulePlan(project), { statusAt }, dates)).toEqual([
    { at: dates[0], plannedValue: 0, earnedValue: 0, actualCost: 0 },
    { at: dates[1], plannedValue: 16_000, earnedValue: expect.closeTo(40_000 / 3, 6), actualCost: 16_000 },
    { at: dates[2], plannedValue: 64_000, earnedValue: 50_000, actualCost: 60_000 },
    { at: dates[3], plannedValue: 80_000 },
  ])
})
