import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { forbidden } from '../../shared/errors.ts'
import { anyone, declare } from '../http/house.ts'
import { query } from '../http/routes.ts'
import { healthOf, pendingMigrations, worst } from '../services/health.ts'
import { mayReadMetrics, measure } from '../services/metrics.ts'

export const readHealth = 'health.read'

const wellbeing = z.enum(['good', 'attention', 'stopped'])

/** Health for people who run the house. */
export function healthRoutes(app: FastifyInstance): void {
  query(app, {
    url: '/health',
    summary: 'How each part of the house does',
    permission: readHealth,
    response: z.object({
      state: wellbeing,
      components: z.array(
        z.object({
          name: z.string(),
          state: wellbeing,
          figures: z.record(z.string(), z.union([z.number(), z.string()])),
        }),
      ),
    }),
    async run() {
      const components = await healthOf(app.house.database, app.house.modules)
      return { state: worst(components), components }
    },
  })
}

/** At the root, for supervisors and for Prometheus; must be registered before any other route, to time them all. */
export function rootHealthRoutes(app: FastifyInstance): void {
  const metrics = measure(app)
  declare(app, {
    method: 'GET',
    url: '/healthz',
    summary: '200 once the house is ready: the database answers and its tables are up to date',
    permission: anyone,
    response: z.object({ state: z.enum(['ready', 'waiting']) }),
    status: 200,
  })
  app.get('/healthz', async (_request, reply) => {
    const ready = await pendingMigrations(app.house.database, app.house.modules).then(
      (pending) => pending.length === 0,
      () => false,
    )
    return reply
      .code(ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ state: ready ? 'ready' : 'waiting' })
  })
  declare(app, {
    method: 'GET',
    url: '/metrics',
    summary: 'Figures for Prometheus; from this machine, or with the token of METRICS_TOKEN',
    permission: anyone,
    produces: 'text/plain',
    status: 200,
  })
  app.get('/metrics', async (request, reply) => {
    if (!mayReadMetrics(request)) throw forbidden('metrics')
    return reply.type(metrics.contentType).send(await metrics.text())
  })
}
