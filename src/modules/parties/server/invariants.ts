import type { Db } from '../../../kernel/server/connection.ts'
import type { Invariant } from '../../../kernel/server/module.ts'

export const partyInvariants: readonly Invariant[] = [
  {
    name: 'a merged party leads to its survivor',
    capability: 'CRM-01',
    find: (db) =>
      held(
        db,
        'select count(*) from parties.party',
        // Following one merge must keep the root: then, the chain being finite, its end is the root.
        `select p.number || ' does not lead to its survivor' as fault
         from parties.party p
         left join parties.party into_party on into_party.id = p.merged_into
         where p.merged_into is not null and into_party.root_id is distinct from p.root_id
            or p.merged_into is null and p.root_id <> p.id
         limit 20`,
      ),
  },
  {
    name: 'a reference names a party of its own company',
    capability: 'CRM-01',
    find: (db) =>
      held(
        db,
        'select count(*) from parties.external_reference',
        `select e.system || '/' || e.key || ' names a party of another company' as fault
         from parties.external_reference e join parties.party p on p.id = e.party_id
         where p.company_id <> e.company_id
         limit 20`,
      ),
  },
  {
    name: 'a contact point that is shown is one the party has',
    capability: 'CRM-01',
    find: (db) =>
      held(
        db,
        'select count(*) from parties.party where phone is not null or email is not null',
        `select p.number || ' shows a contact point it does not have' as fault
         from parties.party p
         cross join lateral (values ('phone', p.phone), ('email', p.email)) shown(kind, value)
         where p.merged_into is null and shown.value is not null and not exists (
           select 1 from parties.party f join parties.contact_point c on c.party_id = f.id
           where f.root_id = p.id and c.kind = shown.kind and c.value = shown.value)
         limit 20`,
      ),
  },
]

async function held(
  db: Db,
  countSql: string,
  faultSql: string,
): Promise<{ checked: bigint; faults: string[] }> {
  const count = await db.row<{ count: bigint }>('', countSql)
  const faults = await db.rows<{ fault: string }>('', faultSql)
  return { checked: count?.count ?? 0n, faults: faults.map(({ fault }) => fault) }
}
