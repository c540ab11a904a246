import { compileCalendars } from './calendars-of-project.ts'
import { planAmounts } from './plan-amounts.ts'
import { ProjectError } from './project.error.ts'
import type { Assignment, Dependency, Project, Resource, Task } from './project.model.ts'
import type { Schedule } from './schedule.model.ts'
import { workBetween } from './working-time.ts'

/** A what-if: edits laid over a plan, which stays as it is. */
export interface Scenario {
  /** Fields of tasks, by id. */
  tasks?: Record<string, Partial<Omit<Task, 'id' | 'parentId'>>>
  /** After a task and all below it, as the first child where that task is the parent, else last in its parent's branch. */
  addedTasks?: { task: Task; afterTaskId?: string }[]
  /** With everything below them, their links and assignments. */
  removedTaskIds?: string[]
  addedDependencies?: Dependency[]
  removedDependencies?: Pick<Dependency, 'predecessorId' | 'successorId'>[]
  resources?: Record<string, Partial<Omit<Resource, 'id'>>>
  addedAssignments?: Assignment[]
  assignments?: Record<string, Partial<Omit<Assignment, 'id'>>>
  removedAssignmentIds?: string[]
  /** Fields of the project itself: its start, its status date, its calendar. */
  project?: Partial<Omit<Project, 'tasks' | 'dependencies' | 'resources' | 'assignments' | 'baselines'>>
}

/**
 * The project with the edits of a scenario. Nothing of the original is changed.
 * @throws ProjectError `scenario.unknown` for ids that are not in the project.
 */
export function applyScenario(project: Project, scenario: Scenario): Project {
  const removed = withDescendants(project, scenario.removedTaskIds ?? [])
  const tasks = project.tasks
    .filter(({ id }) => !removed.has(id))
    .map((task) => ({ ...task, ...scenario.tasks?.[task.id] }))
  for (const { task, afterTaskId } of scenario.addedTasks ?? []) {
    tasks.splice(placeFor(tasks, task, afterTaskId), 0, task)
  }
  const dropped = (scenario.removedDependencies ?? []).map(keyOf)
  const added = new Set((scenario.addedDependencies ?? []).map(keyOf))
  const dependencies = project.dependencies.filter(
    (link) =>
      !removed.has(link.predecessorId) &&
      !removed.has(link.successorId) &&
      !dropped.includes(keyOf(link)) &&
      !added.has(keyOf(link)),
  )
  const goneAssignments = new Set(scenario.removedAssignmentIds)
  const assignments = project.assignments
    .filter(({ id, taskId }) => !goneAssignments.has(id) && !removed.has(taskId))
    .map((assignment) => ({ ...assignment, ...scenario.assignments?.[assignment.id] }))
  checkIds(scenario.tasks, project.tasks, 'taskId')
  checkIds(scenario.resources, project.resources, 'resourceId')
  checkIds(scenario.assignments, project.assignments, 'assignmentId')
  return {
    ...project,
    ...scenario.project,
    tasks,
    dependencies: [...dependencies, ...(scenario.addedDependencies ?? [])],
    resources: project.resources.map((resource) => ({ ...resource, ...scenario.resources?.[resource.id] })),
    assignments: [...assignments, ...(scenario.addedAssignments ?? [])],
  }
}

/** After a task and all below it, or as its first child; without one, at the end of its parent's branch. */
function placeFor(tasks: readonly Task[], { parentId }: Task, afterTaskId: string | undefined): number {
  const beforeId = afterTaskId ?? parentId
  if (beforeId === undefined) return tasks.length
  let place = tasks.findIndex(({ id }) => id === beforeId) + 1
  if (place === 0) throw new ProjectError('scenario.unknown', { taskId: beforeId })
  if (afterTaskId !== undefined && afterTaskId === parentId) return place
  const branch = new Set([beforeId])
  for (
    let next = tasks[place];
    next?.parentId !== undefined && branch.has(next.parentId);
    next = tasks[place]
  ) {
    branch.add(next.id)
    place++
  }
  return place
}

function checkIds(
  edits: Record<string, unknown> | undefined,
  all: readonly { id: string }[],
  name: string,
): void {
  const ids = new Set(all.map(({ id }) => id))
  const unknown = Object.keys(edits ?? {}).find((id) => !ids.has(id))
  if (unknown !== undefined) throw new ProjectError('scenario.unknown', { [name]: unknown })
}

