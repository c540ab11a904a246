import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Db } from '../connection.ts'
import { type FeedEvent, type Position, readFeed, streamEnd } from './event-feed.ts'

/** One reader of the stream for a whole process; whoever waits for news hangs on to it. */
export interface NewsPoller {
  /** Hears of every event written from now on; answers how to stop hearing. */
  listen(listener: (events: readonly FeedEvent[]) => void): () => void
  /** Resolves at the next news, or when the time is over. */
  next(timeoutMs: number): Promise<void>
  close(): Promise<void>
}

const pauseMs = 250
const failurePauseMs = 2_000
const batchSize = 500

/** Reads only while someone listens. A database that goes away is waited for; nothing written meanwhile is skipped. */
export function newsPoller(db: Db, log: Pick<Logger, 'warn'>): NewsPoller {
  const listeners = new Set<(events: readonly FeedEvent[]) => void>()
  let closed = false
  let running: Promise<void> | undefined

  async function poll(): Promise<void> {
    let at: Position | undefined
    while (!closed && listeners.size > 0) {
      try {
        at ??= await streamEnd(db)
        const events = await readFeed(db, { companyId: null, after: at, limit: batchSize })
        at = events.at(-1) ?? at
        if (events.length > 0) for (const listener of [...listeners]) listener(events)
        if (events.length < batchSize) await sleep(pauseMs)
      } catch (error) {
        if (closed) return
        log.warn({ err: error }, 'the event stream could not be read; waiting')
        await sleep(failurePauseMs)
      }
    }
  }

  function start(): void {
    running ??= poll().finally(() => {
      running = undefined
      if (!closed && listeners.size > 0) start()
    })
  }

  const poller: NewsPoller = {
    listen(listener) {
      listeners.add(listener)
      start()
      return () => listeners.delete(listener)
    },
    async next(timeoutMs) {
      if (closed) return
      const stop = new AbortController()
      const silence = poller.listen(() => stop.abort())
      await sleep(timeoutMs, undefined, { signal: stop.signal }).catch(() => {})
      silence()
    },
    async close() {
      closed = true
      await running
    },
  }
  return poller
}
