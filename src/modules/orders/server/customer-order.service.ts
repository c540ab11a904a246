import { transition } from '../../../kernel/server/lifecycle.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { DomainError, notFound } from '../../../kernel/shared/errors.ts'
import { orderRules } from './order.rules.ts'
import type { OrderRow } from './order.tables.ts'

/**
 * A customer takes an order back: the link and the last four digits of the phone it was placed with say who asks. The
 * lifecycle says until when. Refuses with `order.phone-does-not-match` (403); the caller counts the tries.
 */
export async function cancelByCustomer(
  tx: Tx,
  wish: { token: string; phoneDigits: string; reason: string },
): Promise<void> {
  const order = await tx.row<Pick<OrderRow, 'id' | 'shipTo'>>(
    'orders.order_for_customer',
    'select id, ship_to from orders.sales_order where tracking_token = $1 and company_id = $2',
    [wish.token, tx.principal.companyId],
  )
  if (!order) throw notFound('order', 'tracking')
  const digits = (order.shipTo?.phone ?? '').replace(/\D/g, '')
  if (digits.length < 4 || digits.slice(-4) !== wish.phoneDigits)
    throw new DomainError('order.phone-does-not-match', {}, 403)
  const { reason } = wish
  await transition(tx, orderRules, { id: order.id, name: 'cancel', input: { reason }, reason })
}
