import { addDays, isDate, startOfDay } from '../../shared/calendar.ts'
import type { Entity, EntityColumn } from '../../shared/entity.ts'
import { DomainError } from '../../shared/errors.ts'
import type { Principal } from '../principal.ts'

export const maxPageSize = 200
const defaultPageSize = 50

/** Conditions and their values, numbered as PostgreSQL wants them. */
export class SqlParts {
  readonly conditions: string[] = []
  readonly values: unknown[] = []

  value(value: unknown): string {
    this.values.push(value)
    return `$${this.values.length}`
  }

  where(condition: string): void {
    this.conditions.push(condition)
  }
}

export interface ListQuery {
  parts: SqlParts
  sort: { column: EntityColumn; descending: boolean }
  limit: number
  cursor: { value: string; id: string } | undefined
  /**
   * Reads the page from a few keys instead of the whole list: the newest rows of each key by its own index, merged.
   * For searches that know whom they mean. `otherwise` adds rows that have no key.
   */
  perKey?: { column: string; values: readonly string[]; otherwise?: string }
}

type RawQuery = Record<string, unknown>

const pgType: Record<EntityColumn['type'], string> = {
  text: 'text',
  enum: 'text',
  uuid: 'uuid',
  integer: 'bigint',
  bigint: 'bigint',
  decimal: 'numeric',
  boolean: 'boolean',
  date: 'date',
  instant: 'timestamptz',
  texts: 'text[]',
  json: 'jsonb',
}

const comparisons: Record<string, string> = { gte: '>=', lte: '<=', gt: '>', lt: '<' }

/**
 * Reads `filter[…]`, `sort`, `limit` and `cursor` of a list request against an entity's columns. Unknown columns and
 * operators are refused with their names: a filter that is silently ignored would show the wrong list.
 */
export function readListQuery(
  entity: Entity,
  raw: RawQuery,
  principal: Principal,
  options: { defaultSort: string; orgUnitColumn?: string | undefined; timeZone: string },
): ListQuery {
  const parts = new SqlParts()
  if (entity.columns.some((column) => column.key === 'companyId')) {
    parts.where(`company_id = ${parts.value(principal.companyId)}`)
  }
  if (options.orgUnitColumn && principal.orgUnitIds !== null) {
    parts.where(`${options.orgUnitColumn} = any(${parts.value(principal.orgUnitIds)}::uuid[])`)
  }
  for (const [key, value] of Object.entries(raw)) {
    const match = /^filter\[(\w+)\](?:\[(\w+)\])?$/.exec(key)
    if (match?.[1]) {
      const filter = { operator: match[2] ?? 'eq', raw: value, timeZone: options.timeZone }
      addFilter(parts, columnNamed(entity, match[1], 'filter'), filter)
    }
  }
  const sortText = textOf(raw.sort) ?? options.defaultSort
  const descending = sortText.startsWith('-')
  const column = columnNamed(entity, descending ? sortText.slice(1) : sortText, 'sort')
  return { parts, sort: { column, descending }, limit: limitOf(raw.limit), cursor: cursorOf(raw.cursor) }
}

/** The keyset condition and order of a page: stable under inserts, and no slower the deeper it is. */
export function pageOrder({ parts, sort, limit, cursor }: ListQuery): string {
  const direction = sort.descending ? 'desc' : 'asc'
  const { column, type } = sort.column
  if (cursor) {
    const comparison = sort.descending ? '<' : '>'
    parts.where(
      `(${column}, id) ${comparison} (${parts.value(cursor.value)}::${pgType[type]}, ${parts.value(cursor.id)}::uuid)`,
    )
  }
  return `order by ${column} ${direction}, id ${direction} limit ${limit + 1}`
}

export function encodeCursor(value: unknown, id: string): string {
  const shown = value instanceof Date ? value.toISOString() : String(value)
  return Buffer.from(JSON.stringify([shown, id])).toString('base64url')
}

function cursorOf(raw: unknown): { value: string; id: string } | undefined {
  const given = textOf(raw)
  if (given === undefined) return undefined
  try {
    const [value, id] = JSON.parse(Buffer.from(given, 'base64url').toString()) as [unknown, unknown]
    if (typeof value === 'string' && typeof id === 'string') return { value, id }
  } catch {
    // Falls through to the refusal below.
  }
  throw new DomainError('kernel.bad-cursor', {}, 400)
}

