import type { Chance } from '../../runner/chance.ts'
import { drawSample } from '../numeric/draws.ts'
import { logistic } from '../numeric/special-functions.ts'
import { addTree, growTree, type Tree, type TreeOptions } from './grow-tree.ts'

export interface BoostingOptions extends TreeOptions {
  /** Most trees. */
  roundsMost: number
  /** Rounds without a better measure on the watched rows after which it stops. */
  patience: number
  /** Share of the rows each tree is grown on. */
  rowShare: number
}

export const boostingDefaults: BoostingOptions = {
  roundsMost: 400,
  patience: 40,
  rowShare: 0.7,
  columnShare: 0.7,
  leavesMost: 12,
  depthMost: 5,
  childRowsLeast: 40,
  lambda: 5,
  gainLeast: 0,
  learningRate: 0.05,
}

/** Log-odds of a row: base plus the values of its leaves. */
export interface BoostedTrees {
  base: number
  trees: Tree[]
}

export interface BoostingRows {
  bytes: readonly Uint8Array[]
  ordered: readonly boolean[]
  target: Uint8Array
  /** Weight of each row; all 1 where absent. */
  weight?: Float64Array
}

/**
 * Gradient boosting of trees on log loss (J. Friedman 2001), second order, with row and column sampling. `watch` is told
 * after every tree and answers whether to go on.
 */
export function fitBoosted(
  { bytes, ordered, target, weight }: BoostingRows,
  options: BoostingOptions,
  chance: Chance,
  watch: (boosted: BoostedTrees) => 'go-on' | 'stop',
): BoostedTrees {
  const rows = target.length
  let positives = 0
  let total = 0
  for (let row = 0; row < rows; row++) {
    const w = weight ? (weight[row] as number) : 1
    positives += w * (target[row] as number)
    total += w
  }
  const boosted: BoostedTrees = { base: Math.log(positives / (total - positives)), trees: [] }
  const scores = new Float64Array(rows).fill(boosted.base)
  const gradient = new Float64Array(rows)
  const hessian = new Float64Array(rows)
  const data = { bytes, ordered, gradient, hessian }
  while (boosted.trees.length < options.roundsMost) {
    for (let row = 0; row < rows; row++) {
      const { slope, bend } = logLossDerivatives(scores[row] as number, target[row] as number)
      const w = weight ? (weight[row] as number) : 1
      gradient[row] = w * slope
      hessian[row] = w * bend
    }
    const sample = drawSample(chance, rows, Math.max(1, Math.round(options.rowShare * rows)))
    const tree = growTree(data, sample, options, chance)
    addTree(tree, bytes, scores)
    boosted.trees.push(tree)
    if (watch(boosted) === 'stop') break
  }
  return boosted
}

/** First and second derivative of the log loss of one row by its log-odds. */
export function logLossDerivatives(score: number, target: number): { slope: number; bend: number } {
  const p = logistic(score)
  return { slope: p - target, bend: Math.max(p * (1 - p), 1e-16) }
}

/** Log-odds of rows given as bytes; trees are walked one after another, so that each stays near the processor. */
export function boostedScores(
  { base, trees }: BoostedTrees,
  bytes: readonly Uint8Array[],
  rows: number,
): Float64Array {
  const scores = new Float64Array(rows).fill(base)
  for (const tree of trees) addTree(tree, bytes, scores)
  return scores
}
