import type { Tx } from '../../../kernel/server/transaction.ts'
import type { BusinessDate } from '../../../kernel/shared/calendar.ts'

/**
 * Brings a party's own row in line with what stands below it: roles held on `on`, the preferred phone and e-mail, taken
 * over everything merged into it. One statement for any number of parties; answers how many changed.
 */
export async function refreshDerived(tx: Tx, ids: readonly string[], on: BusinessDate): Promise<number> {
  if (ids.length === 0) return 0
  return tx.exec(
    'parties.refresh_derived',
    `update parties.party p
     set roles = d.roles, phone = d.phone, email = d.email
     from (
       select root.id,
         coalesce((
           select array_agg(distinct r.role order by r.role)
           from parties.party f join parties.party_role r on r.party_id = f.id
           where f.root_id = root.id and r.from_on <= $2 and (r.to_on is null or r.to_on >= $2)), '{}') as roles,
         (select c.value
          from parties.party f join parties.contact_point c on c.party_id = f.id
          where f.root_id = root.id and c.kind = 'phone'
          order by (f.id = root.id) desc, c.preferred desc, c.id limit 1) as phone,
         (select c.value
          from parties.party f join parties.contact_point c on c.party_id = f.id
          where f.root_id = root.id and c.kind = 'email'
          order by (f.id = root.id) desc, c.preferred desc, c.id limit 1) as email
       from parties.party root
       where root.id = any($1) and root.merged_into is null
     ) d
     where p.id = d.id and (p.roles, p.phone, p.email) is distinct from (d.roles, d.phone, d.email)`,
    [ids, on],
  )
}
