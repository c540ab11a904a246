import type { Db } from '../../../kernel/server/connection.ts'
import { gramsOf, similarity } from '../../../kernel/shared/hangul.ts'
import { withoutLegalForm } from '../shared/legal-form.ts'
import type { PartyKind } from '../shared/party.ts'
import { searchKeys } from '../shared/search-keys.ts'

export const duplicateReasons = ['business-number', 'phone', 'email', 'name', 'similar-name'] as const
export type DuplicateReason = (typeof duplicateReasons)[number]

export interface Duplicate {
  id: string
  number: string
  kind: PartyKind
  state: string
  name: string
  phone: string | null
  email: string | null
  reasons: DuplicateReason[]
}

/** What is known of a party that may be there already; `id` leaves itself out. */
export interface DuplicateProbe {
  id?: string
  kind: PartyKind
  name: string
  businessNumber?: string | null
  /** Normalised: E.164 and lower-case mail. */
  phones?: readonly string[]
  emails?: readonly string[]
}

const similarEnough = 0.8
const candidatesAtMost = 20
/** Below this many pairs a name is too short for a slip to be told from another name. */
const pairsForSlips = 4

/**
 * Parties that are likely the same: by business number, phone or e-mail; organisations also by an equal or nearly equal
 * name, legal forms left aside. People share names, so a person's name alone says nothing; with the same postal code
 * and street it does. Pairs that somebody has told apart stay apart. Strongest reason first.
 */
export async function likelyDuplicates(
  db: Db,
  companyId: string,
  probe: DuplicateProbe,
): Promise<Duplicate[]> {
  const { searchText } = searchKeys({ name: probe.name })
  const name = withoutLegalForm(probe.name)
  const rows = await db.rows<Omit<Duplicate, 'reasons'> & { reason: DuplicateReason }>(
    'parties.duplicates',
    duplicatesSql,
    [
      companyId,
      probe.id ?? null,
      probe.businessNumber ?? null,
      probe.phones ?? [],
      probe.emails ?? [],
      probe.kind,
      searchText.split('|')[0] ?? '',
      JSON.stringify(probe.kind === 'organisation' ? slips(gramsOf(name)) : []),
    ],
  )
  const found = new Map<string, Duplicate>()
  for (const { reason, ...party } of rows) {
    if (reason === 'similar-name' && similarity(withoutLegalForm(party.name), name) < similarEnough) continue
    const known = found.get(party.id)
    if (known) known.reasons.push(reason)
    else found.set(party.id, { ...party, reasons: [reason] })
  }
  for (const duplicate of found.values()) {
    if (duplicate.reasons.includes('name'))
      duplicate.reasons = duplicate.reasons.filter((reason) => reason !== 'similar-name')
  }
  const strength = ({ reasons }: Duplicate) =>
    Math.min(...reasons.map((reason) => duplicateReasons.indexOf(reason)))
  return [...found.values()]
    .sort((a, b) => strength(a) - strength(b) || b.reasons.length - a.reasons.length)
    .slice(0, candidatesAtMost)
}

/** One wrong letter breaks two neighbouring pairs: a name with a slip holds all pairs but those. */
function slips(grams: readonly string[]): string[][] {
  if (grams.length < pairsForSlips || grams.length > 40) return []
  return grams.slice(1).map((_gram, index) => grams.filter((_pair, at) => at !== index && at !== index + 1))
}

const duplicatesSql = `
with found as (
  (select root_id, 'business-number' as reason from parties.party
   where company_id = $1 and business_number = $3 limit ${candidatesAtMost})
  union
  (select p.root_id, c.kind as reason
   from parties.contact_point c join parties.party p on p.id = c.party_id
   where c.company_id = $1
     and (c.kind = 'phone' and c.normalised = any($4) or c.kind = 'email' and c.normalised = any($5))
   limit ${candidatesAtMost})
  union
  (select p.root_id, 'name' as reason
   from parties.party p
   where p.company_id = $1 and p.kind = $6 and p.search_text like replace($7, '_', '\\_') || '|%'
     and ($6 = 'organisation' or exists (
       select 1
       from parties.party_address a join parties.party_address mine on mine.party_id = $2
       where a.party_id = p.id and a.postal_code <> '' and (a.postal_code, a.line1) = (mine.postal_code, mine.line1)))
   limit ${candidatesAtMost})
  union
  (select near.root_id, 'similar-name' as reason
   from jsonb_array_elements($8::jsonb) slip
   cross join lateral (
     select p.root_id
     from parties.party p
     where p.company_id = $1 and p.kind = 'organisation'
       and p.grams @> array(select jsonb_array_elements_text(slip))
     limit ${candidatesAtMost}
   ) near)
)
select p.id, p.number, p.kind, p.state, p.name, p.phone, p.email, f.reason
from found f
join parties.party p on p.id = f.root_id
where ($2::uuid is null or p.id <> (select root_id from parties.party where id = $2))
  and not exists (
    select 1 from parties.party_distinct d
    where (d.one_id, d.other_id) = (least(p.id, $2::uuid), greatest(p.id, $2::uuid)))
order by p.number`

export interface DuplicateGroup {
  reason: 'business-number' | 'phone' | 'email' | 'name'
  parties: Pick<Duplicate, 'id' | 'number' | 'kind' | 'name' | 'phone' | 'email'>[]
}

/** Groups over the whole company that share a number, a phone, an e-mail or (organisations) a name; for a spring clean. */
export async function duplicateGroups(db: Db, companyId: string, limit: number): Promise<DuplicateGroup[]> {
  return db.rows<DuplicateGroup>('parties.duplicate_groups', groupsSql, [companyId, limit])
}

const groupsSql = `
with shared as (
  select 'business-number' as reason, array_agg(distinct root_id) as ids
  from parties.party where company_id = $1 and business_number is not null group by business_number
  having count(distinct root_id) > 1
  union all
  select c.kind, array_agg(distinct p.root_id)
  from parties.contact_point c join parties.party p on p.id = c.party_id
  where c.company_id = $1 and c.kind in ('phone', 'email') group by c.kind, c.normalised
  having count(distinct p.root_id) > 1
  union all
  select 'name', array_agg(distinct root_id)
  from parties.party where company_id = $1 and kind = 'organisation' group by split_part(search_text, '|', 1)
  having count(distinct root_id) > 1
), groups as (
  select min(reason) as reason, ids from shared
  where not exists (
    select 1 from parties.party_distinct d
    where cardinality(ids) = 2 and (d.one_id, d.other_id) = (least(ids[1], ids[2]), greatest(ids[1], ids[2])))
  group by ids
  limit $2
)
select g.reason, jsonb_agg(
  jsonb_build_object(
    'id', p.id, 'number', p.number, 'kind', p.kind, 'name', p.name, 'phone', p.phone, 'email', p.email)
  order by p.number) as parties
from groups g join parties.party p on p.id = any(g.ids)
group by g.reason, g.ids
order by min(p.number)`
