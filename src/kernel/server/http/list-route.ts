import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Entity } from '../../shared/entity.ts'
import { exportRoutes } from './export-routes.ts'
import { type ListRoute, listPage } from './list-page.ts'
import { presentedSchema } from './present.ts'
import { query } from './routes.ts'

const listQuerySchema = z.record(z.string(), z.string())

/** `GET <url>` over one table: filters, search, sort and keyset pages, masked and logged where rows are personal. */
export function listRoute(app: FastifyInstance, entity: Entity, route: ListRoute): void {
  const item = presentedSchema(entity)
  if (!app.house.records.has(entity.name)) {
    app.house.records.set(entity.name, {
      permission: route.permission,
      table: entity.table as `${string}.${string}`,
      ofCompany: entity.columns.some((column) => column.key === 'companyId'),
      orgUnitColumn: route.orgUnitColumn,
    })
  }
  query(app, {
    url: route.url,
    summary: route.summary,
    description: `Filter by ${names(entity, 'filter')}. Sort by ${names(entity, 'sort')}. At most 200 a page.`,
    permission: route.permission,
    query: listQuerySchema,
    response: z.object({
      items: z.array(item),
      nextCursor: z.string().nullable(),
      count: z.string().optional(),
    }),
    run: (db, { query: raw, request }) => listPage(db, entity, route, raw, request),
  })
  exportRoutes(app, entity, route)
}

function names(entity: Entity, use: 'filter' | 'sort'): string {
  return (
    entity.columns
      .filter((column) => column.meta[use])
      .map((column) => column.key)
      .join(', ') || 'id'
  )
}
