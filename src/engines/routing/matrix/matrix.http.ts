import { MatrixFault, type MatrixFaultCode } from './matrix.provider.ts'

/** The world as a service adapter sees it. All of it can be replaced, so nothing here reaches a network by itself. */
export interface MatrixHttp {
  fetch: (url: string, init: RequestInit) => Promise<Response>
  now(): number
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>
}

export interface HttpPolicy {
  timeoutMs: number
  /** How often to ask again after 429 or 5xx. */
  retries: number
  /** First pause; doubles each time. A longer `Retry-After` wins. */
  backoffMs: number
  /** No pause is longer. */
  longestPauseMs: number
}

export const usualPolicy: HttpPolicy = {
  timeoutMs: 10_000,
  retries: 3,
  backoffMs: 500,
  longestPauseMs: 30_000,
}

export interface JsonCall {
  service: string
  url: string
  method?: 'GET' | 'POST'
  headers?: Record<string, string>
  body?: unknown
  /** The service's own code and words in the body of a refusal. */
  faultOf?: (body: unknown) => Record<string, unknown>
  /** Before each attempt: counts it against the quota. */
  beforeAttempt?: () => Promise<void>
  signal?: AbortSignal
}

/**
 * Asks a service for JSON. Asks again after 429 and 5xx alone: anything else would be refused again, and a timeout would
 * only queue up behind itself.
 * @throws MatrixFault
 */
export async function askJson(http: MatrixHttp, policy: HttpPolicy, call: JsonCall): Promise<unknown> {
  for (let attempt = 0; ; attempt++) {
    await call.beforeAttempt?.()
    const { status, retryAfterMs, body } = await once(http, policy, call)
    if (status >= 200 && status < 300) {
      if (body === undefined) throw new MatrixFault('matrix.answer', { service: call.service, status })
      return body
    }
    const again = status === 429 || status >= 500
    if (!again || attempt >= policy.retries)
      throw new MatrixFault(codeOf(status), {
        service: call.service,
        status,
        attempts: attempt + 1,
        ...(body !== undefined && call.faultOf?.(body)),
      })
    const pauseMs = Math.max(policy.backoffMs * 2 ** attempt, retryAfterMs)
    await http.wait(Math.min(pauseMs, policy.longestPauseMs), call.signal)
  }
}

async function once(
  http: MatrixHttp,
  policy: HttpPolicy,
  { service, url, method = 'GET', headers, body, signal }: JsonCall,
): Promise<{ status: number; retryAfterMs: number; body: unknown }> {
  const late = AbortSignal.timeout(policy.timeoutMs)
  try {
    const response = await http.fetch(url, {
      method,
      headers: {
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: signal ? AbortSignal.any([signal, late]) : late,
      redirect: 'error',
    })
    const after = Number(response.headers.get('retry-after'))
    return {
      status: response.status,
      retryAfterMs: Number.isFinite(after) ? after * 1_000 : 0,
      body: parsed(await response.text()),
    }
  } catch (error) {
    signal?.throwIfAborted()
    throw new MatrixFault(late.aborted ? 'matrix.timeout' : 'matrix.unavailable', {
      service,
      ...(late.aborted ? { timeoutMs: policy.timeoutMs } : { cause: String(error) }),
    })
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function codeOf(status: number): MatrixFaultCode {
  if (status === 429) return 'matrix.throttled'
  if (status === 401 || status === 403) return 'matrix.unauthorised'
  return status >= 500 ? 'matrix.unavailable' : 'matrix.refused'
}

export function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {}
}
