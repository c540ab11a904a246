import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import { assert } from '../shared/errors.ts'
import type { Database } from './database.ts'
import { nilId, systemPrincipal } from './principal.ts'
import type { Tx } from './transaction.ts'

const batchSize = 2_000

/** An audit entry as its hash covers it: every column, the moment to the microsecond. */
export interface SealedEntry extends Record<string, unknown> {
  id: string
  xact: string
}

export const sealedColumns = `e.id, e.company_id, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
  e.actor_kind, e.actor_id, e.actor_name, e.action, e.entity, e.record_id, e.before, e.after, e.reason, e.trace_id, e.ip,
  e.xact::text as xact`

/** SHA-256 over the hash before and the entry's canonical JSON (RFC 8785). */
export function linkHash(previous: Buffer, entry: SealedEntry): Buffer {
  const text = canonicalize(entry)
  assert(text !== undefined, 'an audit entry has a canonical form')
  return createHash('sha256').update(previous).update(text).digest()
}

/**
 * Chains what the audit trail has gained since the last call; answers how many entries. Cheap when there is nothing;
 * called every second by the worker. Any number may call at once: one seals, the others leave.
 *
 * Entries are taken in order of their transactions, and only below the oldest one still open, so that none can appear
 * later behind the seal.
 */
export async function sealAudit(database: Database): Promise<number> {
  let sealed = 0
  for (;;) {
    const waiting = await database.row<{ some: boolean }>('kernel.unsealed_entries', unsealedSql)
    if (!waiting?.some) return sealed
    const count = await database.transaction({ principal: systemPrincipal(nilId, 'audit') }, sealBatch)
    sealed += count
    if (count < batchSize) return sealed
  }
}

interface Head {
  seq: bigint
  hash: Buffer
  xact: string
  entryId: string
}

async function sealBatch(tx: Tx): Promise<number> {
  const head = await tx.row<Head>(
    'kernel.lock_audit_head',
    'select seq, hash, xact::text as xact, entry_id from kernel.audit_head for update skip locked',
  )
  if (!head) return 0
  const entries = await tx.rows<SealedEntry>('kernel.entries_to_seal', nextEntriesSql, [
    head.xact,
    head.entryId,
    batchSize,
  ])
  const last = entries.at(-1)
  if (!last) return 0
  const previous: Buffer[] = []
  const hashes: Buffer[] = []
  let hash = head.hash
  for (const entry of entries) {
    previous.push(hash)
    hash = linkHash(hash, entry)
    hashes.push(hash)
  }
  await tx.exec(
    'kernel.append_audit_links',
    `insert into kernel.audit_link (seq, entry_id, prev_hash, hash)
     select $1::bigint + place, entry_id, prev_hash, hash
     from unnest($2::uuid[], $3::bytea[], $4::bytea[]) with ordinality as l(entry_id, prev_hash, hash, place)`,
    [head.seq, entries.map((entry) => entry.id), previous, hashes],
  )
  await tx.exec(
    'kernel.move_audit_head',
    'update kernel.audit_head set seq = $1, hash = $2, xact = $3::text::xid8, entry_id = $4',
    [head.seq + BigInt(entries.length), hash, last.xact, last.id],
  )
  return entries.length
}

const unsealedSql = `
select exists (
  select from kernel.audit_entry e, kernel.audit_head h
  where (e.xact, e.id) > (h.xact, h.entry_id) and e.xact < pg_snapshot_xmin(pg_current_snapshot())
) as some`

const nextEntriesSql = `
select ${sealedColumns}
from kernel.audit_entry e
where (e.xact, e.id) > ($1::text::xid8, $2::uuid) and e.xact < pg_snapshot_xmin(pg_current_snapshot())
order by e.xact, e.id
limit $3`
