import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openDatabase } from '../database.ts'
import { enqueue } from '../jobs.ts'
import kernel from '../kernel.module.ts'
import { applicationRole } from '../migrations.ts'
import { testKit } from '../testkit.ts'
import { notify } from './notifications.ts'
import { sampleModule } from './sample.fixture.ts'
import { defineSetting, setting } from './settings.ts'

const holdDays = defineSetting({
  key: 'sample.hold-days',
  schema: z.number().int().min(1).max(30),
  initial: 7,
  permission: 'sample.settings',
})
const t = await testKit([kernel, sampleModule({ settings: [holdDays] })])

describe('notifications', () => {
  it('[PLAT-10] reach a person by name or by permission, and each marks them read alone', async () => {
    const manager = t.person(['guest.read'])
    const clerk = t.person(['guest.read'])
    await t.transaction(async (tx) => {
      await notify(tx, {
        userIds: [clerk.id],
        title: 'notices.import.done',
        data: { file: '회원.csv' },
        path: '/imports/1',
      })
      await notify(tx, { permission: 'guest.read', title: 'notices.import.done', data: { file: '상품' } })
    })
    const mine = await t.as(clerk).get('/kernel/notifications')
    expect(mine.body.unread).toBe(2)
    expect(mine.body.items.map((item: { title: string }) => item.title).sort()).toEqual([
      '상품 가져오기를 마쳤습니다',
      '회원.csv 가져오기를 마쳤습니다',
    ])
    await t.as(clerk).post(`/kernel/notifications/${mine.body.items[0].id}/read`)
    expect((await t.as(clerk).get('/kernel/notifications')).body.unread).toBe(1)
    await t.as(clerk).post('/kernel/notifications/read-all')
    expect((await t.as(clerk).get('/kernel/notifications')).body.unread).toBe(0)
    expect((await t.as(manager).get('/kernel/notifications')).body.unread).toBe(1)
    expect((await t.as(t.person([])).get('/kernel/notifications')).body.items).toEqual([])
  })
})

describe('housekeeping', () => {
  it('[PLAT-07] removes old idempotency keys and notifications, and leaves the young ones', async () => {
    const old = t.person([])
    for (const age of [1, 8]) {
      await t.database.rows(
        '',
        `insert into kernel.idempotency (company_id, principal_id, key, route, body_hash, status, created_at)
         values ($1, $2, $3, '', '', 200, now() - make_interval(days => $3::text::int))`,
        [t.companyId, old.id, String(age)],
      )
    }
    await t.transaction((tx) => enqueue(tx, { kind: 'kernel.tidy-up', input: {} }))
    await t.settle()
    expect(
      await t.database.rows('', 'select key from kernel.idempotency where principal_id = $1', [old.id]),
    ).toEqual([{ key: '1' }])
  })
})

describe('saved views', () => {
  it('[PLAT-10] are mine until shared, keep one name each, and are removed only by their owner', async () => {
    const owner = t.person(['view.share'])
    const other = t.person([])
    const view = {
      entity: 'guest',
      name: '단골',
      query: { 'filter[number]': 'A' },
      columns: ['number'],
      shared: false,
    }
    expect((await t.as(owner).post('/kernel/views', view)).body).toMatchObject({ name: '단골', mine: true })
    expect((await t.as(other).get('/kernel/views?entity=guest')).body.items).toEqual([])
    const shared = await t.as(owner).post('/kernel/views', { ...view, shared: true })
    const seen = await t.as(other).get('/kernel/views?entity=guest')
    expect(seen.body.items).toEqual([{ ...shared.body, mine: false }])
    expect((await t.as(other).post('/kernel/views', { ...view, shared: true })).status).toBe(403)
    expect((await t.as(other).send('DELETE', `/kernel/views/${shared.body.id}`)).body.code).toBe(
      'view.not-yours',
    )
    expect((await t.as(owner).send('DELETE', `/kernel/views/${shared.body.id}`)).status).toBe(204)
    expect((await t.as(owner).get('/kernel/views?entity=guest')).body.items).toEqual([])
  })
})

describe('settings', () => {
  it('[PLAT-07] change without a restart, are audited, and reach other processes within a second', async () => {
    const elsewhere = openDatabase({ url: t.url, role: applicationRole, poolSize: 1 })
    const admin = t.person(['sample.settings', 'setting.read'])
    expect(await setting(elsewhere, t.companyId, holdDays)).toBe(7)
    const changed = await t.as(admin).send('PUT', '/kernel/settings/sample.hold-days', { value: 3 })
    expect(changed.body).toEqual({ key: 'sample.hold-days', value: 3, version: 1 })
    await sleep(1_050)
    expect(await setting(elsewhere, t.companyId, holdDays)).toBe(3)
    await elsewhere.close()
    const trail = await t.database.row(
      '',
      `select before, after from kernel.audit_entry where action = 'setting.change'`,
    )
    expect(trail).toEqual({ before: { 'sample.hold-days': 7 }, after: { 'sample.hold-days': 3 } })
    const listed = await t.as(admin).get('/kernel/settings')
    expect(listed.body.items[0]).toMatchObject({
      value: 3,
      initial: 7,
      mayChange: true,
      schema: { maximum: 30 },
    })
  })

  it('refuse a value that does not fit, a stale version, an unknown key and who may not', async () => {
    const put = (value: unknown, permissions: string[], headers = {}, key = 'sample.hold-days') =>
      t.as(t.person(permissions)).send('PUT', `/kernel/settings/${key}`, { value }, headers)
    expect((await put(99, ['sample.settings'])).body.code).toBe('setting.bad-value')
    expect((await put(4, ['sample.settings'], { 'if-match': '"0"' })).status).toBe(412)
    expect((await put(4, [])).status).toBe(403)
    expect((await put(4, [], {}, 'nothing')).status).toBe(404)
  })
})
