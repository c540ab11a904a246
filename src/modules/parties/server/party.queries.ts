import type { Db } from '../../../kernel/server/connection.ts'
import type { Party, PartyAddress, PartyKind } from '../shared/party.ts'

export interface DefaultAddress {
  recipient: string | null
  phone: string | null
  country: string
  postalCode: string
  region: string
  city: string
  line1: string
  line2: string
}

export interface PartySummary {
  /** The id that was asked for. */
  id: string
  /** The party it lives on in when it has been merged; else the same. */
  currentId: string
  companyId: string
  number: string
  kind: PartyKind
  state: string
  name: string
  nameEn: string | null
  businessNumber: string | null
  customerGroup: string | null
  phone: string | null
  email: string | null
  roles: string[]
  defaultAddress: DefaultAddress | null
}

/** Parties by id in one statement; a merged one answers with its survivor's words under the id asked for. */
export async function partiesById(db: Db, ids: readonly string[]): Promise<PartySummary[]> {
  return db.rows<PartySummary>('parties.by_id', summarySql('asked.id = any($1)'), [ids])
}

/** Parties by their key in another system. */
export async function partiesByReference(
  db: Db,
  companyId: string,
  { system, keys }: { system: string; keys: readonly string[] },
): Promise<Map<string, string>> {
  const rows = await db.rows<{ key: string; id: string }>(
    'parties.by_reference',
    `select e.key, p.root_id as id
     from parties.external_reference e join parties.party p on p.id = e.party_id
     where e.company_id = $1 and e.system = $2 and e.key = any($3)`,
    [companyId, system, keys],
  )
  return new Map(rows.map(({ key, id }) => [key, id]))
}

function summarySql(condition: string): string {
  return `
select asked.id, p.id as current_id, p.company_id, p.number, p.kind, p.state, p.name, p.name_en, p.business_number,
  p.customer_group, p.phone, p.email, p.roles, a.address as default_address
from parties.party asked
join parties.party p on p.id = asked.root_id
left join lateral (
  select jsonb_build_object(
    'recipient', x.recipient, 'phone', x.phone, 'country', x.country, 'postalCode', x.postal_code,
    'region', x.region, 'city', x.city, 'line1', x.line1, 'line2', x.line2) as address
  from parties.party f join parties.party_address x on x.party_id = f.id
  where f.root_id = p.id and x.to_on is null
  order by (f.id = p.id) desc, x.is_default desc, x.id
  limit 1
) a on true
where ${condition}`
}

export interface ContactPoint {
  id: string
  companyId: string
  partyId: string
  kind: string
  value: string
  normalised: string
  label: string | null
  preferred: boolean
}

export interface RoleHeld {
  id: string
  partyId: string
  role: string
  fromOn: string
  toOn: string | null
}

export interface Relation {
  id: string
  fromPartyId: string
  toPartyId: string
  kind: string
  title: string | null
  fromOn: string
  toOn: string | null
  otherId: string
  otherNumber: string
  otherName: string
  otherKind: PartyKind
}

export interface ConsentRow {
  id: string
  partyId: string
  purpose: string
  channel: string
  granted: boolean
  at: Date
  evidence: string
  recordedByName: string
}

export interface PartyParts {
  contacts: ContactPoint[]
  addresses: PartyAddress[]
  roles: RoleHeld[]
  relations: Relation[]
  /** Newest first; the first of a purpose and channel is what holds. */
  consents: ConsentRow[]
  references: { system: string; key: string }[]
  merged: Pick<Party, 'id' | 'number' | 'name' | 'kind' | 'createdAt'>[]
}

/** Everything that stands below a party and what has been merged into it. */
export async function partyParts(db: Db, rootId: string): Promise<PartyParts> {
  const [contacts, addresses, roles, relations, consents, references, merged] = await Promise.all([
    db.rows<ContactPoint>(
      'parties.parts_contacts',
      `select c.* from parties.party f join parties.contact_point c on c.party_id = f.id
       where f.root_id = $1
       order by (f.id = $1) desc, array_position(array['phone', 'email', 'fax', 'web'], c.kind), c.preferred desc, c.id`,
      [rootId],
    ),
    db.rows<PartyAddress>(
      'parties.parts_addresses',
      `select a.* from parties.party f join parties.party_address a on a.party_id = f.id
       where f.root_id = $1
       order by a.to_on nulls first, (f.id = $1) desc, a.is_default desc, a.id`,
      [rootId],
    ),
    db.rows<RoleHeld>(
      'parties.parts_roles',
      `select r.* from parties.party f join parties.party_role r on r.party_id = f.id
       where f.root_id = $1
       order by r.to_on nulls first, (f.id = $1) desc, r.from_on, r.id`,
      [rootId],
    ),
    db.rows<Relation>('parties.parts_relations', relationsSql, [rootId]),
    db.rows<ConsentRow>(
      'parties.parts_consents',
      `select c.* from parties.party f join parties.consent_entry c on c.party_id = f.id
       where f.root_id = $1
       order by c.at desc, c.id desc
       limit 200`,
      [rootId],
    ),
    db.rows<{ system: string; key: string }>(
      'parties.parts_references',
      `select e.system, e.key from parties.party f join parties.external_reference e on e.party_id = f.id
       where f.root_id = $1
       order by e.system, e.key
       limit 200`,
      [rootId],
    ),
    db.rows<Party>(
      'parties.parts_merged',
      'select * from parties.party where root_id = $1 and id <> $1 order by number',
      [rootId],
    ),
  ])
  return {
    contacts: onceEach(contacts, (contact) => `${contact.kind} ${contact.normalised}`).map(
      oneChosen('preferred', ({ kind }) => kind),
    ),
    addresses: addresses.map(oneChosen('isDefault', () => '')),
    roles: onceEach(roles, ({ role, fromOn, toOn }) => `${role} ${toOn === null ? '' : `${fromOn} ${toOn}`}`),
    relations,
    consents,
    references,
    merged,
  }
}

/** The same thing said by several records of one party is shown once: as the surviving record says it, which comes first. */
function onceEach<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Row[] {
  return [...new Map(rows.toReversed().map((row) => [keyOf(row), row])).values()].toReversed()
}

/** Each record of a party has its own preferred phone; of the party as a whole the first one is. */
function oneChosen<Key extends string, Row extends Record<Key, boolean>>(
  key: Key,
  groupOf: (row: Row) => string,
) {
  const chosen = new Set<string>()
  return (row: Row): Row => {
    const group = groupOf(row)
    if (!row[key] || chosen.has(group)) return { ...row, [key]: false }
    chosen.add(group)
    return row
  }
}

const relationsSql = `
select r.*, other.id as other_id, other.number as other_number, other.name as other_name, other.kind as other_kind
from parties.party f
join parties.party_relation r on r.from_party_id = f.id or r.to_party_id = f.id
join parties.party far on far.id = case when r.from_party_id = f.id then r.to_party_id else r.from_party_id end
join parties.party other on other.id = far.root_id
where f.root_id = $1
order by r.to_on nulls first, r.from_on, r.id
limit 200`
