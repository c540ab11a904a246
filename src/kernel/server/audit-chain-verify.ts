import { linkHash, type SealedEntry, sealedColumns } from './audit-chain.ts'
import { type AuditAnchor, anchorFile, readAnchors } from './audit-chain-anchor.ts'
import type { Db } from './connection.ts'
import type { Invariant } from './module.ts'

export type AuditFaultKind =
  | 'changed' // an entry is not what was sealed
  | 'removed' // a sealed entry is gone
  | 'inserted' // an entry stands among the sealed ones without a link
  | 'reordered' // entries stand in another order than they were written
  | 'link-changed' // a link does not follow from the one before it
  | 'link-removed' // a link in the middle is gone
  | 'tail-cut' // the newest links are gone
  | 'rewritten' // the whole chain was made anew: it disagrees with an anchor

export interface AuditFault {
  kind: AuditFaultKind
  seq: bigint | null
  entryId: string | null
}

export interface AuditVerdict {
  /** Links held against their entries. */
  checked: bigint
  /** Entries written but not yet sealed; the sealer follows within seconds. */
  waiting: bigint
  faults: AuditFault[]
}

const batchSize = 2_000
const maxFaults = 1_000

/**
 * Recomputes the chain from its entries, and holds it against the anchors kept outside the database: without them a
 * chain made wholly anew, or cut at its end, would look whole. Stops looking after a thousand faults.
 */
export async function verifyAudit(db: Db, anchors: readonly AuditAnchor[] = []): Promise<AuditVerdict> {
  const head = await db.row<{ seq: bigint; hash: Buffer }>(
    'kernel.audit_head',
    'select seq, hash from kernel.audit_head',
  )
  const anchored = new Map<bigint, AuditAnchor[]>()
  for (const anchor of anchors) anchored.set(anchor.seq, [...(anchored.get(anchor.seq) ?? []), anchor])
  const faults: AuditFault[] = []
  const walk = startOfWalk()
  for (;;) {
    const links = await db.rows<Link>('kernel.audit_links', linksSql, [walk.seq, head?.seq ?? 0n, batchSize])
    for (const link of links) {
      faults.push(...step(walk, link))
      if (anchored.get(link.linkSeq)?.some((anchor) => anchor.hash !== link.linkHash.toString('hex'))) {
        faults.push({ kind: 'rewritten', seq: link.linkSeq, entryId: link.linkEntryId })
      }
      anchored.delete(link.linkSeq)
    }
    if (links.length < batchSize || faults.length >= maxFaults) break
  }
  if (!head || head.seq > walk.seq || !head.hash.equals(walk.hash)) {
    faults.push({ kind: 'tail-cut', seq: walk.seq, entryId: null })
  }
  for (const seq of anchored.keys())
    faults.push({ kind: seq > walk.seq ? 'tail-cut' : 'rewritten', seq, entryId: null })
  const inserted = await db.rows<{ id: string }>('kernel.unlinked_entries', insertedSql, [maxFaults])
  for (const { id } of inserted) faults.push({ kind: 'inserted', seq: null, entryId: id })
  const waiting = await db.row<{ count: bigint }>('kernel.entries_waiting', waitingSql)
  return { checked: walk.checked, waiting: waiting?.count ?? 0n, faults: faults.slice(0, maxFaults) }
}

/** For `verify`: the chain as it stands, with the anchors of this machine. */
export const auditChainIsWhole: Invariant = {
  name: 'the audit trail is the one that was sealed',
  capability: 'CORE-11',
  async find(db) {
    const file = anchorFile()
    const { checked, faults } = await verifyAudit(db, file ? await readAnchors(file) : [])
    return {
      checked,
      faults: faults.map(({ kind, seq, entryId }) => `${kind} at ${seq ?? '-'}, entry ${entryId ?? '-'}`),
    }
  },
}

interface Link extends SealedEntry {
  linkSeq: bigint
  linkEntryId: string
  linkPrev: Buffer
  linkHash: Buffer
}

interface Walk {
  seq: bigint
  hash: Buffer
  checked: bigint
  /** Where the entry of the last link stands in the order of writing, and whether that link was at fault. */
  position: { xact: bigint; id: string } | undefined
  lastFault: AuditFault | undefined
}

function startOfWalk(): Walk {
  return { seq: 0n, hash: Buffer.alloc(32), checked: 0n, position: undefined, lastFault: undefined }
}

function step(walk: Walk, link: Link): AuditFault[] {
  const { linkSeq, linkEntryId, linkPrev, linkHash: stored, ...rest } = link
  const faults: AuditFault[] = []
  const fault = (kind: AuditFaultKind, seq = linkSeq) => faults.push({ kind, seq, entryId: linkEntryId })
  const gap = linkSeq !== walk.seq + 1n
  if (gap) fault('link-removed', walk.seq + 1n)
  else if (!linkPrev.equals(walk.hash)) fault('link-changed')
  if (rest.id === null) fault('removed')
  else {
    const position = { xact: BigInt(rest.xact), id: rest.id }
    const entry = rest as SealedEntry
    if (walk.position && !after(position, walk.position)) {
      fault('reordered')
      // Of two that changed places, the first could not be told from a changed one until now.
      if (walk.lastFault?.kind === 'changed') walk.lastFault.kind = 'reordered'
    } else if (!linkHash(linkPrev, entry).equals(stored)) fault('changed')
    walk.position = position
  }
  walk.lastFault = faults.at(-1)
  walk.seq = linkSeq
  walk.hash = stored
  walk.checked += 1n
  return faults
}

function after(one: { xact: bigint; id: string }, other: { xact: bigint; id: string }): boolean {
  return one.xact > other.xact || (one.xact === other.xact && one.id > other.id)
}

const linksSql = `
select l.seq as link_seq, l.entry_id as link_entry_id, l.prev_hash as link_prev, l.hash as link_hash, ${sealedColumns}
from kernel.audit_link l
left join kernel.audit_entry e on e.id = l.entry_id
where l.seq > $1 and l.seq <= $2
order by l.seq
limit $3`

const insertedSql = `
select e.id
from kernel.audit_entry e
cross join kernel.audit_head h
where (e.xact, e.id) <= (h.xact, h.entry_id)
  and not exists (select from kernel.audit_link l where l.entry_id = e.id)
order by e.xact, e.id
limit $1`

const waitingSql = `
select count(*) as count
from kernel.audit_entry e, kernel.audit_head h
where (e.xact, e.id) > (h.xact, h.entry_id)`
