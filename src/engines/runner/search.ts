import { type Chance, chance } from './chance.ts'

/**
 * When a search ends. At least one limit has to be given. The same seed and the same number of iterations always give
 * the same answer; limits in seconds give the best answer found by then.
 */
export interface SearchLimits {
  seed: number
  iterations?: number
  seconds?: number
  /** `wall` for people who wait; `cpu`, the thread's own processor time, for comparisons on a busy machine. */
  clock?: 'wall' | 'cpu'
}

/** Limits that limit nothing: none at all, or not numbers. */
class SearchLimitsError extends RangeError {
  readonly code = 'search.limits_invalid'
  readonly details: unknown

  constructor(limits: SearchLimits) {
    const { seed, iterations, seconds } = limits
    super(
      `a search needs a seed and a limit: iterations, seconds or both; got ${seed}, ${iterations}, ${seconds}`,
    )
    this.details = { seed, iterations, seconds }
  }
}

/** How far a search has come. `best` is there when it has improved since the last report. */
export interface SearchProgress<Best> {
  iterations: number
  /** In [0, 1], of the limit that will end the search first. */
  fraction: number
  best?: Best
}

/** What a search asks of the one who runs it. Made by `beginSearch`; handed to the engine's function. */
export interface Search<Best> {
  readonly limits: SearchLimits
  readonly chance: Chance
  /**
   * True once a limit is reached or somebody has cancelled. To be asked every iteration, or with the same number again
   * where an iteration takes long: it looks at the clock rarely.
   */
  done(iterations: number): boolean
  /** In [0, 1]. Not to be used where the answer must depend on seed and iterations alone. */
  fraction(iterations: number): number
  /** Tells the watcher of a better answer; the function is called only when somebody wants to know. */
  improved(best: () => Best): void
  /** Processor seconds of this thread since the search began. */
  cpuSeconds(): number
}

export interface SearchWatcher<Best> {
  cancelled?(): boolean
  progress?(progress: SearchProgress<Best>): void
}

const clockEveryMicroseconds = 2_000
const reportEveryMs = 200

/**
 * Starts the clock and the chance of a search.
 * @throws SearchLimitsError when neither iterations nor seconds limit it, or either is negative or not a number.
 */
export function beginSearch<Best>(limits: SearchLimits, watcher: SearchWatcher<Best> = {}): Search<Best> {
  const { seed, iterations: most = Number.POSITIVE_INFINITY, seconds, clock = 'wall' } = limits
  const endless = seconds === undefined && most === Number.POSITIVE_INFINITY
  if (endless || !Number.isFinite(seed) || !(most >= 0) || (seconds !== undefined && !(seconds >= 0)))
    throw new SearchLimitsError(limits)
  const cpuAtStart = cpuSecondsOfThread()
  const startedMs = performance.now()
  const cpuSeconds = () => cpuSecondsOfThread() - cpuAtStart
  const spent = () => (clock === 'cpu' ? cpuSeconds() : (performance.now() - startedMs) / 1_000)
  let spentSeconds = 0
  let asked = 0
  let nextLook = 0
  let stride = 1
  let lookedMs = startedMs
  let reportedMs = startedMs
  let news: (() => Best) | undefined
  let ended = false

  /** Sets the stride so that the clock is read about every two milliseconds, however long an iteration takes. */
  function look(iterations: number): void {
    const nowMs = performance.now()
    const sinceLookUs = (nowMs - lookedMs) * 1_000
    if (sinceLookUs < clockEveryMicroseconds / 2) stride = Math.min(stride * 2, 4_096)
    else if (sinceLookUs > clockEveryMicroseconds * 2) stride = Math.max(1, stride >> 1)
    lookedMs = nowMs
    spentSeconds = spent()
    if (seconds !== undefined && spentSeconds >= seconds) ended = true
    if (watcher.cancelled?.()) ended = true
    if (watcher.progress && (ended || nowMs - reportedMs >= reportEveryMs)) {
      reportedMs = nowMs
      const best = news?.()
      news = undefined
      watcher.progress({
        iterations,
        fraction: fraction(iterations),
        ...(best === undefined ? {} : { best }),
      })
    }
  }
  function fraction(iterations: number): number {
    const ofTime = seconds === undefined ? 0 : seconds > 0 ? spentSeconds / seconds : 1
    return Math.min(1, Math.max(ofTime, most > 0 ? iterations / most : 1))
  }
  return {
    limits,
    chance: chance(seed),
    done(iterations) {
      if (ended || iterations >= most) return true
      // Counted in questions, not iterations: whoever asks with the same number again must be heard, too.
      if (asked++ >= nextLook) {
        look(iterations)
        nextLook = asked - 1 + stride
      }
      return ended
    },
    fraction,
    improved(best) {
      news = best
    },
    cpuSeconds,
  }
}

function cpuSecondsOfThread(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000_000
}
