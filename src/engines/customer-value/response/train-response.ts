import { chance } from '../../runner/chance.ts'
import type { EngineTask } from '../../runner/pool.ts'
import type { Search } from '../../runner/search.ts'
import { CustomerValueError } from '../customer-value.error.ts'
import { calibrated, fitIsotonic, fitPlatt } from './calibrate.ts'
import {
  type Candidate,
  fitCandidate,
  requireCandidate,
  type TrainingRows,
  take,
  watchCandidate,
} from './candidate-models.ts'
import { type Evaluation, evaluateScores } from './evaluate-scores.ts'
import { type ColumnInspection, inspectColumns, type LeakagePolicy, usableColumns } from './guard-leakage.ts'
import { areaUnderCurve } from './measure-scores.ts'
import { rawScores } from './response-model.ts'
import { type ResponseTable, requireTable, requireTarget } from './response-table.ts'
import type { ResponseModel, ScoreModel } from './score-model.ts'

export interface ResponseTrainingProblem {
  /** Rows in the order of time, oldest first. */
  table: ResponseTable
  /** 1 where the customer responded (or left, or paid …). */
  target: Uint8Array
  /** Columns known after the fact, declared or suspected: refuse to train, or train without them. Default `refuse`. */
  leakage?: LeakagePolicy
  /** The newest rows, kept aside to be predicted. Default 0.25. */
  testShare?: number
  /** Times the training rows are cut into older and newer to choose among candidates. Default 3. */
  folds?: number
  /**
   * Simplest first. Default: ridge and elastic net, boosted trees, each with all rows equal and with old rows fading.
   */
  candidates?: Candidate[]
  calibration?: 'platt' | 'isotonic'
}

export interface TriedCandidate {
  candidate: Candidate
  /** Chosen step of complexity: place on the path of strengths, or tens of trees less one. */
  step: number
  /** Mean area under the curve over the folds, and its standard error by Hanley and McNeil (1982). */
  auc: number
  error: number
  /** In each fold, the oldest first. */
  aucs: number[]
}

export interface TrainedResponse {
  model: ResponseModel
  inspections: ColumnInspection[]
  tried: TriedCandidate[]
  /** Which of `tried` became the model. */
  chosen: number
  trainingRows: number
  /** On the newest rows, which neither training nor choice nor calibration has seen. */
  test: Evaluation
  /** False when the search was cut before all candidates had been tried and the chosen one learnt in full. */
  complete: boolean
}

/** What is tried when the caller names nothing. */
const candidatesDefault: readonly Candidate[] = [
  { kind: 'logistic', l1Share: 0 },
  { kind: 'logistic', l1Share: 0, halfLifeShare: 0.25 },
  { kind: 'logistic', l1Share: 0.5, halfLifeShare: 0.25 },
  { kind: 'boosted' },
  { kind: 'boosted', halfLifeShare: 0.25 },
]
const rowsLeast = 200
/** Steps of boosting without a better mean measure after which a candidate is left. */
const stepsOfPatience = 5

/**
 * Trains a response or churn model the way it will be used: it looks for leakage, chooses candidate and complexity by
 * predicting newer rows from older ones (rolling origin), learns anew on all training rows, calibrates on the newest
 * of them with the fold's own model, and reports on rows newer still. One iteration of the search is a strength or a
 * tree of one candidate in one fold. A cut search answers with the best candidate tried so far, as learnt in its fold.
 * @throws CustomerValueError `customer-value.input.*`, `…table.*`, `…target.*`, `…leakage.*`.
 */
