import { audit } from '../../../kernel/server/audit.ts'
import type { Db } from '../../../kernel/server/connection.ts'
import { emit } from '../../../kernel/server/events.ts'
import { implement, tableStore } from '../../../kernel/server/lifecycle.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { DomainError, notFound } from '../../../kernel/shared/errors.ts'
import { partyLifecycle } from '../shared/party.lifecycle.ts'
import type { Party } from '../shared/party.ts'

const mergedElsewhere = (party: Party) => (party.mergedInto === null ? undefined : 'party.is-merged')

export const parties = implement(
  partyLifecycle,
  tableStore<Party>('parties.party', { news: (party) => ({ number: party.number }) }),
  {
    rest: { guard: mergedElsewhere },
    reactivate: { guard: mergedElsewhere },
    close: { guard: mergedElsewhere },
  },
)

/** A party of the caller's company, or nothing. */
export async function partyById(db: Db, companyId: string, id: string): Promise<Party | undefined> {
  return db.row<Party>(
    'parties.party_by_id',
    'select * from parties.party where id = $1 and company_id = $2',
    [id, companyId],
  )
}

/**
 * Takes a party for writing. Refuses with `kernel.not-found`, with `kernel.stale` when someone was quicker, and with
 * `party.is-merged` for a record that lives on in another.
 */
export async function lockParty(tx: Tx, id: string, version?: number): Promise<Party> {
  const party = await parties.store.lock(tx, id)
  if (!party || party.companyId !== tx.principal.companyId) throw notFound('party', id)
  if (version !== undefined && version !== party.version) {
    throw new DomainError('kernel.stale', { version: party.version }, 412)
  }
  if (party.mergedInto !== null) throw new DomainError('party.is-merged', { into: party.mergedInto }, 409)
  return party
}

export interface PartyChange {
  action: string
  /** Names of what changed; events carry names only, never what personal data was or became. */
  fields: readonly string[]
  before?: unknown
  after?: unknown
}

/** Counts a party up and tells what happened to it; answers the new version. */
export async function noteChange(tx: Tx, party: Party, change: PartyChange): Promise<number> {
  const row = await tx.row<{ version: number }>(
    'parties.touch',
    'update parties.party set version = version + 1 where id = $1 returning version',
    [party.id],
  )
  tellChange(tx, party.id, change)
  return row?.version ?? party.version + 1
}

export function tellChange(tx: Tx, id: string, change: PartyChange): void {
  audit(tx, { action: change.action, entity: 'party', id, before: change.before, after: change.after })
  emit(tx, {
    type: 'party.changed@1',
    subject: { entity: 'party', id },
    data: { action: change.action, fields: change.fields },
  })
}
