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
  const isSome = (minutes: number | undefined): minutes is number => minutes !== undefined && minutes >= 0
  if (isSome(actualMinutes) && actualMinutes !== expected().doneMinutes)
    progress.actualDurationMinutes = actualMinutes
  if (isSome(remainingMinutes) && remainingMinutes !== expected().leftMinutes)
    progress.remainingDurationMinutes = remainingMinutes
}
