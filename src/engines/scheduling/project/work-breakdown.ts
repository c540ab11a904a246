import { ProjectError } from './project.error.ts'
import type { Task } from './project.model.ts'

/** The tree of the work breakdown by places in `project.tasks`. */
export interface WorkBreakdown {
  placeOf: ReadonlyMap<string, number>
  /** Place of the parent; -1 at the top. */
  parent: Int32Array
  /** One past the last descendant: the descendants of `i` are `i + 1 … end[i] - 1`. */
  end: Int32Array
  /** 0 at the top. */
  level: Int32Array
}

/**
 * Reads the tree out of the parents' ids.
 * @throws ProjectError `task.duplicate`, `task.unknown-parent`, or `task.out-of-outline-order` when a task does not stand
 * directly after its parent and its parent's earlier children with theirs.
 */
export function workBreakdown(tasks: readonly Task[]): WorkBreakdown {
  const placeOf = new Map<string, number>()
  tasks.forEach((task, place) => {
    if (placeOf.has(task.id)) throw new ProjectError('task.duplicate', { taskId: task.id })
    placeOf.set(task.id, place)
  })
  const parent = new Int32Array(tasks.length).fill(-1)
  const end = new Int32Array(tasks.length)
  const level = new Int32Array(tasks.length)
  const open: number[] = []
  const closeUntil = (parentId: string | undefined, place: number) => {
    while (open.length > 0 && tasks[open.at(-1) as number]?.id !== parentId) end[open.pop() as number] = place
  }
  tasks.forEach(({ id, parentId }, place) => {
    if (parentId !== undefined && !placeOf.has(parentId))
      throw new ProjectError('task.unknown-parent', { taskId: id, parentId })
    closeUntil(parentId, place)
    if (parentId !== undefined && open.length === 0)
      throw new ProjectError('task.out-of-outline-order', { taskId: id, parentId })
    parent[place] = open.at(-1) ?? -1
    level[place] = open.length
    open.push(place)
  })
  closeUntil(undefined, tasks.length)
  return { placeOf, parent, end, level }
}

/** The code of every task: its own where it has one, else its number under its parent's: 1, 1.1, 1.2, 2 … */
export function wbsCodes(tasks: readonly Task[], { parent } = workBreakdown(tasks)): string[] {
  const childrenSoFar = new Int32Array(tasks.length + 1)
  const codes: string[] = []
  tasks.forEach(({ wbs }, place) => {
    const above = parent[place] as number
    const number = (childrenSoFar[above + 1] as number) + 1
    childrenSoFar[above + 1] = number
    codes.push(wbs ?? (above < 0 ? String(number) : `${codes[above]}.${number}`))
  })
  return codes
}
