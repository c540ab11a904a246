import type { Tone } from '../../../kernel/ui/values.tsx'

export type OrderState =
  | 'draft'
  | 'awaiting-payment'
  | 'confirmed'
  | 'on-hold'
  | 'fulfilling'
  | 'shipped'
  | 'delivered'
  | 'cancelled'

/** As `shared/order.lifecycle.ts` declares them; repeated here because that file carries the validator with it. */
export const orderTone: Record<OrderState, Tone> = {
  draft: 'neutral',
  'awaiting-payment': 'waiting',
  confirmed: 'waiting',
  'on-hold': 'attention',
  fulfilling: 'waiting',
  shipped: 'good',
  delivered: 'good',
  cancelled: 'stopped',
}
export const orderStates = Object.keys(orderTone) as OrderState[]

export type ShipmentState = 'picking' | 'packed' | 'shipped' | 'delivered' | 'cancelled'

export const shipmentTone: Record<ShipmentState, Tone> = {
  picking: 'waiting',
  packed: 'waiting',
  shipped: 'good',
  delivered: 'good',
  cancelled: 'stopped',
}
export const shipmentStates = Object.keys(shipmentTone) as ShipmentState[]

export const paymentTone: Record<string, Tone> = {
  created: 'waiting',
  pending: 'waiting',
  authorised: 'attention',
  captured: 'good',
  'partially-refunded': 'attention',
  refunded: 'neutral',
  declined: 'stopped',
  voided: 'neutral',
  expired: 'stopped',
}
