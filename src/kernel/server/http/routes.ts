import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { DomainError } from '../../shared/errors.ts'
import type { Db } from '../connection.ts'
import { claimKeys, keepAnswers } from '../idempotency.ts'
import { wire } from '../json.ts'
import type { Principal } from '../principal.ts'
import type { Tx } from '../transaction.ts'
import { declare, type RouteContract, requirePermission } from './house.ts'
import { shapeError } from './problem.ts'

type Output<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined

export interface Call<P, Q, B> {
  params: P
  query: Q
  body: B
  principal: Principal
  /** The version the caller saw, from `If-Match`. */
  version: number | undefined
  request: FastifyRequest
  reply: FastifyReply
}

interface Shapes<P, Q, B> {
  url: string
  summary: string
  description?: string
  permission: string
  params?: P
  query?: Q
  body?: B
  response?: z.ZodType
  example?: unknown
}

const maxKeyLength = 200

/** A reading route under `/api/v1`. */
export function query<
  P extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
>(
  app: FastifyInstance,
  contract: Shapes<P, Q, undefined> & {
    produces?: string
    run(db: Db, call: Call<Output<P>, Output<Q>, undefined>): Promise<unknown>
  },
): void {
  const declared = { ...contract, method: 'GET', status: 200 } as const satisfies RouteContract
  declare(app, declared)
  app.get(contract.url, async (request, reply) => {
    requirePermission(request, contract.permission)
    const result = await contract.run(app.house.database, callOf(contract, request, reply))
    return contract.produces ? result : answer(app, declared, result)
  })
}

/**
 * A writing route: one transaction, and one effect for equal requests that carry the same `Idempotency-Key`. The same
 * key with another body is refused with `kernel.idempotency-mismatch` (422).
 */
export function command<
  P extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
>(
  app: FastifyInstance,
  contract: Shapes<P, Q, B> & {
    method?: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
    status?: number
    run(tx: Tx, call: Call<Output<P>, Output<Q>, Output<B>>): Promise<unknown>
  },
): void {
  const method = contract.method ?? 'POST'
  const status = contract.status ?? 200
  const declared: RouteContract = { ...contract, method, status }
  declare(app, declared)
  app.route({
    method,
    url: contract.url,
    handler: async (request, reply) => {
      requirePermission(request, contract.permission)
      const call = callOf(contract, request, reply)
      const context = contextOf(request)
      const key = idempotencyKey(request)
      const result = await app.house.database.transaction(context, async (tx) => {
        if (key === undefined) return answer(app, declared, await contract.run(tx, call))
        const bodyHash = hashOf(request.body)
        const route = `${method} ${request.url.split('?')[0]}`
        const claim = { key, route, bodyHash, principalId: request.principal.id }
        const [earlier] = await claimKeys(tx, [claim])
        if (earlier instanceof DomainError) throw earlier
        if (earlier) return earlier.response
        const value = answer(app, declared, await contract.run(tx, call))
        await keepAnswers(tx, [{ claim, answer: { status, response: value } }])
        return value
      })
      return reply.code(status).send(result)
    },
  })
}

export function contextOf(request: FastifyRequest): { principal: Principal; traceId: string; ip: string } {
  return { principal: request.principal, traceId: request.traceId, ip: request.ip }
}

export function idempotencyKey(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key']
  if (key === undefined || key === '') return undefined
  if (Array.isArray(key) || key.length > maxKeyLength)
    throw new DomainError('kernel.bad-idempotency-key', {}, 400)
  return key
}

/** A hash that does not depend on how the caller orders or spaces its JSON. */
export function hashOf(body: unknown): string {
  return createHash('sha256').update(canonical(body)).digest('hex')
}

function callOf<P, Q, B>(
  contract: { params?: P; query?: Q; body?: B },
  request: FastifyRequest,
  reply: FastifyReply,
): Call<Output<P>, Output<Q>, Output<B>> {
  return {
    params: parse(contract.params, request.params, 'params') as Output<P>,
    query: parse(contract.query, request.query, 'query') as Output<Q>,
    body: parse(contract.body, request.body ?? {}, 'body') as Output<B>,
    principal: request.principal,
    version: ifMatch(request),
    request,
    reply,
  }
}

function parse(schema: unknown, value: unknown, place: 'body' | 'query' | 'params'): unknown {
  if (!(schema instanceof z.ZodType)) return undefined
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw shapeError(parsed.error, place)
  return parsed.data
}

function ifMatch(request: FastifyRequest): number | undefined {
  const header = request.headers['if-match']
  if (header === undefined) return undefined
  const version = Number(header.replaceAll('"', ''))
  if (!Number.isInteger(version)) throw new DomainError('kernel.bad-version', {}, 400)
  return version
}

/** What is sent; in tests an answer that breaks its own schema is a bug that shows at once. */
function answer(app: FastifyInstance, contract: RouteContract, value: unknown): unknown {
  if (!app.house.checkResponses || !contract.response) return value
  const sent = wire(value)
  const checked = contract.response.safeParse(sent)
  if (!checked.success) {
    throw new Error(
      `${contract.method} ${contract.url} answers against its schema: ${z.prettifyError(checked.error)}`,
    )
  }
  return sent
}

function canonical(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`
}
