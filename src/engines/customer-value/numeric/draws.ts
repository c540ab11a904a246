import type { Chance } from '../../runner/chance.ts'

/** A number in (0, 1): never 0, so that its logarithm is finite. */
function open(chance: Chance): number {
  for (;;) {
    const value = chance.next()
    if (value > 0) return value
  }
}

/** Standard normal, by the polar method of Marsaglia (1964). */
export function drawNormal(chance: Chance): number {
  for (;;) {
    const u = 2 * chance.next() - 1
    const v = 2 * chance.next() - 1
    const square = u * u + v * v
    if (square > 0 && square < 1) return u * Math.sqrt((-2 * Math.log(square)) / square)
  }
}

/** Exponential with a rate (events per unit of time). */
export function drawExponential(chance: Chance, rate: number): number {
  return -Math.log(open(chance)) / rate
}

/** Gamma with shape and rate, by Marsaglia and Tsang (2000); shapes below 1 by their boost. */
export function drawGamma(chance: Chance, shape: number, rate: number): number {
  if (shape < 1) return drawGamma(chance, shape + 1, rate) * open(chance) ** (1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = drawNormal(chance)
    const cube = (1 + c * x) ** 3
    if (cube <= 0) continue
    const u = open(chance)
    if (Math.log(u) < 0.5 * x * x + d - d * cube + d * Math.log(cube)) return (d * cube) / rate
  }
}

/** Beta(a, b), as the share of one gamma in two. */
export function drawBeta(chance: Chance, a: number, b: number): number {
  const one = drawGamma(chance, a, 1)
  const other = drawGamma(chance, b, 1)
  return one + other === 0 ? (chance.happens(a / (a + b)) ? 1 : 0) : one / (one + other)
}

/** `count` different whole numbers below `size`, rising. All of them when `count` is at least `size`. */
export function drawSample(chance: Chance, size: number, count: number): Uint32Array {
  if (count >= size) return Uint32Array.from({ length: size }, (_, index) => index)
  // Knuth's selection sampling: one pass, and the order of the rows is kept.
  const chosen = new Uint32Array(count)
  let have = 0
  for (let index = 0; have < count; index++)
    if (chance.next() * (size - index) < count - have) chosen[have++] = index
  return chosen
}

/** Shuffles in place (Fisher and Yates). */
export function shuffle(chance: Chance, items: Uint32Array): void {
  for (let last = items.length - 1; last > 0; last--) {
    const other = chance.between(0, last)
    const kept = items[last] as number
    items[last] = items[other] as number
    items[other] = kept
  }
}
