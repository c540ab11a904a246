import type { Chance } from '../../runner/chance.ts'
import { CustomerValueError } from '../customer-value.error.ts'
import { applyBins, learnBins } from './bin-columns.ts'
import { encodeRows, learnEncodings } from './encode-fields.ts'
import { type BoostingOptions, boostingDefaults, fitBoosted } from './fit-boosted.ts'
import { fitLogisticPath, logisticScores, meanTerms, strengthPath } from './fit-logistic.ts'
import { addTree } from './grow-tree.ts'
import type { ResponseTable } from './response-table.ts'
import type { ScoreModel } from './score-model.ts'

/** A way to learn, before its complexity is chosen. */
export type Candidate = {
  /** Rows lose half their weight over this share of the training rows, the newest counting fully; absent: all equal. */
  halfLifeShare?: number
} & ({ kind: 'logistic'; l1Share: number } | { kind: 'boosted'; options?: Partial<BoostingOptions> })

/** @throws CustomerValueError `customer-value.input.option-out-of-range` */
export function requireCandidate(candidate: Candidate): void {
  const { halfLifeShare = 1 } = candidate
  const within = (value: number, low: number, high: number) => value >= low && value <= high
  const refuse: (option: string) => never = (option) => {
    throw new CustomerValueError('customer-value.input.option-out-of-range', { option, ...candidate })
  }
  if (!within(halfLifeShare, 1e-6, 1e6)) refuse('halfLifeShare')
  if (candidate.kind === 'logistic') {
    if (!within(candidate.l1Share, 0, 1)) refuse('l1Share')
    return
  }
  if (candidate.kind !== 'boosted') refuse('kind')
  const all = { ...boostingDefaults, ...candidate.options }
  const whole = (value: number, low: number, high: number) =>
    Number.isInteger(value) && within(value, low, high)
  const sound =
    whole(all.roundsMost, 1, 100_000) &&
    whole(all.patience, 1, 100_000) &&
    whole(all.leavesMost, 2, 10_000) &&
    whole(all.depthMost, 1, 64) &&
    within(all.rowShare, 1e-3, 1) &&
    within(all.columnShare, 1e-3, 1) &&
    within(all.childRowsLeast, 1, 1e9) &&
    within(all.lambda, 0, 1e9) &&
    within(all.gainLeast, 0, 1e9) &&
    within(all.learningRate, 1e-6, 1)
  if (!sound) refuse('options')
}

export interface TrainingRows {
  table: ResponseTable
  target: Uint8Array
  columns: readonly string[]
  /** Oldest first. */
  rows: Uint32Array
}

export interface CandidateWatch {
  chance: Chance
  cut(): boolean
  watch(step: number, scores: Float64Array, model: () => ScoreModel): 'go-on' | 'stop'
}

/** Steps of the path of strengths. */
const strengthSteps = 14

/**
 * Learns from the training rows and hands over, after each step of complexity – a strength, or ten trees – the raw scores
 * of the rows watched and the model as it stands; stops when told to. `cut` is asked after each strength or tree, and
 * when it says so the step begun is the last.
 */
export function watchCandidate(
  candidate: Candidate,
  { table, target, columns, rows }: TrainingRows,
  watched: Uint32Array,
  { chance, cut, watch }: CandidateWatch,
): void {
  const weight = agedWeights(candidate.halfLifeShare, rows.length)
  const own = take(target, rows)
  if (candidate.kind === 'logistic') {
    const encodings = learnEncodings(table, columns, rows)
    const encoded = encodeRows(encodings, table, rows)
    const others = encodeRows(encodings, table, watched)
    const data = { encoded, terms: encodings.terms, target: own, ...(weight ? { weight } : {}) }
    const means = meanTerms(encoded, encodings.terms)
    const strengths = strengthPath(data, candidate.l1Share, strengthSteps)
    let step = 0
    fitLogisticPath(data, { l1Share: candidate.l1Share, strengths }, (coefficients) => {
      const model = (): ScoreModel => ({ kind: 'logistic', encodings, coefficients, meanTerms: means })
      const told = watch(step++, logisticScores(coefficients, others), model)
      return cut() ? 'stop' : told
    })
    return
  }
  const bins = learnBins(table, columns, rows)
  const bytes = applyBins(bins, table, rows)
  const others = applyBins(bins, table, watched)
  const scores = new Float64Array(watched.length)
  const ordered = bins.map(({ kind }) => kind === 'number')
  const options = { ...boostingDefaults, ...candidate.options }
  fitBoosted({ bytes, ordered, target: own, ...(weight ? { weight } : {}) }, options, chance, (boosted) => {
    const tree = boosted.trees.at(-1)
    if (tree) addTree(tree, others, scores)
    const count = boosted.trees.length
    const ended = cut()
    if (count % treesPerStep !== 0 && count !== options.roundsMost && !ended) return 'go-on'
    const told = watch(
      Math.ceil(count / treesPerStep) - 1,
      scores.map((score) => score + boosted.base),
      () => ({
        kind: 'boosted',
        bins,
        boosted: { base: boosted.base, trees: boosted.trees.slice(0, count) },
      }),
    )
    return ended ? 'stop' : told
  })
}

const treesPerStep = 10

/** Learns with the complexity chosen. `cut` is asked after each tree. */
export function fitCandidate(
  candidate: Candidate,
  step: number,
  { table, target, columns, rows }: TrainingRows,
  chance: Chance,
  cut: () => boolean,
): ScoreModel {
  const weight = agedWeights(candidate.halfLifeShare, rows.length)
  const own = take(target, rows)
  if (candidate.kind === 'logistic') {
    const encodings = learnEncodings(table, columns, rows)
    const encoded = encodeRows(encodings, table, rows)
    const data = { encoded, terms: encodings.terms, target: own, ...(weight ? { weight } : {}) }
    const path = strengthPath(data, candidate.l1Share, strengthSteps)
    let model: ScoreModel | undefined
    const options = { l1Share: candidate.l1Share, strengths: path.slice(step, step + 1) }
    fitLogisticPath(data, options, (coefficients) => {
      model = { kind: 'logistic', encodings, coefficients, meanTerms: meanTerms(encoded, encodings.terms) }
      return 'stop'
    })
    return model as ScoreModel
  }
  const bins = learnBins(table, columns, rows)
  const bytes = applyBins(bins, table, rows)
  const ordered = bins.map(({ kind }) => kind === 'number')
  const whole = { ...boostingDefaults, ...candidate.options }
  const options = { ...whole, roundsMost: Math.min(whole.roundsMost, (step + 1) * treesPerStep) }
  const boosted = fitBoosted(
    { bytes, ordered, target: own, ...(weight ? { weight } : {}) },
    options,
    chance,
    () => (cut() ? 'stop' : 'go-on'),
  )
  return { kind: 'boosted', bins, boosted }
}

export function take(target: Uint8Array, rows: Uint32Array): Uint8Array {
  return Uint8Array.from(rows, (row) => target[row] as number)
}

function agedWeights(halfLifeShare: number | undefined, rows: number): Float64Array | undefined {
  if (halfLifeShare === undefined) return undefined
  return Float64Array.from({ length: rows }, (_, i) => 2 ** ((i + 1 - rows) / (halfLifeShare * rows)))
}
