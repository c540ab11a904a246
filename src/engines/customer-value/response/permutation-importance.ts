import type { EngineTask } from '../../runner/pool.ts'
import type { Search } from '../../runner/search.ts'
import { CustomerValueError } from '../customer-value.error.ts'
import { shuffle } from '../numeric/draws.ts'
import { areaUnderCurve } from './measure-scores.ts'
import { requireModel } from './response-model.check.ts'
import { rawScores } from './response-model.ts'
import { type ResponseColumn, type ResponseTable, requireTable, requireTarget } from './response-table.ts'
import type { ResponseModel } from './score-model.ts'

export interface ColumnImportance {
  column: string
  /** Mean fall of the area under the curve when the column's values are shuffled among the rows. */
  aucLost: number
  /** Standard deviation over the repeats. */
  spread: number
}

/**
 * What each column is worth to a model on rows it has not learnt from (L. Breiman 2001), the worthiest first. Columns
 * that carry the same knowledge share it and look small alone. One iteration of the search is one shuffle; columns
 * not reached when it is cut are left out.
 * @throws CustomerValueError `customer-value.input.*`, `customer-value.target.*`.
 */
export function permutationImportance(
  {
    model,
    table,
    target,
    repeats = 3,
  }: { model: ResponseModel; table: ResponseTable; target: Uint8Array; repeats?: number },
  search: Search<ColumnImportance[]>,
): ColumnImportance[] {
  requireTable(table)
  requireTarget(target, table.rows)
  requireModel(model)
  if (!(Number.isInteger(repeats) && repeats >= 1 && repeats <= 1_000))
    throw new CustomerValueError('customer-value.input.option-out-of-range', {
      option: 'repeats',
      value: repeats,
    })
  const rows = Uint32Array.from({ length: table.rows }, (_, row) => row)
  const whole = areaUnderCurve(rawScores(model.score, table, rows), target)
  const found: ColumnImportance[] = []
  let iteration = 0
  for (const name of model.columns) {
    const losses: number[] = []
    while (losses.length < repeats && !search.done(iteration++)) {
      const order = rows.slice()
      shuffle(search.chance, order)
      const columns = table.columns.map((column) => (column.name === name ? permuted(column, order) : column))
      losses.push(whole - areaUnderCurve(rawScores(model.score, { rows: table.rows, columns }, rows), target))
    }
    if (losses.length < repeats) break
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / repeats
    const variance = losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0) / repeats
    found.push({ column: name, aucLost: mean, spread: Math.sqrt(variance) })
    search.improved(() => found)
  }
  return found.sort((one, other) => other.aucLost - one.aucLost)
}

export const permutationImportanceTask: EngineTask<
  { model: ResponseModel; table: ResponseTable; target: Uint8Array; repeats?: number },
  ColumnImportance[]
> = { module: import.meta.url, name: 'permutationImportance' }

function permuted(column: ResponseColumn, order: Uint32Array): ResponseColumn {
  return column.kind === 'number'
    ? { ...column, values: Float64Array.from(order, (row) => column.values[row] as number) }
    : { ...column, codes: Int32Array.from(order, (row) => column.codes[row] as number) }
}
