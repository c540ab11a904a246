import { logistic } from '../numeric/special-functions.ts'
import type { EncodedRows } from './encode-fields.ts'

/**
 * Regularised logistic regression: minimises mean log loss + strength × Σ deviation-scaled
 * (l1Share |β| + (1 − l1Share) β²/2). The intercept is free. l1Share 0 is ridge, 1 is lasso.
 */
export interface LogisticCoefficients {
  intercept: number
  /** One for each term of the encoding. */
  weights: Float64Array
  strength: number
}

interface LogisticRows {
  encoded: EncodedRows
  terms: number
  target: Uint8Array
  /** Weight of each row; all 1 where absent. */
  weight?: Float64Array
}

interface Moments {
  deviation: Float64Array
  total: number
}

const roundsMost = 50
const tolerance = 1e-8

/**
 * Fits a falling path of strengths with warm starts, calling back after each; stops early when the callback says so.
 * Each strength: Newton's quadratic model of the loss, minimised with its penalty by coordinate descent (Friedman,
 * Hastie, Tibshirani 2010), with halving of the step where the penalised loss would rise. The quadratic model needs one
 * pass over the rows; descent then costs only terms².
 */
export function fitLogisticPath(
  rows: LogisticRows,
  { l1Share, strengths }: { l1Share: number; strengths: readonly number[] },
  fitted: (coefficients: LogisticCoefficients) => 'go-on' | 'stop',
): void {
  const moments = momentsOf(rows)
  // Place 0 is the intercept.
  const beta = new Float64Array(rows.terms + 1)
  let positives = 0
  for (let row = 0; row < rows.target.length; row++)
    positives += weightOf(rows, row) * (rows.target[row] as number)
  beta[0] = Math.log(positives / (moments.total - positives))
  for (const strength of strengths) {
    descend(rows, moments, beta, strength, l1Share)
    if (fitted({ intercept: beta[0] as number, weights: beta.slice(1), strength }) === 'stop') return
  }
}

/** A path from the strength at which every weight is 0 (for lasso) down to a hundred-thousandth of it. */
export function strengthPath(rows: LogisticRows, l1Share: number, steps: number): number[] {
  const { deviation, total } = momentsOf(rows)
  const { encoded, target, terms } = rows
  let rate = 0
  for (let row = 0; row < target.length; row++)
    rate += (weightOf(rows, row) * (target[row] as number)) / total
  const slope = new Float64Array(terms)
  for (let row = 0; row < encoded.rows; row++) {
    const gap = (weightOf(rows, row) * (rate - (target[row] as number))) / total
    for (let at = row * encoded.width; at < (row + 1) * encoded.width; at++) {
      const term = encoded.term[at] as number
      if (term >= 0) slope[term] = (slope[term] as number) + gap * (encoded.value[at] as number)
    }
  }
  let most = 0
  for (let term = 0; term < terms; term++)
    if ((deviation[term] as number) > 0)
      most = Math.max(most, Math.abs(slope[term] as number) / (deviation[term] as number))
  const first = most / Math.max(l1Share, 0.01)
  return Array.from({ length: steps }, (_, i) => first * 1e-5 ** (i / Math.max(1, steps - 1)))
}

/** Log-odds of encoded rows. */
export function logisticScores(
  { intercept, weights }: LogisticCoefficients,
  encoded: EncodedRows,
): Float64Array {
  const scores = new Float64Array(encoded.rows)
  for (let row = 0; row < encoded.rows; row++) {
    let sum = intercept
    for (let at = row * encoded.width; at < (row + 1) * encoded.width; at++) {
      const term = encoded.term[at] as number
      if (term >= 0) sum += (weights[term] as number) * (encoded.value[at] as number)
    }
    scores[row] = sum
  }
  return scores
}

/** Mean of the terms over rows: what a reason is measured from. */
export function meanTerms(encoded: EncodedRows, terms: number): Float64Array {
  const mean = new Float64Array(terms)
  for (let at = 0; at < encoded.term.length; at++) {
    const term = encoded.term[at] as number
    if (term >= 0) mean[term] = (mean[term] as number) + (encoded.value[at] as number) / encoded.rows
  }
  return mean
}

/** The slope of the unpenalised mean loss by each weight, the intercept first, and that loss. */
export function logisticSlope(
  rows: LogisticRows,
  { intercept, weights }: Pick<LogisticCoefficients, 'intercept' | 'weights'>,
): { slope: Float64Array; loss: number; deviation: Float64Array } {
  const moments = momentsOf(rows)
  const beta = new Float64Array([intercept, ...weights])
  const { slope, loss } = quadraticModel(rows, moments.total, beta)
  return { slope, loss, deviation: moments.deviation }
}

