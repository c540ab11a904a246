import type { Interval } from './forecast.problem.ts'

export interface ForecastViolation {
  rule: 'length' | 'finite' | 'ordered' | 'nested' | 'non_negative' | 'mean_inside'
  levelPercent?: number
  /** Period ahead, from 0. */
  at?: number
}

/**
 * Checks a forecast without the engine's own code: as long as asked, finite, bounds the right way round, wider levels
 * around narrower ones, nothing below zero where nothing of the past was, and the mean inside the widest interval unless
 * the past is mostly zeros (where a mean lies between nothing and a demand).
 */
export function forecastViolations(
  { past, horizon }: { past: Float64Array; horizon: number },
  { mean, intervals }: { mean: Float64Array; intervals: readonly Interval[] },
): ForecastViolation[] {
  const violations: ForecastViolation[] = []
  const zeros = past.filter((value) => value === 0).length
  const positive = past.every((value) => Number.isNaN(value) || value >= 0)
  const byWidth = intervals.toSorted((one, other) => one.levelPercent - other.levelPercent)
  const columns = [mean, ...byWidth.flatMap(({ lower, upper }) => [lower, upper])]
  if (columns.some((column) => column.length !== horizon)) return [{ rule: 'length' }]
  for (let at = 0; at < horizon; at++) {
    if (columns.some((column) => !Number.isFinite(column[at]))) violations.push({ rule: 'finite', at })
    if (positive && columns.some((column) => (column[at] as number) < 0))
      violations.push({ rule: 'non_negative', at })
    const y = mean[at] as number
    for (const [index, { levelPercent, lower, upper }] of byWidth.entries()) {
      const low = lower[at] as number
      const high = upper[at] as number
      if (low > high) violations.push({ rule: 'ordered', levelPercent, at })
      const narrower = byWidth[index - 1]
      if (narrower && (low > (narrower.lower[at] as number) || high < (narrower.upper[at] as number)))
        violations.push({ rule: 'nested', levelPercent, at })
    }
    const widest = byWidth.at(-1)
    const slack = 1e-9 * (1 + Math.abs(y))
    if (
      widest &&
      zeros < past.length / 5 &&
      (y < (widest.lower[at] as number) - slack || y > (widest.upper[at] as number) + slack)
    )
      violations.push({ rule: 'mean_inside', levelPercent: widest.levelPercent, at })
  }
  return violations
}
