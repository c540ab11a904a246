import { z } from 'zod'
import { defineEntity } from '../../../kernel/shared/entity.ts'
import { stateEnum } from '../../../kernel/shared/lifecycle.ts'
import { employeeLifecycle } from './employee.lifecycle.ts'

export const employeeEntity = defineEntity({
  name: 'employee',
  table: 'people.employee',
  row: z.object({
    id: z.uuid(),
    companyId: z.uuid(),
    number: z
      .string()
      .max(40)
      .meta({ label: 'employee.number', list: true, filter: true, sort: true, search: true }),
    state: stateEnum(employeeLifecycle).meta({
      label: 'employee.state',
      words: 'state',
      list: true,
      filter: true,
    }),
    name: z
      .string()
      .max(100)
      .meta({ label: 'employee.name', list: true, filter: true, sort: true, search: true }),
    nameEn: z.string().max(100).nullable().meta({ label: 'employee.nameEn', search: true }),
    email: z.string().max(200).nullable().meta({ label: 'employee.email', list: true, personal: 'email' }),
    phone: z.string().max(40).nullable().meta({ label: 'employee.phone', personal: 'phone' }),
    orgUnitId: z.uuid().meta({ label: 'employee.orgUnit', list: true, filter: true }),
    positionId: z.uuid().meta({ label: 'employee.position', list: true, filter: true }),
    hiredOn: z.iso.date().meta({ label: 'employee.hiredOn', list: true, filter: true, sort: true }),
    leftOn: z.iso.date().nullable().meta({ label: 'employee.leftOn', filter: true }),
    userId: z.uuid().nullable().meta({ label: 'employee.user', filter: true }),
    version: z.int().meta({ computed: true }),
    createdAt: z.date().meta({ label: 'employee.createdAt', computed: true }),
  }),
})

export const positionEntity = defineEntity({
  name: 'position',
  table: 'people.position',
  row: z.object({
    id: z.uuid(),
    companyId: z.uuid(),
    code: z
      .string()
      .max(40)
      .meta({ label: 'position.code', list: true, filter: true, sort: true, search: true }),
    name: z.string().max(100).meta({ label: 'position.name', list: true, sort: true, search: true }),
    nameEn: z.string().max(100).meta({ label: 'position.nameEn', list: true, search: true }),
    rank: z.int().meta({ label: 'position.rank', list: true, sort: true }),
    version: z.int().meta({ computed: true }),
    createdAt: z.date().meta({ label: 'position.createdAt', computed: true }),
  }),
})

export interface Employee {
  id: string
  companyId: string
  number: string
  state: string
  name: string
  nameEn: string | null
  email: string | null
  phone: string | null
  orgUnitId: string
  positionId: string
  hiredOn: string
  leftOn: string | null
  userId: string | null
  version: number
  createdAt: Date
}

const optional = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .nullish()
    .transform((text) => text || null)

export const employeeBody = z.object({
  name: z.string().trim().min(1).max(100),
  nameEn: optional(100),
  email: z
    .union([z.email().max(200), z.literal('')])
    .nullish()
    .transform((text) => text || null),
  phone: optional(40),
  orgUnitId: z.uuid(),
  positionId: z.uuid(),
  hiredOn: z.iso.date(),
  userId: z
    .uuid()
    .nullish()
    .transform((id) => id ?? null),
})
export type EmployeeBody = z.output<typeof employeeBody>

const clearable = <Schema extends z.ZodType<string>>(schema: Schema) =>
  z
    .union([schema, z.literal('')])
    .nullable()
    .transform((text) => text || null)
    .optional()

/** A change says only what changes: a form that shows masked values must be able to leave them alone. */
export const employeeChange = z.object({
  name: z.string().trim().min(1).max(100).optional(),
  nameEn: clearable(z.string().trim().max(100)),
  email: clearable(z.email().max(200)),
  phone: clearable(z.string().trim().max(40)),
  orgUnitId: z.uuid().optional(),
  positionId: z.uuid().optional(),
  hiredOn: z.iso.date().optional(),
  userId: clearable(z.uuid()),
})
export type EmployeeChange = z.output<typeof employeeChange>

export const positionBody = z.object({
  code: z.string().trim().min(1).max(40),
  name: z.string().trim().min(1).max(100),
  nameEn: z.string().trim().min(1).max(100),
  rank: z.int().min(1).max(1000),
})

export const orgUnitBody = z.object({
  code: z.string().trim().min(1).max(40),
  name: z.string().trim().min(1).max(100),
  nameEn: z.string().trim().min(1).max(100),
})
