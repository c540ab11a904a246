import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { DomainError, type FieldFault } from '../../shared/errors.ts'
import { hasText, type Locale, text } from '../catalogue.ts'

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number(),
    detail: z.string(),
    code: z.string(),
    errors: z.array(z.object({ pointer: z.string(), code: z.string(), detail: z.string() })).optional(),
    traceId: z.string(),
  })
  .meta({ id: 'Problem' })

/** The database restarts, or two transactions met: a moment later it goes. */
const retryAfterSeconds = 1

/** Answers any failure as RFC 9457 problem details in the caller's language; never a stack, never an SQL word. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = refusalOf(error)
  if (refusal.code === 'kernel.unexpected')
    request.log.error({ err: error, traceId: request.traceId }, 'unexpected failure')
  const locale = localeOf(request)
  const title = text(locale, `errors.${refusal.code}`, refusal.details)
  const version = refusal.details.version
  if (refusal.status === 412 && typeof version === 'number') void reply.header('etag', `"${version}"`)
  if (refusal.status === 503) void reply.header('retry-after', retryAfterSeconds)
  return reply
    .code(refusal.status)
    .type('application/problem+json; charset=utf-8')
    .send({
      type: `https://wheelhouse.invalid/problems/${refusal.code}`,
      title,
      status: refusal.status,
      detail: title,
      code: refusal.code,
      details: refusal.details,
      ...(refusal.faults.length > 0
        ? { errors: refusal.faults.map((fault) => ({ ...fault, detail: faultText(fault, locale) })) }
        : {}),
      traceId: request.traceId,
    })
}

/** The caller's language: the query's, the person's, then the browser's. */
export function localeOf(request: FastifyRequest): Locale {
  const asked = (request.query as { lang?: unknown } | undefined)?.lang
  if (asked === 'ko' || asked === 'en') return asked
  if (request.principal && request.principal.kind !== 'anonymous') return request.principal.locale
  return /^\s*en\b/i.test(request.headers['accept-language'] ?? '') ? 'en' : 'ko'
}

/** Turns zod's findings into faults with JSON pointers. */
export function shapeError(error: z.ZodError, place: 'body' | 'query' | 'params'): DomainError {
  const faults = error.issues.slice(0, 50).map((issue) => ({
    pointer: `/${issue.path.map((part) => String(part).replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`,
    code: issue.code,
    detail: issue.message,
  }))
  return new DomainError('kernel.bad-shape', { place }, 400, faults)
}

interface Refusal {
  code: string
  status: number
  details: Record<string, unknown>
  faults: readonly FieldFault[]
}

const codeOfFastify: Record<string, { code: string; status: number }> = {
  FST_ERR_CTP_BODY_TOO_LARGE: { code: 'kernel.body-too-large', status: 413 },
  FST_REQ_FILE_TOO_LARGE: { code: 'kernel.body-too-large', status: 413 },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { code: 'kernel.unsupported-media-type', status: 415 },
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof DomainError) return error
  const { code = '', statusCode } = (error ?? {}) as { code?: string; statusCode?: number }
  const known = codeOfFastify[code]
  if (known) return { ...known, details: {}, faults: [] }
  if (statusCode === 429) return { code: 'kernel.slow-down', status: 429, details: {}, faults: [] }
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return { code: 'kernel.bad-request', status: statusCode, details: {}, faults: [] }
  }
  // What the server cannot store as it stands (a NUL in a text, a number beyond its type) is the request's fault.
  if (['22P02', '22021', '22P05', '22007', '22008', '22003'].includes(code)) {
    return { code: 'kernel.bad-value', status: 400, details: {}, faults: [] }
  }
  if (unavailable(code, error)) return { code: 'kernel.try-again', status: 503, details: {}, faults: [] }
  return { code: 'kernel.unexpected', status: 500, details: {}, faults: [] }
}

/** The database is going away, restarting or full up: nothing was stored, and asking again may help. */
function unavailable(code: string, error: unknown): boolean {
  if (
    ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', '57P01', '57P02', '57P03', '53300', '08006', '08001'].includes(
      code,
    )
  )
    return true
  const message = error instanceof Error ? error.message : ''
  return /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/.test(
    message,
  )
}

function faultText(fault: FieldFault, locale: Locale): string {
  const key = `errors.shape.${fault.code}`
  return hasText(locale, key)
    ? text(locale, key, { detail: fault.detail ?? '' })
    : (fault.detail ?? fault.code)
}
