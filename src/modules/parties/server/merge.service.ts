import { audit } from '../../../kernel/server/audit.ts'
import { businessDate } from '../../../kernel/server/company-clock.ts'
import { emit } from '../../../kernel/server/events.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { DomainError, notFound } from '../../../kernel/shared/errors.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import type { Party } from '../shared/party.ts'
import { refreshDerived } from './derived.ts'
import { tellChange } from './party.store.ts'

/** Fields a survivor takes from what is merged into it where it has none of its own. */
const fillable = ['nameEn', 'businessNumber', 'corporateNumber', 'customerGroup', 'industry', 'note'] as const
export type Filled = Partial<Record<(typeof fillable)[number], string>>

/**
 * Makes several records of one party one. No row of theirs moves: each merged record points at its survivor and is
 * read together with it, so the merge can be taken back whole, and what refers to a merged id still finds the party.
 * Refuses with `party.is-merged`, `party.merge-itself`, `party.merge-kinds`, `kernel.stale`.
 */
export async function mergeParties(
  tx: Tx,
  {
    survivorId,
    mergedIds,
    version,
  }: { survivorId: string; mergedIds: readonly string[]; version: number | undefined },
): Promise<Party> {
  if (mergedIds.includes(survivorId)) throw new DomainError('party.merge-itself', {})
  const locked = await lockAll(tx, [survivorId, ...mergedIds])
  const survivor = required(locked, survivorId)
  if (version !== undefined && version !== survivor.version) {
    throw new DomainError('kernel.stale', { version: survivor.version }, 412)
  }
  const merged = [...new Set(mergedIds)].map((id) => required(locked, id))
  const done = [survivor, ...merged].find((party) => party.mergedInto !== null)
  if (done) throw new DomainError('party.is-merged', { into: done.mergedInto }, 409)
  if (merged.some((party) => party.kind !== survivor.kind)) throw new DomainError('party.merge-kinds', {})

  const filledBy = merged.map((party) => fill(survivor, party))
  await tx.exec(
    'parties.fill_survivor',
    `update parties.party
     set name_en = $2, business_number = $3, corporate_number = $4, customer_group = $5, industry = $6, note = $7,
       version = version + 1
     where id = $1`,
    [survivor.id, ...fillable.map((key) => survivor[key])],
  )
  survivor.version += 1
  const ids = merged.map(({ id }) => id)
  await tx.exec(
    'parties.point_at_survivor',
    `update parties.party
     set merged_into = case when id = any($1) then $2 else merged_into end, root_id = $2, version = version + 1
     where root_id = any($1)`,
    [ids, survivor.id],
  )
  await tx.exec(
    'parties.note_merges',
    `insert into parties.party_merge (id, company_id, survivor_id, merged_id, filled, merged_by_name, merged_at)
     select m.id, $2, $3, m.merged_id, m.filled, $4, $5
     from jsonb_to_recordset($1::jsonb) as m(id uuid, merged_id uuid, filled jsonb)`,
    [
      JSON.stringify(ids.map((id, index) => ({ id: newId(), merged_id: id, filled: filledBy[index] }))),
      tx.principal.companyId,
      survivor.id,
      tx.principal.name,
      tx.now,
    ],
  )
  await refreshDerived(tx, [survivor.id], businessDate(tx))
  tellChange(tx, survivor.id, { action: 'party.absorb', fields: ['merged'], after: { merged: ids } })
  for (const party of merged) {
    audit(tx, {
      action: 'party.merge',
      entity: 'party',
      id: survivor.id,
      after: { mergedId: party.id, mergedNumber: party.number },
    })
    emit(tx, {
      type: 'party.merged@1',
      subject: { entity: 'party', id: party.id },
      refs: [{ entity: 'party', id: survivor.id }],
      data: {
        mergedId: party.id,
        mergedNumber: party.number,
        survivorId: survivor.id,
        survivorNumber: survivor.number,
      },
    })
  }
  return survivor
}