export function trainResponse(
  problem: ResponseTrainingProblem,
  search: Search<TrainedResponse>,
): TrainedResponse {
  const { table, target, leakage = 'refuse', testShare = 0.25, folds = 3, calibration = 'platt' } = problem
  const candidates = problem.candidates ?? candidatesDefault
  requireTable(table)
  requireTarget(target, table.rows)
  requireOption('testShare', testShare, testShare > 0 && testShare < 0.9)
  requireOption('folds', folds, Number.isInteger(folds) && folds >= 1 && folds <= 10)
  requireOption('candidates', candidates.length, candidates.length > 0)
  for (const candidate of candidates) requireCandidate(candidate)
  requireOption('rows', table.rows, table.rows >= rowsLeast)
  const trainingRows = Math.round(table.rows * (1 - testShare))
  const training = span(0, trainingRows)
  // The guard sees training rows only, so that the test stays unseen in every respect.
  const inspections = inspectColumns(firstRows(table, trainingRows), target.subarray(0, trainingRows))
  const columns = usableColumns(inspections, leakage)
  const origins = foldsOf(trainingRows, folds)
  for (const { older, newer } of [...origins, { older: training, newer: span(trainingRows, table.rows) }]) {
    requireTarget(take(target, older), older.length)
    requireTarget(take(target, newer), newer.length)
  }
  const { seed } = search.limits
  let iteration = 0
  let complete = true
  const cut = () => {
    const done = search.done(iteration++)
    if (done) complete = false
    return done
  }
  const tried: TriedCandidate[] = []
  /** The chosen step of each candidate in the newest fold: its scores there, and its model. */
  const newest: NewestFold[] = []
  const latest = origins.at(-1) as Fold
  const outcomes = take(target, latest.newer)
  const test = span(trainingRows, table.rows)
  const scored = take(target, test)
  for (const candidate of candidates) {
    const { inNewest, ...found } = tryCandidate(candidate)
    // A candidate cut short is told apart from the others by luck only; the first has to do.
    if (!complete && tried.length > 0) break
    tried.push({ candidate, ...found })
    newest.push(inNewest)
    search.improved(() => trainedWith(undefined))
    if (!complete) break
  }
  const best = tried[simplestGood(tried)] as TriedCandidate
  if (!complete) return trainedWith(undefined)
  const whole = fitCandidate(best.candidate, best.step, rowsToLearn(training), chance(seed), cut)
  return trainedWith(complete ? whole : undefined)

  /** Without a model learnt from all training rows, that of the newest fold answers. */
  function trainedWith(learnt: ScoreModel | undefined): TrainedResponse {
    const chosen = simplestGood(tried)
    const inNewest = newest[chosen] as NewestFold
    const score = learnt ?? inNewest.model()
    const scores = learnt
      ? broughtToScale(inNewest.scores, rawScores(learnt, table, latest.newer))
      : inNewest.scores
    const fitted = calibration === 'platt' ? fitPlatt(scores, outcomes) : fitIsotonic(scores, outcomes)
    const probabilities = calibrated(fitted, rawScores(score, table, test))
    return {
      model: { columns, score, calibration: fitted },
      inspections,
      tried,
      chosen,
      trainingRows,
      test: evaluateScores(probabilities, scored, rateOf(outcomes)),
      complete: complete && learnt !== undefined,
    }
  }
  function rowsToLearn(rows: Uint32Array): TrainingRows {
    return { table, target, columns, rows }
  }
  /** The step of complexity by its mean measure over the folds, among steps every fold has reached. */
  function tryCandidate(candidate: Candidate) {
    const byFold: number[][] = []
    let reached = Number.POSITIVE_INFINITY
    let steps: NewestFold[] = []
    for (const { older, newer } of origins) {
      const outcomes = take(target, newer)
      const aucs: number[] = []
      steps = []
      byFold.push(aucs)
      let best = Number.NEGATIVE_INFINITY
      let bestStep = 0
      watchCandidate(candidate, rowsToLearn(older), newer, {
        chance: chance(seed),
        cut,
        watch(step, scores, model) {
          const auc = areaUnderCurve(scores, outcomes)
          aucs.push(auc)
          steps.push({ scores, model })
          if (auc > best) {
            best = auc
            bestStep = step
          }
          if (step + 1 >= reached) return 'stop'
          return candidate.kind === 'boosted' && step - bestStep >= stepsOfPatience ? 'stop' : 'go-on'
        },
      })
      reached = Math.min(reached, aucs.length)
    }
    const means = Array.from(
      { length: reached },
      (_, step) => byFold.reduce((sum, aucs) => sum + (aucs[step] as number), 0) / byFold.length,
    )
    const errorAt = (step: number) => {
      const variances = origins.map(({ newer }, fold) =>
        aucVariance((byFold[fold] as number[])[step] as number, take(target, newer)),
      )
      return Math.sqrt(variances.reduce((sum, variance) => sum + variance, 0)) / origins.length
    }
    const best = means.reduce((most, auc, i) => (auc > (means[most] as number) + 1e-6 ? i : most), 0)
    const enough = (means[best] as number) - errorAt(best)
    // The strongest penalty within one standard error of the best, as is the custom for such paths; trees have the
    // patience of boosting instead.
    const step = candidate.kind === 'logistic' ? means.findIndex((auc) => auc >= enough) : best
    const error = errorAt(step)
    const aucs = byFold.map((own) => own[step] as number)
    return { step, auc: means[step] as number, error, aucs, inNewest: steps[step] as NewestFold }
  }
}

