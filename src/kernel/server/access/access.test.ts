import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { newId } from '../../shared/ids.ts'
import { createServer } from '../http/server.ts'
import { authenticator, forgetCallers } from '../identity/authenticator.ts'
import { browser } from '../identity/identity-client.ts'
import kernel from '../kernel.module.ts'
import { defineModule } from '../module.ts'
import { testKit } from '../testkit.ts'
import { defineFourEyes } from './four-eyes.ts'
import { expandPatterns } from './permission-patterns.ts'
import { giveRoles, syncRoles } from './role.store.ts'
import { createUser } from './user.store.ts'

const refunds: { amount: string; by: string }[] = []
const largeRefund = defineFourEyes({
  kind: 'test.refund',
  permission: 'test.approve',
  payload: z.object({ amount: z.string().regex(/^\d+$/) }),
  async run(tx, payload) {
    refunds.push({ amount: payload.amount, by: tx.principal.name })
  },
})
const trial = defineModule({
  name: 'test',
  permissions: ['test.ask', 'test.approve', 'test.read'],
  migrations: new URL('./none/', import.meta.url),
  catalogues: new URL('./none/', import.meta.url),
})
const t = await testKit([kernel, trial])
const password = 'tall-ship-9931-quay'

describe('four eyes', () => {
  it('[PLAT-04] the one who asked cannot approve, not by a key of theirs either', async () => {
    const asker = t.person(['test.ask', 'test.approve'], { name: '신청자' })
    const recordId = newId()
    const id = await t.transaction(
      (tx) =>
        largeRefund.request(tx, {
          entity: 'payment',
          recordId,
          payload: { amount: '5000000' },
          reason: '단순 변심',
        }),
      asker,
    )
    const own = await t.as(asker).post(`/kernel/four-eyes/${id}/approve`)
    expect(own).toMatchObject({ status: 403, body: { code: 'access.self-approval' } })
    const key = t.person(['test.approve'], { kind: 'key', userId: asker.id, name: '자동화' })
    expect((await t.as(key).post(`/kernel/four-eyes/${id}/approve`)).body).toMatchObject({
      code: 'access.self-approval',
    })
    expect((await t.as(t.person(['test.ask'])).post(`/kernel/four-eyes/${id}/approve`)).status).toBe(403)
    expect(refunds).toEqual([])
    const approver = t.person(['test.approve'], { name: '승인자' })
    const waiting = (await t.as(approver).get('/kernel/four-eyes?state=waiting')).body.items
    expect(waiting).toMatchObject([{ id, decidable: true, requestedByName: '신청자' }])
    expect((await t.as(asker).get('/kernel/four-eyes')).body.items).toMatchObject([{ id, decidable: false }])
    expect((await t.as(approver).post(`/kernel/four-eyes/${id}/approve`)).status).toBe(204)
    expect(refunds).toEqual([{ amount: '5000000', by: '승인자' }])
    expect((await t.as(approver).post(`/kernel/four-eyes/${id}/approve`)).body).toMatchObject({
      code: 'access.already-decided',
    })
  })

  it('[PLAT-04] of two approvers at once one decides, and the act happens once', async () => {
    refunds.length = 0
    const id = await t.transaction(
      (tx) =>
        largeRefund.request(tx, {
          entity: 'payment',
          recordId: newId(),
          payload: { amount: '7' },
          reason: '시험',
        }),
      t.person(['test.ask']),
    )
    const answers = await Promise.all(
      Array.from({ length: 4 }, () =>
        t.as(t.person(['test.approve'])).post(`/kernel/four-eyes/${id}/approve`),
      ),
    )
    expect(answers.map((answer) => answer.status).sort()).toEqual([204, 409, 409, 409])
    expect(refunds).toHaveLength(1)
  })

  it('[PLAT-04] the database itself refuses an approval by the one who asked', async () => {
    const asker = t.person(['test.ask'])
    const id = await t.transaction(
      (tx) =>
        largeRefund.request(tx, {
          entity: 'payment',
          recordId: newId(),
          payload: { amount: '7' },
          reason: '시험',
        }),
      asker,
    )
    await expect(
      t.database.rows(
        '',
        `update kernel.four_eyes_request set state = 'approved', decided_by = requested_by where id = $1`,
        [id],
      ),
    ).rejects.toThrow('approver_is_not_requester')
    expect((await t.as(t.person(['test.approve'])).post(`/kernel/four-eyes/${id}/withdraw`)).status).toBe(403)
    expect((await t.as(asker).post(`/kernel/four-eyes/${id}/withdraw`)).status).toBe(204)
  })

  it('[PLAT-04] a request of another company is not there', async () => {
    const id = await t.transaction(
      (tx) =>
        largeRefund.request(tx, {
          entity: 'payment',
          recordId: newId(),
          payload: { amount: '7' },
          reason: '시험',
        }),
      t.person(['test.ask']),
    )
    const foreign = t.person(['test.approve'], { companyId: newId() })
    expect((await t.as(foreign).post(`/kernel/four-eyes/${id}/approve`)).status).toBe(404)
  })
})