/** Takes a merge back: the record stands by itself again with all it brought. Refuses with `party.not-merged`. */
export async function unmergeParty(tx: Tx, id: string): Promise<Party> {
  const known = await tx.row<Party>('parties.merged_party', 'select * from parties.party where id = $1', [id])
  if (!known || known.companyId !== tx.principal.companyId) throw notFound('party', id)
  const locked = await lockAll(tx, [id, ...(known.mergedInto ? [known.mergedInto, known.rootId] : [])])
  const party = required(locked, id)
  if (party.mergedInto === null) throw new DomainError('party.not-merged', { number: party.number }, 409)
  const survivor = required(locked, party.mergedInto)
  const merge = await tx.row<{ filled: Filled }>(
    'parties.undo_merge',
    `update parties.party_merge
     set undone_at = $2, undone_by_name = $3
     where merged_id = $1 and undone_at is null
     returning filled`,
    [id, tx.now, tx.principal.name],
  )
  const filled = merge?.filled ?? {}
  const kept = fillable.map((key) =>
    filled[key] !== undefined && survivor[key] === filled[key] ? null : survivor[key],
  )
  await tx.exec(
    'parties.empty_filled',
    `update parties.party
     set name_en = $2, business_number = $3, corporate_number = $4, customer_group = $5, industry = $6, note = $7,
       version = version + 1
     where id = $1`,
    [survivor.id, ...kept],
  )
  await tx.exec(
    'parties.stand_alone',
    `with recursive below as (
       select id from parties.party where id = $1
       union all
       select p.id from parties.party p join below b on p.merged_into = b.id
     )
     update parties.party p
     set merged_into = case when p.id = $1 then null else p.merged_into end, root_id = $1, version = version + 1
     from below b
     where p.id = b.id`,
    [id],
  )
  await refreshDerived(tx, [id, party.rootId], businessDate(tx))
  audit(tx, {
    action: 'party.unmerge',
    entity: 'party',
    id,
    before: { mergedInto: survivor.id },
    after: { mergedInto: null },
  })
  tellChange(tx, survivor.id, { action: 'party.release', fields: ['merged'] })
  emit(tx, {
    type: 'party.unmerged@1',
    subject: { entity: 'party', id },
    refs: [{ entity: 'party', id: survivor.id }],
    data: { number: party.number, survivorNumber: survivor.number },
  })
  return party
}

/** Notes that two records are two, so that they are no longer offered as duplicates. */
export async function tellApart(tx: Tx, { id, otherId }: { id: string; otherId: string }): Promise<void> {
  if (id === otherId) throw new DomainError('party.merge-itself', {})
  const locked = await lockAll(tx, [id, otherId])
  required(locked, id)
  required(locked, otherId)
  await tx.exec(
    'parties.tell_apart',
    `insert into parties.party_distinct (company_id, one_id, other_id, noted_by_name, created_at)
     values ($1, least($2::uuid, $3::uuid), greatest($2::uuid, $3::uuid), $4, $5)
     on conflict do nothing`,
    [tx.principal.companyId, id, otherId, tx.principal.name, tx.now],
  )
  audit(tx, { action: 'party.tell-apart', entity: 'party', id, after: { otherId } })
}

/** By id, so that two people who merge the same records the other way round can never wait for each other. */
async function lockAll(tx: Tx, ids: readonly string[]): Promise<Map<string, Party>> {
  const rows = await tx.rows<Party>(
    'parties.lock_all',
    'select * from parties.party where id = any($1) and company_id = $2 order by id for update',
    [ids, tx.principal.companyId],
  )
  return new Map(rows.map((row) => [row.id, row]))
}

function required(locked: Map<string, Party>, id: string): Party {
  const party = locked.get(id)
  if (!party) throw notFound('party', id)
  return party
}

/** Fills a survivor's empty fields; answers what it took. */
export function fill(survivor: Party, party: Party): Filled {
  const filled: Filled = {}
  for (const key of fillable) {
    const value = party[key]
    if (survivor[key] !== null || value === null) continue
    survivor[key] = value
    filled[key] = value
  }
  return filled
}
