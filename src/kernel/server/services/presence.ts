import type { Db } from '../connection.ts'
import type { Principal } from '../principal.ts'

/** Screens say so every twenty seconds; whoever was silent this long has gone. */
const presentSeconds = 45

/** Says that this person has the record open, and answers who else has. */
export function seeRecord(
  db: Db,
  record: { entity: string; id: string; principal: Principal },
): Promise<{ name: string }[]> {
  const { entity, id, principal } = record
  return db.rows(
    'kernel.see_record',
    `with mine as (
       insert into kernel.presence (entity, record_id, user_id, company_id, user_name, seen_at)
       values ($1, $2, $3, $4, $5, now())
       on conflict (entity, record_id, user_id) do update set seen_at = excluded.seen_at, user_name = excluded.user_name
     ), gone as (
       delete from kernel.presence
       where (entity, record_id, user_id) in (
         select entity, record_id, user_id from kernel.presence
         where seen_at < now() - make_interval(secs => ${2 * presentSeconds})
         order by seen_at
         for update skip locked
         limit 20)
     )
     select user_name as name from kernel.presence
     where entity = $1 and record_id = $2 and company_id = $4 and user_id <> $3
       and seen_at > now() - make_interval(secs => ${presentSeconds})
     order by user_name`,
    [entity, id, principal.id, principal.companyId, principal.name],
  )
}
