import type { ScheduleViolation } from '../../project/schedule-violation.ts'

/** A rule that a levelling breaks, or something it says that is not so. */
export type LevellingFault =
  | { kind: 'unknown-task'; taskId: string }
  | { kind: 'negative-delay'; taskId: string }
  /** Delays work that has begun, is done, scheduled by hand, tied to a date or of priority 1000. */
  | { kind: 'fixed-task-delayed'; taskId: string }
  /** Interrupts what may not be, or pauses where nothing is left to pause. */
  | { kind: 'fixed-task-paused' | 'pause-outside-work'; taskId: string }
  /** A pause that somebody wanted is gone. */
  | { kind: 'own-pause-lost'; taskId: string }
  | { kind: 'schedule'; violation: ScheduleViolation }
  | { kind: 'finish-stated'; statedAt: number; actualAt: number }
  /** Levelling within float has made the project longer. */
  | { kind: 'beyond-float'; finishBeforeAt: number; finishAfterAt: number }
  /** More in use than there is though every task there could have moved on. */
  | { kind: 'over-allocated'; resourceId: string; day: number; taskIds: string[] }
  /** Less material or money has come than was taken until then. */
  | { kind: 'supply'; resourceId?: string; at: number; missing: number }
  /** Said to be without supply though there is enough, or not said though it is. */
  | { kind: 'unsupplied-stated'; taskId: string; resourceId?: string }
  | { kind: 'over-allocation-stated'; when: 'before' | 'after'; resourceId: string; day: number }
  | { kind: 'move-missing' | 'move-without-change' | 'move-stated'; taskId: string }
