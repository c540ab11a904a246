import type { DependencyType } from './project.model.ts'

/** The computed plan: a row per task, in the order of `project.tasks`. Instants and minutes as in the project's model. */
export interface Schedule {
  /** Of what is active: the first start and the last finish. */
  startAt: number
  finishAt: number
  tasks: ScheduledTask[]
  warnings: ScheduleWarning[]
}

export interface ScheduledTask {
  taskId: string
  wbs: string
  summary: boolean
  /** False for an inactive task and for everything under an inactive summary. */
  active: boolean
  /** Where the task stands in the plan. */
  startAt: number
  finishAt: number
  /** Working minutes from start to finish on the task's calendar, without pauses; elapsed minutes of an elapsed task. */
  durationMinutes: number
  earlyStartAt: number
  earlyFinishAt: number
  lateStartAt: number
  lateFinishAt: number
  /** How far it can slip without delaying the project, or a deadline or constraint after it. Negative: already late. */
  totalFloatMinutes: number
  /** How far it can slip without moving any other task. */
  freeFloatMinutes: number
  critical: boolean
  percentComplete: number
}

export type ScheduleWarning =
  /** The plan cannot keep its dates: total float is below zero. */
  | { kind: 'negative-float'; taskId: string; totalFloatMinutes: number }
  | { kind: 'deadline-missed'; taskId: string; deadlineAt: number; finishAt: number }
  /** A constraint keeps the task from waiting for a link. */
  | {
      kind: 'constraint-against-link'
      taskId: string
      predecessorId: string
      type: DependencyType
      /** What the link asks for and what the plan has. */
      requiredAt: number
      plannedAt: number
    }
  /** A task scheduled by hand starts or ends before a link allows. */
  | {
      kind: 'manual-against-link'
      taskId: string
      predecessorId: string
      type: DependencyType
      requiredAt: number
      plannedAt: number
    }
  /** Work began before a link allowed. */
  | {
      kind: 'out-of-sequence'
      taskId: string
      predecessorId: string
      type: DependencyType
      requiredAt: number
      plannedAt: number
    }
  /** The constraint of a task asks for something the plan does not give. */
  | { kind: 'constraint-missed'; taskId: string; constraintAt: number; plannedAt: number }
  /** The calendars of task and resource never work at the same time; the task is scheduled on its own. */
  | { kind: 'no-common-working-time'; taskId: string; resourceId: string }
  | { kind: 'before-project-start'; taskId: string; startAt: number }
  /** A summary ends with its children: a link to its finish has no effect. */
  | { kind: 'link-without-effect'; taskId: string; predecessorId: string; type: DependencyType }
