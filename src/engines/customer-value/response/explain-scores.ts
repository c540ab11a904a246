import type { EngineTask } from '../../runner/pool.ts'
import type { Search } from '../../runner/search.ts'
import { CustomerValueError } from '../customer-value.error.ts'
import { applyBins } from './bin-columns.ts'
import { encodeRows } from './encode-fields.ts'
import { requireModel } from './response-model.check.ts'
import { rawScores } from './response-model.ts'
import { type ResponseTable, requireTable } from './response-table.ts'
import type { ResponseModel } from './score-model.ts'
import { addTreeReasons, meanOfTree } from './tree-reasons.ts'

/** How far a column's value moved a customer's score from the mean, in log-odds: above 0 raises it. */
export interface Reason {
  column: string
  effect: number
}

export interface ExplainedScore {
  row: number
  /** Raw score (log-odds before calibration): mean plus all effects. */
  score: number
  /** What the model says of the average customer. */
  mean: number
  /** The strongest first, as many as asked for. */
  reasons: Reason[]
}

/**
 * Why customers score as they do. Logistic regression: weight × (value − mean), summed over a column's terms. Boosted
 * trees: exact Shapley values (TreeSHAP). Effects of all columns and the mean add up to the score. One iteration of the
 * search is one customer; rows not reached when it is cut are left out.
 * @throws CustomerValueError `customer-value.input.*`, `customer-value.table.column-unknown`.
 */
export function explainScores(
  {
    model,
    table,
    rows,
    most = 5,
  }: { model: ResponseModel; table: ResponseTable; rows: Uint32Array; most?: number },
  search: Search<ExplainedScore[]>,
): ExplainedScore[] {
  requireTable(table)
  requireModel(model)
  const strange = rows.findIndex((row) => row >= table.rows)
  if (strange >= 0 || !(Number.isInteger(most) && most >= 0))
    throw new CustomerValueError('customer-value.input.option-out-of-range', {
      option: 'rows',
      at: strange,
      most,
    })
  const { score } = model
  const scores = rawScores(score, table, rows)
  const { mean, effectsOf } = score.kind === 'logistic' ? ofTerms() : ofTrees()
  const explained: ExplainedScore[] = []
  for (let i = 0; i < rows.length && !search.done(i); i++) {
    const reasons = Array.from(effectsOf(i), (effect, column) => ({
      column: model.columns[column] as string,
      effect,
    }))
    reasons.sort((one, other) => Math.abs(other.effect) - Math.abs(one.effect))
    explained.push({
      row: rows[i] as number,
      score: scores[i] as number,
      mean,
      reasons: reasons.filter(({ effect }) => effect !== 0).slice(0, most),
    })
    search.improved(() => explained)
  }
  return explained

  function ofTerms() {
    if (score.kind !== 'logistic') throw new TypeError('terms of trees')
    const { coefficients, encodings, meanTerms } = score
    const { weights, intercept } = coefficients
    const encoded = encodeRows(encodings, table, rows)
    // Terms of one field lie side by side, so each field's mean effect is a sum over its own.
    const ends = encodings.fields.map((_, place) => {
      const next = encodings.fields[place + 1]
      return next === undefined ? encodings.terms : next.kind === 'number' ? next.term : next.firstTerm
    })
    const meanEffect = ends.map((end, place) => {
      let sum = 0
      for (let term = place === 0 ? 0 : (ends[place - 1] as number); term < end; term++)
        sum += (weights[term] as number) * (meanTerms[term] as number)
      return sum
    })
    return {
      mean: intercept + meanEffect.reduce((sum, effect) => sum + effect, 0),
      effectsOf: (i: number) =>
        Float64Array.from(meanEffect, (effect, place) => {
          const at = i * encoded.width + place
          const term = encoded.term[at] as number
          return (term < 0 ? 0 : (weights[term] as number) * (encoded.value[at] as number)) - effect
        }),
    }
  }
  function ofTrees() {
    if (score.kind !== 'boosted') throw new TypeError('trees of terms')
    const { boosted, bins } = score
    const bytes = applyBins(bins, table, rows)
    return {
      mean: boosted.trees.reduce((sum, tree) => sum + meanOfTree(tree), boosted.base),
      effectsOf(i: number) {
        const effects = new Float64Array(bins.length)
        for (const tree of boosted.trees)
          addTreeReasons(tree, (column) => (bytes[column] as Uint8Array)[i] as number, effects)
        return effects
      },
    }
  }
}

export const explainScoresTask: EngineTask<
  { model: ResponseModel; table: ResponseTable; rows: Uint32Array; most?: number },
  ExplainedScore[]
> = { module: import.meta.url, name: 'explainScores' }
