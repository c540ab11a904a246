import type { Logger } from 'pino'
import { learnCompanies } from './company-clock.ts'
import type { Database } from './database.ts'
import type { StoredEvent } from './events.ts'
import type { Reaction } from './module.ts'
import { systemPrincipal } from './principal.ts'
import { actAs, type Tx } from './transaction.ts'

const batchSize = 200
const attemptsInAll = 5
const retryBaseSeconds = 2

interface PositionedEvent extends StoredEvent<never> {
  xact: string
  seq: bigint
}

/**
 * Gives one consumer the next events of the stream, in order; answers how many it read. Its position and the effects
 * of what it handled commit together, and the inbox key refuses a second effect. An event that fails is set aside
 * with its error and tried again later, so that one bad event does not hold up the rest.
 */
export async function advance(database: Database, reaction: Reaction, log: Logger): Promise<number> {
  return database.transaction({ principal: systemPrincipal(systemCompany, reaction.name) }, async (tx) => {
    const position = await tx.row<{ xact: string; seq: bigint }>(
      'kernel.lock_consumer',
      'select xact::text, seq from kernel.consumer where name = $1 for update skip locked',
      [reaction.name],
    )
    if (!position) return 0
    const events = await tx.rows<PositionedEvent>('kernel.read_stream', readStreamSql, [
      position.xact,
      position.seq,
      batchSize,
      reaction.on,
    ])
    const last = events.at(-1)
    if (!last) {
      await skipAhead(tx, reaction)
      return 0
    }
    await learnCompanies(
      tx,
      events.map((event) => event.companyId),
    )
    await handleAll(tx, reaction, events, log)
    await tx.exec(
      'kernel.move_consumer',
      `update kernel.consumer set xact = $2::text::xid8, seq = $3, handled = handled + $4, updated_at = now() where name = $1`,
      [reaction.name, last.xact, last.seq, events.length],
    )
    return events.length
  })
}

/** Tries again what is due; after the last attempt the event is dead until a person retries it. */
export async function retryFailures(
  database: Database,
  reactions: ReadonlyMap<string, Reaction>,
  log: Logger,
): Promise<number> {
  let tried = 0
  for (;;) {
    const again = await database.transaction(
      { principal: systemPrincipal(systemCompany, 'retry') },
      async (tx) => {
        const failure = await tx.row<PositionedEvent & { consumer: string; attempts: number }>(
          'kernel.take_failure',
          `select f.consumer, f.attempts, e.*, e.xact::text as xact
         from kernel.event_failure f join kernel.event e on e.id = f.event_id
         where f.state = 'waiting' and f.next_at <= now() and f.consumer = any($1)
         order by f.next_at
         for update of f skip locked
         limit 1`,
          [[...reactions.keys()]],
        )
        const reaction = failure && reactions.get(failure.consumer)
        if (!failure || !reaction) return false
        await learnCompanies(tx, [failure.companyId])
        await handle(tx, reaction, failure, log, failure.attempts)
        return true
      },
    )
    if (!again) return tried
    tried += 1
  }
}

/** Registers consumers that are new; they begin with the oldest event. */
export async function registerConsumers(database: Database, reactions: readonly Reaction[]): Promise<void> {
  if (reactions.length === 0) return
  await database.rows(
    'kernel.register_consumers',
    `insert into kernel.consumer (name, xact, seq)
     select unnest($1::text[]), '0'::xid8, 0 on conflict do nothing`,
    [reactions.map((reaction) => reaction.name)],
  )
}

/**
 * Sends a consumer back to the oldest event. Its own tables must be emptied in the same transaction, for every event
 * will have its effect again.
 */
export async function rewind(tx: Tx, consumer: string): Promise<void> {
  await tx.exec(
    'kernel.rewind_consumer',
    `update kernel.consumer set xact = '0'::xid8, seq = 0, handled = 0, updated_at = now() where name = $1`,
    [consumer],
  )
  await tx.exec('kernel.forget_inbox', 'delete from kernel.event_inbox where consumer = $1', [consumer])
  await tx.exec('kernel.forget_failures', 'delete from kernel.event_failure where consumer = $1', [consumer])
}

/**
 * Reads only below the oldest transaction still open: an event written by a slower, older transaction can then never
 * appear behind a position that has already passed it.
 */
