/** What a service lets a customer ask. */
export interface QuotaLimits {
  perDay?: number
  perSecond?: number
}

/**
 * Counts calls, for all processes that share it. `granted`: the call has been counted and may go out. Otherwise it has
 * not, and may be asked again after a while – or, `usedUp`, not before tomorrow.
 */
export interface CallQuota {
  take(
    key: string,
    limits: QuotaLimits,
    nowMs: number,
  ): Promise<{ granted: boolean; retryAfterMs: number; usedUp: boolean }>
}

/** Counts in memory; days change at midnight of the given offset from UTC (nine hours: Seoul). */
export function memoryCallQuota(offsetMs = 9 * 3_600_000): CallQuota {
  const days = new Map<string, { day: number; count: number }>()
  const seconds = new Map<string, { second: number; count: number }>()
  return {
    async take(key, { perDay = Number.POSITIVE_INFINITY, perSecond = Number.POSITIVE_INFINITY }, nowMs) {
      const day = Math.floor((nowMs + offsetMs) / 86_400_000)
      const second = Math.floor(nowMs / 1_000)
      const today = days.get(key)
      const dayCount = today?.day === day ? today.count : 0
      if (dayCount >= perDay) return { granted: false, retryAfterMs: 0, usedUp: true }
      const now = seconds.get(key)
      const secondCount = now?.second === second ? now.count : 0
      if (secondCount >= perSecond)
        return { granted: false, retryAfterMs: (second + 1) * 1_000 - nowMs, usedUp: false }
      days.set(key, { day, count: dayCount + 1 })
      seconds.set(key, { second, count: secondCount + 1 })
      return { granted: true, retryAfterMs: 0, usedUp: false }
    },
  }
}
