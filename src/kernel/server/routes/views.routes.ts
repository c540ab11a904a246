import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { forbidden } from '../../shared/errors.ts'
import { signedIn } from '../http/house.ts'
import { command, query } from '../http/routes.ts'
import { may } from '../principal.ts'
import { removeView, saveView, viewsOf } from '../services/saved-views.ts'

export const shareViews = 'view.share'

const entityName = z.string().min(1).max(60)
const view = z.object({
  id: z.uuid(),
  name: z.string(),
  query: z.record(z.string(), z.string()),
  columns: z.array(z.string()).nullable(),
  shared: z.boolean(),
  mine: z.boolean(),
})

export function viewRoutes(app: FastifyInstance): void {
  query(app, {
    url: '/views',
    summary: 'Saved views of a list: mine, and those shared with everyone',
    permission: signedIn,
    query: z.object({ entity: entityName }),
    response: z.object({ items: z.array(view) }),
    run: async (db, { query: { entity }, principal }) => ({ items: await viewsOf(db, principal, entity) }),
  })
  command(app, {
    url: '/views',
    summary: 'Keep a view of a list under a name',
    description: 'The same name replaces one’s earlier view. Sharing asks for `view.share`.',
    permission: signedIn,
    body: z.object({
      entity: entityName,
      name: z.string().trim().min(1).max(80),
      query: z.record(z.string().max(100), z.string().max(2000)),
      columns: z.array(z.string().max(60)).max(100).nullish(),
      shared: z.boolean().default(false),
    }),
    response: view,
    status: 201,
    async run(tx, { body, principal }) {
      if (body.shared && !may(principal, shareViews)) throw forbidden(shareViews)
      return saveView(tx, { ...body, columns: body.columns ?? undefined })
    },
  })
  command(app, {
    method: 'DELETE',
    url: '/views/:id',
    summary: 'Remove one of my views',
    permission: signedIn,
    params: z.object({ id: z.uuid() }),
    status: 204,
    run: (tx, { params }) => removeView(tx, params.id),
  })
}
