import type { Db } from '../../../kernel/server/connection.ts'
import type { ListQuery } from '../../../kernel/server/http/list-query.ts'
import type { Principal } from '../../../kernel/server/principal.ts'
import { isChosungQuery } from '../../../kernel/shared/hangul.ts'
import { partyMatching } from '../../parties/api.ts'

const matchesAtMost = 300

/**
 * `?q=` on the order list: an order number by its beginning, else the customer's name. Names are looked up among the
 * customers, who are few, and each hit's newest orders are read by its own index; a name so common that it selects
 * nothing is compared while the list is walked in its order. Orders without a customer record carry a name of their own.
 */
export async function searchOrders(db: Db, list: ListQuery, q: string, principal: Principal): Promise<void> {
  const { parts, sort } = list
  const wanted = q.trim()
  if (/^[A-Za-z]{1,4}-?\d/.test(wanted)) {
    parts.where(`number like ${parts.value(`${escaped(wanted.toUpperCase())}%`)}`)
    return
  }
  const ids = await partyMatching(db, principal.companyId, wanted, matchesAtMost)
  const ownName = `party_name like ${parts.value(`%${escaped(wanted)}%`)}`
  if (ids.length >= matchesAtMost) {
    parts.where(isChosungQuery(wanted) ? `party_id = any(${parts.value(ids)}::uuid[])` : ownName)
  } else if (sort.column.key === 'orderedAt') {
    list.perKey = {
      column: 'party_id',
      values: ids,
      otherwise: `party_id is null and party_name is not null and ${ownName}`,
    }
  } else {
    parts.where(`(party_id = any(${parts.value(ids)}::uuid[]) or (party_id is null and ${ownName}))`)
  }
}

function escaped(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}
