/**
 * The resource-constrained project scheduling problem in its classic form: activities that may not be interrupted, finish
 * before their successors start, and use renewable resources of constant capacity. The shortest makespan is sought.
 * Time is counted in whole periods from 0.
 */
export interface SingleModeProblem {
  name: string
  resources: RenewableResource[]
  activities: Activity[]
}

export interface RenewableResource {
  id: string
  /** Whole units there in every period. */
  capacity: number
}

export interface Activity {
  id: string
  /** Whole periods. */
  duration: number
  /** Whole units of each resource, in order of `resources`, in every period of the activity. */
  demand: number[]
  /** Ids of activities that start no earlier than this one finishes. */
  successors: string[]
}

export interface SingleModeSchedule {
  /** Periods from 0 to the last finish. */
  makespan: number
  /** In order of `activities`. */
  starts: number[]
  /** No schedule can be shorter: the longer of critical path and work of the scarcest resource. */
  lowerBound: number
  /** Longest path through the network when resources are without limit. */
  criticalPath: number
  /** Schedules generated when this one was found; every pass of a schedule generation scheme counts as one. */
  foundAtSchedule: number
}
