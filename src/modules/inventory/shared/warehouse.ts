import { z } from 'zod'
import { defineEntity } from '../../../kernel/shared/entity.ts'
import { stateEnum } from '../../../kernel/shared/lifecycle.ts'
import { currencyCode, decimalString } from '../../../kernel/shared/money.ts'
import { warehouseLifecycle } from './warehouse.lifecycle.ts'

const codePattern = /^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u

export const warehouseEntity = defineEntity({
  name: 'warehouse',
  table: 'inventory.warehouse',
  row: z.object({
    id: z.uuid(),
    companyId: z.uuid(),
    code: z
      .string()
      .max(64)
      .meta({ label: 'warehouse.code', list: true, filter: true, sort: true, search: true }),
    name: z.string().max(100).meta({ label: 'warehouse.name', list: true, sort: true, search: true }),
    nameEn: z.string().max(100).meta({ label: 'warehouse.nameEn' }),
    address: z.string().max(300).meta({ label: 'warehouse.address', list: true, search: true }),
    postalCode: z
      .string()
      .max(10)
      .nullable()
      .meta({ label: 'warehouse.postalCode', list: true, filter: true }),
    latitude: decimalString().nullable().meta({ label: 'warehouse.latitude' }),
    longitude: decimalString().nullable().meta({ label: 'warehouse.longitude' }),
    currency: z.string().meta({ label: 'warehouse.currency', filter: true }),
    priority: z.number().int().meta({ label: 'warehouse.priority', list: true, sort: true }),
    state: stateEnum(warehouseLifecycle).meta({
      label: 'warehouse.state',
      words: 'state',
      list: true,
      filter: true,
      computed: true,
    }),
    orgUnitId: z.uuid().nullable().meta({ label: 'warehouse.orgUnit', filter: true }),
    version: z.number().int(),
    createdAt: z.date().meta({ sort: true, computed: true }),
  }),
})

export const warehouseDraft = z.object({
  code: z.string().min(1).max(64).regex(codePattern),
  name: z.string().trim().min(1).max(100),
  nameEn: z.string().trim().max(100).optional(),
  address: z.string().trim().max(300).optional(),
  postalCode: z.string().max(10).nullable().optional(),
  latitude: z.number().min(-90).max(90).nullable().optional(),
  longitude: z.number().min(-180).max(180).nullable().optional(),
  /** The currency of the company's books; KRW unless given. */
  currency: currencyCode().optional(),
  priority: z.number().int().min(0).max(10_000).optional(),
  orgUnitId: z.uuid().nullable().optional(),
})
export type WarehouseDraft = z.output<typeof warehouseDraft>

export const binEntity = defineEntity({
  name: 'bin',
  table: 'inventory.bin',
  row: z.object({
    id: z.uuid(),
    companyId: z.uuid(),
    warehouseId: z.uuid().meta({ filter: true }),
    code: z.string().max(64).meta({ label: 'bin.code', list: true, filter: true, sort: true, search: true }),
    zone: z.string().max(64).meta({ label: 'bin.zone', list: true, filter: true, sort: true, search: true }),
    pickSequence: z.number().int().meta({ label: 'bin.pickSequence', list: true, sort: true }),
    active: z.boolean().meta({ label: 'bin.active', filter: true }),
    version: z.number().int(),
    createdAt: z.date().meta({ computed: true }),
  }),
})

export const binDraft = z.object({
  warehouseId: z.uuid(),
  code: z.string().min(1).max(64).regex(codePattern),
  zone: z.string().trim().max(64).optional(),
  /** The walk: smaller is passed first. */
  pickSequence: z.number().int().min(0).max(1_000_000),
  /** SKUs whose home is here. */
  variantIds: z.array(z.uuid()).max(500).optional(),
})
export type BinDraft = z.output<typeof binDraft>
