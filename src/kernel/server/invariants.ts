import type { Db } from './connection.ts'
import { runnerOf } from './connection.ts'
import type { Database } from './database.ts'
import type { Invariant, Reaction } from './module.ts'

const shownFaults = 20

/** Laws of the kernel's own records. The reactions say which consumer has asked for which events. */
export function kernelInvariants(reactions: readonly Reaction[]): Invariant[] {
  return [
    {
      name: 'no idempotency key has two effects, and none is left without its answer',
      capability: 'OMS-01',
      find: keysAreAnswered,
    },
    {
      name: 'every event was read by every consumer that asked for it, or waits, or is a dead letter',
      capability: 'CORE-13',
      find: (db) => eventsAreRead(db, reactions),
    },
    {
      name: 'an event read twice has one effect, and a failure that was settled has had its own',
      capability: 'CORE-13',
      find: failuresAreSettled,
    },
  ]
}

/**
 * Runs `work` on one moment of the whole database, so that laws over several statements mean the same records while
 * others go on writing. It writes nothing and holds nobody up.
 */
export async function atOneMoment<Result>(
  database: Database,
  work: (db: Db) => Promise<Result>,
): Promise<Result> {
  const client = await database.pool.connect()
  let broken: Error | undefined
  try {
    await client.query('begin isolation level repeatable read read only')
    return await work(runnerOf(client, false))
  } finally {
    await client.query('rollback').catch((error: Error) => {
      broken = error
    })
    client.release(broken)
  }
}

/**
 * Which of these records have news that a consumer has not handled yet: what follows from it may still be under way
 * and is no fault. News that are dead letters do not count, for nobody will handle them unasked.
 */
export async function awaitingNews(
  db: Db,
  consumer: string,
  refs: readonly string[],
): Promise<ReadonlySet<string>> {
  if (refs.length === 0) return new Set()
  const rows = await db.rows<{ ref: string }>(
    'kernel.awaiting_news',
    `select distinct r.ref
     from unnest($2::text[]) as r(ref)
     join kernel.event e on e.refs @> array[r.ref]
     left join kernel.consumer c on c.name = $1
     left join kernel.event_failure f on f.consumer = $1 and f.event_id = e.id
     where c.name is null or (e.xact, e.seq) > (c.xact, c.seq) or f.state = 'waiting'`,
    [consumer, refs],
  )
  return new Set(rows.map(({ ref }) => ref))
}

/** Amounts that news still to be handled by a consumer carry in a field, summed in each currency of each company. */
export function awaitedAmounts(
  db: Db,
  { name, on }: Pick<Reaction, 'name' | 'on'>,
  field: string,
): Promise<{ companyId: string; currency: string; amountMinor: bigint }[]> {
  return db.rows(
    'kernel.awaited_amounts',
    `select e.company_id, e.data ->> 'currency' as currency, sum((e.data ->> $3)::bigint)::bigint as amount_minor
     from kernel.event e
     left join kernel.consumer c on c.name = $1
     left join kernel.event_failure f on f.consumer = $1 and f.event_id = e.id
     where e.type = any($2) and (c.name is null or (e.xact, e.seq) > (c.xact, c.seq) or f.state = 'waiting')
     group by e.company_id, e.data ->> 'currency'`,
    [name, on, field],
  )
}

async function keysAreAnswered(db: Db): Promise<{ checked: bigint; faults: string[] }> {
  const counted = await db.row<{ count: bigint }>('', 'select count(*) from kernel.idempotency')
  const faults = await db.rows<{ fault: string }>(
    '',
    `select format('key %s of %s has no answer', key, route) as fault from kernel.idempotency
     where status = 0
     union all
     select format('key %s of principal %s was taken %s times', key, principal_id, count(*))
     from kernel.idempotency group by company_id, principal_id, key having count(*) > 1
     limit ${shownFaults}`,
  )
  return { checked: counted?.count ?? 0n, faults: faults.map(({ fault }) => fault) }
}

/**
 * For each consumer, every event up to its position of a type it asks for stands in its inbox or among its failures.
 * One pass over the stream for all of them; what it counts are pairs of an event and a consumer.
 */
async function eventsAreRead(
  db: Db,
  reactions: readonly Reaction[],
): Promise<{ checked: bigint; faults: string[] }> {
  const asked = reactions.flatMap(({ name, on }) => on.map((type) => ({ name, type })))
  const row = await db.row<{ checked: bigint; missing: bigint; examples: string[] }>(
    '',
    `with due as (
       select a.consumer, e.id, e.type
       from unnest($1::text[], $2::text[]) as a(consumer, type)
       join kernel.consumer c on c.name = a.consumer
       join kernel.event e on e.type = a.type and (e.xact, e.seq) <= (c.xact, c.seq)
     ), missing as (
       select d.consumer, d.id, d.type
       from due d
       left join kernel.event_inbox i on i.consumer = d.consumer and i.event_id = d.id
       left join kernel.event_failure f on f.consumer = d.consumer and f.event_id = d.id
       where i.event_id is null and f.event_id is null
     )
     select (select count(*) from due) as checked, (select count(*) from missing) as missing,
       array(select format('%s passed over %s %s', consumer, type, id) from missing limit ${shownFaults}) as examples`,
    [asked.map(({ name }) => name), asked.map(({ type }) => type)],
  )
  const faults = row?.examples ?? []
  const more = Number(row?.missing ?? 0n) - faults.length
  return { checked: row?.checked ?? 0n, faults: more > 0 ? [...faults, `and ${more} more`] : faults }
}

async function failuresAreSettled(db: Db): Promise<{ checked: bigint; faults: string[] }> {
  const counted = await db.row<{ count: bigint }>('', 'select count(*) from kernel.event_failure')
  const faults = await db.rows<{ fault: string }>(
    '',
    `select format('%s: failure of event %s is %s without an effect', f.consumer, f.event_id, f.state) as fault
     from kernel.event_failure f
     where f.state = 'resolved' and not exists (
       select 1 from kernel.event_inbox i where i.consumer = f.consumer and i.event_id = f.event_id)
     union all
     select format('%s: event %s is %s and yet has had its effect', f.consumer, f.event_id, f.state)
     from kernel.event_failure f
     join kernel.event_inbox i on i.consumer = f.consumer and i.event_id = f.event_id
     where f.state in ('waiting', 'dead', 'discarded')
     limit ${shownFaults}`,
  )
  return { checked: counted?.count ?? 0n, faults: faults.map(({ fault }) => fault) }
}
