import { DomainError } from '../../shared/errors.ts'
import type { Db } from '../connection.ts'
import type { StoredEvent } from '../events.ts'

/** A place in the event stream: the writing transaction, then the order within. */
export interface Position {
  xact: string
  seq: bigint
}

export type FeedEvent = StoredEvent & Position

export const streamStart: Position = { xact: '0', seq: 0n }

/** Past every place there can be. */
const streamBeyond: Position = { xact: String(2n ** 64n - 1n), seq: 0n }

/** Opaque to callers, comparable by nobody but us. */
export function positionText({ xact, seq }: Position): string {
  return `${xact}.${seq}`
}

export function parsePosition(text: string): Position {
  const match = /^(\d{1,20})\.(\d{1,18})$/.exec(text)
  if (!match) throw new DomainError('kernel.bad-cursor', {}, 400)
  return { xact: match[1] ?? '0', seq: BigInt(match[2] ?? 0) }
}

/**
 * Events after a position, in order, of one company or of all. Only those older than the oldest transaction still
 * open are read: none can appear behind a position that was already given out.
 */
export function readFeed(
  db: Db,
  asked: { companyId: string | null; after: Position; limit: number },
): Promise<FeedEvent[]> {
  return db.rows(
    'kernel.read_feed',
    `select id, company_id, type, entity, record_id, refs, data, actor_id, actor_name, trace_id, at, xact::text as xact, seq
     from kernel.event
     where (xact, seq) > ($1::text::xid8, $2::bigint)
       and xact < pg_snapshot_xmin(pg_current_snapshot())
       and ($3::uuid is null or company_id = $3)
     order by xact, seq
     limit $4`,
    [asked.after.xact, asked.after.seq, asked.companyId, asked.limit],
  )
}

/** Events before a position, newest first, for people who look what has just happened; without one, from the end. */
export function readBack(
  db: Db,
  asked: { companyId: string; before?: Position | undefined; limit: number },
): Promise<FeedEvent[]> {
  const { xact, seq } = asked.before ?? streamBeyond
  return db.rows(
    'kernel.read_back',
    `select id, company_id, type, entity, record_id, refs, data, actor_id, actor_name, trace_id, at, xact::text as xact, seq
     from kernel.event
     where (xact, seq) < ($1::text::xid8, $2::bigint)
       and xact < pg_snapshot_xmin(pg_current_snapshot())
       and company_id = $3
     order by kernel.event.xact desc, seq desc
     limit $4`,
    [xact, seq, asked.companyId, asked.limit],
  )
}

/** The end of the stream as far as it may be read now. */
export async function streamEnd(db: Db): Promise<Position> {
  const row = await db.row<Position>(
    'kernel.stream_end',
    `select xact::text as xact, seq from kernel.event
     where xact < pg_snapshot_xmin(pg_current_snapshot())
     order by kernel.event.xact desc, seq desc
     limit 1`,
  )
  return row ?? streamStart
}
