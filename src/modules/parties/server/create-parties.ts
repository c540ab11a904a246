import { audit } from '../../../kernel/server/audit.ts'
import { businessDate } from '../../../kernel/server/company-clock.ts'
import { emit } from '../../../kernel/server/events.ts'
import { nextNumbers } from '../../../kernel/server/numbering.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { registrationDigits } from '../../../kernel/shared/business-number.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import type { Party } from '../shared/party.ts'
import { searchKeys } from '../shared/search-keys.ts'
import { recordConsents } from './consent.service.ts'
import { refreshDerived } from './derived.ts'
import { tellChange } from './party.store.ts'
import { addressRows, contactRows, foldDrafts, type PartyDraft, roleRows } from './party-draft.ts'
import { writeParts } from './party-parts.write.ts'

export interface CreatedParty {
  id: string
  number: string
  outcome: 'created' | 'updated' | 'unchanged'
}

/**
 * Writes any number of parties in a constant number of statements and answers for each, in order. A draft whose
 * reference is known changes that party, where it says something new; of two writers that meet on a reference, the
 * second waits and changes what the first created. A reference of a merged party leads to its survivor, which is left
 * as people have made it.
 */
export async function createParties(tx: Tx, drafts: readonly PartyDraft[]): Promise<CreatedParty[]> {
  if (drafts.length === 0) return []
  const { folded, placeOf } = foldDrafts(drafts)
  const today = businessDate(tx)
  const ids = folded.map((draft) => draft.id ?? newId())
  const owners = await claimReferences(tx, folded, ids)
  const known = await lockKnown(tx, [...new Set(owners.filter((owner, index) => owner !== ids[index]))])
  const fresh = folded.flatMap((draft, index) =>
    owners[index] === ids[index] ? [{ draft, id: ids[index] ?? '' }] : [],
  )
  const numbers = await insertFresh(tx, fresh, today)

  const results: CreatedParty[] = []
  const changes: Changed[] = []
  const additions: { draft: PartyDraft; id: string }[] = []
  folded.forEach((draft, index) => {
    const owner = owners[index] ?? ''
    const number = numbers.get(owner)
    if (number !== undefined) {
      results.push({ id: owner, number, outcome: 'created' })
      return
    }
    const party = known.get(owner)
    if (!party) throw new Error(`The reference ${draft.reference?.key} names a party that is not there`)
    if (party.id !== owner) {
      results.push({ id: party.id, number: party.number, outcome: 'unchanged' })
      return
    }
    additions.push({ draft, id: party.id })
    const changed = changedBy(party, draft)
    if (changed) changes.push(changed)
    results.push({ id: party.id, number: party.number, outcome: changed ? 'updated' : 'unchanged' })
  })
  await updateKnown(tx, changes)
  const all = [...fresh, ...additions]
  const added = await writeParts(tx, {
    contacts: all.flatMap(({ draft, id }) => contactRows(id, draft)),
    roles: all.flatMap(({ draft, id }) => roleRows(id, draft, today)),
    addresses: all.flatMap(({ draft, id }) => addressRows(id, draft, today)),
  })
  const touched = additions.map(({ id }) => id).filter((id) => added.has(id))
  await refreshDerived(tx, touched, today)
  for (const result of results) {
    if (result.outcome === 'unchanged' && added.has(result.id)) {
      result.outcome = 'updated'
      tellChange(tx, result.id, { action: 'party.change', fields: ['contacts', 'roles', 'addresses'] })
    }
  }
  await recordConsents(
    tx,
    all.flatMap(({ draft, id }) => (draft.consents ?? []).map((consent) => ({ ...consent, partyId: id }))),
  )
  return placeOf.map((place) => results[place] as CreatedParty)
}

/** The party each draft's reference names, its own id where it is the first to claim it. */
async function claimReferences(
  tx: Tx,
  drafts: readonly PartyDraft[],
  ids: readonly string[],
): Promise<string[]> {
  const claims = drafts.flatMap(({ reference }, index) =>
    reference ? [{ system: reference.system, key: reference.key, party_id: ids[index] }] : [],
  )
  if (claims.length === 0) return [...ids]
  const rows = JSON.stringify(claims)
  // By key, so that two imports can never wait for each other.
  await tx.exec(
    'parties.claim_references',
    `insert into parties.external_reference (company_id, system, key, party_id, created_at)
     select $2, r.system, r.key, r.party_id, $3
     from jsonb_to_recordset($1::jsonb) as r(system text, key text, party_id uuid)
     order by r.system, r.key
     on conflict (company_id, system, key) do nothing`,
    [rows, tx.principal.companyId, tx.now],
  )
  const owners = await tx.rows<{ claim: string; owner: string }>(
    'parties.read_references',
    `select r.party_id as claim, e.party_id as owner
     from jsonb_to_recordset($1::jsonb) as r(system text, key text, party_id uuid)
     join parties.external_reference e on e.company_id = $2 and e.system = r.system and e.key = r.key`,
    [rows, tx.principal.companyId],
  )
  const ownerOf = new Map(owners.map(({ claim, owner }) => [claim, owner]))
  return ids.map((id) => ownerOf.get(id) ?? id)
}

/** Known parties under the ids asked for; a merged one gives its survivor. */
async function lockKnown(tx: Tx, ids: readonly string[]): Promise<Map<string, Party>> {
  if (ids.length === 0) return new Map()
  const rows = await tx.rows<Party & { askedId: string }>(
    'parties.lock_known',
    `select asked.id as asked_id, p.*
     from parties.party asked join parties.party p on p.id = asked.root_id
     where asked.id = any($1)
     order by p.id
     for update of p`,
    [ids],
  )
  return new Map(rows.map((row) => [row.askedId, row]))
}

