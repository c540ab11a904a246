import { DomainError, notFound } from '../../shared/errors.ts'
import { audit } from '../audit.ts'
import { reactionsOf } from '../composition.ts'
import type { Db } from '../connection.ts'
import type { ModuleManifest } from '../module.ts'
import type { Tx } from '../transaction.ts'

/** An event a consumer could not handle, with the last error. */
export interface DeadLetter {
  consumer: string
  eventId: string
  state: 'waiting' | 'dead' | 'resolved' | 'discarded'
  attempts: number
  error: string
  firstAt: Date
  nextAt: Date
  reason: string | null
  settledByName: string | null
  type: string
  entity: string
  recordId: string
  at: Date
}

export interface ConsumerState {
  name: string
  handled: bigint
  updatedAt: Date
  /** Events of its types not yet read; counted up to `lagCountLimit`. */
  lag: number
  lagSeconds: number
  failing: number
}

const lagCountLimit = 10_000

export function deadLetters(
  db: Db,
  asked: { companyId: string; states: readonly string[]; limit: number },
): Promise<DeadLetter[]> {
  return db.rows(
    'kernel.dead_letters',
    `select f.consumer, f.event_id, f.state, f.attempts, f.error, f.first_at, f.next_at, f.reason, f.settled_by_name,
       e.type, e.entity, e.record_id, e.at
     from kernel.event_failure f join kernel.event e on e.id = f.event_id
     where e.company_id = $1 and f.state = any($2)
     order by f.first_at desc, f.event_id
     limit $3`,
    [asked.companyId, asked.states, asked.limit],
  )
}

/** Named in URLs by the event and its consumer: one event may fail with several. */
export function deadLetterId(letter: Pick<DeadLetter, 'consumer' | 'eventId'>): string {
  return `${letter.eventId}.${letter.consumer}`
}

/** Gives the event to its consumer again, as after its first failure. */
export async function retryDeadLetter(tx: Tx, id: string): Promise<void> {
  const { consumer, eventId } = await lockLetter(tx, id)
  await tx.exec(
    'kernel.retry_letter',
    `update kernel.event_failure set state = 'waiting', attempts = 1, next_at = now() where consumer = $1 and event_id = $2`,
    [consumer, eventId],
  )
  audit(tx, { action: 'dead-letter.retry', entity: 'event', id: eventId, after: { consumer } })
}

/** Leaves the event undone for good; the reason stays. */
export async function discardDeadLetter(tx: Tx, id: string, reason: string): Promise<void> {
  const { consumer, eventId } = await lockLetter(tx, id)
  await tx.exec(
    'kernel.discard_letter',
    `update kernel.event_failure set state = 'discarded', reason = $3, settled_by_name = $4
     where consumer = $1 and event_id = $2`,
    [consumer, eventId, reason, tx.principal.name],
  )
  audit(tx, { action: 'dead-letter.discard', entity: 'event', id: eventId, after: { consumer }, reason })
}

/** How far each consumer of the house is behind the stream. */
export async function consumerStates(db: Db, modules: readonly ModuleManifest[]): Promise<ConsumerState[]> {
  const reactions = reactionsOf(modules)
  if (reactions.length === 0) return []
  const rows = await db.rows<
    Omit<ConsumerState, 'lag' | 'lagSeconds' | 'failing'> & {
      lag: bigint
      lagSeconds: string
      failing: bigint
    }
  >(
    'kernel.consumer_states',
    `with asked as (
       select r.name, array(select jsonb_array_elements_text(r.types)) as types
       from jsonb_to_recordset($1::jsonb) as r(name text, types jsonb)
     )
     select a.name, coalesce(c.handled, 0) as handled, coalesce(c.updated_at, now()) as updated_at,
       behind.lag, coalesce(extract(epoch from now() - behind.oldest), 0)::numeric(12, 1) as lag_seconds,
       (select count(*) from kernel.event_failure f where f.consumer = a.name and f.state in ('waiting', 'dead')) as failing
     from asked a
     left join kernel.consumer c on c.name = a.name
     cross join lateral (
       select count(*) as lag, min(at) as oldest from (
         select e.at from kernel.event e
         where (e.xact, e.seq) > (coalesce(c.xact, '0'::xid8), coalesce(c.seq, 0)) and e.type = any(a.types)
         order by e.xact, e.seq
         limit ${lagCountLimit}
       ) unread
     ) behind
     order by a.name`,
    [JSON.stringify(reactions.map(({ name, on }) => ({ name, types: on })))],
  )
  return rows.map((row) => ({
    ...row,
    lag: Number(row.lag),
    lagSeconds: Number(row.lagSeconds),
    failing: Number(row.failing),
  }))
}

async function lockLetter(tx: Tx, id: string): Promise<{ consumer: string; eventId: string }> {
  const eventId = id.slice(0, 36)
  const consumer = id.slice(37)
  const row = await tx.row<{ state: string }>(
    'kernel.lock_letter',
    `select f.state from kernel.event_failure f join kernel.event e on e.id = f.event_id
     where f.consumer = $1 and f.event_id = $2 and e.company_id = $3
     for update of f`,
    [consumer, eventId, tx.principal.companyId],
  )
  if (!row) throw notFound('dead-letter', id)
  if (row.state !== 'dead' && row.state !== 'waiting') {
    throw new DomainError('kernel.wrong-state', { state: row.state, document: 'dead-letter' }, 409)
  }
  return { consumer, eventId }
}
