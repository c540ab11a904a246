import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { DomainError } from '../../shared/errors.ts'
import { signedIn } from '../http/house.ts'
import { localeOf } from '../http/problem.ts'
import { query } from '../http/routes.ts'
import { readableEntities, requireReadable } from '../services/record-access.ts'
import { pathOf } from '../services/record-path.ts'
import { timelineOf } from '../services/timeline.ts'

const item = z.object({
  id: z.uuid(),
  at: z.iso.datetime(),
  actor: z.object({ name: z.string() }).nullable(),
  type: z.string(),
  title: z.string(),
  data: z.record(z.string(), z.unknown()),
  path: z.string().nullable(),
})
const position = z.tuple([z.iso.datetime(), z.uuid()])

export function timelineRoutes(app: FastifyInstance): void {
  query(app, {
    url: '/timeline',
    summary: 'What happened to a record, in every module, newest first',
    description:
      'Asks for the permission that reads the record; shows only news of entities the caller may read.',
    permission: signedIn,
    query: z.object({ entity: z.string().max(60), id: z.uuid(), cursor: z.string().max(300).optional() }),
    response: z.object({ items: z.array(item), nextCursor: z.string().nullable() }),
    async run(db, { query: { entity, id, cursor }, principal, request }) {
      await requireReadable(db, app.house, { entity, id, principal })
      const { items, next } = await timelineOf(db, {
        companyId: principal.companyId,
        entity,
        id,
        readable: readableEntities(app.house, principal),
        before: cursor === undefined ? undefined : positionOf(cursor),
        locale: localeOf(request),
      })
      return {
        items: items.map(({ entity: subject, recordId, ...shown }) => ({
          ...shown,
          path: recordId === id ? null : pathOf(app.house, subject, recordId),
        })),
        nextCursor: next ? Buffer.from(JSON.stringify([next.at, next.id])).toString('base64url') : null,
      }
    },
  })
}

function positionOf(cursor: string): { at: string; id: string } {
  try {
    const [at, id] = position.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
    return { at, id }
  } catch {
    throw new DomainError('kernel.bad-cursor', {}, 400)
  }
}
