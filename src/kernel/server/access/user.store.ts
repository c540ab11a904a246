import { DomainError, notFound } from '../../shared/errors.ts'
import { newId } from '../../shared/ids.ts'
import { audit } from '../audit.ts'
import type { Db } from '../connection.ts'
import { hashPassword } from '../identity/password-hash.ts'
import { checkPassword } from '../identity/password-rules.ts'
import { readablePassword } from '../identity/readable-password.ts'
import { endSessions } from '../identity/session.store.ts'
import type { Tx } from '../transaction.ts'

export interface UserDraft {
  email: string
  name: string
  locale?: 'ko' | 'en'
  demo?: boolean
}

export interface UserRow {
  id: string
  email: string
  name: string
  locale: 'ko' | 'en'
  state: 'active' | 'disabled'
  demo: boolean
  version: number
}

/** Makes a user who logs in by this password, a member of the tx's company. Roles are given apart. */
export async function createUser(tx: Tx, draft: UserDraft, password: string): Promise<string> {
  const email = draft.email.trim().toLowerCase()
  checkPassword(password, { email, name: draft.name })
  const id = newId()
  await tx.exec(
    'kernel.create_user',
    `insert into kernel.user (id, email, name, locale, demo, created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $6)`,
    [id, email, draft.name, draft.locale ?? 'ko', draft.demo ?? false, tx.now],
  )
  await tx.exec(
    'kernel.create_password_account',
    `insert into kernel.account (id, user_id, provider_id, account_id, password, created_at, updated_at)
     values ($1, $2, 'credential', $3, $4, $5, $5)`,
    [newId(), id, id, await hashPassword(password), tx.now],
  )
  await addMember(tx, id)
  audit(tx, { action: 'user.create', entity: 'user', id, after: { email, name: draft.name } })
  return id
}

export async function addMember(tx: Tx, userId: string): Promise<void> {
  await tx.exec(
    'kernel.add_member',
    'insert into kernel.membership (user_id, company_id, created_at) values ($1, $2, $3) on conflict do nothing',
    [userId, tx.principal.companyId, tx.now],
  )
}

/** Takes a leaver out of the tx's company: roles, sessions there and keys end at once. */
export async function removeMember(tx: Tx, userId: string): Promise<void> {
  const { companyId } = tx.principal
  await memberOf(tx, userId)
  refuseSelf(tx, userId)
  await tx.exec(
    'kernel.remove_member',
    'delete from kernel.membership where user_id = $1 and company_id = $2',
    [userId, companyId],
  )
  await endSessions(tx, { userId, companyId })
  await tx.exec(
    'kernel.revoke_keys_of_user',
    'update kernel.api_key set revoked_at = $3 where user_id = $1 and company_id = $2 and revoked_at is null',
    [userId, companyId, tx.now],
  )
  audit(tx, { action: 'user.remove', entity: 'user', id: userId })
}

export async function setUserState(tx: Tx, userId: string, state: 'active' | 'disabled'): Promise<void> {
  refuseSelf(tx, userId)
  const before = await memberOf(tx, userId)
  await requireNowhereElse(tx, userId)
  await tx.exec(
    'kernel.set_user_state',
    'update kernel.user set state = $2, version = version + 1, updated_at = $3 where id = $1',
    [userId, state, tx.now],
  )
  if (state === 'disabled') await endSessions(tx, { userId })
  audit(tx, {
    action: `user.${state === 'active' ? 'enable' : 'disable'}`,
    entity: 'user',
    id: userId,
    before: { state: before.state },
  })
}

/**
 * Shuts the door behind someone who left the tx's company: no more log-in, no session, no key. A login that also opens
 * another company's doors loses only this one. Nothing happens to who has no account here.
 */
export async function closeAccount(tx: Tx, userId: string): Promise<void> {
  const user = await companyUser(tx, userId, tx.principal.companyId)
  if (!user) return
  if (await isMemberElsewhere(tx, userId)) await removeMember(tx, userId)
  else if (user.state === 'active') await setUserState(tx, userId, 'disabled')
}

/** A new random password for a person who lost theirs, answered once; all their sessions end. */
export async function resetPassword(tx: Tx, userId: string): Promise<string> {
  refuseSelf(tx, userId)
  await memberOf(tx, userId)
  await requireNowhereElse(tx, userId)
  const password = readablePassword()
  await storePassword(tx, userId, password)
  await endSessions(tx, { userId })
  audit(tx, { action: 'user.reset-password', entity: 'user', id: userId })
  return password
}

export async function storePassword(tx: Tx, userId: string, password: string): Promise<void> {
  await tx.exec(
    'kernel.store_password',
    `update kernel.account set password = $2, updated_at = $3 where user_id = $1 and provider_id = 'credential'`,
    [userId, await hashPassword(password), tx.now],
  )
  await tx.exec('kernel.forget_demo_login', 'delete from kernel.demo_login where user_id = $1', [userId])
}

/** A person of the tx's company, or not found. */
export async function memberOf(tx: Tx, userId: string): Promise<UserRow> {
  const user = await companyUser(tx, userId, tx.principal.companyId)
  if (!user) throw notFound('user', userId)
  return user
}

export function companyUser(db: Db, userId: string, companyId: string): Promise<UserRow | undefined> {
  return db.row<UserRow>(
    'kernel.company_user',
    'select id, email, name, locale, state, demo, version from kernel.company_user where id = $1 and company_id = $2',
    [userId, companyId],
  )
}

export function userByEmail(db: Db, email: string): Promise<{ id: string } | undefined> {
  return db.row('kernel.user_by_email', 'select id from kernel.user where email = $1', [
    email.trim().toLowerCase(),
  ])
}

function refuseSelf(tx: Tx, userId: string): void {
  if (userId === (tx.principal.userId ?? tx.principal.id))
    throw new DomainError('access.not-yourself', {}, 409)
}

/** One company's administrator has no hand on a login that also opens another's doors. */
async function requireNowhereElse(tx: Tx, userId: string): Promise<void> {
  if (await isMemberElsewhere(tx, userId)) throw new DomainError('access.user-elsewhere', {}, 409)
}

async function isMemberElsewhere(tx: Tx, userId: string): Promise<boolean> {
  const other = await tx.row(
    'kernel.member_elsewhere',
    'select 1 from kernel.membership where user_id = $1 and company_id <> $2 limit 1',
    [userId, tx.principal.companyId],
  )
  return other !== undefined
}
