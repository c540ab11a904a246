import { describe, expect, it } from 'vitest'
import { newId } from '../../shared/ids.ts'
import { renewRoles } from '../access/renew-roles.ts'
import { giveRoles, type RoleTemplate, rolesOf, saveRole } from '../access/role.store.ts'
import { createUser } from '../access/user.store.ts'
import { createServer } from '../http/server.ts'
import kernel from '../kernel.module.ts'
import { type Principal, systemPrincipal } from '../principal.ts'
import { testKit } from '../testkit.ts'
import { authenticator, forgetCallers } from './authenticator.ts'
import { assertNoDemoAccounts, createDemoUsers, type DemoRole } from './demo-users.ts'
import { forgetSessions } from './housekeeping.job.ts'
import { browser } from './identity-client.ts'
import { createOwner } from './owner.ts'
import { hashPassword, passwordMatches } from './password-hash.ts'
import { checkPassword, isBreached } from './password-rules.ts'
import { readablePassword } from './readable-password.ts'
import { csrfCookie, sessionCookie } from './session-cookies.ts'

const t = await testKit([kernel])
const app = await createServer({
  database: t.database,
  modules: [kernel],
  authenticate: authenticator(t.database, [kernel]),
  checkResponses: true,
})
await app.ready()
const password = 'tall-ship-9931-quay'
const roles: readonly RoleTemplate[] = [{ code: 'owner', name: '대표', nameEn: 'Owner', permissions: ['*'] }]

let count = 0
async function person(
  permissions: readonly string[],
  companyId = t.companyId,
): Promise<{ id: string; email: string }> {
  count += 1
  const email = `person${count}@hanul.example`
  const id = await t.database.transaction({ principal: systemPrincipal(companyId) }, async (tx) => {
    const userId = await createUser(tx, { email, name: '김서연' }, password)
    const code = `role-${count}`
    await saveRole(tx, { code, name: code, nameEn: code, permissions }, permissions)
    await giveRoles(tx, { userId, roles: [code], orgUnitIds: null }, [])
    return userId
  })
  return { id, email }
}

async function loggedIn(permissions: readonly string[], elevated = false) {
  const who = await person(permissions)
  const client = browser(app)
  const answer = await client.logIn(who.email, password)
  expect(answer.status).toBe(200)
  if (elevated) await client.send('POST', '/step-up', { password })
  return { ...who, client }
}

