import { CustomerValueError } from '../customer-value.error.ts'

/** What keeps mining from exploding. */
export interface PatternLimits {
  /** Least share of baskets or sequences that hold a pattern, in (0, 1]. */
  supportLeast: number
  /** Most items in a pattern. Default 4; at most 12. */
  lengthMost?: number
  /**
   * Most patterns kept. Default 20,000. When more turn up, the least support rises until they fit, and the answer is
   * complete for the support in `countLeast`.
   */
  patternsMost?: number
}

/** Patterns and the support down to which they are all there. */
export interface MinedPatterns<Pattern> {
  /** By falling count, then by items. */
  patterns: Pattern[]
  /** Baskets or sequences looked at. */
  total: number
  /** Least count actually applied: above the one asked for where `patternsMost` was hit. */
  countLeast: number
  /** False when the search was cut: patterns are then true but not all. */
  complete: boolean
}

/** @throws CustomerValueError `customer-value.input.value-out-of-range` where counts are no counts of what was looked at. */
export function requireMined(patterns: readonly { count: number }[], total: number): void {
  const bad = patterns.findIndex(({ count }) => !(Number.isInteger(count) && count >= 1 && count <= total))
  if (bad >= 0 || !(Number.isFinite(total) && total >= 0))
    throw new CustomerValueError('customer-value.input.value-out-of-range', { at: bad, total })
}

/** Keeps patterns within their limit by raising the least count, never by forgetting at random. */
export interface PatternStore<Pattern extends { count: number }> {
  /** Least count a pattern needs now; it may rise with `add` and with `patterns`. */
  readonly countLeast: number
  add(pattern: Pattern): void
  /** At most `patternsMost`. */
  patterns(): Pattern[]
}

/** @throws CustomerValueError `customer-value.input.option-out-of-range`. */
export function createPatternStore<Pattern extends { count: number }>(
  { supportLeast, patternsMost = 20_000, lengthMost = 4 }: PatternLimits,
  total: number,
): PatternStore<Pattern> {
  const refuse = (option: string, value: number) => {
    throw new CustomerValueError('customer-value.input.option-out-of-range', { option, value })
  }
  if (!(supportLeast > 0 && supportLeast <= 1)) refuse('supportLeast', supportLeast)
  if (!(Number.isInteger(patternsMost) && patternsMost >= 1 && patternsMost <= 1_000_000))
    refuse('patternsMost', patternsMost)
  if (!(Number.isInteger(lengthMost) && lengthMost >= 1 && lengthMost <= 12)) refuse('lengthMost', lengthMost)
  // A share of 0.1 of 30 must mean 3, not the 4 that binary fractions would make of it.
  let countLeast = Math.max(1, Math.ceil(supportLeast * total - 1e-9))
  let kept: Pattern[] = []
  function trim(): void {
    if (kept.length <= patternsMost) return
    const counts = kept.map(({ count }) => count).sort((one, other) => other - one)
    countLeast = (counts[patternsMost] as number) + 1
    kept = kept.filter(({ count }) => count >= countLeast)
  }
  return {
    get countLeast() {
      return countLeast
    },
    add(pattern) {
      if (pattern.count < countLeast) return
      kept.push(pattern)
      // Trimmed at twice the limit only, so that sorting costs little for each pattern.
      if (kept.length > 2 * patternsMost) trim()
    },
    patterns() {
      trim()
      return kept
    },
  }
}
