import type { Dependency, Task } from './project.model.ts'

/** A rule that a schedule breaks. */
export type ScheduleViolation =
  | { kind: 'row-missing' | 'row-unknown' | 'row-twice'; taskId: string }
  | { kind: 'finish-before-start'; taskId: string }
  /** The successor's start or finish stands before the date that the link allows. */
  | { kind: 'link'; taskId: string; predecessorId: string; type: Dependency['type']; missingMinutes: number }
  | {
      kind: 'constraint'
      taskId: string
      constraint: Task['constraint']['kind']
      at: number
      plannedAt: number
    }
  | { kind: 'starts-on-free-time' | 'ends-on-free-time'; taskId: string; at: number }
  /** Between start and finish lies another amount of working time than the task takes. */
  | { kind: 'duration'; taskId: string; takesMinutes: number; hasMinutes: number }
  | { kind: 'summary'; taskId: string; startAt: number; finishAt: number }
  | { kind: 'actual'; taskId: string; actualAt: number; plannedAt: number }
  | { kind: 'manual'; taskId: string; setAt: number; plannedAt: number }
  | { kind: 'before-project'; taskId: string; startAt: number }
  /** Late dates before early ones without negative float, or a float that the dates do not show. */
  | { kind: 'float'; taskId: string; statedMinutes: number; shownMinutes: number }
  /** What is left of begun work takes longer than there is until its finish. */
  | { kind: 'remaining'; taskId: string; takesMinutes: number; hasMinutes: number }
  /** Starts before its levelling delay is over: by so many minutes of the clock. */
  | { kind: 'levelling-delay'; taskId: string; missingMinutes: number }
  /** Open work is planned before the status date. */
  | { kind: 'before-status'; taskId: string; startAt: number }
  /** The late dates would delay the project, a deadline, a constraint or a successor. */
  | { kind: 'too-late'; taskId: string; limitAt: number; lateAt: number; successorId?: string }
  /** Slipping by the free float would move a successor, or it is more than the total float. */
  | { kind: 'free-float'; taskId: string; statedMinutes: number; roomMinutes: number; successorId?: string }
  | { kind: 'critical'; taskId: string; stated: boolean }
  | { kind: 'code'; taskId: string; stated: string; expected: string }
  | { kind: 'row-duration'; taskId: string; statedMinutes: number; expectedMinutes: number }
  | { kind: 'project-dates'; startAt: number; finishAt: number }
  | { kind: 'warning-missing'; taskId: string; warning: 'deadline-missed' | 'negative-float' }
