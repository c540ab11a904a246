import { logistic } from '../numeric/special-functions.ts'

const slopeLeast = 1e-3

/** How raw scores (log-odds) become probabilities. */
export type Calibration =
  | { kind: 'none' }
  /** P = 1 / (1 + exp(−(slope × score + intercept))). */
  | { kind: 'platt'; slope: number; intercept: number }
  /** Steps, joined by straight lines: probability `level[i]` at score `at[i]`. */
  | { kind: 'isotonic'; at: Float64Array; level: Float64Array }

/**
 * Platt's sigmoid by Newton's method, with his smoothed targets (J. Platt 1999; Lin, Lin, Weng 2007). The slope is
 * kept above 0: calibration must never turn the ranking round nor lose it.
 */
export function fitPlatt(scores: Float64Array, target: Uint8Array): Calibration {
  let positives = 0
  for (const value of target) positives += value
  const high = (positives + 1) / (positives + 2)
  const low = 1 / (target.length - positives + 2)
  let slope = 0
  let intercept = Math.log((positives + 1) / (target.length - positives + 1))
  const loss = (a: number, b: number) => {
    let sum = 0
    for (let row = 0; row < target.length; row++) {
      const f = a * (scores[row] as number) + b
      const wanted = target[row] === 1 ? high : low
      sum += Math.max(f, 0) - wanted * f + Math.log1p(Math.exp(-Math.abs(f)))
    }
    return sum
  }
  let value = loss(slope, intercept)
  for (let round = 0; round < 100; round++) {
    let gradientSlope = 0
    let gradientIntercept = 0
    let h11 = 1e-10
    let h12 = 0
    let h22 = 1e-10
    for (let row = 0; row < target.length; row++) {
      const score = scores[row] as number
      const p = logistic(slope * score + intercept)
      const gap = p - (target[row] === 1 ? high : low)
      const weight = p * (1 - p)
      gradientSlope += gap * score
      gradientIntercept += gap
      h11 += weight * score * score
      h12 += weight * score
      h22 += weight
    }
    if (Math.abs(gradientSlope) < 1e-8 * target.length && Math.abs(gradientIntercept) < 1e-8 * target.length)
      break
    const determinant = h11 * h22 - h12 * h12
    if (!(determinant > 0)) break
    const stepSlope = (h22 * gradientSlope - h12 * gradientIntercept) / determinant
    const stepIntercept = (h11 * gradientIntercept - h12 * gradientSlope) / determinant
    let length = 1
    let next = loss(slope - stepSlope, intercept - stepIntercept)
    while (!(next <= value) && length > 1e-9) {
      length /= 2
      next = loss(slope - length * stepSlope, intercept - length * stepIntercept)
    }
    if (!(next <= value)) break
    slope -= length * stepSlope
    intercept -= length * stepIntercept
    value = next
  }
  if (slope >= slopeLeast) return { kind: 'platt', slope, intercept }
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length
  const logOdds = Math.log((positives + 1) / (target.length - positives + 1))
  return { kind: 'platt', slope: slopeLeast, intercept: logOdds - slopeLeast * mean }
}

/**
 * The rising step function nearest to the outcomes, by pooling adjacent violators (Ayer et al. 1955). Equal scores are
 * pooled first, so the order of rows changes nothing.
 */
export function fitIsotonic(scores: Float64Array, target: Uint8Array): Calibration {
  const order = Uint32Array.from({ length: scores.length }, (_, row) => row)
  order.sort((one, other) => (scores[one] as number) - (scores[other] as number))
  const sums: number[] = []
  const weights: number[] = []
  const scoreSums: number[] = []
  for (let from = 0; from < order.length; ) {
    const score = scores[order[from] as number] as number
    let to = from
    let sum = 0
    while (to < order.length && scores[order[to] as number] === score)
      sum += target[order[to++] as number] as number
    sums.push(sum)
    weights.push(to - from)
    scoreSums.push(score * (to - from))
    while (sums.length > 1 && meanAt(sums.length - 2) >= meanAt(sums.length - 1)) {
      for (const list of [sums, weights, scoreSums]) {
        const last = list.pop() as number
        list[list.length - 1] = (list.at(-1) as number) + last
      }
    }
    from = to
  }
  return {
    kind: 'isotonic',
    at: Float64Array.from(scoreSums, (sum, i) => sum / (weights[i] as number)),
    level: Float64Array.from(sums, (_, i) => meanAt(i)),
  }

  function meanAt(i: number): number {
    return (sums[i] as number) / (weights[i] as number)
  }
}

/** Probabilities of raw scores. Never falls where the score rises. */
export function calibrated(calibration: Calibration, scores: Float64Array): Float64Array {
  if (calibration.kind === 'none') return scores.map(logistic)
  if (calibration.kind === 'platt') {
    const { slope, intercept } = calibration
    return scores.map((score) => logistic(slope * score + intercept))
  }
  const { at, level } = calibration
  const last = at.length - 1
  return scores.map((score) => {
    if (score <= (at[0] as number)) return level[0] as number
    if (score >= (at[last] as number)) return level[last] as number
    let low = 0
    let high = last
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((at[middle] as number) <= score) low = middle
      else high = middle
    }
    const share = (score - (at[low] as number)) / ((at[high] as number) - (at[low] as number))
    return (level[low] as number) + share * ((level[high] as number) - (level[low] as number))
  })
}
