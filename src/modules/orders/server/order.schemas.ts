import { z } from 'zod'
import { presentedSchema } from '../../../kernel/server/http/present.ts'
import { offeredActionSchema } from '../../../kernel/shared/lifecycle.ts'
import { orderEntity, shipmentEntity } from '../shared/order.ts'

const moneyShown = z.object({ amount: z.string(), currency: z.string() })

const lineShown = z.looseObject({
  id: z.uuid(),
  lineNo: z.number(),
  kind: z.enum(['goods', 'service', 'shipping']),
  variantId: z.uuid().nullable(),
  sku: z.string(),
  name: z.string().nullable(),
  quantity: z.string(),
  cancelledQuantity: z.string(),
  shippedQuantity: z.string(),
  returnedQuantity: z.string(),
  unitPrice: z.string(),
  taxClass: z.string(),
  discount: moneyShown,
  net: moneyShown,
  vat: moneyShown,
  total: moneyShown,
})

export const placedSchema = presentedSchema(orderEntity)
  .extend({ due: moneyShown, lines: z.array(lineShown) })
  .loose()

const explanationShown = z.unknown()

export const orderPageSchema = placedSchema
  .extend({
    trackingPath: z.string(),
    shipTo: z.unknown(),
    shipments: z.array(z.looseObject({ id: z.uuid(), number: z.string(), state: z.string() })),
    payments: z.array(z.unknown()),
    explanations: z.array(explanationShown),
    /** What may be done besides moving the order on. */
    offers: z.array(offeredActionSchema),
    actions: z.array(offeredActionSchema),
  })
  .loose()

export const shipmentPageSchema = presentedSchema(shipmentEntity)
  .extend({
    lines: z.array(z.unknown()),
    tracking: z.array(z.unknown()),
    actions: z.array(offeredActionSchema),
  })
  .loose()

export const trackingSchema = z.object({
  number: z.string(),
  state: z.string(),
  orderedAt: z.string(),
  shipments: z.array(
    z.object({
      number: z.string(),
      state: z.string(),
      carrierCode: z.string().nullable(),
      waybillNumber: z.string().nullable(),
      recipient: z.string(),
      shippedAt: z.string().nullable(),
      deliveredAt: z.string().nullable(),
      events: z.array(z.object({ at: z.string(), code: z.string(), place: z.string() })),
    }),
  ),
})
