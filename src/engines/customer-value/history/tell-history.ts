import type { EngineTask } from '../../runner/pool.ts'
import type { Search } from '../../runner/search.ts'
import type { PeriodKind } from './calendar-periods.ts'
import { type ChurnFeatures, churnFeatures } from './churn-features.ts'
import { type ChurnPeriod, churnTable } from './churn-table.ts'
import { type Cohort, cohortTable } from './cohort-table.ts'
import { type Purchases, type SummarisedPurchases, summarisePurchases } from './purchases.ts'
import { measureRfm, type RfmMeasures, type RfmScheme, type RfmScores, scoreRfm } from './score-rfm.ts'

/** What is wanted of a history of purchases; what is left out is not computed. */
export interface HistoryQuestions {
  purchases: Purchases
  rfm?: { onDay: number; scheme: RfmScheme }
  cohorts?: { period: PeriodKind }
  churn?: { period: PeriodKind; lapseDays: number; untilDay: number }
  summary?: { untilDay: number; unitDays?: number }
  features?: { cutDays: readonly number[]; horizonDays: number; activeDays: number }
}

export interface HistoryAnswers {
  rfm?: { measures: RfmMeasures; scores: RfmScores }
  cohorts?: Cohort[]
  churn?: ChurnPeriod[]
  summary?: SummarisedPurchases
  features?: ChurnFeatures
  /** False when the search was cut before all questions were answered. */
  complete: boolean
}

/**
 * Answers questions on millions of purchases in a thread, so that no event loop waits: each as the function of its name
 * does. One iteration of the search is one question.
 * @throws CustomerValueError of those functions.
 */
export function tellHistory(
  { purchases, rfm, cohorts, churn, summary, features }: HistoryQuestions,
  search: Search<HistoryAnswers>,
): HistoryAnswers {
  const answers: HistoryAnswers = { complete: false }
  const questions = [
    rfm &&
      (() => {
        const measures = measureRfm(purchases, rfm)
        answers.rfm = { measures, scores: scoreRfm(measures, rfm.scheme) }
      }),
    cohorts &&
      (() => {
        answers.cohorts = cohortTable(purchases, cohorts)
      }),
    churn &&
      (() => {
        answers.churn = churnTable(purchases, churn)
      }),
    summary &&
      (() => {
        answers.summary = summarisePurchases(purchases, summary)
      }),
    features &&
      (() => {
        answers.features = churnFeatures(purchases, features)
      }),
  ].filter((question) => question !== undefined)
  for (const [iteration, answer] of questions.entries()) {
    if (search.done(iteration)) return answers
    answer()
    search.improved(() => answers)
  }
  answers.complete = true
  return answers
}

export const tellHistoryTask: EngineTask<HistoryQuestions, HistoryAnswers> = {
  module: import.meta.url,
  name: 'tellHistory',
}
