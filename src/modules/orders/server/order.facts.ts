import type { Db } from '../../../kernel/server/connection.ts'

/** What never changes about an order once it is placed. */
export interface OrderFacts {
  id: string
  companyId: string
  channelCode: string
  currency: string
  businessDate: string
  orderedAt: Date
  totalMinor: bigint
}

interface OrderLineFacts {
  orderId: string
  variantId: string | null
  sku: string
  name: string | null
  quantity: bigint
  totalMinor: bigint
}

export function orderFacts(db: Db, ids: readonly string[]): Promise<OrderFacts[]> {
  return db.rows<OrderFacts>(
    'orders.order_facts',
    `select id, company_id, channel_code, currency, business_date, ordered_at, total_minor
     from orders.sales_order where id = any($1)`,
    [ids],
  )
}

export function orderLineFacts(db: Db, orderIds: readonly string[]): Promise<OrderLineFacts[]> {
  return db.rows<OrderLineFacts>(
    'orders.order_line_facts',
    `select order_id, variant_id, sku, name, quantity, total_minor
     from orders.order_line where order_id = any($1)`,
    [orderIds],
  )
}
