import { readPersonalData } from '../../../kernel/server/personal-data.ts'
import { may, type Principal } from '../../../kernel/server/principal.ts'
import type { OfferedAction } from '../../../kernel/shared/lifecycle.ts'
import { openUnits } from './order.rules.ts'
import type { Order } from './order.tables.ts'

/** States in which an order may still be changed: nothing of it is being picked. */
export const changeableStates: readonly string[] = ['draft', 'awaiting-payment', 'confirmed', 'on-hold']

/**
 * What may be done to an order besides moving it on: change its address, take units off it, take shipped units back.
 * Whoever sees an address masked is not offered to change it. Screens draw these as the server offers them, and decide nothing.
 */
export function offersOf(order: Order, principal: Principal): OfferedAction[] {
  const offers: (OfferedAction & { permission: string; fits: boolean })[] = [
    {
      name: 'change',
      tone: 'default',
      permission: 'order.change',
      fits: order.state !== 'cancelled' && may(principal, readPersonalData),
      refusal: tooLate(order),
    },
    {
      name: 'cancel-lines',
      tone: 'default',
      permission: 'order.cancel',
      fits: openUnits(order) > 0n,
      refusal: tooLate(order),
    },
    {
      name: 'return',
      tone: 'danger',
      permission: 'order.return',
      fits: returnableUnits(order) > 0n,
      refusal: null,
    },
  ]
  return offers
    .filter(({ permission, fits }) => fits && may(principal, permission))
    .map(({ name, tone, refusal }) => ({ name, tone, refusal }))
}

function tooLate(order: Order): string | null {
  return changeableStates.includes(order.state) ? null : 'order.too-late-to-change'
}

function returnableUnits(order: Order): bigint {
  return order.lines.reduce((sum, line) => sum + line.shippedQuantity - line.returnedQuantity, 0n)
}
