import type { ColumnBins } from './bin-columns.ts'
import type { Calibration } from './calibrate.ts'
import type { FieldEncodings } from './encode-fields.ts'
import type { BoostedTrees } from './fit-boosted.ts'
import type { LogisticCoefficients } from './fit-logistic.ts'

/** What learns: logistic regression or boosted trees. */
export type ScoreModel =
  | {
      kind: 'logistic'
      encodings: FieldEncodings
      coefficients: LogisticCoefficients
      /** Mean of each term over the training rows: what reasons are measured from. */
      meanTerms: Float64Array
    }
  | { kind: 'boosted'; bins: ColumnBins[]; boosted: BoostedTrees }

/** A model that gives probabilities. Plain data: it can be kept, sent to a thread, and applied to any table. */
export interface ResponseModel {
  /** Columns it needs; a table may hold more. */
  columns: string[]
  score: ScoreModel
  calibration: Calibration
}
