import type { BackwardDates } from './backward-pass.ts'
import type { CompiledPlan } from './compile-plan.ts'
import type { ForwardDates } from './forward-pass.ts'

/** A compiled plan with its dates, kept for the next edit. `recalculatePlan` changes it in place. */
export interface LivePlan {
  plan: CompiledPlan
  /** Everything as soon as possible. */
  early: ForwardDates
  late: BackwardDates
  /** Where tasks stand; the same object as `early` unless some are to be as late as possible. */
  planned: ForwardDates
  projectStartAt: number
  projectFinishAt: number
}
