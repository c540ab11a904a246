import type { Db } from '../../../kernel/server/connection.ts'
import { maxBatch, postBook, type TransferDraft, type TransferResult } from './post.ts'

export interface LedgerLane {
  /** Posts one transfer in a transaction it shares with whoever waits at the same moment. Answers after the commit. */
  submit(companyId: string, draft: TransferDraft): Promise<TransferResult>
}

interface Waiting {
  draft: TransferDraft
  resolve(result: TransferResult): void
  reject(error: unknown): void
}

interface BookLane {
  queue: Waiting[]
  busy: boolean
}

/**
 * Lets independent callers share a batch without knowing of each other: while one batch is under way the next one
 * gathers, so no caller waits for a timer. One flight per book; another would only wait for the head's lock.
 */
export function ledgerLane(database: Db): LedgerLane {
  const lanes = new Map<string, BookLane>()

  function flush(companyId: string, currency: string, lane: BookLane): void {
    const batch = lane.queue.splice(0, maxBatch)
    const book = { companyId, currency, at: new Date() }
    postBook(
      database,
      book,
      batch.map((waiting) => waiting.draft),
    )
      .then(
        (results) => {
          batch.forEach((waiting, index) => {
            waiting.resolve(results[index] as TransferResult)
          })
        },
        (error: unknown) => (batch.length === 1 ? batch[0]?.reject(error) : oneByOne(book, batch)),
      )
      .finally(() => {
        if (lane.queue.length > 0) flush(companyId, currency, lane)
        else lane.busy = false
      })
  }

  /** One draft that cannot be posted must not fail those who happened to stand beside it. */
  async function oneByOne(book: { companyId: string; currency: string; at: Date }, batch: Waiting[]): Promise<void> {
    for (const waiting of batch) {
      await postBook(database, book, [waiting.draft]).then(
        (results) => waiting.resolve(results[0] as TransferResult),
        waiting.reject,
      )
    }
  }

  return {
    submit(companyId, draft) {
      const key = `${companyId}/${draft.currency}`
      let lane = lanes.get(key)
      if (!lane) {
        lane = { queue: [], busy: false }
        lanes.set(key, lane)
      }
      const own = lane
      return new Promise((resolve, reject) => {
        own.queue.push({ draft, resolve, reject })
        if (own.busy) return
        own.busy = true
        setImmediate(() => flush(companyId, draft.currency, own))
      })
    },
  }
}