describe('logging in', () => {
  it('[PLAT-03] opens a session by cookie and tells who one is', async () => {
    const { client, email } = await loggedIn(['user.read'])
    const me = await client.send('GET', '/me')
    expect(me.status).toBe(200)
    expect(me.body).toMatchObject({
      user: { email, name: '김서연' },
      company: { id: t.companyId },
      permissions: ['user.read'],
    })
    expect((await client.send('POST', '/logout')).status).toBe(204)
    expect((await client.send('GET', '/me')).status).toBe(401)
  })

  it('[PLAT-03] hands out cookies no script can read and keeps no token in clear', async () => {
    const who = await person([])
    const answer = await app.inject({
      method: 'POST',
      url: '/api/v1/kernel/login',
      payload: { email: who.email, password },
    })
    const cookie = answer.cookies.find((each) => each.name === sessionCookie)
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' })
    const rows = await t.database.rows<{ text: string }>(
      '',
      'select s::text as text from kernel.session s where user_id = $1',
      [who.id],
    )
    expect(rows).toHaveLength(1)
    expect(rows[0]?.text).not.toContain(cookie?.value)
  })

  it('[PLAT-03] refuses a wrong password and an unknown person with the same words', async () => {
    const who = await person([])
    const wrong = await browser(app, '10.1.0.1').logIn(who.email, 'wrong-password-1')
    const unknown = await browser(app, '10.1.0.1').logIn('nobody@hanul.example', 'wrong-password-1')
    expect(wrong.status).toBe(401)
    expect({ ...wrong.body, traceId: '' }).toEqual({ ...unknown.body, traceId: '' })
  })

  it('[PLAT-03] five failures lock the account, longer each time, even for the right password', async () => {
    const who = await person([])
    for (let n = 0; n < 5; n++)
      expect((await browser(app, `10.2.0.${n}`).logIn(who.email, 'wrong-password-1')).status).toBe(401)
    const locked = await browser(app, '10.2.1.1').logIn(who.email, password)
    expect(locked).toMatchObject({ status: 429, body: { code: 'identity.locked' } })
    const seconds = Number(locked.headers['retry-after'])
    expect(seconds).toBeGreaterThan(20)
    expect(seconds).toBeLessThanOrEqual(30)
    await t.database.rows('', 'update kernel.login_attempt set locked_until = now() where subject = $1', [
      `account:${who.email}`,
    ])
    expect((await browser(app, '10.2.1.1').logIn(who.email, 'wrong-password-1')).status).toBe(401)
    const again = await browser(app, '10.2.1.1').logIn(who.email, password)
    expect(Number(again.headers['retry-after'])).toBeGreaterThan(30)
    await t.database.rows('', 'update kernel.login_attempt set locked_until = now() where subject = $1', [
      `account:${who.email}`,
    ])
    expect((await browser(app, '10.2.1.1').logIn(who.email, password)).status).toBe(200)
  })

  it('[PLAT-03] an address that tries many accounts is locked too, and only that address', async () => {
    const who = await person([])
    const tries = Array.from({ length: 20 }, (_, n) =>
      browser(app, '10.3.0.1').logIn(`guess${n}@hanul.example`, 'wrong-password-1'),
    )
    for (const answer of await Promise.all(tries)) expect(answer.status).toBe(401)
    expect((await browser(app, '10.3.0.1').logIn(who.email, password)).status).toBe(429)
    expect((await browser(app, '10.3.0.2').logIn(who.email, password)).status).toBe(200)
  })

  it('[PLAT-03] fifty guesses at once get no more than five looks', async () => {
    const who = await person([])
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        browser(app, `10.4.0.${n}`).logIn(who.email, `wrong-password-${n}`),
      ),
    )
    expect(answers.filter((answer) => answer.status === 401)).toHaveLength(5)
  })
})

