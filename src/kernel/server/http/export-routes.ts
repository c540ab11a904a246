import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { dateInZone } from '../../shared/calendar.ts'
import type { Entity } from '../../shared/entity.ts'
import { audit } from '../audit.ts'
import { zoneOf } from '../company-clock.ts'
import { nilId } from '../principal.ts'
import { sendFile } from '../services/files/send-file.ts'
import { chosenColumns, csvOf, exportColumns, xlsxOf } from '../services/transfer/export.ts'
import { type ListRoute, listPage } from './list-page.ts'
import { maxPageSize, textOf } from './list-query.ts'
import { localeOf } from './problem.ts'
import { contextOf, query } from './routes.ts'

const formats = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const

type Format = keyof typeof formats

/**
 * `GET <url>.csv` and `GET <url>.xlsx` of a list: the same filters, search, sort and masks, everything that matches.
 * Pages are walked while the file is sent, so memory stays flat; the act and its filter stand in the audit trail.
 */
export function exportRoutes(app: FastifyInstance, entity: Entity, route: ListRoute): void {
  const names = exportColumns(entity, 'en').map(({ key }) => key)
  for (const format of Object.keys(formats) as Format[]) {
    query(app, {
      url: `${route.url}.${format}`,
      summary: `${route.summary}, as ${format.toUpperCase()}`,
      description: `Query as of the list, and columns=${names.join(',')}. Everything that matches, in that column order; states and kinds in the words of lang=ko or en (else of the caller), or as their codes with raw=true.`,
      permission: route.permission,
      query: z.record(z.string(), z.string()),
      produces: formats[format],
      run: (_db, { query: raw, request, reply }) =>
        sendExport(app, { entity, route, format }, raw, request, reply),
    })
  }
}

async function sendExport(
  app: FastifyInstance,
  { entity, route, format }: { entity: Entity; route: ListRoute; format: Format },
  raw: Record<string, string>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const locale = raw.lang === 'ko' || raw.lang === 'en' ? raw.lang : localeOf(request)
  const columns = chosenColumns(entity, textOf(raw.columns), locale)
  const named = { ...route, url: `${route.url}.${format}` }
  const page = (cursor: string | undefined) =>
    listPage(
      app.house.database,
      entity,
      named,
      { ...raw, count: '', limit: String(maxPageSize), cursor: cursor ?? '' },
      request,
    )
  // Read before the answer begins, so that a wrong filter is refused and not a broken file.
  const first = await page(undefined)
  await noteExport(app, request, { entity, format, columns: columns.map(({ key }) => key), raw })
  async function* pages() {
    yield first.items
    for (let next = first.nextCursor; next !== null; ) {
      const { items, nextCursor } = await page(next)
      yield items
      next = nextCursor
    }
  }
  const look = {
    locale,
    timeZone: await zoneOf(app.house.database, request.principal.companyId),
    raw: raw.raw === 'true',
  }
  const name = `${entity.name}-${dateInZone(new Date(), look.timeZone)}.${format}`
  const file = format === 'csv' ? csvOf(columns, pages(), look) : xlsxOf(entity.name, columns, pages(), look)
  return sendFile(reply, { name, contentType: formats[format] }).send(file)
}

async function noteExport(
  app: FastifyInstance,
  request: FastifyRequest,
  act: { entity: Entity; format: Format; columns: string[]; raw: Record<string, string> },
): Promise<void> {
  const { columns: _columns, cursor: _cursor, limit: _limit, ...filter } = act.raw
  await app.house.database.transaction(contextOf(request), async (tx) => {
    audit(tx, {
      action: `${act.entity.name}.export`,
      entity: act.entity.name,
      id: nilId,
      after: { format: act.format, columns: act.columns, filter },
    })
  })
}
