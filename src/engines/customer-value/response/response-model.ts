import type { EngineTask } from '../../runner/pool.ts'
import type { Search } from '../../runner/search.ts'
import { applyBins } from './bin-columns.ts'
import { calibrated } from './calibrate.ts'
import { encodeRows } from './encode-fields.ts'
import { boostedScores } from './fit-boosted.ts'
import { logisticScores } from './fit-logistic.ts'
import { requireModel } from './response-model.check.ts'
import { type ResponseTable, requireTable } from './response-table.ts'
import type { ResponseModel, ScoreModel } from './score-model.ts'

const rowsPerIteration = 16_384

/** Raw scores (log-odds before calibration) of the rows given. */
export function rawScores(score: ScoreModel, table: ResponseTable, rows: Uint32Array): Float64Array {
  return score.kind === 'logistic'
    ? logisticScores(score.coefficients, encodeRows(score.encodings, table, rows))
    : boostedScores(score.boosted, applyBins(score.bins, table, rows), rows.length)
}

/**
 * Probability of response of every row. One iteration of the search is 16,384 rows; rows not reached when it is cut are
 * NaN.
 * @throws CustomerValueError `customer-value.input.*`, `customer-value.table.column-unknown`, `customer-value.model.damaged`.
 */
export function scoreResponses(
  { model, table }: { model: ResponseModel; table: ResponseTable },
  search: Search<Float64Array>,
): Float64Array {
  requireTable(table)
  requireModel(model)
  const probabilities = new Float64Array(table.rows).fill(Number.NaN)
  for (let block = 0; block * rowsPerIteration < table.rows && !search.done(block); block++) {
    const from = block * rowsPerIteration
    const rows = Uint32Array.from(
      { length: Math.min(rowsPerIteration, table.rows - from) },
      (_, index) => from + index,
    )
    probabilities.set(calibrated(model.calibration, rawScores(model.score, table, rows)), from)
    search.improved(() => probabilities)
  }
  return probabilities
}

export const scoreResponsesTask: EngineTask<{ model: ResponseModel; table: ResponseTable }, Float64Array> = {
  module: import.meta.url,
  name: 'scoreResponses',
}
