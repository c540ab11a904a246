import { z } from 'zod'
import { defineEntity } from '../../../kernel/shared/entity.ts'
import { isGtin } from '../../../kernel/shared/gtin.ts'
import { stateEnum } from '../../../kernel/shared/lifecycle.ts'
import { productLifecycle } from './product.lifecycle.ts'
import { taxClasses } from './tax-class.ts'

const skuPattern = /^[^\s\p{C}](?:[^\p{C}]*[^\s\p{C}])?$/u

export const productEntity = defineEntity({
  name: 'product',
  table: 'catalog.product',
  row: z.object({
    id: z.uuid(),
    companyId: z.uuid(),
    code: z
      .string()
      .max(64)
      .meta({ label: 'product.code', list: true, filter: true, sort: true, search: true }),
    name: z
      .string()
      .max(200)
      .meta({ label: 'product.name', list: true, filter: true, sort: true, search: true }),
    nameEn: z.string().max(200).meta({ label: 'product.nameEn', filter: true }),
    description: z.string().max(10_000).meta({ label: 'product.description' }),
    categoryId: z.uuid().nullable().meta({ label: 'product.category', filter: true }),
    brand: z.string().max(100).meta({ label: 'product.brand', list: true, filter: true }),
    taxClass: z.enum(taxClasses).meta({ label: 'product.taxClass', words: 'tax', list: true, filter: true }),
    state: stateEnum(productLifecycle).meta({
      label: 'product.state',
      words: 'state',
      list: true,
      filter: true,
      computed: true,
    }),
    visibleChannels: z.array(z.string()).nullable().meta({ label: 'product.visibleChannels' }),
    visibleRoles: z.array(z.string()).nullable().meta({ label: 'product.visibleRoles' }),
    version: z.number().int(),
    createdAt: z
      .date()
      .meta({ label: 'product.createdAt', list: true, filter: true, sort: true, computed: true }),
  }),
})

export const variantEntity = defineEntity({
  name: 'variant',
  table: 'catalog.variant',
  row: z.object({
    id: z.uuid(),
    companyId: z.uuid(),
    productId: z.uuid().meta({ filter: true }),
    sku: z
      .string()
      .max(64)
      .meta({ label: 'variant.sku', list: true, filter: true, sort: true, search: true }),
    name: z.string().max(200).meta({ label: 'variant.name', list: true, filter: true, search: true }),
    options: z.record(z.string(), z.string()).meta({ label: 'variant.options' }),
    gtin: z.string().nullable().meta({ label: 'variant.gtin', list: true, filter: true, search: true }),
    weightGrams: z.number().int().meta({ label: 'variant.weightGrams', list: true }),
    lengthMm: z.number().int().nullable().meta({ label: 'variant.lengthMm' }),
    widthMm: z.number().int().nullable().meta({ label: 'variant.widthMm' }),
    heightMm: z.number().int().nullable().meta({ label: 'variant.heightMm' }),
    stocked: z.boolean().meta({ label: 'variant.stocked', list: true, filter: true }),
    unit: z.string().max(16).meta({ label: 'variant.unit' }),
    active: z.boolean().meta({ label: 'variant.active', filter: true }),
    version: z.number().int(),
    createdAt: z.date().meta({ sort: true, computed: true }),
  }),
})

/** What a variant is made from; absent fields keep what is there on a change and take their defaults on creation. */
export const variantDraft = z.object({
  sku: z.string().min(1).max(64).regex(skuPattern),
  name: z.string().trim().max(200).optional(),
  /** 색상: 빨강, 크기: L … */
  options: z.record(z.string().min(1).max(50), z.string().max(100)).optional(),
  gtin: z.string().refine(isGtin, { error: 'variant.gtin-wrong' }).nullable().optional(),
  weightGrams: z.number().int().min(0).max(100_000_000).optional(),
  lengthMm: z.number().int().min(1).max(100_000).nullable().optional(),
  widthMm: z.number().int().min(1).max(100_000).nullable().optional(),
  heightMm: z.number().int().min(1).max(100_000).nullable().optional(),
  /** False for services and postage: sold, but never reserved or issued. */
  stocked: z.boolean().optional(),
  unit: z.string().min(1).max(16).optional(),
  active: z.boolean().optional(),
})
export type VariantDraft = z.output<typeof variantDraft>

export const variantChange = variantDraft.omit({ sku: true })
export type VariantChange = z.output<typeof variantChange>

const productFields = z.object({
  code: z.string().trim().min(1).max(64).optional(),
  name: z.string().trim().min(1).max(200),
  nameEn: z.string().trim().max(200).optional(),
  description: z.string().max(10_000).optional(),
  categoryCode: z.string().max(64).nullable().optional(),
  brand: z.string().trim().max(100).optional(),
  taxClass: z.enum(taxClasses).optional(),
  visibleChannels: z.array(z.string().max(64)).max(50).nullable().optional(),
  visibleRoles: z.array(z.string().max(64)).max(50).nullable().optional(),
})

export const productDraft = productFields.extend({
  /** Sold at once unless said otherwise. */
  state: z.enum(['draft', 'active']).optional(),
  variants: z.array(variantDraft).min(1).max(100),
})
export type ProductDraft = z.output<typeof productDraft>

export const productChange = productFields.omit({ code: true }).partial()
export type ProductChange = z.output<typeof productChange>
