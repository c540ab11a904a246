import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { defineEntity } from '../../shared/entity.ts'
import { notFound } from '../../shared/errors.ts'
import { decideFourEyes, fourEyesRequests, withdrawFourEyes } from '../access/four-eyes.ts'
import { declaredPermissions } from '../access/permission-patterns.ts'
import { deleteRole, giveRoles, heldRoles, rolesOf, saveRole } from '../access/role.store.ts'
import {
  addMember,
  companyUser,
  createUser,
  memberOf,
  removeMember,
  resetPassword,
  setUserState,
  userByEmail,
} from '../access/user.store.ts'
import { signedIn } from '../http/house.ts'
import { listRoute } from '../http/list-route.ts'
import { command, contextOf, query } from '../http/routes.ts'
import { createApiKey, revokeApiKey } from '../identity/api-key.store.ts'
import { forgetCallers } from '../identity/authenticator.ts'
import { readablePassword } from '../identity/readable-password.ts'
import { endSessions } from '../identity/session.store.ts'
import { requireElevated } from '../identity/step-up.ts'
import type { Tx } from '../transaction.ts'
import { directRoute } from './direct-route.ts'

export const accessPermissions = [
  'user.read',
  'user.manage',
  'role.read',
  'role.manage',
  'api-key.manage',
] as const

const byId = z.object({ id: z.uuid() })
const code = z.string().regex(/^[a-z][a-z0-9-]{1,40}$/)
const patterns = z.array(z.string().regex(/^(\*|[a-z0-9-]+(\.[a-z0-9-]+)*(\.\*)?|\*\.[a-z0-9-]+)$/)).max(500)
const orgUnitIds = z.array(z.uuid()).min(1).max(100).nullable()
const secretOnce = z.object({ id: z.uuid(), password: z.string().nullable() })

const companyUserEntity = defineEntity({
  name: 'user',
  table: 'kernel.company_user',
  row: z.object({
    id: z.uuid(),
    companyId: z.uuid(),
    email: z.string().meta({ search: true, filter: true, sort: true }),
    name: z.string().meta({ search: true, filter: true, sort: true }),
    locale: z.enum(['ko', 'en']),
    state: z.enum(['active', 'disabled']).meta({ filter: true, words: 'userState' }),
    demo: z.boolean(),
    version: z.number(),
    createdAt: z.date().meta({ sort: true }),
  }),
})

const apiKeyEntity = defineEntity({
  name: 'api-key',
  table: 'kernel.api_key',
  row: z.object({
    id: z.uuid(),
    companyId: z.uuid(),
    userId: z.uuid().meta({ filter: true }),
    name: z.string().meta({ search: true, filter: true }),
    prefix: z.string(),
    scopes: z.array(z.string()),
    createdAt: z.date().meta({ sort: true }),
    expiresAt: z.date().nullable(),
    revokedAt: z.date().nullable().meta({ filter: true }),
    lastUsedAt: z.date().nullable(),
  }),
})

const fourEyesItem = z.object({
  id: z.uuid(),
  kind: z.string(),
  entity: z.string(),
  recordId: z.uuid(),
  payload: z.record(z.string(), z.unknown()),
  reason: z.string(),
  state: z.enum(['waiting', 'approved', 'refused', 'withdrawn']),
  requestedBy: z.uuid(),
  requestedByName: z.string(),
  requestedAt: z.iso.datetime(),
  decidedByName: z.string().nullable(),
  decidedAt: z.iso.datetime().nullable(),
  decisionReason: z.string().nullable(),
  /** One may decide it: it waits, one holds its permission and did not ask for it. */
  decidable: z.boolean(),
})

/** Users, roles, keys and acts that two people must want. */
export function accessRoutes(app: FastifyInstance): void {
  userRoutes(app)
  roleRoutes(app)
  keyRoutes(app)
  fourEyesRoutes(app)
}

