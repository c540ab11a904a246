import type { Db } from './connection.ts'
import type { Invariant } from './module.ts'

/** Laws of the kernel's own records. `anchorFile` holds the audit heads kept outside the database. */
export function kernelInvariants(_anchorFile: string): Invariant[] {
  return [
    {
      name: 'no idempotency key has two effects, and none is left without its answer',
      capability: 'OMS-01',
      find: (db) =>
        count(
          db,
          'kernel.invariant_idempotency',
          `select count(*) as checked, count(*) filter (where status = 0) as faults from kernel.idempotency`,
          'keys without an answer',
        ),
    },
    {
      name: 'every event was read by every consumer that asked for it, or waits, or is a dead letter',
      capability: 'CORE-13',
      find: (db) =>
        count(
          db,
          'kernel.invariant_events',
          `select (select count(*) from kernel.event) as checked, count(*) as faults
           from kernel.event_failure f
           where f.state not in ('waiting', 'dead', 'resolved')
             or (f.state = 'resolved' and not exists (
               select 1 from kernel.event_inbox i where i.consumer = f.consumer and i.event_id = f.event_id))`,
          'failures resolved without an effect',
        ),
    },
  ]
}

async function count(
  db: Db,
  name: string,
  text: string,
  fault: string,
): Promise<{ checked: bigint; faults: string[] }> {
  const row = await db.row<{ checked: bigint; faults: bigint }>(name, text)
  const faults = row?.faults ?? 0n
  return { checked: row?.checked ?? 0n, faults: faults === 0n ? [] : [`${faults} ${fault}`] }
}
