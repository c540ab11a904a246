import { randomBytes } from 'node:crypto'
import cookie from '@fastify/cookie'
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import '../json.ts'
import { DomainError } from '../../shared/errors.ts'
import type { Database } from '../database.ts'
import type { ModuleManifest } from '../module.ts'
import { anonymousPrincipal, type Principal } from '../principal.ts'
import { rootHealthRoutes } from '../routes/health.routes.ts'
import { openapiRoutes } from '../routes/openapi.routes.ts'
import { newsPoller } from '../services/news-poller.ts'
import type { House } from './house.ts'
import { sendProblem } from './problem.ts'

export interface ServerOptions {
  database: Database
  modules: readonly ModuleManifest[]
  /** Tells who calls; answers nothing for a caller who showed nothing. Throws a refusal for a false claim. */
  authenticate(request: FastifyRequest): Promise<Principal | undefined>
  log?: Logger
  checkResponses?: boolean
  trustProxy?: boolean
}

const bodyLimitBytes = 1024 * 1024
const requestTimeoutMs = 60_000

/** The HTTP side of the house: every module's routes under `/api/v1/<module>`, one way of refusing. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const app = Fastify({
    ...(options.log ? { loggerInstance: options.log as never } : { logger: false }),
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    trustProxy: options.trustProxy ?? false,
    logController: new Fastify.LogController({ disableRequestLogging: true }),
    routerOptions: { maxParamLength: 200 },
    // What the router itself refuses has passed no hook yet.
    frameworkErrors(error, request, reply) {
      request.traceId = traceIdOf(request)
      sendProblem(error, request, reply)
    },
    genReqId: () => randomBytes(8).toString('hex'),
  }) as unknown as FastifyInstance
  const house: House = {
    database: options.database,
    modules: options.modules,
    contracts: [],
    records: new Map(),
    news: newsPoller(options.database, options.log ?? app.log),
    leaving: new Set(),
    checkResponses: options.checkResponses ?? false,
  }
  app.decorate('house', house)
  app.decorateRequest('principal', null as never)
  app.decorateRequest('traceId', '')
  await app.register(cookie)
  app.addHook('onRequest', async (request, reply) => {
    request.traceId = traceIdOf(request)
    request.principal = anonymousPrincipal()
    reply.header('x-trace-id', request.traceId)
    const principal = await options.authenticate(request)
    if (principal) request.principal = principal
  })
  app.addHook('preClose', async () => {
    for (const leave of house.leaving) leave()
    await house.news.close()
  })
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply))
  await app.register(
    async (scope) => {
      scope.setNotFoundHandler((request, reply) =>
        sendProblem(new DomainError('kernel.no-such-route', {}, 404), request, reply),
      )
    },
    { prefix: '/api' },
  )
  rootHealthRoutes(app)
  openapiRoutes(app)
  for (const module of options.modules) {
    if (!module.routes) continue
    await app.register(
      async (scope) => {
        const before = house.contracts.length
        await module.routes?.(scope)
        for (const contract of house.contracts.slice(before))
          contract.url = `/api/v1/${module.name}${contract.url}`
      },
      { prefix: `/api/v1/${module.name}` },
    )
  }
  return app
}

/** Carries on the caller's trace (W3C Trace Context) or starts one. */
function traceIdOf(request: FastifyRequest): string {
  const parent = request.headers.traceparent
  const match =
    typeof parent === 'string' ? /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(parent) : null
  return match?.[1] ?? randomBytes(16).toString('hex')
}
