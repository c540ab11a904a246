import type { FastifyRequest } from 'fastify'
import { DomainError } from '../../shared/errors.ts'
import { declaredPermissions, expandPatterns } from '../access/permission-patterns.ts'
import type { Database } from '../database.ts'
import type { ModuleManifest } from '../module.ts'
import type { Principal } from '../principal.ts'
import { idleLimitSeconds, tokenHash } from './session.store.ts'
import { csrfMatches, sessionCookie } from './session-cookies.ts'
import { noteSession, type RequestSession } from './step-up.ts'

export interface AuthenticatorOptions {
  /** How long an answer is used again without asking: a revoked session or right may live on in other processes so long. */
  staleMs?: number
}

interface Caller {
  principal: Principal
  session: RequestSession | undefined
}

const defaultStaleMs = 1_000
const maxRemembered = 10_000
const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Callers each process remembers, by database. */
const remembered = new WeakMap<Database, Map<string, { at: number; caller: Promise<Caller | undefined> }>>()

/**
 * Tells who calls, by session cookie or `Authorization: Bearer wh_…`, with at most one statement a request. Unsafe
 * methods under a session carry the `x-csrf-token`. An ended session is nobody; a false key is refused.
 */
export function authenticator(
  database: Database,
  modules: readonly ModuleManifest[],
  { staleMs = defaultStaleMs }: AuthenticatorOptions = {},
): (request: FastifyRequest) => Promise<Principal | undefined> {
  const read = callerReader(database, modules)
  const known = new Map<string, { at: number; caller: Promise<Caller | undefined> }>()
  remembered.set(database, known)

  function callerOf(kind: 'session' | 'key', token: string): Promise<Caller | undefined> {
    const now = Date.now()
    const earlier = known.get(token)
    if (earlier && now - earlier.at < staleMs) return earlier.caller
    if (known.size >= maxRemembered) known.clear()
    const caller = read(kind, token)
    known.set(token, { at: now, caller })
    caller.catch(() => known.delete(token))
    return caller
  }

  return async (request) => {
    const bearer = bearerOf(request)
    if (bearer !== undefined) {
      const caller = bearer.startsWith('wh_') ? await callerOf('key', bearer) : undefined
      if (!caller) throw new DomainError('identity.bad-key', {}, 401)
      return caller.principal
    }
    const token = request.cookies[sessionCookie]
    if (!token) return undefined
    const caller = await callerOf('session', token)
    if (!caller?.session) return undefined
    if (!safeMethods.has(request.method) && !csrfMatches(request, token))
      throw new DomainError('identity.csrf', {}, 403)
    noteSession(request, caller.session)
    return caller.principal
  }
}

/** Call after a commit that changed sessions, roles, users or keys: this process then knows at once. */
export function forgetCallers(database: Database): void {
  remembered.get(database)?.clear()
}

function bearerOf(request: FastifyRequest): string | undefined {
  const header = request.headers.authorization
  return header && /^bearer /i.test(header) ? header.slice(7).trim() : undefined
}

interface CallerRow {
  id: string
  userId: string
  companyId: string
  name: string
  locale: 'ko' | 'en'
  patterns: string[]
  orgUnitIds: string[] | null
  elevatedUntil?: Date | null
  scopes?: string[]
}

function callerReader(database: Database, modules: readonly ModuleManifest[]) {
  const declared = declaredPermissions(modules)
  const meanings = new Map<string, ReadonlySet<string>>()

  /** Most callers share a handful of roles; their sets are made once. */
  function meaning(patterns: readonly string[], scopes: readonly string[] | undefined): ReadonlySet<string> {
    const key = `${patterns.join(' ')}|${scopes?.join(' ') ?? ''}`
    const made = meanings.get(key)
    if (made) return made
    const held = expandPatterns(patterns, declared)
    const set = scopes
      ? new Set([...expandPatterns(scopes, declared)].filter((scope) => held.has(scope)))
      : held
    if (meanings.size >= maxRemembered) meanings.clear()
    meanings.set(key, set)
    return set
  }

  return async (kind: 'session' | 'key', token: string): Promise<Caller | undefined> => {
    const row =
      kind === 'session'
        ? await database.row<CallerRow>('kernel.session_caller', sessionCallerSql, [
            tokenHash(token),
            idleLimitSeconds,
          ])
        : await database.row<CallerRow>('kernel.key_caller', keyCallerSql, [tokenHash(token)])
    if (!row) return undefined
    return {
      principal: {
        kind: kind === 'session' ? 'user' : 'key',
        id: kind === 'session' ? row.userId : row.id,
        userId: row.userId,
        name: row.name,
        companyId: row.companyId,
        permissions: meaning(row.patterns, row.scopes),
        orgUnitIds: row.orgUnitIds,
        locale: row.locale,
      },
      session:
        kind === 'session'
          ? { id: row.id, userId: row.userId, elevatedUntil: row.elevatedUntil ?? null }
          : undefined,
    }
  }
}

/** The roles a person holds in a company, and the units seen through them with all below; null is the whole company. */
const accessOf = (who: string) => `
cross join lateral (
  with recursive held as (
    select role_id, org_unit_id from kernel.user_role where user_id = ${who}.user_id and company_id = ${who}.company_id
  ), units as (
    select org_unit_id as id from held where org_unit_id is not null
    union
    select o.id from kernel.org_unit o join units on o.parent_id = units.id
  )
  select
    array(select distinct p.permission from held join kernel.role_permission p on p.role_id = held.role_id order by 1)
      as patterns,
    case
      when exists (select from held where org_unit_id is null) then null
      else array(select id from units)
    end as org_unit_ids
) access
join kernel.user u on u.id = ${who}.user_id and u.state = 'active'
join kernel.membership m on m.user_id = ${who}.user_id and m.company_id = ${who}.company_id`

/** When a session was last seen is kept to the minute: a write a request would cost more than it tells. */
const sessionCallerSql = `
with seen as (
  update kernel.session set last_seen_at = now()
  where token_hash = $1 and revoked_at is null and expires_at > now()
    and last_seen_at < now() - interval '1 minute' and last_seen_at > now() - make_interval(secs => $2)
)
select s.id, s.user_id, s.company_id, u.name, u.locale, access.patterns, access.org_unit_ids,
  case when s.token_hash = $1 then s.elevated_until end as elevated_until
from kernel.session s
${accessOf('s')}
where (s.token_hash = $1 or (s.previous_token_hash = $1 and s.rotated_at > now() - interval '10 seconds'))
  and s.revoked_at is null and s.expires_at > now() and s.last_seen_at > now() - make_interval(secs => $2)
limit 1`

const keyCallerSql = `
with used as (
  update kernel.api_key set last_used_at = now()
  where token_hash = $1 and revoked_at is null and (last_used_at is null or last_used_at < now() - interval '10 minutes')
)
select k.id, k.user_id, k.company_id, k.name, k.scopes, u.locale, access.patterns, access.org_unit_ids
from kernel.api_key k
${accessOf('k')}
where k.token_hash = $1 and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())`
