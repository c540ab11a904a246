import { z } from 'zod'
import { defineEntity } from '../../../kernel/shared/entity.ts'
import { stateEnum } from '../../../kernel/shared/lifecycle.ts'
import { minor } from '../../../kernel/shared/money.ts'
import { pickLifecycle } from './pick.lifecycle.ts'

export const pickEntity = defineEntity({
  name: 'pick',
  table: 'inventory.pick_list',
  row: z.object({
    id: z.uuid(),
    companyId: z.uuid(),
    shipmentId: z.uuid().meta({ filter: true }),
    orderId: z.uuid().meta({ filter: true }),
    orderNumber: z.string().meta({ label: 'pick.order', list: true, filter: true, search: true }),
    warehouseId: z.uuid().meta({ filter: true }),
    warehouseCode: z.string().meta({ label: 'pick.warehouse', list: true, filter: true }),
    warehouseName: z.string(),
    orgUnitId: z.uuid().nullable(),
    waveId: z.uuid().nullable().meta({ filter: true }),
    priority: z.number().int().meta({ label: 'pick.priority', list: true, filter: true }),
    state: stateEnum(pickLifecycle).meta({ label: 'pick.state', words: 'state', list: true, filter: true }),
    pickerId: z.uuid().nullable().meta({ filter: true }),
    pickerName: z.string().nullable().meta({ label: 'pick.picker', list: true }),
    startedAt: z.date().nullable().meta({ label: 'pick.startedAt' }),
    pickedAt: z.date().nullable().meta({ label: 'pick.pickedAt' }),
    packedAt: z.date().nullable().meta({ label: 'pick.packedAt' }),
    version: z.number().int(),
    createdAt: z.date().meta({ label: 'pick.createdAt', list: true, filter: true, sort: true }),
    lineCount: z.number().int().meta({ label: 'pick.lines', list: true }),
    units: minor().meta({ label: 'pick.units', list: true }),
    pickedUnits: minor().meta({ label: 'pick.pickedUnits', list: true }),
  }),
})
