import type { FastifyRequest } from 'fastify'
import type { Entity } from '../../shared/entity.ts'
import { zoneOf } from '../company-clock.ts'
import type { Db } from '../connection.ts'
import { logPersonalDataRead, maskRow } from '../personal-data.ts'
import type { Principal } from '../principal.ts'
import { encodeCursor, type ListQuery, pageOrder, readListQuery, SqlParts, textOf } from './list-query.ts'
import { present } from './present.ts'

export interface ListRoute {
  url: string
  summary: string
  permission: string
  defaultSort: string
  /** Column by which organisation scope narrows the list. */
  orgUnitColumn?: string
  /** A condition in SQL that every page holds to: records set aside stay out of lists. */
  condition?: string
  /** Adds what this caller may see of the list, where that is more than a column of organisation units. */
  narrow?: (db: Db, list: ListQuery, principal: Principal) => Promise<void> | void
  /** Adds the condition for `?q=`; without it the columns marked `search` are compared as they stand. */
  search?: (db: Db, list: ListQuery, q: string, principal: Principal) => Promise<void> | void
}

export interface Page {
  items: Record<string, unknown>[]
  nextCursor: string | null
  count?: string
}

/** One page of a list, as its route answers it; exports walk the same pages. */
export async function listPage(
  db: Db,
  entity: Entity,
  route: ListRoute,
  raw: Record<string, string>,
  request: FastifyRequest,
): Promise<Page> {
  const { principal } = request
  const list = readListQuery(entity, raw, principal, {
    defaultSort: route.defaultSort,
    orgUnitColumn: route.orgUnitColumn,
    timeZone: await zoneOf(db, principal.companyId),
  })
  if (route.condition) list.parts.where(route.condition)
  await route.narrow?.(db, list, principal)
  const q = textOf(raw.q)
  if (q !== undefined) await (route.search ?? searchColumns(entity))(db, list, q, principal)
  const count = raw.count === 'true' ? await countOf(db, entity, list) : undefined
  const order = pageOrder(list)
  const rows = await db.rows<Record<string, unknown>>('', pageSql(entity, list, order), list.parts.values)
  const page = rows.slice(0, list.limit)
  const last = rows.length > list.limit ? page.at(-1) : undefined
  // The value as the server writes it: a Date would lose its microseconds, and rows with them.
  const nextCursor = last ? encodeCursor(last.cursorText, String(last.id)) : null
  for (const row of page) delete row.cursorText
  const fields = new Set<string>()
  for (const row of page) for (const field of maskRow(entity, row, principal)) fields.add(field)
  await logPersonalDataRead(db, {
    principal,
    entity: entity.name,
    recordIds: page.map((row) => String(row.id)),
    fields: [...fields],
    purpose: route.url,
    ip: request.ip,
  })
  return { items: page.map(present), nextCursor, ...(count === undefined ? {} : { count }) }
}

function pageSql(entity: Entity, list: ListQuery, order: string): string {
  const names = entity.columns.map((column) => column.column).join(', ')
  const columns = `${names}, ${list.sort.column.column}::text as cursor_text`
  const { perKey, parts } = list
  if (!perKey) return `select ${columns} from ${entity.table} ${whereOf(list)} ${order}`
  const conditions = parts.conditions.map((condition) => ` and ${condition}`).join('')
  const ofKeys = `
    select page.* from unnest(${parts.value(perKey.values)}::uuid[]) as wanted(list_key)
    cross join lateral (
      select ${columns} from ${entity.table} where ${perKey.column} = wanted.list_key${conditions} ${order}
    ) page`
  const others = perKey.otherwise
    ? ` union all (select ${columns} from ${entity.table} where ${perKey.otherwise}${conditions} ${order})`
    : ''
  return `select * from (${ofKeys}${others}) merged ${order}`
}

function whereOf(list: ListQuery): string {
  return list.parts.conditions.length === 0 ? '' : `where ${list.parts.conditions.join(' and ')}`
}

async function countOf(db: Db, entity: Entity, list: ListQuery): Promise<string> {
  const { perKey, parts } = list
  const counted: ListQuery = {
    ...list,
    parts: Object.assign(new SqlParts(), { values: [...parts.values], conditions: [...parts.conditions] }),
  }
  if (perKey) {
    const keyed = `${perKey.column} = any(${counted.parts.value(perKey.values)}::uuid[])`
    counted.parts.where(perKey.otherwise ? `(${keyed} or ${perKey.otherwise})` : keyed)
  }
  const row = await db.row<{ count: bigint }>(
    '',
    `select count(*) from ${entity.table} ${whereOf(counted)}`,
    counted.parts.values,
  )
  return String(row?.count ?? 0n)
}

function searchColumns(entity: Entity): NonNullable<ListRoute['search']> {
  const columns = entity.columns.filter((column) => column.meta.search)
  return (_db, { parts }, q) => {
    if (columns.length === 0) return parts.where('false')
    const pattern = parts.value(`%${q.replace(/[\\%_]/g, '\\$&')}%`)
    parts.where(`(${columns.map((column) => `${column.column} ilike ${pattern}`).join(' or ')})`)
  }
}
