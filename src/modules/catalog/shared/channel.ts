import { z } from 'zod'
import { defineEntity } from '../../../kernel/shared/entity.ts'
import { currencyCode } from '../../../kernel/shared/money.ts'

export const channelKinds = ['phone', 'store', 'web', 'api', 'marketplace'] as const

export const channelEntity = defineEntity({
  name: 'channel',
  table: 'catalog.channel',
  row: z.object({
    id: z.uuid(),
    companyId: z.uuid(),
    code: z
      .string()
      .max(64)
      .meta({ label: 'channel.code', list: true, filter: true, sort: true, search: true }),
    name: z.string().max(100).meta({ label: 'channel.name', list: true, sort: true, search: true }),
    nameEn: z.string().max(100).meta({ label: 'channel.nameEn' }),
    kind: z
      .enum(channelKinds)
      .meta({ label: 'channel.kind', words: 'channel.kinds', list: true, filter: true }),
    currency: z.string().meta({ label: 'channel.currency', list: true, filter: true }),
    pricesIncludeTax: z.boolean().meta({ label: 'channel.pricesIncludeTax', list: true }),
    active: z.boolean().meta({ label: 'channel.active', list: true, filter: true }),
    version: z.number().int(),
    createdAt: z.date().meta({ sort: true, computed: true }),
  }),
})

export const codePattern = /^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u

export const channelDraft = z.object({
  code: z.string().min(1).max(64).regex(codePattern),
  name: z.string().trim().min(1).max(100),
  nameEn: z.string().trim().max(100).optional(),
  kind: z.enum(channelKinds),
  currency: currencyCode(),
  pricesIncludeTax: z.boolean(),
  active: z.boolean().optional(),
})
export type ChannelDraft = z.output<typeof channelDraft>

export const categoryEntity = defineEntity({
  name: 'category',
  table: 'catalog.category',
  row: z.object({
    id: z.uuid(),
    companyId: z.uuid(),
    parentId: z.uuid().nullable().meta({ filter: true }),
    code: z
      .string()
      .max(64)
      .meta({ label: 'category.code', list: true, filter: true, sort: true, search: true }),
    name: z.string().max(100).meta({ label: 'category.name', list: true, sort: true, search: true }),
    nameEn: z.string().max(100).meta({ label: 'category.nameEn' }),
    position: z.number().int().meta({ label: 'category.position', sort: true }),
    version: z.number().int(),
    createdAt: z.date().meta({ sort: true, computed: true }),
  }),
})

export const categoryDraft = z.object({
  code: z.string().min(1).max(64).regex(codePattern),
  name: z.string().trim().min(1).max(100),
  nameEn: z.string().trim().max(100).optional(),
  /** Code of the category above; must stand earlier in the same call or be there already. */
  parentCode: z.string().max(64).nullable().optional(),
  position: z.number().int().min(0).max(100_000).optional(),
})
export type CategoryDraft = z.output<typeof categoryDraft>
