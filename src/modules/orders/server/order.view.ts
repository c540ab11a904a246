import { present } from '../../../kernel/server/http/present.ts'
import { positionOf } from '../shared/amounts.ts'
import type { Order } from './order.tables.ts'

/** An order as its capture answers it: all a channel needs to print a receipt. */
export function placedView(order: Order): Record<string, unknown> {
  const { lines, paymentToken, ...head } = order
  return {
    ...present(head),
    ...derivedAmounts(order),
    ...(paymentToken ? { paymentPath: `/api/v1/payments/pay/${paymentToken}` } : {}),
    lines: lines.map((line) => placedLine(line, order.currency)),
  }
}

/** A line as it was captured: what will be cancelled, shipped and returned of it has no amounts yet. */
function placedLine(line: Order['lines'][number], currency: string): Record<string, unknown> {
  const {
    orderId,
    cancelledMinor,
    cancelledNetMinor,
    shippedMinor,
    shippedNetMinor,
    returnedMinor,
    ...rest
  } = line
  const { returnedNetMinor, ...captured } = rest
  return present({ ...captured, currency })
}

/** What remains to be paid, and what is held for the customer: derived, so that they can never disagree. */
export function derivedAmounts(order: Order): Record<string, unknown> {
  const dueMinor =
    order.totalMinor - order.cancelledMinor - order.returnedMinor - (order.paidMinor - order.refundedMinor)
  return present({ dueMinor, positionMinor: positionOf(order), currency: order.currency })
}
