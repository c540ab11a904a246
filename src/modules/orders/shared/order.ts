import { z } from 'zod'
import { defineEntity } from '../../../kernel/shared/entity.ts'
import { stateEnum } from '../../../kernel/shared/lifecycle.ts'
import { currencyCode, decimalString, minor } from '../../../kernel/shared/money.ts'
import { orderLifecycle, shipmentLifecycle } from './order.lifecycle.ts'

const maxLines = 500
const maxQuantity = 10_000_000n

export const addressSchema = z.object({
  name: z.string().trim().max(100),
  phone: z.string().trim().max(40).default(''),
  postalCode: z.string().trim().max(12).default(''),
  line1: z.string().trim().max(200),
  line2: z.string().trim().max(200).default(''),
  country: z.string().length(2).default('KR'),
})
export type ShipTo = z.output<typeof addressSchema>

export const orderEntity = defineEntity({
  name: 'order',
  table: 'orders.sales_order',
  row: z.object({
    id: z.uuid(),
    companyId: z.uuid(),
    number: z
      .string()
      .max(40)
      .meta({ label: 'order.number', list: true, filter: true, sort: true, search: true }),
    state: stateEnum(orderLifecycle).meta({
      label: 'order.state',
      words: 'orderState',
      list: true,
      filter: true,
    }),
    channelCode: z.string().max(40).meta({ label: 'order.channel', list: true, filter: true }),
    partyId: z.uuid().nullable().meta({ label: 'order.party', filter: true }),
    partyName: z.string().max(200).nullable().meta({ label: 'order.customer', list: true, personal: 'name' }),
    currency: currencyCode().meta({ label: 'order.currency', filter: true }),
    totalMinor: minor().meta({ label: 'order.total', list: true, sort: true, filter: true }),
    paidMinor: minor().meta({ label: 'order.paid', list: true }),
    refundedMinor: minor().meta({ label: 'order.refunded' }),
    cancelledMinor: minor().meta({ label: 'order.cancelledAmount' }),
    paymentTerms: z
      .enum(['received', 'card', 'bank-transfer', 'on-account'])
      .meta({ label: 'order.paymentTerms', words: 'terms', filter: true }),
    orderedAt: z.date().meta({ label: 'order.orderedAt', list: true, filter: true, sort: true }),
    businessDate: z.iso.date().meta({ label: 'order.businessDate', filter: true }),
    externalKey: z.string().max(120).nullable().meta({ label: 'order.externalKey', filter: true }),
    version: z.int(),
  }),
})

export const shipmentEntity = defineEntity({
  name: 'shipment',
  table: 'orders.shipment',
  row: z.object({
    id: z.uuid(),
    companyId: z.uuid(),
    number: z
      .string()
      .max(40)
      .meta({ label: 'shipment.number', list: true, filter: true, sort: true, search: true }),
    state: stateEnum(shipmentLifecycle).meta({
      label: 'shipment.state',
      words: 'shipmentState',
      list: true,
      filter: true,
    }),
    orderId: z.uuid().meta({ filter: true }),
    orderNumber: z.string().max(40).meta({ label: 'order.number', list: true, filter: true, search: true }),
    warehouseId: z.uuid().meta({ label: 'shipment.warehouse', filter: true }),
    recipient: z.string().max(100).meta({ label: 'shipment.recipient', list: true, personal: 'name' }),
    carrierCode: z
      .string()
      .max(40)
      .nullable()
      .meta({ label: 'shipment.carrier', words: 'carrierName', list: true, filter: true }),
    waybillNumber: z
      .string()
      .max(60)
      .nullable()
      .meta({ label: 'shipment.waybill', list: true, filter: true, search: true }),
    createdAt: z.date().meta({ label: 'shipment.createdAt', list: true, sort: true, filter: true }),
    shippedAt: z.date().nullable().meta({ label: 'shipment.shippedAt', list: true, filter: true }),
    deliveredAt: z.date().nullable().meta({ label: 'shipment.deliveredAt', list: true }),
    version: z.int(),
  }),
})

const quantity = z
  .codec(z.union([z.string().regex(/^\d{1,9}$/), z.int().positive()]), z.bigint(), {
    decode: (given) => BigInt(given),
    encode: (value) => value.toString(),
  })
  .refine((value) => value > 0n && value <= maxQuantity)

const orderLineDraft = z
  .object({
    variantId: z.uuid().optional(),
    sku: z.string().trim().min(1).max(80).optional(),
    quantity,
    /** Overrules the price list; needs `order.price`. */
    unitPrice: decimalString().optional(),
    /** Taken off the whole line, in minor units; needs `order.price`. */
    discount: minor().optional(),
    description: z.string().trim().max(300).optional(),
  })
  .refine((line) => line.variantId !== undefined || line.sku !== undefined, { message: 'variantId or sku' })

const paymentDraft = z.discriminatedUnion('terms', [
  z.object({
    terms: z.literal('received'),
    method: z.enum(['cash', 'external', 'card', 'bank']),
    reference: z.string().trim().min(1).max(120),
  }),
  z.object({ terms: z.literal('card'), returnUrl: z.string().max(500).optional() }),
  z.object({ terms: z.literal('bank-transfer') }),
  z.object({ terms: z.literal('on-account') }),
])

/** The one standard form into which every channel's order is captured. */
export const orderDraft = z.object({
  id: z.uuid().optional(),
  channel: z.string().trim().min(1).max(40),
  partyId: z.uuid().nullable().optional(),
  customerName: z.string().trim().max(200).optional(),
  currency: currencyCode().optional(),
  orderedAt: z.iso.datetime().optional(),
  lines: z.array(orderLineDraft).min(1).max(maxLines),
  discount: minor().optional(),
  shippingFee: minor().optional(),
  shipTo: addressSchema.optional(),
  note: z.string().trim().max(2000).optional(),
  externalRef: z.object({ system: z.string().min(1).max(40), key: z.string().min(1).max(80) }).optional(),
  allocation: z.enum(['fewest-parcels', 'nearest', 'oldest-stock']).optional(),
  payment: paymentDraft,
  /** Sold over the counter: the goods leave this warehouse with the customer, and the order is done. */
  handOver: z.object({ warehouseId: z.uuid() }).optional(),
  /** Kept as a draft: nothing is reserved until it is confirmed. */
  draft: z.boolean().default(false),
})
export type OrderDraft = z.output<typeof orderDraft>
export type OrderLineDraft = OrderDraft['lines'][number]