describe('a session', () => {
  it('[PLAT-03] needs the CSRF header for what changes something, and not for reading', async () => {
    const { client } = await loggedIn([])
    expect((await client.send('PATCH', '/me', { locale: 'en' }, { 'x-csrf-token': '' })).body).toMatchObject({
      code: 'identity.csrf',
    })
    expect(
      (await client.send('PATCH', '/me', { locale: 'en' }, { 'x-csrf-token': 'x'.repeat(43) })).status,
    ).toBe(403)
    const other = await loggedIn([])
    const foreign = other.client.cookies.get(csrfCookie) ?? ''
    expect((await client.send('PATCH', '/me', { locale: 'en' }, { 'x-csrf-token': foreign })).status).toBe(
      403,
    )
    expect((await client.send('GET', '/me', undefined, { 'x-csrf-token': '' })).status).toBe(200)
    expect((await client.send('PATCH', '/me', { locale: 'en' })).status).toBe(204)
    expect((await client.send('GET', '/me')).body.user.locale).toBe('en')
  })

  it('[PLAT-03] is seen in the list of devices and ends when it is revoked there', async () => {
    const first = await loggedIn([])
    const second = browser(app)
    await second.logIn(first.email, password)
    const devices = (await first.client.send('GET', '/sessions')).body.items
    expect(devices).toHaveLength(2)
    const other = devices.find((device: { current: boolean }) => !device.current)
    expect((await first.client.send('DELETE', `/sessions/${other.id}`)).status).toBe(204)
    expect((await second.send('GET', '/me')).status).toBe(401)
    expect((await first.client.send('GET', '/me')).status).toBe(200)
    const stranger = await loggedIn([])
    const own = (await first.client.send('GET', '/sessions')).body.items[0]
    expect((await stranger.client.send('DELETE', `/sessions/${own.id}`)).status).toBe(404)
  })

  it('[PLAT-03] ends when idle too long and at its absolute limit', async () => {
    for (const spoil of [`last_seen_at = now() - interval '13 hours'`, `expires_at = now()`]) {
      const { client, id } = await loggedIn([])
      expect((await client.send('GET', '/me')).status).toBe(200)
      await t.database.rows('', `update kernel.session set ${spoil} where user_id = $1`, [id])
      forgetCallers(t.database)
      expect((await client.send('GET', '/me')).status).toBe(401)
    }
  })

  it('[PLAT-03] gets a new token by step-up; the old one has no raised rights and soon none at all', async () => {
    const { client, id } = await loggedIn(['role.manage', 'role.read'])
    const old = client.cookies.get(sessionCookie) ?? ''
    const draft = { code: 'night', name: '야간', nameEn: 'Night', permissions: ['role.read'] }
    expect((await client.send('POST', '/roles', draft)).body).toMatchObject({ code: 'identity.step-up' })
    expect((await client.send('POST', '/step-up', { password: 'wrong-password-1' })).status).toBe(403)
    expect((await client.send('POST', '/step-up', { password })).status).toBe(200)
    expect(client.cookies.get(sessionCookie)).not.toBe(old)
    expect((await client.send('POST', '/roles', draft)).status).toBe(201)
    const thief = browser(app)
    thief.cookies.set(sessionCookie, old)
    const { csrfTokenOf } = await import('./session-cookies.ts')
    thief.cookies.set(csrfCookie, csrfTokenOf(old))
    expect((await thief.send('POST', '/roles', { ...draft, code: 'day' })).body).toMatchObject({
      code: 'identity.step-up',
    })
    await t.database.rows(
      '',
      `update kernel.session set rotated_at = now() - interval '1 minute' where user_id = $1`,
      [id],
    )
    forgetCallers(t.database)
    expect((await thief.send('GET', '/me')).status).toBe(401)
    expect((await client.send('GET', '/me')).status).toBe(200)
  })

  it('[PLAT-03] a changed password logs every other device out', async () => {
    const first = await loggedIn([])
    const second = browser(app)
    await second.logIn(first.email, password)
    const next = 'broad-river-1207-heron'
    expect(
      (await first.client.send('POST', '/password', { current: password, next: 'password1234' })).body,
    ).toMatchObject({
      code: 'identity.password-breached',
    })
    expect((await first.client.send('POST', '/password', { current: password, next })).status).toBe(204)
    expect((await second.send('GET', '/me')).status).toBe(401)
    expect((await first.client.send('GET', '/me')).status).toBe(200)
    expect((await browser(app).logIn(first.email, next)).status).toBe(200)
  })

  it('[PLAT-04] works in another company only for its members', async () => {
    const { client, id } = await loggedIn(['user.read'])
    const other = await createOwner(
      t.database,
      {
        email: 'boss@other.example',
        name: '다른 대표',
        password,
        company: { code: 'other', name: '다른', nameEn: 'Other', currency: 'USD' },
      },
      roles,
    )
    expect((await client.send('POST', '/me/company', { id: other.companyId })).status).toBe(404)
    await t.database.rows('', 'insert into kernel.membership values ($1, $2, now())', [id, other.companyId])
    expect((await client.send('POST', '/me/company', { id: other.companyId })).status).toBe(204)
    const me = (await client.send('GET', '/me')).body
    expect(me).toMatchObject({ company: { currency: 'USD' }, permissions: [] })
    expect((await client.send('GET', '/users')).status).toBe(403)
  })
})

