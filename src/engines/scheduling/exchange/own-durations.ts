import type { Progress, Task } from '../project/project.model.ts'
import { progressOf } from '../project/task-timing.ts'

/** Durations used and left are only kept where they are not what the percentage says. */
export function keepOwnDurations(
  progress: Progress,
  {
    durationMinutes,
    actualMinutes,
    remainingMinutes,
  }: { durationMinutes: number; actualMinutes: number | undefined; remainingMinutes: number | undefined },
): void {
  const expected = () => progressOf({ durationMinutes, progress } as Task)
  if (actualMinutes !== undefined && actualMinutes !== expected().doneMinutes)
    progress.actualDurationMinutes = actualMinutes
  if (remainingMinutes !== undefined && remainingMinutes !== expected().leftMinutes)
    progress.remainingDurationMinutes = remainingMinutes
}
