import type { Tx } from '../../../kernel/server/transaction.ts'
import type { addressRows, ContactRow, roleRows } from './party-draft.ts'

interface Parts {
  contacts: readonly ContactRow[]
  roles: readonly ReturnType<typeof roleRows>[number][]
  addresses: readonly ReturnType<typeof addressRows>[number][]
}

/**
 * Adds contact points, roles and addresses that are not there yet, one statement each; answers the parties that got
 * something. What is there already stays untouched, so that an import run twice adds nothing.
 */
export async function writeParts(tx: Tx, { contacts, roles, addresses }: Parts): Promise<Set<string>> {
  const context = [tx.principal.companyId, tx.now]
  const touched = new Set<string>()
  const write = async (name: string, text: string, rows: readonly unknown[]) => {
    if (rows.length === 0) return
    const added = await tx.rows<{ partyId: string }>(name, text, [JSON.stringify(rows), ...context])
    for (const { partyId } of added) touched.add(partyId)
  }
  await write('parties.add_contacts', contactsSql, contacts)
  await write('parties.add_roles', rolesSql, roles)
  await write('parties.add_addresses', addressesSql, addresses)
  return touched
}

const contactsSql = `
insert into parties.contact_point (id, company_id, party_id, kind, value, normalised, label, preferred, created_at)
select c.id, $2, c.party_id, c.kind, c.value, c.normalised, c.label,
  c.first and not exists (
    select 1 from parties.contact_point x where x.party_id = c.party_id and x.kind = c.kind and x.preferred),
  $3
from jsonb_to_recordset($1::jsonb) as c(
  id uuid, party_id uuid, kind text, value text, normalised text, label text, first boolean)
on conflict (party_id, kind, normalised) do nothing
returning party_id`

const rolesSql = `
insert into parties.party_role (id, company_id, party_id, role, from_on, to_on, created_at)
select r.id, $2, r.party_id, r.role, r.from_on, r.to_on, $3
from jsonb_to_recordset($1::jsonb) as r(id uuid, party_id uuid, role text, from_on date, to_on date)
where not exists (
  select 1 from parties.party_role x
  where x.party_id = r.party_id and x.role = r.role
    and (x.to_on is null or x.to_on >= r.from_on) and (r.to_on is null or r.to_on >= x.from_on))
on conflict (party_id, role) where to_on is null do nothing
returning party_id`

const addressesSql = `
insert into parties.party_address
  (id, company_id, party_id, kind, recipient, phone, country, postal_code, region, city, line1, line2, from_on,
   is_default, created_at)
select a.id, $2, a.party_id, a.kind, a.recipient, a.phone, a.country, a.postal_code, a.region, a.city, a.line1, a.line2,
  a.from_on,
  a.first and not exists (select 1 from parties.party_address x where x.party_id = a.party_id and x.is_default),
  $3
from jsonb_to_recordset($1::jsonb) as a(
  id uuid, party_id uuid, kind text, recipient text, phone text, country text, postal_code text, region text,
  city text, line1 text, line2 text, from_on date, first boolean)
where not exists (
  select 1 from parties.party_address x
  where x.party_id = a.party_id and x.to_on is null
    and (x.country, x.postal_code, x.line1, x.line2) = (a.country, a.postal_code, a.line1, a.line2))
returning party_id`
