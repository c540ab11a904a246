import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { consumerStates } from './dead-letters.ts'

export interface Metrics {
  text(): Promise<string>
  contentType: string
}

/** From quick reads to exports, in seconds. */
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
const stateSeconds = 5

/**
 * Times every request of this server, counts what the house holds, and writes one structured line per request, with the
 * trace id that a caller's `traceparent` began. Figures of the database are read when someone asks.
 */
export function measure(app: FastifyInstance): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the request to the end of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets,
    registers: [registry],
  })
  const { pool } = app.house.database
  gauge(registry, 'database_connections', 'Connections this process holds', () => pool.totalCount)
  gauge(registry, 'database_connections_idle', 'Connections that wait for work', () => pool.idleCount)
  gauge(registry, 'database_waiting', 'Requests that wait for a connection', () => pool.waitingCount)
  houseFigures(app, registry)
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown'
    const seconds = reply.elapsedTime / 1000
    requests.observe({ method: request.method, route, status: String(reply.statusCode) }, seconds)
    request.log.info(
      {
        traceId: request.traceId,
        span: 'http',
        method: request.method,
        route,
        status: reply.statusCode,
        durationMs: Math.round(reply.elapsedTime * 10) / 10,
        actor: request.principal?.kind === 'anonymous' ? undefined : request.principal?.id,
      },
      'request',
    )
  })
  return { text: () => registry.metrics(), contentType: registry.contentType }
}

/** Prometheus on this machine, or with the token of `METRICS_TOKEN`. */
export function mayReadMetrics(request: FastifyRequest, token = process.env.METRICS_TOKEN): boolean {
  const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]
  if (token && given !== undefined) {
    const [a, b] = [Buffer.from(token), Buffer.from(given)]
    return a.length === b.length && timingSafeEqual(a, b)
  }
  // A proxy on this machine forwards for others: then only the token opens.
  const forwarded =
    request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined
  return !forwarded && ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(request.socket.remoteAddress ?? '')
}

function houseFigures(app: FastifyInstance, registry: Registry): void {
  const { database, modules } = app.house
  const failing = new Gauge({
    name: 'consumer_failing_events',
    help: 'Events a consumer could not handle',
    labelNames: ['consumer'],
    registers: [registry],
  })
  let readAt = 0
  new Gauge({
    name: 'consumer_lag_events',
    help: 'Events a consumer has not read, counted up to a limit',
    labelNames: ['consumer'],
    registers: [registry],
    async collect() {
      if (Date.now() - readAt < stateSeconds * 1000) return
      readAt = Date.now()
      for (const state of await consumerStates(database, modules).catch(() => [])) {
        this.set({ consumer: state.name }, state.lag)
        failing.set({ consumer: state.name }, state.failing)
      }
    },
  })
  new Gauge({
    name: 'jobs',
    help: 'Jobs that wait or run',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      const rows = await database
        .rows<{ state: string; count: bigint }>(
          'kernel.metric_jobs',
          `select s.state, count(j.id) from unnest(array['queued', 'running']) as s(state)
           left join kernel.job j on j.state = s.state group by s.state`,
        )
        .catch(() => [])
      for (const { state, count } of rows) this.set({ state }, Number(count))
    },
  })
}

function gauge(registry: Registry, name: string, help: string, read: () => number): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(read())
    },
  })
}
