import { createHash, randomBytes } from 'node:crypto'
import { newId } from '../../shared/ids.ts'
import type { Db } from '../connection.ts'

/** A working day at the desk without a touch ends a session; so does a week, touched or not. */
export const idleLimitSeconds = 12 * 60 * 60
export const absoluteLimitSeconds = 7 * 24 * 60 * 60
export const elevationSeconds = 10 * 60
const maxAgentLength = 300

export interface Device {
  ip: string | undefined
  userAgent: string | undefined
}

export function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** Opens a session and answers its token, which is kept nowhere. */
export async function openSession(
  db: Db,
  { userId, companyId, device }: { userId: string; companyId: string; device: Device },
): Promise<string> {
  const token = newToken()
  await db.rows(
    'kernel.open_session',
    `insert into kernel.session
       (id, user_id, company_id, token_hash, created_at, last_seen_at, expires_at, ip_address, user_agent)
     values ($1, $2, $3, $4, now(), now(), now() + make_interval(secs => $5), $6, $7)`,
    [
      newId(),
      userId,
      companyId,
      tokenHash(token),
      absoluteLimitSeconds,
      device.ip ?? null,
      device.userAgent?.slice(0, maxAgentLength) ?? null,
    ],
  )
  return token
}

/**
 * Gives a session a new token whenever what it may do changes, so that one stolen before is worth nothing after. The
 * old token lives a few seconds more, without the new rights, for requests already on their way.
 */
export async function rotateSession(
  db: Db,
  { id, elevate = false, companyId }: { id: string; elevate?: boolean; companyId?: string },
): Promise<string> {
  const token = newToken()
  await db.rows(
    'kernel.rotate_session',
    `update kernel.session
     set previous_token_hash = token_hash, token_hash = $2, rotated_at = now(),
       elevated_until = case when $3 then now() + make_interval(secs => $4) end,
       company_id = coalesce($5, company_id)
     where id = $1`,
    [id, tokenHash(token), elevate, elevationSeconds, companyId ?? null],
  )
  return token
}

/** Ends sessions of a person: all, one, all but one, or those in one company. Answers how many. */
export async function endSessions(
  db: Db,
  which: { userId: string; id?: string; except?: string | undefined; companyId?: string },
): Promise<number> {
  const ended = await db.rows(
    'kernel.end_sessions',
    `update kernel.session set revoked_at = now()
     where user_id = $1 and revoked_at is null
       and ($2::uuid is null or id = $2)
       and ($3::uuid is null or id <> $3)
       and ($4::uuid is null or company_id = $4)
     returning id`,
    [which.userId, which.id ?? null, which.except ?? null, which.companyId ?? null],
  )
  return ended.length
}

export interface SessionRow {
  id: string
  ipAddress: string | null
  userAgent: string | null
  createdAt: Date
  lastSeenAt: Date
  expiresAt: Date
}

/** The devices a person is logged in on, the latest first. */
export function openSessions(db: Db, userId: string): Promise<SessionRow[]> {
  return db.rows<SessionRow>(
    'kernel.open_sessions',
    `select id, ip_address, user_agent, created_at, last_seen_at, expires_at from kernel.session
     where user_id = $1 and revoked_at is null and expires_at > now()
       and last_seen_at > now() - make_interval(secs => $2)
     order by last_seen_at desc
     limit 100`,
    [userId, idleLimitSeconds],
  )
}