export const trainResponseTask: EngineTask<ResponseTrainingProblem, TrainedResponse> = {
  module: import.meta.url,
  name: 'trainResponse',
}

interface NewestFold {
  scores: Float64Array
  model: () => ScoreModel
}

interface Fold {
  older: Uint32Array
  newer: Uint32Array
}

/**
 * The first candidate not clearly behind the best (after the one-standard-error rule of Breiman et al. 1984): where time
 * moves the ground, small or unsteady leads are luck, and the simpler model carries further. The error joins that of
 * measuring a fold with that of the lead from fold to fold.
 */
function simplestGood(tried: readonly TriedCandidate[]): number {
  const best = tried.reduce((most, one) => (one.auc > most.auc ? one : most))
  return tried.findIndex(({ auc, aucs }) => {
    const lead = best.auc - auc
    const spread = aucs.reduce((sum, own, fold) => sum + ((best.aucs[fold] as number) - own - lead) ** 2, 0)
    const unsteady = aucs.length > 1 ? spread / (aucs.length - 1) / aucs.length : 0
    return lead <= Math.sqrt(best.error ** 2 + unsteady)
  })
}

/**
 * The fold's scores on the scale of the final model: shrinkage, and with it the spread of scores, differs with the
 * rows learnt from, while the ranking hardly does. Both are scores of the same rows.
 */
function broughtToScale(ofFold: Float64Array, ofFinal: Float64Array): Float64Array {
  const from = centreAndSpread(ofFold)
  const to = centreAndSpread(ofFinal)
  if (from.spread === 0) return ofFinal
  return ofFold.map((score) => ((score - from.centre) / from.spread) * to.spread + to.centre)
}

function centreAndSpread(scores: Float64Array): { centre: number; spread: number } {
  const centre = scores.reduce((sum, score) => sum + score, 0) / scores.length
  return {
    centre,
    spread: Math.sqrt(scores.reduce((sum, score) => sum + (score - centre) ** 2, 0) / scores.length),
  }
}

function rateOf(outcomes: Uint8Array): number {
  return outcomes.reduce((sum, value) => sum + value, 0) / outcomes.length
}

function aucVariance(auc: number, outcomes: Uint8Array): number {
  const positives = rateOf(outcomes) * outcomes.length
  const negatives = outcomes.length - positives
  const ofPositives = auc / (2 - auc) - auc * auc
  const ofNegatives = (2 * auc * auc) / (1 + auc) - auc * auc
  return (
    (auc * (1 - auc) + (positives - 1) * ofPositives + (negatives - 1) * ofNegatives) /
    (positives * negatives)
  )
}

/** Rolling origin: the newer half of the training rows in equal blocks, each predicted from everything before it. */
function foldsOf(rows: number, folds: number): Fold[] {
  const first = Math.round(rows / 2)
  return Array.from({ length: folds }, (_, fold) => {
    const from = first + Math.round(((rows - first) * fold) / folds)
    const to = first + Math.round(((rows - first) * (fold + 1)) / folds)
    return { older: span(0, from), newer: span(from, to) }
  })
}

function firstRows({ columns }: ResponseTable, rows: number): ResponseTable {
  return {
    rows,
    columns: columns.map((column) =>
      column.kind === 'number'
        ? { ...column, values: column.values.subarray(0, rows) }
        : { ...column, codes: column.codes.subarray(0, rows) },
    ),
  }
}

function span(from: number, to: number): Uint32Array {
  return Uint32Array.from({ length: to - from }, (_, index) => from + index)
}

function requireOption(option: string, value: number, sound: boolean): void {
  if (!sound) throw new CustomerValueError('customer-value.input.option-out-of-range', { option, value })
}
