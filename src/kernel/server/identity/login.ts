import { DomainError } from '../../shared/errors.ts'
import { audit } from '../audit.ts'
import type { Database } from '../database.ts'
import { nilId, type Principal } from '../principal.ts'
import { clearAttempts, takeAttempt } from './login-attempts.ts'
import { passwordMatches } from './password-hash.ts'
import { type Device, openSession } from './session.store.ts'

interface LoginRow {
  id: string
  name: string
  locale: 'ko' | 'en'
  state: string
  password: string | null
  companyId: string | null
}

/**
 * Opens a session for the right password. Every failure reads the same (`identity.login-refused`, 401), takes the same
 * time, and counts against the account and the address (`identity.locked`, 429).
 */
export async function logIn(
  database: Database,
  attempt: { email: string; password: string; device: Device; traceId: string },
): Promise<{ token: string; user: { id: string; name: string } }> {
  const email = attempt.email.trim().toLowerCase()
  const who = { email, ip: attempt.device.ip ?? '' }
  await takeAttempt(database, who)
  const row = await database.row<LoginRow>('kernel.login', loginSql, [email])
  const right = await passwordMatches(attempt.password, row?.password)
  if (!row || !right || row.state !== 'active') {
    if (row) await note(database, row, attempt, 'session.refuse')
    throw new DomainError('identity.login-refused', {}, 401)
  }
  await clearAttempts(database, who)
  if (row.companyId === null) throw new DomainError('identity.no-company', {}, 403)
  const token = await openSession(database, {
    userId: row.id,
    companyId: row.companyId,
    device: attempt.device,
  })
  await note(database, row, attempt, 'session.open')
  return { token, user: { id: row.id, name: row.name } }
}

/** Asks a person who is logged in for the password again, under the same counting. */
export async function confirmPassword(
  database: Database,
  { userId, password, ip }: { userId: string; password: string; ip: string },
): Promise<void> {
  const row = await database.row<{ email: string; password: string | null }>(
    'kernel.password_of_user',
    `select u.email, a.password
     from kernel.user u
     left join kernel.account a on a.user_id = u.id and a.provider_id = 'credential'
     where u.id = $1`,
    [userId],
  )
  const who = { email: row?.email ?? userId, ip }
  await takeAttempt(database, who)
  if (!(await passwordMatches(password, row?.password)))
    throw new DomainError('identity.wrong-password', {}, 403)
  await clearAttempts(database, who)
}

/** The company worked in last, while still a member; otherwise the first. */
const loginSql = `
select u.id, u.name, u.locale, u.state, a.password,
  (
    select m.company_id from kernel.membership m
    where m.user_id = u.id
    order by (select max(s.last_seen_at) from kernel.session s where s.user_id = u.id and s.company_id = m.company_id)
      desc nulls last, m.created_at
    limit 1
  ) as company_id
from kernel.user u
left join kernel.account a on a.user_id = u.id and a.provider_id = 'credential'
where u.email = $1`

async function note(
  database: Database,
  row: LoginRow,
  { device, traceId }: { device: Device; traceId: string },
  action: string,
): Promise<void> {
  const principal: Principal = {
    kind: 'user',
    id: row.id,
    name: row.name,
    companyId: row.companyId ?? nilId,
    permissions: new Set(),
    orgUnitIds: [],
    locale: row.locale,
  }
  await database.transaction({ principal, traceId, ip: device.ip }, async (tx) => {
    audit(tx, { action, entity: 'user', id: row.id })
  })
}
