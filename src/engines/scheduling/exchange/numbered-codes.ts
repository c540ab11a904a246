import type { Task } from '../project/project.model.ts'

/** A code is the task's own where it is not the one that its place gives. */
export function forgetNumberedCodes(tasks: Task[]): void {
  const counts = new Map<string | undefined, number>()
  const codes = new Map<string, string>()
  for (const task of tasks) {
    const number = (counts.get(task.parentId) ?? 0) + 1
    counts.set(task.parentId, number)
    const auto = task.parentId === undefined ? String(number) : `${codes.get(task.parentId)}.${number}`
    codes.set(task.id, task.wbs ?? auto)
    if (task.wbs === auto) delete task.wbs
  }
}