describe('roles', () => {
  beforeAll(() =>
    t.transaction((tx) =>
      syncRoles(tx, t.companyId, [
        { code: 'owner', name: '대표', nameEn: 'Owner', permissions: ['*'] },
        { code: 'reader', name: '열람', nameEn: 'Reader', permissions: ['test.read'] },
        { code: 'keeper', name: '관리', nameEn: 'Keeper', permissions: ['user.*', 'role.*'] },
      ]),
    ),
  )

  async function someone(name: string, roles: string[], orgUnitIds: string[] | null = null) {
    const email = `${newId()}@hanul.example`
    const id = await t.transaction(async (tx) => {
      const userId = await createUser(tx, { email, name }, password)
      await giveRoles(tx, { userId, roles, orgUnitIds }, [])
      return userId
    })
    return { id, email }
  }

  it('[PLAT-04] patterns grow with what modules declare', () => {
    const declared = ['order.read', 'order.confirm', 'payment.read', 'orders-of-chivalry.read']
    expect([...expandPatterns(['order.*'], declared)]).toEqual(['order.read', 'order.confirm'])
    expect([...expandPatterns(['*.read'], declared)]).toEqual([
      'order.read',
      'payment.read',
      'orders-of-chivalry.read',
    ])
    expect(expandPatterns(['*'], declared).size).toBe(4)
    expect(expandPatterns(['order'], declared).size).toBe(0)
  })

  it('[PLAT-04] nobody gives more than they have, nor changes their own roles', async () => {
    const target = await someone('박민수', ['reader'])
    const keeper = t.person(['user.read', 'user.manage', 'role.read', 'role.manage'])
    const asKeeper = t.as(keeper)
    const put = (id: string, roles: string[]) =>
      asKeeper.send('PUT', `/kernel/users/${id}/roles`, { roles, orgUnitIds: null })
    expect((await put(target.id, ['owner'])).body).toMatchObject({ code: 'access.beyond-own' })
    expect((await put(target.id, [])).body).toMatchObject({ code: 'access.beyond-own' })
    const other = await someone('이은주', [])
    expect((await put(other.id, ['keeper'])).status).toBe(204)
    expect((await asKeeper.get(`/kernel/users/${other.id}`)).body).toMatchObject({
      roles: ['keeper'],
      orgUnitIds: null,
    })
    const self = t.as(t.person(['role.manage', 'role.read', 'user.read', 'user.manage'], { id: other.id }))
    expect(
      (await self.send('PUT', `/kernel/users/${other.id}/roles`, { roles: [], orgUnitIds: null })).body,
    ).toMatchObject({
      code: 'access.own-roles',
    })
    expect(
      (
        await asKeeper.post('/kernel/roles', {
          code: 'sly',
          name: '꾀',
          nameEn: 'Sly',
          permissions: ['test.*'],
        })
      ).status,
    ).toBe(403)
    const owner = (await asKeeper.get('/kernel/roles')).body.items.find(
      (role: { code: string }) => role.code === 'owner',
    )
    const changed = { code: 'owner', name: '대표', nameEn: 'Owner', permissions: ['role.read'] }
    expect((await asKeeper.send('PUT', `/kernel/roles/${owner.id}`, changed)).body).toMatchObject({
      code: 'access.role-is-built-in',
    })
  })

  it('[PLAT-04] a change of roles ends the sessions held under the old ones', async () => {
    const app = await createServer({
      database: t.database,
      modules: [kernel, trial],
      authenticate: authenticator(t.database, [kernel, trial]),
    })
    const who = await someone('정하늘', ['reader'])
    const client = browser(app)
    await client.logIn(who.email, password)
    expect((await client.send('GET', '/me')).body.permissions).toEqual(['test.read'])
    const admin = t.as(t.person(['user.read', 'user.manage', 'role.read', 'role.manage', 'test.read']))
    await admin.send('PUT', `/kernel/users/${who.id}/roles`, { roles: ['keeper'], orgUnitIds: null })
    forgetCallers(t.database)
    expect((await client.send('GET', '/me')).status).toBe(401)
    await client.logIn(who.email, password)
    expect((await client.send('GET', '/me')).body.permissions).toContain('role.manage')
    await app.close()
  })

  it('[PLAT-04] a unit’s reach holds every unit below it, and no other', async () => {
    const ids = Object.fromEntries(
      ['head', 'south', 'busan', 'daegu', 'north'].map((code) => [code, newId()]),
    ) as Record<string, string>
    const below: [string, string | null][] = [
      ['head', null],
      ['south', 'head'],
      ['busan', 'south'],
      ['daegu', 'south'],
      ['north', 'head'],
    ]
    for (const [code, parent] of below) {
      await t.database.rows(
        '',
        `insert into kernel.org_unit (id, company_id, parent_id, code, name, name_en, created_at) values ($1, $2, $3, $4, $4, $4, now())`,
        [ids[code], t.companyId, parent && ids[parent], code],
      )
    }
    const app = await createServer({
      database: t.database,
      modules: [kernel, trial],
      authenticate: authenticator(t.database, [kernel, trial]),
    })
    const who = await someone('남부장', ['reader'], [ids.south ?? ''])
    const client = browser(app)
    await client.logIn(who.email, password)
    const reach = (await client.send('GET', '/me')).body.orgUnitIds
    expect([...reach].sort()).toEqual([ids.south, ids.busan, ids.daegu].sort())
    const whole = await someone('전사', ['reader'])
    await client.logIn(whole.email, password)
    expect((await client.send('GET', '/me')).body.orgUnitIds).toBeNull()
    const none = await someone('무직', [])
    await client.logIn(none.email, password)
    expect((await client.send('GET', '/me')).body).toMatchObject({ orgUnitIds: [], permissions: [] })
    await app.close()
  })

  it('[PLAT-04] a leaver is out at once, and a person of two companies is not one administrator’s to lock', async () => {
    const who = await someone('퇴사자', ['reader'])
    const admin = t.as(t.person(['user.read', 'user.manage']))
    const other = newId()
    await t.database.rows(
      '',
      `insert into kernel.company (id, code, name, name_en, currency, created_at) values ($1, $2, '둘', 'Two', 'KRW', now())`,
      [other, other],
    )
    await t.database.rows('', 'insert into kernel.membership values ($1, $2, now())', [who.id, other])
    expect((await admin.post(`/kernel/users/${who.id}/disable`)).body).toMatchObject({
      code: 'access.user-elsewhere',
    })
    expect((await admin.post(`/kernel/users/${who.id}/password`)).body).toMatchObject({
      code: 'access.user-elsewhere',
    })
    expect((await admin.send('DELETE', `/kernel/users/${who.id}`)).status).toBe(204)
    expect((await admin.get(`/kernel/users/${who.id}`)).status).toBe(404)
    const left = await t.database.rows('', 'select 1 from kernel.user_role where user_id = $1', [who.id])
    expect(left).toEqual([])
  })
})
