import type { FastifyRequest } from 'fastify'
import { DomainError } from '../../shared/errors.ts'

/** The session behind a request. */
export interface RequestSession {
  id: string
  userId: string
  elevatedUntil: Date | null
}

const sessions = new WeakMap<FastifyRequest, RequestSession>()

/** Said once by whoever authenticates. */
export function noteSession(request: FastifyRequest, session: RequestSession): void {
  sessions.set(request, session)
}

/** The session a person calls by; nothing for programs and strangers. */
export function sessionOf(request: FastifyRequest): RequestSession | undefined {
  return sessions.get(request)
}

/**
 * Routes that move money, roles or data out of the house ask the person for the password again, once in ten minutes
 * (`POST /kernel/step-up`). Refuses with `identity.step-up` (403). Programs have no password to ask for: their key was
 * made by a person who gave theirs, and its scopes say what it may do.
 */
export function requireElevated(request: FastifyRequest): void {
  const { kind } = request.principal
  if (kind === 'key' || kind === 'system') return
  const until = sessions.get(request)?.elevatedUntil
  if (!until || until.getTime() <= Date.now()) throw new DomainError('identity.step-up', {}, 403)
}
