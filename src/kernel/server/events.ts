import { type EventDraft, eventRow } from './news.ts'
import type { Tx } from './transaction.ts'

/** An event as consumers read it. */
export interface StoredEvent<Data = Record<string, unknown>> {
  id: string
  companyId: string
  type: string
  entity: string
  recordId: string
  refs: string[]
  data: Data
  actorId: string
  actorName: string
  traceId: string
  at: Date
}

/** Tells the house what happened; written in the same transaction, read later by every consumer. */
export function emit(tx: Tx, draft: EventDraft): void {
  tx.news.events.push(eventRow(tx, draft))
}