const readStreamSql = `
select id, company_id, type, entity, record_id, refs, data, actor_id, actor_name, trace_id, at, xact::text as xact, seq
from kernel.event
where (xact, seq) > ($1::text::xid8, $2::bigint)
  and xact < pg_snapshot_xmin(pg_current_snapshot())
  and type = any($4)
order by xact, seq
limit $3`

/** With nothing of its own to read, a consumer moves past what others wrote, so that the next read starts there. */
async function skipAhead(tx: Tx, reaction: Reaction): Promise<void> {
  await tx.exec(
    'kernel.skip_consumer',
    `update kernel.consumer c set xact = e.xact, seq = e.seq, updated_at = now()
     from (
       select xact, seq from kernel.event
       where xact < pg_snapshot_xmin(pg_current_snapshot()) order by xact desc, seq desc limit 1
     ) e
     where c.name = $1 and (e.xact, e.seq) > (c.xact, c.seq)
       and not exists (
         select 1 from kernel.event n
         where (n.xact, n.seq) > (c.xact, c.seq) and (n.xact, n.seq) <= (e.xact, e.seq) and n.type = any($2))`,
    [reaction.name, reaction.on],
  )
}

/** A whole batch under one savepoint where the reaction can; one that fails is handled event by event instead. */
async function handleAll(
  tx: Tx,
  reaction: Reaction,
  events: readonly PositionedEvent[],
  log: Logger,
): Promise<void> {
  const { runMany } = reaction
  if (runMany && events.length > 1) {
    try {
      return await tx.attempt(async () => {
        const fresh = await tx.rows<{ eventId: string }>(
          'kernel.claim_events',
          `insert into kernel.event_inbox (consumer, event_id)
           select $1, unnest($2::uuid[]) on conflict do nothing returning event_id`,
          [reaction.name, events.map((event) => event.id)],
        )
        const claimed = new Set(fresh.map((row) => row.eventId))
        await runMany(
          tx,
          events.filter((event) => claimed.has(event.id)),
        )
      })
    } catch (error) {
      log.warn(
        { err: error, consumer: reaction.name, events: events.length },
        'a batch failed; its events are handled one by one',
      )
    }
  }
  for (const event of events) await handle(tx, reaction, event, log)
}

async function handle(
  tx: Tx,
  reaction: Reaction,
  event: PositionedEvent,
  log: Logger,
  attemptsBefore = 0,
): Promise<void> {
  const scoped = actAs(tx, {
    principal: systemPrincipal(event.companyId, reaction.name),
    traceId: event.traceId,
  })
  try {
    await tx.attempt(async () => {
      const fresh = await tx.exec(
        'kernel.claim_event',
        'insert into kernel.event_inbox (consumer, event_id) values ($1, $2) on conflict do nothing',
        [reaction.name, event.id],
      )
      if (fresh > 0) await reaction.run(scoped, event)
    })
    if (attemptsBefore > 0) await settleFailure(tx, reaction, event)
  } catch (error) {
    const attempts = attemptsBefore + 1
    log.warn(
      { err: error, consumer: reaction.name, event: event.id, attempts },
      'an event could not be handled',
    )
    await tx.exec(
      'kernel.note_failure',
      `insert into kernel.event_failure (consumer, event_id, attempts, state, error, next_at)
       values ($1, $2, $3, $4, $5, now() + make_interval(secs => $6))
       on conflict (consumer, event_id) do update
       set attempts = excluded.attempts, state = excluded.state, error = excluded.error, next_at = excluded.next_at`,
      [
        reaction.name,
        event.id,
        attempts,
        attempts >= attemptsInAll ? 'dead' : 'waiting',
        error instanceof Error ? error.message : String(error),
        retryBaseSeconds * 4 ** attemptsBefore,
      ],
    )
  }
}

async function settleFailure(tx: Tx, reaction: Reaction, event: PositionedEvent): Promise<void> {
  await tx.exec(
    'kernel.settle_failure',
    `update kernel.event_failure set state = 'resolved' where consumer = $1 and event_id = $2`,
    [reaction.name, event.id],
  )
}

const systemCompany = '00000000-0000-0000-0000-000000000000'
