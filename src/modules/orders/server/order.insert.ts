import type { Tx } from '../../../kernel/server/transaction.ts'
import { snakeCase } from '../../../kernel/shared/entity.ts'
import type { Order, OrderLineRow, OrderRow } from './order.tables.ts'

const orderColumns = {
  id: 'uuid',
  companyId: 'uuid',
  number: 'text',
  state: 'text',
  channelCode: 'text',
  orgUnitId: 'uuid',
  partyId: 'uuid',
  partyName: 'text',
  customerGroup: 'text',
  currency: 'text',
  orderedAt: 'timestamptz',
  businessDate: 'date',
  shipTo: 'jsonb',
  note: 'text',
  netMinor: 'bigint',
  vatMinor: 'bigint',
  discountMinor: 'bigint',
  totalMinor: 'bigint',
  paidMinor: 'bigint',
  paymentTerms: 'text',
  allocation: 'text',
  externalSystem: 'text',
  externalKey: 'text',
  trackingToken: 'text',
  createdAt: 'timestamptz',
} as const satisfies Partial<Record<keyof OrderRow, string>>

const lineColumns = {
  id: 'uuid',
  orderId: 'uuid',
  lineNo: 'int',
  kind: 'text',
  variantId: 'uuid',
  sku: 'text',
  name: 'text',
  quantity: 'bigint',
  unitPrice: 'numeric',
  taxClass: 'text',
  discountMinor: 'bigint',
  netMinor: 'bigint',
  vatMinor: 'bigint',
  totalMinor: 'bigint',
} as const satisfies Partial<Record<keyof OrderLineRow, string>>

const orderNames = Object.keys(orderColumns).map(snakeCase).join(', ')
const lineNames = Object.keys(lineColumns).map(snakeCase).join(', ')
const quotedOrder = recordOf(orderColumns)
const quotedLine = recordOf(lineColumns)

const insertSql = `
with head as (
  insert into orders.sales_order (${orderNames})
  select ${quotedOrder.select} from jsonb_to_recordset($1::jsonb) as o(${quotedOrder.record})
)
insert into orders.order_line (${lineNames})
select ${quotedLine.select} from jsonb_to_recordset($2::jsonb) as l(${quotedLine.record})`

/** Writes any number of orders with their lines in one statement. */
export function insertOrders(tx: Tx, orders: readonly Order[]): void {
  if (orders.length === 0) return
  const heads = orders.map(({ lines: _lines, paymentToken: _token, ...head }) => head)
  tx.send('orders.insert_orders', insertSql, [
    JSON.stringify(heads),
    JSON.stringify(orders.flatMap((order) => order.lines)),
  ])
}

function recordOf(columns: Record<string, string>): { record: string; select: string } {
  return {
    record: Object.entries(columns)
      .map(([key, type]) => `"${key}" ${type}`)
      .join(', '),
    select: Object.keys(columns)
      .map((key) => `"${key}"`)
      .join(', '),
  }
}