describe('an API key', () => {
  it('[PLAT-01] does what its scopes say and no more', async () => {
    const { client } = await loggedIn(['user.read', 'role.read', 'api-key.manage'], true)
    const made = await client.send('POST', '/api-keys', { name: '연동', scopes: ['user.read'] })
    expect(made.status).toBe(201)
    const program = { authorization: `Bearer ${made.body.token}` }
    const stranger = browser(app)
    expect((await stranger.send('GET', '/users', undefined, program)).status).toBe(200)
    expect((await stranger.send('GET', '/roles', undefined, program)).status).toBe(403)
    const listed = (await client.send('GET', '/api-keys')).body.items
    expect(listed[0].prefix).toBe(made.body.token.slice(0, 11))
    expect(JSON.stringify(listed)).not.toContain(made.body.token)
  })

  it('[PLAT-01] cannot hold what its maker may not do, and loses what its maker loses', async () => {
    const { client, id } = await loggedIn(['user.read', 'api-key.manage'], true)
    const refused = await client.send('POST', '/api-keys', { name: '연동', scopes: ['role.*'] })
    expect(refused.body).toMatchObject({ code: 'identity.scope-beyond-own' })
    const made = await client.send('POST', '/api-keys', { name: '연동', scopes: ['user.read'] })
    const program = { authorization: `Bearer ${made.body.token}` }
    await t.database.rows('', 'delete from kernel.user_role where user_id = $1', [id])
    forgetCallers(t.database)
    expect((await browser(app).send('GET', '/users', undefined, program)).status).toBe(403)
    await t.database.rows('', `update kernel.user set state = 'disabled' where id = $1`, [id])
    forgetCallers(t.database)
    expect((await browser(app).send('GET', '/users', undefined, program)).status).toBe(401)
  })

  it('[PLAT-01] ends at its expiry, when revoked, and a false one is refused', async () => {
    const { client } = await loggedIn(['user.read', 'api-key.manage'], true)
    const past = await client.send('POST', '/api-keys', {
      name: '연동',
      scopes: ['user.read'],
      expiresAt: '2020-01-01T00:00:00Z',
    })
    expect(past.body).toMatchObject({ code: 'identity.key-expiry-past' })
    const made = await client.send('POST', '/api-keys', { name: '연동', scopes: ['user.read'] })
    const program = { authorization: `Bearer ${made.body.token}` }
    expect((await client.send('DELETE', `/api-keys/${made.body.id}`)).status).toBe(204)
    expect((await browser(app).send('GET', '/users', undefined, program)).status).toBe(401)
    expect(
      (await browser(app).send('GET', '/me', undefined, { authorization: 'Bearer wh_nonsense' })).status,
    ).toBe(401)
  })

  it('[PLAT-01] no secret is kept for replay under an idempotency key', async () => {
    const { client } = await loggedIn(['user.read', 'api-key.manage'], true)
    const key = { 'idempotency-key': newId() }
    const made = await client.send('POST', '/api-keys', { name: '연동', scopes: ['user.read'] }, key)
    const kept = await t.database.rows<{ response: unknown }>('', 'select response from kernel.idempotency')
    expect(JSON.stringify(kept)).not.toContain(made.body.token)
  })
})

describe('passwords', () => {
  it('[PLAT-03] are hashed with salt and found again whatever way 한글 is composed', async () => {
    const one = await hashPassword('서울의봄날씨-좋다')
    expect(one).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$/)
    expect(await hashPassword('서울의봄날씨-좋다')).not.toBe(one)
    expect(await passwordMatches('서울의봄날씨-좋다'.normalize('NFD'), one)).toBe(true)
    expect(await passwordMatches('서울의봄날씨-춥다', one)).toBe(false)
    expect(await passwordMatches('anything', null)).toBe(false)
  })

  it('[PLAT-03] that everyone tries first are refused, random ones are not', () => {
    for (const bad of [
      'password123',
      'P@ssw0rd2024!',
      '1q2w3e4r5t',
      'qwertyuiop',
      '1234567890',
      'aaaaaaaaaaaa',
      'abcabcabcabc',
      'dkssudgktpdy1',
      'Welcome2025!',
      '비밀번호123456',
      'wheelhouse1!',
    ]) {
      expect(isBreached(bad), bad).toBe(true)
    }
    for (let n = 0; n < 200; n++) expect(isBreached(readablePassword())).toBe(false)
    const about = { email: 'seoyeon.kim@hanul.example', name: '김서연' }
    expect(() => checkPassword('short-1', about)).toThrow('identity.password-too-short')
    expect(() => checkPassword('seoyeon.kim1', about)).toThrow('identity.password-personal')
    expect(() => checkPassword('violet-otter-0417', about)).not.toThrow()
  })
})

