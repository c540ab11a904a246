import { audit } from '../../../kernel/server/audit.ts'
import type { Db } from '../../../kernel/server/connection.ts'
import { emit } from '../../../kernel/server/events.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import type { ConsentChannel, ConsentPurpose } from '../shared/party.ts'

export interface ConsentDraft {
  partyId: string
  purpose: ConsentPurpose
  channel: ConsentChannel
  granted: boolean
  /** Where it is written: a form's number, a call's recording, a web form with its time. */
  evidence: string
  at?: Date
}

export interface ConsentState {
  partyId: string
  purpose: ConsentPurpose
  channel: ConsentChannel
  granted: boolean
  at: Date
  evidence: string
}

/** Notes consents given and withdrawn; entries are only ever added, so the whole history stays provable. */
export async function recordConsents(tx: Tx, drafts: readonly ConsentDraft[]): Promise<void> {
  if (drafts.length === 0) return
  const rows = drafts.map(({ partyId, purpose, channel, granted, evidence, at }) => ({
    id: newId(),
    party_id: partyId,
    purpose,
    channel,
    granted,
    evidence,
    at: at ?? tx.now,
  }))
  await tx.exec(
    'parties.record_consents',
    `insert into parties.consent_entry
       (id, company_id, party_id, purpose, channel, granted, at, evidence, recorded_by, recorded_by_name, created_at)
     select c.id, $2, c.party_id, c.purpose, c.channel, c.granted, c.at, c.evidence, $3, $4, $5
     from jsonb_to_recordset($1::jsonb) as c(
       id uuid, party_id uuid, purpose text, channel text, granted boolean, at timestamptz, evidence text)`,
    [JSON.stringify(rows), tx.principal.companyId, tx.principal.id, tx.principal.name, tx.now],
  )
  for (const { partyId, purpose, channel, granted, evidence } of drafts) {
    audit(tx, {
      action: granted ? 'consent.grant' : 'consent.withdraw',
      entity: 'party',
      id: partyId,
      after: { purpose, channel, granted, evidence },
    })
    emit(tx, {
      type: 'consent.changed@1',
      subject: { entity: 'party', id: partyId },
      data: { purpose, channel, granted },
    })
  }
}

/**
 * Which of the parties may be approached for a purpose by a channel: the latest word counts, whether it was about
 * that channel or about any. Silence is no consent. What was said to a merged record counts for its survivor.
 */
export async function consentingParties(
  db: Db,
  asked: { partyIds: readonly string[]; purpose: ConsentPurpose; channel: ConsentChannel },
): Promise<Set<string>> {
  const rows = await db.rows<{ id: string }>(
    'parties.consenting',
    `select asked.id
     from parties.party asked
     cross join lateral (
       select c.granted
       from parties.party f join parties.consent_entry c on c.party_id = f.id
       where f.root_id = asked.root_id and c.purpose = $2 and c.channel in ($3, 'any')
       order by c.at desc, c.id desc
       limit 1
     ) latest
     where asked.id = any($1) and latest.granted`,
    [asked.partyIds, asked.purpose, asked.channel],
  )
  return new Set(rows.map(({ id }) => id))
}
