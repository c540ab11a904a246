import { z } from 'zod'
import { defineLifecycle } from '../../../kernel/shared/lifecycle.ts'

const reason = z.string().trim().min(2).max(500)

/** An order from its first line to the customer's door; payment runs beside it and never decides the state alone. */
export const orderLifecycle = defineLifecycle({
  document: 'order',
  initial: 'draft',
  states: {
    draft: 'neutral',
    'awaiting-payment': 'waiting',
    confirmed: 'waiting',
    'on-hold': 'attention',
    fulfilling: 'waiting',
    shipped: 'good',
    delivered: 'good',
    cancelled: 'stopped',
  },
  transitions: {
    confirm: {
      from: ['draft', 'awaiting-payment'],
      to: 'confirmed',
      permission: 'order.confirm',
      event: 'order.confirmed',
      input: z.object({}),
      tone: 'primary',
    },
    release: {
      from: ['confirmed'],
      to: 'fulfilling',
      permission: 'order.release',
      event: 'order.released',
      input: z.object({ urgent: z.boolean().default(false) }),
      tone: 'primary',
    },
    hold: {
      from: ['confirmed'],
      to: 'on-hold',
      permission: 'order.hold',
      event: 'order.held',
      input: z.object({ reason }),
      tone: 'default',
    },
    resume: {
      from: ['on-hold'],
      to: 'confirmed',
      permission: 'order.hold',
      event: 'order.resumed',
      input: z.object({}),
      tone: 'primary',
    },
    'complete-shipping': {
      from: ['fulfilling'],
      to: 'shipped',
      permission: 'order.progress',
      event: 'order.shipped',
      input: z.object({}),
      tone: 'default',
    },
    'complete-delivery': {
      from: ['shipped', 'fulfilling'],
      to: 'delivered',
      permission: 'order.progress',
      event: 'order.delivered',
      input: z.object({}),
      tone: 'default',
    },
    cancel: {
      from: ['draft', 'awaiting-payment', 'confirmed', 'on-hold', 'fulfilling'],
      to: 'cancelled',
      permission: 'order.cancel',
      event: 'order.cancelled',
      input: z.object({ reason }),
      tone: 'danger',
    },
  },
})

/** One parcel run from one warehouse to the customer. */
export const shipmentLifecycle = defineLifecycle({
  document: 'shipment',
  initial: 'picking',
  states: { picking: 'waiting', packed: 'waiting', shipped: 'good', delivered: 'good', cancelled: 'stopped' },
  transitions: {
    pack: {
      from: ['picking'],
      to: 'packed',
      permission: 'shipment.progress',
      event: 'shipment.packed',
      input: z.object({
        parcels: z
          .array(z.object({ weightGrams: z.int().min(0).max(10_000_000) }))
          .max(100)
          .default([]),
      }),
      tone: 'default',
    },
    ship: {
      from: ['packed'],
      to: 'shipped',
      permission: 'shipment.ship',
      event: 'shipment.shipped',
      input: z.object({}),
      tone: 'primary',
    },
    deliver: {
      from: ['shipped'],
      to: 'delivered',
      permission: 'shipment.deliver',
      event: 'shipment.delivered',
      input: z.object({ receivedBy: z.string().trim().max(100).optional() }),
      tone: 'primary',
    },
  },
})