describe('demonstration accounts', () => {
  const demoRoles: readonly DemoRole[] = [
    {
      code: 'owner',
      name: '대표',
      nameEn: 'Owner',
      permissions: ['*'],
      demo: { email: 'owner@demo.example', name: '한지훈' },
    },
  ]

  it('[PLAT-03] get random passwords, are offered only in a demonstration, and stop production from starting', async () => {
    await expect(assertNoDemoAccounts(t.database, { NODE_ENV: 'production' })).resolves.toBeUndefined()
    const [login] = await createDemoUsers(t.database, t.companyId, demoRoles)
    expect(await createDemoUsers(t.database, t.companyId, demoRoles)).toEqual([login])
    const client = browser(app)
    expect((await client.send('GET', '/demo-logins')).body.items).toEqual([login])
    expect((await client.logIn(login?.email ?? '', login?.password ?? '')).status).toBe(200)
    expect((await client.send('GET', '/me')).body.permissions).toContain('role.manage')
    await expect(
      assertNoDemoAccounts(t.database, { NODE_ENV: 'production', WHEELHOUSE_DEMO: '1' }),
    ).rejects.toThrow('owner@demo.example')
    await expect(assertNoDemoAccounts(t.database, { DATABASE_URL: 'postgres://x' })).rejects.toThrow(
      'demonstration',
    )
    await expect(
      assertNoDemoAccounts(t.database, { DATABASE_URL: 'postgres://x', WHEELHOUSE_DEMO: '1' }),
    ).resolves.toBeUndefined()
    process.env.NODE_ENV = 'production'
    try {
      expect((await client.send('GET', '/demo-logins')).body.items).toEqual([])
    } finally {
      process.env.NODE_ENV = 'test'
    }
  })
})

describe('the cost of knowing who calls', () => {
  it('[PLAT-03] is at most one statement, and none within a second', async () => {
    const { client } = await loggedIn([])
    let statements = 0
    const counted = new Proxy(t.database, {
      get(target, name) {
        if (name === 'row' || name === 'rows') statements += 1
        return Reflect.get(target, name)
      },
    })
    const who = authenticator(counted, [kernel])
    const request = {
      method: 'GET',
      headers: {},
      cookies: { [sessionCookie]: client.cookies.get(sessionCookie) },
    }
    const answers: (Principal | undefined)[] = []
    for (let n = 0; n < 50; n++) answers.push(await who(request as never))
    expect(answers.at(-1)?.companyId).toBe(t.companyId)
    expect(statements).toBe(1)
  })
})

describe('old sessions', () => {
  it('[PLAT-03] are forgotten three months after their end, open ones never', async () => {
    const old = await loggedIn([])
    const open = await loggedIn([])
    await t.database.rows(
      '',
      `update kernel.session set revoked_at = now() - interval '91 days' where user_id = $1`,
      [old.id],
    )
    await forgetSessions.run(t.database, { input: {} } as never)
    const left = await t.database.rows('', 'select user_id from kernel.session where user_id = any($1)', [
      [old.id, open.id],
    ])
    expect(left).toEqual([{ userId: open.id }])
  })

  it('[PLAT-04] built-in roles follow the version at each start; a company’s own stay', async () => {
    await renewRoles(t.database, [
      {
        ...roles[0],
        code: 'reader',
        name: '열람',
        nameEn: 'Reader',
        permissions: ['user.read', 'role.read'],
      },
    ])
    await renewRoles(t.database, [
      { ...roles[0], code: 'reader', name: '열람자', nameEn: 'Reader', permissions: ['user.read'] },
    ])
    const [reader] = (await rolesOf(t.database, t.companyId)).filter((role) => role.code === 'reader')
    expect(reader).toMatchObject({ name: '열람자', builtIn: true, permissions: ['user.read'] })
    expect((await rolesOf(t.database, t.companyId)).some((role) => !role.builtIn)).toBe(true)
  })
})