function userRoutes(app: FastifyInstance): void {
  const { database } = app.house
  const declared = declaredPermissions(app.house.modules)
  const forget = (tx: Tx) => tx.afterCommit(() => forgetCallers(database))

  listRoute(app, companyUserEntity, {
    url: '/users',
    summary: 'The people who may log in to this company',
    permission: 'user.read',
    defaultSort: 'name',
  })
  query(app, {
    url: '/users/:id',
    summary: 'A person with roles and reach',
    permission: 'user.read',
    params: byId,
    response: z.object({
      id: z.uuid(),
      email: z.string(),
      name: z.string(),
      locale: z.string(),
      state: z.string(),
      demo: z.boolean(),
      version: z.number(),
      roles: z.array(z.string()),
      orgUnitIds: orgUnitIds,
    }),
    async run(db, { principal, params }) {
      const user = await companyUser(db, params.id, principal.companyId)
      if (!user) throw notFound('user', params.id)
      return { ...user, ...(await heldRoles(db, params.id, principal.companyId)) }
    },
  })
  directRoute(app, {
    url: '/users',
    summary: 'Add a person; the answer shows the first password once, none for one who logs in already',
    permission: 'user.manage',
    status: 201,
    body: z.object({
      email: z.email().max(254),
      name: z.string().trim().min(1).max(100),
      locale: z.enum(['ko', 'en']).default('ko'),
      roles: z.array(code).max(20).default([]),
      orgUnitIds: orgUnitIds.default(null),
    }),
    response: secretOnce,
    async run({ body, request }) {
      requireElevated(request)
      return database.transaction(contextOf(request), async (tx) => {
        const there = await userByEmail(tx, body.email)
        const password = there ? null : readablePassword()
        const id = there?.id ?? (await createUser(tx, body, password ?? ''))
        if (there) await addMember(tx, there.id)
        if (body.roles.length > 0) await giveRoles(tx, { userId: id, ...body }, declared)
        return { id, password }
      })
    },
  })
  command(app, {
    method: 'PUT',
    url: '/users/:id/roles',
    summary: 'Give a person exactly these roles, in these units or the whole company; their sessions end',
    permission: 'role.manage',
    status: 204,
    params: byId,
    body: z.object({ roles: z.array(code).max(20), orgUnitIds }),
    async run(tx, { params, body, request }) {
      requireElevated(request)
      await memberOf(tx, params.id)
      await giveRoles(tx, { userId: params.id, ...body }, declared)
      await endSessions(tx, { userId: params.id })
      forget(tx)
    },
  })
  directRoute(app, {
    url: '/users/:id/password',
    summary: 'Give a person a new random password, shown once; their sessions end',
    permission: 'user.manage',
    params: byId,
    body: z.object({}),
    response: secretOnce,
    async run({ params, request }) {
      requireElevated(request)
      const password = await database.transaction(contextOf(request), (tx) => resetPassword(tx, params.id))
      forgetCallers(database)
      return { id: params.id, password }
    },
  })
  for (const state of ['active', 'disabled'] as const) {
    command(app, {
      url: `/users/:id/${state === 'active' ? 'enable' : 'disable'}`,
      summary:
        state === 'active'
          ? 'Let a person log in again'
          : 'Let a person log in no more; sessions and keys end',
      permission: 'user.manage',
      status: 204,
      params: byId,
      async run(tx, { params }) {
        await setUserState(tx, params.id, state)
        forget(tx)
      },
    })
  }
  command(app, {
    method: 'DELETE',
    url: '/users/:id',
    summary: 'Take a person out of this company; roles, sessions and keys end',
    permission: 'user.manage',
    status: 204,
    params: byId,
    async run(tx, { params }) {
      await removeMember(tx, params.id)
      forget(tx)
    },
  })
}

