import type { DependencyType } from '../../project/project.model.ts'

/**
 * A network whose durations are not certain. Times and durations are in one unit of the caller's choice, most usefully
 * working minutes from the start of the project.
 */
export interface RiskProblem {
  activities: UncertainActivity[]
  links: RiskLink[]
  events: RiskEvent[]
  correlations: CorrelatedGroup[]
}

export interface UncertainActivity {
  id: string
  duration: Distribution
  /** The duration that the plan says; the deterministic finish is worked out with it. */
  plannedDuration: number
  /** Does not start before: 0, the beginning, when missing. */
  releaseAt?: number
}

export interface RiskLink {
  predecessorId: string
  successorId: string
  type: DependencyType
  lag: number
}

/** A mean and a spread of the values themselves, not of their logarithms. */
export type Distribution =
  | { kind: 'fixed'; value: number }
  | { kind: 'uniform'; least: number; most: number }
  | { kind: 'triangular'; least: number; likely: number; most: number }
  /** Beta between least and most with the mean (least + 4 likely + most) / 6 (Malcolm et al. 1959, PERT). */
  | { kind: 'pert'; least: number; likely: number; most: number }
  | { kind: 'lognormal'; mean: number; standardDeviation: number }

/** Something that happens or not, and then lengthens activities. */
export interface RiskEvent {
  id: string
  /** 0 … 1. */
  probability: number
  impacts: {
    activityId: string
    /** Added to the duration; may be below zero for a chance that saves time. */
    delay?: Distribution
    /** Multiplies the duration before delays are added. */
    factor?: number
  }[]
}

/** Activities that go well or badly together: one common cause of this weight (Gaussian copula with one factor). */
export interface CorrelatedGroup {
  activityIds: string[]
  /** 0 … 1, between any two of the group. */
  coefficient: number
}

export interface RiskResult {
  runs: number
  /** Finish with planned durations and no event. */
  plannedFinish: number
  /** Share of runs that finish no later than planned. */
  chanceOfPlannedFinish: number
  meanFinish: number
  standardDeviation: number
  leastFinish: number
  mostFinish: number
  /** P5, P10, P20 … P90, P95. */
  percentiles: { percent: number; finish: number }[]
  /**
   * How much later than a plan with mean durations and mean events the project ends on average, because parallel paths
   * wait for the slowest.
   */
  mergeBias: number
  activities: ActivityRisk[]
  events: EventRisk[]
  /** Where paths meet, the costliest first. */
  merges: { activityId: string; predecessors: number; bias: number }[]
}

export interface ActivityRisk {
  activityId: string
  meanDuration: number
  standardDeviation: number
  /** Share of runs in which it was on a longest path. */
  criticality: number
  /** Correlation of its duration with the finish (Pearson), -1 … 1. */
  cruciality: number
  /** Criticality × its deviation ÷ that of the project (schedule sensitivity index, PMBOK). */
  sensitivity: number
  /** Tornado: mean finish when its duration was in the lowest and in the highest tenth of what was drawn. */
  finishWhenShort: number
  finishWhenLong: number
}

export interface EventRisk {
  eventId: string
  happened: number
  /** Mean finish with less mean finish without it; 0 when it always or never happened. */
  meanDelay: number
}
