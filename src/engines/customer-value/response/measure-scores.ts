import { CustomerValueError } from '../customer-value.error.ts'

/** Rows in rising order of score, and the scores in that order. A score that is no number has no rank. */
function ranked(scores: Float64Array, target: Uint8Array): { order: Uint32Array; sorted: Float64Array } {
  requireScores(scores, target)
  const order = Uint32Array.from({ length: scores.length }, (_, row) => row)
  order.sort((one, other) => (scores[one] as number) - (scores[other] as number))
  return { order, sorted: Float64Array.from(order, (row) => scores[row] as number) }
}

/**
 * Area under the ROC curve: the chance that a positive scores above a negative, equal scores counting half
 * (Mann–Whitney with mid-ranks). NaN where one class is missing.
 */
export function areaUnderCurve(scores: Float64Array, target: Uint8Array): number {
  const { order, sorted } = ranked(scores, target)
  let positives = 0
  let rankSum = 0
  for (let from = 0; from < order.length; ) {
    let to = from
    let inRun = 0
    while (to < order.length && sorted[to] === sorted[from]) inRun += target[order[to++] as number] as number
    rankSum += inRun * (from + 1 + to) * 0.5
    positives += inRun
    from = to
  }
  const negatives = order.length - positives
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives)
}

/** Mean squared distance of probability and outcome (G. Brier 1950): 0 is perfect. */
export function brierScore(probabilities: Float64Array, target: Uint8Array): number {
  let sum = 0
  for (let row = 0; row < target.length; row++)
    sum += ((probabilities[row] as number) - (target[row] as number)) ** 2
  return sum / target.length
}

/** Mean negative log likelihood; probabilities are kept 1e-12 away from 0 and 1. */
export function logLoss(probabilities: Float64Array, target: Uint8Array): number {
  let sum = 0
  for (let row = 0; row < target.length; row++) {
    const p = Math.min(1 - 1e-12, Math.max(1e-12, probabilities[row] as number))
    sum -= target[row] === 1 ? Math.log(p) : Math.log1p(-p)
  }
  return sum / target.length
}

/** @throws CustomerValueError `customer-value.input.*`, `customer-value.target.not-binary` */
export function requireScores(scores: Float64Array, target: Uint8Array): void {
  if (scores.length !== target.length || scores.length === 0)
    throw new CustomerValueError('customer-value.input.lengths-differ', {
      scores: scores.length,
      target: target.length,
    })
  const odd = scores.findIndex(Number.isNaN)
  if (odd >= 0) throw new CustomerValueError('customer-value.input.value-out-of-range', { row: odd })
  const neither = target.findIndex((value) => value > 1)
  if (neither >= 0) throw new CustomerValueError('customer-value.target.not-binary', { row: neither })
}

/** A share of customers by falling score. */
export interface LiftBand {
  /** Upper end: 0.1 is the best tenth. */
  share: number
  customers: number
  positives: number
  /** positives / customers. */
  rate: number
  /** Rate of all from the best down to here, over the rate of everybody. */
  cumulativeLift: number
  /** Share of all positives found from the best down to here. */
  cumulativeGain: number
}

/**
 * Lift and gain by bands of equal size. Customers of equal score share their positives evenly among their places, so
 * that the order of the rows changes nothing; counts may therefore be fractions.
 */
export function liftTable(scores: Float64Array, target: Uint8Array, bands = 10): LiftBand[] {
  const { order, sorted } = ranked(scores, target)
  if (!(Number.isInteger(bands) && bands >= 1 && bands <= 1_000))
    throw new CustomerValueError('customer-value.input.option-out-of-range', {
      option: 'bands',
      value: bands,
    })
  const size = order.length
  // best[i]: positives among the i best, ties spread evenly.
  const best = new Float64Array(size + 1)
  for (let to = size; to > 0; ) {
    let from = to
    let inRun = 0
    while (from > 0 && sorted[from - 1] === sorted[to - 1]) inRun += target[order[--from] as number] as number
    const before = best[size - to] as number
    // From the run's sum at once, so that whole counts stay whole.
    for (let rank = 1; rank <= to - from; rank++)
      best[size - to + rank] = before + (inRun * rank) / (to - from)
    to = from
  }
  const all = best[size] as number
  const table: LiftBand[] = []
  let before = 0
  for (let band = 1; band <= bands; band++) {
    const until = Math.round((size * band) / bands)
    const customers = until - before
    const positives = (best[until] as number) - (best[before] as number)
    table.push({
      share: band / bands,
      customers,
      positives,
      rate: customers === 0 ? 0 : positives / customers,
      cumulativeLift: (best[until] as number) / until / (all / size),
      cumulativeGain: (best[until] as number) / all,
    })
    before = until
  }
  return table
}

/** Customers of like probability: what was promised and what came. */
export interface ReliabilityBand {
  from: number
  to: number
  customers: number
  meanProbability: number
  rate: number
}

/** Reliability by bands of equal width on [0, 1]; empty bands are left out. `error` is the mean gap, by customers. */
export function reliabilityTable(
  probabilities: Float64Array,
  target: Uint8Array,
  bands = 10,
): { bands: ReliabilityBand[]; error: number } {
  const customers = new Float64Array(bands)
  const promised = new Float64Array(bands)
  const came = new Float64Array(bands)
  for (let row = 0; row < target.length; row++) {
    const p = probabilities[row] as number
    const band = Math.min(bands - 1, Math.floor(p * bands))
    customers[band] = (customers[band] as number) + 1
    promised[band] = (promised[band] as number) + p
    came[band] = (came[band] as number) + (target[row] as number)
  }
  const table: ReliabilityBand[] = []
  let error = 0
  for (let band = 0; band < bands; band++) {
    const count = customers[band] as number
    if (count === 0) continue
    const meanProbability = (promised[band] as number) / count
    const rate = (came[band] as number) / count
    error += (Math.abs(meanProbability - rate) * count) / target.length
    table.push({ from: band / bands, to: (band + 1) / bands, customers: count, meanProbability, rate })
  }
  return { bands: table, error }
}
