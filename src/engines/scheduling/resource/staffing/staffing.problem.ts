import type { DependencyType } from '../../project/project.model.ts'

/**
 * Scheduling of work that can be done in several ways, by people with skills, machines whose number changes over time
 * and material that arrives on dates. Time is counted in whole periods (hours, half days …) from 0.
 */
export interface StaffingProblem {
  /** Nothing is placed from this period on. */
  horizon: number
  /** Periods in which nobody works; splittable work pauses there. In order, not overlapping. */
  gaps: PeriodRange[]
  resources: TimedResource[]
  people: Person[]
  materials: Material[]
  activities: StaffedActivity[]
  links: MinimumLag[]
  /** Weights of what is to be small; at least one above zero. */
  objective: {
    makespan: number
    /** Of periods after the due date, times the activity's own weight. */
    tardiness: number
    /** Of the sum of squared units in use, over resources and periods: it is least when use is even. */
    unevenness: number
    cost: number
  }
}

/** From a period up to, but not with, another. */
export interface PeriodRange {
  from: number
  to: number
}

/** A machine, a room, a team that is counted and not named. */
export interface TimedResource {
  id: string
  capacity: number
  /** Ranges with another capacity. */
  calendar: (PeriodRange & { capacity: number })[]
  costPerUnitPeriod: number
}

export interface Person {
  id: string
  skills: string[]
  /** Ranges in which they are there; always when missing. */
  availability?: PeriodRange[]
  costPerPeriod: number
}

/** Used up by what uses it. */
export interface Material {
  id: string
  arrivals: { at: number; units: number }[]
  costPerUnit: number
}

export interface StaffedActivity {
  id: string
  /** Ways to do it; one is chosen. */
  modes: ActivityMode[]
  /** Does not start before. */
  release?: number
  /** Must be finished by; otherwise it is left unplaced. */
  deadline?: number
  /** Should be finished by. */
  due?: number
  tardinessWeight?: number
  /** May pause where there is no working time, and only there. */
  splittable: boolean
}

export interface ActivityMode {
  id: string
  /** Working periods. */
  duration: number
  demand: { resourceId: string; units: number }[]
  /** So many different people with the skill, all the time. Whoever does it is named in the plan. */
  skills: { skill: string; people: number }[]
  /** Taken at the start. */
  materials: { materialId: string; units: number }[]
  cost: number
}

/** At least so many periods from start or finish of one to start or finish of the other; may be below zero. */
export interface MinimumLag {
  before: string
  after: string
  type: DependencyType
  lag: number
}

export type WaitReason = 'release' | 'predecessor' | 'calendar' | 'resource' | 'people' | 'material'
export type UnplacedReason = 'horizon' | 'deadline' | 'people' | 'material' | 'predecessor-unplaced'

export interface StaffingPlan {
  placed: PlacedActivity[]
  /** What found no place, and what was in the way last. */
  unplaced: { activityId: string; reason: UnplacedReason }[]
  makespan: number
  weightedTardiness: number
  unevenness: number
  cost: number
  /** By the weights of the objective; only plans with as many placed activities compare. */
  score: number
}

export interface PlacedActivity {
  activityId: string
  modeId: string
  start: number
  finish: number
  /** Without the pauses. */
  working: PeriodRange[]
  people: { personId: string; skill: string }[]
  /** What kept it from starting one period earlier. */
  waitedFor: WaitReason | undefined
}
