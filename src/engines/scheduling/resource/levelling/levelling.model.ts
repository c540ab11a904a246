import type { Project, Split } from '../../project/project.model.ts'

/** Instants are wall-clock minutes as in the project's model. */
export interface LevellingProblem {
  project: Project
  /**
   * `within-float`: tasks use their float and the project ends when it ended. `beyond-float`: every over-allocation that
   * moving can resolve is resolved, in the shortest plan that is found.
   */
  reach: 'within-float' | 'beyond-float'
  /** Only these resources; all that say `levelled` when missing. */
  resourceIds?: string[]
  /**
   * Work may be interrupted where somebody is needed elsewhere, and what is left of begun work may wait: tasks that say
   * `levellingMaySplit`, whose people all work by one calendar. Otherwise tasks are moved whole.
   */
  maySplit?: boolean
  /** Material that comes on dates and is used up: a task waits until there is enough for it, and for those placed before it. */
  supplies?: { resourceId: string; arrivals: { at: number; quantity: number }[] }[]
  /** Money that is released on dates, in minor units: a task waits until its whole cost is covered. */
  funds?: { at: number; amountMinor: number }[]
}

export interface LevellingPlan {
  /** Delays to be kept in the tasks; every task not named has none. */
  delays: { taskId: string; levellingDelayMinutes: number }[]
  /** Pauses to be kept in the tasks, their own among them; every task not named has its own. */
  splits: { taskId: string; splits: Split[] }[]
  moves: LevellingMove[]
  /** What has no material, or money where no resource is named, when it starts: it is fixed, or there never is enough. */
  unsupplied: { taskId: string; resourceId?: string; quantity: number }[]
  finishBeforeAt: number
  finishAfterAt: number
  before: OverAllocation[]
  /** What is left: work that is fixed, or asks for more than there ever is, or has no float. */
  after: OverAllocation[]
}

export interface LevellingMove {
  taskId: string
  startBeforeAt: number
  startAfterAt: number
  finishBeforeAt: number
  finishAfterAt: number
  /** On the wall clock; 0 for a task that was moved by its predecessors alone. */
  levellingDelayMinutes: number
  /** What stood in its way where it would have started. Empty when only its predecessors moved it. */
  because: { resourceId: string; fromAt: number; taskIds: string[] }[]
  /** Material, or money where no resource is named, that it waits for. */
  awaits?: { resourceId?: string; untilAt: number }[]
}

/** A resource that has more to do on a day than it has units at that time. */
export interface OverAllocation {
  resourceId: string
  /** Days since 1970-01-01. */
  day: number
  /** The most units in use at one time of the day, and what was there then. */
  peakUnits: number
  availableUnits: number
  /** Minutes of the day in which it is over-allocated. */
  overMinutes: number
  taskIds: string[]
}
