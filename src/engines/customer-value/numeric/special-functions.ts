const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
]
const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI)

/** ln Γ(x) for x > 0, to about 1e-14 relative. Source: C. Lanczos (1964), g = 7, nine coefficients. */
export function logGamma(x: number): number {
  // Far out Stirling's series is both faster and more exact than the sum of Lanczos.
  if (x > 15) {
    const inverse = 1 / x
    const square = inverse * inverse
    const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)))
    return (x - 0.5) * Math.log(x) - x + halfLogTwoPi + series
  }
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x)
  const shifted = x - 1
  let sum = lanczos[0] as number
  for (let term = 1; term < 9; term++) sum += (lanczos[term] as number) / (shifted + term)
  const base = shifted + 7.5
  return halfLogTwoPi + (shifted + 0.5) * Math.log(base) - base + Math.log(sum)
}

/** ln B(a, b) for a, b > 0. */
export function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b)
}

const seriesTermsMost = 200_000
const seriesTolerance = 1e-15

/**
 * Gauss's ₂F₁(a, b; c; z) by its power series, for 0 ≤ z < 1. Meant for the forms of the engine, where Euler's
 * transformation has been applied first, so that the terms fall off even as z approaches 1.
 */
export function hypergeometric(a: number, b: number, c: number, z: number): number {
  let term = 1
  let sum = 1
  for (let j = 0; j < seriesTermsMost; j++) {
    term *= (((a + j) * (b + j)) / ((c + j) * (j + 1))) * z
    sum += term
    if (Math.abs(term) <= seriesTolerance * Math.abs(sum)) break
  }
  return sum
}

/**
 * ₂F₁(1, b; c; z) for 0 ≤ z < 1, b > 0, c > b, by Gauss's continued fraction (DLMF 15.7.1 with the second parameter
 * 0), evaluated by the modified method of Lentz. It converges like ((1 − √(1−z)) / (1 + √(1−z)))²ⁿ, where the series
 * converges like zⁿ: stable and quick up to z = 0.9999.
 */
export function hypergeometricOne(b: number, c: number, z: number): number {
  if (z === 0) return 1
  const lower = c - 1
  const tiny = 1e-300
  let value = lower === 0 ? tiny : lower
  let numerator = value
  let denominator = 0
  for (let step = 1; step < 20_000; step++) {
    const half = step >> 1
    const partial = -z * (step & 1 ? (b + half) * (lower + half) : half * (lower - b + half))
    const added = lower + step
    denominator = added + partial * denominator
    if (denominator === 0) denominator = tiny
    numerator = added + partial / numerator
    if (numerator === 0) numerator = tiny
    denominator = 1 / denominator
    const factor = numerator * denominator
    value *= factor
    if (Math.abs(factor - 1) < 1e-15) break
  }
  return lower / value
}

/** (1 − qᵏ) / k, which tends to −ln q as k goes to 0. For 0 < q ≤ 1. */
export function oneMinusPowerOver(q: number, k: number): number {
  const log = Math.log(q)
  return k === 0 ? -log : -Math.expm1(k * log) / k
}

/** 1 / (1 + e⁻ˣ), without overflow. */
export function logistic(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x))
  const e = Math.exp(x)
  return e / (1 + e)
}
