import type { Db } from '../../../kernel/server/connection.ts'
import type { ListQuery } from '../../../kernel/server/http/list-query.ts'
import type { Principal } from '../../../kernel/server/principal.ts'
import { partyMatching } from '../../parties/api.ts'

const matchesAtMost = 300

/**
 * `?q=` on the order list: an order number by its beginning, else the customer's name. Names are looked up among the
 * customers, who are few, and never among the orders, who are many.
 */
export async function searchOrders(
  db: Db,
  { parts }: ListQuery,
  q: string,
  principal: Principal,
): Promise<void> {
  const wanted = q.trim()
  if (/^[A-Za-z]{1,4}-?\d/.test(wanted)) {
    parts.where(`number like ${parts.value(`${wanted.toUpperCase().replace(/[\\%_]/g, '\\$&')}%`)}`)
    return
  }
  const ids = await partyMatching(db, principal.companyId, wanted, matchesAtMost)
  const matching = parts.value(ids)
  const pattern = parts.value(`%${wanted.replace(/[\\%_]/g, '\\$&')}%`)
  parts.where(`(party_id = any(${matching}::uuid[]) or (party_id is null and party_name ilike ${pattern}))`)
}
