import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { absoluteLimitSeconds } from './session.store.ts'

export const sessionCookie = 'wh_session'
export const csrfCookie = 'wh_csrf'
export const csrfHeader = 'x-csrf-token'

/** Hands the browser its session: one cookie no script can read, and one a script must copy into a header. */
export function setSessionCookies(request: FastifyRequest, reply: FastifyReply, token: string): void {
  const common = {
    path: '/',
    sameSite: 'lax',
    secure: request.protocol === 'https',
    maxAge: absoluteLimitSeconds,
  } as const
  reply.setCookie(sessionCookie, token, { ...common, httpOnly: true })
  reply.setCookie(csrfCookie, csrfTokenOf(token), { ...common, httpOnly: false })
}

export function clearSessionCookies(reply: FastifyReply): void {
  reply.clearCookie(sessionCookie, { path: '/' })
  reply.clearCookie(csrfCookie, { path: '/' })
}

/** Made from the session's own token, so that a cookie planted from a neighbouring host does not match. */
export function csrfTokenOf(sessionToken: string): string {
  return createHash('sha256').update(`csrf:${sessionToken}`).digest('base64url')
}

export function csrfMatches(request: FastifyRequest, sessionToken: string): boolean {
  const sent = request.headers[csrfHeader]
  if (typeof sent !== 'string') return false
  const expected = Buffer.from(csrfTokenOf(sessionToken))
  const given = Buffer.from(sent)
  return given.length === expected.length && timingSafeEqual(given, expected)
}
