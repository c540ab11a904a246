/** Seeded chance for inner loops: as `Chance`, with what ruin and recreate ask every few nanoseconds. */
export interface FastChance {
  /** In [0, 1). */
  next(): number
  /** Whole number in [0, below). */
  below(count: number): number
  /** How many trials until one with this probability happens, 1 or more: one draw instead of one per trial. */
  trialsUntil(probability: number): number
}

/** mulberry32 (T. Ettinger), as the runner's. */
export function fastChance(seed: number): FastChance {
  let state = seed | 0
  function next(): number {
    state = (state + 0x6d2b79f5) | 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    next,
    below: (count) => (next() * count) | 0,
    trialsUntil: (probability) =>
      probability <= 0 ? 0x3fffffff : 1 + Math.floor(Math.log(1 - next()) / Math.log(1 - probability)),
  }
}
