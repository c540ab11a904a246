import { chance } from '../../src/engines/runner/chance.ts'
import { atOf } from '../../src/engines/scheduling/project/clock.ts'
import type { LivePlan } from '../../src/engines/scheduling/project/live-plan.ts'
import { linkOf, projectOf, taskOf } from '../../src/engines/scheduling/project/project.fixture.ts'
import type { Dependency, Project, Task } from '../../src/engines/scheduling/project/project.model.ts'
import { recalculatePlan } from '../../src/engines/scheduling/project/recalculate-plan.ts'
import { openPlan, scheduleOf } from '../../src/engines/scheduling/project/schedule-plan.ts'

/** Processor milliseconds for a plan of so many tasks. */
export interface RecalculationMeasurement {
  tasks: number
  dependencies: number
  /** Compiling and calculating the whole plan. */
  openMs: number
  /** After an edit of one task: dates of all tasks, and with rows, floats and warnings. */
  editMedianMs: number
  editWorstMs: number
  editWithRowsMedianMs: number
  editWithRowsWorstMs: number
  /** After a link was drawn, with rows. */
  linkWithRowsMedianMs: number
  /** After a task was added: the plan is compiled anew, with rows. */
  addWithRowsMedianMs: number
  memoryMb: number
}

const warmUpEdits = 10
const measuredEdits = 60
const structuralEdits = 11
const tasksPerPhase = 25

/**
 * Measures how long a generated plan takes to be calculated again after an edit of one task: phases of 25 tasks, two
 * links a task of all four types with lags, holidays in the calendar, a tenth of the tasks with a date they may not start before.
 */
export function measureRecalculation(tasks = 10_000): RecalculationMeasurement {
  const project = generatedPlan(tasks)
  const before = process.memoryUsage().heapUsed
  const openedAt = cpuMs()
  const live = openPlan(project)
  const openMs = cpuMs() - openedAt
  const memoryMb = Math.max(0, process.memoryUsage().heapUsed - before) / 2 ** 20
  const luck = chance(5)
  const dates: number[] = []
  const rows: number[] = []
  for (let edit = 0; edit < warmUpEdits + measuredEdits; edit++) {
    const { toDatesMs, toRowsMs } = editOne(live, luck.between(0, tasks - 1), luck.between(60, 4_800))
    if (edit < warmUpEdits) continue
    dates.push(toDatesMs)
    rows.push(toRowsMs)
  }
  const links: number[] = []
  const additions: number[] = []
  for (let edit = 0; edit < structuralEdits; edit++) {
    links.push(timed(() => drawLink(live, luck.between(1, tasks - tasksPerPhase - 1))))
    additions.push(timed(() => addTask(live, `added ${edit}`)))
  }
  return {
    tasks,
    dependencies: project.dependencies.length,
    openMs: rounded(openMs),
    editMedianMs: rounded(median(dates)),
    editWorstMs: rounded(Math.max(...dates)),
    editWithRowsMedianMs: rounded(median(rows)),
    editWithRowsWorstMs: rounded(Math.max(...rows)),
    linkWithRowsMedianMs: rounded(median(links)),
    addWithRowsMedianMs: rounded(median(additions)),
    memoryMb: rounded(memoryMb),
  }
}

function editOne(
  live: LivePlan,
  place: number,
  durationMinutes: number,
): { toDatesMs: number; toRowsMs: number } {
  const leaf = live.plan.timings[place]?.summary ? place + 1 : place
  const task = live.plan.tasks[leaf] as Task
  const startedAt = cpuMs()
  recalculatePlan(live, { tasks: [{ ...task, durationMinutes }] })
  const toDatesMs = cpuMs() - startedAt
  scheduleOf(live)
  return { toDatesMs, toRowsMs: cpuMs() - startedAt }
}

function timed(act: () => void): number {
  const startedAt = cpuMs()
  act()
  return cpuMs() - startedAt
}

/** A link to the last task, which has no successor. */
function drawLink(live: LivePlan, place: number): void {
  const { dependencies } = live.plan.project
  const last = live.plan.tasks.at(-1) as Task
  const leaf = live.plan.tasks[live.plan.timings[place]?.summary ? place + 1 : place] as Task
  recalculatePlan(live, { dependencies: [...dependencies, linkOf(leaf.id, last.id)] })
  scheduleOf(live)
}

function addTask(live: LivePlan, id: string): void {
  const { project } = live.plan
  Object.assign(live, openPlan({ ...project, tasks: [...project.tasks, taskOf(id, 480)] }))
  scheduleOf(live)
}

function generatedPlan(count: number): Project {
  const luck = chance(1)
  const tasks: Task[] = []
  const dependencies: Dependency[] = []
  for (let place = 0; place < count; place++) {
    const phase = place - (place % tasksPerPhase)
    if (place === phase) {
      tasks.push(taskOf(`${place}`, 0))
      continue
    }
    const constraint: Task['constraint'] = luck.happens(0.1)
      ? { kind: 'start-no-earlier-than', at: atOf('2026-03-02T08:00') + 1440 * luck.between(0, 700) }
      : { kind: 'as-soon-as-possible' }
    tasks.push(taskOf(`${place}`, 60 * luck.between(2, 40), { parentId: `${phase}`, constraint }))
    const lag = { kind: 'working', value: 60 * luck.between(0, 8) } as const
    const type = luck.pick(['FS', 'FS', 'SS', 'FF'] as const)
    if (place > phase + 1)
      dependencies.push(linkOf(`${luck.between(phase + 1, place - 1)}`, `${place}`, { type, lag }))
    // Most phases hang on one of the forty before, so that an early edit moves hundreds of tasks.
    const far = luck.between(Math.max(1, phase - 40 * tasksPerPhase), Math.max(1, phase - 1))
    if (phase > 0 && far % tasksPerPhase !== 0) dependencies.push(linkOf(`${far}`, `${place}`))
  }
  const project = projectOf(tasks, dependencies)
  const [office] = project.calendars
  if (!office) return project
  const from = atOf('2026-01-01') / 1440
  const holidays = [
    {
      fromDay: from,
      toDay: from + 36_500,
      shifts: [],
      recurrence: { every: 'year', month: 5, monthDay: 5 } as const,
    },
    {
      fromDay: from,
      toDay: from + 36_500,
      shifts: [],
      recurrence: { every: 'year', month: 12, monthDay: 25 } as const,
    },
  ]
  return { ...project, calendars: [{ ...office, exceptions: holidays }] }
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10
}
