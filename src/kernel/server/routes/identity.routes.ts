import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { DomainError, notFound } from '../../shared/errors.ts'
import { personOf } from '../access/four-eyes.ts'
import { memberOf, storePassword } from '../access/user.store.ts'
import { audit } from '../audit.ts'
import { anyone, signedIn } from '../http/house.ts'
import { command, contextOf, query } from '../http/routes.ts'
import { forgetCallers } from '../identity/authenticator.ts'
import { demoAllowed, demoLogins } from '../identity/demo-users.ts'
import { confirmPassword, logIn } from '../identity/login.ts'
import { checkPassword, maxPasswordLength } from '../identity/password-rules.ts'
import { companiesOf, profileOf } from '../identity/profile.ts'
import { elevationSeconds, endSessions, openSessions, rotateSession } from '../identity/session.store.ts'
import { clearSessionCookies, setSessionCookies } from '../identity/session-cookies.ts'
import { sessionOf } from '../identity/step-up.ts'
import { directRoute } from './direct-route.ts'

const password = z.string().min(1).max(maxPasswordLength)
const empty = z.object({})
const byId = z.object({ id: z.uuid() })
const companySchema = z.object({
  id: z.uuid(),
  name: z.string(),
  nameEn: z.string(),
  currency: z.string(),
  timeZone: z.string(),
})