function roleRoutes(app: FastifyInstance): void {
  const { database } = app.house
  const declared = declaredPermissions(app.house.modules)
  const body = z.object({
    code,
    name: z.string().trim().min(1).max(100),
    nameEn: z.string().trim().min(1).max(100),
    permissions: patterns,
  })
  const saved = z.object({ id: z.uuid() })

  query(app, {
    url: '/permissions',
    summary: 'Every permission there is',
    permission: 'role.read',
    response: z.object({ items: z.array(z.string()) }),
    run: async () => ({ items: declared }),
  })
  query(app, {
    url: '/roles',
    summary: 'The roles of this company',
    permission: 'role.read',
    response: z.object({
      items: z.array(body.extend({ id: z.uuid(), builtIn: z.boolean(), version: z.number() })),
    }),
    run: async (db, { principal }) => ({ items: await rolesOf(db, principal.companyId) }),
  })
  command(app, {
    url: '/roles',
    summary: 'Make a role',
    permission: 'role.manage',
    status: 201,
    body,
    response: saved,
    async run(tx, { body: role, request }) {
      requireElevated(request)
      return { id: await saveRole(tx, role, declared) }
    },
  })
  command(app, {
    method: 'PUT',
    url: '/roles/:id',
    summary: 'Change a role of the company’s own making',
    permission: 'role.manage',
    params: byId,
    body,
    response: saved,
    async run(tx, { params, body: role, request }) {
      requireElevated(request)
      tx.afterCommit(() => forgetCallers(database))
      return { id: await saveRole(tx, { id: params.id, ...role }, declared) }
    },
  })
  command(app, {
    method: 'DELETE',
    url: '/roles/:id',
    summary: 'Delete a role nobody holds',
    permission: 'role.manage',
    status: 204,
    params: byId,
    async run(tx, { params, request }) {
      requireElevated(request)
      await deleteRole(tx, params.id)
    },
  })
}

function keyRoutes(app: FastifyInstance): void {
  const { database } = app.house
  const declared = declaredPermissions(app.house.modules)

  listRoute(app, apiKeyEntity, {
    url: '/api-keys',
    summary: 'The keys by which programs call',
    permission: 'api-key.manage',
    defaultSort: '-createdAt',
  })
  directRoute(app, {
    url: '/api-keys',
    summary: 'Make a key; the answer shows it once',
    permission: 'api-key.manage',
    status: 201,
    body: z.object({
      name: z.string().trim().min(1).max(100),
      scopes: patterns.min(1),
      expiresAt: z.iso
        .datetime()
        .nullable()
        .default(null)
        .transform((text) => (text ? new Date(text) : null)),
    }),
    response: z.object({ id: z.uuid(), token: z.string() }),
    async run({ body, request }) {
      requireElevated(request)
      return database.transaction(contextOf(request), (tx) => createApiKey(tx, body, declared))
    },
  })
  command(app, {
    method: 'DELETE',
    url: '/api-keys/:id',
    summary: 'Revoke a key at once',
    permission: 'api-key.manage',
    status: 204,
    params: byId,
    async run(tx, { params }) {
      await revokeApiKey(tx, params.id)
      tx.afterCommit(() => forgetCallers(database))
    },
  })
}

function fourEyesRoutes(app: FastifyInstance): void {
  const reason = z.string().trim().min(3).max(1000)

  query(app, {
    url: '/four-eyes',
    summary: 'Acts that need a second person: those one may decide and those one asked for; the newest 200',
    permission: signedIn,
    query: z.object({ state: z.enum(['waiting', 'approved', 'refused', 'withdrawn']).optional() }),
    response: z.object({ items: z.array(fourEyesItem) }),
    run: async (db, { principal, query: { state } }) => ({
      items: await fourEyesRequests(db, principal, state ?? null),
    }),
  })
  for (const approve of [true, false]) {
    command(app, {
      url: `/four-eyes/:id/${approve ? 'approve' : 'refuse'}`,
      summary: approve
        ? 'Approve an act another person asked for; it happens at once'
        : 'Refuse an act another person asked for',
      permission: signedIn,
      status: 204,
      params: byId,
      body: z.object({ reason: approve ? reason.nullable().default(null) : reason }),
      async run(tx, { params, body, request }) {
        if (approve) requireElevated(request)
        await decideFourEyes(tx, { id: params.id, approve, reason: body.reason })
      },
    })
  }
  command(app, {
    url: '/four-eyes/:id/withdraw',
    summary: 'Take back what one asked for',
    permission: signedIn,
    status: 204,
    params: byId,
    run: (tx, { params }) => withdrawFourEyes(tx, params.id),
  })
}