function descend(
  rows: LogisticRows,
  moments: Moments,
  beta: Float64Array,
  strength: number,
  l1Share: number,
): void {
  const size = beta.length
  const scale = (place: number) => (place === 0 ? 0 : (moments.deviation[place - 1] as number))
  const penalty = (point: Float64Array) => {
    let sum = 0
    for (let place = 1; place < size; place++) {
      const scaled = Math.abs(point[place] as number) * scale(place)
      sum += strength * (l1Share * scaled + 0.5 * (1 - l1Share) * scaled * scaled)
    }
    return sum
  }
  let model = quadraticModel(rows, moments.total, beta)
  let value = model.loss + penalty(beta)
  for (let round = 0; round < roundsMost; round++) {
    const { slope, curvature } = model
    const trial = beta.slice()
    const moving = slope.slice()
    for (let sweep = 0; sweep < 1_000; sweep++) {
      let largest = 0
      for (let place = 0; place < size; place++) {
        const own = (curvature[place * size + place] as number) + 1e-9
        // A term no training row has stays at 0, where scoring treats it as unknown.
        if (place > 0 && scale(place) === 0) continue
        const old = trial[place] as number
        const pull = own * old - (moving[place] as number)
        const l1 = strength * l1Share * scale(place)
        const l2 = strength * (1 - l1Share) * scale(place) ** 2
        const next = (Math.sign(pull) * Math.max(0, Math.abs(pull) - l1)) / (own + l2)
        const change = next - old
        if (change === 0) continue
        trial[place] = next
        largest = Math.max(largest, own * change * change)
        for (let other = 0; other < size; other++)
          moving[other] = (moving[other] as number) + change * (curvature[place * size + other] as number)
      }
      if (largest < 1e-14) break
    }
    let length = 1
    let point = trial
    let next = quadraticModel(rows, moments.total, point)
    while (!(next.loss + penalty(point) <= value + 1e-15) && length > 1e-6) {
      length /= 2
      point = beta.map((from, place) => from + length * ((trial[place] as number) - from))
      next = quadraticModel(rows, moments.total, point)
    }
    const reached = next.loss + penalty(point)
    if (!(reached <= value + 1e-15)) return
    const gained = value - reached
    beta.set(point)
    model = next
    value = reached
    if (gained < tolerance * 1e-3) return
  }
}

/** Loss, slope and curvature at a point: one pass over the rows, which are sparse. */
function quadraticModel({ encoded, target, weight }: LogisticRows, total: number, beta: Float64Array) {
  const size = beta.length
  const slope = new Float64Array(size)
  const curvature = new Float64Array(size * size)
  const { width, term, value } = encoded
  const places = new Int32Array(width + 1)
  const values = new Float64Array(width + 1)
  let loss = 0
  for (let row = 0; row < encoded.rows; row++) {
    values[0] = 1
    let used = 1
    let score = beta[0] as number
    for (let at = row * width; at < (row + 1) * width; at++) {
      const place = (term[at] as number) + 1
      if (place === 0) continue
      places[used] = place
      values[used++] = value[at] as number
      score += (beta[place] as number) * (value[at] as number)
    }
    const w = (weight ? (weight[row] as number) : 1) / total
    const p = logistic(score)
    loss +=
      w * (Math.max(score, 0) - (target[row] as number) * score + Math.log1p(Math.exp(-Math.abs(score))))
    const gap = w * (p - (target[row] as number))
    const bend = w * p * (1 - p)
    for (let i = 0; i < used; i++) {
      const place = places[i] as number
      const v = values[i] as number
      slope[place] = (slope[place] as number) + gap * v
      const bent = bend * v
      for (let j = 0; j <= i; j++) {
        const at = place * size + (places[j] as number)
        curvature[at] = (curvature[at] as number) + bent * (values[j] as number)
      }
    }
  }
  // A field's places rise with the fields, so only the lower triangle has been filled.
  for (let i = 0; i < size; i++)
    for (let j = 0; j < i; j++) curvature[j * size + i] = curvature[i * size + j] as number
  return { loss, slope, curvature }
}

function momentsOf(rows: LogisticRows): Moments {
  const { encoded, terms } = rows
  const sum = new Float64Array(terms)
  const squares = new Float64Array(terms)
  let total = 0
  for (let row = 0; row < encoded.rows; row++) {
    const w = weightOf(rows, row)
    total += w
    for (let at = row * encoded.width; at < (row + 1) * encoded.width; at++) {
      const term = encoded.term[at] as number
      if (term < 0) continue
      const v = encoded.value[at] as number
      sum[term] = (sum[term] as number) + w * v
      squares[term] = (squares[term] as number) + w * v * v
    }
  }
  const mean = sum.map((value) => value / total)
  const deviation = squares.map((value, term) => {
    const variance = value / total - (mean[term] as number) ** 2
    return variance > 1e-12 ? Math.sqrt(variance) : 0
  })
  return { deviation, total }
}

function weightOf({ weight }: LogisticRows, row: number): number {
  return weight ? (weight[row] as number) : 1
}
