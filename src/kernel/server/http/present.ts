import { z } from 'zod'
import type { Entity } from '../../shared/entity.ts'

const moneySchema = z.object({ amount: z.string(), currency: z.string() }).meta({ id: 'Money' })

/**
 * A row as the API shows it: `totalMinor` with the row's `currency` becomes `total: { amount, currency }`. The rule is
 * one for the whole house; rows without a currency keep their columns.
 */
export function present<Row extends object>(row: Row): Record<string, unknown> {
  const shown: Record<string, unknown> = {}
  const currency = (row as { currency?: unknown }).currency
  for (const [key, value] of Object.entries(row)) {
    if (key === 'companyId') continue
    if (key.endsWith('Minor') && typeof currency === 'string') {
      shown[key.slice(0, -'Minor'.length)] = value === null ? null : { amount: String(value), currency }
    } else shown[key] = value
  }
  return shown
}

/** The same rule for schemas: what `present` makes of an entity's row, as it stands on the wire. */
export function presentedSchema(entity: Entity): z.ZodObject {
  const hasCurrency = entity.columns.some((column) => column.key === 'currency')
  const shape: Record<string, z.ZodType> = {}
  for (const column of entity.columns) {
    if (column.key === 'companyId') continue
    if (hasCurrency && column.key.endsWith('Minor')) {
      const name = column.key.slice(0, -'Minor'.length)
      shape[name] = column.nullable ? moneySchema.nullable() : moneySchema
    } else shape[column.key] = wireSchema(column, entity)
  }
  return z.object(shape)
}

function wireSchema(column: Entity['columns'][number], entity: Entity): z.ZodType {
  const schema = wireType(column, entity)
  return column.nullable ? schema.nullable() : schema
}

function wireType(column: Entity['columns'][number], entity: Entity): z.ZodType {
  switch (column.type) {
    case 'instant':
      return z.iso.datetime()
    case 'date':
      return z.iso.date()
    case 'bigint':
    case 'decimal':
      return z.string()
    case 'integer':
      return z.number()
    case 'boolean':
      return z.boolean()
    case 'enum':
      return column.options ? z.enum(column.options as [string, ...string[]]) : z.string()
    case 'texts':
    case 'json':
      return (entity.row.shape as Record<string, z.ZodType>)[column.key] ?? z.unknown()
    default:
      return z.string()
  }
}
