import { z } from 'zod'
import { quantityCodec } from '../shared/quantity.ts'

/** One stop of a walk. */
export const stop = z.object({
  variantId: z.uuid(),
  sku: z.string(),
  gtin: z.string().nullable(),
  productName: z.string(),
  weightGrams: z.number(),
  binCode: z.string().nullable(),
  zone: z.string().nullable(),
  pickSequence: z.number().nullable(),
  quantity: z.string(),
  picked: z.string(),
  parts: z.array(
    z.object({
      pickId: z.uuid(),
      lineId: z.uuid(),
      orderNumber: z.string(),
      slot: z.number(),
      quantity: z.string(),
      picked: z.string(),
    }),
  ),
})

export const scanBody = z.object({
  /** What the scanner sent: a barcode, with or without its AIM prefix, or a SKU typed by hand. */
  barcode: z.string().trim().min(1).max(128),
  /** One unless said otherwise. */
  quantity: quantityCodec().optional(),
})

export const scanned = z.object({
  variantId: z.uuid(),
  sku: z.string(),
  productName: z.string(),
  placed: z.array(
    z.object({
      pickId: z.uuid(),
      orderNumber: z.string(),
      quantity: z.string(),
      slot: z.number().optional(),
    }),
  ),
  remaining: z.string(),
  finished: z.array(z.uuid()),
})
