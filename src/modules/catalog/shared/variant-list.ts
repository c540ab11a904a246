import { z } from 'zod'
import { defineEntity } from '../../../kernel/shared/entity.ts'
import { stateEnum } from '../../../kernel/shared/lifecycle.ts'
import { productLifecycle } from './product.lifecycle.ts'
import { taxClasses } from './tax-class.ts'

/** Variants with their product, as lists and lookups show them. */
export const variantListEntity = defineEntity({
  name: 'variant',
  table: 'catalog.variant_list',
  row: z.object({
    id: z.uuid(),
    companyId: z.uuid(),
    productId: z.uuid().meta({ filter: true }),
    sku: z.string().meta({ label: 'variant.sku', list: true, filter: true, sort: true }),
    name: z.string().meta({ label: 'variant.name', list: true, filter: true }),
    options: z.record(z.string(), z.string()).meta({ label: 'variant.options' }),
    gtin: z.string().nullable().meta({ label: 'variant.gtin', list: true, filter: true }),
    weightGrams: z.number().int().meta({ label: 'variant.weightGrams', list: true }),
    stocked: z.boolean().meta({ label: 'variant.stocked', list: true, filter: true }),
    unit: z.string().meta({ label: 'variant.unit' }),
    active: z.boolean().meta({ label: 'variant.active', filter: true }),
    version: z.number().int(),
    createdAt: z.date().meta({ sort: true }),
    productCode: z.string().meta({ label: 'product.code', filter: true }),
    productName: z.string().meta({ label: 'product.name', list: true, filter: true, sort: true }),
    productNameEn: z.string().meta({ label: 'product.nameEn' }),
    productState: stateEnum(productLifecycle).meta({
      label: 'product.state',
      words: 'state',
      list: true,
      filter: true,
    }),
    categoryId: z.uuid().nullable().meta({ filter: true }),
    brand: z.string().meta({ label: 'product.brand', list: true, filter: true }),
    taxClass: z.enum(taxClasses).meta({ label: 'product.taxClass', words: 'tax', filter: true }),
  }),
})
