import type { Db } from '../../../kernel/server/connection.ts'
import { maxBatch, postBook } from './post.ts'
import type { TransferDraft, TransferResult } from './transfer-draft.ts'

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
  flights: number
}

/** The second flight is prepared and sent while the first still commits; a third would only wait for the head's lock. */
const flightsInAll = 2

/**
 * Lets independent callers share a batch without knowing of each other: while one batch is under way the next one
 * gathers, so no caller waits for a timer. Callers that wait together are independent: their order is not promised.
 */
export function ledgerLane(database: Db): LedgerLane {
  const lanes = new Map<string, BookLane>()

  function depart(companyId: string, currency: string, lane: BookLane): void {
    lane.flights += 1
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
        lane.flights -= 1
        if (lane.queue.length > 0) depart(companyId, currency, lane)
      })
  }

  /** One draft that cannot be posted must not fail those who happened to stand beside it. */
  async function oneByOne(
    book: { companyId: string; currency: string; at: Date },
    batch: Waiting[],
  ): Promise<void> {
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
        lane = { queue: [], flights: 0 }
        lanes.set(key, lane)
      }
      const own = lane
      return new Promise((resolve, reject) => {
        own.queue.push({ draft, resolve, reject })
        if (own.flights >= flightsInAll || own.queue.length > 1) return
        setImmediate(() => {
          if (own.queue.length > 0 && own.flights < flightsInAll) depart(companyId, draft.currency, own)
        })
      })
    },
  }
}
