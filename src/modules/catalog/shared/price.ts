import { z } from 'zod'
import { defineEntity } from '../../../kernel/shared/entity.ts'
import { currencyCode, nonNegativeDecimal } from '../../../kernel/shared/money.ts'
import { codePattern } from './channel.ts'

export const priceListEntity = defineEntity({
  name: 'price-list',
  table: 'catalog.price_list',
  row: z.object({
    id: z.uuid(),
    companyId: z.uuid(),
    code: z
      .string()
      .max(64)
      .meta({ label: 'priceList.code', list: true, filter: true, sort: true, search: true }),
    name: z.string().max(100).meta({ label: 'priceList.name', list: true, sort: true, search: true }),
    nameEn: z.string().max(100).meta({ label: 'priceList.nameEn' }),
    channelId: z.uuid().nullable().meta({ label: 'priceList.channel', filter: true }),
    customerGroup: z
      .string()
      .max(64)
      .nullable()
      .meta({ label: 'priceList.customerGroup', list: true, filter: true }),
    currency: z.string().meta({ label: 'priceList.currency', list: true, filter: true }),
    pricesIncludeTax: z.boolean().meta({ label: 'priceList.pricesIncludeTax', list: true }),
    validFrom: z.iso.date().nullable().meta({ label: 'priceList.validFrom', list: true, filter: true }),
    validTo: z.iso.date().nullable().meta({ label: 'priceList.validTo', list: true, filter: true }),
    active: z.boolean().meta({ label: 'priceList.active', list: true, filter: true }),
    version: z.number().int(),
    createdAt: z.date().meta({ sort: true, computed: true }),
  }),
})

export const priceListDraft = z.object({
  code: z.string().min(1).max(64).regex(codePattern),
  name: z.string().trim().min(1).max(100),
  nameEn: z.string().trim().max(100).optional(),
  channelCode: z.string().max(64).nullable().optional(),
  customerGroup: z.string().trim().min(1).max(64).nullable().optional(),
  currency: currencyCode(),
  pricesIncludeTax: z.boolean(),
  validFrom: z.iso.date().nullable().optional(),
  validTo: z.iso.date().nullable().optional(),
  active: z.boolean().optional(),
})
export type PriceListDraft = z.output<typeof priceListDraft>

const unitPrice = nonNegativeDecimal().refine((text) => (text.split('.')[1] ?? '').length <= 6, {
  error: 'price.too-precise',
})

/** One price from a day on, for good or until a day; what stood there before is cut at its edges and kept as history. */
export const priceDraft = z.object({
  priceListCode: z.string().max(64),
  sku: z.string().max(64).optional(),
  variantId: z.uuid().optional(),
  unitPrice,
  /** Applies from this quantity on; 0 for any. */
  minQuantity: nonNegativeDecimal().optional(),
  validFrom: z.iso.date().optional(),
  validTo: z.iso.date().nullable().optional(),
})
export type PriceDraft = z.output<typeof priceDraft>
