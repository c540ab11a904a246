import type { Db } from '../../../kernel/server/connection.ts'
import type { Principal } from '../../../kernel/server/principal.ts'
import { notFound } from '../../../kernel/shared/errors.ts'
import type { Explanation } from '../shared/strategies/strategy.ts'
import { withVariantNames } from './stock.queries.ts'
import { warehouses } from './warehouse.service.ts'

/** Every choice made for an order, newest first, with names a person knows. */
export async function allocationPage(
  db: Db,
  { orderId, principal }: { orderId: string; principal: Principal },
): Promise<Record<string, unknown>> {
  const choices = await db.rows<{ explanation: Explanation; createdAt: Date }>(
    'inventory.choices_of_order',
    `select explanation, created_at from inventory.allocation_choice
     where order_id = $1 and company_id = $2 order by created_at desc, id desc`,
    [orderId, principal.companyId],
  )
  if (choices.length === 0) throw notFound('allocation', orderId)
  const byId = new Map(
    (await warehouses(db, principal.companyId)).map((warehouse) => [warehouse.id, warehouse]),
  )
  return {
    choices: await Promise.all(
      choices.map(async ({ explanation, createdAt }) => ({
        ...explanation,
        createdAt,
        candidates: explanation.candidates.map((candidate) => ({
          ...candidate,
          name: byId.get(candidate.warehouseId)?.name ?? candidate.code,
        })),
        lines: (await withVariantNames(db, explanation.lines)).map((line) => ({
          ...line,
          from: line.from.map((part) => ({ ...part, code: byId.get(part.warehouseId)?.code ?? '' })),
        })),
      })),
    ),
  }
}
