import type { Project, Task } from '../project/project.model.ts'
import { schedulePlan } from '../project/schedule-plan.ts'
import type { StoredDates } from './exchange.model.ts'

/**
 * Whether constraints or links win in a file, by the dates that its program had computed: those of tasks with a date that
 * links may contradict. Undefined where the dates do not tell.
 */
export function constraintsPrevailIn(project: Project, stored: readonly StoredDates[]): boolean | undefined {
  const linked = new Set(project.dependencies.map(({ successorId }) => successorId))
  const telling = new Set(
    project.tasks.flatMap((task) => (isHeld(task) && linked.has(task.id) ? task.id : [])),
  )
  if (telling.size === 0) return undefined
  const dates = stored.filter(({ taskId }) => telling.has(taskId))
  const differing = (constraintsPrevail: boolean) => {
    const rows = new Map(
      schedulePlan({ ...project, constraintsPrevail }).tasks.map((row) => [row.taskId, row]),
    )
    return dates.filter(
      ({ taskId, startAt, finishAt }) =>
        (startAt !== undefined && startAt !== rows.get(taskId)?.startAt) ||
        (finishAt !== undefined && finishAt !== rows.get(taskId)?.finishAt),
    ).length
  }
  try {
    const whenPrevailing = differing(true)
    const whenNot = differing(false)
    return whenPrevailing === whenNot ? undefined : whenPrevailing < whenNot
  } catch {
    // A plan that cannot be calculated tells nothing here; whoever schedules it hears why.
    return undefined
  }
}

function isHeld({ constraint, scheduling, progress }: Task): boolean {
  const { kind } = constraint
  return (
    scheduling === 'automatic' &&
    progress.actualStartAt === undefined &&
    progress.actualFinishAt === undefined &&
    (kind.startsWith('must') || kind.endsWith('no-later-than'))
  )
}
