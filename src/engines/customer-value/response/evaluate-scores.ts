import { CustomerValueError } from '../customer-value.error.ts'
import {
  areaUnderCurve,
  brierScore,
  type LiftBand,
  liftTable,
  logLoss,
  type ReliabilityBand,
  reliabilityTable,
  requireScores,
} from './measure-scores.ts'
import { requireTarget } from './response-table.ts'

/** How probabilities stood up to outcomes the model had not seen. */
export interface Evaluation {
  rows: number
  /** Share of positives. */
  rate: number
  auc: number
  brier: number
  /** Brier of promising everybody the rate known beforehand: what a model has to beat. */
  brierOfKnownRate: number
  logLoss: number
  /** Bands of a tenth each, the best first. */
  lift: LiftBand[]
  reliability: ReliabilityBand[]
  /** Mean gap between promise and outcome over the reliability bands. */
  calibrationError: number
}

/**
 * `knownRate`: the rate of response one would have promised without a model.
 * @throws CustomerValueError `customer-value.input.*`, `customer-value.target.*`: there have to be both outcomes
 */
export function evaluateScores(
  probabilities: Float64Array,
  target: Uint8Array,
  knownRate: number,
): Evaluation {
  requireScores(probabilities, target)
  requireTarget(target, target.length)
  const odd = probabilities.findIndex((one) => !(one >= 0 && one <= 1))
  if (odd >= 0 || !(knownRate >= 0 && knownRate <= 1))
    throw new CustomerValueError('customer-value.input.value-out-of-range', { row: odd, knownRate })
  const rate = target.reduce((sum, value) => sum + value, 0) / target.length
  const { bands, error } = reliabilityTable(probabilities, target)
  return {
    rows: target.length,
    rate,
    auc: areaUnderCurve(probabilities, target),
    brier: brierScore(probabilities, target),
    brierOfKnownRate: rate * (1 - knownRate) ** 2 + (1 - rate) * knownRate ** 2,
    logLoss: logLoss(probabilities, target),
    lift: liftTable(probabilities, target),
    reliability: bands,
    calibrationError: error,
  }
}
