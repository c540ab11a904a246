import type { Project, Task } from '../../project/project.model.ts'
import type { LevellingPlan } from './levelling.model.ts'

/** The project as levelling leaves it: with the delays and pauses of a plan, and none from earlier levelling. */
export function levelledProject(
  project: Project,
  { delays, splits }: Pick<LevellingPlan, 'delays' | 'splits'>,
): Project {
  const delayOf = new Map(delays.map(({ taskId, levellingDelayMinutes }) => [taskId, levellingDelayMinutes]))
  const splitsOf = new Map(splits.map((paused) => [paused.taskId, paused.splits]))
  return {
    ...project,
    tasks: project.tasks.map((task) => ({
      ...task,
      levellingDelayMinutes: delayOf.get(task.id) ?? 0,
      splits: splitsOf.get(task.id) ?? ownSplits(task),
    })),
  }
}

/** The project as it was before any levelling. */
export function unlevelledProject(project: Project): Project {
  return levelledProject(project, { delays: [], splits: [] })
}

function ownSplits({ splits }: Task) {
  return splits.some(({ byLevelling }) => byLevelling)
    ? splits.filter(({ byLevelling }) => !byLevelling)
    : splits
}
