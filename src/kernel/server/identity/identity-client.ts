import type { FastifyInstance } from 'fastify'
import { csrfCookie, csrfHeader } from './session-cookies.ts'

export interface Answer {
  status: number
  body: ReturnType<typeof JSON.parse>
  headers: Record<string, unknown>
}

export interface Browser {
  cookies: Map<string, string>
  send(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>
  logIn(email: string, password: string): Promise<Answer>
}

/** A browser for tests: keeps cookies and copies the CSRF cookie into the header, as the UI does. */
export function browser(app: FastifyInstance, remoteAddress = '10.0.0.1'): Browser {
  const cookies = new Map<string, string>()
  async function send(
    method: string,
    url: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const answer = await app.inject({
      method: method as 'GET',
      url: `/api/v1/kernel${url}`,
      remoteAddress,
      cookies: Object.fromEntries(cookies),
      headers: { [csrfHeader]: cookies.get(csrfCookie) ?? '', ...headers },
      ...(method === 'GET' ? {} : { payload: (body ?? {}) as object }),
    })
    for (const cookie of answer.cookies) {
      if (cookie.maxAge === 0 || cookie.value === '') cookies.delete(cookie.name)
      else cookies.set(cookie.name, cookie.value)
    }
    const isJson = /json/.test(String(answer.headers['content-type'] ?? ''))
    return { status: answer.statusCode, body: isJson ? answer.json() : answer.body, headers: answer.headers }
  }
  return { cookies, send, logIn: (email, password) => send('POST', '/login', { email, password }) }
}
