import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { signedIn } from '../http/house.ts'
import { command, query } from '../http/routes.ts'
import { enqueue } from '../jobs.ts'
import { searchRecords } from '../services/search/search.ts'
import { searchSourcesOf } from '../services/search/search-index.ts'

const maxHits = 50
const hit = z.object({
  entity: z.string(),
  id: z.uuid(),
  title: z.string(),
  subtitle: z.string(),
  path: z.string(),
})

export function searchRoutes(app: FastifyInstance): void {
  const sources = searchSourcesOf(app.house.modules)
  query(app, {
    url: '/search',
    summary: 'Find records of every kind by number, name, phone or initials',
    description:
      'Only records of entities the caller may read. Initials (ㄱㅊㅅ), half-typed syllables, the wrong keyboard layout and slips are understood.',
    permission: signedIn,
    query: z.object({
      q: z.string().max(100),
      limit: z.coerce.number().int().min(1).max(maxHits).default(20),
    }),
    response: z.object({ items: z.array(hit) }),
    async run(db, { query: { q, limit }, principal, request }) {
      return { items: await searchRecords(db, sources, { q, limit, principal, ip: request.ip }) }
    },
  })
  command(app, {
    url: '/search/rebuild',
    summary: 'Index every record anew',
    permission: 'search.rebuild',
    body: z.object({ entity: z.string().optional() }),
    response: z.object({ jobId: z.uuid() }),
    status: 202,
    async run(tx, { body }) {
      const key = `${tx.principal.companyId}:${body.entity ?? '*'}`
      return { jobId: await enqueue(tx, { kind: 'kernel.rebuild-search', input: body, uniqueKey: key }) }
    },
  })
}