function limitOf(raw: unknown): number {
  const given = textOf(raw)
  if (given === undefined) return defaultPageSize
  const limit = Number(given)
  if (!Number.isInteger(limit) || limit < 1 || limit > maxPageSize) {
    throw new DomainError('kernel.bad-limit', { max: maxPageSize }, 400)
  }
  return limit
}

function addFilter(
  parts: SqlParts,
  column: EntityColumn,
  { operator, raw, timeZone }: { operator: string; raw: unknown; timeZone: string },
): void {
  const value = textOf(raw)
  if (value === undefined) throw new DomainError('kernel.bad-filter', { column: column.key }, 400)
  const name = column.column
  const type = pgType[column.type]
  const listed = operator === 'eq' || operator === 'in'
  if (listed && column.type === 'texts') {
    parts.where(`${name} && ${parts.value(value.split(','))}::text[]`)
  } else if (listed) {
    const list = value.split(',')
    for (const item of list) checkValue(column, item)
    // One value is asked for as one, so that an index on it also gives the order.
    parts.where(
      list.length === 1
        ? `${name} = ${parts.value(value)}::${type}`
        : `${name} = any(${parts.value(list)}::${type}[])`,
    )
  } else if (operator === 'empty') {
    parts.where(value === 'true' ? `${name} is null` : `${name} is not null`)
  } else if (operator === 'contains' && column.type === 'text') {
    parts.where(`${name} ilike ${parts.value(`%${value.replace(/[\\%_]/g, '\\$&')}%`)}`)
  } else if (comparisons[operator] && column.type === 'instant' && isDate(value)) {
    addDayFilter(parts, name, operator, { day: value, timeZone })
  } else if (comparisons[operator] && column.type !== 'texts') {
    checkValue(column, value)
    parts.where(`${name} ${comparisons[operator]} ${parts.value(value)}::${type}`)
  } else throw new DomainError('kernel.bad-filter', { column: column.key, operator }, 400)
}

/** A day of the wall calendar means all of it: up to a day includes its last moment, after a day begins with the next. */
function addDayFilter(
  parts: SqlParts,
  name: string,
  operator: string,
  { day, timeZone }: { day: string; timeZone: string },
): void {
  const wholeDay = operator === 'lte' || operator === 'gt'
  const moment = startOfDay(wholeDay ? addDays(day, 1) : day, timeZone).toISOString()
  const comparison = operator === 'lte' ? '<' : operator === 'gt' ? '>=' : comparisons[operator]
  parts.where(`${name} ${comparison} ${parts.value(moment)}::timestamptz`)
}

const valuePatterns: Partial<Record<EntityColumn['type'], RegExp>> = {
  uuid: /^[0-9a-f-]{36}$/i,
  integer: /^-?\d{1,18}$/,
  bigint: /^-?\d{1,18}$/,
  decimal: /^-?\d{1,30}(\.\d{1,12})?$/,
  boolean: /^(true|false)$/,
  date: /^\d{4}-\d{2}-\d{2}$/,
  instant: /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2})?)?$/,
}

function checkValue(column: EntityColumn, value: string): void {
  const pattern = valuePatterns[column.type]
  if (pattern && !pattern.test(value))
    throw new DomainError('kernel.bad-filter', { column: column.key, value }, 400)
}

function columnNamed(entity: Entity, key: string, use: 'filter' | 'sort'): EntityColumn {
  // Lists show `totalMinor` as `total`; filters and sorts take either name, amounts in minor units.
  const column = entity.columns.find((candidate) => candidate.key === key || candidate.key === `${key}Minor`)
  if (!column || (column.meta[use] !== true && column.key !== 'id')) {
    throw new DomainError(`kernel.bad-${use}`, { column: key }, 400)
  }
  return column
}

export function textOf(raw: unknown): string | undefined {
  if (raw === undefined || raw === '') return undefined
  if (typeof raw !== 'string' || raw.includes('\0') || raw.length > 2000)
    throw new DomainError('kernel.bad-query', {}, 400)
  return raw
}
