import { compileCalendars } from './calendars-of-project.ts'
import {
  assignmentCost,
  assignmentsByTask,
  noCost,
  plus,
  type TaskAmounts,
  taskAmounts,
  totalMinor,
} from './costs.ts'
import type { Project } from './project.model.ts'
import type { Schedule } from './schedule.model.ts'
import { workBreakdown } from './work-breakdown.ts'

export interface PlanAmounts {
  /** In the order of `project.tasks`; summaries have the sums of their active children and their own fixed cost. */
  tasks: TaskAmounts[]
  /** Cost by assignment, in their order. */
  assignmentCostsMinor: number[]
}

/** Work and cost of everything in a schedule, rolled up. Inactive tasks have none. */
export function planAmounts(project: Project, schedule: Schedule): PlanAmounts {
  const calendars = compileCalendars(project)
  const { parent, placeOf } = workBreakdown(project.tasks)
  const assignments = assignmentsByTask(project)
  const tasks = project.tasks.map((task, place): TaskAmounts => {
    const row = schedule.tasks[place]
    if (!row?.active)
      return { workMinutes: 0, actualWorkMinutes: 0, cost: noCost, costMinor: 0, actualCostMinor: 0 }
    return taskAmounts(project, calendars, task, assignments.get(task.id) ?? [], row)
  })
  for (let place = tasks.length - 1; place >= 0; place--) {
    const above = tasks[parent[place] as number]
    const own = tasks[place]
    if (!above || !own) continue
    above.workMinutes += own.workMinutes
    above.actualWorkMinutes += own.actualWorkMinutes
    above.cost = plus(above.cost, own.cost)
    above.costMinor += own.costMinor
    above.actualCostMinor += own.actualCostMinor
  }
  const assignmentCostsMinor = project.assignments.map((assignment) => {
    const place = placeOf.get(assignment.taskId)
    const task = place === undefined ? undefined : project.tasks[place]
    const row = place === undefined ? undefined : schedule.tasks[place]
    return task && row?.active ? totalMinor(assignmentCost(project, calendars, task, assignment, row)) : 0
  })
  return { tasks, assignmentCostsMinor }
}
