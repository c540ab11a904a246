import type { SearchSource } from '../../../kernel/server/module.ts'

interface Found {
  id: string
  companyId: string
  number: string
  partyName: string | null
  state: string
  externalKey: string | null
}

/** Orders in the global search, by number, customer and the channel's own number. */
export const orderSearch: readonly SearchSource[] = [
  {
    entity: 'order',
    on: ['order.placed@1'],
    permission: 'order.read',
    path: '/orders/:id',
    async load(db, ids) {
      const rows = await db.rows<Found>(
        'orders.search_load',
        'select id, company_id, number, party_name, state, external_key from orders.sales_order where id = any($1)',
        [ids],
      )
      return rows.map((row) => ({
        id: row.id,
        companyId: row.companyId,
        title: row.number,
        subtitle: row.partyName ?? '',
        texts: [row.number, row.partyName ?? '', row.externalKey ?? ''].filter((text) => text !== ''),
      }))
    },
    async ids(db, companyId, after, limit) {
      const rows = await db.rows<{ id: string }>(
        'orders.search_ids',
        `select id from orders.sales_order where company_id = $1 and ($2::uuid is null or id > $2) order by id limit $3`,
        [companyId, after, limit],
      )
      return rows.map((row) => row.id)
    },
  },
]
