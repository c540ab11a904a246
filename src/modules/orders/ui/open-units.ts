import type { OrderLine } from './order.api.ts'

export function openUnitsOf(line: OrderLine): bigint {
  return BigInt(line.quantity) - BigInt(line.cancelledQuantity) - BigInt(line.shippedQuantity)
}

export function returnableUnitsOf(line: OrderLine): bigint {
  return BigInt(line.shippedQuantity) - BigInt(line.returnedQuantity)
}