/** Logging in and out, who one is, devices, step-up and the company worked in. */
export function identityRoutes(app: FastifyInstance): void {
  const { database } = app.house

  directRoute(app, {
    url: '/login',
    summary: 'Log in with email and password',
    permission: anyone,
    body: z.object({ email: z.string().min(3).max(254), password }),
    response: z.object({ user: z.object({ id: z.uuid(), name: z.string() }) }),
    async run({ body, request, reply }) {
      const device = { ip: request.ip, userAgent: request.headers['user-agent'] }
      const { token, user } = await logIn(database, { ...body, device, traceId: request.traceId }).catch(
        (error: unknown) => {
          if (error instanceof DomainError && error.status === 429)
            reply.header('retry-after', String(error.details.seconds))
          throw error
        },
      )
      const earlier = sessionOf(request)
      if (earlier) await endSessions(database, earlier)
      forgetCallers(database)
      setSessionCookies(request, reply, token)
      return { user }
    },
  })

  directRoute(app, {
    url: '/logout',
    summary: 'End this session',
    permission: anyone,
    status: 204,
    body: empty,
    async run({ request, reply }) {
      const session = sessionOf(request)
      if (session) await endSessions(database, { userId: session.userId, id: session.id })
      forgetCallers(database)
      clearSessionCookies(reply)
    },
  })

  query(app, {
    url: '/demo-logins',
    summary: 'The logins of a demonstration; none elsewhere',
    permission: anyone,
    response: z.object({
      items: z.array(
        z.object({ email: z.string(), password: z.string(), name: z.string(), role: z.string() }),
      ),
    }),
    run: async (db) => ({ items: demoAllowed() ? await demoLogins(db) : [] }),
  })

  query(app, {
    url: '/me',
    summary: 'Who calls, in which company, and what they may do',
    permission: signedIn,
    response: z.object({
      user: z.object({ id: z.uuid(), name: z.string(), email: z.string(), locale: z.enum(['ko', 'en']) }),
      company: companySchema,
      companies: z.array(companySchema),
      permissions: z.array(z.string()),
      orgUnitIds: z.array(z.uuid()).nullable(),
    }),
    run: (db, { principal }) => profileOf(db, principal),
  })

  command(app, {
    method: 'PATCH',
    url: '/me',
    summary: 'Change one’s own language or name',
    permission: signedIn,
    status: 204,
    body: z.object({
      locale: z.enum(['ko', 'en']).optional(),
      name: z.string().trim().min(1).max(100).optional(),
    }),
    async run(tx, { principal, body }) {
      await tx.exec(
        'kernel.change_own_profile',
        `update kernel.user
         set locale = coalesce($2, locale), name = coalesce($3, name), version = version + 1, updated_at = $4 where id = $1`,
        [personOf(principal), body.locale ?? null, body.name ?? null, tx.now],
      )
      tx.afterCommit(() => forgetCallers(database))
    },
  })

  query(app, {
    url: '/companies',
    summary: 'The companies one belongs to',
    permission: signedIn,
    response: z.object({ items: z.array(companySchema) }),
    run: async (db, { principal }) => ({ items: await companiesOf(db, principal) }),
  })

  directRoute(app, {
    url: '/me/company',
    summary: 'Work in another company',
    permission: signedIn,
    status: 204,
    body: byId,
    async run({ body, request, reply }) {
      const session = ownSession(request)
      const companies = await companiesOf(database, request.principal)
      if (!companies.some((company) => company.id === body.id)) throw notFound('company', body.id)
      const token = await rotateSession(database, { id: session.id, companyId: body.id })
      forgetCallers(database)
      setSessionCookies(request, reply, token)
    },
  })

  directRoute(app, {
    url: '/step-up',
    summary: 'Give the password again before an act that asks for it',
    permission: signedIn,
    body: z.object({ password }),
    response: z.object({ elevatedUntil: z.iso.datetime() }),
    async run({ body, request, reply }) {
      const session = ownSession(request)
      await confirmPassword(database, { userId: session.userId, password: body.password, ip: request.ip })
      const token = await rotateSession(database, { id: session.id, elevate: true })
      forgetCallers(database)
      setSessionCookies(request, reply, token)
      return { elevatedUntil: new Date(Date.now() + elevationSeconds * 1000).toISOString() }
    },
  })

  directRoute(app, {
    url: '/password',
    summary: 'Change one’s own password; every other device is logged out',
    permission: signedIn,
    status: 204,
    body: z.object({ current: password, next: password }),
    async run({ body, request, reply }) {
      const session = ownSession(request)
      await confirmPassword(database, { userId: session.userId, password: body.current, ip: request.ip })
      await database.transaction(contextOf(request), async (tx) => {
        const user = await memberOf(tx, session.userId)
        if (body.current.normalize('NFKC') === body.next.normalize('NFKC'))
          throw new DomainError('identity.password-same')
        checkPassword(body.next, user)
        await storePassword(tx, session.userId, body.next)
        await endSessions(tx, { userId: session.userId, except: session.id })
        audit(tx, { action: 'user.change-password', entity: 'user', id: session.userId })
      })
      const token = await rotateSession(database, { id: session.id })
      forgetCallers(database)
      setSessionCookies(request, reply, token)
    },
  })

  query(app, {
    url: '/sessions',
    summary: 'The devices one is logged in on',
    permission: signedIn,
    response: z.object({
      items: z.array(
        z.object({
          id: z.uuid(),
          current: z.boolean(),
          ipAddress: z.string().nullable(),
          userAgent: z.string().nullable(),
          createdAt: z.iso.datetime(),
          lastSeenAt: z.iso.datetime(),
          expiresAt: z.iso.datetime(),
        }),
      ),
    }),
    async run(db, { principal, request }) {
      const current = sessionOf(request)?.id
      const items = await openSessions(db, personOf(principal))
      return { items: items.map((session) => ({ ...session, current: session.id === current })) }
    },
  })

  command(app, {
    method: 'DELETE',
    url: '/sessions/:id',
    summary: 'Log one of one’s own devices out',
    permission: signedIn,
    status: 204,
    params: byId,
    async run(tx, { principal, params }) {
      const ended = await endSessions(tx, { userId: personOf(principal), id: params.id })
      if (ended === 0) throw notFound('session', params.id)
      audit(tx, {
        action: 'session.revoke',
        entity: 'user',
        id: personOf(principal),
        after: { session: params.id },
      })
      tx.afterCommit(() => forgetCallers(database))
    },
  })

  command(app, {
    url: '/sessions/revoke-others',
    summary: 'Log every other device of one’s own out',
    permission: signedIn,
    response: z.object({ ended: z.number() }),
    async run(tx, { principal, request }) {
      const ended = await endSessions(tx, { userId: personOf(principal), except: sessionOf(request)?.id })
      audit(tx, {
        action: 'session.revoke-others',
        entity: 'user',
        id: personOf(principal),
        after: { ended },
      })
      tx.afterCommit(() => forgetCallers(database))
      return { ended }
    },
  })
}

/** What concerns a session is a person's to do, not a program's. */
function ownSession(request: FastifyRequest): { id: string; userId: string } {
  const session = sessionOf(request)
  if (!session) throw new DomainError('identity.people-only', {}, 403)
  return session
}
