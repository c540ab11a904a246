import { type CalendarsOfProject, compileCalendars } from './calendars-of-project.ts'
import { compileNetwork, type Network } from './network.ts'
import type { Project, Task } from './project.model.ts'
import { compileTimings, type TaskTiming } from './task-timing.ts'
import { type WorkBreakdown, wbsCodes, workBreakdown } from './work-breakdown.ts'

/** A project made ready for scheduling: everything by place in `project.tasks`. */
export interface CompiledPlan {
  project: Project
  tasks: Task[]
  breakdown: WorkBreakdown
  calendars: CalendarsOfProject
  timings: TaskTiming[]
  /** WBS codes. */
  codes: string[]
  network: Network
}

/**
 * Compiles calendars, the tree, the spans of tasks and the network of links.
 * @throws ProjectError `task.*`, `calendar.*`, `resource.*`, `assignment.*` or `dependency.*` where ids are doubled or point
 * nowhere, and `dependency.cycle` with `rings`, each the ids of the tasks in one ring.
 */
export function compilePlan(project: Project): CompiledPlan {
  const breakdown = workBreakdown(project.tasks)
  const calendars = compileCalendars(project)
  const network = compileNetwork(project, breakdown, calendars)
  const timings = compileTimings(project, breakdown, calendars)
  return {
    project,
    tasks: [...project.tasks],
    breakdown,
    calendars,
    timings,
    network,
    codes: wbsCodes(project.tasks, breakdown),
  }
}
