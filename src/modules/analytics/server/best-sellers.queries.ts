import type { Db } from '../../../kernel/server/connection.ts'

/** Variants most units were ordered of since a day, the most wanted first. */
export async function bestSellers(
  db: Db,
  asked: { companyId: string; from: string; limit: number },
): Promise<string[]> {
  const rows = await db.rows<{ variantId: string }>(
    'analytics.best_sellers',
    `select variant_id from analytics.product_day
     where company_id = $1 and business_date >= $2::date
     group by variant_id
     order by sum(quantity) desc, variant_id
     limit $3`,
    [asked.companyId, asked.from, asked.limit],
  )
  return rows.map((row) => row.variantId)
}