async function insertFresh(
  tx: Tx,
  fresh: readonly { draft: PartyDraft; id: string }[],
  today: string,
): Promise<Map<string, string>> {
  if (fresh.length === 0) return new Map()
  const first = await nextNumbers(tx, { series: 'party', count: fresh.length })
  const rows = fresh.map(({ draft, id }, index) => {
    const contacts = contactRows(id, draft)
    const roles = roleRows(id, draft, today).filter(
      (role) => role.from_on <= today && (role.to_on === null || role.to_on >= today),
    )
    const { searchText, chosung, grams } = searchKeys(draft)
    return {
      id,
      number: partyNumber(first + BigInt(index)),
      kind: draft.kind,
      name: draft.name,
      name_en: draft.nameEn ?? null,
      business_number: digits(draft.businessNumber),
      corporate_number: digits(draft.corporateNumber),
      phone: contacts.find(({ kind }) => kind === 'phone')?.value ?? null,
      email: contacts.find(({ kind }) => kind === 'email')?.value ?? null,
      languages: draft.languages ?? [],
      customer_group: draft.customerGroup ?? null,
      industry: draft.industry ?? null,
      note: draft.note ?? null,
      roles: [...new Set(roles.map(({ role }) => role))].sort(),
      search_text: searchText,
      chosung,
      grams,
    }
  })
  await tx.exec('parties.insert_parties', insertSql, [JSON.stringify(rows), tx.principal.companyId, tx.now])
  for (const { id, number, kind, roles } of rows) {
    audit(tx, { action: 'party.create', entity: 'party', id, after: { number, kind, roles } })
    emit(tx, { type: 'party.created@1', subject: { entity: 'party', id }, data: { number, kind, roles } })
  }
  return new Map(rows.map(({ id, number }) => [id, number]))
}

const insertSql = `
insert into parties.party
  (id, company_id, number, kind, state, name, name_en, business_number, corporate_number, phone, email, languages,
   customer_group, industry, note, roles, root_id, search_text, chosung, grams, created_at)
select p.id, $2, p.number, p.kind, 'active', p.name, p.name_en, p.business_number, p.corporate_number, p.phone, p.email,
  p.languages, p.customer_group, p.industry, p.note, p.roles, p.id, p.search_text, p.chosung, p.grams, $3
from jsonb_to_recordset($1::jsonb) as p(
  id uuid, number text, kind text, name text, name_en text, business_number text, corporate_number text, phone text,
  email text, languages text[], customer_group text, industry text, note text, roles text[], search_text text,
  chosung text, grams text[])`

type Facts = Pick<Party, (typeof comparedFields)[number]>
interface Changed {
  before: Party
  after: Facts
  fields: (keyof Facts)[]
}

const comparedFields = [
  'name',
  'nameEn',
  'businessNumber',
  'corporateNumber',
  'customerGroup',
  'industry',
  'note',
  'languages',
] as const

/** What a draft says that a party does not say yet; a draft that is silent about a field leaves it. */
function changedBy(before: Party, draft: PartyDraft): Changed | undefined {
  const after: Facts = {
    name: draft.name,
    nameEn: draft.nameEn ?? before.nameEn,
    businessNumber: digits(draft.businessNumber) ?? before.businessNumber,
    corporateNumber: digits(draft.corporateNumber) ?? before.corporateNumber,
    customerGroup: draft.customerGroup ?? before.customerGroup,
    industry: draft.industry ?? before.industry,
    note: draft.note ?? before.note,
    languages: draft.languages ? [...draft.languages] : before.languages,
  }
  const fields = comparedFields.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
  return fields.length > 0 ? { before, after, fields } : undefined
}

async function updateKnown(tx: Tx, changes: readonly Changed[]): Promise<void> {
  if (changes.length === 0) return
  const rows = changes.map(({ before, after }) => {
    const { searchText, chosung, grams } = searchKeys(after)
    return {
      id: before.id,
      name: after.name,
      name_en: after.nameEn,
      business_number: after.businessNumber,
      corporate_number: after.corporateNumber,
      languages: after.languages,
      customer_group: after.customerGroup,
      industry: after.industry,
      note: after.note,
      search_text: searchText,
      chosung,
      grams,
    }
  })
  await tx.exec(
    'parties.update_parties',
    `update parties.party p
     set name = d.name, name_en = d.name_en, business_number = d.business_number, corporate_number = d.corporate_number,
       languages = d.languages, customer_group = d.customer_group, industry = d.industry, note = d.note,
       search_text = d.search_text, chosung = d.chosung, grams = d.grams, version = p.version + 1
     from jsonb_to_recordset($1::jsonb) as d(
       id uuid, name text, name_en text, business_number text, corporate_number text, languages text[],
       customer_group text, industry text, note text, search_text text, chosung text, grams text[])
     where p.id = d.id`,
    [JSON.stringify(rows)],
  )
  for (const { before, after, fields } of changes) {
    const pick = (facts: Facts) => Object.fromEntries(fields.map((key) => [key, facts[key]]))
    tellChange(tx, before.id, { action: 'party.change', fields, before: pick(before), after: pick(after) })
  }
}

/** `C-000123`: what people call a party instead of its id. */
function partyNumber(value: bigint): string {
  return `C-${value.toString().padStart(6, '0')}`
}

function digits(text: string | null | undefined): string | null {
  return text ? (registrationDigits(text) ?? null) : null
}