function withDescendants({ tasks }: Project, removedIds: readonly string[]): Set<string> {
  const removed = new Set(removedIds)
  const unknown = removedIds.find((id) => !tasks.some((task) => task.id === id))
  if (unknown !== undefined) throw new ProjectError('scenario.unknown', { taskId: unknown })
  for (const { id, parentId } of tasks) if (parentId !== undefined && removed.has(parentId)) removed.add(id)
  return removed
}

function keyOf({ predecessorId, successorId }: Pick<Dependency, 'predecessorId' | 'successorId'>): string {
  return JSON.stringify([predecessorId, successorId])
}

/** What a second schedule does differently. Later, longer, dearer are positive. */
export interface ScheduleComparison {
  /** Of the project's finish, in working minutes of its calendar. */
  finishMinutes: number
  costMinor: number
  workMinutes: number
  /** Tasks that differ, in the order of the second plan. */
  tasks: {
    taskId: string
    startMinutes: number
    finishMinutes: number
    durationMinutes: number
    totalFloatMinutes: number
    costMinor: number
    becameCritical: boolean
    ceasedToBeCritical: boolean
  }[]
  addedTaskIds: string[]
  removedTaskIds: string[]
  /** How many more warnings the second plan has, by kind. */
  warnings: Record<string, number>
}

export interface ComparedPlan {
  project: Project
  schedule: Schedule
}

/** Compares two schedules of the same project: before and after a scenario, or two scenarios. */
export function compareSchedules(before: ComparedPlan, after: ComparedPlan): ScheduleComparison {
  const time = compileCalendars(after.project).project
  const amountsBefore = planAmounts(before.project, before.schedule)
  const amountsAfter = planAmounts(after.project, after.schedule)
  const placesBefore = new Map(before.schedule.tasks.map(({ taskId }, place) => [taskId, place]))
  const idsAfter = new Set(after.schedule.tasks.map(({ taskId }) => taskId))
  const tasks: ScheduleComparison['tasks'] = []
  const addedTaskIds: string[] = []
  after.schedule.tasks.forEach((row, place) => {
    const placeBefore = placesBefore.get(row.taskId)
    const old = placeBefore === undefined ? undefined : before.schedule.tasks[placeBefore]
    if (!old || placeBefore === undefined) {
      addedTaskIds.push(row.taskId)
      return
    }
    const difference = {
      taskId: row.taskId,
      startMinutes: workBetween(time, { from: old.startAt, to: row.startAt }),
      finishMinutes: workBetween(time, { from: old.finishAt, to: row.finishAt }),
      durationMinutes: row.durationMinutes - old.durationMinutes,
      totalFloatMinutes: row.totalFloatMinutes - old.totalFloatMinutes,
      costMinor:
        (amountsAfter.tasks[place]?.costMinor ?? 0) - (amountsBefore.tasks[placeBefore]?.costMinor ?? 0),
      becameCritical: row.critical && !old.critical,
      ceasedToBeCritical: !row.critical && old.critical,
    }
    const isSame =
      old.startAt === row.startAt && old.finishAt === row.finishAt && old.critical === row.critical
    if (!isSame || difference.durationMinutes || difference.totalFloatMinutes || difference.costMinor)
      tasks.push(difference)
  })
  const warnings: Record<string, number> = {}
  for (const { kind } of after.schedule.warnings) warnings[kind] = (warnings[kind] ?? 0) + 1
  for (const { kind } of before.schedule.warnings) warnings[kind] = (warnings[kind] ?? 0) - 1
  const sum = (plan: ComparedPlan, amounts: typeof amountsAfter, of: 'costMinor' | 'workMinutes') =>
    amounts.tasks.reduce(
      (total, task, place) => (plan.project.tasks[place]?.parentId === undefined ? total + task[of] : total),
      0,
    )
  return {
    finishMinutes: workBetween(time, { from: before.schedule.finishAt, to: after.schedule.finishAt }),
    costMinor: sum(after, amountsAfter, 'costMinor') - sum(before, amountsBefore, 'costMinor'),
    workMinutes: sum(after, amountsAfter, 'workMinutes') - sum(before, amountsBefore, 'workMinutes'),
    tasks,
    addedTaskIds,
    removedTaskIds: before.schedule.tasks.flatMap(({ taskId }) => (idsAfter.has(taskId) ? [] : [taskId])),
    warnings,
  }
}
