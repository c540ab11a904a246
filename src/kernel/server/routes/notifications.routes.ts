import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { text } from '../catalogue.ts'
import { signedIn } from '../http/house.ts'
import { localeOf } from '../http/problem.ts'
import { command, query } from '../http/routes.ts'
import { markRead, notificationsOf } from '../services/notifications.ts'

const notice = z.object({
  id: z.uuid(),
  at: z.iso.datetime(),
  title: z.string(),
  body: z.string().nullable(),
  path: z.string().nullable(),
  readAt: z.iso.datetime().nullable(),
})

export function notificationRoutes(app: FastifyInstance): void {
  query(app, {
    url: '/notifications',
    summary: 'What concerns me, newest first, with the number of unread',
    permission: signedIn,
    query: z.object({ limit: z.coerce.number().int().min(1).max(100).default(30) }),
    response: z.object({ items: z.array(notice), unread: z.number() }),
    async run(db, { query: { limit }, principal, request }) {
      const locale = localeOf(request)
      const { items, unread } = await notificationsOf(db, principal, limit)
      return {
        items: items.map(({ titleKey, bodyKey, data, ...shown }) => ({
          ...{ id: shown.id, at: shown.at, path: shown.path, readAt: shown.readAt },
          title: text(locale, titleKey, data),
          body: bodyKey === null ? null : text(locale, bodyKey, data),
        })),
        unread,
      }
    },
  })
  command(app, {
    url: '/notifications/:id/read',
    summary: 'Mark one notification as read',
    permission: signedIn,
    params: z.object({ id: z.uuid() }),
    response: z.object({ read: z.number() }),
    run: async (tx, { params }) => ({ read: await markRead(tx, params.id) }),
  })
  command(app, {
    url: '/notifications/read-all',
    summary: 'Mark all my notifications as read',
    permission: signedIn,
    response: z.object({ read: z.number() }),
    run: async (tx) => ({ read: await markRead(tx, null) }),
  })
}
