import { CustomerValueError } from '../customer-value.error.ts'
import type { Tree } from './grow-tree.ts'
import type { ResponseModel, ScoreModel } from './score-model.ts'

/**
 * Refuses a model that was damaged where it was kept: a figure that is none, a term that is not there, a tree that runs in a circle.
 * @throws CustomerValueError `customer-value.model.damaged`
 */
export function requireModel({ columns, score, calibration }: ResponseModel): void {
  require('score', score.kind === 'logistic' || score.kind === 'boosted')
  const names =
    score.kind === 'logistic'
      ? score.encodings.fields.map(({ column }) => column)
      : score.bins.map(({ column }) => column)
  require('columns', names.length === columns.length && names.every((name, i) => name === columns[i]))
  if (score.kind === 'logistic') requireTerms(score)
  else requireTrees(score)
  require('calibration', ['none', 'platt', 'isotonic'].includes(calibration.kind))
  if (calibration.kind === 'platt')
    require('calibration', Number.isFinite(calibration.slope) && Number.isFinite(calibration.intercept))
  if (calibration.kind === 'isotonic') {
    const { at, level } = calibration
    require('calibration', at.length > 0 && at.length === level.length && allFinite(at) && allFinite(level))
  }
}

function requireTerms({ encodings, coefficients, meanTerms }: ScoreModel & { kind: 'logistic' }): void {
  const { fields, terms } = encodings
  const { weights, intercept } = coefficients
  const within = (term: number) => Number.isInteger(term) && term >= 0 && term < terms
  require('terms', weights.length === terms && meanTerms.length === terms)
  require('weights', Number.isFinite(intercept) && allFinite(weights) && allFinite(meanTerms))
  for (const field of fields)
    if (field.kind === 'number')
      require(field.column, allFinite([field.low, field.high, field.mean, field.deviation]) &&
        field.deviation > 0 &&
        within(field.term) &&
        (field.missingTerm === -1 || within(field.missingTerm)))
    else
      require(field.column, within(field.firstTerm) &&
        within(field.otherTerm) &&
        field.otherTerm === field.firstTerm + field.levels.length)
}

function requireTrees({ bins, boosted }: ScoreModel & { kind: 'boosted' }): void {
  require('base', Number.isFinite(boosted.base))
  for (const one of bins)
    require(one.column, Number.isInteger(one.bins) &&
      one.bins >= 1 &&
      one.bins <= 256 &&
      (one.kind === 'category' ? one.levels.length < 256 : allFinite(one.bounds) && one.bounds.length < 256))
  for (const tree of boosted.trees) require('trees', isTree(tree, bins.length))
}

function isTree({ column, left, right, goesLeft, value, cover }: Tree, columns: number): boolean {
  const nodes = left.length
  const lengths = [column.length, right.length, value.length, cover.length, goesLeft.length / 8]
  if (nodes < 1 || lengths.some((length) => length !== nodes) || !allFinite(value) || !allFinite(cover))
    return false
  // Children come after their parents, so no way through the tree meets itself.
  return left.every((child, node) => {
    const other = right[node] as number
    if (child === -1) return true
    const own = column[node] as number
    const after = (one: number) => one > node && one < nodes
    return after(child) && after(other) && own >= 0 && own < columns && (cover[node] as number) > 0
  })
}

function allFinite(values: ArrayLike<number>): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false
  return true
}

function require(part: string, sound: boolean): void {
  if (!sound) throw new CustomerValueError('customer-value.model.damaged', { part })
}
